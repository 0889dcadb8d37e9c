"""What differs between a sealed version and the draft, or another version, with the rows that moved each figure.

A row is found again by its place in the same file, else by its key in its system, else by its text. So a file that was
sent again with its rows shifted moves nothing, and neither does another key of the hashes. People are keyed hashes.
How it is shown is in `difference_shown` and `difference_book`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Literal

import duckdb

from dagster_project.company import Company
from dagster_project.figures.values import Key
from dagster_project.publish.printed import PRINTED_FILE, Printed, read_printed
from dagster_project.publish.restatements import Restatement, load_restatements
from dagster_project.registry.kpis import Kpi
from dagster_project.sealing.contributions import CONTRIBUTIONS_FILE, contributions_query, table_of
from dagster_project.sealing.trusted import faults_of_version
from dagster_project.settings import Settings
from dagster_project.signoff.changes import NOT_PRINTED, ChangedFigure, Changes, changes
from dagster_project.signoff.faults import SignOffError
from dagster_project.versions import reviewers_folder, sealed_versions
from dagster_project.warehouse.connection import warehouse

DRAFT = "draft"
Moved = Literal["gone", "new", "changed"]

MOVED = """
with rows_before as materialized (select * from {before}),
rows_now as materialized (select * from {now}),
same_file as (select row_id from rows_before intersect select row_id from rows_now),
before as (
    select kpi_id, dimension, member, role, {mark} as mark, sum(amount) as amount,
        min(file_name) as file_name, min(source_row) as source_row, min(row_key) as row_key
    from rows_before group by all
),
now as (
    select kpi_id, dimension, member, role, {mark} as mark, sum(amount) as amount,
        min(file_name) as file_name, min(source_row) as source_row, min(row_key) as row_key
    from rows_now group by all
)
select
    kpi_id, dimension, member, role, coalesce(now.row_key, before.row_key) as row_key,
    before.amount, now.amount, before.file_name, before.source_row, now.file_name, now.source_row
from before
full outer join now using (kpi_id, dimension, member, role, mark)
where before.amount is distinct from now.amount
order by kpi_id, dimension, member, role desc, before.file_name nulls last, before.source_row, now.file_name,
    now.source_row, row_key, mark
"""
MARK = """case
    when row_id in (select row_id from same_file) then row_id else coalesce(row_key, row_digest, row_id)
