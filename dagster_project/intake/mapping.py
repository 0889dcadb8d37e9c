"""How a company's own files say what a contract asks for: mappings and their loader. No data is read here.

A mapping may rename, set constants, map values, units and date order, unpivot, exclude rows by a named
rule, and feed several contracts from one file; nothing more.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field, ValidationError, field_validator, model_validator

from dagster_project.company import Identifier, Strict, describe_faults
from dagster_project.intake.cells import CellFault, CellReader, DateOrder
from dagster_project.intake.errors import Fault, IntakeError
from dagster_project.registry.contracts import Contract
from dagster_project.yaml_text import load_yaml

MAPPINGS_FOLDER = "mappings"
Folder = Literal["raw", "registers", "published"]


class FirstOf(Strict):
    """The first of these headings whose cell is filled, row by row."""

    first_of: list[str] = Field(min_length=2)


class Only(Strict):
    """Rows whose cell under a heading equals none of these are excluded by the named rule."""

    column: str
    equals: list[str] = Field(min_length=1)
    rule: Identifier
    reason: str = Field(min_length=1)


class MonthPeriod(Strict):
    """The contract columns for the period of an unpivoted month: the day before it, and its last day."""

    day_before: Identifier
    last_day: Identifier


class Unpivot(Strict):
    """One row for each filled cell under these headings.

    Attributes:
        headings: each heading as the file has it (a date that Excel made of it as `2025-04-24`), with what
            it means: a month as `2024-04`, or a value of the contract.
        name_to: contract column, or columns, that take what the heading means.
        value_to: contract column that takes the cell.
        month_period: contract columns that take the period of a month; headings must then mean months.
    """

    headings: dict[str, str] = Field(min_length=1)
    name_to: list[Identifier]
    value_to: Identifier
    month_period: MonthPeriod | None = None

    @field_validator("name_to", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value

    @model_validator(mode="after")
    def _months(self) -> Unpivot:
        if self.month_period:
            wrong = [
                value for value in self.headings.values() if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", value)
            ]
            if wrong:
                raise ValueError(f"month_period needs months such as 2024-04, found {', '.join(wrong)}")
        return self

    @property
    def targets(self) -> list[str]:
        """Contract columns that the unpivoting fills."""
        period = [self.month_period.day_before, self.month_period.last_day] if self.month_period else []
        return [*self.name_to, self.value_to, *period]


class Feed(Strict):
    """How one file feeds one contract.

    Attributes:
        sheets: names or patterns of the sheets to read; without it every filled sheet must hold the table.
        columns: contract columns whose heading is no alias of the contract.
        constants: contract columns that every row has the same value in.
        values: by contract column, the company's codes and what they mean; an empty meaning is missing.
        units: constants of unit columns, and of durations the unit of bare numbers (min or h).
        date_order: of dates that do not begin with the year.
        only: rows that count; the others are excluded by a named rule.
        ends_with_total: each table ends with a total or a count of its rows; without it the file was cut off.
    """

    contract: Identifier
    sheets: list[str] | None = None
    columns: dict[Identifier, str | FirstOf] = Field(default_factory=dict)
    constants: dict[Identifier, str] = Field(default_factory=dict)
    values: dict[Identifier, dict[str, str]] = Field(default_factory=dict)
    units: dict[Identifier, str] = Field(default_factory=dict)
    date_order: DateOrder = "ymd"
    only: list[Only] = Field(default_factory=list)
    unpivot: Unpivot | None = None
    ends_with_total: bool = False

    @field_validator("only", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return [value] if isinstance(value, dict) else value

    def columns_named(self) -> Iterator[str]:
        """Every contract column that the feed speaks of."""
        yield from [*self.columns, *self.constants, *self.values, *self.units]
        yield from self.unpivot.targets if self.unpivot else []

    def all_constants(self, contract: Contract) -> dict[str, str]:
        """Constants, with the units that are columns of their own."""
        return self.constants | {
            name: unit for name, unit in self.units.items() if contract.columns[name].type != "duration"
        }


class Mapping(Strict):
    """One mapping file: a pattern of files and the contracts that they feed.

    Attributes:
        file: pattern below the folder of `from`; `*` within one folder, `**/` over several.
        years: reporting years in which it holds; empty for all.
    """

    file: str
    from_: Folder = Field(default="raw", alias="from")
    years: list[int] = Field(default_factory=list)
    feeds: list[Feed] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_contract_once(self) -> Mapping:
        names = [feed.contract for feed in self.feeds]
        repeated = sorted({name for name in names if names.count(name) > 1})
        if repeated:
            raise ValueError(f"feeds {', '.join(repeated)} more than once")
        return self

    def matches(self, path: str) -> bool:
        """Whether a path relative to the mapping's folder is one of its files; case does not matter."""
        return _matches(_comparable(self.file), _comparable(path))


