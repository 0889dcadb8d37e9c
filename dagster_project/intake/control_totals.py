"""Totals and counts that a file prints under its rows, compared with the rows. Rows are read elsewhere.

A subtotal (小計, 本頁合計) is of the rows since the total before it, a grand total (總計, 累計) of all rows above,
and a plain total (合計) of either. A cell counts as it stands in the file or as it was corrected in writing;
rows that are excluded or held back count, since the file's own total counts them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

from dagster_project.intake.cells import CellFault, CellReader, is_missing
from dagster_project.intake.spelling import fold, narrow, trimmed
from dagster_project.intake.workbook import SIGNIFICANT_DIGITS

REMEDY = (
    "Have the export sent again, since rows or figures of it may be lost or changed; if only the printed total is "
    "wrong, correct or exclude its row in corrections/<year>.yml"
)

_PART = re.compile(r"本页|本月|小计|subtotal")
_WHOLE = re.compile(r"全年|累计|总计|grandtotal")
_TOTAL = re.compile(
    r"(?:本页|本月|本年|全年)?(?:合计|总计|小计|共计|累计|grandtotal|subtotal|total)(?:[:(/\d]|$)"
)
_ROWS = r"条(?:记录)?|笔|行|项|records?|rows?|entries"
_PEOPLE = r"人|名|位|employees|people"
_COUNT = re.compile(
    rf"(?:共有?|共计|合计|总计|小计|total):?(?P<number>\d[\d,]*)(?:(?P<rows>{_ROWS})|(?P<people>{_PEOPLE}))"
    r"|(?:记录总?数|总?行数|总?条数|总?笔数|rowcount|records):(?P<lines>\d[\d,]*)"
    r"|总?人数:(?P<heads>\d[\d,]*)"
)
_BARE_COUNT = re.compile(rf"(?P<number>\d[\d,]*)(?:(?P<rows>{_ROWS})|(?P<people>{_PEOPLE}))")


class Line(NamedTuple):
    """A filled row under the heading.

    Attributes:
        cells: as they stand in the file.
        corrected: as corrected in writing, the same if nothing was; None if the row is left out in writing.
        is_data: whether it is a row of the table, and not a note, a total or the heading again.
    """

    number: int
    cells: list[str]
    corrected: list[str] | None
    is_data: bool


@dataclass(frozen=True)
class Compared:
    """One printed number and what the rows give.

    Attributes:
        place: position of its column; None if it counts rows.
        computed: None where it differs from all that the rows can give; then `expected` says what they give.
    """

    row: int
    place: int | None
    stated: str
    computed: str | None
    expected: str
    of_rows: str


def is_statement(folded: str) -> bool:
    """Whether a folded first cell announces a total or a count."""
    return bool(_TOTAL.match(folded) or _COUNT.match(folded))


def is_count(cell: str) -> bool:
    """Whether a cell states how many rows or people there are."""
    folded = fold(cell)
    return bool(_COUNT.match(folded) or _BARE_COUNT.fullmatch(folded))


def ends_with_statement(lines: Sequence[Line]) -> bool:
    """Whether a total or a count stands below the last row of a table."""
    below = next((at for at in range(len(lines), 0, -1) if lines[at - 1].is_data), 0)
    return any(is_statement(_label(line)) for line in lines[below:])


def _label(line: Line) -> str:
    return next((folded for cell in line.cells if (folded := fold(cell))), "")


class TableTotals:
    """The printed totals of one table.

    Args:
        readers: of each column that can be added up, by position.
        people: position of the column that tells people apart, if there is one.
        is_text: whether numbers stand as they were printed; in a workbook they have all their digits.
    """

    def __init__(
        self, lines: Sequence[Line], readers: Mapping[int, CellReader], people: int | None, is_text: bool
    ) -> None:
        self._lines = lines
        self._readers = readers
        self._people = people
        self._is_text = is_text

    def compared(self) -> Iterator[Compared]:
        """Every printed total and count, in order, with what the rows give."""
        since_last = 0
        since_same: dict[str, int] = {}
        for at, line in enumerate(self._lines):
            label = _label(line)
            if line.is_data or line.corrected is None or not is_statement(label):
                continue
            name = re.sub(r"[\d:,.(/].*", "", label)
            starts = self._starts(label, since_last, since_same.get(name, 0))
            found = [*self._counts(line, starts, at), *self._sums(line, starts, at)]
            yield from found
            if found:
                since_last = since_same[name] = at + 1

    def _starts(self, label: str, since_last: int, since_same: int) -> list[int]:
        """Where the rows that a total adds up may begin, the likeliest first."""
        if _WHOLE.search(label):
            return [0]
        if _PART.search(label):
            return [since_last]
        return list(dict.fromkeys([since_last, since_same, 0]))

    def _counts(self, line: Line, starts: Sequence[int], end: int) -> Iterator[Compared]:
        for cell in line.corrected or []:
            match = _COUNT.match(fold(cell)) or _BARE_COUNT.fullmatch(fold(cell))
            if match:
                parts = match.groupdict()
                stated = next(parts[name] for name in ("number", "lines", "heads") if parts.get(name))
                given = [
                    number
                    for start in starts
                    for number in self._numbers_of_rows(
                        start, end, bool(parts["people"] or parts.get("heads"))
                    )
                ]
                yield self._verdict(line, None, Decimal(stated.replace(",", "")), given, starts[0], end, "")

    def _numbers_of_rows(self, start: int, end: int, of_people: bool) -> Iterator[Decimal]:
        lines = [line for line in self._lines[start:end] if line.is_data]
        for cells in ([line.cells for line in lines], [line.corrected for line in lines if line.corrected]):
            yield Decimal(len(cells))
            place = self._people
            if of_people and place is not None:
                yield Decimal(len({narrow(row[place]) for row in cells if place < len(row)}))

    def _sums(self, line: Line, starts: Sequence[int], end: int) -> Iterator[Compared]:
        for place, reader in self._readers.items():
            text = line.corrected[place] if line.corrected and place < len(line.corrected) else ""
            if is_missing(text) or _BARE_COUNT.fullmatch(fold(text)):
                continue
            stated = _read(reader, text)
            unit = " min" if reader.column.type == "duration" else ""
            if stated is None:
                yield Compared(line.number, place, trimmed(text), None, "a number", "")
                continue
            given = [total for start in starts for total in self._totals(place, reader, start, end)]
            if None not in given:
                numbers = [total for total in given if total is not None]
                yield self._verdict(line, place, stated, numbers, starts[0], end, unit)

    def _totals(self, place: int, reader: CellReader, start: int, end: int) -> Iterator[Decimal | None]:
        """The sum of the cells as they stand, and as corrected; None if one of them cannot be read."""
        lines = [line for line in self._lines[start:end] if line.is_data]
        for rows in ([line.cells for line in lines], [line.corrected for line in lines if line.corrected]):
            texts = [row[place] for row in rows if place < len(row)]
            values = [_read(reader, text) for text in texts if not is_missing(text)]
            read = [value for value in values if value is not None]
            yield sum(read, Decimal(0)) if len(read) == len(values) else None

    def _verdict(
        self,
        line: Line,
        place: int | None,
        stated: Decimal,
        given: Sequence[Decimal],
        start: int,
        end: int,
        unit: str,
    ) -> Compared:
        agreed = next((total for total in given if self._is_same(stated, total)), None)
        numbers = [one.number for one in self._lines[start:end] if one.is_data]
        rows = f"rows {numbers[0]} to {numbers[-1]}" if numbers else "no rows"
        computed = None if agreed is None else format(agreed, "f") + unit
        return Compared(
            line.number, place, format(stated, "f") + unit, computed, format(given[0], "f") + unit, rows
        )

    def _is_same(self, stated: Decimal, total: Decimal) -> bool:
        """A text file prints its decimals; a workbook keeps 15 digits, and its sums go through floats."""
        if self._is_text:
            decimals = stated.as_tuple().exponent
            assert isinstance(decimals, int)
            return total.quantize(Decimal(1).scaleb(min(decimals, 0)), ROUND_HALF_UP) == stated
        digits = Context(SIGNIFICANT_DIGITS - 1, ROUND_HALF_UP)
        return digits.plus(total) == digits.plus(stated)


def _read(reader: CellReader, text: str) -> Decimal | None:
    cell = reader.read(text)
    return None if cell is None or isinstance(cell, CellFault) else Decimal(cell)
