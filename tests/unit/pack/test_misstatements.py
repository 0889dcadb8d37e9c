"""The schedule of misstatements: thresholds, sums of what stays, and the exact effect of a correction."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import pytest

from dagster_project.company import Company
from dagster_project.demo.company_files import company_yml
from dagster_project.figures.values import Key
from dagster_project.pack.misstatements import (
    DISPOSITIONS,
    KINDS,
    SOFTWARE,
    Found,
    corrections,
    threshold_of,
    uncorrected_sums,
)
from dagster_project.registry.kpis import load_kpis
from dagster_project.warehouse.connection import warehouse
from tests.integration.empty_warehouse import write_empty_warehouse

REGISTRY = load_kpis()
COMPANY = Company.model_validate(company_yml() | {"exports": ["customers__complaints", "hr__employees"]})


def found(figure="2023/water", effect="1.5", disposition="uncorrected", threshold="2"):
    return Found(
        "M", SOFTWARE, figure, "", "m3", "", KINDS["factual"], DISPOSITIONS[disposition],
        None if effect is None else Decimal(effect), Decimal(threshold), "", "",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kpi", "number", "threshold"),
    [("electricity", "1924.37", "192.437"), ("turnover_rate", "10", "2"), ("turnover_rate", "40", "4")],
)
def test_the_threshold_is_the_share_of_the_figure_and_at_least_the_least(kpi, number, threshold):
    expected = Decimal(threshold)
    assert threshold_of(REGISTRY[kpi], COMPANY, Decimal(number)) == pytest.approx(
        expected, abs=Decimal("0.0001")
    )


def test_the_companys_own_materiality_counts():
    own = COMPANY.model_copy(update={"materiality": {"electricity": {"movement": Decimal("0.01")}}})
    assert threshold_of(REGISTRY["electricity"], own, Decimal(-200)) == 2
    assert threshold_of(REGISTRY["electricity"], own, None) is None


def test_uncorrected_effects_add_up_with_their_signs_and_the_others_do_not_count():
    listed = [
        found(effect="1.5"),
        found(effect="-4.25"),
        found(effect="9", disposition="corrected"),
        found(effect=None),
        found(figure="2023/paper", effect="1"),
        replace(found(), figure=None),
    ]
    assert uncorrected_sums(listed) == [
        ("2023/water", Decimal("-2.75"), Decimal(2)),
        ("2023/paper", Decimal(1), Decimal(2)),
    ]


@pytest.mark.parametrize(("effect", "above"), [("2", False), ("-2.01", True), (None, None)])
def test_above_is_beyond_the_threshold_in_either_direction(effect, above):
    assert found(effect=effect).is_above is above


CORRECTION = """
insert into raw.corrected_cells by name
select 'customers__complaints' as contract, ? as row_id, 'raw/2023/complaints.csv' as file_name, 'f' as source_file,
       2 as source_row, ? as column_name, ? as old_value, ? as new_value, 'Looked at again' as reason,
       'A' as decided_by, '2024-01-16' as decided_on
"""


def effects_of(tmp_path, *cells):
    """What corrections of two complaints moved; both are valid now."""
    complaints = Key("complaints", "total", "total")
    with warehouse(write_empty_warehouse(tmp_path / "warehouse.duckdb")) as connection:
        for ticket in ("t1", "t2"):
            connection.execute(
                "insert into raw.customers__complaints by name select ? as row_id, 'yes' as is_valid, "
                "'2023-03-01' as received_on",
                [ticket],
            )
        for cell in cells:
            connection.execute(CORRECTION, list(cell))
        line = SimpleNamespace(current=SimpleNamespace(number=Decimal(2)))
        year = SimpleNamespace(
            connection=connection, company=COMPANY, year=2023, registry=REGISTRY, lines={complaints: line},
            figure=lambda key: f"2023/{key.kpi_id}", label=str,
        )  # fmt: skip
        return [(one.figure, one.effect, one.reason) for one in corrections(year)]


def test_a_corrections_effect_is_what_the_figure_would_be_without_it(tmp_path):
    assert effects_of(tmp_path, ("t1", "is_valid", "否", "是")) == [
        ("2023/complaints", Decimal(-1), "Looked at again")
    ]


def test_a_correction_that_moves_nothing_says_so(tmp_path):
    ((figure, effect, reason),) = effects_of(tmp_path, ("t1", "is_valid", "yes", "是"))
    assert (figure, effect) == (None, None)
    assert "moves no figure" in reason


def test_an_old_text_that_cannot_be_read_has_no_effect_to_tell(tmp_path):
    assert effects_of(tmp_path, ("t1", "is_valid", "也許", "是")) == [(None, None, "Looked at again")]
