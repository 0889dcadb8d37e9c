"""Retiring originals: people are gone from what landed, and a year is still read as it was, wherever it is cut off."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from dagster_project import cli
from dagster_project.company import read_company
from dagster_project.digests import file_digest, files_below
from dagster_project.inputs import company_files, inputs_fingerprint
from dagster_project.intake import (
    Intake,
    IntakeError,
    find_files,
    intake_contract,
    load_mappings,
    pseudonym,
    pseudonym_key,
    pseudonymise,
)
from dagster_project.intake.keys import write_key
from dagster_project.intake.landing import encrypt_landed, land, read_landed
from dagster_project.intake.landing_keys import KEY_NAME
from dagster_project.locking import writer_lock
from dagster_project.project import SEEDS_DIR
from dagster_project.registry.contracts import load_contracts
from dagster_project.retired import read_retired
from dagster_project.retirement import proof
from dagster_project.retirement import retire as retirement
from dagster_project.retirement.copy import Copy
from dagster_project.retirement.retire import RetirementError, finish, retire, years_due
from dagster_project.rotation import rotate
from dagster_project.settings import Settings
from dagster_project.signoff.faults import SignOffError
from dagster_project.signoff.ledger import check_chain, ledger_file, read_ledger
from tests.integration.small_company import COMPLAINTS, EMPLOYMENTS, cut_down
from tests.integration.stopped import StoppedError, stop_at

pytestmark = pytest.mark.slow

PAST, KEPT = 2022, 2023
TODAY = date(2025, 6, 1)


class Landed:
    """A company two years of which have landed; the retention of the first is over."""

    def __init__(self, company: Path, data: Path) -> None:
        self.settings = Settings(company, data)
        self.choose("retention_years: 2\n")
        for year in (PAST, KEPT):
            for path in files_below(self.settings.raw_dir(year)):
                land(path.read_bytes(), self.settings.landed_dir)
        self.originals = {
            path.relative_to(company).as_posix(): file_digest(path)
            for path in files_below(self.settings.raw_dir(PAST))
        }

    def choose(self, text: str) -> None:
        path = self.settings.company_dir / "company.yml"
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")

    def correct(self, text: str) -> None:
        path = self.settings.company_dir / "corrections" / f"{PAST}.yml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def intake(self, year: int = PAST) -> Intake:
        contracts = load_contracts(SEEDS_DIR / "contracts")
        mappings = load_mappings(self.settings.company_dir, contracts)
        company = read_company(self.settings.company_dir)
        files = find_files(self.settings, company, mappings, year, contracts)
        return intake_contract(contracts[EMPLOYMENTS], files.of(EMPLOYMENTS), self.settings, year)

    def people(self, year: int = PAST) -> list[str]:
        intake = self.intake(year)
        return list(pseudonymise(intake.frame, intake.contract, pseudonym_key(self.settings))["employee_no"])

    def state(self) -> dict[str, str]:
        roots = (self.settings.data_dir, self.settings.company_dir)
        paths = [path for root in roots for path in sorted(root.rglob("*")) if path.is_file()]
        return {str(path): file_digest(path) for path in paths if path.name != "writer.lock"}

    def of_the_past(self) -> Iterator[Path]:
        """What landed, but for the files of the year that is kept, and the company's exports of the year past."""
        kept = {file_digest(path) for path in files_below(self.settings.raw_dir(KEPT))}
        yield from (path for path in self.settings.landed_dir.iterdir() if path.name not in kept)
        yield from files_below(self.settings.raw_dir(PAST))


@pytest.fixture
def landed(made_up_company: Path, tmp_path: Path) -> Landed:
    company = cut_down(
        made_up_company, tmp_path / "company", exports=(EMPLOYMENTS, COMPLAINTS), years=(PAST, KEPT)
    )
    return Landed(company, tmp_path / "data")


def test_nothing_that_landed_names_anybody_and_everything_reads_as_before(landed: Landed):
    settings, before = landed.settings, landed.intake()
    contract, key = before.contract, pseudonym_key(settings)
    known = [inputs_fingerprint(settings, PAST), company_files(settings, PAST), landed.people()]
    secrets = {*before.frame["person_name"], *before.frame["employee_no"]} - {None}
    assert len(secrets) > 100
    done = retire(settings, "A. Controller", TODAY)
    assert done.years == (PAST,)
    assert set(done.files) == set(landed.originals)
    assert [inputs_fingerprint(settings, PAST), company_files(settings, PAST), landed.people()] == known
    assert company_files(settings, PAST).items() >= landed.originals.items()
    after = landed.intake()
    assert list(proof.differences_of_rows(before, after, key)) == []
    assert (after.files, after.excluded_rows) == (before.files, before.excluded_rows)
    texts = [path.read_bytes() for path in landed.of_the_past()]
    assert len(texts) == 2 * len(landed.originals)
    for text in texts:
        assert not any(secret.encode(encoding) in text for secret in secrets for encoding in ("utf-8", "gbk"))
    assert contract.id == EMPLOYMENTS


