"""The lines of the appendix in print order: labels, units, cells of three years, notes. No file format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from dagster_project.company import Company, Names
from dagster_project.figures.numbers import (
    MISSING,
    NOTATION_KEYS,
    SUPPRESSED,
    exact_value,
    format_number,
    parse_printed,
    round_half_up,
    sign_of_missing,
    with_scale,
)
from dagster_project.figures.values import Key, KpiValue, by_key
from dagster_project.languages import Language
from dagster_project.publish.faults import PublishError
from dagster_project.publish.registers import RESTATED, Note, PublishedFigure
from dagster_project.registry.kpis import TOTAL, Kpi, Standard
from dagster_project.registry.outline import Category, Outline, Section

Origin = Literal["computed", "published", "not_printed"]
NOT_PUBLISHED = "not_published"
PUBLISHED_AS_MISSING = "published_as_missing"
KEPT_BACK = "suppressed"
_WHY = {SUPPRESSED: KEPT_BACK} | {key: status for status, key in NOTATION_KEYS.items()}


@dataclass(frozen=True)
class Cell:
    """One figure of one year as it is printed.

    Attributes:
        digits: as printed, without the scale; a comparative keeps the digits that its report printed.
        number: the printed number, None where `-` or nothing stands.
        reason: why a figure is missing (a status of the mart, `not_published`, `published_as_missing`,
            `suppressed`).
    """

    year: int
    origin: Origin
    digits: str
    number: Decimal | None
    decimals: int
    scale: Decimal | None = None
    reason: str | None = None
    notes: tuple[Note, ...] = ()

    def text(self, language: Language) -> str:
        return with_scale(self.digits, self.scale, language)

    @property
    def restated(self) -> bool:
        """An earlier version or report printed another figure, and a note says so."""
        return any(note.written_by == RESTATED for note in self.notes)


@dataclass(frozen=True)
class Line:
    """One line of the table; `breakdown` is None where the KPI label stands alone."""

    section: Section
    category: Category
    key: Key
    kpi: Names
    breakdown: Names | None
    unit: Names
    cells: tuple[Cell, ...]
    standards: tuple[Standard, ...]

    @property
    def label(self) -> Names:
        """What the line is called where it stands alone: the KPI, and the member if it is of one."""
        return self.kpi if self.breakdown is None else self.kpi.followed_by(self.breakdown)

    @property
    def current(self) -> Cell:
        """The cell of the year that the appendix is of; earlier years stand before it."""
        return self.cells[-1]


def appendix_lines(
    registry: Mapping[str, Kpi],
    outline: Outline,
    values: Sequence[KpiValue],
    published: Sequence[PublishedFigure],
    notes: Sequence[Note],
    year: int,
    company: Company,
) -> list[Line]:
    """Every line of the table: the year from computed values, the two years before as they were published.

    A category prints as many comparatives as the outline says, and its earlier cells stay empty; a
    comparative that no register holds is missing (`-`), not empty.

    Raises:
        PublishError: every fault: a line without a value, a value of another year or unit, a figure published
            twice or unreadable, a note or a published figure of a cell that the table does not have.
    """
    sources = _Sources(registry, year, company, values, published, notes)
    printed = outline.members(registry)
    faults = sources.faults([Key(*member) for member in printed])
    if faults:
        raise PublishError(faults)
    lines = []
    for section, category, entry in outline.lines():
        kpi = registry[entry.kpi]
        for member in entry.members(kpi):
            key = Key(kpi.id, entry.dimension, member)
            label, breakdown = labels_of(kpi, key)
            cells = sources.cells(key, category.comparatives)
            standards = kpi.standards_of(member)
            lines.append(Line(section, category, key, label, breakdown, kpi.unit.names, cells, standards))
    return lines


def labels_of(kpi: Kpi, key: Key) -> tuple[Names, Names | None]:
    """What a line is called: its KPI, and the member if it is of one under a common label."""
    if key.dimension == TOTAL:
        return kpi.names, None
    breakdown = kpi.breakdowns[key.dimension]
    member = breakdown.members[key.member]
    return (member, None) if breakdown.stands_alone else (breakdown.names, member)


class _Sources:
    """What the cells are made from, looked up by what a figure is of and by its year."""

    def __init__(
        self,
        registry: Mapping[str, Kpi],
        year: int,
        company: Company,
        values: Sequence[KpiValue],
        published: Sequence[PublishedFigure],
        notes: Sequence[Note],
    ) -> None:
        self.registry = registry
        self.year = year
        self.company = company
        self.values = by_key(list(values))
        self.years = (year - 2, year - 1, year)
        self.published_rows = [figure for figure in published if figure.year in self.years[:-1]]
        self.published = {(figure.key, figure.year): figure for figure in self.published_rows}
        self.note_rows = [note for note in notes if note.year in self.years]

    def faults(self, printed: Sequence[Key]) -> list[str]:
        """Everything that keeps the table from being printed."""
        return [*self._value_faults(printed), *self._published_faults(), *self._note_faults(set(printed))]

    def _value_faults(self, printed: Sequence[Key]) -> list[str]:
        faults = [
            f"{key}: no row in mart_kpi_values. Every line needs one, also where its figure is missing"
            for key in printed
            if key not in self.values
        ]
        for key, value in self.values.items():
            if value.year != self.year:
                faults.append(f"{key}: the value is of {value.year}, the appendix of {self.year}")
            kpi = self.registry.get(value.kpi_id)
            if kpi is None:
                faults.append(f"{key}: computed, but no KPI of the registry")
            elif kpi.unit.id != value.unit:
                faults.append(f"{key}: the value is in {value.unit}, the registry prints {kpi.unit.id}")
        return faults

    def _published_faults(self) -> list[str]:
        known = {Key(kpi.id, *member) for kpi in self.registry.values() for member in kpi.members()}
        faults = []
        for figure in self.published_rows:
            where = f"published figures: {figure.key} of {figure.year}"
            if figure.key not in known:
                faults.append(f"{where}: the registry has no such figure")
            if self.published[figure.key, figure.year] != figure:
                faults.append(f"{where}: stands twice with different rows. Keep one")
            try:
                parse_printed(figure.printed)
            except ValueError as error:
                faults.append(f"{where}: {error}")
        return faults

    def _note_faults(self, printed: set[Key]) -> list[str]:
        faults = [
            f"note {note.note_id}: {note.key} is no line of the table. Correct its KPI, dimension or member"
            for note in self.note_rows
            if note.key not in printed
        ]
        if "en" in self.company.languages:
            faults += [
                f"note {note_id}: no English text, and the appendix is printed in English. Write one in notes.csv"
                for note_id in dict.fromkeys(
                    note.note_id for note in self.note_rows if not note.is_translated
                )
            ]
        texts: dict[str, Names] = {}
        for note in self.note_rows:
            if texts.setdefault(note.note_id, note.text) != note.text:
                faults.append(f"note {note.note_id}: its rows have different texts. One id, one text")
        return faults

    def cells(self, key: Key, comparatives: int) -> tuple[Cell, ...]:
        """The cells of a line: two years before, the year before, the year."""
        return tuple(self._cell(key, year, year >= self.year - comparatives) for year in self.years)

    def _cell(self, key: Key, year: int, is_printed: bool) -> Cell:
        if not is_printed:
            return Cell(year, "not_printed", "", None, 0)
        notes = tuple(note for note in self.note_rows if (note.key, note.year) == (key, year))
        return self._computed(key, notes) if year == self.year else self._published(key, year, notes)

    def _computed(self, key: Key, notes: tuple[Note, ...]) -> Cell:
        value, kpi = self.values[key], self.registry[key.kpi_id]
        decimals = kpi.decimals_for(self.company, key.dimension, self.year)
        figure = exact_value(value, kpi)
        if figure is None:
            reason = "no_denominator" if value.status == "computed" else value.status
            return Cell(
                self.year, "computed", sign_of_missing(reason), None, decimals, reason=reason, notes=notes
            )
        number = round_half_up(figure, decimals)
        digits = format_number(number, decimals)
        return Cell(self.year, "computed", digits, number, decimals, value.scale, notes=notes)

    def _published(self, key: Key, year: int, notes: tuple[Note, ...]) -> Cell:
        figure = self.published.get((key, year))
        printed = parse_printed(figure.printed if figure else MISSING)
        absent = _WHY.get(printed.digits, PUBLISHED_AS_MISSING) if figure else NOT_PUBLISHED
        reason = absent if printed.number is None else None
        return Cell(
            year, "published", printed.digits, printed.number, printed.decimals, printed.scale, reason, notes
        )
