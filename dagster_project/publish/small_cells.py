"""Figures of few people: which they are, and what has to be hidden with them. No file format, no warehouse.

The threshold rule of statistical disclosure control, applied to numerators, to denominators and to the people
whom a numerator leaves out (47 of 48 exposes one), then complementary suppression: more figures are hidden
until no small number follows from what is left. What follows is worked out in `attack`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any, Literal, NamedTuple

from dagster_project.company import Company, SmallCells
from dagster_project.figures.numbers import SUPPRESSED, exact_value, parse_printed, round_half_up
from dagster_project.figures.values import Key, KpiValue
from dagster_project.publish.attack import Bounds, ContradictionError, Knowledge, Known, Terms, exactly
from dagster_project.publish.lines import Line
from dagster_project.publish.registers import PublishedFigure
from dagster_project.registry.kpis import BREAKDOWN_OF, TOTAL, Kpi

CLOSING, OPENING = "closing", "opening"
TELLING = ("value", "is_exact", "printed", "numerator", "denominator", "scale", "rows")
WHY_SUPPRESSED = "Too few people, or it would give away a figure of too few people"

Part = Literal["numerator", "denominator", "complement", "rows", "last year"]


class Quantity(NamedTuple):
    """A number that printed figures are made of: a group of people, or a KPI's own amount, and a member."""

    of: str
    dimension: str
    member: str


@dataclass(frozen=True)
class SmallCell:
    """Few people in a part of a figure.

    Attributes:
        part: where they are: `complement` are those whom the numerator leaves out, `rows` those whom each row
            is of, `last year` people whom last year's report hid and this year's figure counts again.
        people: how many they are.
        of: among how many, for a complement.
        terms: the number that must not follow from what is printed.
        margin: how far apart the bounds of that number have to stay.
    """

    key: Key
    part: Part
    people: Fraction
    of: Fraction | None
    terms: Terms
    margin: Fraction

    def __str__(self) -> str:
        among = "" if self.of is None else f" of {_plain(self.of)}"
        return f"{self.part} {_plain(self.people)}{among}"

    @property
    def is_counted(self) -> bool:
        """The number is of people and whole, so that its bounds may be rounded inwards."""
        return all(weight.denominator == 1 for weight in self.terms.values())


@dataclass(frozen=True)
class Protection:
    """What becomes of a year's figures of few people; nothing is hidden by default.

    Attributes:
        cells: every small cell.
        suppressed: the figures that no public file shows.
        public: figures that an earlier version of the year's report printed as they are: hiding is too late.
    """

    rule: SmallCells = field(default_factory=SmallCells)
    cells: tuple[SmallCell, ...] = ()
    suppressed: frozenset[Key] = frozenset()
    public: frozenset[Key] = frozenset()

    def masked(self, values: Iterable[KpiValue], registry: Mapping[str, Kpi]) -> list[KpiValue]:
        """The values as the public may see them; masking twice changes nothing.

        Where anything is suppressed, no figure of people says how many rows it is made of: rows count people.
        """
        return [self._masked(value, registry[value.kpi_id]) for value in values]

    def _masked(self, value: KpiValue, kpi: Kpi) -> KpiValue:
        if value.key in self.suppressed:
            return replace(
                value,
                numerator=None,
                denominator=None,
                scale=None,
                row_count=None,
                status="suppressed",
                reason=WHY_SUPPRESSED,
            )
        return replace(value, row_count=None) if self.suppressed and kpi.people else value


def protect(
    registry: Mapping[str, Kpi],
    company: Company,
    year: int,
    values: Sequence[KpiValue],
    published: Sequence[PublishedFigure] = (),
    public: Iterable[Key] = (),
    printed: Set[Key] | None = None,
) -> Protection:
    """Find the year's small cells and, if the company chose so, what to hide.

    Args:
        published: figures of reports; last year's count, and those of this year if it was published before.
        public: figures of the year that were printed before; they are not hidden, and give others away.
        printed: the figures that the report prints, all of them if none are given. One that it does not print is
            hidden from the start, and protected like the others: it may follow from those that are printed.
    """
    rule = company.small_cells_of(year)
    model = _Model(registry, company, year, values, published)
    cells = tuple(model.cells(rule.below))
    printed_before = frozenset(public)
    unprinted = frozenset(model.figures.keys() - (model.figures.keys() if printed is None else printed))
    if rule.action != "suppress":
        shown = tuple(cell for cell in cells if cell.key not in unprinted)
        return Protection(rule, shown, public=printed_before)
    hidden = _suppressed(model, cells, printed_before, unprinted)
    return Protection(rule, cells, hidden, printed_before)


