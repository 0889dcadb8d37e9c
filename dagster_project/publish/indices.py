"""The indices of standards: what an edition discloses of each item, and what exactly is missing. No file format.

The figures that are printed and the company's signed register decide. What the register claims beside what is found
here is compared in `index_claims`.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from dagster_project.company import Names, joined
from dagster_project.figures.numbers import MISSING, NOTATION_KEYS, SUPPRESSED
from dagster_project.figures.values import Key
from dagster_project.publish.lines import Cell, Line
from dagster_project.publish.phrases import phrase
from dagster_project.publish.registers import Claim
from dagster_project.registry.kpis import TOTAL, Kpi
from dagster_project.registry.standards import Ask, Disclosure, Part, ReportingStandard

Status = Literal["disclosed", "partly", "missing", "not_applicable"]


@dataclass(frozen=True)
class PrintedTable:
    """A table of the edition: its name, and the cells of each figure that it prints, one for each year."""

    names: Names
    cells: Mapping[Key, Sequence[Cell]]


@dataclass(frozen=True)
class IndexRow:
    """One disclosure of a standard as the index of a year prints it.

    Attributes:
        code: its number in the standard, or an id where the text gives it none.
        label: what is printed in the code's place.
        where: sections from the register, and the tables that print its figures; None where nothing is disclosed.
        missing: each figure or statement that is asked for and not there, with why.
        reason: why it does not apply or was omitted, from the register.
        verified: whether the number was checked against the text of the standard.
    """

    code: str
    label: Names
    aspect: Names | None
    part: Names
    title: Names
    status: Status
    where: Names | None
    missing: tuple[Names, ...]
    reason: Names | None
    verified: bool


@dataclass(frozen=True)
class Index:
    """The index of a standard.

    Attributes:
        text: what the edition in force is called.
        lists_all: it holds every disclosure of the edition, answered or not.
    """

    id: str
    standard: str
    names: Names
    edition: str
    text: Names
    lists_all: bool
    rows: tuple[IndexRow, ...]


def printed_table(names: Names, lines: Iterable[Line]) -> PrintedTable:
    """A table of the edition from its lines."""
    return PrintedTable(names, {line.key: line.cells for line in lines})


def indices(
    standards: Mapping[str, ReportingStandard],
    registry: Mapping[str, Kpi],
    printed: Sequence[PrintedTable],
    held: Container[Key],
    claims: Sequence[Claim],
    year: int,
    begins_in: int,
    not_estimated: Collection[Key] = (),
) -> tuple[Index, ...]:
    """The index of each standard that the company's register answers in the year.

    `printed` are the tables of the edition, `held` the figures of the year that the warehouse has a value for,
    `not_estimated` the parts of sums that occur and have none. Of a standard the edition counts that is in force when
    the year begins.
    """
    figures = _Figures(registry, printed, held, year, not_estimated)
    of_year = [one for one in claims if one.year == year]
    answered = {one.standard for one in of_year}
    return tuple(
        _index(standard, figures, of_year, begins_in)
        for standard in standards.values()
        if standard.standard in answered
    )


@dataclass(frozen=True)
class _Answer:
    """What one thing that is asked for is answered by: the places where it stands, and what of it is missing."""

    places: tuple[Names, ...] = ()
    missing: tuple[Names, ...] = ()


def _index(standard: ReportingStandard, figures: _Figures, claims: Sequence[Claim], year: int) -> Index:
    claimed = {one.code: one for one in claims if one.standard == standard.standard}
    edition = standard.edition(year)
    rows = []
    for part, item in standard.disclosures(year):
        answers = [*figures.shown(item), *(figures.answer(ask) for ask in item.asks)]
        if standard.lists == "all" or item.code in claimed or any(one.places for one in answers):
            aspect = standard.aspects.get(item.aspect or "")
            rows.append(_row(part, item, aspect, answers, claimed.get(item.code)))
    return Index(
        id=standard.id,
        standard=standard.standard,
        names=standard.names,
        edition=edition.edition,
        text=edition.names,
        lists_all=standard.lists == "all",
        rows=tuple(rows),
    )


def _row(
    part: Part, item: Disclosure, aspect: Names | None, answers: list[_Answer], claim: Claim | None
) -> IndexRow:
    printed = any(one.places for one in answers)
    if claim is not None and claim.status == "not_applicable" and not printed:
        status, answers = _not_applicable(claim)
    else:
        answers = [*_said(item, claim, printed), *answers]
        status = _status(answers)
    places = _distinct(place for one in answers for place in one.places)
    shown = item.shown_by is not None and printed
    reason = claim.reason if claim is not None and claim.status != "disclosed" and not shown else None
    return IndexRow(
        code=item.code,
        label=item.label or Names.of(item.code),
        aspect=aspect,
        part=part.names,
        title=item.title,
        status=status,
        where=joined(places, "clauses") if places else None,
        missing=_distinct(lack for one in answers for lack in one.missing),
        reason=reason,
        verified=item.verified,
    )


def _not_applicable(claim: Claim) -> tuple[Status, list[_Answer]]:
    """Nothing is asked of what does not apply but a signed reason."""
    if claim.reason is not None and claim.signed:
        return "not_applicable", []
    lack = "unsigned" if claim.reason is not None else "no_reason"
    return "missing", [_Answer(missing=(phrase("statement", lack),))]


def _status(answers: Sequence[_Answer]) -> Status:
    if not any(one.missing for one in answers):
        return "disclosed"
    return "partly" if any(one.places for one in answers) else "missing"


def _said(item: Disclosure, claim: Claim | None, printed: bool) -> list[_Answer]:
    """What the register adds: the statement that is asked for, or a section besides the tables that are printed."""
    if item.kind != "quantitative" and not (item.shown_by and printed):
        return [_statement(claim)]
    if printed and claim is not None and claim.where is not None:
        return [_Answer(places=(claim.where,))]
    return []


def _statement(claim: Claim | None) -> _Answer:
    if claim is None:
        return _Answer(missing=(phrase("statement", "no_row"),))
    if claim.status in ("omitted", "not_applicable"):
        return _Answer(missing=(phrase("statement", claim.status),))
    if not claim.signed:
        return _Answer(missing=(phrase("statement", "unsigned"),))
    if claim.where is None:
        return _Answer(missing=(phrase("statement", "no_place"),))
    missing = (phrase("statement", "partly"),) if claim.status == "partly" else ()
    return _Answer((claim.where,), missing)


def _distinct(names: Iterable[Names]) -> tuple[Names, ...]:
    return tuple({one.zh_hant: one for one in names}.values())


@dataclass(frozen=True)
class _Figures:
    """What is printed and held, asked for by the words of a disclosure."""

    registry: Mapping[str, Kpi]
    printed: Sequence[PrintedTable]
    held: Container[Key]
    year: int
    not_estimated: Collection[Key] = ()

    def shown(self, item: Disclosure) -> list[_Answer]:
        """What the edition shows of a disclosure besides figures: restated ones by the notes of the table."""
        if item.shown_by != "restatements":
            return []
        places = tuple(
            phrase("shown", "in_notes", table=table.names)
            for table in self.printed
            if any(cell.restated for cells in table.cells.values() for cell in cells)
        )
        return [_Answer(places)] if places else []

    def answer(self, ask: Ask) -> _Answer:
        if ask.any_of is not None:
            return self._any_of([self.answer(one) for one in ask.any_of])
        if ask.what is not None:
            return _Answer(missing=(phrase("lacking", "not_held", what=ask.what),))
        kpi = self.registry[ask.kpi or ""]
        parts = [self._breakdown(kpi, dimension, ask) for dimension in ask.dimensions]
        return _Answer(
            tuple(place for one in parts for place in one.places),
            tuple(lack for one in parts for lack in one.missing),
        )

    @staticmethod
    def _any_of(answers: Sequence[_Answer]) -> _Answer:
        for one in answers:
            if not one.missing:
                return one
        places = tuple(place for one in answers for place in one.places)
        return _Answer(places, (joined([lack for one in answers for lack in one.missing], "or"),))

    def _breakdown(self, kpi: Kpi, dimension: str, ask: Ask) -> _Answer:
        """A figure or the members of its breakdown: where they are printed, and why those that are not are not."""
        every = [Key(kpi.id, *one) for one in kpi.members() if one[0] == dimension]
        members = [key for key in every if not ask.members or key.member in ask.members]
        lacks: dict[str, list[Key]] = {}
        places: list[Names] = []
        missing: list[Names] = []
        for key in members:
            table = next((one for one in self.printed if key in one.cells), None)
            why = self._lack(key, table)
            if why is not None:
                lacks.setdefault(why, []).append(key)
            elif table is not None:
                places.append(table.names)
                missing += self._left_out(kpi, key)
        missing += [
            phrase("lacking", why, what=_called(kpi, dimension, keys, of=len(every)))
            for why, keys in lacks.items()
        ]
        if not lacks and ask.years > 1:
            missing += self._years_before(kpi, dimension, members, ask.years)
        return _Answer(tuple(places), tuple(missing))

    def _lack(self, key: Key, table: PrintedTable | None) -> str | None:
        if table is None:
            return "not_printed" if key in self.held else "no_value"
        return _why_silent(table.cells[key], self.year)

    def _left_out(self, kpi: Kpi, key: Key) -> Iterator[Names]:
        """The parts of a sum that occur and are not estimated, so that they are not in it."""
        if key.dimension != TOTAL:
            return
        for dimension in kpi.breakdowns:
            every = [Key(kpi.id, *one) for one in kpi.members() if one[0] == dimension]
            parts = [one for one in every if one in self.not_estimated]
            if parts:
                yield phrase("lacking", "not_estimated", what=_called(kpi, dimension, parts, of=len(every)))

    def _years_before(self, kpi: Kpi, dimension: str, members: Sequence[Key], years: int) -> Iterator[Names]:
        """The earlier years that are asked for and not printed with every member."""
        silent = [
            str(year)
            for year in range(self.year - years + 1, self.year)
            for cells in [
                [table.cells[key] for table in self.printed if key in table.cells] for key in members
            ]
            if all(_why_silent(one, year) for one in cells)
        ]
        if silent:
            listed = [Names.of(one) for one in dict.fromkeys(silent)]
            what = _called(kpi, dimension, members, of=len(members))
            yield phrase("lacking", "not_printed_before", what=what, years=joined(listed, "list"))


def _why_silent(cells: Sequence[Cell], year: int) -> str | None:
    """Why the cell of a year says nothing; None for a number, for NO (not occurring) and IE (included elsewhere)."""
    digits = next((cell.digits for cell in cells if cell.year == year), "")
    if digits == SUPPRESSED:
        return "kept_back"
    if digits == NOTATION_KEYS["not_estimated"]:
        return "not_estimated"
    return "dash" if digits in ("", MISSING) else None


def _called(kpi: Kpi, dimension: str, keys: Sequence[Key], of: int) -> Names:
    """A figure or a breakdown by its name; its members too where only some of them are meant."""
    if dimension == TOTAL:
        return kpi.names
    breakdown = kpi.breakdowns[dimension]
    if len(keys) == of:
        return breakdown.names
    members = joined([breakdown.members[key.member] for key in keys], "list")
    return phrase("lacking", "members", kpi=breakdown.names, members=members)
