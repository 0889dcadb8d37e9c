"""Simplified Chinese follows from Traditional, and is written only where the mainland's term is another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dagster_project.chinese import simplified, simplified_for_print
from dagster_project.company import Names
from dagster_project.project import EXPECTATIONS_DIR, PROJECT_ROOT, SEEDS_DIR
from dagster_project.yaml_text import load_yaml

FOLDERS = (SEEDS_DIR, EXPECTATIONS_DIR, PROJECT_ROOT / "dagster_project" / "publish" / "templates")
FILES = sorted(path for folder in FOLDERS for path in folder.rglob("*.yml"))


def test_a_name_without_simplified_chinese_gets_it_from_traditional():
    names = Names.model_validate({"zh-Hant": "僱員流失比率（「年末」）", "en": "Turnover"})
    assert names.zh_hans == "雇员流失比率（“年末”）"


def test_a_written_term_corrects_what_would_follow():
    names = Names.model_validate({"zh-Hant": "列印", "zh-Hans": "打印", "en": "Print"})
    assert names.in_language("zh-Hans") == "打印"


@pytest.mark.parametrize("missing", ["zh-Hant", "en"])
def test_the_other_languages_are_never_guessed(missing: str):
    given = {"zh-Hant": "附註", "en": "Note"}
    with pytest.raises(ValueError, match=missing):
        Names.model_validate({language: text for language, text in given.items() if language != missing})


def test_an_empty_text_is_no_name():
    with pytest.raises(ValueError, match="at least 1 character"):
        Names.model_validate({"zh-Hant": "附註", "en": ""})


def names_in(told: Any, where: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every name in three languages of a YAML file, with where it stands."""
    if isinstance(told, dict):
        if isinstance(told.get("zh-Hant"), str):
            yield where, told
        for key, value in told.items():
            yield from names_in(value, f"{where}.{key}")
    elif isinstance(told, list):
        for number, value in enumerate(told):
            yield from names_in(value, f"{where}[{number}]")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PROJECT_ROOT)))
def test_simplified_chinese_is_written_only_where_it_does_not_follow(path: Path):
    repeated = [
        where
        for where, names in names_in(load_yaml(path.read_text(encoding="utf-8")))
        if names.get("zh-Hans") == simplified_for_print(names["zh-Hant"])
    ]
    assert repeated == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PROJECT_ROOT)))
def test_every_text_is_in_its_own_language(path: Path):
    for where, names in names_in(load_yaml(path.read_text(encoding="utf-8"))):
        hans = names.get("zh-Hans", simplified_for_print(names["zh-Hant"]))
        assert simplified(hans) == hans, f"{where}: traditional characters in the simplified text"
        assert not any("\u4e00" <= sign <= "\u9fff" for sign in names.get("en", "")), (
            f"{where}: Chinese in the English"
        )