def worked_out(
    registry: Mapping[str, Kpi],
    company: Company,
    year: int,
    values: Sequence[KpiValue],
    rows: Iterable[Mapping[str, Any]],
    protection: Protection,
    published: Sequence[PublishedFigure] = (),
) -> list[tuple[SmallCell, Bounds | None]]:
    """The protected small cells that a reader of the published rows can still tell, with their bounds.

    A reader knows every part that a row shows, the rounding of every figure that it prints, last year's report,
    and that members add up. The bounds are None where the rows contradict each other.

    Args:
        values: of the year, nothing hidden: they say which sums hold.
        rows: as `figures.figure_rows` gives them.
    """
    model = _Model(registry, company, year, values, published)
    told = [one for row in rows for one in model.known_from(_shown_in(row))]
    known = _knowledge([*model.relations, *told])
    protected = [cell for cell in protection.cells if _is_protected(cell, protection)]
    found = [(cell, _bounds(cell, known)) for cell in protected]
    return [(cell, limits) for cell, limits in found if limits is None or _is_narrow(cell, limits)]


@dataclass(frozen=True)
class AssessedFigure:
    """A figure of few people, or one that is hidden because it would give such a figure away.

    Attributes:
        found: where the few people are, None for a figure that is only hidden with others.
        outcome: what became of it; `already_public` was to be hidden, but an earlier version had printed it.
        shown: what public files show of a hidden figure; anything but None is a fault.
        worked_out: the bounds that a reader can find where they are too close.
        worked_out_before: the same where what was printed earlier suffices for it.
        notes: ids of the notes that stand at a hidden figure and may tell what it hides.
    """

    key: Key
    found: str | None
    outcome: Literal["printed", "ignored", "already_public", "suppressed"]
    shown: str | None = None
    worked_out: str | None = None
    worked_out_before: str | None = None
    notes: str | None = None


def assess(
    registry: Mapping[str, Kpi],
    company: Company,
    year: int,
    values: Sequence[KpiValue],
    rows: Sequence[Mapping[str, Any]],
    lines: Sequence[Line],
    protection: Protection,
    published: Sequence[PublishedFigure] = (),
) -> list[AssessedFigure]:
    """What became of every figure of few people, judged by what the public rows and lines show.

    Args:
        values: of the year, nothing hidden.
        rows: of the public files for machines.
        lines: of the public appendix.
    """
    told = _by_key(worked_out(registry, company, year, values, rows, protection, published))
    before = told_by_public_figures(registry, company, year, values, protection, published)
    told_before = {cell.key for cell in before}
    found: dict[Key, list[str]] = {}
    for cell in protection.cells:
        found.setdefault(cell.key, []).append(str(cell))
    shown = _shown_of(rows, lines)
    notes = {line.key: " ".join(note.note_id for note in line.current.notes) for line in lines}
    return [
        AssessedFigure(
            key,
            ", ".join(dict.fromkeys(found[key])) if key in found else None,
            _outcome(key, protection),
            shown.get(key) if key in protection.suppressed else None,
            None if key in told_before else told.get(key),
            told.get(key) if key in told_before else None,
            notes.get(key) or None if key in protection.suppressed else None,
        )
        for key in sorted(found.keys() | protection.suppressed)
    ]


def _outcome(
    key: Key, protection: Protection
) -> Literal["printed", "ignored", "already_public", "suppressed"]:
    if protection.rule.action == "ignore":
        return "ignored"
    if key in protection.suppressed:
        return "suppressed"
    return (
        "already_public" if protection.rule.action == "suppress" and key in protection.public else "printed"
    )


def _by_key(told: Iterable[tuple[SmallCell, Bounds | None]]) -> dict[Key, str]:
    said: dict[Key, list[str]] = {}
    for cell, limits in told:
        said.setdefault(cell.key, []).append(f"{cell.part} {_between(cell, limits)}")
    return {key: ", ".join(dict.fromkeys(parts)) for key, parts in said.items()}


