"""Which figures are restated: what a version or an earlier report printed beside what is printed now, and why.

GRI 2-4 asks for the reasons and the effect of restatements: a note at the figure says what stood before, and why.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dagster_project.company import Names
from dagster_project.figures.numbers import parse_printed, plain
from dagster_project.figures.values import Key
from dagster_project.languages import Language
from dagster_project.publish.comparison import Comparison
from dagster_project.publish.document import wording
from dagster_project.publish.lines import Line
from dagster_project.publish.printed import Printed
from dagster_project.publish.registers import RESTATED, Note, PublishedFigure
from dagster_project.publish.restatements import Restatement
from dagster_project.versions import number_of, version_name

Cells = Mapping[Key, tuple[str, str | None]]
"""Digits and full score of each figure of the year, as printed."""


@dataclass(frozen=True)
class Restating:
    """What a year's appendix needs to know of restatements.

    Attributes:
        own: entries of the year, for a new version of it.
        sealed: the versions that these entries are of, and those that followed them, by name.
        before: entries of the year before, whose figures are restated in this year's report.
    """

    own: Sequence[Restatement] = ()
    sealed: Mapping[str, Printed] = field(default_factory=dict)
    before: Sequence[Restatement] = ()


def cells_of(printed: Printed) -> Cells:
    """The figures of the year that a content prints; comparatives are not among them."""
    year = str(printed.year)
    return {
        key: (figure["cells"][year]["digits"], figure["cells"][year]["scale"])
        for key, figure in printed.figures.items()
        if year in figure["cells"]
    }


def cells_of_lines(lines: Sequence[Line]) -> Cells:
    """The figures of the year that lines print."""
    return {
        line.key: (line.current.digits, None if line.current.scale is None else plain(line.current.scale))
        for line in lines
    }


def differing(before: Cells, now: Cells) -> list[Key]:
    """The figures that both print, and otherwise; one that comes or goes is not restated."""
    return [key for key, cell in now.items() if key in before and before[key] != cell]


def gone_or_unmarked(before: Printed, now: Printed) -> list[str]:
    """What a content may not do to that of the version before it: leave a figure out, change a comparative unmarked."""
    told = [
        f"{before.label(key, 'en')} was printed and is not: print it, with - and why where there is no figure"
        for key in before.figures
        if key not in now.figures
    ]
    for key, figure in now.figures.items():
        old_cells = before.figures[key]["cells"] if key in before.figures else {}
        for year, cell in figure["cells"].items():
            if year not in old_cells or int(year) == now.year:
                continue
            old = old_cells[year]
            marked = any(note.startswith(f"{RESTATED}-") for note in cell["notes"])
            if (old["digits"], old["scale"]) != (cell["digits"], cell["scale"]) and not marked:
                told.append(
                    f"{now.label(key, 'en')} {year} was {old['digits']} and is {cell['digits']}: bring the comparative "
                    f"back, or restate it in restatements/{year}.yml, printed in the next report"
                )
    return told


def own_notes(restating: Restating, lines: Sequence[Line], year: int) -> list[Note]:
    """A note at each figure of the year that a version restates and an entry covers.

    An entry of a version says why the next one prints otherwise, so what v2 said of v1 stands in v3 as well.
    """
    told = []
    for name in sorted({entry.of for entry in restating.own if entry.of}, key=number_of):
        follows = restating.sealed.get(version_name(number_of(name) + 1))
        now = cells_of_lines(lines) if follows is None else cells_of(follows)
        sealed = restating.sealed[name]
        standing = cells_of_lines(lines)
        for key in differing(cells_of(sealed), now):
            entry = _covering(restating.own, name, key)
            if entry is not None and key in standing:
                told.append((key, _note_text(entry, _version(name), sealed.text_of(key))))
    return _noted(told, year)


def with_restated(
    comparisons: Sequence[Comparison], restating: Restating, year: int, kept_back: Container[Key] = ()
) -> list[Comparison]:
    """The comparisons, those of the year before that an entry covers being restated in the report of `year`.

    An entry that names a figure which agrees is stale. A figure that is kept back is not restated: it would show.
    """
    return [
        one if one.year != year - 1 or one.key in kept_back else _judged(one, restating.before)
        for one in comparisons
    ]


def restated_figures(
    published: Sequence[PublishedFigure], comparisons: Sequence[Comparison]
) -> list[PublishedFigure]:
    """The published figures as this report prints them: a restated one is what its year's exports give now."""
    now = {(one.key, one.year): one.computed for one in comparisons if one.outcome == "restated"}
    return [
        replace(figure, printed=text) if (text := now.get((figure.key, figure.year))) else figure
        for figure in published
    ]


def comparative_notes(
    published: Sequence[PublishedFigure], comparisons: Sequence[Comparison], restating: Restating, year: int
) -> list[Note]:
    """A note at each restated comparative of the year before."""
    restated = {one.key for one in comparisons if (one.year, one.outcome) == (year - 1, "restated")}
    told = []
    for figure in published:
        entry = next((one for one in restating.before if one.covers(figure.key)), None)
        if figure.year == year - 1 and figure.key in restated and entry is not None:
            where = _version(entry.of, year - 1) if entry.of else Names.of(figure.document)
            told.append((figure.key, _note_text(entry, where, parse_printed(figure.printed).text)))
    return _noted(told, year - 1)


def _judged(one: Comparison, entries: Sequence[Restatement]) -> Comparison:
    entry = next((entry for entry in entries if entry.covers(one.key)), None)
    if entry is None or one.published is None:
        return one
    if one.outcome == "agrees" and entry.figures is not None:
        return replace(one, outcome="stale_restatement", reason=entry.reason)
    return (
        replace(one, outcome="restated", reason=entry.reason)
        if one.outcome in ("unexplained", "known_difference") and one.computed is not None
        else one
    )


def _covering(entries: Sequence[Restatement], version: str, key: Key) -> Restatement | None:
    return next((entry for entry in entries if entry.of == version and entry.covers(key)), None)


def _version(name: str, year: int | None = None) -> Names:
    """What a version is called, with its year where that is not the year of the report."""
    word = "version" if year is None else "version_of_year"
    return Names.composed(lambda language: wording(language)[word].format(number=number_of(name), year=year))


def _note_text(entry: Restatement, where: Names, before: Callable[[Language], str]) -> Names:
    """What stood where, of which class the reason is, and the reason; `before` says what stood there in a language."""
    assert entry.reason is not None
    reason = entry.reason

    def text(language: Language) -> str:
        words = wording(language)
        return words["restated"].format(
            where=where.in_language(language),
            before=before(language),
            why=words["restatement_classes"][entry.why],
            reason=reason.in_language(language),
        )

    return Names.composed(text)


def _noted(told: Sequence[tuple[Key, Names]], year: int) -> list[Note]:
    """One text is one note, however many figures carry it."""
    numbers: dict[Names, int] = {}
    return [
        Note(
            f"{RESTATED}-{year}-{numbers.setdefault(text, len(numbers) + 1)}",
            key,
            year,
            text,
            written_by=RESTATED,
        )
        for key, text in told
    ]
