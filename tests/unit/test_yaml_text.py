"""YAML as people write it by hand."""

from __future__ import annotations

import pytest
import yaml

from dagster_project.yaml_text import load_yaml


def test_on_and_no_are_words():
    assert load_yaml("on: 2024-01-15\nno: yes\ncountry: NO\n").keys() == {"on", "no", "country"}
    assert load_yaml("country: NO")["country"] == "NO"


def test_true_and_false_are_booleans():
    assert load_yaml("a: true\nb: false\n") == {"a": True, "b": False}


def test_a_key_written_twice_is_refused():
    with pytest.raises(yaml.YAMLError, match="more than once: a"):
        load_yaml("a: 1\na: 2\n")
