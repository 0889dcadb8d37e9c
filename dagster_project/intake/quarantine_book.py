"""The quarantined rows of a year as a workbook for the data's owners. Why a row is held back is decided before.

One sheet for each export, so that each owner gets one; personal cells are masked already in the rows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dagster_project.intake.books import QuarantinedRow
from dagster_project.intake.raw_tables import SCHEMA
from dagster_project.registry.contracts import Contract
from dagster_project.spreadsheet_text import BEGINS_A_FORMULA, PLAIN_TEXT

BOOK_NAME = "quarantine.xlsx"
LONGEST_TEXT = 32_000
LONGEST_SHEET_NAME = 31
A4 = 9
INPUT = "#FFF6D6"
HEAD = "#E3ECEA"

PLACES = [
    ("檔案 File", 34, "file_name"),
    ("工作表 Sheet", 12, "source_sheet"),
    ("行 Row", 8, "source_row"),
    ("欄 Column", 18, "column_name"),
    ("現值 Found", 24, "found"),
    ("應為 Expected", 32, "expected"),
    ("原因 Reason", 40, "reason"),
    ("處理 To do", 40, "remedy"),
]
ANSWERS = [("更正值 Corrected value", 22), ("更正人及日期 Who and when", 24)]
INSTRUCTION = (
    "請在黃色欄填寫更正值、更正人及日期後交回；如應剔除該行，請註明原因。其他欄請勿更改。\n"
    "Please fill in the yellow columns and send this back; if the row is to be left out, say why. "
    "Change nothing else."
)
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


def quarantined_in(connection: duckdb.DuckDBPyConnection) -> list[QuarantinedRow]:
    """The quarantined rows of a year's warehouse, by export, file, sheet and row."""
    names = [field.name for field in fields(QuarantinedRow)]
    rows = connection.execute(
        f"select {', '.join(names)} from {SCHEMA}.quarantined_rows "
        "order by contract, file_name, source_sheet, source_row, row_id"
    ).fetchall()
    return [QuarantinedRow(*row) for row in rows]


def refresh_book(
    path: Path, connection: duckdb.DuckDBPyConnection, contracts: Mapping[str, Contract], year: int
) -> None:
    """Write the book of what a year's warehouse holds in quarantine; take it away if that is nothing."""
    rows = quarantined_in(connection)
    if rows:
        write_book(path, rows, contracts, year)
    else:
        path.unlink(missing_ok=True)


def write_book(
    path: Path, rows: Sequence[QuarantinedRow], contracts: Mapping[str, Contract], year: int
) -> None:
    """Write rows as a workbook with one sheet for each export; the same rows give the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with Workbook(str(path), PLAIN_TEXT) as workbook:
        workbook.set_properties({"title": f"Quarantine {year}", "created": datetime(year, 12, 31)})
        formats = _formats(workbook)
        for contract_id in dict.fromkeys(row.contract for row in rows):
            contract = contracts[contract_id]
            name = _FORBIDDEN.sub(" ", contract.title.zh_hant)[:LONGEST_SHEET_NAME]
            listed = [row for row in rows if row.contract == contract_id]
            _write_sheet(workbook.add_worksheet(name), contract, listed, formats, year)


def _formats(workbook: Workbook) -> dict[str, Format]:
    top = {"valign": "top", "text_wrap": True}
    return {
        "title": workbook.add_format({"bold": True, "font_size": 14}),
        "note": workbook.add_format(top),
        "head": workbook.add_format({**top, "bold": True, "bg_color": HEAD, "bottom": 1}),
        "asked": workbook.add_format({**top, "bold": True, "bg_color": INPUT, "bottom": 1}),
        "text": workbook.add_format({**top, "num_format": "@"}),
        "quoted": workbook.add_format({**top, "num_format": "@", "quote_prefix": True}),
        "number": workbook.add_format({"valign": "top"}),
        "answer": workbook.add_format({**top, "num_format": "@", "bg_color": INPUT, "border": 4}),
    }


def _write_sheet(
    sheet: Worksheet,
    contract: Contract,
    rows: Sequence[QuarantinedRow],
    formats: Mapping[str, Format],
    year: int,
) -> None:
    columns = [(heading, width) for heading, width, _ in PLACES] + ANSWERS
    cells = [_heading(contract, name) for name in contract.columns]
    title = (
        f"{year} {contract.title.zh_hant} {contract.title.en}: 待更正的資料行 Rows to correct ({len(rows)})"
    )
    sheet.write_string(0, 0, title, formats["title"])
    sheet.write_string(1, 0, f"致 To: {contract.owner} ({contract.system})")
    sheet.merge_range(2, 0, 2, len(columns) - 1, INSTRUCTION, formats["note"])
    sheet.set_row(2, 32)
    heading_row = 4
    for at, (heading, width) in enumerate(columns):
        sheet.set_column(at, at, width)
        sheet.write_string(heading_row, at, heading, formats["asked" if at >= len(PLACES) else "head"])
    sheet.set_column(len(columns), len(columns) + len(cells) - 1, 16)
    for at, heading in enumerate(cells, len(columns)):
        sheet.write_string(heading_row, at, heading, formats["head"])
    for line, row in enumerate(rows, heading_row + 1):
        _write_row(sheet, line, row, contract, formats)
    sheet.autofilter(heading_row, 0, heading_row + len(rows), len(columns) + len(cells) - 1)
    sheet.freeze_panes(heading_row + 1, 3)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(heading_row)


def _heading(contract: Contract, column: str) -> str:
    """A contract column with the heading that its owners know it by."""
    aliases = contract.columns[column].aliases
    return f"{aliases[0]} {column}" if aliases else column


def _write_row(
    sheet: Worksheet, line: int, row: QuarantinedRow, contract: Contract, formats: Mapping[str, Format]
) -> None:
    shown: dict[str, Any] = json.loads(row.row_text)
    for at, (_, _, name) in enumerate(PLACES):
        value = getattr(row, name)
        if isinstance(value, int):
            sheet.write_number(line, at, value, formats["number"])
        else:
            _write_text(sheet, line, at, value, formats)
    for at in range(len(PLACES), len(PLACES) + len(ANSWERS)):
        sheet.write_blank(line, at, None, formats["answer"])
    for at, name in enumerate(contract.columns, len(PLACES) + len(ANSWERS)):
        _write_text(sheet, line, at, shown.get(name), formats)


def _write_text(
    sheet: Worksheet, line: int, at: int, text: str | None, formats: Mapping[str, Format]
) -> None:
    """A cell as text, whatever it looks like; what would be a formula keeps its mark of text when copied."""
    if text:
        kind = "quoted" if text.startswith(BEGINS_A_FORMULA) else "text"
        sheet.write_string(line, at, text[:LONGEST_TEXT], formats[kind])