def test_the_register_and_the_ledger_keep_the_hashes_of_the_originals(landed: Landed):
    retire(landed.settings, "A. Controller", TODAY)
    register = read_retired(landed.settings).files
    assert {file.name: original for original, file in register.items()} == landed.originals
    (entry,) = read_ledger(ledger_file(landed.settings))
    assert (entry.kind, entry.by) == ("retirement", "A. Controller")
    assert entry.body["copies"] == {original: file.copied_to for original, file in register.items()}
    for original, file in register.items():
        assert not (landed.settings.landed_dir / original).exists()
        assert (landed.settings.landed_dir / file.copied_to).is_file()
        assert file_digest(landed.settings.company_dir / file.name) == file.copied_to


def test_a_retirement_that_waits_for_the_key_of_landed_files_says_so(landed: Landed, monkeypatch):
    settings = landed.settings
    encrypt_landed(settings.landed_dir)
    with monkeypatch.context() as patch:
        patch.setattr(retirement, "finish", lambda _: False)
        retire(settings, "A", TODAY)
    key = settings.data_dir / KEY_NAME
    kept = key.read_bytes()
    key.unlink()
    with pytest.raises(SignOffError, match=KEY_NAME), writer_lock(settings, print):
        pass
    write_key(key, kept)
    with writer_lock(settings, print):
        assert set(read_retired(settings).files) == set(landed.originals.values())


def test_the_command_says_what_stays_and_does_not_speak_of_the_ledger_if_nothing_went(
    landed: Landed, tmp_path: Path, monkeypatch
):
    monkeypatch.setenv("ESG_DATA", str(tmp_path / "where nothing landed"))
    asked = ["retire", "--by", "A", "--company", str(landed.settings.company_dir)]
    done = CliRunner().invoke(cli.app, asked, env={"COLUMNS": "200"})
    assert done.exit_code == 0, done.output
    assert [name for name in landed.originals if f"Kept: {name}: it never landed" not in done.output] == []
    assert "is left to retire" in done.output
    assert "ledger" not in done.output


def test_what_is_retired_is_not_retired_again(landed: Landed):
    retire(landed.settings, "A", TODAY)
    before = landed.state()
    assert retire(landed.settings, "A", TODAY).files == ()
    assert landed.state() == before


def test_a_look_and_a_year_within_its_retention_change_nothing(landed: Landed):
    pseudonym_key(landed.settings)
    before = landed.state()
    assert retire(landed.settings, "A", TODAY, only_look=True).files
    assert retire(landed.settings, "A", date(2024, 12, 31)).years == ()
    assert landed.state() == before
    assert retire(landed.settings, "A", date(2025, 1, 1)).years == (PAST,)


def test_a_year_is_due_until_it_is_retired(landed: Landed):
    assert years_due(landed.settings, date(2024, 12, 31)) == []
    assert years_due(landed.settings, TODAY) == [PAST]
    retire(landed.settings, "A", TODAY)
    assert years_due(landed.settings, TODAY) == []


def test_without_a_retention_nothing_is_retired(landed: Landed):
    path = landed.settings.company_dir / "company.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("retention_years: 2\n", ""), encoding="utf-8")
    with pytest.raises(RetirementError, match="retention_years"):
        retire(landed.settings, "A", TODAY)


def test_a_file_that_a_later_year_has_too_is_kept_as_long_as_that_year(landed: Landed):
    source = next(path for path in files_below(landed.settings.raw_dir(PAST)) if path.suffix == ".csv")
    other = landed.settings.raw_dir(KEPT) / "again" / source.name
    other.parent.mkdir()
    shutil.copy(source, other)
    done = retire(landed.settings, "A", TODAY)
    name = source.relative_to(landed.settings.company_dir).as_posix()
    assert name not in done.files
    assert [told for told in done.kept if told.startswith(name)]
    assert (landed.settings.landed_dir / landed.originals[name]).is_file()


def test_what_landed_long_ago_and_belongs_to_nothing_any_more_is_named(landed: Landed):
    digest = land(b"an earlier export of the year", landed.settings.landed_dir)
    path = landed.settings.landed_dir / digest
    assert retire(landed.settings, "A", TODAY, only_look=True).kept == ()
    os.utime(path, (0, 0))
    (told,) = retire(landed.settings, "A", TODAY).kept
    assert told.startswith(f"landed/{digest}: landed on 1970-01-01")
    assert path.is_file()


