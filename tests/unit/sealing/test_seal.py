"""What publishing writes, what it refuses, and what is left when it is cut off."""

from __future__ import annotations

import copy
import json
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from dagster_project.digests import file_digest
from dagster_project.publish.faults import PublishError
from dagster_project.publish.printed import PRINTED_FILE
from dagster_project.sealing import seal
from dagster_project.sealing.manifest import read_manifest
from dagster_project.sealing.trusted import faults_of_version
from dagster_project.sealing.verify import verify
from dagster_project.signoff import ledger
from dagster_project.signoff.faults import SignOffError
from dagster_project.signoff.ledger import head_of, ledger_file, line_of, next_entry, read_ledger, write_links
from dagster_project.versions import MANIFEST, PUBLICATION, sealed_versions
from tests.unit.publish.printed_values import YEAR
from tests.unit.sealing.conftest import Sealing
from tests.unit.signoff.signing_company import RULES

ELECTRICITY = f"{YEAR}/electricity"


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def left_behind(sealing: Sealing) -> list[str]:
    return sorted(path.name for path in sealing.settings.releases_dir(YEAR).iterdir())


def test_a_version_is_whole_and_read_only(sealing: Sealing):
    sealed = sealing.published()
    assert sealed.folder.name == "v1"
    assert verify(sealed.folder, sealed.entry.hash, ledger_file(sealing.settings)).is_whole
    assert left_behind(sealing) == ["draft", "v1", "v1-reviewer"]
    assert {path.stat().st_mode & 0o777 for path in sealed.folder.iterdir()} == {0o444}
    assert sealed.folder.stat().st_mode & 0o777 == 0o555


def test_a_publication_by_a_clock_that_was_set_back_is_whole_and_says_so(
    sealing: Sealing, one_version, monkeypatch
):
    sealing.approved()
    monkeypatch.setattr(ledger, "datetime", SetBack)
    sealed = seal.publish(sealing.settings, YEAR, "an")
    verdict = verify(sealed.folder, sealed.entry.hash, ledger_file(sealing.settings))
    assert verdict.is_whole
    assert "entry 4 is dated 2001-01-01" in " ".join(check.found for check in verdict.checks)
    for name in (PRINTED_FILE, "appendix.csv"):
        assert (sealed.folder / name).read_bytes() == (one_version / "v1" / name).read_bytes()


