"""Runs a damaged copy of a company's year the short way: what its changed bytes can reach, and nothing else.

**Why the short way says what a whole run says.** A clean run's warehouse is copied, and every step of the graph is
either repeated with the project's own code or shown to see what it saw in the clean run:

- An export is taken in again unless its files (names, bytes, mappings, corrections), its scope and the year's dates
  are those of the clean run; `take_in` reads nothing else.
- Registry and history are always written again.
- dbt builds what descends from any source table whose content differs from the clean run's (`fingerprint_table`, the
  gates' own measure); a node whose sources are all the same gives the same rows, and its tests the same answer.
- A publish suite judges again if any table that its query names differs, or the explanations do; a suite is a
  function of those rows, and what is answered of the explanations.
- A run ends at the first gate that says something new; in the graph more may be said after it.
- The appendix is always written again, and the draft's own refusal (`require_all_passed`) is asked at the end. The
  gates that need not run again count as run on these inputs: they saw the same.

`test_shortcut.py` compares it with whole runs of the graph.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import count
from pathlib import Path
from typing import Any

from dagster_project.company import Company, read_company
from dagster_project.digests import file_digest
from dagster_project.figures.values import read_values
from dagster_project.gates.explanations import explanations_file, load_explanations
from dagster_project.gates.fingerprints import TableMissingError, fingerprint_table
from dagster_project.gates.passed import GateNotPassed, RequiredSuite, require_all_passed, required_suites
from dagster_project.gates.results import read_findings
from dagster_project.gates.suites import GatedTable, publish_tables, suite_named
from dagster_project.history import write_history
from dagster_project.intake import IntakeError, find_files, load_mappings, unbalanced_files
from dagster_project.intake_border import take_in
from dagster_project.languages import WRITTEN
from dagster_project.project import SEEDS_DIR
from dagster_project.publish.document import Edition
from dagster_project.publish.edition import read_edition
from dagster_project.publish_border import explained_notes, judge_table, write_lines
from dagster_project.recompute_border import write_figures
from dagster_project.registry.contracts import load_contracts
from dagster_project.registry.kpis import company_kpis
from dagster_project.registry.outline import printed_members
from dagster_project.registry.tables import write_registry
from dagster_project.settings import Settings
from dagster_project.warehouse import dbt_project
from dagster_project.warehouse.connection import held_open, warehouse
from tests.faults.sorting import Figure, Run

APPENDIX = "appendix"
TABLE_NAME = re.compile(r"\b([a-z]+)\.([a-z_0-9]+)")


@dataclass(frozen=True)
class Clean:
    """A company whose years were run and found clean: its folder and its data."""

    company_dir: Path
    data_dir: Path
    year: int

    @property
    def settings(self) -> Settings:
        return Settings(self.company_dir, self.data_dir)

    @cached_property
    def run(self) -> Run:
        """What the clean year printed, and which of its warnings nobody has answered."""
        return _printed(self.settings, read_company(self.company_dir), self.year, self.findings(self.year))

    def findings(self, year: int) -> tuple[str, ...]:
        """The warnings of a clean year that nobody has answered: none, if there is no false alarm."""
        with warehouse(self.settings.warehouse(year), read_only=True) as connection:
            return _open_findings(connection)

    @cached_property
    def files(self) -> dict[int, dict[str, str]]:
        """By year, what each contract is read from."""
        return {year: _files(self.settings, year) for year in self.years}

    @property
    def years(self) -> list[int]:
        return [year for year in (self.year - 1, self.year) if self.settings.raw_dir(year).is_dir()]

    @cached_property
    def tables(self) -> dict[int, dict[str, str]]:
        """By year, the fingerprint of every source of the models and every table that a gate judges."""
        return {year: _fingerprints(self.settings, year) for year in self.years}


class Stopped(Exception):  # noqa: N818
    """The run ends here; the messages say why."""

    def __init__(self, *messages: str) -> None:
        self.messages = messages
        super().__init__("\n".join(messages))


class Workbench:
    """One place where damaged copies of a clean company are run, one after another."""

    def __init__(self, clean: Clean, scratch: Path) -> None:
        self.clean = clean
        self.settings = Settings(scratch / "company", scratch / "data")

    def fresh_copy(self) -> Path:
        """The clean company's folder, copied to be damaged, with the clean run's warehouses beside it."""
        for folder in (self.settings.company_dir, self.settings.data_dir):
            shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(
            self.clean.company_dir,
            self.settings.company_dir,
            ignore=lambda folder, names: {"releases"} & set(names),
        )
        self.settings.data_dir.mkdir(parents=True)
        shutil.copyfile(self.clean.settings.pseudonym_key, self.settings.pseudonym_key)
        self.settings.pseudonym_key.chmod(0o600)
        for year in self.clean.years:
            self.settings.year_dir(year).mkdir()
            shutil.copyfile(self.clean.settings.warehouse(year), self.settings.warehouse(year))
        return self.settings.company_dir

    def run(self, *, to_the_end: bool = False) -> Run:
        """Run what was damaged as `esg run` would: the year before first, if anything that it is made from changed.

        A run ends where the first gate says something that the clean run does not: the draft is refused for it,
        whatever follows. `to_the_end` goes on as the graph does.
        """
        for year in self.clean.years:
            is_last = year == self.clean.year
            if not is_last and not self._touches(year):
                continue
            try:
                run = self._run_year(year, to_the_end)
            except Stopped as stop:
                return Run(stops=stop.messages)
            if is_last:
                return run
            said = tuple(one for one in run.findings if one not in self.clean.findings(year))
            if said:
                return Run(findings=said)
        raise AssertionError(f"{self.clean.year} was never run")

    def _touches(self, year: int) -> bool:
        from dagster_project.inputs import company_inputs

        def seen(settings: Settings) -> dict[str, str]:
            paths = company_inputs(settings, year)
            files = [f for path in paths for f in ([path] if path.is_file() else sorted(path.rglob("*")))]
            return {str(f.relative_to(settings.company_dir)): file_digest(f) for f in files if f.is_file()}

        return seen(self.clean.settings) != seen(self.settings)

    def _run_year(self, year: int, to_the_end: bool) -> Run:
        answered = None if to_the_end else frozenset(self.clean.findings(year))
        same = _answers(self.settings, year) == _answers(self.clean.settings, year)
        known = Known(self.clean.files[year], self.clean.tables[year], answered, same)
        return run_year_directly(self.settings, year, known)


@dataclass(frozen=True)
class Known:
    """What an earlier run of the same warehouse saw: what need not be done again. Empty, all is done.

    Attributes:
        files: by contract, what it was read from.
        tables: by `schema.table`, the fingerprint of what it held.
        findings: warnings that were open then; a new one ends the run. None: a run goes on to its end.
        same_answers: whether the explanations are those of the earlier run.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, str] = field(default_factory=dict)
    findings: frozenset[str] | None = None
    same_answers: bool = True


