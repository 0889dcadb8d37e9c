"""All that the parts of a pack read from: warehouse, edition for reviewers, gate report, ledger and registers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import duckdb

from dagster_project.company import Company, read_company
from dagster_project.figures.numbers import exact_value
from dagster_project.figures.values import Key, KpiValue, by_key, read_values
from dagster_project.gates.explanations import load_explanations
from dagster_project.gates.passed import required_suites
from dagster_project.inputs import draft_files
from dagster_project.lineage.figure_id import FigureId
from dagster_project.lineage.passport import topic_of
from dagster_project.pack.parts import Cell
from dagster_project.pack.registers import Registers, read_registers
from dagster_project.publish.document import Edition
from dagster_project.publish.draft import MANIFEST
from dagster_project.publish.edition import read_edition
from dagster_project.publish.lines import Line
from dagster_project.publish_border import explained_notes, restating
from dagster_project.quality.model import Quality
from dagster_project.quality.reading import read_quality
from dagster_project.registry.kpis import Kpi
from dagster_project.settings import Settings
from dagster_project.signoff.ledger import Entry, ledger_file, read_ledger
from dagster_project.signoff.people import SIGN_OFF_FILE, SignOff, read_sign_off
from dagster_project.signoff.state import YearSignOff, year_sign_off
from dagster_project.warehouse.connection import warehouse

STATES = {"draft": "", "in review": " · 覆核中 in review", "approved": " · 已批准 approved", "published": ""}


class PackError(Exception):
    """The year cannot be packed; the message says what to do."""


@dataclass(frozen=True)
class Year:
    """One year of a company, to be packed.

    Attributes:
        edition: uncut, as reviewers see it.
        quality: what the gates said on the inputs that the draft was written from.
        draft: the draft's manifest.
        rules: who signs; None where the company has no `sign_off.yml`.
        standing: where the year stands between draft and publication; None without rules.
        ledger: the entries of all years, its chain checked.
    """

    settings: Settings
    company: Company
    year: int
    connection: duckdb.DuckDBPyConnection
    edition: Edition
    values: Mapping[Key, KpiValue]
    quality: Quality
    registers: Registers
    draft: Mapping[str, Any]
    rules: SignOff | None
    standing: YearSignOff | None
    ledger: Sequence[Entry]

    @property
    def registry(self) -> Mapping[str, Kpi]:
        return self.edition.registry

    @property
    def lines(self) -> dict[Key, Line]:
        """Every printed figure, in print order, with the line where it first stands."""
        return self.edition.figures

    @cached_property
    def kpis(self) -> list[Kpi]:
        """The KPIs that are printed, in print order."""
        return [self.registry[kpi_id] for kpi_id in dict.fromkeys(key.kpi_id for key in self.lines)]

    @cached_property
    def topics(self) -> dict[str, list[Key]]:
        """The printed figures by the topic that their mart sums up."""
        found: dict[str, list[Key]] = {}
        for key in self.lines:
            found.setdefault(topic_of(self.registry[key.kpi_id]), []).append(key)
        return found

    @property
    def period(self) -> tuple[date, date]:
        return self.company.reporting_year.dates(self.year)

    @property
    def version(self) -> str | None:
        """The published version that prints what this pack is of; None for a draft."""
        standing = self.standing
        return standing.version if standing and standing.state == "published" else None

    @property
    def marks(self) -> list[str]:
        """What has to stand on every sheet and page, in both languages."""
        said = ["虛構數據 · 僅供演示 MADE-UP DATA · for demonstration only"] if self.company.made_up else []
        said.append(self._state())
        if self.edition.protection.suppressed:
            said.append("含未公開數字 Holds figures that are kept back from the public")
        return said

    def _state(self) -> str:
        if self.version:
            return f"已發布 PUBLISHED · {self.version}"
        if self.standing and self.standing.draft != "up to date":
            return f"草稿 · 未發布 · 已過時 DRAFT · not published · {self.standing.draft}: esg run --year {self.year}"
        state = STATES[self.standing.state] if self.standing else ""
        return f"草稿 · 未發布 DRAFT · not published{state}"

    def figure(self, key: Key) -> str:
        """The name of a figure, as `esg explain` takes it."""
        return str(FigureId(self.year, key))

    def label(self, key: Key) -> str:
        """A figure in words, in Traditional Chinese and English."""
        line = self.lines.get(key)
        if line:
            return f"{line.label.zh_hant} {line.label.en}"
        names = self.registry[key.kpi_id].names
        return f"{names.zh_hant} {names.en}"

    def exact(self, key: Key) -> Any:
        """A figure in its printed unit, unrounded; None where it is missing."""
        value = self.values.get(key)
        return None if value is None else exact_value(value, self.registry[key.kpi_id])

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[list[Cell]]:
        """Rows of the warehouse as cells; decimals without the zeros at their end."""
        found = self.connection.execute(query, list(values)).fetchall()
        return [[_cell(cell) for cell in row] for row in found]


def _cell(value: Any) -> Cell:
    return value.normalize() + 0 if isinstance(value, Decimal) else value


@contextmanager
def opened(settings: Settings, year: int) -> Iterator[Year]:
    """The year to be packed, its warehouse open for reading.

    Raises:
        PackError: the year has no draft that its last run wrote.
        PublishError: a version that is restated is not what was published.
        RegisterError: the registers of the assurance cannot be read; every fault of them.
        SignOffError: the ledger or `sign_off.yml` is damaged.
    """
    if not draft_files(settings, year):
        raise PackError(
            f"{year} has no draft of its last run, so there is nothing to pack. "
            f"Write one with: esg run --year {year}"
        )
    company = read_company(settings.company_dir)
    ledger = read_ledger(ledger_file(settings))
    rules = _rules(settings)
    registers = read_registers(settings.company_dir, year)
    draft = json.loads((settings.draft_dir(year) / MANIFEST).read_text(encoding="utf-8"))
    edition = read_edition(
        settings,
        company,
        year,
        draft["inputs"],
        explained_notes(settings, year),
        restating(settings, year),
        for_reviewers=True,
    )
    with warehouse(settings.warehouse(year), read_only=True) as connection:
        explanations = load_explanations(settings.company_dir, year)
        required = required_suites(company)
        quality = read_quality(
            connection,
            company,
            settings.company_dir,
            year,
            required,
            explanations,
            draft["inputs"],
            drafted=True,
        )
        yield Year(
            settings,
            company,
            year,
            connection,
            edition,
            by_key(read_values(connection)),
            quality,
            registers,
            draft,
            rules,
            year_sign_off(settings, year, rules) if rules else None,
            ledger,
        )


def _rules(settings: Settings) -> SignOff | None:
    """Who signs; a company that has not said so yet can be packed as a draft."""
    return read_sign_off(settings.company_dir) if (settings.company_dir / SIGN_OFF_FILE).is_file() else None
