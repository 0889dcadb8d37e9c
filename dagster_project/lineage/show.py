"""A passport and a trace in a terminal, and rows as CSV or XLSX. What they say is read elsewhere."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Column, Table
from rich.text import Text

from dagster_project.lineage.figure_id import FigureId
from dagster_project.lineage.passport import Passport
from dagster_project.lineage.rows import Contribution
from dagster_project.lineage.trace import Trace
from dagster_project.publish.numbers import plain

ROW_HEADINGS = ("figure", "role", "amount", "file", "sheet", "row", "row_id", "corrected")
SHOWN_FATES = 20


def passport_panel(passport: Passport, language: str = "en") -> RenderableType:
    """The passport on one page: figure, formula with numbers, inputs, exclusions, checks, history."""
    kpi, value = passport.kpi, passport.value
    told = Table.grid(padding=(0, 2))
    told.add_column(style="bold", no_wrap=True)
    told.add_column(overflow="fold")
    told.add_row("figure", f"{passport.printed} {kpi.unit.names.in_language(language)}")
    told.add_row("with numbers", passport.formula)
    told.add_row("formula", passport.method.formula.in_language(language))
    told.add_row("method", f"{passport.method.id}; {passport.method.source.in_language(language)}")
    for one in passport.factors:
        applied = f"{plain(one.value)} {one.unit} on {plain(one.kwh)} kWh"
        told.add_row("factor", f"{one.factor_id}: {applied}; {one.document}")
    told.add_row("standards", ", ".join(_standards(passport)))
    told.add_row("year before", passport.previous or "not published")
    told.add_row("movement", _movement(passport))
    told.add_row("status", value.status + (f": {value.reason}" if value.reason else ""))
    told.add_row("proof", _proof(passport))
    parts: list[RenderableType] = [Panel(told, title=str(passport.figure), title_align="left")]
    parts += [
        table for table in (_inputs(passport), _left_out(passport), _checks(passport)) if table.row_count
    ]
    return Group(*parts)


def _standards(passport: Passport) -> Iterator[str]:
    for one in passport.kpi.standards:
        yield f"{one.standard} {one.code} ({one.edition}{'' if one.verified else ', unverified'})"


def _movement(passport: Passport) -> str:
    answers = [
        f"{one.seen}: {one.answer.reason} ({one.answer.by}, {one.answer.on})"
        if one.answer
        else f"{one.seen}: not explained yet"
        for one in passport.findings
    ]
    return "\n".join(answers) or (passport.moved or "not material")


def _proof(passport: Passport) -> str:
    return "the rows add up to it" if passport.adds_up else "THE ROWS DO NOT ADD UP TO IT"


def _inputs(passport: Passport) -> Table:
    table = Table(
        "Role", "File", "Rows", "Subtotal", "Corrected", title="What it is made of", title_justify="left"
    )
    for share in passport.shares:
        if share.role == "scale":
            continue
        table.add_row(
            share.role,
            Text(share.file_name),
            f"{share.rows:,}",
            plain(share.subtotal),
            str(share.corrected or ""),
        )
    return table


def _left_out(passport: Passport) -> Table:
    table = Table("Export", "Rule", "Rows", title="Left out of its exports by rule", title_justify="left")
    for one in passport.exclusions:
        table.add_row(one.contract, one.rule, f"{one.rows:,}")
    return table


def _checks(passport: Passport) -> Table:
    table = Table("Gate", "Suite", "Outcome", "Rules", title="Checked by", title_justify="left")
    for one in passport.checks:
        table.add_row(one.gate, one.suite, one.outcome, str(one.rules))
    return table


def trace_panel(trace: Trace) -> RenderableType:
    """What a file or a row touches, and what became of the rest."""
    row = f", row {trace.row}" if trace.row is not None else ""
    fed = ", ".join(f"{contract} ({rows:,} rows landed)" for contract, rows in trace.contracts)
    parts: list[RenderableType] = [
        Panel(f"feeds {fed}\nsha256 {trace.source_file}", title=f"{trace.file_name}{row}", title_align="left")
    ]
    if trace.touched:
        table = Table("Figure", "Role", "Rows", "Adds", title="Touches", title_justify="left")
        for one in trace.touched:
            table.add_row(str(one.figure), one.role, f"{one.rows:,}", plain(one.amount))
        parts.append(table)
    else:
        parts.append(Text("It adds to no figure."))
    if trace.fates:
        table = Table("Row", "Became", "Why", title="Corrected or left out", title_justify="left")
        for fate in trace.fates[:SHOWN_FATES]:
            table.add_row(str(fate.source_row), fate.outcome, Text(fate.why))
        if len(trace.fates) > SHOWN_FATES:
            table.add_row("", "", f"and {len(trace.fates) - SHOWN_FATES} more; name one with --row")
        parts.append(table)
    return Group(*parts)


def rows_table(rows: Sequence[Contribution]) -> Table:
    """The rows as a table for the terminal."""
    table = Table("Role", "Amount", Column("File", overflow="fold"), "Sheet", "Row", "Corrected")
    for row in rows:
        cells = (
            row.role,
            plain(row.amount),
            row.file_name,
            row.sheet or "",
            str(row.source_row),
            row.corrected or "",
        )
        table.add_row(*(Text(cell) for cell in cells))
    return table


def write_rows(path: Path, year: int, rows: Sequence[Contribution]) -> None:
    """Write the rows to a `.csv` or an `.xlsx`, whichever the name says; amounts as numbers in a workbook.

    Raises:
        ValueError: the name ends in neither.
    """
    writers = {".csv": _write_csv, ".xlsx": _write_xlsx}
    if path.suffix not in writers:
        raise ValueError(f"{path.name} ends in neither .csv nor .xlsx")
    writers[path.suffix](path, [_cells(year, row) for row in rows])


def _cells(year: int, row: Contribution) -> list[str | int | Decimal]:
    figure = str(FigureId(year, row.key))
    return [
        figure,
        row.role,
        row.amount,
        row.file_name,
        row.sheet or "",
        row.source_row,
        row.row_id,
        row.corrected or "",
    ]


def _write_csv(path: Path, rows: Sequence[Sequence[str | int | Decimal]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(ROW_HEADINGS)
        writer.writerows([plain(cell) if isinstance(cell, Decimal) else cell for cell in row] for row in rows)


def _write_xlsx(path: Path, rows: Sequence[Sequence[str | int | Decimal]]) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("rows")
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 7, 18)
        sheet.write_row(0, 0, ROW_HEADINGS, book.add_format({"bold": True}))
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, column, cell)
                else:
                    sheet.write(number, column, cell)
