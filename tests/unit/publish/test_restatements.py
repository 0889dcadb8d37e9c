"""Restatements as a company writes them, and what they do to figures that are printed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dagster_project.figures.values import Key
from dagster_project.publish.comparison import Comparison
from dagster_project.publish.printed import Printed, printed_content
from dagster_project.publish.registers import PublishedFigure
from dagster_project.publish.restated import (
    Restating,
    comparative_notes,
    own_notes,
    restated_figures,
    with_restated,
)
from dagster_project.publish.restatements import (
    Restatement,
    RestatementError,
    draft_restatements,
    load_restatements,
    restatements_file,
    unknown_in,
)
from dagster_project.publish.xlsx import write_xlsx
from dagster_project.settings import Settings
from tests.unit.publish.printed_values import KEYS, YEAR, Given

ELECTRICITY, WATER = Key("electricity", "total", "total"), Key("water", "total", "total")
REASON = {"zh-Hant": "遺漏一張帳單", "en": "A bill was missing"}
ENTRY = {
    "of": "v1", "class": "error", "reason": REASON, "printed_in": "new_version", "by": "An", "on": "2025-03-01",
}  # fmt: skip


def entry(**changes) -> Restatement:
    return Restatement.model_validate(ENTRY | changes)


def written(folder, text: str):
    path = restatements_file(folder, YEAR)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def version(**digits: str) -> Printed:
    """What a version printed that is as the present one but for the digits of some figures."""
    content = printed_content(Given().edition())
    for kpi, printed in digits.items():
        cell = content["figures"][f"{YEAR}/{kpi}"]["cells"][str(YEAR)]
        cell["digits"] = printed
        cell["text"] = dict.fromkeys(cell["text"], printed)
    return Printed("its sha256", content)


# The file


def test_no_file_restates_nothing(tmp_path):
    assert load_restatements(tmp_path, YEAR) == []


def test_a_file_is_read_with_its_figures(tmp_path):
    written(
        tmp_path,
        "- of: v1\n  class: factor\n  reason: {zh-Hant: 因子, en: The factor}\n"
        "  figures: [electricity, turnover_rate/gender/male]\n  printed_in: next_report\n  by: An\n  on: 2025-03-01\n",
    )
    (found,) = load_restatements(tmp_path, YEAR)
    assert found.keys == [ELECTRICITY, Key("turnover_rate", "gender", "male")]
    assert found.why == "factor"


def test_every_fault_of_a_file_is_told_at_once(tmp_path):
    written(
        tmp_path,
        "- of: first\n  class: typo\n  printed_in: new_version\n"
        "- of: v1\n  reason: {zh-Hant: 因子, en: The factor}\n  printed_in: somewhere\n",
    )
    with pytest.raises(RestatementError) as error:
        load_restatements(tmp_path, YEAR)
    for told in ("of", "class", "printed_in", "acquisition", "next_report"):
        assert told in str(error.value)


def test_a_reason_needs_its_class_and_who_gives_it(tmp_path):
    written(tmp_path, "- of: v1\n  reason: {zh-Hant: 因子, en: The factor}\n  printed_in: new_version\n")
    with pytest.raises(RestatementError, match="a reason needs `class`"):
        load_restatements(tmp_path, YEAR)


@pytest.mark.parametrize(
    ("figures", "told"),
    [
        (["  figures: [electricity]", "  figures: [water, electricity]"], "cover electricity"),
        (["", ""], "covers"),
    ],
)
def test_two_entries_of_one_figure_are_refused(tmp_path, figures, told):
    text = "\n".join(f"- of: v1\n  printed_in: new_version\n{one}" for one in figures)
    written(tmp_path, text)
    with pytest.raises(RestatementError, match=told):
        load_restatements(tmp_path, YEAR)


def test_what_is_not_there_is_told(tmp_path):
    settings = Settings(tmp_path, tmp_path)
    (settings.releases_dir(YEAR) / "v1").mkdir(parents=True)
    faults = unknown_in(settings, YEAR, [entry(of="v3", figures=["electricty"])], set(KEYS))
    assert len(faults) == 2
    assert "v3 of 2023 was never published; published: v1" in faults[0]
    assert "electricty is no figure" in faults[1]


def test_an_entry_of_no_version_is_of_a_report_from_elsewhere(tmp_path):
    written(tmp_path, "- printed_in: new_version\n")
    with pytest.raises(RestatementError, match="a new version needs `of`"):
        load_restatements(tmp_path, YEAR)
    settings, told = Settings(tmp_path, tmp_path), [entry(of=None, printed_in="next_report")]
    assert unknown_in(settings, YEAR, told, set(KEYS)) == []
    (settings.releases_dir(YEAR) / "v1").mkdir(parents=True)
    assert "does not say `of`" in unknown_in(settings, YEAR, told, set(KEYS))[0]


def test_an_entry_to_fill_in_is_added_once_and_covers_nothing_yet(tmp_path):
    keys = [ELECTRICITY, Key("turnover_rate", "gender", "male")]
    assert draft_restatements(tmp_path, YEAR, "v1", keys, "new_version") == 2
    (found,) = load_restatements(tmp_path, YEAR)
    assert found.keys == keys
    assert not found.covers(ELECTRICITY)
    before = restatements_file(tmp_path, YEAR).read_text(encoding="utf-8")
    assert draft_restatements(tmp_path, YEAR, "v1", [*keys, WATER], "new_version") == 1
    assert restatements_file(tmp_path, YEAR).read_text(encoding="utf-8").startswith(before.rstrip())


# A new version of the year


def test_a_restated_figure_is_marked_with_what_stood_there_and_why():
    given = Given()
    told = Restating([entry(figures=["electricity"])], {"v1": version(electricity="1,900.00", water="1.00")})
    (note,) = own_notes(told, given.lines(), YEAR)
    assert (note.key, note.year, note.written_by) == (ELECTRICITY, YEAR, "restated")
    assert note.text.en == "Restated (correction of an error): Version 1 printed 1,900.00. A bill was missing"
    assert note.text.zh_hant == "經重列（更正錯誤）：第1版原列示1,900.00。遺漏一張帳單"


def test_an_entry_without_figures_covers_all_that_changed_and_one_to_fill_in_none():
    given, sealed = Given(), {"v1": version(electricity="1,900.00", water="1.00")}
    assert {one.key for one in own_notes(Restating([entry()], sealed), given.lines(), YEAR)} == {
        ELECTRICITY,
        WATER,
    }
    empty = entry(**{"reason": None, "class": None, "by": None, "on": None})
    assert own_notes(Restating([empty], sealed), given.lines(), YEAR) == []


def test_what_the_second_version_said_of_the_first_stands_in_the_third():
    given = Given()
    sealed = {"v1": version(electricity="1.00", water="2.00"), "v2": version(water="2.00")}
    told = Restating([entry(), entry(of="v2", **{"class": "method"})], sealed)
    found = own_notes(told, given.lines(), YEAR)
    notes = {note.key: note.text.en for note in found}
    assert len(found) == 2
    assert "Version 1 printed 1.00" in notes[ELECTRICITY]
    assert "change of method): Version 2 printed 2.00" in notes[WATER]


def test_a_version_that_prints_the_same_carries_the_same_notes_after_it_is_sealed():
    given, told = Given(), [entry()]
    before = own_notes(Restating(told, {"v1": version(electricity="1.00")}), given.lines(), YEAR)
    after = own_notes(
        Restating(told, {"v1": version(electricity="1.00"), "v2": version()}), given.lines(), YEAR
    )
    assert before == after != []


def test_the_mark_is_told_from_other_notes_and_explained(tmp_path):
    given = Given()
    notes = own_notes(Restating([entry()], {"v1": version(electricity="1.00")}), given.lines(), YEAR)
    given.notes += notes
    edition = given.edition()
    marks = {note_id: mark for note_id, (mark, _) in edition.footnotes().items()}
    assert marks[notes[0].note_id] == "R1"
    assert sorted(mark for mark in marks.values() if mark.isdecimal())[0] == "1"
    (restated,) = [line.key for line in edition.lines if line.current.restated]
    assert restated == ELECTRICITY
    write_xlsx(tmp_path / "one.xlsx", edition, "en")
    assert (
        "restated-2023-1"
        in printed_content(edition)["figures"][f"{YEAR}/electricity"]["cells"][str(YEAR)]["notes"]
    )


# The comparatives of the next report


def compared(outcome: str = "unexplained", key: Key = ELECTRICITY, year: int = YEAR - 1) -> Comparison:
    return Comparison(key, year, "1,500.00", "1,600.00", None, outcome)  # type: ignore[arg-type]


NEXT = Restating(before=[entry(printed_in="next_report", figures=["electricity"])])


def test_a_comparative_is_restated_with_its_old_value_and_its_document():
    published = [
        PublishedFigure(ELECTRICITY, YEAR - 1, "1,500.00", "Report 2022"),
        PublishedFigure(WATER, YEAR - 1, "3", ""),
    ]
    comparisons = with_restated([compared(), compared(key=WATER)], NEXT, YEAR)
    assert [one.outcome for one in comparisons] == ["restated", "unexplained"]
    assert comparisons[0].reason is not None
    assert [one.printed for one in restated_figures(published, comparisons)] == ["1,600.00", "3"]
    (note,) = comparative_notes(published, comparisons, NEXT, YEAR)
    assert (note.key, note.year) == (ELECTRICITY, YEAR - 1)
    where = "Version 1 of 2022 printed 1,500.00"
    assert note.text.en == f"Restated (correction of an error): {where}. A bill was missing"
    imported = Restating(before=[entry(printed_in="next_report", of=None)])
    (note,) = comparative_notes(published, comparisons, imported, YEAR)
    assert note.text.zh_hant == "經重列（更正錯誤）：Report 2022原列示1,500.00。遺漏一張帳單"


def test_an_entry_whose_figure_agrees_is_stale_and_one_that_names_none_is_not():
    agrees = replace(compared("agrees"), computed="1,500.00")
    assert with_restated([agrees], NEXT, YEAR)[0].outcome == "stale_restatement"
    every = Restating(before=[entry(printed_in="next_report")])
    assert with_restated([agrees], every, YEAR)[0].outcome == "agrees"


def test_only_the_year_before_is_restated_and_nothing_that_is_kept_back():
    assert with_restated([compared(year=YEAR)], NEXT, YEAR)[0].outcome == "unexplained"
    assert with_restated([compared()], NEXT, YEAR, {ELECTRICITY})[0].outcome == "unexplained"
    missing = replace(compared("not_computed"), computed=None)
    assert with_restated([missing], NEXT, YEAR)[0].outcome == "not_computed"
