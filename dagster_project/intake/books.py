"""What intake hands on for one contract: its rows, and an account of every row that is not among them.

Landed rows = kept + excluded by a named rule + quarantined with a reason; `Intake.balanced` says so for
every file. Nothing is read or written here.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import pandas as pd

from dagster_project.intake.personal import MASK, masked
from dagster_project.registry.contracts import METADATA_COLUMNS, Contract


class LostRowsError(Exception):
    """Landed rows are not the sum of kept, excluded and quarantined rows: a fault of this project."""


@dataclass(frozen=True)
class LandedFile:
    """One file and the contract that it feeds.

    Attributes:
        file_name: path relative to the company folder.
        source_file: sha256 of its bytes.
        encoding: of a text file; `xlsx` for a workbook.
        sheets: names of the sheets read, joined by a comma; None for a text file.
        landed_rows: filled rows under the heading, or filled cells where months are unpivoted.
        landed_at: when these bytes landed first, in UTC.
    """

    contract: str
    file_name: str
    source_file: str
    bytes: int
    encoding: str
    separator: str | None
    sheets: str | None
    landed_rows: int
    landed_at: str


@dataclass(frozen=True)
class ExcludedRow:
    """One row that a named rule left out; who decided it and when, if somebody wrote it down for this row."""

    contract: str
    row_id: str
    source_file: str
    source_sheet: str | None
    source_row: int
    rule: str
    reason: str
    decided_by: str | None = None
    decided_on: str | None = None


@dataclass(frozen=True)
class CorrectedCell:
    """One cell that counts as corrected in writing; the landed file keeps what it says.

    Attributes:
        column_name: the contract's column, or the file's heading where it feeds none.
        old_value: what stands in the file, personal columns masked; `new_value` likewise.
        evidence: path below the company folder, with the sha256 that the file had.
    """

    contract: str
    row_id: str
    file_name: str
    source_file: str
    source_sheet: str | None
    source_row: int
    column_name: str
    old_value: str
    new_value: str
    reason: str
    decided_by: str
    decided_on: str
    evidence: str | None
    evidence_sha256: str | None


@dataclass(frozen=True)
class ControlTotal:
    """One total or count that a file prints under its rows, and that its rows give as well.

    Attributes:
        source_row: the row that states it.
        column_name: the contract's column; None if it counts rows or people.
        stated: as read from the file; `computed` from its rows before any rounding; durations in minutes.
    """

    contract: str
    file_name: str
    source_file: str
    source_sheet: str | None
    source_row: int
    column_name: str | None
    stated: str
    computed: str


@dataclass(frozen=True)
class QuarantinedRow:
    """One row that cannot be used until it is corrected or excluded in writing; personal cells are masked.

    Attributes:
        column_name: contract columns at fault, joined by a comma; None if the whole row is.
        row_text: the row's cells by contract column, as JSON.
    """

    contract: str
    row_id: str
    source_file: str
    file_name: str
    source_sheet: str | None
    source_row: int
    column_name: str | None
    found: str | None
    expected: str
    reason: str
    remedy: str
    row_text: str


@dataclass(frozen=True)
class Finding:
    """A rule that a row of the frame breaks: what a gate tells intake to quarantine it for."""

    row_id: str
    reason: str
    expected: str
    remedy: str
    column: str | None = None


@dataclass(frozen=True)
class Intake:
    """One contract's rows of a year.

    Attributes:
        contract: the contract that they were read by.
        year: label of the reporting year.
        frame: rows that count as read: canonical text or None, and the metadata columns. Personal columns
            are in clear until `with_frame` puts the pseudonymised frame in place.
        files: the files landed.
        excluded_rows: rows left out by a rule.
        quarantined_rows: rows held back.
        corrected_cells: cells that were corrected in writing, whatever became of their rows.
        control_totals: totals that the files print and that their rows give.
        rightly_empty: why there may be no rows, if there is a reason.
    """

    contract: Contract
    year: int
    frame: pd.DataFrame
    files: tuple[LandedFile, ...] = ()
    excluded_rows: tuple[ExcludedRow, ...] = ()
    quarantined_rows: tuple[QuarantinedRow, ...] = ()
    corrected_cells: tuple[CorrectedCell, ...] = ()
    control_totals: tuple[ControlTotal, ...] = ()
    rightly_empty: str | None = None

    @property
    def excluded(self) -> pd.DataFrame:
        """One row per excluded row."""
        return table_of(ExcludedRow, self.excluded_rows)

    @property
    def quarantined(self) -> pd.DataFrame:
        """One row per quarantined row."""
        return table_of(QuarantinedRow, self.quarantined_rows)

    @property
    def landed_files(self) -> pd.DataFrame:
        """One row per file, with its rows landed, excluded, quarantined and kept."""
        table = table_of(LandedFile, self.files)
        for name, counts in self._counts().items():
            table[f"{name}_rows"] = [counts[file.source_file] for file in self.files]
        return table

    def _counts(self) -> dict[str, Counter[str]]:
        return {
            "excluded": Counter(row.source_file for row in self.excluded_rows),
            "quarantined": Counter(row.source_file for row in self.quarantined_rows),
            "kept": Counter(self.frame["source_file"]),
        }

    def unbalanced(self) -> list[str]:
        """Files whose landed rows are not the sum of kept, excluded and quarantined rows."""
        counts = self._counts()
        lines: list[str] = []
        for file in self.files:
            parts = {name: count[file.source_file] for name, count in counts.items()}
            if file.landed_rows != sum(parts.values()):
                account = " + ".join(f"{rows} {name}" for name, rows in parts.items())
                lines.append(
                    f"{self.contract.id}: {file.file_name} landed {file.landed_rows} rows, but {account}"
                )
        return lines

    def with_frame(self, frame: pd.DataFrame) -> Intake:
        """The same with another frame, such as the pseudonymised one."""
        return replace(self, frame=frame)


def table_of(row_type: type, rows: Sequence[object]) -> pd.DataFrame:
    """Dataclass rows as a frame of objects, with the columns of their type also if there are none."""
    names = [field.name for field in fields(row_type)]
    return pd.DataFrame({name: [getattr(row, name) for row in rows] for name in names}, dtype=object)


def empty_frame(contract: Contract) -> pd.DataFrame:
    """A frame of a contract with no rows."""
    return pd.DataFrame(columns=[*contract.columns, *METADATA_COLUMNS], dtype=object)


def empty_intake(contract: Contract, year: int) -> Intake:
    """An export that is not in scope, or rightly empty and not handed in."""
    return Intake(contract, year, empty_frame(contract))


def row_text(cells: Mapping[str, str | None], contract: Contract) -> str:
    """A row's cells by contract column, for people: JSON with personal cells masked."""
    private = [text for name in contract.personal_columns() if (text := cells.get(name))]
    shown = {
        name: MASK if contract.columns[name].personal else masked(text, private)
        for name, text in cells.items()
        if text
    }
    return json.dumps(shown, ensure_ascii=False)


