"""Footnotes that rules write, from what the year's figures show. Their texts are in `seeds/appendix/written_notes.yml`.

Notes that people write are in the company's register; one that says so replaces a rule's note at its figure.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache

import duckdb

from dagster_project.company import Company, Names, Strict, joined
from dagster_project.figures.numbers import exact_value, plain
from dagster_project.figures.values import Key, KpiValue, not_estimated
from dagster_project.project import SEEDS_DIR
from dagster_project.publish.movement import ARROW, Movement
from dagster_project.publish.registers import Note
from dagster_project.registry.kpis import TOTAL, Kpi, Method
from dagster_project.yaml_text import load_yaml

TEXTS = SEEDS_DIR / "appendix" / "written_notes.yml"
FACTORS = SEEDS_DIR / "reference" / "emission_factors.csv"
DEFAULT_GRID = "default"
NEW, ASSESSED = Key("new_suppliers", TOTAL, TOTAL), Key("suppliers_assessed", TOTAL, TOTAL)

ASSESSED_BEFORE = """
select count(distinct suppliers.registration_no)
from core.fct_suppliers as suppliers
inner join intermediate.int_supplier_assessments__screened as assessments
    on suppliers.registration_no = assessments.registration_no
cross join registry.reporting_year as year
where suppliers.is_new and assessments.exclusion_rule = 'outside_reporting_year'
    and assessments.assessed_on < year.starts_on
"""

GRIDS_IN_USE = f"""
select distinct coalesce(sites.grid, '{DEFAULT_GRID}') as grid
from core.fct_energy as energy
left join core.dim_site as sites on energy.site_code = sites.site_code
where energy.kwh <> 0
order by grid
"""


class Rule(Strict):
    """What a rule writes; words in braces are filled in."""

    text: Names


class SmallBase(Rule):
    """A rate that should be low, of at least so many per cent, whose base is less than a part of all people."""

    least_percent: Decimal
    largest_part: Decimal


class Rules(Strict):
    """Every rule that writes footnotes."""

    small_base: SmallBase
    changed_scale: Rule
    changed_method: Rule
    changed_factor: Rule
    left_out: Rule
    assessed_before: Rule


@dataclass(frozen=True)
class Seen:
    """What the rules look at.

    Attributes:
        values: the figures of the year that are printed, `held` all that there are, printed or not.
        movements: each line of the table beside the year before.
        assessed_before: new suppliers of the year that were assessed in an earlier one.
        grids: those whose electricity was used in the year.
    """

    registry: Mapping[str, Kpi]
    company: Company
    year: int
    values: Sequence[KpiValue]
    movements: Sequence[Movement]
    assessed_before: int
    held: Sequence[KpiValue] = ()
    grids: Collection[str] = ()


def grids_in_use(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The grids whose electricity was used in the year; a site without one takes the default."""
    return [grid for (grid,) in connection.execute(GRIDS_IN_USE).fetchall()]


@cache
def load_rules() -> Rules:
    """The rules with their texts and thresholds."""
    return Rules.model_validate(load_yaml(TEXTS.read_text(encoding="utf-8")))


def assessed_before(connection: duckdb.DuckDBPyConnection) -> int:
    """How many of the year's new suppliers were assessed at admission in an earlier year."""
    found = connection.execute(ASSESSED_BEFORE).fetchone()
    return found[0] if found else 0


def written_notes(seen: Seen, by_people: Iterable[Note] = ()) -> list[Note]:
    """The footnotes of the rules, without those that a person's note replaces at the same figure.

    One text is one note, however many figures carry it.
    """
    rules = load_rules()
    replaced = {(note.replaces, note.key) for note in by_people if note.year == seen.year}
    written = [
        *_small_bases(seen, rules.small_base),
        *_changes(seen, rules),
        *_changed_factors(seen, rules.changed_factor),
        *_left_out(seen, rules.left_out),
        *_assessed_before(seen, rules.assessed_before),
    ]
    numbers: dict[tuple[str, Names], int] = {}
    notes = []
    for rule, key, text in written:
        if (rule, key) in replaced:
            continue
        number = numbers.setdefault((rule, text), 1 + sum(known == rule for known, _ in numbers))
        notes.append(Note(f"{rule}-{number}", key, seen.year, text, written_by=rule))
    return notes