def _between(cell: SmallCell, limits: Bounds | None) -> str:
    if limits is None or limits.least is None or limits.most is None:
        return "in figures that contradict each other"
    if cell.is_counted:
        return f"between {ceil(limits.least)} and {floor(limits.most)}"
    return f"between {_plain(limits.least)} and {_plain(limits.most)}"


def _shown_of(rows: Sequence[Mapping[str, Any]], lines: Sequence[Line]) -> dict[Key, str]:
    """What is there to be seen of each figure, in rows for machines and in the appendix."""
    seen: dict[Key, list[str]] = {}
    for row in rows:
        parts = [f"{name} {row[name]}" for name in TELLING if row[name] is not None]
        seen.setdefault(Key(row["kpi"], row["dimension"], row["member"]), []).extend(parts)
    for line in lines:
        if line.current.digits != SUPPRESSED:
            seen.setdefault(line.key, []).append(f"printed {line.current.digits}")
    return {key: ", ".join(parts) for key, parts in seen.items() if parts}


def told_by_public_figures(
    registry: Mapping[str, Kpi],
    company: Company,
    year: int,
    values: Sequence[KpiValue],
    protection: Protection,
    published: Sequence[PublishedFigure] = (),
) -> list[SmallCell]:
    """The small cells that what was printed before gives away, whatever is hidden now."""
    model = _Model(registry, company, year, values, published)
    known = model.known({key for key in model.figures if key not in protection.public})
    protected = [cell for cell in protection.cells if _is_protected(cell, protection)]
    return [cell for cell in protected if _is_exposed(cell, known)]


def _is_protected(cell: SmallCell, protection: Protection) -> bool:
    if protection.rule.action != "suppress":
        return False
    return cell.key in protection.suppressed or cell.key not in protection.public


class _Shown(NamedTuple):
    """What a reader sees of a figure: its parts, or no more than its rounding."""

    key: Key
    numerator: Fraction | None
    denominator: Fraction | None
    printed: Decimal | None = None
    decimals: int = 0


def _shown_in(row: Mapping[str, Any]) -> _Shown:
    key = Key(row["kpi"], row["dimension"], row["member"])
    printed = None if row["printed"] is None else parse_printed(row["printed"])
    return _Shown(
        key,
        _fraction(row["numerator"]),
        _fraction(row["denominator"]),
        printed.number if printed else None,
        printed.decimals if printed else 0,
    )


def _fraction(number: Decimal | None) -> Fraction | None:
    return None if number is None else Fraction(number)


def _plain(number: Fraction) -> str:
    return f"{Decimal(number.numerator) / Decimal(number.denominator):f}"


