"""What the readable formats share: edition, footnotes, groups of lines, methods, wording. No file format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from dagster_project.company import Company, Names
from dagster_project.figures.numbers import SUPPRESSED
from dagster_project.figures.values import Key
from dagster_project.languages import Language, writing
from dagster_project.publish.comparison import BLOCKING, Comparison
from dagster_project.publish.index_claims import ClaimCheck
from dagster_project.publish.indices import Index
from dagster_project.publish.lines import Line
from dagster_project.publish.movement import Movement
from dagster_project.publish.registers import RESTATED, Note, PublishedFigure
from dagster_project.publish.small_cells import AssessedFigure, Protection
from dagster_project.registry.kpis import TOTAL, Kpi, Method, Standard
from dagster_project.registry.outline import Category, Outline, Section
from dagster_project.registry.standards import edition_in_force, editions_of
from dagster_project.yaml_text import load_yaml

TEMPLATES = Path(__file__).parent / "templates"
PRINTED_STANDARDS = ("HKEX", "GRI")
WORDS = ("wording.yml", "page_wording.yml")
"""Fixed words: of the documents, and of the page's script."""


@dataclass(frozen=True)
class Approval:
    """Who approved a version, in which role, on which day."""

    role: Names
    name: str
    on: date


@dataclass(frozen=True)
class Version:
    """A version that is published: its number from 1, and who approved it, the preparer first."""

    number: int
    approvals: Sequence[Approval] = ()


