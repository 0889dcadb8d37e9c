"""Reading the gate report of a year from its warehouse. What it says is in `model.py`.

Only what was seen on the present inputs is reported: tables that an earlier run left behind are passed over.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import duckdb

from dagster_project.company import Company
from dagster_project.gates.explanations import Explanation, stale
from dagster_project.gates.passed import RequiredSuite
from dagster_project.gates.results import Finding, RecordedResult, read_findings, read_results
from dagster_project.gates.suites import suite_named
from dagster_project.project import SEEDS_DIR
from dagster_project.quality.model import (
    Cause,
    Cell,
    CellStanding,
    Conservation,
    CorrectedCell,
    Example,
    Exclusion,
    FileLine,
    Grid,
    HeldRow,
    Layer,
    Point,
    Quality,
    RuleLine,
    RuleStanding,
    StaleEntry,
    Standing,
    SuiteLine,
    shown,
)
from dagster_project.quality.stops import Stop
from dagster_project.registry.contracts import load_contracts

INTAKE_STEP = "raw__"
DRAFT_STEP = "release__draft"
MOST_POINTS = 100
_QUALIFIED = re.compile(r"\b(?:raw|marts|reference|audit)\.\w+")
UTILITIES = {"electricity": "kWh", "water": "m³", "office_waste": "kg"}
BILLED = ("electricity", "water")
KINDS = ("mart", "appendix", "aud")


def read_quality(
    connection: duckdb.DuckDBPyConnection,
    company: Company,
    company_dir: Path,
    year: int,
    required: Sequence[RequiredSuite],
    explanations: Sequence[Explanation],
    inputs: str,
    stops: Sequence[Stop] = (),
    drafted: bool = False,
) -> Quality:
    """The gate report of a year.

    Args:
        required: the suites that have to have passed.
        inputs: fingerprint of the year's inputs; a result on other inputs counts as not run.
        stops: what stopped steps of the run.
        drafted: whether the draft was written from these inputs.
    """
    reader = _Reader(connection, company_dir, year, required, inputs)
    starts_on, ends_on = company.reporting_year.dates(year)
    quality = Quality(
        company=company.names.en,
        company_zh=company.names.zh_hant,
        made_up=company.made_up,
        year=year,
        starts_on=starts_on,
        ends_on=ends_on,
        inputs=inputs,
        drafted=drafted,
        suites=reader.suites(),
        findings=reader.findings(),
        stale=reader.stale(explanations),
        quarantine=reader.quarantine(),
        corrections=reader.corrections(),
        exclusions=reader.exclusions(),
        files=reader.files(),
        conservation=reader.conservation(),
        grids=reader.grids(),
        stops=reader.stops([stop for stop in stops if stop.step != DRAFT_STEP]),
    )
    if quality.verdict != "unfinished":
        return quality
    return replace(quality, stops=reader.stops(stops))


class _Reader:
    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        company_dir: Path,
        year: int,
        required: Sequence[RequiredSuite],
        inputs: str,
    ) -> None:
        self._connection = connection
        self._folder = f"{company_dir}/"
        self._year = str(year)
        self._required = required
        self._results = {
            (one.gate, one.suite): one for one in read_results(connection) if one.inputs_fingerprint == inputs
        }
        self._findings = [
            one for one in read_findings(connection) if tuple(one.rule.split("/")[:2]) in self._results
        ]
        self._tables = {
            f"{schema}.{name}"
            for schema, name in connection.execute(
                "select table_schema, table_name from information_schema.tables"
            ).fetchall()
        }
        self._names: dict[str, str] = {}
        if "raw.landed_files" in self._tables:
            self._names = dict(
                connection.execute("select distinct source_file, file_name from raw.landed_files").fetchall()
            )
        self._contracts = load_contracts(SEEDS_DIR / "contracts")

    def suites(self) -> tuple[SuiteLine, ...]:
        seen = Counter(one.rule.rpartition("/")[0] for one in self._findings)
        waiting = Counter(one.rule.rpartition("/")[0] for one in self._findings if one.answer is None)
        return tuple(
            self._suite(one, seen[f"{one.gate}/{one.suite}"], waiting[f"{one.gate}/{one.suite}"])
            for one in self._required
        )

    def _suite(self, required: RequiredSuite, findings: int, waiting: int) -> SuiteLine:
        result = self._results.get((required.gate, required.suite))
        line = SuiteLine(
            required.gate,
            required.suite,
            self._title(required),
            suite_named(required.gate, required.suite).about,
            _standing(result, findings),
            findings=findings,
            open=waiting,
        )
        if result is None:
            return line
        return replace(
            line,
            rows=result.rows,
            rules=tuple(self._rule(rule) for rule in result.detail["rules"]),
            reasons=tuple(self._local(reason) for reason in result.detail["reasons"]),
        )

    def _named(self, contract: str) -> str:
        known = self._contracts.get(contract)
        return f"{known.title.en} · {known.title.zh_hant}" if known else contract

    def _title(self, required: RequiredSuite) -> str:
        if required.gate == "intake":
            return self._named(required.suite)
        kind, _, rest = required.suite.partition("_")
        return (rest if kind in KINDS else required.suite).replace("_", " ").capitalize()

    def _rule(self, rule: Mapping[str, Any]) -> RuleLine:
        return RuleLine(
            id=rule["id"],
            severity=rule["severity"],
            standing=_rule_standing(rule),
            expected=shown(rule["expected"]),
            observed=shown(rule["observed"]),
            failing=rule["failing_rows"],
            message=self._local(rule.get("message", "")),
            remedy=self._local(rule.get("remedy", "")),
            examples=self._examples(rule),
            told_by_rows=rule["failing_rows"] > 0
            and (rule.get("scope") == "row" or rule["id"] == "contract"),
        )

    def _examples(self, rule: Mapping[str, Any]) -> tuple[Example, ...]:
        samples = rule.get("samples") or [(key, "") for key in rule["first_failing"]]
        return tuple(Example(self._place(key), shown(found)) for key, found in samples)

    def _place(self, key: str) -> str:
        """A row id as file and row, as a person sees it; the key of a publish suite stands as it is."""
        digest, _, rest = key.partition(":")
        for source_file, name in self._names.items():
            if rest and source_file.startswith(digest):
                sheet, _, row = rest.partition(":")
                return f"{name}, {'' if sheet == '0' else f'sheet {sheet}, '}row {row}"
        return shown(key)

    def findings(self) -> tuple[Finding, ...]:
        """What warnings saw; findings that differ in people alone are one, with as many times."""
        alike: dict[Finding, int] = {}
        for one in self._findings:
            bare = replace(
                one,
                subject=shown(one.subject),
                seen=shown(one.seen),
                remedy=self._local(one.remedy),
                times=0,
            )
            alike[bare] = alike.get(bare, 0) + one.times
        merged = (replace(one, times=times) for one, times in alike.items())
        return tuple(sorted(merged, key=lambda one: (one.rule, one.subject, one.seen)))

    def stale(self, explanations: Sequence[Explanation]) -> tuple[StaleEntry, ...]:
        """Entries whose finding is gone, of suites that ran on these inputs."""
        ran = [entry for entry in explanations if tuple(entry.rule.split("/")[:2]) in self._results]
        return tuple(
            StaleEntry(
                entry.rule, shown(entry.subject), shown(entry.seen), entry.by or "", entry.note is not None
            )
            for entry in stale(ran, self._findings)
        )

    def _taken_in(self, contract: str) -> bool:
        return ("intake", contract) in self._results

    def _judged(self, suite: str) -> bool:
        return ("publish", suite) in self._results

    def _has(self, source: str) -> bool:
        """Whether every table that a `from` names is there."""
        return set(_QUALIFIED.findall(source)) <= self._tables

    def _rows(self, table: str, columns: str, order: str) -> list[tuple[Any, ...]]:
        if not self._has(table):
            return []
        return self._connection.execute(f"select {columns} from {table} order by {order}").fetchall()

    def quarantine(self) -> tuple[HeldRow, ...]:
        rows = self._rows(
            "raw.quarantined_rows",
            "contract, file_name, source_sheet, source_row, column_name, found, expected, reason, remedy",
            "contract, file_name, source_sheet nulls first, source_row",
        )
        return tuple(
            HeldRow(contract, _row_of(file, sheet, row), *(self._local(text or "") for text in told))
            for contract, file, sheet, row, *told in rows
            if self._taken_in(contract)
        )

    def corrections(self) -> tuple[CorrectedCell, ...]:
        rows = self._rows(
            "raw.corrected_cells",
            "contract, file_name, source_sheet, source_row, column_name, old_value, new_value, reason, decided_by, "
            "cast(decided_on as varchar), evidence",
            "contract, file_name, source_sheet nulls first, source_row, column_name",
        )
        return tuple(
            CorrectedCell(contract, _row_of(file, sheet, row), *(shown(cell or "") for cell in told))
            for contract, file, sheet, row, *told in rows
            if self._taken_in(contract)
        )

    def exclusions(self) -> tuple[Exclusion, ...]:
        """Rows left out, by export and rule; those of the models only where these ran on the present inputs."""
        by_rule = (
            "(select contract, rule, count(*) as n, min(reason) as why from raw.excluded_rows group by all)"
        )
        at_intake = {
            (contract, rule): Exclusion(contract, self._named(contract), rule, "intake", rows, why)
            for contract, rule, rows, why in self._rows(by_rule, "contract, rule, n, why", "all")
            if self._taken_in(contract)
        }
        if not self._judged("mart_excluded_rows"):
            return tuple(at_intake[key] for key in sorted(at_intake))
        rows = self._rows(
            "marts.mart_excluded_rows left join reference.exclusion_rules on rule = rule_id",
            "contract, rule, decided_at, rows, meaning",
            "contract, rule, decided_at",
        )
        return tuple(
            Exclusion(
                contract,
                self._named(contract),
                rule,
                at,
                count,
                meaning or _why(at_intake.get((contract, rule))),
            )
            for contract, rule, at, count, meaning in rows
        )

    def files(self) -> tuple[FileLine, ...]:
        accounts = {}
        if self._judged("mart_row_accounting"):
            accounts = {
                (contract, source): counts
                for contract, source, *counts in self._rows(
                    "marts.mart_row_accounting", "contract, source_file, used, excluded, quarantined", "all"
                )
            }
        rows = self._rows(
            "raw.landed_files",
            "contract, file_name, source_file, bytes, encoding, landed_rows, excluded_rows, quarantined_rows",
            "contract, file_name",
        )
        return tuple(
            FileLine(*row[:6], *accounts.get((row[0], row[2]), (None, row[6], row[7])))
            for row in rows
            if self._taken_in(row[0])
        )

    def stops(self, stops: Sequence[Stop]) -> tuple[Cause, ...]:
        """Steps that failed; faults of files in one cause, each fault once though it stops several exports."""
        faults: dict[Point, None] = {}
        said: dict[str, list[str]] = {}
        for stop in stops:
            if stop.faults:
                faults |= dict.fromkeys(self._fault(fault) for fault in stop.faults)
            else:
                said.setdefault(stop.said, []).append(stop.step)
        causes = [
            Cause(_step_title(steps), ", ".join(steps), (Point(self._local(text)),))
            for text, steps in said.items()
        ]
        if faults:
            points = tuple(sorted(faults, key=lambda point: point.place))
            more = max(len(points) - MOST_POINTS, 0)
            causes.insert(0, Cause("Files that cannot be taken in", "intake", points[:MOST_POINTS], more))
        return tuple(causes)

    def _fault(self, fault: Mapping[str, Any]) -> Point:
        place = _row_of(fault["file"], fault["sheet"], fault["row"])
        if fault["column"]:
            place += f", column {fault['column']}"
        found, expected, remedy = (self._local(fault[name]) for name in ("found", "expected", "remedy"))
        return Point("", place=self._local(place), found=found, expected=expected, to_do=remedy)

    def _local(self, text: str) -> str:
        """A text of the year, without the path of the company folder, which differs between machines."""
        return shown(text).replace(self._folder, "").replace("<year>", self._year)

    def conservation(self) -> Conservation | None:
        if not self._judged("aud_conservation") or not self._has("audit.aud_conservation"):
            return None
        found = self._connection.execute(
            "select * exclude (place) from audit.aud_conservation order by contract, place"
        )
        columns = tuple(column[0] for column in found.description or ())
        return Conservation(
            columns,
            tuple(
                Layer(tuple(_text(cell) for cell in row), _balanced(columns, row)) for row in found.fetchall()
            ),
        )

    def grids(self) -> tuple[Grid, ...]:
        if not self._judged("aud_site_months"):
            return ()
        rows = self._rows(
            "audit.aud_site_months where level = 'month'",
            "utility, site_code, period, days_leased, days_covered, quantity",
            "utility, site_code, period",
        )
        return tuple(
            _grid(utility, unit, [row[1:] for row in rows if row[0] == utility])
            for utility, unit in UTILITIES.items()
            if any(row[0] == utility for row in rows)
        )


def _standing(result: RecordedResult | None, findings: int) -> Standing:
    if result is None:
        return "not_run"
    if result.outcome == "passed":
        return "explained" if findings else "passed"
    return "unexplained" if result.outcome == "unexplained" else "failed"


def _rule_standing(rule: Mapping[str, Any]) -> RuleStanding:
    if not rule["ran"]:
        return "could_not_run"
    if rule["success"]:
        return "held"
    return "failed" if rule["severity"] == "error" else "warned"


def _row_of(file: str, sheet: str | None, row: int | None) -> str:
    parts = [file, f"sheet {sheet}" if sheet else "", f"row {row}" if row is not None else ""]
    return ", ".join(part for part in parts if part)


def _why(exclusion: Exclusion | None) -> str:
    return exclusion.meaning if exclusion else ""


def _step_title(steps: Sequence[str]) -> str:
    if len(steps) == 1:
        return f"The step {steps[0].replace('__', ' ')} failed"
    return f"{len(steps)} steps failed"


def _text(cell: Any) -> str:
    if cell is None:
        return "-"
    return f"{cell:,}" if isinstance(cell, int) and not isinstance(cell, bool) else str(cell)


def _balanced(columns: Sequence[str], row: Sequence[Any]) -> bool:
    return "difference" not in columns or not row[columns.index("difference")]


def _grid(utility: str, unit: str, rows: Sequence[tuple[Any, ...]]) -> Grid:
    months = sorted({period for _, period, *_ in rows})
    cells = {(site, period): _cell(utility, *found) for site, period, *found in rows}
    nothing = Cell("outside", None, 0)
    return Grid(
        utility,
        unit,
        tuple(f"{date.fromisoformat(month):%b %Y}" for month in months),
        tuple(
            (site, tuple(cells.get((site, month), nothing) for month in months))
            for site in dict.fromkeys(row[0] for row in rows)
        ),
    )


def _cell(utility: str, leased: int, covered: int | None, quantity: Decimal | None) -> Cell:
    """A month of a site; waste is collected on single days, so that any quantity covers the month."""
    amount = "" if quantity is None else f"{quantity.quantize(Decimal(1), ROUND_HALF_UP):,}"
    days = (covered or 0) if utility in BILLED else None
    if not leased and not covered:
        return Cell("outside", days, leased, amount)
    there = leased if days is None and amount else days or 0
    standing: CellStanding = "full" if there >= leased else "part" if there else "none"
    return Cell(standing, days, leased, amount)