class SetBack(datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime(2001, 1, 1, tzinfo=tz)


def test_it_prints_what_was_approved_and_says_so(sealing: Sealing):
    sealed = sealing.published()
    draft = sealing.settings.draft_dir(YEAR) / PRINTED_FILE
    assert (sealed.folder / PRINTED_FILE).read_bytes() == draft.read_bytes()
    package = json.loads((sealed.folder / "datapackage.json").read_text(encoding="utf-8"))
    assert package["status"] == "published"


def test_its_page_says_which_version_it_is_and_who_approved_it(one_version: Path):
    page = (one_version / "v1" / "appendix.html").read_text(encoding="utf-8")
    assert "第1版" in page
    assert "草稿</span>" not in page
    assert "Bo，數據負責人（" in page


def test_the_manifest_says_what_it_was_made_of(sealing: Sealing):
    manifest = read_manifest(sealing.published().folder)
    export = sealing.settings.raw_dir(YEAR) / "export.csv"
    assert manifest.inputs[f"raw/{YEAR}/export.csv"] == file_digest(export)
    assert (manifest.made_by.run_id, manifest.supersedes) == ("the run", None)
    assert [(one.by, one.role, one.is_signed) for one in manifest.approvals] == [
        ("an", "preparer", False), ("bo", "data_owner", False), ("cy", "board", True)
    ]  # fmt: skip


def test_every_input_is_kept_by_its_hash(sealing: Sealing):
    manifest = read_manifest(sealing.published().folder)
    landed = {path.name for path in sealing.settings.landed_dir.iterdir()}
    assert landed >= set(manifest.inputs.values())


def test_what_is_not_approved_is_not_published(sealing: Sealing):
    with pytest.raises(SignOffError, match="is not in review"):
        seal.publish(sealing.settings, YEAR, "an")
    from dagster_project.signoff.approvals import submit

    submit(sealing.settings, YEAR, "an")
    with pytest.raises(SignOffError, match=r"Still to approve 2023: data_owner .*, board"):
        seal.publish(sealing.settings, YEAR, "an")
    assert left_behind(sealing) == ["draft"]


def test_a_stale_draft_is_not_published(sealing: Sealing):
    sealing.approved()
    (sealing.settings.raw_dir(YEAR) / "export.csv").write_text("a,b\n1,3\n", encoding="utf-8")
    with pytest.raises(SignOffError, match="is out of date"):
        seal.publish(sealing.settings, YEAR, "an")


def test_a_version_that_would_print_something_else_is_refused(sealing: Sealing):
    sealing.approved()
    sealing.given.notes = []
    sealing.given.values = sealing.given.values[:]
    sealing.given.company = sealing.given.company.model_copy(update={"id": "another"})
    with pytest.raises(SignOffError, match="is not what was approved"):
        seal.publish(sealing.settings, YEAR, "an")
    assert left_behind(sealing) == ["draft"]


def test_what_keeps_the_appendix_from_being_written_is_told(sealing: Sealing, monkeypatch):
    sealing.approved()

    def refuse(*_: object) -> None:
        raise PublishError(["v1 of 2022 is not what was published"])

    monkeypatch.setattr(seal, "gated_content", refuse)
    with pytest.raises(SignOffError, match="v1 of 2022 is not what was published"):
        seal.publish(sealing.settings, YEAR, "an")


def test_the_same_is_not_published_twice(sealing: Sealing):
    sealing.published()
    with pytest.raises(SignOffError, match="nothing new to publish"):
        seal.publish(sealing.settings, YEAR, "an")


def test_a_second_version_leaves_the_first_as_it_was(sealing: Sealing, monkeypatch):
    first = sealing.published().folder
    before = bytes_of(first)
    sealing.restate({"figures": ["electricity"]})
    sealing.draft({ELECTRICITY: "1"})
    changed = sealing.settings.draft_dir(YEAR) / PRINTED_FILE
    write = seal.write_files

    def with_the_change(folder, *arguments):
        files = write(folder, *arguments)
        (folder / PRINTED_FILE).write_bytes(changed.read_bytes())
        return files | {PRINTED_FILE: file_digest(changed)}

    monkeypatch.setattr(seal, "write_files", with_the_change)
    second = sealing.published()
    assert sealed_versions(sealing.settings, YEAR) == ["v1", "v2"]
    assert bytes_of(first) == before
    assert read_manifest(second.folder).supersedes == "v1"
    (told,) = read_manifest(second.folder).restatements
    assert (told["of"], told["class"], told["figures"]) == ("v1", "error", ["electricity"])
    assert verify(first).is_whole
    assert verify(second.folder).is_whole


@pytest.mark.parametrize("where", ["write_files", "write_contributions", "land", "made_by", "sync_tree"])
def test_cut_off_before_it_is_in_place_there_is_no_version(sealing: Sealing, monkeypatch, where):
    sealing.approved()
    head = head_of(read_ledger(ledger_file(sealing.settings)))

    def fail(*_):
        raise OSError("No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(seal, where, fail)
        with pytest.raises(OSError, match="No space"):
            seal.publish(sealing.settings, YEAR, "an")
    assert left_behind(sealing) == ["draft"]
    assert head_of(read_ledger(ledger_file(sealing.settings))) == head
    assert verify(seal.publish(sealing.settings, YEAR, "an").folder).is_whole


def test_cut_off_before_the_ledger_has_it_the_next_call_finishes(sealing: Sealing, monkeypatch):
    sealing.approved()
    with monkeypatch.context() as patch:
        patch.setattr(seal, "add", killed)
        with pytest.raises(KeyboardInterrupt):
            seal.publish(sealing.settings, YEAR, "an")
    assert sealing.settings.publication.is_file()
    before = bytes_of(sealing.settings.releases_dir(YEAR) / "v1")
    said: list[str] = []
    sealed = seal.publish(sealing.settings, YEAR, "an", say=said.append)
    assert "the ledger does not have it yet" in said[0]
    assert bytes_of(sealed.folder) == before
    assert not sealing.settings.publication.exists()
    assert verify(sealed.folder, sealed.entry.hash, ledger_file(sealing.settings)).is_whole


def test_a_version_that_the_ledger_cannot_take_in_is_told(sealing: Sealing, monkeypatch):
    sealing.approved()
    with monkeypatch.context() as patch:
        patch.setattr(seal, "add", lambda *_: None)
        seal.publish(sealing.settings, YEAR, "an")
    path = ledger_file(sealing.settings)
    entries = read_ledger(path)
    write_links(path, [*entries, next_entry(entries, "sent_back", YEAR, "cy", {"reason": "no"})])
    with pytest.raises(SignOffError, match=r"has no publication of it(.|\n)*went on since"):
        seal.publish(sealing.settings, YEAR, "an")


@pytest.fixture
def cut_off(sealing: Sealing, monkeypatch) -> Path:
    """A version in place that the ledger does not have yet."""
    sealing.approved()
    with monkeypatch.context() as patch:
        patch.setattr(seal, "add", killed)
        with pytest.raises(KeyboardInterrupt):
            seal.publish(sealing.settings, YEAR, "an")
    return sealing.settings.releases_dir(YEAR) / "v1"


def killed(*_: object) -> None:
    raise KeyboardInterrupt


def forged(sealing: Sealing, folder: Path, by: str, role: str) -> str:
    """Let a version have another table, whole in itself, published by anybody; gives its publication."""
    for path in (folder, *folder.iterdir()):
        path.chmod(0o755)
    (folder / "appendix.csv").write_text("forged\n", encoding="utf-8")
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    manifest["files"]["appendix.csv"] = file_digest(folder / "appendix.csv")
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    body = json.loads((folder / PUBLICATION).read_text(encoding="utf-8"))["body"]
    body["manifest"] = file_digest(folder / MANIFEST)
    entries = read_ledger(ledger_file(sealing.settings))
    line = line_of(next_entry(entries, "publication", YEAR, by, body, role=role)) + "\n"
    (folder / PUBLICATION).write_text(line, encoding="utf-8")
    assert verify(folder).is_whole
    return line


def refused(sealing: Sealing, by: str = "an") -> str:
    before = ledger_file(sealing.settings).read_bytes()
    with pytest.raises(SignOffError) as told:
        seal.publish(sealing.settings, YEAR, by)
    assert ledger_file(sealing.settings).read_bytes() == before
    return str(told.value)


@pytest.mark.parametrize("by", ["nobody_at_all", "an"])
def test_a_version_that_was_put_there_is_refused_though_it_is_whole_and_prints_what_was_approved(
    sealing: Sealing, cut_off: Path, by
):
    forged(sealing, cut_off, by, "preparer")
    assert "is not the version whose publication was cut off here" in refused(sealing)


def test_a_version_of_which_nothing_was_noted_is_refused(sealing: Sealing, cut_off: Path):
    sealing.settings.publication.unlink()
    assert "is not the version whose publication was cut off here" in refused(sealing)


@pytest.mark.parametrize(("by", "role"), [("nobody_at_all", "preparer"), ("an", "board")])
def test_a_publication_by_somebody_who_may_not_publish_is_not_added(
    sealing: Sealing, cut_off: Path, by, role
):
    sealing.settings.publication.write_text(forged(sealing, cut_off, by, role), encoding="utf-8")
    assert f"{by} may not publish as {role}" in refused(sealing)


def test_a_publication_without_the_key_that_its_person_signs_with_is_not_added(
    sealing: Sealing, cut_off: Path
):
    an = RULES["people"]["an"] | {"public_key": sealing.key.public}
    sealing.rules(RULES | {"people": RULES["people"] | {"an": an}})
    assert "may not publish as preparer, or not without their key" in refused(sealing, "bo")


def test_what_was_cut_off_is_not_finished_for_somebody_who_may_not_sign(sealing: Sealing, cut_off: Path):
    assert "cy signs with the key" in refused(sealing, "cy")
    assert "x is not in sign_off.yml" in refused(sealing, "x")
    assert seal.publish(sealing.settings, YEAR, "cy", key=sealing.key).entry.by == "an"


def test_what_was_cut_off_is_not_finished_on_approvals_that_do_not_count_any_more(
    sealing: Sealing, cut_off: Path
):
    people = RULES["people"] | {"dy": {"name": "Dy", "roles": ["data_owner"]}}
    sealing.rules(RULES | {"people": people | {"bo": {"name": "Bo", "roles": ["board"]}}})
    told = refused(sealing)
    assert "data_owner did not approve it" in told
    assert "who signed it is not who has signed it by now" in told


@pytest.mark.parametrize("content", ["nothing", "a copy"])
def test_another_version_that_the_ledger_does_not_have_is_refused_in_words(sealing: Sealing, content):
    folder = sealing.published().folder
    sealing.draft({ELECTRICITY: "1"})
    other = folder.with_name("v2")
    if content == "nothing":
        other.mkdir()
    else:
        shutil.copytree(folder, other)
    told = refused(sealing)
    assert f"{other} is there, but the ledger has no publication of it" in told
    assert "move the folder away" in told


def test_a_version_that_lost_its_manifest_is_told(sealing: Sealing):
    folder = sealing.published().folder
    folder.chmod(0o755)
    (folder / MANIFEST).unlink()
    sealing.draft({ELECTRICITY: "1"})
    assert "was changed since" in refused(sealing)


def test_a_copy_of_an_earlier_version_is_not_taken_for_the_one_in_force(sealing: Sealing):
    folder = sealing.published().folder
    other = folder.with_name("v2")
    shutil.copytree(folder, other)
    (told,) = faults_of_version(sealing.settings, other, [PRINTED_FILE])
    assert told == f"v2 is v1 of {YEAR} by its manifest"


def test_a_version_that_was_taken_away_is_asked_for(sealing: Sealing):
    """Else the year would be published for the first time again, and nothing in it would be restated."""
    folder = sealing.published().folder
    sealing.draft({ELECTRICITY: "1"})
    for path in (folder, folder.with_name("v1-reviewer")):
        path.chmod(0o755)
        shutil.rmtree(path)
    sealing.approved()
    with pytest.raises(SignOffError, match=r"v1 of \d+ was published .* and is gone"):
        seal.publish(sealing.settings, YEAR, "an")


def test_a_version_in_force_that_was_changed_lets_nothing_slip_through(sealing: Sealing):
    folder = sealing.published().folder
    sealing.draft({ELECTRICITY: "1"})
    sealed = folder / PRINTED_FILE
    sealed.chmod(0o644)
    before = sealed.read_bytes()
    sealed.write_bytes(
        (sealing.settings.draft_dir(YEAR) / PRINTED_FILE).read_bytes().replace(b'"year"', b'"year" ')
    )
    sealing.approved()
    with pytest.raises(SignOffError, match=r"is not what was published: .*printed.json was changed"):
        seal.publish(sealing.settings, YEAR, "an")
    sealed.write_bytes(before)
    with pytest.raises(SignOffError, match=r"was 1,924.37 in v1 and is 1 now"):
        seal.publish(sealing.settings, YEAR, "an")


def test_a_version_by_hand_is_not_taken_in_without_its_approvals(sealing: Sealing, monkeypatch):
    sealing.approved()
    with monkeypatch.context() as patch:
        patch.setattr(seal, "add", lambda *_: None)
        folder = seal.publish(sealing.settings, YEAR, "an").folder
    rules = copy.deepcopy(RULES)
    sealing.rules(rules | {"approvals": [*rules["approvals"], "committee"]})
    with pytest.raises(SignOffError, match="committee did not approve it"):
        seal.publish(sealing.settings, YEAR, "an")
    sealing.rules(rules)
    (folder / "figures.json").chmod(0o644)
    (folder / "figures.json").write_text("{}", encoding="utf-8")
    with pytest.raises(SignOffError, match=r"figures.json was changed"):
        seal.publish(sealing.settings, YEAR, "an")


def test_evidence_that_was_changed_stops_the_publication(sealing: Sealing):
    sealing.approved()
    export = (sealing.settings.raw_dir(YEAR) / "export.csv").read_bytes()
    from dagster_project.intake.landing import land

    landed = sealing.settings.landed_dir / land(export, sealing.settings.landed_dir)
    landed.chmod(0o600)
    landed.write_text("changed", encoding="utf-8")
    with pytest.raises(SignOffError, match="was changed after it was landed"):
        seal.publish(sealing.settings, YEAR, "an")
    assert left_behind(sealing) == ["draft"]