class _Model:
    """The figures of a year that have to do with people, as sums of unknown quantities."""

    def __init__(
        self,
        registry: Mapping[str, Kpi],
        company: Company,
        year: int,
        values: Sequence[KpiValue],
        published: Sequence[PublishedFigure],
    ) -> None:
        self.registry, self.company, self.year = registry, company, year
        self.figures = {
            value.key: value
            for value in values
            if registry[value.kpi_id].people and value.status in ("computed", "no_denominator")
        }
        last_year = [figure for figure in published if figure.year == year - 1]
        self.truth = self._truth()
        self.relations = [*self._sums(), *self._same(), *self._parts(), *self._carried(last_year)]
        self.relations += self._rounded_before([figure for figure in published if figure.year == year])
        self.hidden_last_year = [figure.key for figure in last_year if figure.printed.strip() == SUPPRESSED]

    def sides(self, key: Key) -> tuple[Terms, Terms]:
        """What a figure's numerator and denominator are sums of; a count has an empty denominator."""
        kpi = self.registry[key.kpi_id]
        place = key.dimension, key.member
        people = kpi.people
        if people and people.by_method:
            sides: dict[str, dict[Quantity, Fraction]] = {"numerator": {}, "denominator": {}}
            for one in kpi.chosen_method(self.company, self.year).components:
                sides[one.role][Quantity(one.component, *place)] = Fraction(one.weight)
            return sides["numerator"], sides["denominator"]
        above = (people.numerator if people else None) or kpi.id
        below = people.denominator if people else None
        return (
            {Quantity(above, *place): Fraction(1)},
            {Quantity(below, *place): Fraction(1)} if below else {},
        )

    def counts_people(self, key: Key) -> bool:
        """Whether a figure's numerator counts people."""
        people = self.registry[key.kpi_id].people
        return people is not None and (people.by_method or people.numerator is not None)

    def is_part(self, key: Key) -> bool:
        """Whether the people of a figure's numerator are among those of its denominator."""
        people = self.registry[key.kpi_id].people
        above, below = self.sides(key)
        if people is None or not people.by_method:
            return people is not None and people.part
        return all(below.get(name, 0) >= weight for name, weight in above.items())

    def cells(self, threshold: int) -> Iterator[SmallCell]:
        """Every part of a figure in which there are people, but fewer than the threshold."""
        few = Fraction(threshold)
        for key, value in sorted(self.figures.items()):
            above, below = self.sides(key)
            numerator, denominator = Fraction(value.numerator or 0), Fraction(value.denominator or 0)
            amount = max(numerator, Fraction(1))
            if self.counts_people(key) and 0 < numerator < few:
                yield SmallCell(key, "numerator", numerator, None, above, few)
            if below and 0 < denominator < few:
                yield SmallCell(key, "denominator", denominator, None, below, few)
                if not self.counts_people(key):
                    yield SmallCell(key, "denominator", denominator, None, above, amount)
            left_out = denominator - numerator
            if self.is_part(key) and 0 < left_out < few:
                yield SmallCell(key, "complement", left_out, denominator, _less(below, above), few)
            people = self.registry[key.kpi_id].people
            if people and people.rows and 0 < (value.row_count or 0) < threshold:
                yield SmallCell(key, "rows", Fraction(value.row_count or 0), None, above, amount)
        yield from self._cells_of_last_year(few)

    def _cells_of_last_year(self, few: Fraction) -> Iterator[SmallCell]:
        """What last year's report hid and the opening headcount of this year's figures would tell."""
        hidden = {(key.dimension, key.member) for key in self.hidden_last_year if self._is_closing(key)}
        for key in sorted(self.figures):
            opening = Quantity(OPENING, key.dimension, key.member)
            concerned = (key.dimension, key.member) in hidden and any(
                opening in side for side in self.sides(key)
            )
            if concerned and opening in self.truth:
                yield SmallCell(key, "last year", self.truth[opening], None, {opening: Fraction(1)}, few)

    def known(self, hidden: Iterable[Key]) -> Knowledge | None:
        """What a reader knows who sees every figure but the hidden ones."""
        left_out = set(hidden)
        known = list(self.relations)
        for key, value in self.figures.items():
            if key not in left_out:
                known += self.known_from(
                    _Shown(key, Fraction(value.numerator or 0), Fraction(value.denominator or 0))
                )
        return _knowledge(known)

    def known_from(self, shown: _Shown) -> Iterator[Known]:
        """What one figure tells: the parts that it shows, else the interval that its rounding leaves."""
        if shown.key not in self.figures:
            return
        above, below = self.sides(shown.key)
        if shown.numerator is not None:
            yield exactly(above, shown.numerator)
        if below and shown.denominator is not None:
            yield exactly(below, shown.denominator)
        if shown.numerator is None and shown.printed is not None:
            yield from self._rounded(shown, above, below)

    def _rounded(self, shown: _Shown, above: Terms, below: Terms) -> Iterator[Known]:
        kpi = self.registry[shown.key.kpi_id]
        half = Fraction(1, 2 * 10**shown.decimals)
        least, most = (
            (Fraction(shown.printed or 0) + sign * half) * kpi.divisor / kpi.multiplier for sign in (-1, 1)
        )
        if not below:
            yield Known(above, least, most)
            return
        yield Known(_less(above, below, least), Fraction(0), None)
        yield Known(_less(above, below, most), None, Fraction(0))

    def _equations(self) -> Iterator[tuple[Terms, Fraction]]:
        for key, value in self.figures.items():
            above, below = self.sides(key)
            yield above, Fraction(value.numerator or 0)
            if below:
                yield below, Fraction(value.denominator or 0)

    def _truth(self) -> dict[Quantity, Fraction]:
        """The true quantities, as far as the figures tell them one after another."""
        truth: dict[Quantity, Fraction] = {}
        while True:
            before = len(truth)
            for terms, value in self._equations():
                unknown = [name for name in terms if name not in truth]
                if len(unknown) == 1:
                    rest = sum((terms[name] * truth[name] for name in terms if name in truth), Fraction(0))
                    truth[unknown[0]] = (value - rest) / terms[unknown[0]]
            if len(truth) == before:
                return truth

    def _sums(self) -> Iterator[Known]:
        """Members add up to the undivided number, whether that is printed or not, wherever they truly do."""
        members: dict[tuple[str, str], list[Quantity]] = {}
        for name in {name for terms, _ in self._equations() for name in terms}:
            if name.dimension != TOTAL:
                members.setdefault((name.of, name.dimension), []).append(name)
        totals = {name.of: value for name, value in self.truth.items() if name.dimension == TOTAL}
        for (group, _), names in sorted(members.items()):
            if all(name in self.truth for name in names):
                added = sum((self.truth[name] for name in names), Fraction(0))
                if totals.setdefault(group, added) == added:
                    total = Quantity(group, TOTAL, TOTAL)
                    yield exactly({**dict.fromkeys(names, Fraction(1)), total: Fraction(-1)}, Fraction(0))

    def _same(self) -> Iterator[Known]:
        """Women among all employees are the women of the headcount by gender, wherever they truly are."""
        for group, place in BREAKDOWN_OF.items():
            part, member = Quantity(group, TOTAL, TOTAL), Quantity(CLOSING, *place)
            if part in self.truth and self.truth[part] == self.truth.get(member):
                yield exactly({part: Fraction(1), member: Fraction(-1)}, Fraction(0))

    def _parts(self) -> Iterator[Known]:
        """Those whom a numerator counts are no more than those whom its denominator counts."""
        for key, value in self.figures.items():
            if self.is_part(key) and (value.numerator or 0) <= (value.denominator or 0):
                yield Known(_less(*self.sides(key)), None, Fraction(0))

    def _carried(self, last_year: Sequence[PublishedFigure]) -> Iterator[Known]:
        """Last year's closing headcount, as published, is this year's opening headcount where it truly is."""
        for figure in last_year:
            opening = Quantity(OPENING, figure.key.dimension, figure.key.member)
            number = _number(figure.printed)
            if self._is_closing(figure.key) and number is not None and self.truth.get(opening) == number:
                yield exactly({opening: Fraction(1)}, Fraction(number))

    def _rounded_before(self, this_year: Sequence[PublishedFigure]) -> Iterator[Known]:
        """The year's rates as its report printed them, rounded, where they are the same now."""
        for figure in this_year:
            value, number = self.figures.get(figure.key), _number(figure.printed)
            exact = None if value is None else exact_value(value, self.registry[figure.key.kpi_id])
            if exact is None or number is None:
                continue
            decimals = parse_printed(figure.printed).decimals
            if round_half_up(exact, decimals) == number:
                yield from self.known_from(_Shown(figure.key, None, None, number, decimals))

    def _is_closing(self, key: Key) -> bool:
        kpi = self.registry.get(key.kpi_id)
        return bool(kpi and kpi.is_additive and kpi.people and kpi.people.numerator == CLOSING)


