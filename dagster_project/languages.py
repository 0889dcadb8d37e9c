"""How each language of a report is written, and the labels of further ones: `seeds/languages/`. No company's choices.

Labels in Chinese and English stand where each thing is described. A further language is one file here: its labels name
the English text that they stand for, as gettext has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from dagster_project.project import SEEDS_DIR
from dagster_project.yaml_text import excerpt, load_yaml

LANGUAGES_DIR = SEEDS_DIR / "languages"

Language = str
"""The tag of a language, such as `zh-Hant`: the name of its file."""
WRITTEN: tuple[Language, ...] = ("zh-Hant", "zh-Hans", "en")
"""The languages whose labels stand where things are described."""

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_PLACE = re.compile(r"\{(\w*)[^{}]*\}")


class LanguageError(ValueError):
    """A language, or a label of one, cannot be used; the message lists every fault."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TwoScripts(_Strict):
    """What is set apart for letters and for Chinese characters, both of which stand in any report."""

    letters: str
    characters: str


class Fonts(_Strict):
    """The fonts of each format.

    Attributes:
        pdf: families in the order in which a sign is looked for; all are among those that `web/build.mjs` fetches.
        page: what CSS calls a list of families.
    """

    pdf: Annotated[tuple[str, ...], Field(min_length=1)]
    excel: str
    word: TwoScripts
    page: Annotated[str, Field(pattern=r"^[^{};<]+$")]


Stop = Literal["part", "list", "or", "clauses", "kpis"]
"""Between a name and its part, in a list, between alternatives, clauses, and names of KPIs, which may have commas."""


class Label(_Strict):
    """What a language calls something; None as long as nobody filled it in."""

    en: str
    text: str | None = None


class Writing(_Strict):
    """How a language is written.

    Attributes:
        name: what it calls itself, `short` where room is scarce.
        locale: language and region, such as `zh-HK`.
        office: the languages that Word checks letters and characters in.
        line_height: of a row in a workbook, in points.
        date: with places for `day`, `month` and `year`.
        months: their names; where there are none, a month is a number.
        between: what stands between parts of a text.
        scale: how the full score of a score is told, with a place for `scale`.
        labels: of a further language, each English text and what it is called; none in the others.
    """

    name: str
    short: str
    locale: Annotated[str, Field(pattern=r"^[a-z]{2,3}-[A-Z]{2}$")]
    office: TwoScripts
    fonts: Fonts
    line_height: Annotated[float, Field(gt=0)]
    date: str
    months: Annotated[tuple[str, ...], Field(min_length=12, max_length=12)] | None = None
    scale: str
    between: dict[Stop, str]
    labels: Annotated[tuple[Label, ...], BeforeValidator(lambda given: given or ())] = ()

    @model_validator(mode="after")
    def _complete(self) -> Self:
        faults = [f"between: no {stop}" for stop in get_args(Stop) if stop not in self.between]
        wanted = ((self.date, {"day", "month", "year"}), (self.scale, {"scale"}))
        faults += [f"{text!r} needs {_listed(needed)}" for text, needed in wanted if places(text) != needed]
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def written_date(self, day: date) -> str:
        """A day in words, such as `31 December 2023`."""
        month = self.months[day.month - 1] if self.months else day.month
        return self.date.format(day=day.day, month=month, year=day.year)


def known_languages() -> list[Language]:
    """The tags of all languages that have a file."""
    return sorted(path.stem for path in LANGUAGES_DIR.glob("*.yml"))


def language_file(language: Language) -> Path:
    """Where a language is described."""
    return LANGUAGES_DIR / f"{language}.yml"


def writing(language: Language) -> Writing:
    """How a language is written.

    Raises:
        LanguageError: there is no such language, or its file has faults; all of them.
    """
    return _read(language_file(language))[0]


def shared_labels(language: Language) -> Mapping[str, str]:
    """The labels of a further language by the English text, those that are filled in.

    Raises:
        LanguageError: as `writing`.
    """
    return _read(language_file(language))[1]


@cache
def _read(path: Path) -> tuple[Writing, Mapping[str, str]]:
    if not path.is_file():
        raise LanguageError(
            f"{path.stem!r} is no known language. Known: {', '.join(known_languages())}. "
            f"For a further one write {path.parent.name}/{path.name}: `esg labels {path.stem}` begins it."
        )
    try:
        content = load_yaml(path.read_text(encoding="utf-8"))
        found = Writing.model_validate(content)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise LanguageError(f"{path} is not valid YAML in UTF-8: {error}") from error
    except ValidationError as error:
        raise LanguageError(f"{path}:\n" + "\n".join(_told(fault) for fault in error.errors())) from error
    return found, by_english(found.labels, path)


def _told(fault: Any) -> str:
    where = ".".join(str(part) for part in fault["loc"]) or "(top)"
    return f"  {where}: {fault['msg']} (found {excerpt(fault['input'])})"


def by_english(labels: Sequence[Label], path: Path) -> dict[str, str]:
    """The labels of a file that are filled in, by the English text.

    Raises:
        LanguageError: a text is named twice, or a label has not the same places in braces as its text.
    """
    named = [one.en for one in labels]
    faults = [
        f"  {text!r} is named twice. Keep one." for text in dict.fromkeys(named) if named.count(text) > 1
    ]
    faults += [
        f"  {one.en!r} has the places {_listed(places(one.en))}, its label {_listed(places(one.text))}. "
        "Keep each word in braces as it is."
        for one in labels
        if one.text and places(one.en) != places(one.text)
    ]
    if faults:
        raise LanguageError(f"{path}:\n" + "\n".join(faults))
    return {one.en: one.text for one in labels if one.text}


def places(text: str) -> set[str]:
    """The words in braces of a text, which are filled in."""
    return set(_PLACE.findall(text))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "none"


def is_a_sign(hant: str, english: str) -> bool:
    """Whether a text is the same in every language, such as a symbol, a code or a citation."""
    return hant == english and not HAN.search(english)
