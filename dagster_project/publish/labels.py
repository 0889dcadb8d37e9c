"""Which texts a language besides Chinese and English needs labels for, and which of them it lacks. No text is here.

What every company prints is labelled in `seeds/languages/<language>.yml`, a company's own words in its folder.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from dagster_project.company import (
    CHAPTERS_FILE,
    COMPANY_FILE,
    INDICATORS_FILE,
    LANGUAGES_FOLDER,
    Company,
    Names,
)
from dagster_project.durable import write_whole
from dagster_project.languages import (
    WRITTEN,
    Language,
    LanguageError,
    language_file,
    shared_labels,
    writing,
)
from dagster_project.project import SEEDS_DIR
from dagster_project.publish.document import WORDS, words_of
from dagster_project.publish.phrases import phrases
from dagster_project.publish.registers import Claim, KnownDifference, Note
from dagster_project.publish.written_notes import load_rules
from dagster_project.registry.contracts import load_contracts
from dagster_project.registry.kpis import REGISTER_METHOD, Method, currencies, load_kpis
from dagster_project.registry.outline import Outline, load_outline
from dagster_project.registry.standards import load_standards
from dagster_project.signoff.people import USUAL_ROLES
from dagster_project.yaml_text import load_yaml

Texts = Mapping[str, Any]
"""By where they stand, things with texts in them: models, lists of them, mappings."""
WIDTH = 110
TAG = re.compile(r"[a-z]{2,3}(-[A-Z][A-Za-z]+)?\Z")
BEGUN = """\
# How {language} is written: as English until every line below is changed. Then its labels: each English text, and what
# it is called. Words in braces are filled in and stay as they are.
"""


@dataclass(frozen=True)
class Lacking:
    """An English text that a language has no label for, and where it stands."""

    text: str
    place: str


def shared_texts() -> Texts:
    """Everything with texts that companies share."""
    contracts = load_contracts(SEEDS_DIR / "contracts")
    with (SEEDS_DIR / "reference" / "exclusion_rules.csv").open(encoding="utf-8", newline="") as file:
        rules = [_names(row["name_zh_hant"], row["name_en"]) for row in csv.DictReader(file)]
    return {
        **{file: words_of(file) for file in WORDS},
        "phrases.yml": phrases(),
        "table_5_1.yml": load_outline(),
        "written_notes.yml": load_rules(),
        "currencies.yml": currencies(),
        **{f"kpis/{kpi.id}.yml": kpi for kpi in load_kpis().values()},
        "registry/kpis.py": Method.model_validate(REGISTER_METHOD),
        **{f"standards/{one.id}.yml": one for one in load_standards().values()},
        **{f"contracts: {one.id}": _names(one.title.zh_hant, one.title.en) for one in contracts.values()},
        "exclusion_rules.csv": rules,
        "signoff/people.py": USUAL_ROLES,
    }


def own_texts(
    company: Company,
    chapters: Outline | None = None,
    notes: Sequence[Note] = (),
    known: Sequence[KnownDifference] = (),
    claims: Sequence[Claim] = (),
) -> Texts:
    """Everything with texts of a company's own; of the notes those that people wrote."""
    return {
        COMPANY_FILE: [company.names, company.boundary],
        INDICATORS_FILE: company.indicators,
        CHAPTERS_FILE: chapters,
        "notes": [note for note in notes if note.written_by is None],
        "known differences": known,
        "disclosures": claims,
    }


def label_faults(company: Company, own: Texts) -> list[str]:
    """Every label that the company's languages lack, shared and its own; where some are, also those of no text."""
    faults = []
    for language in company.languages:
        if language in WRITTEN:
            continue
        shared = shared_texts()
        missing = [(language_file(language).name, one) for one in lacking(language, shared)]
        missing += [
            (f"{LANGUAGES_FOLDER}/{language}.yml of the company", one) for one in lacking(language, own)
        ]
        faults += [f"{file}: no label for {one.text!r} ({one.place})" for file, one in missing]
        if missing:
            faults += [
                f"{language}.yml: a label for {text!r}, which is no text" for text in unused(language, shared)
            ]
            faults.append(f"`esg labels {language}` adds entries to fill in")
    return faults


def lacking(language: Language, texts: Texts) -> list[Lacking]:
    """The texts that a language has no label for, each once.

    Raises:
        LanguageError: as `writing`.
    """
    writing(language)
    found: dict[str, Lacking] = {}
    for place, thing in texts.items():
        for names in names_in(thing):
            try:
                names.in_language(language)
            except LanguageError:
                found.setdefault(names.en, Lacking(names.en, place))
    return list(found.values())


def unused(language: Language, texts: Texts) -> list[str]:
    """The labels of a language that belong to no text of these; one of a text that is the same everywhere counts."""
    known = {names.en for thing in texts.values() for names in names_in(thing)}
    return [text for text in shared_labels(language) if text not in known]


def names_in(thing: Any) -> Iterator[Names]:
    """Every text of a thing, however deep."""
    if isinstance(thing, Names):
        yield thing
    elif isinstance(thing, BaseModel):
        for name in type(thing).model_fields:
            yield from names_in(getattr(thing, name))
    elif is_dataclass(thing):
        for one in fields(thing):
            yield from names_in(getattr(thing, one.name))
    elif isinstance(thing, Mapping):
        for part in thing.values():
            yield from names_in(part)
    elif isinstance(thing, list | tuple):
        for part in thing:
            yield from names_in(part)


def begin_language(language: Language) -> bool:
    """Write the file of a language that has none, written as English is; gives whether it did.

    Raises:
        LanguageError: it is no tag of a language.
    """
    if not TAG.match(language):
        raise LanguageError(f"{language!r} is no tag of a language, such as pt or pt-BR.")
    path = language_file(language)
    if path.is_file():
        return False
    conventions = writing("en").model_dump(mode="json") | {"name": language, "short": language}
    del conventions["labels"]
    text = yaml.safe_dump(conventions, allow_unicode=True, sort_keys=False, width=WIDTH)
    write_whole(path, f"{BEGUN.format(language=language)}{text}labels:\n".encode())
    return True


def add_entries(path: Path, missing: Iterable[Lacking]) -> int:
    """Add an entry to fill in at the end of a label file for each text that it does not name; gives how many.

    What stands in the file stays as it is, character for character.
    """
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    content = load_yaml(before) or {}
    labels = (content["labels"] if isinstance(content, dict) else content) or [] if content else []
    named = {one["en"] for one in labels}
    added = [one for one in missing if one.text not in named]
    if added:
        write_whole(path, (before + "".join(map(_entry, added))).encode("utf-8"))
    return len(added)


def _entry(one: Lacking) -> str:
    text = yaml.safe_dump([{"en": one.text}], allow_unicode=True, width=10_000)
    return f"{text}  text:  # {one.place}\n"


def _names(hant: str, english: str) -> Names:
    return Names.model_validate({"zh-Hant": hant, "en": english})
