"""Corrections that a company wrote down: cells to change and rows to leave out, each with a reason.

They apply to a file's cells as they stand, before the contract is read. A guard that no longer holds, since
the source was mended, is a fault and not ignored.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import AfterValidator, Field, ValidationError

from dagster_project.company import Identifier, Strict
from dagster_project.intake.errors import Fault, IntakeError
from dagster_project.yaml_text import load_yaml

CORRECTIONS_FOLDER = "corrections"


class _Written(Strict):
    file: Annotated[str, AfterValidator(partial(unicodedata.normalize, "NFC"))]
    row: int = Field(ge=1)
    sheet: str | None = None
    reason: str = Field(min_length=1)
    by: str = Field(min_length=1)
    on: date

    def concerns(self, file: str, sheet: str | None, row: int) -> bool:
        return (self.file, self.row) == (file, row) and self.sheet in (None, sheet)


class Correct(_Written):
    """One cell: its heading as in the file, what stands there (the guard) and what should."""

    column: str
    old: str
    new: str


class Exclude(_Written):
    """One row that is left out, by a named rule."""

    rule: Identifier


class Corrections(Strict):
    """The corrections of a year."""

    correct: list[Correct] = Field(default_factory=list)
    exclude: list[Exclude] = Field(default_factory=list)

    @property
    def entries(self) -> list[Correct | Exclude]:
        return [*self.correct, *self.exclude]

    def of_file(self, file: str) -> FileCorrections:
        return FileCorrections(
            [entry for entry in self.correct if entry.file == file],
            [entry for entry in self.exclude if entry.file == file],
        )


@dataclass
class FileCorrections:
    """The corrections of one file; those that applied are remembered, so that the rest are reported."""

    correct: list[Correct]
    exclude: list[Exclude]
    applied: list[Correct | Exclude] = field(default_factory=list)

    def exclusion(self, file: str, sheet: str | None, row: int) -> Exclude | None:
        """The exclusion of a row, if there is one."""
        found = next((entry for entry in self.exclude if entry.concerns(file, sheet, row)), None)
        if found:
            self.applied.append(found)
        return found

    def of_row(self, file: str, sheet: str | None, row: int) -> list[Correct]:
        """The corrections of a row's cells."""
        found = [entry for entry in self.correct if entry.concerns(file, sheet, row)]
        self.applied += found
        return found

    @cached_property
    def rows(self) -> set[int]:
        """Rows that any of them concerns."""
        return {entry.row for entry in [*self.correct, *self.exclude]}

    def unused(self) -> list[Correct | Exclude]:
        return [entry for entry in [*self.correct, *self.exclude] if entry not in self.applied]


def load_corrections(company_dir: Path, year: int) -> Corrections:
    """The corrections of a year; none if there is no file.

    Raises:
        IntakeError: the file is no YAML, or an entry lacks a reason, a name or a date.
    """
    path = company_dir / CORRECTIONS_FOLDER / f"{year}.yml"
    if not path.is_file():
        return Corrections()
    try:
        return Corrections.model_validate(load_yaml(path.read_text(encoding="utf-8")) or {})
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        found = f"no valid YAML{_line(error)}"
    except ValidationError as error:
        found = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
    name = path.relative_to(company_dir).as_posix()
    raise IntakeError([Fault(name, found, "entries under `correct` and `exclude`", "Correct the file")])


def _line(error: Exception) -> str:
    """Where YAML breaks off; not what stands there, which may name people."""
    mark = getattr(error, "problem_mark", None)
    return f" at line {mark.line + 1}" if mark else ""
