"""How source systems spell a value: mixed date styles, separators, full-width digits, ways of saying nothing.

Each function takes the value and its row index and returns a cell. The index chooses the style, so that
one column mixes them as real exports do, and the same company is spelled the same way every time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

Cell = str | int | float | date
Spell = Callable[[Any, int], Cell]

NOTHING = ("", "－", "/", "無")
EXCEL_EPOCH = date(1899, 12, 30)
FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")


def nothing(index: int) -> str:
    """A way of leaving a cell empty; mostly it just is."""
    return NOTHING[index % 11] if index % 11 < len(NOTHING) else ""


def text(value: Any, index: int) -> str:
    """The value or an empty cell."""
    return "" if value is None else str(value)


def mixed_date(value: date | None, index: int) -> str:
    """Four ways of writing a day that begins with the year."""
    if value is None:
        return nothing(index)
    styles = (
        f"{value:%Y-%m-%d}",
        f"{value:%Y-%m-%d}",
        f"{value.year}/{value.month}/{value.day}",
        f"{value:%Y%m%d}",
        f"{value:%Y-%m-%d}",
        f"{value.year}年{value.month}月{value.day}日",
    )
    return styles[index % len(styles)]


def iso_date(value: date | None, index: int) -> str:
    """As 2023-12-31."""
    return nothing(index) if value is None else value.isoformat()


def month_first(value: date | None, index: int) -> str:
    """As 12/31/2023."""
    return "" if value is None else f"{value:%m/%d/%Y}"


def day_first(value: date | None, index: int) -> str:
    """As 31/12/2023."""
    return "" if value is None else f"{value:%d/%m/%Y}"


def excel_date(value: date | None, index: int) -> Cell:
    """A date cell, or every third time the bare serial number that a lost cell format leaves behind."""
    if value is None:
        return nothing(index)
    return (value - EXCEL_EPOCH).days if index % 3 == 1 else value


def timestamp(value: datetime | None, index: int) -> str:
    """A day and a time, mostly ISO."""
    if value is None:
        return nothing(index)
    return (
        f"{value:%Y-%m-%d %H:%M:%S}"
        if index % 4
        else f"{value.year}/{value.month}/{value.day} {value:%H:%M:%S}"
    )


def month(value: str | None, index: int) -> str:
    """A month given as `2023-07`."""
    if value is None:
        return nothing(index)
    year, number = value.split("-")
    return (value, f"{year}{number}", value, f"{year}年{int(number)}月", f"{year}/{number}")[index % 5]


def number(value: Decimal | int | None, index: int) -> str:
    """Plain digits, now and then with thousands separators or in full width."""
    if value is None:
        return nothing(index)
    if index % 7 == 3:
        return f"{value:,}"
    return f"{value}".translate(FULL_WIDTH) if index % 13 == 5 else f"{value}"


def digits(value: Decimal | int | None, index: int) -> str:
    """Plain digits."""
    return nothing(index) if value is None else f"{value}"


def excel_number(value: Decimal | int | None, index: int) -> Cell:
    """A number cell."""
    return nothing(index) if value is None else float(value) if isinstance(value, Decimal) else value


def yes_no(value: bool | None, index: int) -> str:
    """是 or 否."""
    return nothing(index) if value is None else "是" if value else "否"


def y_n(value: bool | None, index: int) -> str:
    """Y or N."""
    return "" if value is None else "Y" if value else "N"


def duration(minutes: int | None, index: int) -> str:
    """Hours as a bare number, minutes with their unit, or hours and minutes in words."""
    if minutes is None:
        return nothing(index)
    hours, rest = divmod(minutes, 60)
    words = (f"{hours}小時" if hours else "") + (f"{rest}分" if rest else "")
    bare = f"{Decimal(minutes) / 60:f}"
    return (bare, bare, f"{minutes}min", words, bare)[index % 5]


def coded(codes: Mapping[str, str | tuple[str, ...]]) -> Spell:
    """A vocabulary as the source system writes it; several spellings take turns."""

    def spell(value: str | None, index: int) -> str:
        if value is None:
            return nothing(index)
        code = codes[value]
        return code if isinstance(code, str) else code[index % len(code)]

    return spell
