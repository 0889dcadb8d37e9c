"""The KPI registry: read strictly, complete against contracts, marts and the golden table."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from dagster_project.project import DBT_DIR, SEEDS_DIR
from dagster_project.registry.contracts import load_contracts
from dagster_project.registry.kpis import KPIS_DIR, AnyOf, Kpi, RegistryError, load_kpis
from dagster_project.registry.outline import load_outline
from tests.unit.publish.printed_values import company, golden_rows

REGISTRY = load_kpis()
OUTLINE = load_outline(kpis=REGISTRY).kept(lambda line: not line.optional)


def write_kpi(folder: Path, source: str, **changes) -> None:
    entry = yaml.safe_load((KPIS_DIR / f"{source}.yml").read_text(encoding="utf-8")) | changes
    (folder / f"{entry['id']}.yml").write_text(yaml.safe_dump(entry, allow_unicode=True), encoding="utf-8")


def test_every_fault_of_every_file_is_reported_at_once(tmp_path):
    write_kpi(tmp_path, "water", colour="blue")
    write_kpi(tmp_path, "paper", decimals="two", kind="guess")
    (tmp_path / "electricity.yml").write_text("id: [", encoding="utf-8")
    with pytest.raises(RegistryError) as error:
        load_kpis(tmp_path)
    for expected in (
        "water.yml",
        "colour",
        "paper.yml",
        "decimals",
        "kind",
        "electricity.yml",
        "not valid YAML",
    ):
        assert expected in str(error.value)


def test_a_folder_without_kpis_is_a_fault(tmp_path):
    with pytest.raises(RegistryError, match="holds no KPI"):
        load_kpis(tmp_path)


def test_a_file_is_named_by_its_kpi(tmp_path):
    write_kpi(tmp_path, "water")
    (tmp_path / "water.yml").rename(tmp_path / "wetness.yml")
    with pytest.raises(RegistryError, match=r"Name the file water\.yml"):
        load_kpis(tmp_path)


def test_one_unit_is_printed_in_one_way(tmp_path):
    write_kpi(tmp_path, "paper")
    write_kpi(tmp_path, "hazardous_waste", unit={"id": "t", "names": "tons"})
    with pytest.raises(RegistryError, match="unit 't' is printed in another way"):
        load_kpis(tmp_path)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"breakdowns": {}}, "needs at least one breakdown"),
        ({"breakdowns": {"total": REGISTRY["headcount"].breakdowns["gender"]}}, "cannot be a breakdown"),
        ({"methods": [REGISTRY["turnover_rate"].methods[0]] * 2}, "method ids repeat"),
        (
            {"methods": [REGISTRY["turnover_rate"].methods[0], REGISTRY["water"].methods[0]]},
            "each needs components",
        ),
        (
            {"standards": [{"standard": "GRI", "edition": "2016", "code": "401-1", "members": ["female"]}]},
            "GRI 401-1 is about female, but `members` .* stand alone. Here they are: none",
        ),
    ],
)
def test_what_cannot_be_computed_or_printed_is_refused(changes, message):
    entry = REGISTRY["turnover_rate"].model_dump(by_alias=True)
    with pytest.raises(ValueError, match=message):
        Kpi.model_validate(entry | changes)


def test_every_export_that_a_kpi_needs_is_a_contract():
    contracts = load_contracts(SEEDS_DIR / "contracts")
    for kpi in REGISTRY.values():
        for need in kpi.exports:
            assert set(need.any_of if isinstance(need, AnyOf) else [need]) <= contracts.keys(), kpi.id


def test_every_kpi_has_a_mart():
    marts = {path.stem for path in (DBT_DIR / "models" / "marts").rglob("*.sql")}
    assert {kpi.id: kpi.mart for kpi in REGISTRY.values() if kpi.mart not in marts} == {}


def test_the_table_has_the_labels_units_and_order_of_the_golden_table():
    ours = []
    for section, category, line in OUTLINE.lines():
        kpi = REGISTRY[line.kpi]
        for dimension, member in kpi.members():
            if dimension == line.dimension:
                part = kpi.breakdowns.get(dimension)
                label = part.members[member] if part else None
                texts = (kpi.names, None) if part is None else (part.names, label)
                if part and part.stands_alone:
                    texts = (label, None)
                printed = [section.names, category.names, *texts, kpi.unit.names]
                ours.append([names.zh_hant if names else "" for names in printed])
    assert ours == [list(row.values())[:5] for row in golden_rows()]


def test_the_four_methods_of_turnover_weigh_leavers_and_headcounts():
    closing, opening, leaver = Decimal(7), Decimal(9), Decimal(3)
    amounts = {"closing": closing, "opening": opening, "leaver": leaver}
    fractions = {}
    for method in REGISTRY["turnover_rate"].methods:
        sides = {"numerator": Decimal(0), "denominator": Decimal(0)}
        for part in method.components:
            sides[part.role] += part.weight * amounts[part.component]
        fractions[method.id] = (sides["numerator"], sides["denominator"])
    assert fractions == {
        "leavers_over_closing_and_leavers": (leaver, closing + leaver),
        "leavers_over_closing": (leaver, closing),
        "leavers_over_average": (leaver, (opening + closing) / 2),
        "leavers_over_opening": (leaver, opening),
    }


def test_any_one_of_the_alternatives_is_enough():
    kpi = REGISTRY["headcount"]
    assert kpi.missing_needs(company(exports=["hr__employments"]), 2023) == []
    assert kpi.missing_needs(company(exports=["hr__training_records"]), 2023) == [
        "hr__employees | hr__employments"
    ]


def test_emissions_need_a_factor_for_the_year():
    kpi = REGISTRY["ghg_scope2"]
    assert kpi.missing_needs(company(), 2023) == []
    assert kpi.missing_needs(company(), 2031) == ["factors.2031"]


def test_decimals_of_a_breakdown_come_before_those_of_the_kpi():
    chosen = company(decimals={2022: {"training_share/employee_category": 0, "training_share": 3}})
    kpi = REGISTRY["training_share"]
    assert kpi.decimals_for(chosen, "employee_category", 2022) == 0
    assert kpi.decimals_for(chosen, "gender", 2022) == 3
    assert kpi.decimals_for(chosen, "gender", 2023) == 1


def test_a_code_stands_beside_the_cause_that_it_is_about():
    cases = REGISTRY["cases"]
    codes = {
        member: [f"{one.standard} {one.code}" for one in cases.standards_of(member)]
        for _, member in cases.members()
    }
    assert codes == {
        "corruption": ["GRI 205-3", "ESRS G1-4"],
        "discrimination": ["GRI 406-1"],
        "privacy": ["GRI 418-1"],
        "conflict_of_interest": [],
        "money_laundering": [],
    }
