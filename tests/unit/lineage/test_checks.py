"""A figure is told by which suites it was judged: those of its exports, their audits, its mart, and all figures'."""

from __future__ import annotations

import pytest

from dagster_project.gates.suites import load_suites
from dagster_project.lineage.checks import Check, checks_of
from dagster_project.registry.kpis import load_kpis

KPIS = load_kpis()
EVERY_CHECK = [
    Check(gate, name, "passed", len(suite.rules))
    for gate in ("intake", "publish")
    for name, suite in load_suites(gate).items()
]


def _suites_of(kpi_id: str) -> set[str]:
    return {one.suite for one in checks_of(KPIS[kpi_id], EVERY_CHECK)}


def test_a_figure_of_bills_is_judged_by_their_audits_and_by_no_audit_of_people() -> None:
    found = _suites_of("water")
    assert found >= {"facilities__water_bills", "aud_bills", "aud_meter_coverage", "mart_water"}
    assert not found & {"aud_people_changes", "aud_suppliers", "mart_energy", "hr__employees"}


def test_a_figure_per_head_is_judged_as_both_its_parts_are() -> None:
    assert _suites_of("water_intensity") >= {"aud_bills", "aud_headcount_bridge", "hr__employees"}


@pytest.mark.parametrize("kpi_id", KPIS)
def test_what_judges_all_figures_judges_each(kpi_id: str) -> None:
    everywhere = {"mart_kpi_values", "recompute_figures", "aud_control_totals", "appendix_lines"}
    assert _suites_of(kpi_id) >= {KPIS[kpi_id].mart, *KPIS[kpi_id].possible_exports, *everywhere}
