"""Restatements that a company wrote down, `restatements/<year>.yml`: which figures of which version, and why.

Whether a figure did change is asked in `restated`, who approves the change elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import Field, StringConstraints, TypeAdapter, ValidationError, model_validator

from dagster_project.company import Names, Strict, describe_faults
from dagster_project.durable import write_whole
from dagster_project.figures.values import Key
from dagster_project.own_files import is_own_file
from dagster_project.registry.kpis import TOTAL
from dagster_project.settings import Settings
from dagster_project.versions import number_of, sealed_versions
from dagster_project.yaml_text import load_yaml

RESTATEMENTS_FOLDER = "restatements"

Why = Literal["error", "method", "factor", "boundary", "acquisition"]
PrintedIn = Literal["new_version", "next_report"]
VersionName = Annotated[str, StringConstraints(pattern=r"^v[1-9]\d*$")]
Figure = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(?:/[a-z0-9_]+/[a-z0-9_]+)?$")]

INTRODUCTION = """\
# Figures of {year} that were published and are restated. An entry counts once it has a class (error, method,
# factor, boundary or acquisition), a reason in zh-Hant and en, who gives it (by) and when (on).
# printed_in: new_version restates {year} itself; next_report restates the comparative in the report of {next}.
"""


class RestatementError(Exception):
    """The restatements of a year cannot be used; the message lists every fault."""


class Restatement(Strict):
    """Why figures of a sealed version are printed otherwise from now on.

    Attributes:
        of: the version that printed them; None where it was an earlier report that was not published from here.
        why: the class of the reason, `class` in the file.
        reason: what readers are told; an entry without one covers nothing yet.
        figures: `<kpi>` or `<kpi>/<dimension>/<member>`; without any, every figure that changed.
        printed_in: a new version of the year, or the comparatives of the next year's report.
    """

    of: VersionName | None = None
    why: Why | None = Field(default=None, alias="class")
    reason: Names | None = None
    figures: Annotated[list[Figure], Field(min_length=1)] | None = None
    printed_in: PrintedIn
    by: str | None = None
    on: date | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.reason and not (self.why and self.by and self.on):
            raise ValueError(
                "a reason needs `class` (error, method, factor, boundary or acquisition), `by` (who gives it) "
                "and `on` (the day, such as 2025-01-20)"
            )
        return self

    @model_validator(mode="after")
    def _of_a_version(self) -> Self:
        if self.printed_in == "new_version" and self.of is None:
            raise ValueError("a new version needs `of`: the version that printed the figures, such as v1")
        return self

    @property
    def keys(self) -> list[Key]:
        """The figures that it names."""
        return [figure_key(one) for one in self.figures or ()]

    @property
    def told_of(self) -> str:
        """The version, or that it is of a report."""
        return self.of or "the report"

    @property
    def subject(self) -> str:
        """What tells the entry apart in its file."""
        figures = ", ".join(self.figures) if self.figures else "all that changed"
        return f"{self.told_of} · {self.printed_in} · {figures}"

    def covers(self, key: Key) -> bool:
        return self.reason is not None and (self.figures is None or key in self.keys)


def figure_key(text: str) -> Key:
    """The figure that `<kpi>` or `<kpi>/<dimension>/<member>` names."""
    kpi, *rest = text.split("/")
    return Key(kpi, *rest) if rest else Key(kpi, TOTAL, TOTAL)


def figure_text(key: Key) -> str:
    """How a restatement names a figure."""
    return key.kpi_id if key.dimension == TOTAL else "/".join(key)


def restatements_file(company_dir: Path, year: int) -> Path:
    """Where a company says which published figures of a year it restates."""
    return company_dir / RESTATEMENTS_FOLDER / f"{year}.yml"


def load_restatements(company_dir: Path, year: int) -> list[Restatement]:
    """The entries of a year in their order; none if there is no file.

    Raises:
        RestatementError: the file is no YAML, entries are incomplete, or two cover one figure.
    """
    path = restatements_file(company_dir, year)
    if not is_own_file(path, company_dir):
        return []
    try:
        content = load_yaml(path.read_text(encoding="utf-8"))
        entries = TypeAdapter(list[Restatement]).validate_python(content or [])
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise RestatementError(f"{path} is not valid YAML in UTF-8: {error}") from error
    except ValidationError as error:
        raise RestatementError(f"{path}:\n{describe_faults(error)}") from error
    faults = list(_twice(entries))
    if faults:
        raise RestatementError("\n".join([f"{path}:", *(f"  {one}" for one in faults)]))
    return entries


def _twice(entries: Sequence[Restatement]) -> Iterable[str]:
    seen: dict[tuple[str | None, str], list[Restatement]] = {}
    for entry in entries:
        others = seen.setdefault((entry.of, entry.printed_in), [])
        for other in others:
            shared = [one for one in entry.keys if one in other.keys]
            if entry.figures is None or other.figures is None:
                yield (
                    f"Two entries of {entry.told_of} for {entry.printed_in}, one of which names no figures and covers "
                    "all: name in each the figures that it is about."
                )
            elif shared:
                told = ", ".join(figure_text(one) for one in shared)
                yield f"Two entries of {entry.told_of} for {entry.printed_in} cover {told}. Keep one."
        others.append(entry)


def unknown_in(settings: Settings, year: int, entries: Sequence[Restatement], printed: set[Key]) -> list[str]:
    """What entries name that is not there: versions that were never sealed, figures that are not printed."""
    versions = sealed_versions(settings, year)
    file, there = f"{RESTATEMENTS_FOLDER}/{year}.yml", ", ".join(versions)
    faults = [
        f"{file}: {entry.of} of {year} was never published; published: {there or 'nothing'}"
        for entry in entries
        if entry.of is not None and entry.of not in versions
    ]
    faults += [
        f"{file}: an entry does not say `of` which version it is; published of {year}: {there}"
        for entry in entries
        if entry.of is None and versions
    ]
    faults += [
        f"{file}: {figure_text(key)} is no figure that is printed. Write <kpi> or <kpi>/<dimension>/<member>"
        for entry in entries
        for key in entry.keys
        if key not in printed
    ]
    return list(dict.fromkeys(faults))


def versions_restated(settings: Settings, year: int) -> list[str]:
    """The sealed versions that a year's restatements are of; none of a file that cannot be read."""
    try:
        named = {entry.of for entry in load_restatements(settings.company_dir, year) if entry.of}
    except RestatementError:
        return []
    return sorted(named & set(sealed_versions(settings, year)), key=number_of)


def draft_restatements(
    company_dir: Path, year: int, of: str, keys: Sequence[Key], printed_in: PrintedIn
) -> int:
    """Add one entry to fill in that names these figures, without those that an entry names already.

    Gives how many figures were added. What stands in the file stays as it is, character for character.

    Raises:
        RestatementError: as `load_restatements`.
    """
    entries = [
        one for one in load_restatements(company_dir, year) if (one.of, one.printed_in) == (of, printed_in)
    ]
    named = {key for entry in entries for key in entry.keys}
    missing = [key for key in keys if key not in named]
    if not missing or any(entry.figures is None for entry in entries):
        return 0
    path = restatements_file(company_dir, year)
    introduction = INTRODUCTION.format(year=year, next=year + 1)
    before = path.read_text(encoding="utf-8") if path.is_file() else introduction
    listed = "\n".join(f"    - {figure_text(key)}" for key in missing)
    entry = (
        f"- of: {of}\n  printed_in: {printed_in}\n  figures:\n{listed}\n  class:\n  reason:\n  by:\n  on:\n"
    )
    write_whole(path, f"{before.rstrip()}\n\n{entry}".encode())
    return len(missing)
