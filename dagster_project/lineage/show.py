"""A passport, its rows and a trace in a terminal. What they say is read elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Column, Table

from dagster_project.figures.numbers import plain
from dagster_project.lineage.listing import Input
from dagster_project.lineage.passport import Passport
from dagster_project.lineage.trace import Trace

SHOWN_FATES = 20


MADE_UP = "made-up data · 虛構數據"


def passport_panel(passport: Passport, language: str = "en", *, made_up: bool = False) -> RenderableType:
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
        applied = f"{one} on {plain(one.quantity)} {one.quantity_unit}"
        place = f"{one.file_name}, row {one.source_row}"
        told.add_row("factor", "; ".join(filter(None, (applied, one.document, place))))
    told.add_row("standards", ", ".join(passport.standards))
    told.add_row("year before", passport.previous or "not published")
    told.add_row("movement", passport.movement)
    told.add_row("status", value.status + (f": {value.reason}" if value.reason else ""))
    told.add_row("proof", _proof(passport))
    told.add_row("computed again", passport.computed_again)
    parts: list[RenderableType] = [
        Panel(told, title=str(passport.figure), title_align="left", subtitle=MADE_UP if made_up else None)
    ]
    parts += [
        table
        for table in (_inputs(passport), _corrections(passport), _left_out(passport), _checks(passport))
        if table.row_count
    ]
    return Group(*parts)


def _proof(passport: Passport) -> str:
    return "the rows add up to it" if passport.adds_up else "THE ROWS DO NOT ADD UP TO IT"


def _inputs(passport: Passport) -> Table:
    table = Table(
        "Role", "File", "Rows", "Subtotal", "Corrected", title="What it is made of", title_justify="left"
    )
    for share in passport.summed:
        table.add_row(
            share.role,
            share.file_name,
            f"{share.rows:,}",
            plain(share.subtotal),
            str(share.corrected or ""),
        )
    return table


def _corrections(passport: Passport) -> Table:
    headings = ("File", "Row", "Column", "From", "To", "Why", "Evidence")
    table = Table(
        *(Column(one, overflow="fold") for one in headings),
        title="Corrected in writing in its exports",
        title_justify="left",
    )
    for one in passport.corrections:
        why = f"{one.reason} ({one.decided_by}, {one.decided_on})"
        cells = (one.file_name, str(one.source_row), one.column, one.old, one.new, why, one.evidence or "")
        table.add_row(*cells)
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


def trace_panel(trace: Trace, *, made_up: bool = False) -> RenderableType:
    """What a file or a row touches, and what became of the rest."""
    row = f", row {trace.row}" if trace.row is not None else ""
    fed = ", ".join(f"{contract} ({rows:,} rows landed)" for contract, rows in trace.contracts)
    told = [f"feeds {fed}", f"sha256 {trace.source_file}", *([trace.row_key] if trace.row_key else [])]
    parts: list[RenderableType] = [
        Panel(
            "\n".join(told),
            title=f"{trace.file_name}{row}",
            title_align="left",
            subtitle=MADE_UP if made_up else None,
        )
    ]
    if trace.touched:
        table = Table("Figure", "Role", "Rows", "Adds", title="Touches", title_justify="left")
        for one in trace.touched:
            table.add_row(str(one.figure), one.role, f"{one.rows:,}", plain(one.amount))
        parts.append(table)
    else:
        parts.append("It adds to no figure.")
    if trace.fates:
        table = Table(
            "Rows", "First row", "Became", "Why", title="Corrected or left out", title_justify="left"
        )
        for fate in trace.fates[:SHOWN_FATES]:
            table.add_row(f"{fate.rows:,}", str(fate.source_row), fate.outcome, fate.why)
        if len(trace.fates) > SHOWN_FATES:
            table.add_row("", "", "", f"and {len(trace.fates) - SHOWN_FATES} more; name a row with --row")
        parts.append(table)
    return Group(*parts)


def rows_table(inputs: Sequence[Input]) -> Table:
    """The rows as a table for the terminal; people by their keyed hash."""
    headings = ("Role", "Amount", "File", "Sheet", "Row", "Row in its system", "Factor, rule or correction")
    table = Table(*(Column(one, overflow="fold") for one in headings))
    for one in inputs:
        told = "; ".join(filter(None, (one.factor, one.rule, one.corrected)))
        amount = "" if one.amount is None else plain(one.amount)
        row = "" if one.row is None else str(one.row)
        cells = (one.role, amount, one.file, one.sheet or "", row, one.row_key or "", told)
        table.add_row(*cells)
    return table
