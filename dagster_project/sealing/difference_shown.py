"""A difference in the terminal: each figure with how many rows moved it, and the rows if asked. Nothing is compared."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Column, Table
from rich.text import Text

from dagster_project.figures.numbers import plain
from dagster_project.publish.restatements import figure_text
from dagster_project.sealing.difference import Difference, MovedRow, Place
from dagster_project.signoff.changes import ChangedFigure

NO_ROWS = (
    "Which rows moved the figures is not known here: the folder for reviewers beside a version is not there. "
    "The figures are compared without it."
)


def difference_panel(difference: Difference, *, rows: bool = False) -> RenderableType:
    """The figures that changed, what else did, and with `rows` each row that moved a figure of the year."""
    if not difference.changes and not difference.rows:
        return f"{difference.year}: {difference.now} prints what {difference.before} printed."
    parts: list[RenderableType] = [_figures(difference)] if difference.changes.figures else []
    if difference.rows is None:
        parts.append(Text(NO_ROWS, style="yellow"))
    if difference.changes.others:
        parts.append("Besides, these changed:\n  " + "\n  ".join(difference.changes.others))
    if difference.unseen:
        parts.append(f"{difference.unseen:,} more rows changed in figures that print the same.")
    if rows:
        parts += [_rows(difference, one) for one in difference.changes.figures if difference.moved(one)]
    return Group(*parts)


def told_restatement(difference: Difference, figure: ChangedFigure) -> str:
    """Class and reason of the entry that covers a figure; of a comparative nothing is asked."""
    entry = difference.entry(figure)
    if entry is None or entry.reason is None:
        return "no entry" if figure.year == difference.year and difference.is_restated(figure) else ""
    return f"{entry.why}: {entry.reason.en} ({entry.printed_in})"


def told_rows(difference: Difference, figure: ChangedFigure) -> str:
    """How many rows moved a figure, such as `2 changed, 1 new`."""
    counts = difference.counts(figure)
    return ", ".join(f"{counts[one]:,} {one}" for one in ("changed", "new", "gone") if counts[one])


def told_place(place: Place | None) -> str:
    """Where a row stands; nothing for one that is not there."""
    return "" if place is None else f"{place.file}, row {place.row}"


def _figures(difference: Difference) -> Table:
    headings = (
        "Figure",
        "Year",
        difference.before,
        difference.now,
        "Change",
        "Material",
        "Restated as",
        "Rows",
    )
    table = Table(*(Column(one, overflow="fold") for one in headings))
    for one in difference.changes.figures:
        change = "" if one.change is None else f"{one.change:+}"
        cells = (f"{one.label} ({figure_text(one.key)})", str(one.year), one.before, one.now, change)
        told = told_restatement(difference, one)
        table.add_row(
            *cells,
            "yes" if one.material else "no",
            Text(told, style="red" if told == "no entry" else ""),
            told_rows(difference, one),
        )
    return table


def _rows(difference: Difference, figure: ChangedFigure) -> Table:
    title = f"{difference.year}/{figure_text(figure.key)}: {figure.before} → {figure.now}"
    headings = (
        "",
        "Role",
        "Row in its system",
        "Before",
        "Now",
        f"In {difference.before}",
        f"In {difference.now}",
    )
    table = Table(*(Column(one, overflow="fold") for one in headings), title=title, title_justify="left")
    for one in difference.moved(figure):
        table.add_row(*row_cells(one))
    return table


def row_cells(row: MovedRow) -> tuple[str, ...]:
    """A row as texts: what became of it, role, key, amounts in the base unit, places."""
    amounts = ("" if one is None else plain(one) for one in (row.before, row.now))
    return (
        row.moved,
        row.role,
        row.row_key or "",
        *amounts,
        told_place(row.before_at),
        told_place(row.now_at),
    )
