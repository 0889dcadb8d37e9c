"""A company's own figures become KPIs beside the shared ones, and its choice of optional lines is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from dagster_project.company import CompanyError, read_company
from dagster_project.registry.kpis import RegistryError, company_kpis, load_kpis
from dagster_project.registry.outline import chapters_of, load_outline, table_of

DRILLS = {
    "names": {"zh-Hant": "安全應急演練", "en": "Emergency drills"},
    "unit": "occasion",
    "unit_names": {"zh-Hant": "次", "en": "times"},
    "owner": "Security",
}


def company_with(folder: Path, own: dict | None = None, **choices):
    told = {
        "id": "imagined",
        "names": {"zh-Hant": "虛構", "en": "Imagined"},
        "first_year": 2022,
        "boundary": {"zh-Hant": "全部", "en": "All"},
        "exports": ["company__indicators"],
    }
    (folder / "company.yml").write_text(yaml.safe_dump(told | choices, allow_unicode=True), encoding="utf-8")
    if own is not None:
        text = yaml.safe_dump(own, allow_unicode=True)
        (folder / "indicators.yml").write_text(text, encoding="utf-8")
    return read_company(folder)


def test_an_indicator_is_a_kpi_that_the_signed_register_states(tmp_path):
    company = company_with(tmp_path, {"drills": DRILLS})
    kpi = company_kpis(company)["drills"]
    assert (kpi.is_kept_by_hand, kpi.kind, kpi.unit.names.en, kpi.names.zh_hans) == (
        True,
        "count",
        "times",
        "安全应急演练",
    )
    assert kpi.missing_needs(company, 2023) == []
    assert load_kpis().keys() < company_kpis(company).keys()


def test_without_the_register_in_scope_it_is_missing(tmp_path):
    company = company_with(tmp_path, {"drills": DRILLS}, exports=["hr__employees"])
    assert company_kpis(company)["drills"].missing_needs(company, 2023) == ["company__indicators"]


def test_an_indicator_may_not_take_the_id_of_a_shared_kpi(tmp_path):
    with pytest.raises(RegistryError, match=r"indicators.yml: water is a KPI of the registry"):
        company_kpis(company_with(tmp_path, {"water": DRILLS}))


def test_a_unit_is_printed_in_one_way(tmp_path):
    other = DRILLS | {"unit": "day", "unit_names": {"zh-Hant": "天", "en": "days"}}
    with pytest.raises(RegistryError, match="unit 'day' is printed in another way"):
        company_kpis(company_with(tmp_path, {"drills": other}))


def test_a_percentage_is_a_ratio_times_a_hundred(tmp_path):
    share = DRILLS | {"unit": "percent", "unit_names": {"zh-Hant": "%", "en": "%"}, "kind": "ratio"}
    with pytest.raises(CompanyError, match="multiplier: 100"):
        company_with(tmp_path, {"share": share})
    assert company_with(tmp_path, {"share": share | {"multiplier": 100}}).indicators


def test_a_chapter_may_not_take_the_name_of_a_section_of_the_table(tmp_path):
    chapter = {"id": "c", "names": {"zh-Hant": "章", "en": "Chapter"}, "lines": [{"kpi": "water"}]}
    told = {
        "id": "chapters",
        "names": {"zh-Hant": "各章", "en": "Chapters"},
        "sections": [
            {"id": "society", "names": {"zh-Hant": "社會", "en": "Society"}, "categories": [chapter]}
        ],
    }
    (tmp_path / "chapters.yml").write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")
    with pytest.raises(RegistryError, match="society: sections of the table are called so"):
        chapters_of(tmp_path, load_kpis())


def test_faults_of_the_file_are_named_together(tmp_path):
    with pytest.raises(CompanyError) as error:
        company_with(tmp_path, {"drills": {"names": {"zh-Hant": "演練"}, "colour": "red"}})
    for expected in ("indicators.yml", "drills.names.en", "drills.unit", "drills.colour"):
        assert expected in str(error.value)


def test_indicators_stand_in_one_file(tmp_path):
    with pytest.raises(CompanyError, match="Keep them in one of the two files"):
        company_with(tmp_path, {"drills": DRILLS}, indicators={"drills": DRILLS})


def test_no_optional_line_is_printed_until_it_is_switched_on(tmp_path):
    kpis = load_kpis()
    optional = [line for _, _, line in load_outline(kpis=kpis).lines() if line.optional]
    assert optional
    company = company_with(tmp_path)
    assert not any(line.optional for _, _, line in table_of(company, kpis).lines())
    chosen = company.model_copy(update={"optional_lines": [optional[0].switch]})
    assert [line for _, _, line in table_of(chosen, kpis).lines() if line.optional] == [optional[0]]


def test_a_line_that_is_not_offered_cannot_be_switched_on(tmp_path):
    company = company_with(tmp_path, optional_lines=["headcount/shoe_size"])
    with pytest.raises(RegistryError, match=r"optional_lines: headcount/shoe_size: no such line. Offered: "):
        table_of(company, load_kpis())


def test_a_company_without_chapters_has_none(tmp_path):
    assert chapters_of(tmp_path, load_kpis()) is None


def test_chapters_may_print_a_figure_twice_and_one_member_alone(tmp_path):
    lines = [{"kpi": "water"}, {"kpi": "headcount", "dimension": "gender", "member": "female"}]
    chapter = {
        "id": "c",
        "names": {"zh-Hant": "章", "en": "Chapter"},
        "comparatives": 0,
        "lines": [*lines, lines[0]],
    }
    told = {
        "id": "chapters",
        "names": {"zh-Hant": "各章", "en": "Chapters"},
        "repeats": True,
        "sections": [{"id": "s", "names": {"zh-Hant": "部", "en": "Part"}, "categories": [chapter]}],
    }
    (tmp_path / "chapters.yml").write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")
    chapters = chapters_of(tmp_path, load_kpis())
    assert chapters is not None
    water, women = ("water", "total", "total"), ("headcount", "gender", "female")
    assert chapters.members(load_kpis()) == [water, women, water]


@pytest.mark.parametrize(
    ("currency", "hant", "english"), [("CNY", "元", "CNY"), ("HKD", "港元", "HKD"), ("THB", "THB", "THB")]
)
def test_amounts_of_money_are_in_the_companys_currency(tmp_path, currency: str, hant: str, english: str):
    kpis = company_kpis(company_with(tmp_path, currency=currency))
    money = {"donations", "recruitment_cost", "corruption_losses"}
    assert {name for name, kpi in kpis.items() if kpi.unit.is_currency} == money
    for name in money:
        unit = kpis[name].unit
        assert (unit.id, unit.names.zh_hant, unit.names.en) == (currency.lower(), hant, english)
