"""Writes exports as files: encodings, separators, title lines, merged headings, footnotes.

Byte-identical for the same rows. What the rows say is settled before.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from dagster_project.demo.spelling import Cell, Spell, text

Row = Mapping[str, Any]
COUNTED = "共 {} 條記錄"
CREATED = datetime(2024, 1, 10, 9, 0, 0)


@dataclass(frozen=True)
class Column:
    """A column of an export: the contract's column (or a name of its own), its heading, its spelling.

    `band` is the upper line of a two-line heading; neighbours with the same band share a merged cell.
    """

    key: str
    heading: str
    spell: Spell = text
    band: str = ""


@dataclass(frozen=True)
class Export:
    """One file of a source system.

    Attributes:
        contract: the contract that its rows keep to.
        path: below the company folder, posix.
        rows: typed values by contract column, before they are spelled.
        encoding: `xlsx`, or a codec for text files (`utf-8-sig` and `utf-16` write a byte order mark).
        title: lines above the headings.
        footnotes: lines below the last row.
        sheet_by: key whose values become one worksheet each.
        total_of: keys that a line under the rows of a file or sheet adds up.
        counted: what a line under the rows says of their number, such as `共 {} 條記錄`.
    """

    contract: str
    path: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    encoding: str = "utf-8"
    separator: str = ","
    title: tuple[str, ...] = ()
    footnotes: tuple[str, ...] = ()
    sheet_by: str | None = None
    sheet_name: str = "Sheet1"
    total_of: tuple[str, ...] = ()
    counted: str | None = None


def write_export(folder: Path, export: Export) -> None:
    """Write one export below the company folder."""
    path = folder / export.path
    path.parent.mkdir(parents=True, exist_ok=True)
    if export.encoding == "xlsx":
        _write_workbook(path, export)
    else:
        path.write_bytes(_text_of(export).encode(export.encoding))


def _cells(export: Export, rows: Sequence[Row]) -> list[list[Cell]]:
    return [
        [column.spell(row.get(column.key), index + place) for place, column in enumerate(export.columns)]
        for index, row in enumerate(rows)
    ]


def _text_of(export: Export) -> str:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=export.separator, lineterminator="\r\n")
    writer.writerows([line] for line in export.title)
    writer.writerow([column.heading for column in export.columns])
    writer.writerows(_cells(export, export.rows))
    if export.total_of:
        totals = _totals(export, export.rows)
        writer.writerow(["合計", *(str(totals.get(column.key, "")) for column in export.columns[1:])])
    writer.writerows([line] for line in _footnotes(export, export.rows))
    return buffer.getvalue()


def _totals(export: Export, rows: Sequence[Row]) -> dict[str, Any]:
    return {key: sum(row[key] or 0 for row in rows) for key in export.total_of}


def _footnotes(export: Export, rows: Sequence[Row]) -> tuple[str, ...]:
    return (export.counted.format(len(rows)), *export.footnotes) if export.counted else export.footnotes


def _write_workbook(path: Path, export: Export) -> None:
    with xlsxwriter.Workbook(str(path), {"in_memory": True}) as book:
        book.set_properties(
            {"title": f"{path.stem}（虛構數據 made up）", "author": "esg demo", "created": CREATED}
        )
        formats = {
            "head": book.add_format({"bold": True, "border": 1, "align": "center"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        if export.sheet_by is None:
            _write_sheet(book.add_worksheet(export.sheet_name), export, export.rows, formats)
            return
        for name in dict.fromkeys(row[export.sheet_by] for row in export.rows):
            _write_sheet(
                book.add_worksheet(name),
                export,
                [row for row in export.rows if row[export.sheet_by] == name],
                formats,
            )


def _write_sheet(sheet: Any, export: Export, rows: Sequence[Row], formats: dict[str, Any]) -> None:
    line = 0
    for title in export.title:
        sheet.merge_range(line, 0, line, len(export.columns) - 1, title, formats["head"])
        line += 1
    line = _write_headings(sheet, export.columns, line, formats)
    for cells in _cells(export, rows):
        for place, cell in enumerate(cells):
            if isinstance(cell, date):
                sheet.write_datetime(line, place, datetime(cell.year, cell.month, cell.day), formats["date"])
            elif isinstance(cell, str):
                sheet.write_string(line, place, cell) if cell else sheet.write_blank(line, place, None)
            else:
                sheet.write_number(line, place, cell)
        line += 1
    if export.total_of:
        totals = _totals(export, rows)
        sheet.write_string(line, 0, "合計")
        for place, column in enumerate(export.columns):
            if column.key in totals:
                sheet.write_number(line, place, float(totals[column.key]))
    for note in _footnotes(export, rows):
        sheet.write_string(line + 1, 0, note)
        line += 1


def _write_headings(sheet: Any, columns: Sequence[Column], line: int, formats: dict[str, Any]) -> int:
    """One line of headings, or two where a column has a band; returns the line below."""
    if not any(column.band for column in columns):
        for place, column in enumerate(columns):
            sheet.write_string(line, place, column.heading, formats["head"])
        return line + 1
    place = 0
    while place < len(columns):
        band, first = columns[place].band, place
        while place < len(columns) and columns[place].band == band and (band or place == first):
            place += 1
        if not band:
            sheet.merge_range(line, first, line + 1, first, columns[first].heading, formats["head"])
            continue
        if place - first > 1:
            sheet.merge_range(line, first, line, place - 1, band, formats["head"])
        else:
            sheet.write_string(line, first, band, formats["head"])
        for below in range(first, place):
            sheet.write_string(line + 1, below, columns[below].heading, formats["head"])
    return line + 2
