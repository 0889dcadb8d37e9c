"""What a rebuild says: the year itself is not run here, what it would give is put in its place."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from dagster_project.digests import file_digest
from dagster_project.intake.landing import land
from dagster_project.progress import RunProgress
from dagster_project.resources import CompanyFolder
from dagster_project.retired import RetiredFile, as_json
from dagster_project.sealing import rebuild as rebuilding
from dagster_project.sealing.contributions import CONTRIBUTIONS_FILE
from dagster_project.sealing.laid_out import Evidence
from dagster_project.sealing.manifest import Manifest, read_manifest
from dagster_project.sealing.rebuild import rebuild
from dagster_project.sealing.verify import Check, publication_of
from dagster_project.signoff.faults import SignOffError
from dagster_project.signoff.ledger import Kind, next_entry, read_links, write_links
from dagster_project.versions import EXCERPT, MANIFEST, PUBLICATION, reviewers_folder


@pytest.fixture
def evidence(one_version, copy_of_version, tmp_path) -> Evidence:
    """The landed files of a copy of the version, and a key."""
    landed = tmp_path / "landed"
    shutil.copytree(one_version.parents[2] / "data" / "landed", landed)
    key = tmp_path / "pseudonym.key"
    key.write_bytes(bytes(32))
    return Evidence(landed, key)


@pytest.fixture
def gives(copy_of_version, monkeypatch):
    """Says what running again gives: the version's own files, one of them perhaps changed."""
    monkeypatch.setattr(rebuilding, "_run", lambda *asked: None)
    monkeypatch.setattr(rebuilding, "manifest_json", lambda: {"nodes": {}})

    def given(name: str = "", before: str = "", now: str = "") -> None:
        def render(settings, manifest: Manifest, made: Path):
            shutil.copytree(copy_of_version, made)
            for other in (MANIFEST, PUBLICATION, EXCERPT):
                (made / other).unlink()
            if name:
                text = (made / name).read_text(encoding="utf-8")
                assert before in text
                (made / name).write_text(text.replace(before, now), encoding="utf-8")
            return {path.name: file_digest(path) for path in made.iterdir()}, manifest.for_reviewers

        monkeypatch.setattr(rebuilding, "_render", render)

    return given


def asked(version: Path, evidence: Evidence):
    return rebuild(version, evidence, RunProgress(Console(quiet=True)))


def found(rebuilt) -> dict[str, tuple[str, ...]]:
    return {check.what: check.faults for check in rebuilt.checks if check.faults}


def test_the_same_files_are_the_same(copy_of_version, evidence, gives):
    gives()
    rebuilt = asked(copy_of_version, evidence)
    assert rebuilt.is_same
    assert all(check.asked for check in rebuilt.checks)


def test_a_figure_that_prints_otherwise_is_told_with_both(copy_of_version, evidence, gives):
    content = json.loads((copy_of_version / "printed.json").read_text(encoding="utf-8"))
    cells = next(iter(content["figures"].values()))["cells"]
    digits = cells["2023"]["digits"]
    gives("printed.json", f'"digits": "{digits}"', '"digits": "77"')
    told = found(asked(copy_of_version, evidence))
    assert any("published" in one and "rebuilt" in one for one in told["what is printed"])
    assert told["public files"] == ("printed.json differs",)


def test_an_exact_part_that_differs_is_told_though_it_prints_the_same(copy_of_version, evidence, gives):
    row = json.loads((copy_of_version / "figures.json").read_text(encoding="utf-8"))["figures"][0]
    gives("figures.json", f'"rows": {row["rows"]}', '"rows": 999')
    told = found(asked(copy_of_version, evidence))
    assert "what is printed" not in told
    assert any(f"rows was {row['rows']}, rebuilt 999" in one for one in told["exact figures and their parts"])


def test_another_library_is_told_with_the_commit_and_excuses_bytes_but_no_figure(
    copy_of_version, evidence, gives, monkeypatch
):
    published = read_manifest(copy_of_version).made_by
    here = published.model_copy(
        update={"lock": "f" * 64, "libraries": published.libraries | {"duckdb": "0.0"}}
    )
    monkeypatch.setattr(rebuilding, "made_by", lambda manifest, run_id: here)
    gives("quality.html", "told", "said")
    rebuilt = asked(copy_of_version, evidence)
    assert rebuilt.is_same
    told = {check.what: check for check in rebuilt.checks}
    alike = told["code, lock, reference data, libraries"]
    assert "lock: published with" in alike.found
    assert f"duckdb: published with {published.libraries['duckdb']}, here 0.0" in alike.found
    assert (published.commit or "no commit")[:12] in alike.found or published.commit is None
    assert "quality.html differs" in told["public files"].found
    assert not told["public files"].asked
    gives("figures.json", '"status": "computed"', '"status": "missing"')
    assert not asked(copy_of_version, evidence).is_same


