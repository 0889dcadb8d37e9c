"""Running a published year again from its landed files, in a folder of its own, to show that it gives the same.

The company's folder, its data and its Dagster instance are only read. Whether the version itself was touched, says
`verify`.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dagster_project.answers import carry_over
from dagster_project.company import read_company
from dagster_project.digests import file_digest
from dagster_project.gates.explanations import load_explanations
from dagster_project.publish.figures import FIGURES_FILE
from dagster_project.publish.printed import PRINTED_FILE, read_printed
from dagster_project.publish_border import gated_content
from dagster_project.registry.kpis import company_kpis
from dagster_project.runs import company_instance, run_year
from dagster_project.sealing.contributions import CONTRIBUTIONS_FILE, same_but_for_hashes
from dagster_project.sealing.laid_out import Evidence, lay_out
from dagster_project.sealing.manifest import MadeBy, Manifest, made_by, version_of
from dagster_project.sealing.seal import write_for_reviewers, write_public_files
from dagster_project.sealing.verify import Check, verify
from dagster_project.settings import Settings
from dagster_project.signoff.changes import changes
from dagster_project.signoff.faults import SignOffError
from dagster_project.versions import EXCERPT, number_of, reviewers_folder
from dagster_project.warehouse.dbt_project import manifest_json

if TYPE_CHECKING:
    from dagster_project.progress import RunProgress

SCRATCH_REVIEWERS = "for_reviewers"
DRAFT_FORMATS = ("json",)
"""The draft of a rebuilt year is read by nobody; the version is rendered in all formats."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Rebuilt:
    """What running a version's year again has shown."""

    folder: Path
    manifest: Manifest
    checks: tuple[Check, ...]

    @property
    def is_same(self) -> bool:
        """Every figure is the same, and where code and libraries are, every file."""
        return not any(check.faults for check in self.checks)


def rebuild(folder: Path, evidence: Evidence, progress: RunProgress) -> Rebuilt:
    """Run a version's year again, and the years before that it is compared with, and compare figures and files.

    Raises:
        SignOffError: the version was touched, landed files are missing or altered (all at once), or the run was
            stopped.
    """
    verdict = verify(folder)
    if not verdict.is_whole:
        faults = [fault for check in verdict.checks for fault in check.faults]
        raise SignOffError([f"{folder} is not what was published, so there is nothing to compare:", *faults])
    manifest = verdict.manifest
    with tempfile.TemporaryDirectory(prefix="esg-rebuild-") as scratch:
        settings = Settings(
            Path(scratch) / "company", Path(scratch) / "data" / manifest.company, laid_out=True
        )
        lay_out(folder, manifest, evidence, settings)
        _run(settings, evidence, progress)
        progress.say("Rendering the version again")
        made = Path(scratch) / manifest.version
        files, reviewers = _render(settings, manifest, made)
        return Rebuilt(
            folder,
            manifest,
            (
                Check("landed files", found=f"{len(manifest.inputs)} files, each with its sha256"),
                _made_alike(manifest.made_by, evidence),
                _printed(folder, made, settings),
                _exact(folder, made),
                _files("public files", manifest, manifest.files, files),
                _for_reviewers(folder, manifest, evidence, made.with_name(SCRATCH_REVIEWERS), reviewers),
            ),
        )


def _run(settings: Settings, evidence: Evidence, progress: RunProgress) -> None:
    """Run every year that has exports, the earliest first, in an instance that goes with the folder.

    A year that stops for no more than an answer whose digest is of hashes by another key is run again with that.
    """
    years = sorted(int(path.name) for path in (settings.company_dir / "raw").iterdir())
    with _no_lineage_sent(), company_instance(settings) as instance:
        for year in years:
            answered = {entry.seen for entry in load_explanations(settings.company_dir, year)}
            while True:
                progress.begin(year)
                done = run_year(settings, year, instance, progress.on_event, progress.on_plan, DRAFT_FORMATS)
                progress.end(done)
                if done.passed or not evidence.has_other_key or not carry_over(settings, year, answered):
                    break
            if not done.passed:
                raise SignOffError([f"{year} was stopped when it was run again:", *dict.fromkeys(done.stops)])


@contextmanager
def _no_lineage_sent() -> Iterator[None]:
    """A rebuild is no run of the company: other tools are not told of it."""
    name = "OPENLINEAGE_DISABLED"
    before = os.environ.get(name)
    os.environ[name] = "true"
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


def _render(settings: Settings, manifest: Manifest, made: Path) -> tuple[dict[str, str], dict[str, str]]:
    reviewers = made.with_name(SCRATCH_REVIEWERS)
    made.mkdir()
    reviewers.mkdir()
    version = version_of(number_of(manifest.version), manifest.approvals)
    gated = gated_content(settings, read_company(settings.company_dir), manifest.year, version)
    files = write_public_files(gated, made)
    return files, write_for_reviewers(settings, manifest.year, gated, reviewers)


