"""What the pack is made of: parts, tables, columns, cells. Where rows come from and how they look is not here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True)
class Formula:
    """A cell that a spreadsheet computes.

    Attributes:
        text: `{name}` is the cell of that column in the same row, `{table:name}` a whole column of a table of
            the workbook.
        value: what it gives; it is shown where nothing is computed.
    """

    text: str
    value: Decimal | int | str


Cell = str | int | bool | Decimal | date | datetime | Formula | None


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        heading: in Traditional Chinese and in English, with a blank between.
        decimals: of its decimal numbers; None for as many as they have, at most ten.
        plain: whole numbers without separators of thousands, such as years and rows of a file.
    """

    name: str
    heading: str
    width: float = 16
    decimals: int | None = None
    plain: bool = False


@dataclass(frozen=True)
class Table:
    """One table; it becomes a sheet.

    Attributes:
        id: unique in the workbook; formulas name a table by it.
        sheet: what its sheet is called after the number of its part, at most 24 characters.
        note: what a reader has to know of it.
        why_empty: what stands there if it has no rows.
        to_fill: columns that the assurer fills in.
    """

    id: str
    sheet: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    why_empty: str
    note: str = ""
    to_fill: Sequence[Column] = ()

    def __post_init__(self) -> None:
        wrong = {len(row) for row in self.rows} - {len(self.columns)}
        if wrong:
            raise ValueError(f"{self.id}: rows of {wrong} cells for {len(self.columns)} columns")


@dataclass(frozen=True)
class Part:
    """One of the eighteen parts, or one that is asked for besides (lettered).

    Attributes:
        about: what it answers, and what it does not.
        found: in a line, what was found.
    """

    number: str
    title: str
    about: str
    found: str
    tables: Sequence[Table]

    @property
    def rows(self) -> int:
        """Rows of all its tables."""
        return sum(len(table.rows) for table in self.tables)


TICK = (Column("tick", "核對 Agreed (Y/N)", 12), Column("remark", "備註 Remark", 28))
"""What an assurer fills in beside rows that are looked at one by one."""
TEST = (
    Column("seen", "所見單據 Document seen", 26),
    Column("audited", "核實數 Audited amount", 16),
    *TICK,
)
"""What an assurer fills in beside a row of a sample."""

FAULTS = ("不符 ", "超過重要性", "未解釋", "未結", "沒有此數字", "沒有此檔案", "年內 IN THE YEAR")


def is_fault(cell: Cell) -> bool:
    """Whether a cell says that something is not as it should be, so that it stands out."""
    value = cell.value if isinstance(cell, Formula) else cell
    return isinstance(value, str) and (value == "NO" or value.startswith(FAULTS))
