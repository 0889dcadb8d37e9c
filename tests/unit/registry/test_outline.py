"""The print order: each line stands in the registry, once."""

from __future__ import annotations

import pytest
import yaml

from dagster_project.registry.kpis import RegistryError, load_kpis
from dagster_project.registry.outline import TABLE_5_1, load_outline

REGISTRY = load_kpis()


def outline_with(tmp_path, lines):
    entry = yaml.safe_load(TABLE_5_1.read_text(encoding="utf-8"))
    entry["sections"][0]["categories"][0]["lines"] += lines
    path = tmp_path / "table.yml"
    path.write_text(yaml.safe_dump(entry, allow_unicode=True), encoding="utf-8")
    return path


def test_unknown_kpis_unknown_breakdowns_and_repeats_are_reported_together(tmp_path):
    path = outline_with(
        tmp_path, [{"kpi": "happiness"}, {"kpi": "water", "dimension": "gender"}, {"kpi": "water"}]
    )
    with pytest.raises(RegistryError) as error:
        load_outline(path, REGISTRY)
    for expected in ("no KPI 'happiness'", "no dimension 'gender'. It has: total", "printed twice"):
        assert expected in str(error.value)


def test_unknown_keys_are_refused(tmp_path):
    with pytest.raises(RegistryError, match="colour"):
        load_outline(outline_with(tmp_path, [{"kpi": "paper", "colour": "x"}]), REGISTRY)


def test_a_member_that_the_breakdown_does_not_have_is_refused(tmp_path):
    line = {"kpi": "headcount", "dimension": "gender", "member": "x"}
    with pytest.raises(RegistryError, match=r"headcount by gender has no 'x'\. It has: male, female"):
        load_outline(outline_with(tmp_path, [line]), REGISTRY)


def test_a_missing_file_says_what_belongs_there(tmp_path):
    with pytest.raises(RegistryError, match="print order of the table is expected there"):
        load_outline(tmp_path / "none.yml", REGISTRY)


def test_only_health_and_safety_prints_two_comparatives():
    categories = {category.id: category.comparatives for _, category, _ in load_outline().lines()}
    assert {name for name, count in categories.items() if count == 2} == {"health_safety"}