@dataclass(frozen=True)
class Edition:
    """One appendix: whose, of which year, its lines, and how its comparatives compare.

    Attributes:
        lines: those of the table, `chapters` the key figures of the report's chapters, which stand in the order
            of `chapter_outline`.
        inputs: fingerprint of the landed files that the figures come from; None where it is not known.
        documents: where the comparatives were published.
        published: what earlier reports printed, of every year that the company's register knows.
        protection: what is kept back because it is of few people, and `small_cells` what became of each.
        indices: of each standard, what the edition discloses; `claim_checks` the company's claims beside them.
        for_reviewers: nothing is kept back, and it says on every sheet that it is not to be published.
        version: which version it is of those that are published; None for a draft.
    """

    company: Company
    year: int
    registry: Mapping[str, Kpi]
    outline: Outline
    lines: Sequence[Line]
    chapter_outline: Outline | None = None
    chapters: Sequence[Line] = ()
    comparisons: Sequence[Comparison] = ()
    movements: Sequence[Movement] = ()
    documents: Sequence[str] = ()
    published: Sequence[PublishedFigure] = ()
    inputs: str | None = None
    protection: Protection = field(default_factory=Protection)
    small_cells: Sequence[AssessedFigure] = ()
    indices: Sequence[Index] = ()
    claim_checks: Sequence[ClaimCheck] = ()
    for_reviewers: bool = False
    version: Version | None = None

    @property
    def begins_in(self) -> int:
        """The calendar year in which the reporting year begins; it decides which edition of a standard is in force."""
        return self.company.reporting_year.begins_in(self.year)

    @property
    def all_lines(self) -> list[Line]:
        """The lines of the table, then those of the chapters, where a figure may stand again."""
        return [*self.lines, *self.chapters]

    @property
    def figures(self) -> dict[Key, Line]:
        """Every figure that is printed, in print order, with the line where it first stands."""
        found: dict[Key, Line] = {}
        for line in self.all_lines:
            found.setdefault(line.key, line)
        return found

    @property
    def years(self) -> tuple[int, int, int]:
        return self.year - 2, self.year - 1, self.year

    def years_of(self, section: Section) -> tuple[int, ...]:
        """The years that any line of a section prints; one that it leaves blank needs no column."""
        return years_of([line for line in self.all_lines if line.section.id == section.id])

    def sections(self) -> Sections:
        """The lines of the table by section and category, those of a breakdown kept together."""
        return _sections(self.lines)

    def chapter_sections(self) -> Sections:
        """The key figures by part and chapter of the report, in the same way."""
        return _sections(self.chapters)

    @property
    def chapters_name(self) -> Names | None:
        """What the key figures of the chapters are called together; None where the company prints none."""
        return self.chapter_outline.names if self.chapter_outline and self.chapters else None

    def footnotes(self) -> dict[str, tuple[str, Note]]:
        """The mark and the note of each note id, numbered as they first appear; restated figures have R1, R2, ..."""
        marked: dict[str, tuple[str, Note]] = {}
        counts: Counter[str] = Counter()
        for line in self.all_lines:
            for cell in line.cells:
                for note in cell.notes:
                    if note.note_id not in marked:
                        series = "R" if note.written_by == RESTATED else ""
                        counts[series] += 1
                        marked[note.note_id] = (f"{series}{counts[series]}", note)
        return marked

    def methods(self) -> list[tuple[Kpi, Method]]:
        """Each printed KPI that is computed with the method chosen for the year, in print order."""
        printed = dict.fromkeys(key.kpi_id for key in self.figures)
        kpis = [self.registry[kpi_id] for kpi_id in printed]
        return [(kpi, kpi.chosen_method(self.company, self.year)) for kpi in kpis if not kpi.is_kept_by_hand]

    def label(self, key: Key, language: Language) -> str:
        """What a figure is called outside the table: the KPI, and the member of its breakdown."""
        kpi = self.registry[key.kpi_id]
        if key.dimension == TOTAL or key.dimension not in kpi.breakdowns:
            return kpi.names.in_language(language)
        breakdown = kpi.breakdowns[key.dimension]
        if key.member not in breakdown.members:
            return str(key)
        return (
            f"{breakdown.names.in_language(language)} · {breakdown.members[key.member].in_language(language)}"
        )

    def stamp(self, language: Language) -> str:
        """What it says of itself beside its title: that it is a draft, or which version."""
        words = wording(language)
        return words["version"].format(number=self.version.number) if self.version else words["draft"]

    def approved_by(self, language: Language) -> str | None:
        """Who approved it, in one sentence; None for a draft."""
        if self.version is None:
            return None
        words, written = wording(language), writing(language)
        signed = [
            words["approval"].format(
                role=one.role.in_language(language), name=one.name, on=written.written_date(one.on)
            )
            for one in self.version.approvals
        ]
        return f"{words['approved_by']}{words['colon']}{written.between['kpis'].join(signed)}"

    def differences(self) -> list[Comparison]:
        """The comparisons that do not simply agree, the unexplained ones first."""
        order = (*BLOCKING, "restated", "known_difference", "not_computed")
        kept = [one for one in self.comparisons if one.outcome in order]
        return sorted(kept, key=lambda one: order.index(one.outcome))


@dataclass(frozen=True)
class LineGroup:
    """Lines of one breakdown under their common label, or one line that stands alone (`heading` is None)."""

    heading: Line | None
    lines: tuple[Line, ...]

    def label(self, line: Line) -> Names:
        """What one of its lines is called."""
        return line.breakdown if self.heading is not None and line.breakdown is not None else line.label


Sections = list[tuple[Section, list[tuple[Category, list[LineGroup]]]]]


def years_of(lines: Sequence[Line]) -> tuple[int, ...]:
    """The years that any of the lines prints, the earliest first."""
    return tuple(sorted({cell.year for line in lines for cell in line.cells if cell.origin != "not_printed"}))


def _runs(lines: list[Line], key: Any) -> list[list[Line]]:
    return [list(run) for _, run in groupby(lines, key)]


def _sections(lines: Sequence[Line]) -> Sections:
    return [
        (
            section[0].section,
            [
                (category[0].category, _groups(category))
                for category in _runs(section, lambda line: line.category.id)
            ],
        )
        for section in _runs(list(lines), lambda line: line.section.id)
    ]


def _groups(lines: list[Line]) -> list[LineGroup]:
    groups = []
    for run in _runs(lines, lambda line: (line.key.kpi_id, line.key.dimension)):
        if run[0].breakdown is None or len(run) == 1:
            groups += [LineGroup(None, (line,)) for line in run]
        else:
            groups.append(LineGroup(run[0], tuple(run)))
    return groups


