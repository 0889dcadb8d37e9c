"""Changing the key of the pseudonyms: everything is of the old key or of the new one, wherever it is cut off."""

from __future__ import annotations

import json
import stat
import tempfile
import zipfile
from pathlib import Path

import pytest

from dagster_project import answers, rotation
from dagster_project.answers import carry_over
from dagster_project.company import read_company
from dagster_project.gates.explanations import answered, explanations_file, load_explanations
from dagster_project.gates.results import Finding, SuiteResult, record
from dagster_project.gates.runner import WHOLE_TABLE
from dagster_project.inputs import company_files, inputs_fingerprint
from dagster_project.intake import (
    find_files,
    intake_contract,
    load_mappings,
    pseudonym,
    pseudonym_key,
    pseudonymise,
    write_raw,
)
from dagster_project.intake.landing import land
from dagster_project.intake.pseudonym_keys import KEY_VARIABLE, NEW_KEY_VARIABLE, key_id
from dagster_project.project import SEEDS_DIR
from dagster_project.registry.contracts import load_contracts
from dagster_project.rotation import RotationError, finish, rotate
from dagster_project.settings import Settings
from dagster_project.signoff.ledger import check_chain, ledger_file, read_ledger
from dagster_project.successors import of_today, read_successors
from dagster_project.warehouse.connection import warehouse
from tests.integration.small_company import EMPLOYMENTS, cut_down, export
from tests.integration.stopped import StoppedError, stop_at

pytestmark = pytest.mark.slow

YEAR = 2022
STRANGER = "0123456789abcdef" * 2