end"""


@dataclass(frozen=True)
class Place:
    """A row of a file, as a person sees it."""

    file: str
    row: int


@dataclass(frozen=True)
class MovedRow:
    """A row that adds another amount to a figure than before, or does so no more, or for the first time.

    Attributes:
        role: `numerator`, `denominator` or `scale`.
        row_key: what tells it apart in its system; people by their keyed hash.
        before: amount in the base unit of the marts, with its place; None of a row that is new.
        now: the same now; None of a row that is gone.
    """

    key: Key
    role: str
    row_key: str | None
    before: Decimal | None
    now: Decimal | None
    before_at: Place | None
    now_at: Place | None

    @property
    def moved(self) -> Moved:
        if self.before is None:
            return "new"
        return "gone" if self.now is None else "changed"


@dataclass(frozen=True)
class Difference:
    """What differs.

    Attributes:
        before: name of the version, `now` of the other one or `draft`.
        changes: of figures, and of methods, notes, indices.
        entries: the restatements of the version that `before` is.
        rows: of each figure, the rows that moved it; None where the reviewers' folder of a version is not here.
    """

    year: int
    before: str
    now: str
    changes: Changes
    entries: Sequence[Restatement]
    rows: Mapping[Key, Sequence[MovedRow]] | None

    def entry(self, figure: ChangedFigure) -> Restatement | None:
        """The restatement that covers a figure of the year."""
        if figure.year != self.year:
            return None
        return next((one for one in self.entries if one.covers(figure.key)), None)

    @staticmethod
    def is_restated(figure: ChangedFigure) -> bool:
        """Both print it, and otherwise; one that comes or goes is not restated."""
        return NOT_PRINTED not in (figure.before, figure.now)

    def moved(self, figure: ChangedFigure) -> Sequence[MovedRow]:
        """The rows that moved a figure; of a comparative none are known."""
        return [] if self.rows is None or figure.year != self.year else self.rows.get(figure.key, [])

    def counts(self, figure: ChangedFigure) -> Counter[Moved]:
        return Counter(one.moved for one in self.moved(figure))

    @property
    def unseen(self) -> int:
        """Rows that add another amount to figures which print the same."""
        if self.rows is None:
            return 0
        printed = {one.key for one in self.changes.figures if one.year == self.year}
        return sum(len(rows) for key, rows in self.rows.items() if key not in printed)


def difference(
    settings: Settings,
    company: Company,
    registry: Mapping[str, Kpi],
    year: int,
    before: str | None = None,
    now: str = DRAFT,
) -> Difference:
    """Compare a sealed version, the latest if none is named, with the draft or another version.

    Raises:
        SignOffError: there is no such version or draft, or a version is not what was published.
        RestatementError: the restatements of the year cannot be read.
    """
    versions = sealed_versions(settings, year)
    named = before or (versions[-1] if versions else "v1")
    sides = _printed(settings, year, named, versions), _printed(settings, year, now, versions)
    entries = [one for one in load_restatements(settings.company_dir, year) if one.of == named]
    rows = _moved_rows(settings, year, named, now)
    return Difference(year, named, now, changes(*sides, registry, company), entries, rows)


def _printed(settings: Settings, year: int, name: str, versions: Sequence[str]) -> Printed:
    if name == DRAFT:
        path = settings.draft_dir(year) / PRINTED_FILE
        if not path.is_file():
            raise SignOffError([f"There is no draft of {year}. Run it with: esg run --year {year}"])
        return read_printed(path)
    if name not in versions:
        there = ", ".join([*versions, DRAFT])
        raise SignOffError([f"{year} has no version {name}; there are: {there}."])
    folder = settings.releases_dir(year) / name
    faults = faults_of_version(settings, folder, [PRINTED_FILE])
    if faults:
        raise SignOffError([f"{folder} is not what was published: {fault}" for fault in faults])
    return read_printed(folder / PRINTED_FILE)


def _moved_rows(settings: Settings, year: int, before: str, now: str) -> dict[Key, list[MovedRow]] | None:
    paths = [_kept(settings, year, name) for name in (before, now) if name != DRAFT]
    if not all(path.is_file() for path in paths):
        return None
    with _connection(settings, year, DRAFT in (before, now)) as connection:
        tables = [
            f"({contributions_query(connection)})" if name == DRAFT else table_of(_kept(settings, year, name))
            for name in (before, now)
        ]
        found = connection.execute(MOVED.format(before=tables[0], now=tables[1], mark=MARK)).fetchall()
    rows: dict[Key, list[MovedRow]] = {}
    for kpi, dimension, member, role, row_key, was, is_now, file, row, now_file, now_row in found:
        key = Key(kpi, dimension, member)
        places = [
            None if amount is None else Place(name or "", number)
            for amount, name, number in ((was, file, row), (is_now, now_file, now_row))
        ]
        rows.setdefault(key, []).append(MovedRow(key, role, row_key, was, is_now, *places))
    return rows


def _kept(settings: Settings, year: int, version: str) -> Path:
    return reviewers_folder(settings.releases_dir(year) / version) / CONTRIBUTIONS_FILE


@contextmanager
def _connection(settings: Settings, year: int, of_draft: bool) -> Iterator[duckdb.DuckDBPyConnection]:
    if of_draft:
        with warehouse(settings.warehouse(year), read_only=True) as connection:
            yield connection
        return
    connection = duckdb.connect()
    try:
        yield connection
    finally:
        connection.close()
