"""Fixed phrases with places to fill, from `templates/phrases.yml`: what is missing and why, statuses. No figures."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from dagster_project.company import Names
from dagster_project.yaml_text import load_yaml

PHRASES = Path(__file__).parent / "templates" / "phrases.yml"


def phrase(group: str, name: str, **parts: Names | str) -> Names:
    """One of the phrases, its places filled in each language."""
    template = phrases()[group][name]
    return template.filled(**parts) if parts else template


@cache
def phrases() -> dict[str, dict[str, Names]]:
    """Every phrase by its group and name."""
    words = load_yaml(PHRASES.read_text(encoding="utf-8"))
    return {
        group: {name: Names.model_validate(entry) for name, entry in entries.items()}
        for group, entries in words.items()
    }
