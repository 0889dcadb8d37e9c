"""The restatement log of a pack: what the company wrote down, and the figures that say so."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import yaml

from dagster_project.figures.values import Key
from dagster_project.pack.decisions import _restated, _restatements
from dagster_project.publish.registers import RESTATED, Note
from dagster_project.publish.restatements import restatements_file
from dagster_project.settings import Settings
from tests.unit.publish.printed_values import YEAR, Given, said

ELECTRICITY = Key("electricity", "total", "total")


def year(tmp_path, **changes: Any) -> Any:
    settings = Settings(tmp_path / "company", tmp_path / "data")
    return SimpleNamespace(settings=settings, year=YEAR, label=str, **changes)


def test_a_figure_is_in_the_log_with_its_note_and_others_are_not(tmp_path):
    restated = Note("restated-1", ELECTRICITY, YEAR, said("was 1"), written_by=RESTATED)
    other = Note("env-1", Key("water", "total", "total"), YEAR, said("another note"))
    lines = Given(notes=[restated, other]).edition().figures
    (row,) = _restated(year(tmp_path, lines=lines))
    assert row == [
        f"{YEAR}/electricity",
        "electricity",
        lines[ELECTRICITY].current.text("zh-Hant"),
        "was 1\nwas 1",
    ]


def test_entries_of_the_year_and_of_the_year_before_are_in_the_log(tmp_path):
    made = year(tmp_path)
    whole = {
        "of": "v1", "class": "error", "reason": {"zh-Hant": "漏計", "en": "Left out"}, "by": "An", "on": "2024-05-02"
    }  # fmt: skip
    for of_year, entry in (
        (YEAR, whole | {"printed_in": "new_version", "figures": ["electricity"]}),
        (YEAR - 1, {"of": "v2", "printed_in": "next_report"}),
    ):
        path = restatements_file(made.settings.company_dir, of_year)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump([entry], allow_unicode=True), encoding="utf-8")
    first, second = _restatements(made)
    assert first[:4] == [f"{YEAR} v1", "error", "electricity", "漏計\nLeft out"]
    assert second[0] == f"{YEAR - 1} v2"
    assert "not explained yet" in str(second[3])
    assert "next year's report" in str(second[4])
