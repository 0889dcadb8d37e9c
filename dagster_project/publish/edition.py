"""An edition of the appendix put together from a year's warehouse and, for comparison, from the year before's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from dagster_project.company import Company, Labels, Names, company_labels
from dagster_project.figures.numbers import NOTATION_KEYS
from dagster_project.figures.values import Key, KpiValue, not_estimated, read_values
from dagster_project.gates.explanations import load_explanations
from dagster_project.project import SEEDS_DIR
from dagster_project.publish.comparison import Comparison, compare, without_kept_back
from dagster_project.publish.document import Edition
from dagster_project.publish.faults import PublishError
from dagster_project.publish.figures import figure_rows
from dagster_project.publish.index_claims import check_claims
from dagster_project.publish.indices import indices, printed_table
from dagster_project.publish.labels import Texts, label_faults, own_texts
from dagster_project.publish.lines import Line, appendix_lines
from dagster_project.publish.movement import movements
from dagster_project.publish.registers import (
    Claim,
    KnownDifference,
    Note,
    claims,
    known_differences,
    notes,
    published_figures,
    read_register,
)
from dagster_project.publish.released import read_released
from dagster_project.publish.restated import (
    Restating,
    comparative_notes,
    own_notes,
    restated_figures,
    with_restated,
)
from dagster_project.publish.restatements import unknown_in
from dagster_project.publish.small_cells import assess, printed_before, protect
from dagster_project.publish.written_notes import Seen, assessed_before, grids_in_use, written_notes
from dagster_project.registry.kpis import company_kpis
from dagster_project.registry.outline import Outline, chapters_of, printed_members, table_of
from dagster_project.registry.standards import load_standards
from dagster_project.settings import Settings
from dagster_project.signoff.faults import SignOffError
from dagster_project.signoff.people import SIGN_OFF_FILE, read_sign_off
from dagster_project.warehouse.connection import warehouse

NOTHING_RESTATED = Restating()


def read_edition(
    settings: Settings,
    company: Company,
    year: int,
    inputs: str | None = None,
    explained: Sequence[Note] = (),
    restating: Restating = NOTHING_RESTATED,
    *,
    for_reviewers: bool = False,
) -> Edition:
    """The year's appendix as its warehouse stands now, its comparatives as they were published.

    `explained` are notes besides those of the company's register, `restating` what is restated and why. What
    the company keeps back because it is of few people is not in it, except in the copy for reviewers.

    Raises:
        PublishError: everything that keeps the table from being printed.
        FileNotFoundError: the year was never run.
    """
    registry, labels = company_kpis(company), company_labels(settings.company_dir)
    outline = table_of(company, registry)
    chapters = chapters_of(settings.company_dir, registry)
    everything = outline if chapters is None else outline.followed_by(chapters)
    printed = {Key(*member) for member in printed_members(company, settings.company_dir, registry)}
    with warehouse(settings.warehouse(year), read_only=True) as connection:
        held = read_values(connection)
        values = [value for value in held if value.key in printed]
        published = published_figures(read_register(connection, "company__published_figures"))
        late, grids = assessed_before(connection), grids_in_use(connection)
        noted, known, claimed = _registers(connection, labels)
    noted += explained
    own = own_texts(company, chapters, noted, known, claimed)
    faults = label_faults(company, {**own, SIGN_OFF_FILE: _own_roles(settings)})
    if faults:
        raise PublishError(faults)
    before = _values_of(settings.warehouse(year - 1))
    faults = [
        *unknown_in(settings, year, restating.own, printed),
        *unknown_in(settings, year - 1, restating.before, printed),
    ]
    if faults:
        raise PublishError(faults)
    comparisons: list[Comparison] = []
    for other, computed in ((year - 1, before), (year, values)):
        comparisons += compare(registry, published, computed, known, other) if computed else []
    public = printed_before(registry, before, published, read_released(settings, year - 1))
    last_year = protect(registry, company, year - 1, before, published, public, printed)
    comparisons = with_restated(comparisons, restating, year, last_year.suppressed)
    noted += comparative_notes(published, comparisons, restating, year)
    stated, published = published, restated_figures(published, comparisons)
    public = printed_before(registry, values, published, read_released(settings, year))
    protection = protect(registry, company, year, held, published, public, printed)
    seen = protection.masked(values, registry)
    lines = appendix_lines(registry, everything, seen, published, noted, year, company)
    noted += own_notes(restating, lines, year)
    moved = movements(registry, company, _of(outline, lines), values, before)
    noted += written_notes(Seen(registry, company, year, seen, moved, late, held, grids), noted)
    lines = appendix_lines(registry, everything, seen, published, noted, year, company)
    small_cells = assess(
        registry, company, year, held, figure_rows(registry, company, seen), lines, protection, published
    )
    if for_reviewers:
        lines = appendix_lines(registry, everything, values, published, noted, year, company)
    else:
        kept_back = {(year, key) for key in protection.suppressed}
        kept_back |= {(year - 1, key) for key in last_year.suppressed}
        comparisons = without_kept_back(comparisons, kept_back)
    table = _of(outline, lines)
    key_figures = [line for line in lines if line not in table]
    printed_tables = [printed_table(outline.names, table)]
    if chapters is not None:
        printed_tables.append(printed_table(chapters.names, key_figures))
    found = indices(
        load_standards(SEEDS_DIR / "standards", registry),
        registry,
        printed_tables,
        _held(held),
        claimed,
        year,
        company.reporting_year.begins_in(year),
        not_estimated(held),
    )
    return Edition(
        company=company,
        year=year,
        registry=registry,
        outline=outline,
        lines=table,
        chapter_outline=chapters,
        chapters=key_figures,
        comparisons=comparisons,
        movements=moved,
        documents=sorted({figure.document for figure in published if figure.year in (year - 2, year - 1)}),
        published=stated,
        inputs=inputs,
        protection=protection,
        small_cells=small_cells,
        indices=found,
        claim_checks=check_claims(found, claimed, year),
        for_reviewers=for_reviewers,
    )


def read_own_texts(settings: Settings, company: Company) -> Texts:
    """Everything with texts of the company's own: its files, and its registers as its last run read them."""
    chapters = chapters_of(settings.company_dir, company_kpis(company))
    labels = company_labels(settings.company_dir)
    last = max(settings.data_dir.glob("*/warehouse.duckdb"), default=None)
    if last is None:
        return own_texts(company, chapters)
    year = int(last.parent.name)
    explained = [one.note for one in load_explanations(settings.company_dir, year) if one.note]
    with warehouse(last, read_only=True) as connection:
        own = own_texts(company, chapters, *_registers(connection, labels))
    return {**own, "explanations": explained, SIGN_OFF_FILE: _own_roles(settings)}