def quarantine_rows(intake: Intake, findings: Iterable[Finding]) -> Intake:
    """Move rows of the frame, still in clear, to quarantine; several findings of a row are joined.

    Raises:
        KeyError: a finding names a row that is not in the frame.
    """
    by_row: dict[str, list[Finding]] = {}
    for finding in findings:
        by_row.setdefault(finding.row_id, []).append(finding)
    if not by_row:
        return intake
    unknown = set(by_row) - set(intake.frame["row_id"])
    if unknown:
        raise KeyError(f"{intake.contract.id} has no rows {', '.join(sorted(unknown))} to quarantine")
    moving = intake.frame["row_id"].isin(list(by_row))
    names = {file.source_file: file.file_name for file in intake.files}
    moved = [
        _quarantined(intake.contract, names, row, by_row[row["row_id"]])
        for row in intake.frame[moving].to_dict("records")
    ]
    return replace(
        intake,
        frame=intake.frame[~moving].reset_index(drop=True),
        quarantined_rows=(*intake.quarantined_rows, *moved),
    )


def exclude_rows(intake: Intake, rule: str, reasons: Mapping[str, str]) -> Intake:
    """Leave rows of the frame out by a rule; `reasons` are by row id."""
    if not reasons:
        return intake
    leaving = intake.frame["row_id"].isin(list(reasons))
    left_out = [
        ExcludedRow(
            contract=intake.contract.id,
            row_id=row["row_id"],
            source_file=row["source_file"],
            source_sheet=row["source_sheet"],
            source_row=int(row["source_row"]),
            rule=rule,
            reason=reasons[row["row_id"]],
        )
        for row in intake.frame[leaving].to_dict("records")
    ]
    return replace(
        intake,
        frame=intake.frame[~leaving].reset_index(drop=True),
        excluded_rows=(*intake.excluded_rows, *left_out),
    )


def _quarantined(
    contract: Contract, names: Mapping[str, str], row: Mapping[Any, Any], findings: list[Finding]
) -> QuarantinedRow:
    cells = {name: value for name in contract.columns if isinstance(value := row.get(name), str)}
    columns = list(dict.fromkeys(finding.column for finding in findings if finding.column))
    return QuarantinedRow(
        contract=contract.id,
        row_id=str(row["row_id"]),
        source_file=str(row["source_file"]),
        file_name=names[str(row["source_file"])],
        source_sheet=row["source_sheet"],
        source_row=int(row["source_row"]),
        column_name=", ".join(columns) or None,
        found=joined(found_in(contract, column, cells) for column in columns) or None,
        expected=joined(finding.expected for finding in findings),
        reason=joined(finding.reason for finding in findings),
        remedy=joined(finding.remedy for finding in findings),
        row_text=row_text(cells, contract),
    )


def found_in(contract: Contract, column: str, cells: Mapping[str, str | None]) -> str:
    """What a message may show of a cell."""
    text = cells.get(column)
    if not text:
        return "(empty)"
    if column in contract.columns and contract.columns[column].personal:
        return MASK
    return masked(text, [value for name in contract.personal_columns() if (value := cells.get(name))])


def joined(texts: Iterable[str]) -> str:
    """Several texts as one, each once."""
    return "; ".join(dict.fromkeys(texts))