def test_the_same_file_of_two_years_is_replaced_in_both(landed: Landed):
    settings = landed.settings
    source, other = (
        next(path for path in files_below(settings.raw_dir(year)) if path.suffix == ".csv")
        for year in (PAST, KEPT)
    )
    shutil.copy(source, other)
    original = file_digest(source)
    retire(settings, "A", date(2026, 6, 1))
    (copied_to,) = {
        file.copied_to for sha256, file in read_retired(settings).files.items() if sha256 == original
    }
    assert [file_digest(source), file_digest(other)] == [copied_to, copied_to]
    assert not (settings.landed_dir / original).exists()


def test_an_export_that_left_the_scope_is_retired_as_well(landed: Landed):
    choices = landed.settings.company_dir / "company.yml"
    text = choices.read_text(encoding="utf-8")
    choices.write_text(text.replace(f"- {EMPLOYMENTS}\n", ""), encoding="utf-8")
    assert EMPLOYMENTS not in read_company(landed.settings.company_dir).exports
    assert set(retire(landed.settings, "A", TODAY).files) == set(landed.originals)


def test_what_a_process_that_was_killed_left_of_originals_goes(landed: Landed):
    settings = landed.settings
    left = [settings.retiring / "company" / "raw" / "roster.csv", settings.landed_dir / f".{'0' * 64}.part"]
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("E1234")
    with writer_lock(settings, print):
        assert not any(path.exists() for path in left)
    left[1].write_text("E1234")
    retire(settings, "A", TODAY)
    assert not left[1].exists()


def test_an_export_or_corrections_that_cannot_be_read_are_told_and_nothing_changes(landed: Landed):
    pseudonym_key(landed.settings)
    broken = landed.settings.company_dir / next(name for name in landed.originals if "Employment" in name)
    broken.write_bytes(b"a\0" * 1000)
    land(broken.read_bytes(), landed.settings.landed_dir)
    before = landed.state()
    with pytest.raises(RetirementError, match=broken.name):
        retire(landed.settings, "A", TODAY)
    assert landed.state() == before
    landed.correct("correct: [{}]")
    with pytest.raises(RetirementError, match="corrections/2022"):
        retire(landed.settings, "A", TODAY)


@pytest.fixture
def with_a_version(landed: Landed, monkeypatch) -> Callable[[dict[str, bytes]], dict[str, str]]:
    """Lets the past year have a version that was made from other files than it has now; gives their sha256 by name."""

    def seal(other: dict[str, bytes]) -> dict[str, str]:
        settings = landed.settings
        digests = {name: land(data, settings.landed_dir) for name, data in other.items()}
        inputs = landed.originals | digests
        (settings.releases_dir(PAST) / "v1").mkdir(parents=True)

        def lay_out(_version: Path, _manifest: object, _evidence: object, laid: Settings) -> None:
            shutil.copytree(settings.company_dir, laid.company_dir)
            for name, data in other.items():
                (laid.company_dir / name).parent.mkdir(exist_ok=True)
                (laid.company_dir / name).write_bytes(data)
            laid.data_dir.mkdir(parents=True)

        monkeypatch.setattr(retirement, "read_manifest", lambda _: SimpleNamespace(inputs=inputs))
        monkeypatch.setattr(retirement, "lay_out", lay_out)
        return digests

    return seal


@pytest.mark.parametrize("mark", range(2))
def test_versions_that_differ_in_a_name_only_have_one_copy_and_the_year_stays_the_one_it_is(
    landed: Landed, with_a_version, mark: int
):
    """Whichever of the two has the lesser sha256."""
    settings = landed.settings
    name = next(name for name in landed.originals if "Employment" in name)
    data = (settings.company_dir / name).read_bytes()
    person = next(one for one in landed.intake().frame["person_name"] if one and one.isascii())
    ((_, earlier),) = with_a_version(
        {name: data.replace(person.encode(), f"{person}{mark}".encode())}
    ).items()
    before = company_files(settings, PAST)
    retire(settings, "A", TODAY)
    register = read_retired(settings)
    assert register.standing_for(earlier) == register.standing_for(landed.originals[name])
    assert company_files(settings, PAST) == before
    as_it_was = register.as_of(landed.originals | {name: earlier})
    assert as_it_was.original_of(register.standing_for(earlier), name) == earlier


def test_corrections_that_only_an_earlier_version_had_are_written_for_its_copies(
    landed: Landed, with_a_version
):
    name = next(name for name in landed.originals if "Employment" in name)
    number = str(landed.intake().frame["employee_no"].iloc[0])
    row = f"{{file: {name}, key: {{userId: '{number}'}}, rule: test_row, reason: x, by: y, on: 2023-01-01}}"
    ((_, earlier),) = with_a_version({f"corrections/{PAST}.yml": f"exclude: [{row}]".encode()}).items()
    retire(landed.settings, "A", TODAY)
    copy = read_landed(read_retired(landed.settings).standing_for(earlier), landed.settings.landed_dir)
    assert number not in copy.decode()
    person = pseudonym(number, "employee", pseudonym_key(landed.settings))
    assert f"userId: hash-{person}".encode() in copy
    assert not (landed.settings.landed_dir / earlier).exists()


