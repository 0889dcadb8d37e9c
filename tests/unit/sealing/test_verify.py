"""Whatever is touched in a version shows, on any machine, with nothing but its folder."""

from __future__ import annotations

import json
import shutil

import pytest

from dagster_project.digests import file_digest
from dagster_project.sealing.verify import Verdict, verify
from dagster_project.signoff.faults import SignOffError
from dagster_project.signoff.ledger import Entry, add, line_of, next_entry, read_links, write_links
from dagster_project.versions import EXCERPT, MANIFEST, PUBLICATION


def faults(verdict: Verdict) -> str:
    return "\n".join(fault for check in verdict.checks for fault in check.faults)


def test_an_untouched_copy_is_whole(copy_of_version):
    verdict = verify(copy_of_version)
    assert verdict.is_whole
    assert faults(verdict) == ""


def names_in(one_version):
    return sorted(path.name for path in (one_version / "v1").iterdir())


def test_any_changed_byte_of_any_file_shows(one_version, copy_of_version):
    for name in names_in(one_version):
        path = copy_of_version / name
        whole = path.read_bytes()
        at = len(whole) // 2
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        try:
            assert not verify(copy_of_version).is_whole, name
        except SignOffError as told:
            assert name in str(told)  # it can no longer be read
        path.write_bytes(whole)
    assert verify(copy_of_version).is_whole


def test_any_removed_file_shows(one_version, copy_of_version):
    for name in names_in(one_version):
        path = copy_of_version / name
        whole = path.read_bytes()
        path.unlink()
        try:
            assert not verify(copy_of_version).is_whole, name
        except SignOffError as told:
            assert name in str(told)
        path.write_bytes(whole)


def test_what_was_put_in_shows(copy_of_version):
    (copy_of_version / "appendix_final.pdf").write_text("x", encoding="utf-8")
    assert "appendix_final.pdf is no part of the version" in faults(verify(copy_of_version))


def test_a_link_in_a_files_place_shows(copy_of_version, tmp_path):
    path = copy_of_version / "figures.json"
    shutil.copy(path, tmp_path / "elsewhere.json")
    path.unlink()
    path.symlink_to(tmp_path / "elsewhere.json")
    assert "figures.json is no plain file" in faults(verify(copy_of_version))


def test_a_changed_file_for_reviewers_shows_and_a_missing_folder_is_told(copy_of_version):
    beside = copy_of_version.with_name("v1-reviewer")
    (beside / "contributions.parquet").write_bytes(b"x")
    assert "contributions.parquet was changed" in faults(verify(copy_of_version))
    shutil.rmtree(beside)
    verdict = verify(copy_of_version)
    assert verdict.is_whole
    assert next(check.what for check in verdict.checks if not check.asked) == "files for reviewers"


def test_a_manifest_that_was_made_to_fit_shows(copy_of_version):
    figures = copy_of_version / "figures.json"
    figures.write_text(figures.read_text(encoding="utf-8").replace("1", "2", 1), encoding="utf-8")
    manifest = json.loads((copy_of_version / MANIFEST).read_text(encoding="utf-8"))
    manifest["files"]["figures.json"] = file_digest(figures)
    (copy_of_version / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    assert "manifest.json was changed: it is not the one that was published" in faults(
        verify(copy_of_version)
    )


def forged(folder, change=None) -> None:
    """Change a figure, or the manifest, and write all after it anew, as somebody who knows all of this would."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    if change is None:
        figures = folder / "figures.json"
        figures.write_text(figures.read_text(encoding="utf-8").replace("1", "2", 1), encoding="utf-8")
        manifest["files"]["figures.json"] = file_digest(figures)
    else:
        change(manifest)
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    published = Entry.model_validate(json.loads((folder / PUBLICATION).read_text(encoding="utf-8")))
    body = published.body | {"manifest": file_digest(folder / MANIFEST)}
    again = next_entry(read_links(folder / EXCERPT), "publication", published.year, published.by, body)
    (folder / PUBLICATION).write_text(line_of(again), encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda one: one["must_approve"].append("chair"), "chair had to approve it, and did not"),
        (lambda one: one["approvals"].pop(0), "nobody submitted it"),
        (lambda one: one["approvals"].pop(), "board had to approve it, and did not"),
        (
            lambda one: one["approvals"][1].update(is_signed=True),
            "differ in who gave the approval 2, or when",
        ),
        (lambda one: one["approvals"][1].update(at="2020-01-01T00:00:00+00:00"), "approval 2, or when"),
        (lambda one: one["approvals"][1].update(by="an"), "who prepared it approved it as well"),
        (lambda one: one.update(version="v2"), "is not the publication of v2 of 2023"),
        (lambda one: one.update(supersedes="v7"), "is not the publication of v1 of 2023"),
    ],
)
def test_a_manifest_that_the_ledger_does_not_bear_out_shows(copy_of_version, change, told):
    forged(copy_of_version, change)
    assert told in faults(verify(copy_of_version))


def test_a_version_that_was_written_anew_shows_against_the_minutes(copy_of_version):
    head = verify(copy_of_version).head
    assert verify(copy_of_version, head).is_whole
    assert verify(copy_of_version, head[:32].upper()).is_whole
    forged(copy_of_version)
    assert verify(copy_of_version).is_whole  # the folder alone cannot tell: hence the minutes
    assert "the minutes say" in faults(verify(copy_of_version, head))


def test_too_few_digits_of_the_hash_prove_nothing(copy_of_version):
    head = verify(copy_of_version).head
    assert "is too short" in faults(verify(copy_of_version, head[:31]))
    assert not verify(copy_of_version, "").is_whole


def test_a_version_that_was_written_anew_shows_against_the_companys_ledger(copy_of_version, tmp_path):
    entries = [one for one in read_links(copy_of_version / EXCERPT) if isinstance(one, Entry)]
    published = Entry.model_validate(json.loads((copy_of_version / PUBLICATION).read_text(encoding="utf-8")))
    add(tmp_path / "ledger.jsonl", [*entries, published])
    assert verify(copy_of_version, ledger=tmp_path / "ledger.jsonl").is_whole
    forged(copy_of_version)
    assert "does not have this publication" in faults(
        verify(copy_of_version, ledger=tmp_path / "ledger.jsonl")
    )


def test_an_approval_that_was_put_into_the_excerpt_shows(copy_of_version):
    entries = read_links(copy_of_version / EXCERPT)
    more = next_entry(entries, "approval", 2023, "bo", {"printed": "x"}, role="data_owner")
    write_links(copy_of_version / EXCERPT, [*entries, more])
    assert "ledger.jsonl was changed" in faults(verify(copy_of_version))


@pytest.mark.parametrize("gone", [MANIFEST, PUBLICATION])
def test_a_folder_that_is_no_version_is_told(copy_of_version, gone):
    (copy_of_version / gone).unlink()
    with pytest.raises(SignOffError, match=gone):
        verify(copy_of_version)
