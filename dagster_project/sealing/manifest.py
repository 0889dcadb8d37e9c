"""The manifest of a sealed version: each file by its sha256, and all that it was made from and by."""

from __future__ import annotations

import hashlib
import json
import platform
import subprocess
from collections.abc import Iterable, Mapping
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, StringConstraints, ValidationError

from dagster_project.company import Identifier, Names, Strict, describe_faults
from dagster_project.digests import Digest, file_digest, tree_digest
from dagster_project.inputs import CODE, code_version, company_files
from dagster_project.languages import WRITTEN, Language
from dagster_project.project import EXPECTATIONS_DIR, PROJECT_ROOT, SEEDS_DIR
from dagster_project.publish.document import Approval, Version
from dagster_project.settings import Settings
from dagster_project.signoff.faults import SignOffError
from dagster_project.signoff.ledger import Entry
from dagster_project.signoff.people import PREPARER, SignOff
from dagster_project.versions import MANIFEST, VersionName

LIBRARIES = (
    "dagster", "dbt-core", "dbt-duckdb", "duckdb", "great-expectations", "opencc", "openpyxl", "pandas",
    "python-docx", "typst", "xlsxwriter",
)  # fmt: skip
LOCK = PROJECT_ROOT / "requirements.lock"
FileName = Annotated[str, StringConstraints(pattern=r"^[^/\\\x00-\x1f.][^/\\\x00-\x1f]*$")]
"""Of a file in a folder: no path, and not hidden."""
FilePath = Annotated[str, StringConstraints(pattern=r"^[^\x00]+$")]
"""Below the company folder, which is not looked at here."""


class Signed(Strict):
    """A signature that the version was published on; `role_names` and `name` are as the version prints them."""

    kind: str
    role: str | None
    role_names: dict[Language, str]
    by: str
    name: str
    at: str
    entry: Digest
    is_signed: bool


class MadeBy(Strict):
    """What made a version: digests of code and reference data, versions of libraries, the run.

    Attributes:
        code: of the project's code, models, suites, reference data and lock, as one.
        commit: of git; None where the project is no checkout. `uncommitted` if the code differed from it.
        dbt_manifest: of the checksums of every model, seed and test.
        registry: of the KPIs, contracts and standards; `factors` of the reference data.
    """

    code: Digest
    commit: str | None
    uncommitted: bool
    lock: Digest
    dbt_manifest: Digest
    registry: Digest
    factors: Digest
    suites: Digest
    python: str
    libraries: dict[str, str]
    run_id: str | None


class Manifest(Strict):
    """What a sealed version consists of and comes from.

    Attributes:
        printed: sha256 of `printed.json`: what was approved.
        files: sha256 of every public file by name, `for_reviewers` of those in the folder beside.
        inputs: sha256 of every file of the company that touches the year, by path in the company folder.
        inputs_fingerprint: of these and the code, as gates and draft name it.
        supersedes: the version before; None for the first.
        restatements: the entries that say why it prints other figures than that version, and why it prints other
            comparatives than the year before's.
        must_approve: the roles that had to approve, as `sign_off.yml` had them at the publication.
        ledger_head: hash of the ledger's last entry before the publication.
    """

    company: Identifier
    made_up: bool
    year: int
    version: VersionName
    supersedes: VersionName | None
    restatements: list[dict[str, Any]] = Field(default=[])
    printed: Digest
    files: dict[FileName, Digest]
    for_reviewers: dict[FileName, Digest]
    inputs: dict[FilePath, Digest]
    inputs_fingerprint: Digest
    made_by: MadeBy
    approvals: list[Signed]
    must_approve: list[str]
    preparer_may_approve: bool
    ledger_head: Digest


def made_by(dbt_manifest: Mapping[str, Any], run_id: str | None) -> MadeBy:
    """What makes a version now, on this machine."""
    return MadeBy(
        code=code_version(),
        commit=_git("rev-parse", "HEAD"),
        uncommitted=bool(_git("status", "--porcelain", "--", *(str(path) for path in CODE))),
        lock=file_digest(LOCK),
        dbt_manifest=_dbt_digest(dbt_manifest),
        registry=tree_digest(
            (SEEDS_DIR / name for name in ("kpis", "contracts", "standards", "appendix")), SEEDS_DIR
        ),
        factors=tree_digest([SEEDS_DIR / "reference"], SEEDS_DIR),
        suites=tree_digest([EXPECTATIONS_DIR], EXPECTATIONS_DIR),
        python=platform.python_version(),
        libraries={name: _version(name) for name in LIBRARIES},
        run_id=run_id,
    )


def inputs_of(settings: Settings, year: int) -> dict[str, Digest]:
    """The company's files that a version is made from."""
    return company_files(settings, year)


def signed(entry: Entry, rules: SignOff, languages: Iterable[Language]) -> Signed:
    """A signature as the manifest names it; `languages` are those of the report."""
    names = rules.all_roles[entry.role or PREPARER]
    return Signed(
        kind=entry.kind,
        role=entry.role,
        role_names={one: names.in_language(one) for one in dict.fromkeys([*WRITTEN, *languages])},
        by=entry.by,
        name=rules.person(entry.by).name,
        at=entry.at,
        entry=entry.hash,
        is_signed=entry.signature is not None,
    )


def version_of(number: int, signatures: Iterable[Signed]) -> Version:
    """What a version prints of itself: its number and who approved it."""
    return Version(
        number,
        [
            Approval(Names.model_validate(one.role_names), one.name, date.fromisoformat(one.at[:10]))
            for one in signatures
        ],
    )


def manifest_text(manifest: Manifest) -> str:
    """The manifest as it is written."""
    return json.dumps(manifest.model_dump(mode="json"), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a version.

    Raises:
        SignOffError: there is none, or it is none of ours.
    """
    path = folder / MANIFEST
    if path.is_symlink() or not path.is_file():
        raise SignOffError([f"{folder} has no {MANIFEST}: it is no sealed version."])
    try:
        return Manifest.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        raise SignOffError(
            [f"{path} is no manifest of a sealed version:\n{describe_faults(error)}"]
        ) from error
    except (ValueError, RecursionError) as error:
        raise SignOffError([f"{path} is no JSON in UTF-8: {error}"]) from error


def _dbt_digest(manifest: Mapping[str, Any]) -> Digest:
    """Of what dbt compiles, without the times and paths that its manifest holds too."""
    checksums = {
        name: node.get("checksum", {}).get("checksum", "") for name, node in manifest["nodes"].items()
    }
    return hashlib.sha256(json.dumps(checksums, sort_keys=True).encode("utf-8")).hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _git(*arguments: str) -> str | None:
    try:
        found = subprocess.run(
            ["git", "-C", str(PROJECT_ROOT), *arguments], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return found.stdout.strip()