_runs = count(1)


def run_year_directly(settings: Settings, year: int, known: Known) -> Run:
    """The steps of the graph for one year, in their order, without Dagster.

    Raises:
        Stopped: a step or a gate stopped the year.
    """
    inputs = f"run {os.getpid()} {next(_runs)}"
    path = settings.warehouse(year)
    try:
        company = read_company(settings.company_dir)
        with held_open(path):
            _take_in_all(settings, company, year, inputs, known)
            with warehouse(path) as connection:
                kpis = company_kpis(company)
                printed = printed_members(company, settings.company_dir, kpis)
                write_registry(connection, company, year, kpis, printed)
                write_history(connection, settings, year)
                if known.files:
                    connection.execute("update gates.results set inputs_fingerprint = ?", [inputs])
            said = _said(settings, year, known)
            if said:
                return Run(findings=said)
            now = _fingerprints(settings, year, sources())
            changed = [name for name in sources() if known.tables.get(name) != now[name]]
            _build(path, changed, bool(known.tables))
            write_figures(settings, company, year)
            _judge(settings, company, year, inputs, known, appendix=False)
            said = _said(settings, year, known)
            if said:
                return Run(findings=said)
            write_lines(settings, company, year, inputs)
            _judge(settings, company, year, inputs, known, appendix=True)
            return _printed(settings, company, year, _refused(settings, company, year, inputs))
    except Stopped:
        raise
    except Exception as error:  # a step that failed by itself stops the year, whatever its message is worth
        raise Stopped(f"{type(error).__name__}: {error}") from error


