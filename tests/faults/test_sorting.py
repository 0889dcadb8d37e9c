"""How outcomes are sorted, and what the catalogue holds; nothing is run."""

from __future__ import annotations

import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from dagster_project.company import read_company
from tests.faults.damage import SETTINGS, Damage, catalogue, times, transposed
from tests.faults.exports import ExportFile, day_of, files_below, moved
from tests.faults.sorting import Expected, Figure, Run, sort_out

FIGURE: Figure = ("water", "total", "total", "2023", "en")
PRINTED: dict[Figure, str] = {FIGURE: "1,924.37"}
OTHER: dict[Figure, str] = {FIGURE: "1,924.38"}
WATER = Expected(("water_bills", "水費帳單"), ("quantity",))


def test_a_stop_that_names_file_and_cause_is_stopped() -> None:
    outcome = sort_out(Run(printed=PRINTED), Run(stops=("水費帳單_2023.csv, row 3: quantity 9",)), WATER)
    assert outcome.verdict == "stopped"


def test_what_only_a_control_total_gave_away_is_told_apart() -> None:
    told = "**publish/aud_control_totals failed**: 水費帳單, quantity"
    other = "**publish/aud_bills failed**: 水費帳單, quantity"
    assert sort_out(Run(printed=PRINTED), Run(stops=(told,)), WATER).by_second_source
    assert not sort_out(Run(printed=PRINTED), Run(stops=(told, other)), WATER).by_second_source


@pytest.mark.parametrize("message", ["a figure moved", "水費帳單 cannot be read", "quantity is too large"])
def test_a_stop_that_lacks_the_place_or_the_cause_is_misnamed(message: str) -> None:
    assert sort_out(Run(printed=PRINTED), Run(stops=(message,)), WATER).verdict == "misnamed"


def test_a_new_open_warning_is_explained_also_where_figures_moved() -> None:
    damaged = Run(findings=("publish/a/b, c: d",), printed=OTHER)
    assert sort_out(Run(printed=PRINTED), damaged, WATER).verdict == "explained"


def test_a_warning_that_the_clean_company_has_too_says_nothing() -> None:
    clean = Run(findings=("publish/a/b, c: d",), printed=PRINTED)
    damaged = Run(findings=("publish/a/b, c: d",), printed=OTHER)
    outcome = sort_out(clean, damaged, WATER)
    assert outcome.verdict == "escaped"
    assert outcome.moved == ("water/total/total/2023/en: 1,924.37 -> 1,924.38",)


def test_a_line_that_is_no_longer_printed_escapes_too() -> None:
    assert sort_out(Run(printed=PRINTED), Run(printed={}), WATER).verdict == "escaped"


def test_what_moves_below_the_printed_precision_is_harmless_and_says_so() -> None:
    clean = Run(printed=PRINTED, exact={FIGURE[:3]: "1924.3701"})
    outcome = sort_out(clean, Run(printed=PRINTED, exact={FIGURE[:3]: "1924.3702"}), WATER)
    assert outcome.verdict == "harmless"
    assert "below" in outcome.said


def test_a_fault_that_moves_nothing_has_missed_unless_it_says_why() -> None:
    clean = Run(printed=PRINTED, exact={FIGURE[:3]: "1924.3701"})
    assert sort_out(clean, clean, WATER).verdict == "missed"
    outcome = sort_out(clean, clean, replace(WATER, harmless="no account is printed"))
    assert (outcome.verdict, outcome.said) == ("harmless", "no account is printed")
    other = Run(printed=OTHER)
    assert sort_out(clean, other, replace(WATER, harmless="no account is printed")).verdict == "escaped"


def test_catalogue_is_wide_enough_and_touches_every_export(made_up_company: Path) -> None:
    kinds = catalogue().values()
    assert len({kind.id.split("@")[0] for kind in kinds}) >= 150
    assert {kind.export for kind in kinds} >= {*read_company(made_up_company).exports, SETTINGS}
    assert all(kind.about.endswith(".") for kind in kinds)


def test_a_kind_and_seed_always_strikes_the_same(made_up_company: Path, tmp_path: Path) -> None:
    written = []
    for name in ("one", "other"):
        folder = tmp_path / name
        shutil.copytree(made_up_company, folder)
        (touched,) = catalogue()["water_digits_transposed"].strike(folder, 2023, 0)
        written.append(touched.read_bytes())
    assert (
        written[0] == written[1] != (made_up_company / touched.relative_to(tmp_path / "other")).read_bytes()
    )


@pytest.mark.slow
def test_a_file_is_written_back_with_the_same_cells(made_up_company: Path, tmp_path: Path) -> None:
    for path in files_below(made_up_company / "raw" / "2023"):
        again = tmp_path / path.name
        shutil.copyfile(path, again)
        opened = ExportFile(again)
        cells = [row.cells for row in opened.rows()]
        opened.restate_totals()
        opened.save()
        assert [row.cells for row in ExportFile(again).rows()] == cells, path.name
        if not opened.is_workbook:
            assert again.read_bytes() == path.read_bytes(), path.name


def test_totals_follow_where_the_source_was_wrong(made_up_company: Path, tmp_path: Path) -> None:
    company = tmp_path / "company"
    shutil.copytree(made_up_company, company)
    for at_source in (True, False):
        damage = Damage(company, 2023, random.Random(1), at_source=at_source)
        opened = damage.open("電費帳單明細_成都")
        (total,) = opened.totals()
        stated = total["電費(元)"]
        opened.remove(opened.rows()[:1])
        damage.finish()
        assert (total["電費(元)"] == stated) is not at_source


def test_spellings_are_kept() -> None:
    assert moved("2023年1月8日 09:00", day_of("20240205")) == "2024年2月5日 09:00"
    assert moved("12/31/2022", day_of(45000), "mdy") == "03/15/2023"
    assert times(10)(None, "１２.５") == "125"  # type: ignore[arg-type]
    assert transposed(None, "1834.5") == "8134.5"  # type: ignore[arg-type]


def test_of_a_note_the_numbers_are_figures_and_the_words_are_not() -> None:
    place = ("water", "total", "total", "note env-5 of 2023", "en")
    clean = Run(printed=PRINTED, words={place: "Of 35 days."})
    assert sort_out(clean, Run(printed=PRINTED, words={place: "Of 53 days."}), WATER).verdict == "escaped"
    outcome = sort_out(clean, Run(printed=PRINTED, words={place: "Of all 35 days."}), WATER)
    assert outcome.verdict == "harmless"
    assert "words differ" in outcome.said


def test_a_stop_may_name_only_what_the_touched_files_feed(made_up_company: Path) -> None:
    kind = catalogue()["case_lost"]
    touched = [made_up_company / "raw" / "2023" / "法務" / "訴訟台帳_2023.csv"]
    places = kind.expected(made_up_company, 2023, touched).places
    assert "compliance__lawsuits" in places
    assert not any("published" in place for place in places)
