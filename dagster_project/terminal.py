"""What all commands share: the options for company and year, the console, the way to fail. No command is here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from pydantic import ValidationError
from rich.console import Console, ConsoleOptions, RenderableType
from rich.panel import Panel
from rich.segment import Segment
from rich.text import Span, Text

from dagster_project.company import CompanyError
from dagster_project.machine import refusal
from dagster_project.settings import Settings, settings_for

STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What a terminal may obey instead of showing it: all control characters but newline and tab, changes of the direction
of text, and signs that are no text, which it could not be sent."""


class Terminal(Console):
    """A console on which all that is printed is text: no markup is read in it, and what would steer is escaped.

    Names of files, cells and a stranger's versions are printed in every place, so it is done for all of them here.
    Styles of our own are given with `Text`, `Text.assemble` or `style`.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(markup=False, emoji=False, highlight=False, **options)

    def render_str(self, text: str, **options: Any) -> Text:
        """As Rich, which would leave some of the signs out without a word."""
        return super().render_str(_escaped(text), **options)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """As Rich, which comes by here with every part of what it prints."""
        if isinstance(renderable, Text):
            renderable = _escaped_text(renderable)
        elif isinstance(renderable, Panel):
            renderable = _with_plain_titles(renderable)
        return super().render(renderable, options)


def _escaped(text: str) -> str:
    return STEERS.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def _escaped_text(text: Text) -> Text:
    if not STEERS.search(text.plain):
        return text
    escaped = text.copy()
    escaped.plain = _escaped(text.plain)
    escaped.spans = [
        Span(len(_escaped(text.plain[: one.start])), len(_escaped(text.plain[: one.end])), one.style)
        for one in text.spans
    ]
    return escaped


def _with_plain_titles(panel: Panel) -> Panel:
    """Rich reads markup in the titles of a panel whatever its console says."""
    plain = copy(panel)
    plain.title, plain.subtitle = (
        Text(_escaped(one)) if isinstance(one, str) else one for one in (panel.title, panel.subtitle)
    )
    return plain


console = Terminal(stderr=True)
"""For what is said about the work; results go to standard output."""

CompanyOption = Annotated[
    Path | None,
    typer.Option(
        "--company", "-c", help="The company folder. Default: ESG_COMPANY, else the made-up company."
    ),
]
YearOption = Annotated[int, typer.Option("--year", "-y", help="The reporting year's label, such as 2023.")]
FAILED = 1
UNFINISHED_ROTATION = (
    "A change of the key of people's hashes is not finished: it is under way, or was cut off. The next command that "
    "writes the company's data finishes it; until then hashes of people may be of the old key or of the new one."
)
UNFINISHED_RETIREMENT = (
    "A retirement of originals is not finished: it is under way, or was cut off. The next command that writes the "
    "company's data finishes it; until then some exports are originals that are to go, and others copies."
)


def settings_of(company: Path | None) -> Settings:
    """The settings of the company that an option names; a folder that is none ends the command.

    What was left unfinished is said first, whatever is asked: what a command shows may be of before or after it.
    What the program keeps of the company has to be readable: to take it for empty would be to forget.
    """
    try:
        settings = settings_for(company)
    except CompanyError as error:
        fail(str(error))
    damaged = list(_damaged(settings))
    if damaged:
        fail(
            "\n".join(
                [*damaged, "Put it back from a backup: what the program remembers there is nowhere else."]
            )
        )
    for decision, told in (
        (settings.rotation, UNFINISHED_ROTATION),
        (settings.retirement, UNFINISHED_RETIREMENT),
    ):
        if decision.is_file():
            console.print(told, style="bold yellow")
    return settings


def _damaged(settings: Settings) -> Iterator[str]:
    """What cannot be read, without what was found there: it may be a key; and what the ledger says otherwise."""
    from dagster_project.signoff.faults import SignOffError

    for path, read in _memory(settings):
        try:
            read(path)
        except ValidationError as error:
            faults = [
                f"{'.'.join(map(str, one['loc'])) or 'the file'}: {one['msg']}" for one in error.errors()
            ]
            yield f"{short(path)} is damaged: {'; '.join(faults)}."
        except SignOffError as error:
            yield from error.faults


def _memory(settings: Settings) -> Iterator[tuple[Path, Callable[[Path], object]]]:
    """The files that are there, each with what reads it; most companies have none, and nothing is imported then."""
    if settings.retired.is_file():
        from dagster_project.retired import read_retired

        yield settings.retired, lambda _: read_retired(settings)
    if settings.successors.is_file():
        from dagster_project.successors import read_successors

        yield settings.successors, read_successors
    if settings.rotation.is_file():
        from dagster_project.rotation import read_decision as read_rotation

        yield settings.rotation, read_rotation
    if settings.retirement.is_file():
        from dagster_project.retirement.retire import read_decision as read_retirement

        yield settings.retirement, read_retirement


def fail(message: str) -> NoReturn:
    """Say what is wrong and end the command with an exit status that says so."""
    console.print(message, style="red")
    raise typer.Exit(FAILED)


@contextmanager
def writing(settings: Settings) -> Iterator[None]:
    """Hold the writer lock; what keeps it from being had, or what is written from being kept, ends the command."""
    from dagster_project.locking import writer_lock
    from dagster_project.signoff.faults import SignOffError

    with refusals_told():
        try:
            with writer_lock(settings, console.print):
                yield
        except SignOffError as error:
            fail("\n".join(error.faults))


@contextmanager
def refusals_told() -> Iterator[None]:
    """A full disk and the like end the command with a sentence; any other error is one of ours and goes on."""
    try:
        yield
    except Exception as error:
        told = refusal(error)
        if told is None:
            raise
        fail(told)


def say_written(path: Path, *more: str) -> None:
    """Tell where something was written, and what else there is to say of it."""
    console.print(Text.assemble("Written to ", (short(path), "bold"), *more), soft_wrap=True)


def short(path: Path) -> str:
    """A path as seen from the folder that the command was called in."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
