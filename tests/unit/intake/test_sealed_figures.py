"""Which statement of a published figure counts where several files state it."""

from __future__ import annotations

import pandas as pd
import pytest

from dagster_project.intake.books import Intake, LandedFile
from dagster_project.intake.errors import IntakeError
from dagster_project.intake.sealed_figures import STATED_BY_VERSION, latest_statements
from dagster_project.project import SEEDS_DIR
from dagster_project.registry.contracts import load_contracts

OWN, V2022, V2023 = "published/2022.csv", "releases/2022/v1/published.csv", "releases/2023/v1/published.csv"
CONTRACT = load_contracts(SEEDS_DIR / "contracts")["company__published_figures"]


def intake(*rows: tuple[str, str, str, str | None]) -> Intake:
    """Rows as file, year, KPI and what it printed."""
    files = list(dict.fromkeys(file for file, *_ in rows))
    frame = pd.DataFrame(
        [
            {
                "year": year,
                "kpi_id": kpi,
                "dimension": "total",
                "member": "total",
                "printed": printed,
                "document": file,
                "source_file": f"sha of {file}",
                "source_sheet": None,
                "source_row": number,
                "row_id": f"{file}:{number}",
            }
            for number, (file, year, kpi, printed) in enumerate(rows, start=2)
        ],
        dtype=object,
    )
    landed = tuple(
        LandedFile(
            CONTRACT.id,
            file,
            f"sha of {file}",
            1,
            "utf-8",
            ",",
            None,
            sum(row[0] == file for row in rows),
            "now",
        )
        for file in files
    )
    return Intake(CONTRACT, 2024, frame, landed)


def kept(found: Intake) -> list[tuple[str, str]]:
    return [(row["document"], row["printed"]) for row in found.frame.to_dict("records")]


def test_a_version_states_what_a_file_of_the_company_states_as_well():
    found = latest_statements(
        intake(
            (OWN, "2022", "electricity", "5"),
            (V2022, "2022", "electricity", "5"),
            (OWN, "2021", "water", "1"),
        ),
        {V2022: 2022},
    )
    assert kept(found) == [(V2022, "5"), (OWN, "1")]
    (left_out,) = found.excluded_rows
    assert (left_out.rule, left_out.source_row) == (STATED_BY_VERSION, 2)
    assert left_out.reason == f"{V2022} states the figure, row 3"
    assert found.unbalanced() == []


def test_a_file_that_contradicts_the_version_is_refused_with_every_figure():
    with pytest.raises(IntakeError) as error:
        latest_statements(
            intake(
                (OWN, "2022", "electricity", "6"),
                (OWN, "2022", "water", None),
                (V2022, "2022", "electricity", "5"),
            ),
            {V2022: 2022},
        )
    (fault,) = error.value.faults
    assert fault.file == OWN
    assert "2 figures of 2022" in fault.found
    assert "electricity/total/total 6 (sealed: 5)" in fault.found
    assert "water/total/total - (sealed: not printed)" in fault.found
    assert "restatements/2022.yml" in fault.remedy


def test_a_later_report_restates_what_an_earlier_version_printed():
    rows = [
        (V2022, "2022", "electricity", "5"),
        (V2023, "2022", "electricity", "7"),
        (V2023, "2023", "electricity", "8"),
    ]
    for order in (rows, rows[::-1]):
        found = latest_statements(intake(*order), {V2022: 2022, V2023: 2023})
        assert sorted(kept(found)) == [(V2023, "7"), (V2023, "8")]


def test_a_later_report_restates_a_year_that_was_never_sealed_here():
    found = latest_statements(
        intake((OWN, "2022", "electricity", "5"), (V2023, "2022", "electricity", "7")), {V2023: 2023}
    )
    assert kept(found) == [(V2023, "7")]


def test_without_a_version_nothing_changes():
    given = intake((OWN, "2022", "electricity", "5"))
    assert latest_statements(given, {}) is given