def _said(settings: Settings, year: int, known: Known) -> tuple[str, ...]:
    """What gates said so far that they did not say before, if the run is to end there."""
    if known.findings is None:
        return ()
    with warehouse(settings.warehouse(year)) as connection:
        return _new(_open_findings(connection), known)


def _new(findings: Sequence[str], known: Known) -> tuple[str, ...]:
    """The findings that an earlier run of the same warehouse did not have."""
    return tuple(one for one in findings if one not in (known.findings or ()))


def _take_in_all(settings: Settings, company: Company, year: int, inputs: str, known: Known) -> None:
    stops: list[str] = []
    now = _files(settings, year)
    for name, contract in load_contracts(SEEDS_DIR / "contracts").items():
        if known.files.get(name) != now[name]:
            try:
                taken = take_in(settings, company, contract, year, inputs)
            except IntakeError as error:
                stops.append(str(error))
            else:
                stops += [taken.report] if taken.outcome == "failed" else []
    with warehouse(settings.warehouse(year)) as connection:
        stops += unbalanced_files(connection)
    if stops:
        raise Stopped(*stops)


def _build(path: Path, changed: Sequence[str], only_changed: bool) -> None:
    if not changed:
        return
    selected = " ".join(f"source:{name}+" for name in changed) if only_changed else None
    failures = dbt_project.failures(path, dbt_project.build(path, selected))
    if failures:
        raise Stopped(failures)


def _judge(
    settings: Settings, company: Company, year: int, inputs: str, known: Known, *, appendix: bool
) -> None:
    tables = [table for table in _judged() if (table.schema == APPENDIX) == appendix]
    named = sorted({name for table in tables for name in _tables_of(table)})
    now = _fingerprints(settings, year, named)
    failed = []
    for table in tables:
        changed = any(known.tables.get(name) != now[name] for name in _tables_of(table))
        if changed or not known.same_answers:
            judged = judge_table(settings, company, year, table, inputs)
            failed += [judged.report] if judged.outcome == "failed" else []
    if failed:
        with warehouse(settings.warehouse(year)) as connection:
            raise Stopped(*failed, *_new(_open_findings(connection), known))


def _refused(settings: Settings, company: Company, year: int, inputs: str) -> tuple[str, ...]:
    """The findings for which the draft is refused; none if it would be written."""
    explanations = load_explanations(settings.company_dir, year)
    with warehouse(settings.warehouse(year)) as connection:
        try:
            require_all_passed(connection, _required(tuple(company.exports)), inputs, explanations)
        except GateNotPassed as refusal:
            findings = _open_findings(connection)
            if not findings:
                raise Stopped(str(refusal)) from refusal
            return findings
    return ()


@cache
def sources() -> tuple[str, ...]:
    """Every table that the models read and do not make, as `schema.table`."""
    manifest = dbt_project.manifest_json()
    return tuple(sorted(f"{one['schema']}.{one['identifier']}" for one in manifest["sources"].values()))


@cache
def _required(exports: tuple[str, ...]) -> list[RequiredSuite]:
    return required_suites(_Scope(exports))  # type: ignore[arg-type]


