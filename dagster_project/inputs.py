"""What a year is computed from, as one fingerprint: company files, reference data and the code itself.

Two runs with the same fingerprint must publish the same bytes. Clock times and run ids are not inputs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any, Literal

from dagster_project.company import CHAPTERS_FILE, COMPANY_FILE, INDICATORS_FILE, LANGUAGES_FOLDER
from dagster_project.digests import file_digest, files_below, tree_digest
from dagster_project.durable import write_whole
from dagster_project.gates.explanations import EXPLANATIONS_FOLDER
from dagster_project.own_files import is_own_file
from dagster_project.project import DBT_DIR, EXPECTATIONS_DIR, PROJECT_ROOT, SEEDS_DIR
from dagster_project.publish.restatements import versions_restated
from dagster_project.retired import read_retired
from dagster_project.settings import Settings
from dagster_project.successors import as_first_written, read_successors
from dagster_project.versions import PROVEN_BY, sealed_before

DraftState = Literal["none", "up to date", "narrowed", "out of date"]

COMPANY_WIDE = [
    COMPANY_FILE,
    INDICATORS_FILE,
    CHAPTERS_FILE,
    LANGUAGES_FOLDER,
    "mappings",
    "registers",
    "published",
    "evidence",
]
OF_A_YEAR = ["corrections", EXPLANATIONS_FOLDER, "restatements"]
CODE = [
    PROJECT_ROOT / "dagster_project",
    DBT_DIR,
    EXPECTATIONS_DIR,
    SEEDS_DIR,
    PROJECT_ROOT / "requirements.lock",
]


def inputs_fingerprint(settings: Settings, year: int) -> str:
    """Digest of everything that can change a figure of the year, the year before included where it has exports."""
    digest = hashlib.sha256(code_version().encode())
    while settings.raw_dir(year).is_dir():
        digest.update(f"{year} {company_digest(settings, year)}".encode())
        year -= 1
    return digest.hexdigest()


def code_version() -> str:
    """Digest of the code, the models, the suites, the reference data and the lock."""
    return tree_digest((path for path in CODE if path.exists()), PROJECT_ROOT)


def company_choices(settings: Settings, year: int) -> str:
    """Digest of what the company decides for a year: all that touches it but the exports themselves."""
    raw = settings.raw_dir(year)
    paths = (path for path in company_inputs(settings, year) if path != raw)
    return tree_digest(paths, settings.company_dir, _digest_of(settings))


def company_digest(settings: Settings, year: int) -> str:
    """Digest of all that the company folder holds of a year."""
    return tree_digest(company_inputs(settings, year), settings.company_dir, _digest_of(settings))


def _digest_of(settings: Settings) -> Callable[[Path], str]:
    """The sha256 that a file of the company counts as.

    A copy without identifiers counts as its original, an answer as if each person in it still had the hash that was
    known of them first.
    """
    known, retired = read_successors(settings.successors), read_retired(settings)
    company = settings.company_dir

    def digest_of(path: Path) -> str:
        if known and path.is_relative_to(company / EXPLANATIONS_FOLDER):
            text = as_first_written(path.read_bytes().decode("utf-8", "surrogateescape"), known)
            return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
        return retired.original_of(file_digest(path), path.relative_to(company).as_posix())

    return digest_of


def company_inputs(settings: Settings, year: int) -> list[Path]:
    """The files and folders of the company folder that touch a year."""
    candidates = handed_in(settings, year)
    candidates += [folder / name for folder in sealed_before(settings, year).values() for name in PROVEN_BY]
    candidates += [
        settings.releases_dir(year) / version / name
        for version in versions_restated(settings, year)
        for name in ("printed.json", *PROVEN_BY)
    ]
    return [path for path in candidates if path.exists()]


def handed_in(settings: Settings, year: int) -> list[Path]:
    """The files and folders that the company itself puts there for a year; a link may stand for one of them."""
    company = settings.company_dir
    candidates = [settings.raw_dir(year), *(company / name for name in COMPANY_WIDE)]
    candidates += [company / name / f"{year}.yml" for name in OF_A_YEAR]
    return [path for path in candidates if path.exists() or path.is_symlink()]


def company_files(settings: Settings, year: int) -> dict[str, str]:
    """The sha256 of each file of the company that touches a year, by its path in the company folder.

    Those of the years before are in it as far as the year is compared with their exports. What is no file of the
    company's own (`own_files.py`) is not opened; a year that has any is not run.
    """
    found: dict[str, str] = {}
    digest_of = _digest_of(settings)
    while settings.raw_dir(year).is_dir():
        for path in company_inputs(settings, year):
            for file in [path] if path.is_file() else files_below(path):
                if is_own_file(file, settings.company_dir):
                    found[file.relative_to(settings.company_dir).as_posix()] = digest_of(file)
        year -= 1
    return dict(sorted(found.items()))


def remember_draft(
    settings: Settings, year: int, inputs: str, files: dict[str, str], formats_left_out: Sequence[str] = ()
) -> None:
    """Note which inputs a draft was written from, the sha256 of each of its files, and what it was narrowed by."""
    path = _memory(settings, year)
    memory = {"inputs": inputs, "files": files, "formats_left_out": list(formats_left_out)}
    write_whole(path, json.dumps(memory, indent=2, sort_keys=True).encode("utf-8"))


def forget_draft(settings: Settings, year: int) -> None:
    """Note that the year's tables may soon differ from those that its draft was written from."""
    _memory(settings, year).unlink(missing_ok=True)


def draft_files(settings: Settings, year: int) -> dict[str, str]:
    """The files of the year's draft with the sha256 of each; none if its last run wrote no draft."""
    memory = _remembered(settings, year)
    return memory["files"] if memory else {}


def draft_was_written_from(settings: Settings, year: int, inputs: str) -> bool:
    """Whether the year's last run wrote its draft, and from inputs with this fingerprint."""
    memory = _remembered(settings, year)
    return memory is not None and memory["inputs"] == inputs


def is_up_to_date(settings: Settings, year: int, formats: Collection[str] = ()) -> bool:
    """Whether the year's last run wrote its draft from these very inputs, and it is still there, byte for byte.

    Of `formats` each has to be in it; without any it has to be the whole draft, not a narrowed one.
    """
    memory = _standing(settings, year)
    if memory is None:
        return False
    return not any(name in formats or not formats for name in memory["formats_left_out"])


def draft_state(settings: Settings, year: int) -> DraftState:
    """Whether the year has a draft, whether that is up to date, and whether it has all its formats."""
    if not settings.draft_dir(year).is_dir():
        return "none"
    memory = _standing(settings, year)
    if memory is None:
        return "out of date"
    return "narrowed" if memory["formats_left_out"] else "up to date"


def _standing(settings: Settings, year: int) -> dict[str, Any] | None:
    """What is remembered of a draft that was written from the inputs as they are, and of which no byte changed."""
    memory = _remembered(settings, year)
    if memory is None or memory["inputs"] != inputs_fingerprint(settings, year):
        return None
    folder = settings.draft_dir(year)
    stands = all(
        (folder / name).is_file() and file_digest(folder / name) == digest
        for name, digest in memory["files"].items()
    )
    return memory if stands else None


def _memory(settings: Settings, year: int) -> Path:
    return settings.year_dir(year) / "draft.json"


def _remembered(settings: Settings, year: int) -> dict[str, Any] | None:
    path = _memory(settings, year)
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None