def codes(standards: Sequence[Standard], name: str, year: int) -> str:
    """The codes of a standard that stand beside a line, such as `405-1, 2-7`.

    HKEX renumbers its codes, so those of the edition in force in the year count; GRI's disclosures each keep
    their own edition.
    """
    return ", ".join(codes_in_force(standards, name, year))


def codes_in_force(standards: Sequence[Standard], name: str, year: int) -> list[str]:
    """The same codes one by one."""
    own = [one for one in standards if one.standard == name]
    if name == "HKEX":
        edition = edition_in_force(editions_of(name), year)
        own = [one for one in own if one.edition == edition]
    return list(dict.fromkeys(one.code for one in own))


@cache
def words_of(file: str) -> dict[str, Any]:
    """The words of a file of `WORDS` by their names: each a text, or texts by what they stand for."""
    return {
        name: _texts(entry)
        for name, entry in load_yaml((TEMPLATES / file).read_text(encoding="utf-8")).items()
    }


def _texts(entry: dict[str, Any]) -> Any:
    return (
        Names.model_validate(entry) if "en" in entry else {name: _texts(part) for name, part in entry.items()}
    )


@cache
def wording(language: Language, file: str = WORDS[0]) -> dict[str, Any]:
    """The fixed words of the documents in a language, and its `colon`; those of the page's script are another file."""
    colon = {"colon": writing(language).between["part"]}
    return colon | {name: _in_language(entry, language) for name, entry in words_of(file).items()}


def period(edition: Edition, language: Language) -> str:
    """The first and the last day of the reporting year in words."""
    first, last = (
        writing(language).written_date(day) for day in edition.company.reporting_year.dates(edition.year)
    )
    return f"{first} {wording(language)['to']} {last}"


def _in_language(entry: Any, language: Language) -> Any:
    if isinstance(entry, Names):
        return entry.in_language(language)
    return {name: _in_language(part, language) for name, part in entry.items()}


def reason_text(reason: str, language: Language) -> str:
    """Why a figure is missing, in words; a reason without words of its own stands as it is."""
    return wording(language)["missing"].get(reason, reason)


def missing_sentences(edition: Edition, lines: Sequence[Line], language: Language) -> list[str]:
    """One sentence per year and reason that names the KPIs of these lines without a figure, in print order."""
    words = wording(language)
    found: dict[tuple[int, str], dict[str, str]] = {}
    for line in lines:
        for cell in line.cells:
            if cell.reason is not None:
                kpi = edition.registry[line.key.kpi_id]
                found.setdefault((cell.year, cell.reason), {})[kpi.id] = kpi.names.in_language(language)
    return [
        words["missing_list"].format(
            year=year,
            reason=reason_text(reason, language),
            kpis=writing(language).between["kpis"].join(kpis.values()),
        )
        for (year, reason), kpis in sorted(found.items(), key=lambda one: one[0])
    ]


def legends(edition: Edition, lines: Sequence[Line], language: Language) -> list[str]:
    """What the signs in these lines mean, and why figures are missing."""
    words = wording(language)
    kept_back = any(cell.digits == SUPPRESSED for line in lines for cell in line.cells)
    suppressed = [words["legend_suppressed"]] if kept_back else []
    is_restated = any(cell.restated for line in lines for cell in line.cells)
    restated = [words["legend_restated"]] if is_restated else []
    return [words["legend"], *restated, *suppressed, *missing_sentences(edition, lines, language)]


def provenance(edition: Edition, language: Language) -> list[str]:
    """Where the figures are from and who approved them, a paragraph each."""
    words = wording(language)
    texts = [words["provenance_text"].format(year=edition.year)]
    if edition.documents:
        texts.append(f"{words['provenance_documents']}{words['colon']}{'; '.join(edition.documents)}")
    if edition.inputs:
        texts.append(f"{words['provenance_inputs']}{words['colon']}{edition.inputs}")
    approved = edition.approved_by(language)
    return [*texts, approved] if approved else texts