def _own_roles(settings: Settings) -> Mapping[str, Names]:
    """What the company calls those who sign; a broken sign-off is told where it is signed."""
    try:
        return read_sign_off(settings.company_dir).roles
    except SignOffError:
        return {}


def _registers(
    connection: duckdb.DuckDBPyConnection, labels: Labels
) -> tuple[list[Note], list[KnownDifference], list[Claim]]:
    """The company's notes, known differences and claims."""
    return (
        notes(read_register(connection, "company__notes"), labels),
        known_differences(read_register(connection, "company__known_differences"), labels),
        claims(read_register(connection, "company__disclosures"), labels),
    )


def _of(outline: Outline, lines: Sequence[Line]) -> list[Line]:
    """The lines that stand in a section of the outline."""
    sections = {section.id for section in outline.sections}
    return [line for line in lines if line.section.id in sections]


def _held(values: Sequence[KpiValue]) -> set[Key]:
    """The figures that the year has a value or a notation key for, printed or not."""
    return {
        value.key
        for value in values
        if value.status in NOTATION_KEYS or (value.status == "computed" and value.numerator is not None)
    }


def _values_of(path: Path) -> list[KpiValue]:
    """The values of a year that has a warehouse; none of one that has not."""
    if not path.is_file():
        return []
    with warehouse(path, read_only=True) as connection:
        return read_values(connection)
