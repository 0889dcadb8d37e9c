"""The pack as one page that needs no network: navigation by part, tables to search, print. No content is made here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dagster_project.pack.parts import Cell, Column, Formula, Table, is_fault
from dagster_project.pack.xlsx import Book, decimals_of, sheet_names, shown
from dagster_project.publish.html import content_hash

TEMPLATES = Path(__file__).parent / "templates"
MOST_ROWS = 400
"""Rows of a table that the page shows; the workbook has all."""


@dataclass(frozen=True)
class _Cell:
    text: str
    is_number: bool = False
    is_fault: bool = False


def html_text(book: Book, workbook: str) -> str:
    """The page of a pack.

    Args:
        workbook: the name of the workbook beside it.
    """
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    script = (TEMPLATES / "pack.js").read_text(encoding="utf-8")
    return environment.get_template("pack.html.j2").render(
        book=book,
        workbook=workbook,
        sheets=sheet_names(book.parts),
        rows=_rows,
        most=MOST_ROWS,
        style=(TEMPLATES / "pack.css").read_text(encoding="utf-8"),
        script=script,
        script_hash=content_hash(script),
    )


def _rows(table: Table) -> list[list[_Cell]]:
    return [
        [_told(cell, column) for cell, column in zip(row, table.columns, strict=True)]
        for row in table.rows[:MOST_ROWS]
    ]


def _told(cell: Cell, column: Column) -> _Cell:
    value = cell.value if isinstance(cell, Formula) else cell
    match value:
        case None:
            return _Cell("")
        case bool():
            return _Cell(shown(value))
        case datetime():
            return _Cell(f"{value:%Y-%m-%d %H:%M}")
        case date():
            return _Cell(value.isoformat())
        case int():
            return _Cell(str(value) if column.plain else f"{value:,}", is_number=True)
        case Decimal():
            return _Cell(f"{value:,.{decimals_of(column, value)}f}", is_number=True)
        case _:
            return _Cell(value, is_fault=is_fault(value))