@dataclass(frozen=True)
class NamedMapping:
    """A mapping with the path of its file in the company folder."""

    name: str
    rules: Mapping


def _comparable(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def _matches(pattern: str, path: str) -> bool:
    """Part by part, by which places of the path may be reached: a regular expression would try every way there."""
    reached = {0}
    for part in re.split(r"(\*\*/|\*|\?)", pattern):
        reached = set(_reached(part, path, reached))
    return len(path) in reached


def _reached(part: str, path: str, begins: set[int]) -> Iterator[int]:
    if part == "**/":
        first = min(begins, default=len(path))
        yield from begins
        yield from (at + 1 for at in range(first, len(path)) if path[at] == "/")
    elif part == "*":
        is_within = False
        for at in range(len(path) + 1):
            is_within = at in begins or (is_within and path[at - 1] != "/")
            if is_within:
                yield at
    elif part == "?":
        yield from (at + 1 for at in begins if at < len(path) and path[at] != "/")
    else:
        yield from (at + len(part) for at in begins if path.startswith(part, at))


def load_mappings(company_dir: Path, contracts: MappingOf[str, Contract]) -> list[NamedMapping]:
    """Every mapping of a company folder, checked against the contracts, in order of file name.

    Raises:
        IntakeError: unreadable YAML, unknown keys, contracts or columns, constants that their column refuses;
            all faults at once.
    """
    mappings: list[NamedMapping] = []
    faults: list[Fault] = []
    for path in sorted((company_dir / MAPPINGS_FOLDER).rglob("*.yml")):
        name = path.relative_to(company_dir).as_posix()
        try:
            rules = Mapping.model_validate(load_yaml(path.read_text(encoding="utf-8")))
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            faults.append(_mapping_fault(name, f"no valid YAML: {error}", "YAML in UTF-8"))
        except ValidationError as error:
            faults.append(_mapping_fault(name, "\n" + describe_faults(error), "the keys that mappings have"))
        else:
            faults += _against_contracts(name, rules, contracts)
            mappings.append(NamedMapping(name, rules))
    if faults:
        raise IntakeError(faults)
    return mappings


def _mapping_fault(name: str, found: str, expected: str, column: str | None = None) -> Fault:
    return Fault(name, found, expected, "Correct the mapping", column=column)


def _against_contracts(name: str, rules: Mapping, contracts: MappingOf[str, Contract]) -> Iterator[Fault]:
    for feed in rules.feeds:
        contract = contracts.get(feed.contract)
        if contract is None:
            yield _mapping_fault(name, f"contract {feed.contract}", f"one of {', '.join(contracts)}")
            continue
        unknown = sorted({column for column in feed.columns_named() if column not in contract.columns})
        for column in unknown:
            expected = f"a column of {contract.id}: {', '.join(contract.columns)}"
            yield _mapping_fault(name, f"column {column}", expected, column)
        if not unknown:
            yield from _values_refused(name, feed, contract)


def _values_refused(name: str, feed: Feed, contract: Contract) -> Iterator[Fault]:
    """Constants and mapped values that the column itself would refuse."""
    constants = [(column, value) for column, value in feed.all_constants(contract).items()]
    meanings = [(column, value) for column, codes in feed.values.items() for value in codes.values() if value]
    for column, value in constants + meanings:
        cell = CellReader(contract.columns[column]).read(value)
        if isinstance(cell, CellFault):
            yield _mapping_fault(name, repr(value), cell.expected, column)
    for column, unit in feed.units.items():
        if contract.columns[column].type == "duration" and unit not in ("min", "h"):
            yield _mapping_fault(name, repr(unit), "min or h", column)
