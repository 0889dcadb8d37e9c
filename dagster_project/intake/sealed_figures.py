"""Which statement of a published figure counts: that of the latest sealed version, before any file of the company.

Whether a version is still what was published is asked in `sealing/`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dagster_project.intake.books import Intake, exclude_rows
from dagster_project.intake.errors import Fault, IntakeError

STATED_BY_VERSION = "stated_by_sealed_version"
SHOWN = 3

Row = Mapping[Any, Any]


def latest_statements(intake: Intake, sealed: Mapping[str, int]) -> Intake:
    """The rows without those that a sealed version states, or a later version restates.

    Args:
        sealed: of each file that is of a sealed version, the year of that version.

    Raises:
        IntakeError: a file of the company states a figure of a year that was sealed, and the version does not.
    """
    if not sealed:
        return intake
    files = {file.source_file: file.file_name for file in intake.files}
    rows: Sequence[Row] = intake.frame.to_dict("records")
    counting: dict[tuple[str, ...], Row] = {}
    for row in rows:
        if files[row["source_file"]] in sealed:
            of_year = sealed[files[row["source_file"]]]
            known = counting.get(_key(intake, row))
            if known is None or sealed[files[known["source_file"]]] < of_year:
                counting[_key(intake, row)] = row
    reasons: dict[str, str] = {}
    contradicting: dict[tuple[str, str], list[str]] = {}
    published = {str(year) for year in sealed.values()}
    for row in rows:
        file, counts = files[row["source_file"]], counting.get(_key(intake, row))
        if counts is row or (counts is None and row["year"] not in published):
            continue
        is_own = file not in sealed and row["year"] in published
        if is_own and (counts is None or counts["printed"] != row["printed"]):
            contradicting.setdefault((file, row["year"]), []).append(_told(row, counts))
        elif counts is not None:
            reasons[row["row_id"]] = (
                f"{files[counts['source_file']]} states the figure, row {counts['source_row']}"
            )
    if contradicting:
        raise IntakeError([_fault(intake, *place, told) for place, told in contradicting.items()])
    return exclude_rows(intake, STATED_BY_VERSION, reasons)


def _key(intake: Intake, row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in intake.contract.key)


def _told(row: Row, counts: Row | None) -> str:
    figure = f"{row['kpi_id']}/{row['dimension']}/{row['member']} {row['printed'] or '-'}"
    return (
        f"row {row['source_row']}: {figure} (sealed: {counts['printed'] or '-' if counts else 'not printed'})"
    )


def _fault(intake: Intake, file: str, year: str, told: list[str]) -> Fault:
    listed = "; ".join(told[:SHOWN]) + (f"; and {len(told) - SHOWN} more" if len(told) > SHOWN else "")
    return Fault(
        file,
        f"{len(told)} figures of {year} that its sealed version does not print so: {listed}",
        f"figures of {year} as releases/{year} printed them; its latest version is what was published",
        f"Take the rows of {year} out of the file; if the version is wrong, restate it in restatements/{year}.yml",
        contract=intake.contract.id,
    )