def test_the_same_code_excuses_no_byte(copy_of_version, evidence, gives):
    gives("quality.html", "told", "said")
    assert found(asked(copy_of_version, evidence)) == {"public files": ("quality.html differs",)}


def test_without_the_key_of_the_pseudonyms_it_says_so(copy_of_version, evidence, gives, tmp_path):
    gives()
    rebuilt = asked(copy_of_version, Evidence(evidence.landed_dir, tmp_path / "none"))
    assert rebuilt.is_same
    assert any("pseudonyms is not here" in check.found for check in rebuilt.checks)


HASH, OTHER = "a1" * 16, "b2" * 16


@pytest.mark.parametrize(
    ("evidence_says", "row", "faults"),
    [
        ({"key_changed": True}, {"row_key": f"no {OTHER}"}, ()),
        ({"key_changed": True}, {"row_key": f"no {OTHER}", "amount": 2}, ("contributions.parquet differs",)),
        ({"key_changed": True}, {"row_key": "no 7"}, ("contributions.parquet differs",)),
        ({}, {"row_key": f"no {OTHER}"}, ("contributions.parquet differs",)),
        ({"pseudonym_key": Path("none")}, {"row_key": f"no {OTHER}"}, ()),
    ],
)
def test_hashes_for_reviewers_are_others_where_the_key_is_and_nothing_else_may_be(
    copy_of_version, evidence, gives, monkeypatch, evidence_says, row, faults
):
    gives()
    render, verdict = rebuilding._render, rebuilding.verify(copy_of_version)
    before = {"row_key": f"no {HASH}", "row_digest": "x", "amount": 1}
    sealed = contributions(reviewers_folder(copy_of_version), before)
    manifest = verdict.manifest.model_copy(update={"for_reviewers": sealed})
    monkeypatch.setattr(
        rebuilding,
        "verify",
        lambda folder, **_: type(verdict)(folder, manifest, verdict.head, verdict.checks),
    )

    def with_contributions(settings, manifest, made):
        return render(settings, manifest, made)[0], contributions(
            made.with_name("for_reviewers"), before | {"row_digest": "y"} | row
        )

    monkeypatch.setattr(rebuilding, "_render", with_contributions)
    rebuilt = asked(copy_of_version, replace(evidence, **evidence_says))
    assert found(rebuilt).get("files for reviewers", ()) == faults
    told = next(check.found for check in rebuilt.checks if check.what == "files for reviewers")
    assert ("same but for the hashes" in told) == (faults == ())


def contributions(folder: Path, row: dict[str, object]) -> dict[str, str]:
    """Write contributions of one row, and give the sha256 of the file by its name."""
    folder.mkdir(exist_ok=True)
    path = folder / CONTRIBUTIONS_FILE
    path.unlink(missing_ok=True)
    columns = ", ".join(f"'{value}' as {name}" for name, value in row.items())
    duckdb.sql(f"select {columns}").write_parquet(str(path))
    return {path.name: file_digest(path)}


def test_every_landed_file_that_is_gone_or_changed_is_told(copy_of_version, evidence, gives):
    gives()
    inputs = sorted(read_manifest(copy_of_version).inputs.items())
    (first, gone), (second, changed) = inputs[0], inputs[1]
    (evidence.landed_dir / gone).unlink()
    path = evidence.landed_dir / changed
    path.chmod(0o600)
    path.write_bytes(b"something else")
    with pytest.raises(SignOffError) as caught:
        asked(copy_of_version, evidence)
    told = caught.value.faults
    assert any(first in one and "is missing" in one for one in told)
    assert any(second in one and "was changed" in one for one in told)


def test_a_version_that_was_touched_is_not_rebuilt(copy_of_version, evidence, gives):
    gives()
    (copy_of_version / "appendix.csv").write_text("something else", encoding="utf-8")
    with pytest.raises(SignOffError, match="not what was published"):
        asked(copy_of_version, evidence)


def test_a_manifest_that_names_a_place_outside_is_refused(copy_of_version, evidence, gives, monkeypatch):
    """Whoever made the folder must not have a file written anywhere on the assurer's machine."""
    gives()
    manifest = read_manifest(copy_of_version)
    data = b"anything"
    digest = hashlib.sha256(data).hexdigest()
    (evidence.landed_dir / digest).write_bytes(data)
    verdict = rebuilding.verify(copy_of_version)
    bad = manifest.model_copy(update={"inputs": {"../../outside.txt": digest}})
    monkeypatch.setattr(
        rebuilding, "verify", lambda folder, **_: type(verdict)(folder, bad, verdict.head, verdict.checks)
    )
    with pytest.raises(SignOffError, match="outside the company folder"):
        asked(copy_of_version, evidence)


