"""A copy stands for an original only if the company's ledger says so: the register beside the data is no proof."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dagster_project import cli, rotation
from dagster_project.digests import file_digest
from dagster_project.inputs import draft_state
from dagster_project.retired import RetiredFile, as_json, named_in, read_retired
from dagster_project.retirement import retire as retirement
from dagster_project.retirement.retire import Decision
from dagster_project.settings import Settings, settings_for
from dagster_project.signoff.faults import SignOffError
from dagster_project.signoff.ledger import Entry, Kind, add, ledger_file, next_entry, read_ledger
from tests.unit.publish.printed_values import YEAR
from tests.unit.signoff.signing_company import SigningCompany

A, B, C, D, E = (letter * 64 for letter in "abcde")
NAME = f"raw/{YEAR}/export.csv"


def entries(*told: tuple[Kind, dict]) -> list[Entry]:
    made: list[Entry] = []
    for kind, body in told:
        made.append(next_entry(made, kind, None, "A", body))
    return made


def retired(copied_to: str) -> RetiredFile:
    return RetiredFile(
        copied_to=copied_to, name=NAME, bytes=1, encoding="utf-8", separator=",", landed_at="", retired_on="x"
    )


def test_copies_are_followed_over_changes_of_the_key():
    named = named_in(
        entries(
            ("retirement", {"copies": {A: B}}),
            ("key_rotation", {"key": "2", "before": "1", "copies": {B: C}}),
            ("retirement", {"copies": {D: E}}),
            ("key_rotation", {"key": "3", "before": "2", "copies": {C: D}}),
        )
    )
    assert named.copies == {A: {B, C, D}, D: {E}}
    assert named.lost == set()


def test_copies_that_an_earlier_program_made_anew_without_saying_so_are_known_to_be_unknown():
    named = named_in(
        entries(
            ("retirement", {"copies": {A: B}}),
            ("key_rotation", {"key": "2", "before": "1"}),
            ("retirement", {"copies": {D: E}}),
        )
    )
    assert (named.copies, named.lost) == ({A: {B}, D: {E}}, {A})


@pytest.mark.parametrize("copies", ["x", {A: 1}, {A: "../x"}, None])
def test_a_ledger_that_names_no_copies_where_it_should_is_told(copies):
    with pytest.raises(SignOffError, match="entry 1 of the ledger"):
        named_in(entries(("retirement", {"copies": copies})))


class Forged:
    """A company whose export was changed, with a register that calls it a copy of what it was."""

    def __init__(self, folder: Path) -> None:
        self.settings = SigningCompany(folder).settings
        export = self.settings.company_dir / NAME
        self.original = file_digest(export)
        export.write_text("a,b\n1,999\n", encoding="utf-8")
        self.copy = file_digest(export)
        self.settings.data_dir.mkdir(exist_ok=True)
        self.settings.retired.write_bytes(as_json({self.original: retired(self.copy)}))

    def enter(self, *told: tuple[Kind, dict]) -> None:
        add(ledger_file(self.settings), entries(*told))


@pytest.fixture
def forged(tmp_path: Path) -> Forged:
    return Forged(tmp_path)


@pytest.mark.parametrize("copy", [None, C])
def test_a_file_that_no_ledger_names_as_a_copy_counts_as_nothing_else(forged: Forged, copy: str | None):
    if copy is not None:
        forged.enter(("retirement", {"copies": {forged.original: copy}}))
    with pytest.raises(SignOffError, match=f"{NAME}.* the ledger names no such copy"):
        draft_state(forged.settings, YEAR)


def test_a_copy_that_the_ledger_names_counts_as_its_original(forged: Forged):
    forged.enter(("retirement", {"copies": {forged.original: forged.copy}}))
    assert draft_state(forged.settings, YEAR) == "up to date"


def test_a_register_is_held_against_the_ledger_as_it_is_now(forged: Forged):
    ledger = ledger_file(forged.settings)
    forged.enter(("retirement", {"copies": {forged.original: forged.copy}}))
    assert draft_state(forged.settings, YEAR) == "up to date"
    ledger.unlink()
    forged.enter(("retirement", {"copies": {forged.original: C}}))
    with pytest.raises(SignOffError, match="names no such copy"):
        draft_state(forged.settings, YEAR)


def test_after_a_change_of_the_key_by_an_earlier_program_the_register_has_to_be_believed(forged: Forged):
    forged.enter(
        ("retirement", {"copies": {forged.original: C}}), ("key_rotation", {"key": "2", "before": "1"})
    )
    assert draft_state(forged.settings, YEAR) == "up to date"


def test_every_command_tells_a_register_that_the_ledger_does_not_have(
    forged: Forged, tmp_path: Path, monkeypatch
):
    monkeypatch.setenv("ESG_DATA", str(tmp_path / "elsewhere"))
    data = settings_for(forged.settings.company_dir).data_dir
    shutil.copytree(forged.settings.data_dir, data)
    done = CliRunner().invoke(
        cli.app, ["status", "--company", str(forged.settings.company_dir)], env={"COLUMNS": "300"}
    )
    assert done.exit_code == 1
    assert "the ledger names no such copy" in done.output.replace("\n", " ")
    assert "Traceback" not in done.output


class StoppedError(Exception):
    pass


def stopped(*_: object) -> None:
    raise StoppedError


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = SigningCompany(tmp_path).settings
    settings.data_dir.mkdir(exist_ok=True)
    return settings


def test_the_ledger_has_a_retirement_before_anything_is_put_in_place(settings: Settings, monkeypatch):
    decision = Decision(by="A", files={A: retired(B)}, found={A: A})
    settings.retirement.write_text(decision.model_dump_json(), encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(retirement, "replace_files", stopped)
        with pytest.raises(StoppedError):
            retirement.finish(settings)
    assert read_retired(settings).standing_for(A) == B
    retirement.finish(settings)
    assert [one.kind for one in read_ledger(ledger_file(settings))] == ["retirement"]


def test_the_ledger_has_the_copies_of_another_key_before_they_are_put_in_place(
    settings: Settings, monkeypatch
):
    add(ledger_file(settings), entries(("retirement", {"copies": {A: B}})))
    settings.retired.write_bytes(as_json({A: retired(B)}))
    decision = rotation.Decision(
        key="0" * 64, id="2", before="1", by="A", successors={}, copies={B: C}, years=[]
    )
    settings.rotation.write_text(decision.model_dump_json(), encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(rotation, "write_key", stopped)
        with pytest.raises(StoppedError):
            rotation.finish(settings)
    assert read_retired(settings).standing_for(A) == C
    rotation.finish(settings)
    assert [one.kind for one in read_ledger(ledger_file(settings))] == ["retirement", "key_rotation"]
    assert read_ledger(ledger_file(settings))[1].body["copies"] == {B: C}


def test_a_key_that_comes_back_is_entered_each_time(settings: Settings):
    """Keys of the environment may; the copies that were made anew each time have to be named."""
    add(ledger_file(settings), entries(("retirement", {"copies": {A: B}})))
    settings.retired.write_bytes(as_json({A: retired(B)}))
    for number, (before, now, copies) in enumerate(
        [("1", "2", {B: C}), ("2", "1", {C: D}), ("1", "2", {D: E})]
    ):
        decision = rotation.Decision(
            key=str(number) * 64, id=now, before=before, by="A", successors={}, copies=copies, years=[]
        )
        settings.rotation.write_text(decision.model_dump_json(), encoding="utf-8")
        rotation.finish(settings)
    assert read_retired(settings).standing_for(A) == E


def test_a_change_of_the_key_that_an_earlier_program_entered_is_not_entered_twice(settings: Settings):
    add(ledger_file(settings), entries(("key_rotation", {"key": "2", "before": "1"})))
    decision = rotation.Decision(key="0" * 64, id="2", before="1", by="A", successors={}, years=[])
    settings.rotation.write_text(decision.model_dump_json(), encoding="utf-8")
    rotation.finish(settings)
    assert len(read_ledger(ledger_file(settings))) == 1