class Held:
    """A company whose people were taken in, with an answer to a warning about one of them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        contracts = load_contracts(SEEDS_DIR / "contracts")
        files = find_files(
            settings,
            read_company(settings.company_dir),
            load_mappings(settings.company_dir, contracts),
            YEAR,
            contracts,
        )
        intake = intake_contract(contracts[EMPLOYMENTS], files.of(EMPLOYMENTS), settings, YEAR)
        self.numbers = sorted(set(intake.frame["employee_no"]))
        self.contract, self.intake = contracts[EMPLOYMENTS], intake
        key = pseudonym_key(settings)
        with warehouse(settings.warehouse(YEAR)) as connection:
            write_raw(
                connection, self.contract, intake.with_frame(pseudonymise(intake.frame, self.contract, key))
            )
        self.person = self.hash_of(self.numbers[0])
        path = explanations_file(settings.company_dir, YEAR)
        path.write_text(
            f"# about {self.person}\n- rule: publish/aud_people_changes/changed_during_year\n"
            f"  subject: {self.person}\n  seen: found = gender\n  reason: Made up.\n  by: A\n  on: 2023-01-20\n"
            f"- rule: publish/aud_people_changes/changed_during_year\n  subject: {STRANGER}\n  seen: x\n",
            encoding="utf-8",
        )

    def hash_of(self, number: str) -> str:
        return pseudonym(number, "employee", pseudonym_key(self.settings))

    @property
    def answers(self) -> str:
        return explanations_file(self.settings.company_dir, YEAR).read_text(encoding="utf-8")

    def state(self) -> dict[str, bytes]:
        """Every file of data and company but the landed ones, by its path."""
        roots = (self.settings.data_dir, self.settings.company_dir)
        return {
            str(path): path.read_bytes()
            for root in roots
            for path in sorted(root.rglob("*"))
            if path.is_file() and path.name != "writer.lock"
        }


@pytest.fixture
def held(made_up_company: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Held:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    company = cut_down(made_up_company, tmp_path / "company", exports=(EMPLOYMENTS,))
    return Held(Settings(company, tmp_path / "data"))


def test_a_rotation_changes_key_and_answers_and_keeps_nothing_of_the_old_key(held: Held):
    old, before = pseudonym_key(held.settings), held.person
    done = rotate(held.settings, "A. Controller")
    new = pseudonym_key(held.settings)
    assert new != old
    assert stat.S_IMODE(held.settings.pseudonym_key.stat().st_mode) == 0o600
    assert done.years == (YEAR,)
    assert not held.settings.year_dir(YEAR).exists()
    assert (done.translated, done.unknown, done.many) == (1, 1, frozenset())
    assert before not in held.answers
    assert held.answers.count(held.hash_of(held.numbers[0])) == 2
    assert STRANGER in held.answers
    assert not held.settings.rotation.exists()
    (entry,) = read_ledger(ledger_file(held.settings))
    assert (entry.kind, entry.by, entry.body["key"]) == ("key_rotation", "A. Controller", key_id(new))
    kept = {path for path, data in held.state().items() if old in data or before.encode() in data}
    assert kept == {str(held.settings.successors)}


def test_answers_of_published_versions_are_found_again_after_several_rotations(held: Held):
    """A rebuild runs them with the key of today, so the hashes of then have to lead to those of today."""
    settings, of_then = held.settings, held.person
    version = settings.releases_dir(YEAR) / "v1"
    version.mkdir(parents=True)
    text = held.answers
    manifest = {"inputs": {f"explanations/{YEAR}.yml": land(text.encode(), settings.landed_dir)}}
    (version / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    explanations_file(settings.company_dir, YEAR).unlink()
    for _ in range(3):
        rotate(settings, "A")
        today = held.hash_of(held.numbers[0])
        found = of_today(text, read_successors(settings.successors))
        assert found.count(today) == 2
        assert of_then not in found
    assert (version / "manifest.json").read_text(encoding="utf-8") == json.dumps(manifest)


def test_somebody_who_is_only_in_what_a_version_was_made_from_is_found_again(held: Held):
    """The export may be sent again without a person whom an answer of a published version names."""
    settings, text = held.settings, held.answers
    version = settings.releases_dir(YEAR) / "v1"
    version.mkdir(parents=True)
    inputs = company_files(settings, YEAR)
    for name in inputs:
        land((settings.company_dir / name).read_bytes(), settings.landed_dir)
    (version / "manifest.json").write_text(json.dumps({"inputs": inputs}), encoding="utf-8")
    file = export(settings, "SuccessFactors")
    rows = file.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    kept = [row for row in rows if held.numbers[0] not in row]
    assert len(kept) < len(rows)
    file.write_text("".join(kept), encoding="utf-8-sig", newline="")
    for _ in range(2):
        rotate(settings, "A")
    assert of_today(text, read_successors(settings.successors)).count(held.hash_of(held.numbers[0])) == 2


def test_a_manifest_that_names_a_place_outside_ends_the_rotation_before_anything_is_written(
    held: Held, tmp_path: Path, monkeypatch
):
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    settings, before = held.settings, pseudonym_key(held.settings)
    version = settings.releases_dir(YEAR) / "v1"
    version.mkdir(parents=True)
    inputs = {
        name: land(data, settings.landed_dir)
        for name, data in {
            "company.yml": (settings.company_dir / "company.yml").read_bytes(),
            f"explanations/{YEAR}.yml": pseudonym("nobody of today", "employee", before).encode(),
            "../../outside.txt": b"climbed out",
        }.items()
    }
    (version / "manifest.json").write_text(json.dumps({"inputs": inputs}), encoding="utf-8")
    with pytest.raises(RotationError, match=r"outside\.txt would lie outside the company folder"):
        rotate(settings, "A")
    assert pseudonym_key(settings) == before
    assert not list(tmp_path.rglob("outside.txt"))


def test_the_fingerprint_of_the_inputs_does_not_follow_the_key_but_the_person(held: Held):
    """It is printed in every format, and a version has to be rebuilt to the byte."""
    answers = explanations_file(held.settings.company_dir, YEAR)
    before, written = inputs_fingerprint(held.settings, YEAR), answers.read_bytes()
    for _ in range(2):
        rotate(held.settings, "A")
        assert answers.read_bytes() != written
        assert inputs_fingerprint(held.settings, YEAR) == before
    another = held.hash_of(held.numbers[1])
    answers.write_text(held.answers.replace(held.hash_of(held.numbers[0]), another), encoding="utf-8")
    assert inputs_fingerprint(held.settings, YEAR) != before


def test_what_was_written_while_a_rotation_was_cut_off_is_kept(held: Held, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(rotation, "finish", lambda settings: False)
        rotate(held.settings, "A")
    answers = explanations_file(held.settings.company_dir, YEAR)
    answers.write_bytes((held.answers + "# added\n").replace("\n", "\r\n").encode())
    finish(held.settings)
    assert answers.read_bytes().endswith(b"# added\r\n")
    assert held.person not in held.answers


MANY = "60 rows, digest {}"
RULE = "publish/aud_people_references/post_not_told"


def many_seen(held: Held, digest: str) -> None:
    """A run saw as many people that it says so by a digest, and an answer counts if it is to that."""
    finding = Finding(RULE, WHOLE_TABLE, MANY.format(digest), 1, "m", "r")
    answers = load_explanations(held.settings.company_dir, YEAR)
    seen = answered(SuiteResult("publish", "aud_people_references", "t", 1, findings=(finding,)), answers)
    with warehouse(held.settings.warehouse(YEAR)) as connection:
        record(connection, seen, "inputs", "table")


def answer_to_many(held: Held, digest: str) -> None:
    path = explanations_file(held.settings.company_dir, YEAR)
    entry = f"- rule: {RULE}\n  subject: {WHOLE_TABLE}\n  seen: {MANY.format(digest)}\n"
    path.write_text(
        held.answers + entry + "  reason: Made up.\n  by: A\n  on: 2023-01-20\n", encoding="utf-8"
    )


def test_an_answer_to_very_many_people_follows_the_key_once_their_year_was_run(held: Held):
    first, second, third = "a" * 12, "b" * 12, "c" * 12
    answer_to_many(held, first)
    inputs = inputs_fingerprint(held.settings, YEAR)
    many_seen(held, first)
    for before, now in ((first, second), (second, third)):
        done = rotate(held.settings, "A")
        assert done.many == {MANY.format(before)}
        many_seen(held, now)
        assert carry_over(held.settings, YEAR, done.many) == 1
        assert MANY.format(now) in held.answers
        assert MANY.format(before) not in held.answers
        assert inputs_fingerprint(held.settings, YEAR) == inputs
        many_seen(held, now)
        assert carry_over(held.settings, YEAR, done.many) == 0
    known = read_successors(held.settings.successors)
    assert (known[first], known[second]) == (third, third)


@pytest.mark.parametrize("told", [MANY.format("d" * 12), "61 rows, digest " + "b" * 12])
def test_an_answer_that_did_not_count_or_is_to_another_number_does_not_follow(held: Held, told: str):
    answer_to_many(held, "a" * 12)
    many_seen(held, "a" * 12 if told.startswith("61") else "d" * 12)
    done = rotate(held.settings, "A")
    finding = Finding(RULE, WHOLE_TABLE, told, 1, "m", "r")
    with warehouse(held.settings.warehouse(YEAR)) as connection:
        record(connection, SuiteResult("publish", "s", "t", 1, findings=(finding,)), "inputs", "table")
    assert carry_over(held.settings, YEAR, done.many) == 0


WRITES = [
    (rotation, "write_whole"),
    (answers, "write_whole"),
    (rotation, "write_key"),
    (rotation, "add"),
    (rotation.shutil, "rmtree"),
    (Path, "unlink"),
]
STEPS = 15


@pytest.mark.parametrize("at", range(STEPS + 1))
def test_cut_off_anywhere_it_is_the_old_key_or_the_new_one(held: Held, monkeypatch, at: int):
    """Every step that writes or removes something fails once, as if the machine had stopped just before it."""
    before = held.state()
    old = pseudonym_key(held.settings)
    with monkeypatch.context() as patch:
        happened = stop_at(patch, at, WRITES)
        try:
            rotate(held.settings, "A")
        except StoppedError:
            assert happened[-1] == at < STEPS
        else:
            assert len(happened) == STEPS
            assert at == STEPS
            return
    decided = held.settings.rotation.is_file()
    if not decided:
        after = held.state()
        if key_of(held) == old:
            assert after == before
            return
    finish(held.settings)
    finish(held.settings)
    new = pseudonym_key(held.settings)
    assert new != old
    assert not held.settings.rotation.exists()
    assert not held.settings.year_dir(YEAR).exists()
    assert held.person not in held.answers
    assert held.hash_of(held.numbers[0]) in held.answers
    entries = read_ledger(ledger_file(held.settings))
    assert [one.kind for one in entries] == ["key_rotation"]
    assert check_chain(entries) == []


def key_of(held: Held) -> bytes:
    return held.settings.pseudonym_key.read_bytes()


def test_the_old_key_is_kept_where_it_is_asked_for_and_nowhere_else(held: Held, tmp_path: Path):
    old = pseudonym_key(held.settings)
    rotate(held.settings, "A", tmp_path / "old.key")
    assert (tmp_path / "old.key").read_bytes() == old
    assert stat.S_IMODE((tmp_path / "old.key").stat().st_mode) == 0o600
    in_force = pseudonym_key(held.settings)
    with pytest.raises(RotationError, match="is there already"):
        rotate(held.settings, "A", tmp_path / "old.key")
    assert pseudonym_key(held.settings) == in_force


def test_a_key_of_the_environment_is_followed_by_one_of_the_environment(held: Held, monkeypatch):
    old, new = pseudonym_key(held.settings), bytes(range(32))
    monkeypatch.setenv(KEY_VARIABLE, old.hex())
    with pytest.raises(RotationError, match=NEW_KEY_VARIABLE):
        rotate(held.settings, "A")
    assert pseudonym_key(held.settings) == old
    monkeypatch.setenv(NEW_KEY_VARIABLE, new.hex())
    rotate(held.settings, "A")
    assert pseudonym_key(held.settings) == new
    assert not held.settings.pseudonym_key.exists()


def test_a_year_without_exports_is_not_thrown_away(held: Held):
    old = pseudonym_key(held.settings)
    held.settings.warehouse(2019).parent.mkdir()
    with pytest.raises(RotationError, match="2019"):
        rotate(held.settings, "A")
    assert pseudonym_key(held.settings) == old


def test_files_that_keep_old_hashes_are_named(held: Held):
    told = held.settings.company_dir / "releases" / "2021" / "note.txt"
    told.parent.mkdir(parents=True)
    told.write_text(f"see {held.person}", encoding="utf-8")
    assert rotate(held.settings, "A").kept_by == (told,)


def test_files_that_cannot_be_unpacked_are_named(held: Held):
    releases = held.settings.releases_dir(2021)
    releases.mkdir(parents=True)
    for name, content in {
        "broken.parquet": b"PAR1 no",
        "broken.xlsx": b"PK\x03\x04 no",
        "named.parquet": held.person.encode(),
    }.items():
        (releases / name).write_bytes(content)
    with zipfile.ZipFile(releases / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("zeros", b"\0" * (rotation.LARGEST_UNPACKED + 1))
    (held.settings.data_dir / "²").mkdir()
    done = rotate(held.settings, "A")
    assert done.kept_by == (releases / "named.parquet",)
    assert [path.name for path in done.unread] == ["bomb.zip", "broken.parquet"]


@pytest.mark.parametrize("manifest", ["[]", "{", '{"inputs": []}', '{"inputs": {"a": "../b"}}'])
def test_a_manifest_that_cannot_be_read_ends_the_rotation_and_is_named(held: Held, manifest: str):
    version, before = held.settings.releases_dir(YEAR) / "v1", pseudonym_key(held.settings)
    version.mkdir(parents=True)
    (version / "manifest.json").write_text(manifest, encoding="utf-8")
    with pytest.raises(RotationError, match=r"v1/manifest\.json is no manifest"):
        rotate(held.settings, "A")
    assert pseudonym_key(held.settings) == before
