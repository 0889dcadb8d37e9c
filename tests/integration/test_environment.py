"""Scope 1 with quantities, certificates and discharge meters through the whole graph, and what stops them."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from dagster_project.company import COMPANY_FILE
from dagster_project.figures.values import Key, KpiValue, by_key, read_values
from dagster_project.lineage.factors import factors_of
from dagster_project.settings import Settings
from dagster_project.warehouse.connection import warehouse
from tests.conftest import RunCompany, run_years
from tests.faults.workbench import Known, Stopped, run_year_directly
from tests.integration.small_company import cut_down

pytestmark = pytest.mark.slow

YEAR = 2023
BILLS = ("facilities__electricity_bills", "facilities__water_bills")
MORE = ("facilities__energy_attributes", "facilities__water_discharge", "company__scope1_sources")
SIGNED = {
    "依據文件": "加油卡月結單",
    "負責部門": "設施管理部",
    "簽署人": "設施管理部主管",
    "簽署日期": "2024-01-12",
    "年度": str(YEAR),
}
CHECKLIST = (
    {
        "排放源": "自有車輛",
        "狀態": "有數量",
        "排放量(噸二氧化碳當量)": "3.5",
        "能量(兆瓦時)": "14",
        "原因": "",
    },
    *(
        {
            "排放源": source,
            "狀態": status,
            "排放量(噸二氧化碳當量)": "",
            "能量(兆瓦時)": "",
            "原因": "沒有記錄",
        }
        for source, status in (
            ("製冷劑", "未估算"),
            ("發電機燃料", "不存在"),
            ("天然氣", "不存在"),
            ("租用車輛", "計入他處"),
        )
    ),
)
CERTIFICATE = {
    "憑證編號": "GEC-1",
    "憑證類型": "綠證",
    "職場編碼": "SH01",
    "發電期起": "2023-01-01",
    "發電期止": "2023-12-31",
    "憑證電量": "100",
    "電量單位": "MWh",
    "排放因子": "0",
    "依據文件": "核銷證明",
}
READINGS = tuple(
    {
        "職場編碼": "SZ01",
        "排水錶號": "D1",
        "月份": f"{YEAR}-{month:02d}",
        "排水量": "10",
        "去向": "市政污水管網",
    }
    for month in range(1, 13)
)


def write_rows(path: Path, rows) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def company_with(made_up_company: Path, folder: Path, checklist=CHECKLIST, certificate=CERTIFICATE) -> Path:
    """Bills of 2023, with a checklist of scope 1, a certificate and a discharge meter handed in besides."""
    company = cut_down(made_up_company, folder, BILLS, (YEAR,))
    write_rows(company / "registers" / "scope1_sources.csv", [row | SIGNED for row in checklist])
    write_rows(company / "raw" / str(YEAR) / "certificates.csv", [certificate])
    write_rows(company / "raw" / str(YEAR) / "discharge.csv", READINGS)
    for name, contract in zip(("certificates", "discharge"), MORE[:2], strict=True):
        mapping = {"file": f"{name}.csv", "feeds": [{"contract": contract}]}
        (company / "mappings" / f"{name}.yml").write_text(yaml.safe_dump(mapping), encoding="utf-8")
    choices = yaml.safe_load((company / COMPANY_FILE).read_text(encoding="utf-8"))
    choices |= {"exports": [*BILLS, *MORE], "factors": {YEAR: {"default": "CN_ETS_0.5703"}}}
    (company / COMPANY_FILE).write_text(yaml.safe_dump(choices, allow_unicode=True), encoding="utf-8")
    return company


def values_of(settings: Settings) -> dict[Key, KpiValue]:
    with warehouse(settings.warehouse(YEAR), read_only=True) as connection:
        return by_key(read_values(connection))


@pytest.fixture(scope="module")
def ran(made_up_company: Path, tmp_path_factory: pytest.TempPathFactory) -> RunCompany:
    folder = tmp_path_factory.mktemp("environment")
    return run_years(company_with(made_up_company, folder / "company"), folder / "data", [YEAR])


@pytest.fixture(scope="module")
def values(ran: RunCompany) -> dict[Key, KpiValue]:
    return values_of(ran.settings)


def numerator(values: dict[Key, KpiValue], *key: str) -> Decimal:
    found = values[Key(*key) if len(key) > 1 else Key(key[0], "total", "total")].numerator
    assert found is not None
    return found


def test_no_gate_objects(ran: RunCompany):
    with warehouse(ran.settings.warehouse(YEAR), read_only=True) as connection:
        outcomes = connection.execute("select suite, outcome from gates.results").fetchall()
    judged = dict(outcomes)
    assert {suite for suite, outcome in outcomes if outcome == "failed"} == set()
    for suite in (*MORE, "aud_scope1_sources", "aud_facility_meters", "mart_ghg", "recompute_figures"):
        assert suite in judged
    assert judged["aud_scope1_sources"] == "unexplained"


def test_scope_1_states_its_quantities_and_why_the_others_have_none(values: dict[Key, KpiValue]):
    assert numerator(values, "ghg_scope1") == 3500
    reason = values[Key("ghg_scope1", "total", "total")].reason
    assert reason is not None
    assert "refrigerant not_estimated: 沒有記錄" in reason
    assert "natural_gas" not in reason
    by_source = {key.member: one.status for key, one in values.items() if key[:2] == ("ghg_scope1", "source")}
    assert by_source == {
        "company_cars": "computed",
        "refrigerant": "not_estimated",
        "generator_fuel": "not_occurring",
        "natural_gas": "not_occurring",
        "leased_cars": "included_elsewhere",
    }


def test_energy_holds_the_fuels_beside_electricity(values: dict[Key, KpiValue]):
    electricity = numerator(values, "electricity")
    for kpi in ("energy_mwh", "energy_gj"):
        assert numerator(values, kpi) == electricity + 14000
        assert numerator(values, kpi, "energy_class", "direct") == 14000
        assert numerator(values, kpi, "energy_type", "purchased_electricity") == electricity


def test_certified_electricity_takes_the_factor_of_its_certificate(values: dict[Key, KpiValue]):
    by_grid = numerator(values, "ghg_scope2")
    assert numerator(values, "ghg_scope2_market") == by_grid - 100_000 * Decimal("0.5703")


def test_the_proof_names_the_certificate_and_what_is_left_to_the_grid(ran: RunCompany, values):
    with warehouse(ran.settings.warehouse(YEAR), read_only=True) as connection:
        factors = {one.factor_id: one for one in factors_of(connection, "ghg_scope2_market")}
    grid, certificate = factors["CN_ETS_0.5703"], factors["GEC-1"]
    assert (certificate.value, certificate.quantity, certificate.document) == (0, 100_000, "核銷證明")
    assert (certificate.file_name, certificate.source_row) == (f"raw/{YEAR}/certificates.csv", 2)
    assert grid.quantity == numerator(values, "electricity") - 100_000


def test_consumption_is_withdrawal_less_discharge_where_it_is_metered(
    ran: RunCompany, values: dict[Key, KpiValue]
):
    with warehouse(ran.settings.warehouse(YEAR), read_only=True) as connection:
        row = connection.execute("select sum(m3) from core.fct_water where site_code = 'SZ01'").fetchone()
    assert row is not None
    assert numerator(values, "water_discharge") == 120
    assert numerator(values, "water_consumption") == row[0] - 120
    assert numerator(values, "water_withdrawal") == numerator(values, "water") > row[0]


def test_regional_factors_that_nobody_chose_leave_their_figure_out_of_scope(values: dict[Key, KpiValue]):
    found = values[Key("ghg_scope2_location", "total", "total")]
    assert (found.status, found.reason) == ("not_in_scope", f"Not in company.yml: regional_factors.{YEAR}")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"checklist": CHECKLIST[:-1]}, "forgets a kind of source"),
        ({"checklist": [{**CHECKLIST[1], "狀態": "有數量"}, *CHECKLIST[2:]]}, "none is stated"),
        ({"certificate": {**CERTIFICATE, "憑證電量": "900000"}}, "cover more electricity than the site used"),
    ],
)
def test_what_stops_the_year(made_up_company: Path, tmp_path: Path, changes, said: str):
    company = company_with(made_up_company, tmp_path / "company", **changes)
    assert said in what_stops(company, tmp_path / "data")


def test_a_checklist_that_is_listed_and_not_handed_in_stops_the_year(made_up_company: Path, tmp_path: Path):
    company = company_with(made_up_company, tmp_path / "company")
    (company / "registers" / "scope1_sources.csv").unlink()
    assert "範圍一排放源清單" in what_stops(company, tmp_path / "data")


def what_stops(company: Path, data: Path) -> str:
    """What stops the year, as the short way of running it says it."""
    with pytest.raises(Stopped) as stop:
        run_year_directly(Settings(company, data), YEAR, Known())
    return str(stop.value)
