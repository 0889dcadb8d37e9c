"""A made-up language, `xx`: every English text in guillemets. One file in a folder of its own; no code knows it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
import yaml

from dagster_project import languages
from dagster_project.company import Labels, Names
from dagster_project.publish.document import wording
from dagster_project.publish.labels import Texts, names_in, shared_texts

TAG = "xx"
WRITING = {
    "name": "Made-up language",
    "short": "XX",
    "locale": "fr-FR",
    "office": {"letters": "fr-FR", "characters": "zh-HK"},
    "fonts": {
        "pdf": ["Noto Sans", "Noto Sans TC", "Noto Sans SC"],
        "excel": "Arial",
        "word": {"letters": "Georgia", "characters": "Microsoft JhengHei"},
        "page": '"Georgia", serif',
    },
    "line_height": 14,
    "date": "{month} {day} {year}",
    "months": [f"«M{number}»" for number in range(1, 13)],
    "scale": "«of {scale}»",
    "between": {"part": " = ", "list": " + ", "or": " | ", "clauses": " & ", "kpis": " ~ "},
}


def made_up(text: str) -> str:
    return f"«{text}»"


def labels_of(texts: Texts) -> dict[str, str]:
    """A label for every text, also those that are the same everywhere but need none."""
    found = [names for thing in texts.values() for names in names_in(thing)]
    return {one.en: made_up(one.en) for one in found if not languages.is_a_sign(one.zh_hant, one.en)}


def write_language(labels: dict[str, str]) -> Path:
    """The file of the language in the folder of languages."""
    entries = [{"en": english, "text": text} for english, text in labels.items()]
    path = languages.language_file(TAG)
    path.write_text(yaml.safe_dump(WRITING | {"labels": entries}, allow_unicode=True), encoding="utf-8")
    return path


def language_folder(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """A folder of languages with the three that stand in the project, in the place of theirs."""
    shutil.copytree(languages.LANGUAGES_DIR, folder)
    monkeypatch.setattr(languages, "LANGUAGES_DIR", folder)
    wording.cache_clear()


def own_labels(texts: Iterable[str]) -> Labels:
    """What a company's label file of the language holds."""
    return {TAG: {text: made_up(text) for text in texts}}


def own(hant: str, english: str) -> Names:
    """A text of a company's own with its label."""
    return Names.model_validate({"zh-Hant": hant, "en": english}, context=own_labels([english]))


def add_language(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """The language with every label of what companies share."""
    language_folder(monkeypatch, folder)
    write_language(labels_of(shared_texts()))
