"""YAML that costs more than it weighs, or that YAML readers fail at otherwise than with a YAML error, is refused."""

from __future__ import annotations

import pytest
import yaml

from dagster_project.company import CompanyError, company_labels, read_company
from dagster_project.yaml_text import excerpt, load_yaml

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{one}: &{one} [{','.join([f'*{before}'] * 9)}]\n"
    for before, one in zip("abcdefgh", "bcdefghi", strict=True)
)
TYPOS = {
    "on: 2024-02-30": "day is out of range",
    "a: 1\n? [b]\n: 2": "a key is one word",
    "a: !!bool xyz": "xyz",
    "a: !!int ''": "''",
    "a: !!float x": "could not convert",
    "a: !!timestamp x": "'x'",
    f"a: {'9' * 5000}": "digits",
    f"a: 0x{'f' * 5000}": "digits",
}


@pytest.mark.parametrize(
    "text", [BOMB, f"a: &a [{'x,' * 200}]\nb: [{'*a,' * 200}]", "a: &a\n  <<: *a", "a: &a [*a]"]
)
def test_aliases_that_stand_for_very_much_are_refused(text):
    with pytest.raises(yaml.YAMLError, match="alias"):
        load_yaml(text)


def test_an_alias_of_nothing_is_told_as_that():
    with pytest.raises(yaml.YAMLError, match="undefined alias"):
        load_yaml("a: *b")


def test_an_alias_for_a_few_words_is_read():
    text = "a: &a {zh: 甲, en: A}\n" + "".join(f"b{one}: *a\n" for one in range(100))
    assert load_yaml(text)["b99"] == {"zh": "甲", "en": "A"}


@pytest.mark.parametrize("depth", [60, 100_000])
@pytest.mark.parametrize("nested", ["{0}{1}", "a: {0}{1}", "? {0}{1}\n: b"])
def test_what_is_nested_very_deep_is_refused(nested, depth):
    with pytest.raises(yaml.YAMLError, match="deep"):
        load_yaml(nested.format("[" * depth, "]" * depth))


@pytest.mark.parametrize("text", TYPOS, ids=[text[:20] for text in TYPOS])
def test_a_value_that_is_none_is_a_fault_with_its_line(text):
    with pytest.raises(yaml.YAMLError, match=TYPOS[text]) as raised:
        load_yaml(f"before: 1\n{text}")
    assert "line 2" in str(raised.value) or "line 3" in str(raised.value)


@pytest.mark.parametrize("text", [*TYPOS, BOMB, "[" * 60])
def test_a_company_file_of_that_kind_is_refused_in_words(tmp_path, text):
    (tmp_path / "company.yml").write_text(text, encoding="utf-8")
    with pytest.raises(CompanyError, match=r"company\.yml is not valid YAML"):
        read_company(tmp_path)
    (tmp_path / "languages").mkdir()
    (tmp_path / "languages" / "pt.yml").write_text(text, encoding="utf-8")
    with pytest.raises(CompanyError, match=r"pt\.yml is not valid YAML"):
        company_labels(tmp_path)


class _Counted(str):
    """A text that knows whether it was written out."""

    written = 0

    def __repr__(self) -> str:
        type(self).written += 1
        return super().__repr__()


def test_of_a_large_value_a_message_writes_out_only_what_it_shows():
    assert len(excerpt([_Counted("x" * 50)] * 10_000)) <= 80
    assert _Counted.written < 20
    assert excerpt("a" * 60) == repr("a" * 60)