def _made_alike(published: MadeBy, evidence: Evidence) -> Check:
    """Whether what is at work here is what made the version; a difference is no fault, but is told."""
    what, differing = "code, lock, reference data, libraries", _differing(published)
    if differing and published.commit:
        code = f"commit {published.commit}" + (
            ", which had changes that were not committed" if published.uncommitted else ""
        )
        differing.append(f"To rebuild every byte: git checkout {published.commit[:12]} ({code}), make setup")
    if evidence.has_no_key:
        differing.append(
            "the company's key of the pseudonyms is not here; no figure depends on it, keyed hashes do"
        )
    return Check(what, found="\n".join(differing) or "are those of the publication", asked=not differing)


def _differing(published: MadeBy) -> list[str]:
    here = made_by(manifest_json(), None)
    told = [
        f"{name.replace('_', ' ')}: published with {before[:12]}, here {now[:12]}"
        for name in ("code", "lock", "dbt_manifest", "registry", "factors", "suites", "python")
        if (before := getattr(published, name)) != (now := getattr(here, name))
    ]
    libraries = dict.fromkeys([*published.libraries, *here.libraries])
    return told + [
        f"{name}: published with {before}, here {now}"
        for name in libraries
        if (before := published.libraries.get(name)) != (now := here.libraries.get(name))
    ]


def _printed(folder: Path, made: Path, settings: Settings) -> Check:
    company = read_company(settings.company_dir)
    before, now = read_printed(folder / PRINTED_FILE), read_printed(made / PRINTED_FILE)
    found = changes(before, now, company_kpis(company), company)
    faults = [
        f"{one.label} {one.year}: published {one.before}, rebuilt {one.now}" for one in found.figures
    ] + list(found.others)
    cells = sum(len(one["cells"]) for one in before.figures.values())
    return Check("what is printed", tuple(faults), f"{len(before.figures)} figures, {cells} cells, the same")


def _exact(folder: Path, made: Path) -> Check:
    before, now = _figures(folder / FIGURES_FILE), _figures(made / FIGURES_FILE)
    faults = []
    for key in dict.fromkeys([*before, *now]):
        old, new = before.get(key, {}), now.get(key, {})
        faults += [
            f"{'/'.join(key)}: {name} was {old.get(name)}, rebuilt {new.get(name)}"
            for name in dict.fromkeys([*old, *new])
            if old.get(name) != new.get(name)
        ]
    return Check("exact figures and their parts", tuple(faults), f"{len(before)} figures, the same")


def _figures(path: Path) -> dict[tuple[str, str, str], Row]:
    rows = json.loads(path.read_text(encoding="utf-8"))["figures"]
    return {(row["kpi"], row["dimension"], row["member"]): row for row in rows}


def _for_reviewers(
    folder: Path, manifest: Manifest, evidence: Evidence, made: Path, rebuilt: Mapping[str, str]
) -> Check:
    """As `_files`; hashes of people are others where their key is, and that is told but is no fault."""
    published, what = dict(manifest.for_reviewers), "files for reviewers"
    sealed = reviewers_folder(folder) / CONTRIBUTIONS_FILE
    other_hashes = (
        evidence.has_other_key
        and published.get(CONTRIBUTIONS_FILE) != rebuilt.get(CONTRIBUTIONS_FILE)
        and sealed.is_file()
        and file_digest(sealed) == published.get(CONTRIBUTIONS_FILE)
        and same_but_for_hashes(sealed, made / CONTRIBUTIONS_FILE)
    )
    if other_hashes:
        published[CONTRIBUTIONS_FILE] = rebuilt[CONTRIBUTIONS_FILE]
    check = _files(what, manifest, published, rebuilt)
    if other_hashes:
        told = f"{check.found}\n{CONTRIBUTIONS_FILE} is the same but for the hashes of people: their key is another one"
        return replace(check, found=told, asked=False)
    return check


def _files(what: str, manifest: Manifest, published: Mapping[str, str], rebuilt: Mapping[str, str]) -> Check:
    """Byte for byte; where code or libraries are others, files may differ though no figure does."""
    names = sorted({*published, *rebuilt} - {EXCERPT})
    differing = [f"{name} differs" for name in names if published.get(name) != rebuilt.get(name)]
    alike = f"{len(names) - len(differing)} of {len(names)} files are the same bytes"
    if differing and _differing(manifest.made_by):
        return Check(what, found="\n".join([alike, *differing]), asked=False)
    return Check(what, tuple(differing), alike)