Written = tuple[str, Key, Names]


def _small_bases(seen: Seen, rule: SmallBase) -> Iterator[Written]:
    whole: dict[tuple[str, str], Decimal] = {}
    for value in seen.values:
        breakdown = (value.kpi_id, value.dimension)
        whole[breakdown] = whole.get(breakdown, Decimal(0)) + (value.denominator or 0)
    for value in seen.values:
        kpi = seen.registry[value.kpi_id]
        rate = exact_value(value, kpi)
        parts_of_people = kpi.people is not None and (kpi.people.by_method or kpi.people.part)
        is_high_rate = parts_of_people and kpi.direction == "lower_is_better"
        if rate is None or value.denominator is None or not is_high_rate or value.dimension == TOTAL:
            continue
        part = Fraction(value.denominator) / Fraction(whole[value.kpi_id, value.dimension])
        if rate >= rule.least_percent and part < rule.largest_part:
            yield "small_base", value.key, rule.text


def _changes(seen: Seen, rules: Rules) -> Iterator[Written]:
    for movement in seen.movements:
        if movement.rescaled:
            before, now = movement.rescaled.split(ARROW)
            yield "changed_scale", movement.key, rules.changed_scale.text.filled(before=before, now=now)
        if movement.method:
            before, now = (_method(seen, movement.key, one) for one in movement.method.split(ARROW))
            yield "changed_method", movement.key, rules.changed_method.text.filled(before=before, now=now)


def _method(seen: Seen, key: Key, method_id: str) -> Names:
    offered: list[Method] = seen.registry[key.kpi_id].methods
    known = next((method.names for method in offered if method.id == method_id), None)
    return known or Names.of(method_id)


def _changed_factors(seen: Seen, rule: Rule) -> Iterator[Written]:
    for value in seen.values:
        kind = seen.registry[value.kpi_id].uses_grid_factors
        if not kind or value.dimension != TOTAL:
            continue
        changes = _factor_changes(_chosen_factors(seen.company, kind), seen.year, seen.grids)
        if changes:
            listed = joined(map(Names.of, changes), "clauses")
            yield "changed_factor", value.key, rule.text.filled(changes=listed)


def _chosen_factors(company: Company, kind: str) -> Mapping[int, Mapping[str, str]]:
    return company.regional_factors if kind == "regional" else company.factors


def _factor_changes(chosen: Mapping[int, Mapping[str, str]], year: int, grids: Iterable[str]) -> list[str]:
    """Where the factor of one of the grids has another value than in the year before, such as `0.581 → 0.5703`."""
    before, now = chosen.get(year - 1), chosen.get(year)
    if not before or not now:
        return []
    values = _factor_values()
    pairs = (
        (
            values.get(before.get(grid, before.get(DEFAULT_GRID, ""))),
            values.get(now.get(grid, now.get(DEFAULT_GRID, ""))),
        )
        for grid in sorted(grids, key=lambda grid: (grid in before or grid in now, grid))
    )
    return list(dict.fromkeys(f"{old}{ARROW}{new}" for old, new in pairs if old and new and old != new))


@cache
def _factor_values() -> dict[str, str]:
    with FACTORS.open(encoding="utf-8", newline="") as file:
        return {row["factor_id"]: plain(Decimal(row["value"])) for row in csv.DictReader(file)}


def _left_out(seen: Seen, rule: Rule) -> Iterator[Written]:
    for value in seen.values:
        breakdowns = seen.registry[value.kpi_id].breakdowns
        members = [
            breakdowns[one.dimension].members[one.member]
            for one in not_estimated(seen.held)
            if one.kpi_id == value.kpi_id
        ]
        if value.dimension == TOTAL and value.status == "computed" and members:
            yield "left_out", value.key, rule.text.filled(members=joined(members, "list"))


def _assessed_before(seen: Seen, rule: Rule) -> Iterator[Written]:
    printed = {value.key for value in seen.values}
    if seen.assessed_before and {NEW, ASSESSED} <= printed:
        text = rule.text.filled(count=f"{seen.assessed_before:,}")
        yield "assessed_before", NEW, text
        yield "assessed_before", ASSESSED, text
