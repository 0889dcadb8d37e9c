"""The folder of a version that a stranger sent, which looks whole: nothing is opened or written outside of it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from dagster_project.digests import file_digest
from dagster_project.sealing.manifest import read_manifest
from dagster_project.sealing.verify import publication_of, verify
from dagster_project.signoff.faults import SignOffError
from dagster_project.signoff.ledger import line_of, next_entry, read_links
from dagster_project.versions import EXCERPT, MANIFEST, PUBLICATION
from tests.unit.sealing.conftest import copy_of_version, one_version  # noqa: F401

DEEP = "[" * 200_000


def sealed_anew(folder: Path, **changes: object) -> Path:
    """Change a manifest, and the publication with it, so that the chain holds."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8")) | changes
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")
    before = publication_of(folder)
    body = before.body | {"manifest": file_digest(folder / MANIFEST)}
    entry = next_entry(
        read_links(folder / EXCERPT), "publication", before.year, before.by, body, role=before.role
    )
    (folder / PUBLICATION).write_text(line_of(entry) + "\n", encoding="utf-8")
    return folder


def test_one_that_is_made_anew_rightly_is_whole(copy_of_version):  # noqa: F811
    assert verify(sealed_anew(copy_of_version)).is_whole


@pytest.mark.parametrize(
    "changes",
    [
        {"company": "../elsewhere"},
        {"company": "/etc"},
        {"version": "../v1"},
        {"supersedes": "../../v1"},
        {"inputs": {"company.yml": "/dev/zero"}},
        {"inputs": {"company.yml": "../pseudonym.key"}},
        {"inputs": {"company\x00.yml": "0" * 64}},
        {"files": {"../outside.csv": "0" * 64}},
        {"files": {"..": "0" * 64}},
        {"for_reviewers": {"a/b": "0" * 64}},
        {"printed": "../printed.json"},
    ],
    ids=str,
)
def test_names_that_lead_elsewhere_are_no_manifest(copy_of_version, changes):  # noqa: F811
    with pytest.raises(SignOffError, match="is no manifest of a sealed version"):
        verify(sealed_anew(copy_of_version, **changes))


@pytest.mark.parametrize("name", [MANIFEST, PUBLICATION])
@pytest.mark.parametrize("what", ["/dev/zero", "a link to a good one", "a queue that nobody fills"])
def test_what_proves_a_version_is_a_plain_file(copy_of_version, name, what):  # noqa: F811
    path = copy_of_version / name
    good = path.rename(copy_of_version.parent / "elsewhere.json")
    if what == "a queue that nobody fills":
        os.mkfifo(path)
    else:
        path.symlink_to(good if what == "a link to a good one" else what)
    with pytest.raises(SignOffError):
        verify(copy_of_version)


def test_brackets_without_end_are_told(copy_of_version):  # noqa: F811
    for name, read in ((MANIFEST, read_manifest), (PUBLICATION, publication_of)):
        (copy_of_version / name).write_text(DEEP, encoding="utf-8")
        with pytest.raises(SignOffError, match=name):
            read(copy_of_version)
    (copy_of_version / EXCERPT).write_text(DEEP + "\n", encoding="utf-8")
    with pytest.raises(SignOffError, match="line 1 is no entry"):
        read_links(copy_of_version / EXCERPT)
