"""The border where figures leave: marts and appendix judged by their suites, and the draft written only if all passed.

The rules are in `expectations/publish`, the files' making in `publish/`; this module joins them for one year.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from dagster_project.company import Company
from dagster_project.durable import write_whole
from dagster_project.figures.values import Key, KpiValue, read_values
from dagster_project.gates.explanations import answered, load_explanations
from dagster_project.gates.fingerprints import fingerprint_table
from dagster_project.gates.passed import GateNotPassed, require_all_passed, required_suites
from dagster_project.gates.places import places
from dagster_project.gates.report import as_markdown
from dagster_project.gates.results import Outcome, SuiteResult, record
from dagster_project.gates.runner import run_publish_suite, year_parameters
from dagster_project.gates.suites import GatedTable, suite_named
from dagster_project.inputs import code_version, company_choices, inputs_fingerprint, remember_draft
from dagster_project.lineage.evidence import Evidence, read_evidence
from dagster_project.publish.appendix_tables import write_appendix_tables
from dagster_project.publish.document import Edition, Version
from dagster_project.publish.draft import MANIFEST, write_draft, write_reviewers_copy
from dagster_project.publish.edition import read_edition
from dagster_project.publish.faults import PublishError
from dagster_project.publish.fct_figure import MadeBy, write_figures
from dagster_project.publish.formats import left_out
from dagster_project.publish.headlines import Headline, headlines
from dagster_project.publish.printed import PRINTED_FILE, read_printed
from dagster_project.publish.registers import Note
from dagster_project.publish.restated import Restating
from dagster_project.publish.restatements import RestatementError, load_restatements, versions_restated
from dagster_project.quality.writing import draft_page
from dagster_project.registry.kpis import company_kpis
from dagster_project.registry.outline import chapters_of, table_of
from dagster_project.sealing.trusted import faults_of_version
from dagster_project.settings import Settings
from dagster_project.versions import number_of, sealed_versions, version_name
from dagster_project.warehouse.connection import warehouse
from dagster_project.warehouse.dbt_project import manifest_json

__all__ = ["Draft", "GateNotPassed", "Judgement", "judge_table", "publish_draft", "write_lines"]


@dataclass(frozen=True)
class Judgement:
    """What a gate found of a table, and that as Markdown."""

    result: SuiteResult
    report: str

    @property
    def outcome(self) -> Outcome:
        return self.result.outcome


def judge_table(settings: Settings, company: Company, year: int, table: GatedTable, inputs: str) -> Judgement:
    """Judge one mart or appendix table by its suite and record the outcome in `gates.results`."""
    suite = suite_named("publish", table.suite)
    parameters = {**year_parameters(company, year), **_printed_lines(settings, company)}
    with warehouse(settings.warehouse(year)) as connection:
        judged = run_publish_suite(suite, connection, parameters)
        manifest = {} if judged.passed else manifest_json()
        located = replace(judged, look_in=places(connection, suite, judged, manifest, company_kpis(company)))
        result = answered(located, load_explanations(settings.company_dir, year))
        record(connection, result, inputs, fingerprint_table(connection, suite.table))
    return Judgement(result, as_markdown(result))


def _printed_lines(settings: Settings, company: Company) -> dict[str, int]:
    """How many lines the table and the chapters have to have."""
    registry = company_kpis(company)
    chapters = chapters_of(settings.company_dir, registry)
    return {
        "lines": len(table_of(company, registry).members(registry)),
        "chapter_lines": len(chapters.members(registry)) if chapters else 0,
    }


def write_lines(settings: Settings, company: Company, year: int, run_id: str) -> None:
    """Write the year's tables of schema `appendix` from its marts.

    Raises:
        PublishError: everything that keeps the table from being printed.
    """
    edition = read_edition(
        settings,
        company,
        year,
        explained=explained_notes(settings, year),
        restating=restating(settings, year),
    )
    with warehouse(settings.warehouse(year)) as connection:
        write_appendix_tables(connection, edition)
        write_figures(connection, edition, MadeBy(run_id, code_version(), company_choices(settings, year)))


def explained_notes(settings: Settings, year: int) -> list[Note]:
    """The explanations that are meant for readers, as notes of the figures that they name."""
    return [
        Note(f"explained-{number}", Key(*figure.split("/")), year, entry.note)
        for number, entry in enumerate(load_explanations(settings.company_dir, year), start=1)
        if entry.note and entry.answer
        for figure in entry.at
    ]


def restating(settings: Settings, year: int) -> Restating:
    """What is restated in a year's report, of the year and of the one before.

    Raises:
        PublishError: an entry cannot be used, or a version that it is of is not what was published.
    """
    try:
        own = load_restatements(settings.company_dir, year)
        before = load_restatements(settings.company_dir, year - 1)
    except RestatementError as error:
        raise PublishError([str(error)]) from error
    in_force = next(reversed(sealed_versions(settings, year - 1)), None)
    versions = versions_restated(settings, year)
    following = {version_name(number_of(one) + 1) for one in versions} & set(sealed_versions(settings, year))
    folders = {one: settings.releases_dir(year) / one for one in (*versions, *following)}
    faults = [
        f"{folder}, which is restated, is not what was published: {fault}"
        for folder in folders.values()
        for fault in faults_of_version(settings, folder, [PRINTED_FILE])
    ]
    if faults:
        raise PublishError(faults)
    return Restating(
        own=[one for one in own if one.printed_in == "new_version"],
        sealed={name: read_printed(folder / PRINTED_FILE) for name, folder in folders.items()},
        before=[one for one in before if one.printed_in == "next_report" and one.of in (None, in_force)],
    )


@dataclass(frozen=True)
class Draft:
    """A draft that was written: the sha256 of each file by its name, its headline figures, its inputs."""

    files: dict[str, str]
    headlines: list[Headline]
    inputs: str

    @property
    def manifest(self) -> str:
        """The sha256 of the manifest, which names every other file by its own."""
        return self.files[MANIFEST]


@dataclass(frozen=True)
class Gated:
    """What may leave of a year, since every gate passed on its present inputs.

    Attributes:
        values: of the year, nothing hidden; `edition` says what is.
        pages: what goes with the public files, `reviewers_pages` what goes with the reviewers' copy.
        uncut: the edition with nothing kept back, None where nothing is.
        gate_report: the page of the gate report.
        inputs: fingerprint of the inputs that the gates passed on.
    """

    edition: Edition
    values: list[KpiValue]
    evidence: Evidence
    pages: dict[str, str]
    reviewers_pages: dict[str, str]
    uncut: Edition | None
    gate_report: str
    inputs: str


def gated_content(settings: Settings, company: Company, year: int, version: Version | None = None) -> Gated:
    """What may leave of a year: a draft, or a version that was approved.

    Asks itself, from scratch, whether every required suite passed on the inputs as they are now. The gate report
    counts rows, of which each may be a person: where figures of few people are kept back it is for reviewers.

    Raises:
        GateNotPassed: some suite is missing, stale or failed, or a finding is unexplained.
    """
    inputs = inputs_fingerprint(settings, year)
    explanations = load_explanations(settings.company_dir, year)
    required = required_suites(company)
    with warehouse(settings.warehouse(year), read_only=True) as connection:
        require_all_passed(connection, required, inputs, explanations)
        values = read_values(connection)
        evidence = read_evidence(connection, manifest_json())
        page = draft_page(connection, settings, company, year, required, explanations, inputs)
    pages = {settings.quality_page(year).name: page}
    explained = explained_notes(settings, year)
    told = restating(settings, year)
    edition = replace(read_edition(settings, company, year, inputs, explained, told), version=version)
    uncut = None
    public, reviewers = pages, {}
    if edition.protection.suppressed:
        public, reviewers = {}, pages
        uncut = read_edition(settings, company, year, inputs, explained, told, for_reviewers=True)
        uncut = replace(uncut, version=version)
    return Gated(edition, values, evidence, public, reviewers, uncut, page, inputs)


def publish_draft(settings: Settings, company: Company, year: int, formats: Collection[str] = ()) -> Draft:
    """Write the draft of a year, in all formats or narrowed to some.

    Raises:
        GateNotPassed: as `gated_content`; nothing is written.
        ValueError: a name of `formats` is no format; nothing is written.
    """
    narrowed = left_out(formats)
    gated = gated_content(settings, company, year)
    files = write_draft(
        settings.draft_dir(year), gated.edition, gated.values, gated.pages, gated.evidence, formats
    )
    write_reviewers_copy(settings.reviewer_dir(year), gated.uncut, gated.reviewers_pages)
    write_whole(settings.quality_page(year), gated.gate_report.encode("utf-8"))
    remember_draft(settings, year, gated.inputs, files, narrowed)
    return Draft(files, headlines(gated.edition), gated.inputs)