@dataclass(frozen=True)
class _Scope:
    """Of a company, what decides which suites it needs."""

    exports: tuple[str, ...]


@cache
def _judged() -> list[GatedTable]:
    return publish_tables()


@cache
def _tables_of(table: GatedTable) -> tuple[str, ...]:
    """The tables that a suite's query reads."""
    suite = suite_named("publish", table.suite)
    named = {".".join(found) for found in TABLE_NAME.findall(suite.query)}
    return tuple(sorted({suite.table, *(name for name in named if name.split(".")[0] in _schemas())}))


@cache
def _schemas() -> frozenset[str]:
    models = [one for one in dbt_project.manifest_json()["nodes"].values() if one["resource_type"] != "test"]
    return frozenset(
        {APPENDIX, *(one["schema"] for one in models), *(name.split(".")[0] for name in sources())}
    )


def _fingerprints(settings: Settings, year: int, names: Sequence[str] | None = None) -> dict[str, str]:
    if names is None:
        judged = {name for table in _judged() for name in _tables_of(table)}
        names = sorted({*sources(), *judged})
    found = {}
    with warehouse(settings.warehouse(year), read_only=True) as connection:
        for name in names:
            try:
                found[name] = fingerprint_table(connection, name)
            except TableMissingError:
                found[name] = "missing"
    return found


def _files(settings: Settings, year: int) -> dict[str, str]:
    """By contract, everything that `take_in` looks at, in one text; a fault of the folder is part of it."""
    contracts = load_contracts(SEEDS_DIR / "contracts")
    company = read_company(settings.company_dir)
    found = find_files(settings, company, load_mappings(settings.company_dir, contracts), year, contracts)
    told = {}
    for name in contracts:
        files = found.of(name)
        read = [(file.name, file_digest(file.path), repr(file.feed), file.shared) for file in files.files]
        told[name] = repr(
            (
                files.in_scope,
                files.faults,
                files.rightly_empty,
                company.reporting_year,
                files.corrections,
                read,
            )
        )
    answers = _answers(settings, year)
    return {name: f"{text} {answers}" for name, text in told.items()}


def _answers(settings: Settings, year: int) -> str:
    path = explanations_file(settings.company_dir, year)
    return file_digest(path) if path.is_file() else ""


def _open_findings(connection: Any) -> tuple[str, ...]:
    return tuple(
        f"{one.rule}, {one.subject}: {one.seen}" for one in read_findings(connection) if one.answer is None
    )


def _printed(settings: Settings, company: Company, year: int, findings: tuple[str, ...]) -> Run:
    edition = read_edition(settings, company, year, explained=explained_notes(settings, year))
    with warehouse(settings.warehouse(year), read_only=True) as connection:
        values = read_values(connection)
    exact = {
        (one.kpi_id, one.dimension, one.member): f"{one.numerator} {one.denominator} {one.scale} {one.status}"
        for one in values
    }
    return Run((), findings, dict(_figures(edition)), exact, dict(_words(edition)))


def _figures(edition: Edition) -> Iterator[tuple[Figure, str]]:
    for line in edition.lines:
        for cell in line.cells:
            for language in WRITTEN:
                yield (*line.key, str(cell.year), language), cell.text(language)
    for index in edition.indices:
        for row in index.rows:
            yield (index.id, row.code), row.status


def _words(edition: Edition) -> Iterator[tuple[Figure, str]]:
    for line in edition.lines:
        for language in WRITTEN:
            names = [line.kpi, line.unit, *([line.breakdown] if line.breakdown else [])]
            yield (*line.key, "label", language), " ".join(name.in_language(language) for name in names)
            for cell in line.cells:
                for note in cell.notes:
                    place = (*line.key, f"note {note.note_id} of {cell.year}", language)
                    yield place, note.text.in_language(language)
    for kpi, method in edition.methods():
        yield (kpi.id, "method"), method.id