def _less(terms: Terms, other: Terms, times: Fraction = Fraction(1)) -> Terms:
    """The first sum less the other one."""
    names = dict.fromkeys([*terms, *other])
    return {name: terms.get(name, Fraction(0)) - times * other.get(name, Fraction(0)) for name in names}


def _suppressed(
    model: _Model, cells: Sequence[SmallCell], public: frozenset[Key], unprinted: frozenset[Key]
) -> frozenset[Key]:
    """The figures of small cells, and as few others as keep every one of these cells from being told.

    Of a cell that what is public tells already, no more is told than that. What is not printed is hidden anyway.
    """
    primary = {cell.key for cell in cells} - public
    all_hidden = model.known(model.figures.keys() - public)
    protected = [_attainable(cell, all_hidden) for cell in cells if cell.key in primary]
    hidden = primary | unprinted
    while exposed := _first_exposed(protected, model.known(hidden)):
        more = _best_choice(model, exposed, hidden, public)
        if not more:
            break
        hidden |= more
    for key in sorted(hidden - primary - unprinted):
        if not _first_exposed(protected, model.known(hidden - {key})):
            hidden.discard(key)
    return frozenset(hidden - (unprinted - primary))


def _first_exposed(cells: Sequence[SmallCell], known: Knowledge | None) -> SmallCell | None:
    return next((cell for cell in cells if _is_exposed(cell, known)), None)


def _attainable(cell: SmallCell, all_hidden: Knowledge | None) -> SmallCell:
    """The cell with the margin that it has when everything is hidden that can be, if that is less."""
    limits = _bounds(cell, all_hidden)
    width = None if limits is None else _width(cell, limits)
    return cell if width is None else replace(cell, margin=min(cell.margin, width))


