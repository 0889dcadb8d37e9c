"""An edition of the appendix put together from a year's warehouse and, for comparison, from the year before's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dagster_project.company import Company
from dagster_project.figures.values import Key, KpiValue, read_values
from dagster_project.publish.comparison import Comparison, compare, without_kept_back
from dagster_project.publish.document import Edition
from dagster_project.publish.figures import figure_rows, read_released
from dagster_project.publish.lines import appendix_lines
from dagster_project.publish.movement import movements
from dagster_project.publish.registers import Note, known_differences, notes, published_figures, read_register
from dagster_project.publish.small_cells import assess, printed_before, protect
from dagster_project.registry.kpis import company_kpis
from dagster_project.registry.outline import chapters_of, table_of
from dagster_project.settings import Settings
from dagster_project.warehouse.connection import warehouse


def read_edition(
    settings: Settings,
    company: Company,
    year: int,
    inputs: str | None = None,
    explained: Sequence[Note] = (),
    *,
    for_reviewers: bool = False,
) -> Edition:
    """The year's appendix as its warehouse stands now, its comparatives as they were published.

    `explained` are notes besides those of the company's register. What the company keeps back because it is
    of few people is not in it, except in the copy for reviewers.

    Raises:
        PublishError: everything that keeps the table from being printed.
        FileNotFoundError: the year was never run.
    """
    registry = company_kpis(company)
    outline = table_of(company, registry)
    chapters = chapters_of(settings.company_dir, registry)
    everything = outline if chapters is None else outline.followed_by(chapters)
    printed = {Key(*member) for member in everything.members(registry)}
    with warehouse(settings.warehouse(year), read_only=True) as connection:
        values = [value for value in read_values(connection) if value.key in printed]
        published = published_figures(read_register(connection, "company__published_figures"))
        noted = [*notes(read_register(connection, "company__notes")), *explained]
        known = known_differences(read_register(connection, "company__known_differences"))
    before = _values_of(settings.warehouse(year - 1))
    comparisons: list[Comparison] = []
    for other, computed in ((year - 1, before), (year, values)):
        comparisons += compare(registry, published, computed, known, other) if computed else []
    public = printed_before(registry, values, published, read_released(settings.releases_dir(year)))
    protection = protect(registry, company, year, values, published, public)
    seen = protection.masked(values, registry)
    lines = appendix_lines(registry, everything, seen, published, noted, year, company)
    small_cells = assess(
        registry, company, year, values, figure_rows(registry, company, seen), lines, protection, published
    )
    if for_reviewers:
        lines = appendix_lines(registry, everything, values, published, noted, year, company)
    else:
        public = printed_before(registry, before, published, read_released(settings.releases_dir(year - 1)))
        last_year = protect(registry, company, year - 1, before, published, public)
        kept_back = {(year, key) for key in protection.suppressed}
        kept_back |= {(year - 1, key) for key in last_year.suppressed}
        comparisons = without_kept_back(comparisons, kept_back)
    in_table = {section.id for section in outline.sections}
    table = [line for line in lines if line.section.id in in_table]
    return Edition(
        company=company,
        year=year,
        registry=registry,
        outline=outline,
        lines=table,
        chapter_outline=chapters,
        chapters=[line for line in lines if line.section.id not in in_table],
        comparisons=comparisons,
        movements=movements(registry, company, table, values, before),
        documents=sorted({figure.document for figure in published if figure.year in (year - 2, year - 1)}),
        published=published,
        inputs=inputs,
        protection=protection,
        small_cells=small_cells,
        for_reviewers=for_reviewers,
    )


def _values_of(path: Path) -> list[KpiValue]:
    """The values of a year that has a warehouse; none of one that has not."""
    if not path.is_file():
        return []
    with warehouse(path, read_only=True) as connection:
        return read_values(connection)