def test_a_version_that_follows_another_needs_it_beside(copy_of_version, evidence, gives, monkeypatch):
    gives()
    verdict = rebuilding.verify(copy_of_version)
    second = verdict.manifest.model_copy(update={"version": "v2", "supersedes": "v0"})
    monkeypatch.setattr(
        rebuilding, "verify", lambda folder, **_: type(verdict)(folder, second, verdict.head, verdict.checks)
    )
    with pytest.raises(SignOffError, match="v0 of 2023 is not beside"):
        asked(copy_of_version, evidence)


class Substituted:
    """An input of a version of which a copy is said to stand in its place, and what a rebuild was run on."""

    def __init__(self, version: Path, evidence: Evidence, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.version, self.seen = version, b""
        inputs = read_manifest(version).inputs
        self.name = next(name for name in inputs if name.endswith("export.csv"))
        self.original, data = inputs[self.name], b"a,b\n1,999999\n"
        self.copy = land(data, evidence.landed_dir)
        (evidence.landed_dir / self.original).unlink()
        known = RetiredFile(
            copied_to=self.copy, name=self.name, bytes=8, encoding="utf-8", separator=",",
            landed_at="x", retired_on="x",
        )  # fmt: skip
        register = folder / "retired.json"
        register.write_bytes(as_json({self.original: known}))
        self.evidence = replace(evidence, retired=register)
        patch.setattr(rebuilding, "_run", self._run)

    def _run(self, settings, *_) -> None:
        assert CompanyFolder.at(settings).settings.laid_out
        self.seen = (settings.company_dir / self.name).read_bytes()

    def ledger(self, folder: Path, *told: tuple[Kind, dict]) -> Path:
        """The company's ledger, with further entries after the publication."""
        path = folder / "company.jsonl"
        links = [*read_links(self.version / EXCERPT), publication_of(self.version)]
        for kind, body in told:
            links.append(next_entry(links, kind, None, "A", body))
        write_links(path, links)
        return path


@pytest.fixture
def substituted(copy_of_version, evidence, gives, tmp_path, monkeypatch) -> Substituted:
    gives()
    return Substituted(copy_of_version, evidence, tmp_path, monkeypatch)


def landed_files(rebuilt) -> Check:
    return next(check for check in rebuilt.checks if check.what == "landed files")


@pytest.mark.parametrize("copy", [None, "f" * 64])
def test_a_file_that_the_company_s_ledger_does_not_name_stands_for_no_other(substituted, tmp_path, copy):
    told = [("retirement", {"copies": {substituted.original: copy}})] if copy else []
    evidence = replace(substituted.evidence, ledger=substituted.ledger(tmp_path, *told))
    with pytest.raises(SignOffError, match=r"export\.csv: .*the ledger names no such copy"):
        asked(substituted.version, evidence)
    assert substituted.seen == b""


@pytest.mark.parametrize("after", [[], [("key_rotation", {"key": "2", "before": "1", "copies": {}})]])
def test_copies_that_the_ledger_names_are_counted_beside_the_files(substituted, tmp_path, after):
    retired = ("retirement", {"copies": {substituted.original: substituted.copy}})
    evidence = replace(substituted.evidence, ledger=substituted.ledger(tmp_path, retired, *after))
    check = landed_files(asked(substituted.version, evidence))
    files = len(read_manifest(substituted.version).inputs) - 1
    assert check.found == (
        f"{files} files, each with its sha256\n"
        "1 copy without identifiers in the place of a retired original, as the ledger says"
    )
    assert check.asked
    assert b"999999" in substituted.seen


def test_copies_that_nobody_could_check_are_told(substituted, tmp_path):
    lost = [
        ("retirement", {"copies": {substituted.original: "f" * 64}}),
        ("key_rotation", {"key": "2", "before": "1"}),
    ]
    for evidence in (
        substituted.evidence,
        replace(substituted.evidence, ledger=substituted.ledger(tmp_path, *lost)),
    ):
        check = landed_files(asked(substituted.version, evidence))
        assert "1 copy of which no ledger at hand says that it stands for its original: nobody" in check.found
        assert not check.asked


def test_a_ledger_that_does_not_have_the_version_is_no_ledger_of_it(substituted, tmp_path):
    path = tmp_path / "other.jsonl"
    body = {"copies": {substituted.original: substituted.copy}}
    write_links(path, [next_entry([], "retirement", None, "A", body)])
    with pytest.raises(SignOffError, match="does not have this publication"):
        asked(substituted.version, replace(substituted.evidence, ledger=path))