def _best_choice(model: _Model, cell: SmallCell, hidden: set[Key], public: frozenset[Key]) -> frozenset[Key]:
    """The cheapest figures that free a cell when they are hidden too, else those that widen its bounds most."""
    choices = _choices(model, cell, hidden, public)
    best: tuple[Fraction, frozenset[Key]] | None = None
    for choice in choices:
        limits = _bounds(cell, model.known(hidden | choice))
        if limits is not None and not _is_narrow(cell, limits):
            return choice
        width = None if limits is None else _width(cell, limits)
        if width is not None and (best is None or width > best[0]):
            best = width, choice
    return best[1] if best else frozenset()


def _choices(
    model: _Model, cell: SmallCell, hidden: set[Key], public: frozenset[Key]
) -> list[frozenset[Key]]:
    """For each quantity of the cell's groups the figures that it is in, those of its own breakdown first.

    Figures that the public knows cannot be hidden. Totals come last, since readers miss them most, and of
    members those of the fewest people come first.
    """
    groups = {name.of for name in cell.terms}
    dimensions = {name.dimension for name in cell.terms}
    touched: dict[Quantity, set[Key]] = {}
    for key in model.figures:
        if key not in hidden and key not in public:
            for side in model.sides(key):
                for name in side:
                    if name.of in groups:
                        touched.setdefault(name, set()).add(key)

    def cost(name: Quantity) -> tuple[Any, ...]:
        elsewhere = name.dimension not in dimensions
        return (
            name.dimension == TOTAL,
            elsewhere,
            len(touched[name]),
            model.truth.get(name, Fraction(0)),
            name,
        )

    ordered = sorted(touched, key=cost)
    return list(dict.fromkeys(frozenset(touched[name]) for name in ordered))


def _number(printed: str) -> Decimal | None:
    """The number of a printed cell, None also where it cannot be read; that is told where lines are made."""
    try:
        return parse_printed(printed).number
    except ValueError:
        return None


def _knowledge(known: Sequence[Known]) -> Knowledge | None:
    """What a reader knows, None where it contradicts itself."""
    try:
        return Knowledge(known)
    except ContradictionError:
        return None


def _is_exposed(cell: SmallCell, known: Knowledge | None) -> bool:
    limits = _bounds(cell, known)
    return limits is None or _is_narrow(cell, limits)


def _bounds(cell: SmallCell, known: Knowledge | None) -> Bounds | None:
    """What a reader can tell of a cell, None where the figures contradict each other."""
    try:
        return known.bounds(cell.terms) if known else None
    except ContradictionError:
        return None


def _is_narrow(cell: SmallCell, limits: Bounds) -> bool:
    width = _width(cell, limits)
    return width is not None and width < cell.margin


def _width(cell: SmallCell, limits: Bounds) -> Fraction | None:
    """How far apart the bounds of a cell are, None where it has no upper or no lower one."""
    if limits.least is None or limits.most is None:
        return None
    if cell.is_counted:
        return Fraction(floor(limits.most) - ceil(limits.least))
    return limits.most - limits.least


def printed_before(
    registry: Mapping[str, Kpi],
    values: Sequence[KpiValue],
    published: Sequence[PublishedFigure],
    released: Iterable[Mapping[str, Any]],
) -> set[Key]:
    """The figures that an earlier version of the same year's report told exactly as they are now.

    A rate in the register of published figures is none of them: its rounding tells less than its parts.

    Args:
        published: the register of published figures, of any year.
        released: rows of the released `figures.json` of the year, numbers as text.
    """
    now = {value.key: value for value in values}
    public = set()
    for figure in published:
        value = now.get(figure.key)
        if value is None or value.year != figure.year or _number(figure.printed) is None:
            continue
        kpi, printed = registry[value.kpi_id], parse_printed(figure.printed)
        exact = exact_value(value, kpi)
        if kpi.is_additive and exact is not None and round_half_up(exact, printed.decimals) == printed.number:
            public.add(figure.key)
    for row in released:
        key = Key(row["kpi"], row["dimension"], row["member"])
        value = now.get(key)
        if value and row["numerator"] is not None and Decimal(row["numerator"]) == value.numerator:
            public.add(key)
    return public