def test_corrections_that_versions_share_are_the_same_for_exports_whose_rows_moved(
    landed: Landed, with_a_version
):
    name = next(name for name in landed.originals if "Employment" in name)
    number = str(landed.intake().frame["employee_no"].iloc[-1])
    row = f"{{file: {name}, key: {{userId: '{number}'}}, rule: test_row, reason: x, by: y, on: 2023-01-01}}"
    landed.correct(f"exclude: [{row}]")
    heading, _, *others = (landed.settings.company_dir / name).read_bytes().splitlines(keepends=True)
    with_a_version({name: b"".join([heading, *others])})
    before = len(landed.people())
    assert len(retire(landed.settings, "A", TODAY).files) == len(landed.originals) + 1
    assert len(landed.people()) == before


@pytest.mark.parametrize("change", ["a row less", "another figure", "a person less"])
def test_a_copy_that_reads_otherwise_is_told_and_nothing_changes(landed: Landed, monkeypatch, change: str):
    pseudonym_key(landed.settings)
    before = landed.state()
    made = retirement.copy_of

    def wrong(*asked: Any) -> Copy:
        copy = made(*asked)
        lines = copy.data.split(b"\r\n")
        if change == "a row less":
            lines = lines[:3] + lines[4:]
        elif change == "another figure":
            lines[3] = lines[3].replace(b"20", b"19")
        else:
            lines[3] = lines[3].replace(b"hash-", b"hash-0")
        return Copy(b"\r\n".join(lines), copy.encoding, copy.separator, copy.entries)

    monkeypatch.setattr(retirement, "copy_of", wrong)
    with pytest.raises(RetirementError, match="Nothing was retired") as told:
        retire(landed.settings, "A", TODAY)
    assert EMPLOYMENTS in str(told.value)
    assert landed.state() == before


def test_the_original_put_back_is_refused(landed: Landed, tmp_path: Path):
    name = next(name for name in landed.originals if "Employment" in name)
    shutil.copy(landed.settings.company_dir / name, tmp_path / "original")
    retire(landed.settings, "A", TODAY)
    shutil.copy(tmp_path / "original", landed.settings.company_dir / name)
    with pytest.raises(IntakeError, match="retired on"):
        landed.intake()
    assert not (landed.settings.landed_dir / landed.originals[name]).exists()


def test_another_key_reaches_the_copies_and_people_are_found_again_in_other_years(landed: Landed):
    settings = landed.settings
    retire(settings, "A", TODAY)
    both = set(landed.people(PAST)) & set(landed.people(KEPT))
    before = {*landed.people(PAST), *landed.people(KEPT)}
    assert both
    sizes = len(set(landed.people(PAST)))
    rotate(settings, "A")
    now = {*landed.people(PAST), *landed.people(KEPT)}
    assert not before & now
    assert len(set(landed.people(PAST))) == sizes
    assert len(set(landed.people(PAST)) & set(landed.people(KEPT))) == len(both)
    assert company_files(settings, PAST).items() >= landed.originals.items()
    register = read_retired(settings).files
    assert {file.copied_to for file in register.values()} <= {
        path.name for path in settings.landed_dir.iterdir()
    }
    texts = [path.read_bytes() for path in landed.of_the_past()]
    assert not any(one.encode() in text for text in texts for one in before)


WRITES = [*((retirement, name) for name in ("land", "write_whole", "add")), (Path, "unlink")]
STEPS = 12


@pytest.mark.parametrize("at", range(STEPS + 1))
def test_cut_off_anywhere_there_is_the_original_or_the_copy(landed: Landed, monkeypatch, at: int):
    """Each step that writes or removes something fails once, as if the machine had stopped just before it."""
    settings = landed.settings
    people = landed.people()
    with monkeypatch.context() as patch:
        happened = stop_at(patch, at, WRITES)
        try:
            retire(settings, "A", TODAY)
        except StoppedError:
            assert happened[-1] == at
        else:
            assert (len(happened), at) == (STEPS, STEPS)
    if not settings.retirement.is_file() and not settings.retired.is_file():
        assert landed.people() == people
        assert all((settings.landed_dir / original).is_file() for original in landed.originals.values())
        retire(settings, "A", TODAY)
    finish(settings)
    finish(settings)
    assert landed.people() == people
    assert not any((settings.landed_dir / original).exists() for original in landed.originals.values())
    entries = read_ledger(ledger_file(settings))
    assert [one.kind for one in entries] == ["retirement"]
    assert check_chain(entries) == []
