"""Corrections that a company wrote down: cells to change and rows to leave out, each with a reason.

They apply to a file's cells as they stand, before the contract is read. A guard that no longer holds, since
the source was mended, is a fault and not ignored.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Annotated, Self

import yaml
from pydantic import AfterValidator, Field, PrivateAttr, ValidationError, model_validator

from dagster_project.company import Identifier, Strict
from dagster_project.digests import file_digest
from dagster_project.intake.errors import Fault, IntakeError
from dagster_project.intake.spelling import narrow
from dagster_project.own_files import is_own_file, leads_out
from dagster_project.yaml_text import load_yaml

CORRECTIONS_FOLDER = "corrections"

PathText = Annotated[str, AfterValidator(partial(unicodedata.normalize, "NFC"))]


class _Written(Strict):
    """What every entry says: which row, why, by whom and when.

    Attributes:
        file: path from the company folder on.
        row: the row's number as a person sees it; or instead of it
        key: headings, or contract columns, and what stands under them in the file, which tell the row apart.
        evidence: path from the company folder on of what proves it.
    """

    file: PathText
    row: int | None = Field(default=None, ge=1)
    key: dict[str, str] | None = Field(default=None, min_length=1)
    sheet: str | None = None
    reason: str = Field(min_length=1)
    by: str = Field(min_length=1)
    on: date
    evidence: PathText | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.row is None) == (self.key is None):
            raise ValueError("name the row by `row` or by `key`, one of the two")
        return self


class Correct(_Written):
    """One cell: its heading as in the file, what stands there (the guard) and what should."""

    column: str
    old: str
    new: str


class Exclude(_Written):
    """One row that is left out, by a named rule."""

    rule: Identifier


Entry = Correct | Exclude


class Corrections(Strict):
    """The corrections of a year."""

    correct: list[Correct] = Field(default_factory=list)
    exclude: list[Exclude] = Field(default_factory=list)
    _digests: dict[str, str] = PrivateAttr(default_factory=dict)

    @property
    def entries(self) -> list[Entry]:
        return [*self.correct, *self.exclude]

    def digest_of(self, evidence: str | None) -> str | None:
        """The sha256 of an evidence file."""
        return self._digests[evidence] if evidence else None

    def look_at_evidence(self, company_dir: Path) -> Iterator[tuple[str, str]]:
        """Note the sha256 of every evidence file; gives what is wrong with the others, and what is expected."""
        for name in dict.fromkeys(entry.evidence for entry in self.entries if entry.evidence):
            if leads_out(company_dir / name, company_dir) or ".." in PurePosixPath(name).parts:
                yield f"evidence {name}, which lies outside the company folder", "a path below it"
            elif not (company_dir / name).is_file():
                yield f"evidence {name}, which is not there", "the path of a file from the company folder on"
            else:
                self._digests[name] = file_digest(company_dir / name)

    def of_file(self, file: str) -> FileCorrections:
        return FileCorrections([entry for entry in self.entries if entry.file == file])


@dataclass(frozen=True)
class Met:
    """A row that an entry meets."""

    sheet: str | None
    row: int

    def __str__(self) -> str:
        return f"row {self.row} of sheet {self.sheet}" if self.sheet else f"row {self.row}"


@dataclass
class FileCorrections:
    """The entries of one file, with the rows that each of them met; each must meet exactly one."""

    entries: list[Entry]
    met: dict[int, list[Met]] = field(default_factory=dict)

    def of_table(
        self,
        sheet: str | None,
        rows: Sequence[tuple[int, list[str]]],
        place: Callable[[str], int | None],
    ) -> dict[int, list[Entry]]:
        """The entries that concern rows of a table, by row.

        Args:
            place: position of a heading or a contract column, None if the table has no such column.
        """
        found: dict[int, list[Entry]] = {}
        for at, entry in enumerate(self.entries):
            if entry.sheet in (None, sheet):
                for number in _rows_of(entry, rows, place):
                    found.setdefault(number, []).append(entry)
                    self.met.setdefault(at, []).append(Met(sheet, number))
        return found

    def unmet(self) -> list[Entry]:
        """Entries that met no row."""
        return [entry for at, entry in enumerate(self.entries) if at not in self.met]

    def ambiguous(self) -> Iterator[tuple[Entry, list[Met]]]:
        """Entries that met several rows, with the rows."""
        for at, rows in self.met.items():
            if len(rows) > 1:
                yield self.entries[at], rows


def _rows_of(
    entry: Entry, rows: Sequence[tuple[int, list[str]]], place: Callable[[str], int | None]
) -> list[int]:
    if entry.key is None:
        return [number for number, _ in rows if number == entry.row]
    wanted = [(place(name), narrow(value)) for name, value in entry.key.items()]
    return [
        number
        for number, cells in rows
        if all(at is not None and at < len(cells) and narrow(cells[at]) == value for at, value in wanted)
    ]


def load_corrections(company_dir: Path, year: int) -> Corrections:
    """The corrections of a year; none if there is no file.

    Raises:
        IntakeError: the file is no YAML, an entry lacks a reason, a name, a date or a row, or evidence is missing.
    """
    path = company_dir / CORRECTIONS_FOLDER / f"{year}.yml"
    if not is_own_file(path, company_dir):
        return Corrections()
    name = path.relative_to(company_dir).as_posix()
    try:
        corrections = Corrections.model_validate(load_yaml(path.read_text(encoding="utf-8")) or {})
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        found = f"no valid YAML{_line(error)}"
    except ValidationError as error:
        found = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
    else:
        faults = [
            Fault(name, found, expected, "Put the file there, or correct the path")
            for found, expected in corrections.look_at_evidence(company_dir)
        ]
        if faults:
            raise IntakeError(faults)
        return corrections
    raise IntakeError([Fault(name, found, "entries under `correct` and `exclude`", "Correct the file")])


def _line(error: Exception) -> str:
    """Where YAML breaks off; not what stands there, which may name people."""
    mark = getattr(error, "problem_mark", None)
    return f" at line {mark.line + 1}" if mark else ""
