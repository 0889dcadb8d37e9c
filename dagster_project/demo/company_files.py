"""What the made-up company says about itself: `company.yml`, registers, published figures, notes, README.

Mappings are in `mapping_files`; exports of source systems elsewhere.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import yaml

from dagster_project.company import CHAPTERS_FILE, INDICATORS_FILE
from dagster_project.demo import names, targets
from dagster_project.demo.chapters import chapters_yml
from dagster_project.demo.facilities import SITES
from dagster_project.demo.files import Column, Export, write_export
from dagster_project.demo.indicators import indicators_register, indicators_yml
from dagster_project.demo.people import GRADES
from dagster_project.demo.procurement import order_kilograms, paper_orders
from dagster_project.demo.sign_off import sign_off_yml
from dagster_project.demo.spelling import digits, iso_date, text, yes_no
from dagster_project.demo.targets import JUNIOR, MIDDLE, SENIOR
from dagster_project.demo.waste import PIECES
from dagster_project.signoff.people import SIGN_OFF_FILE

COMPANY_ID = "chengchuan_demo"
EXPORTS_IN_SCOPE = (
    "hr__employees",
    "hr__separations",
    "hr__movements",
    "hr__employments",
    "hr__training_records",
    "hr__injuries",
    "hr__attendance",
    "hr__recruitment",
    "facilities__electricity_bills",
    "facilities__water_bills",
    "facilities__hazardous_waste",
    "facilities__office_waste",
    "procurement__paper_orders",
    "procurement__suppliers",
    "procurement__supplier_assessments",
    "procurement__supplier_terminations",
    "customers__complaints",
    "customers__satisfaction",
    "compliance__lawsuits",
    "company__scope1_sources",
    "company__indicators",
)
REGIONAL_FACTORS = {
    "southern": "CN_MEE_2021_GRID_南方",
    "east": "CN_MEE_2021_GRID_華東",
    "north": "CN_MEE_2021_GRID_華北",
    "southwest": "CN_MEE_2021_GRID_西南",
    "hk_electric": "HK_HKE_2023",
}
REPORT_2022 = "2022年環境、社會及管治報告（虛構）"


def company_yml() -> dict[str, Any]:
    """The company's choices, as `company.Company` reads them."""
    return {
        "id": COMPANY_ID,
        "names": {
            "zh-Hant": names.ISSUER,
            "en": "Chengchuan Demo Technology Ltd. (made up)",
        },
        "made_up": True,
        "currency": "CNY",
        "languages": ["zh-Hant", "zh-Hans", "en"],
        "reporting_year": {"starts": "01-01", "labelled_by": "first_day"},
        "first_year": 2022,
        "boundary": {
            "zh-Hant": "深圳、上海、北京、成都及香港的全部職場；出租予第三方的機房不在內",
            "en": "Sites in Shenzhen, Shanghai, Beijing, Chengdu and Hong Kong; not a data hall leased out",
        },
        "exports": list(EXPORTS_IN_SCOPE),
        "methods": {"turnover_rate": "leavers_over_closing_and_leavers"},
        "small_cells": {"below": 5, "action": "flag"},
        "decimals": {
            2022: {
                "training_share/employee_category": 0,
                "training_hours/employee_category": 0,
                "satisfaction": 0,
            }
        },
        "factors": {
            2022: {"default": "CN_ETS_0.5810", "hk_electric": "HK_HKE_2021"},
            2023: {"default": "CN_ETS_0.5703"},
        },
        "regional_factors": {2023: dict(REGIONAL_FACTORS)},
    }


# KPI, dimension, member and the figure exactly as it was printed for 2022.
PUBLISHED_2022 = """
ghg_scope2 total total 1,326.30
ghg_scope2_intensity total total 0.47
hazardous_waste total total 4.16
hazardous_waste_intensity total total 0.0015
nonhazardous_waste total total 229.10
nonhazardous_waste_intensity total total 0.0810
electricity total total 2,269.01
electricity_intensity total total 0.80
water total total 16,098.54
water_intensity total total 5.68
paper total total 6.61
headcount total total 2,832
headcount gender male 1,836
headcount gender female 996
headcount employee_category senior 51
headcount employee_category middle 600
headcount employee_category junior 2,181
headcount age_band under_30 637
headcount age_band from_30_to_50 2,148
headcount age_band over_50 47
headcount region mainland 2,629
headcount region overseas 203
turnover_rate gender male 36
turnover_rate gender female 33
turnover_rate age_band under_30 39
turnover_rate age_band from_30_to_50 33
turnover_rate age_band over_50 36
turnover_rate region mainland 34
turnover_rate region overseas 48
fatalities total total 0
fatality_rate total total 0
lost_days total total 0
training_share gender male 90.8
training_share gender female 94.8
training_hours gender male 7.2
training_hours gender female 7.2
training_share employee_category senior 20
training_share employee_category middle 70
training_share employee_category junior 100
training_hours employee_category senior 20
training_hours employee_category middle 8
training_hours employee_category junior 7
new_suppliers total total 864
new_suppliers region mainland 857
new_suppliers region overseas 7
suppliers_assessed total total 1,563
suppliers_terminated total total 11
complaints total total 6
complaint_resolution_rate total total 100
satisfaction total total 9 (滿分10分)
corruption_cases total total 0
corruption_losses total total 0
"""
PUBLISHED_2021 = """
fatalities total total 0
fatality_rate total total 0
lost_days total total -
"""


COUNTS = (
    "headcount",
    "fatalities",
    "lost_days",
    "new_suppliers",
    "suppliers_assessed",
    "suppliers_terminated",
    "complaints",
    "corruption_cases",
    "corruption_losses",
)


def published_figures(year: int, scale: int = 1) -> list[dict[str, Any]]:
    """The figures of an earlier report, one row each; counts and amounts grow with the scale."""
    listed = {2021: PUBLISHED_2021, 2022: PUBLISHED_2022}[year].strip().splitlines()
    rows = []
    for line in listed:
        kpi, dimension, member, printed = line.split(" ", 3)
        printed = scaled(kpi, printed, 2022, scale)
        rows.append(
            {
                "year": year,
                "kpi_id": kpi,
                "dimension": dimension,
                "member": member,
                "printed": printed,
                "document": REPORT_2022,
            }
        )
    return rows


def scaled(kpi: str, printed: str, year: int, scale: int) -> str:
    """What a company `scale` times as large would have printed for 2022 or 2023; rates and intensities stay."""
    if scale == 1 or printed == "-":
        return printed
    if kpi in COUNTS:
        return f"{int(printed.replace(',', '')) * scale:,}"
    amounts = _amounts(year)
    if kpi in amounts:
        return f"{(amounts[kpi] * scale / 1000).quantize(Decimal('0.01'), ROUND_HALF_UP):,}"
    return printed


def _amounts(year: int) -> dict[str, Decimal]:
    """Exact amounts of a year in thousandths of the unit that is printed."""
    kwh, island = targets.ELECTRICITY_KWH[year], targets.HONG_KONG_KWH[year]
    emissions = {
        2022: (kwh - island) * Decimal("0.581") + island * Decimal("0.71"),
        2023: kwh * Decimal("0.5703"),
    }
    orders = paper_orders(year, random.Random(0))
    delivered = [row for row in orders if row["received_on"] and row["received_on"].year == year]
    return {
        "ghg_scope2": emissions[year],
        "electricity": Decimal(kwh),
        "water": targets.WATER_M3[year] * 1000,
        "hazardous_waste": targets.HAZARDOUS_KG[year],
        "nonhazardous_waste": targets.OFFICE_WASTE_KG[year],
        "paper": sum((order_kilograms(row) for row in delivered), Decimal(0)),
    }


NOTES: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    (
        "env-2",
        ("ghg_scope2 total total",),
        "本公司沒有範圍一排放源。範圍二為外購電力，按生態環境部公布的全國電網平均排放因子每兆瓦時0.5703噸二氧化碳計算。",
        "There are no scope 1 sources. Scope 2 is purchased electricity, at the national grid average of "
        "0.5703 tCO2 per MWh.",
    ),
    (
        "env-3",
        ("hazardous_waste total total", "nonhazardous_waste total total"),
        "有害廢棄物包括報廢電子設備、硒鼓墨盒、燈管及蓄電池；無害廢棄物為職場的辦公垃圾。",
        "Hazardous waste: scrapped electronics, cartridges, lamps, batteries; non-hazardous: office waste.",
    ),
    (
        "env-4",
        ("electricity total total",),
        "本公司沒有自用數據中心，耗電量為各職場用電之和。",
        "No data centre of its own is run: electricity is that of the offices.",
    ),
    (
        "env-5",
        ("water total total",),
        "只計市政自來水，飲用的桶裝水和瓶裝水不計。",
        "Metered municipal supply only, without bottled drinking water.",
    ),
    (
        "soc-1",
        ("turnover_rate age_band over_50",),
        "50歲以上的員工只有數十人，少數人離職即令比率大幅變動。",
        "Only some dozens of employees are over 50, so that a few separations move the rate far.",
    ),
    (
        "soc-2",
        ("turnover_rate region overseas",),
        "海外及港澳臺的員工人數少，少數人離職即令比率大幅變動。",
        "Few employees work outside the mainland, so that a few separations move the rate far.",
    ),
    (
        "hs-1",
        ("lost_days total total",),
        "年內獲認定的工傷為一宗，傷者休假35個曆日。",
        "One injury was certified in the year; the injured employee was off work for 35 calendar days.",
    ),
    (
        "sup-1",
        ("new_suppliers total total", "suppliers_assessed total total"),
        "部分新增供應商在上一年已接受准入評估，因此年內評估的家數少於新增的家數。",
        "Some new suppliers had been assessed the year before, hence fewer assessments than new suppliers.",
    ),
)


REPLACES = {"soc-1": "小基數", "soc-2": "小基數", "sup-1": "過往已評估"}
"""Notes that stand for one which a rule would write at the same figure."""

COUNTING_NOTES = {"hs-1"}
"""Notes that state a figure: true of the company at its calibrated size only."""


def note_rows(scale: int) -> list[dict[str, Any]]:
    """One row for each note of 2023 and the cell that carries it."""
    rows = []
    for note_id, cells, hant, english in NOTES:
        if scale > 1 and note_id in COUNTING_NOTES:
            continue
        for cell in cells:
            kpi, dimension, member = cell.split()
            rows.append(
                {
                    "note_id": note_id,
                    "year": 2023,
                    "kpi_id": kpi,
                    "dimension": dimension,
                    "member": member,
                    "text_zh_hant": hant,
                    "text_en": english,
                    "replaces": REPLACES.get(note_id),
                }
            )
    return rows


KNOWN_DIFFERENCES = (
    {
        "year": 2022,
        "kpi_id": "nonhazardous_waste_intensity",
        "dimension": "total",
        "member": "total",
        "printed": "0.0810",
        "computed": "0.0809",
        "reason": "刊載的無害廢棄物229.10噸除以刊載的2,832人，得0.08090，應刊載0.0809。"
        "刊載0.0810須總量不少於229.25噸或人數不多於2,830人，與同表其他數字不符。",
        "reason_en": "229.10 t over 2,832 employees, both as published, is 0.08090, which prints as 0.0809. "
        "0.0810 would take at least 229.25 t or at most 2,830 employees, which the same table does not have.",
    },
    *(
        {
            "year": 2023,
            "kpi_id": "director_share",
            "dimension": "role",
            "member": member,
            "printed": printed,
            "computed": computed,
            "reason": f"年末董事九名，該類{count}名，{count}/9 = {computed}%。"
            f"刊載的{printed}%是為使三項合計為100%而調整，各項應各自四捨五入。",
            "reason_en": f"{count} of the nine directors at the year end is {computed}%. {printed}% was adjusted so "
            "that the three shares add up to 100%; each share is to be rounded by itself.",
        }
        for member, count, printed, computed in (
            ("executive", 1, "11.10", "11.11"),
            ("non_executive", 4, "44.45", "44.44"),
            ("independent", 4, "44.45", "44.44"),
        )
    ),
)

# Kind of source, why it does not occur and what proves it; each year's checklist says the same.
NO_SCOPE1 = (
    ("製冷劑", "職場均使用物業的中央空調，製冷劑由業主補充", "各職場物業服務協議（虛構）"),
    ("發電機燃料", "職場沒有自備發電機", "資產清冊盤點表（虛構）"),
    ("天然氣", "職場沒有廚房及燃氣鍋爐", "各職場租約附件（虛構）"),
    ("自有車輛", "公司名下沒有車輛", "資產清冊盤點表（虛構）"),
    ("租用車輛", "公司沒有長期租用的車輛", "採購合同清單（虛構）"),
)


def scope1_rows() -> list[dict[str, Any]]:
    """The signed checklist of each year: no kind of source occurs, as note env-2 says."""
    return [
        {
            "year": year,
            "source": source,
            "status": "不存在",
            "reason": reason,
            "evidence": evidence,
            "owner": "設施管理部",
            "signed_by": "虛構：設施管理部主管 李雅文",
            "signed_on": date(year + 1, 1, 12),
        }
        for year in targets.YEARS
        for source, reason, evidence in NO_SCOPE1
    ]


COUNTING_DIFFERENCES = tuple(
    {
        "year": 2023,
        "kpi_id": "trained_employees",
        "dimension": "employee_category",
        "member": member,
        "printed": printed,
        "computed": computed,
        "reason": "按僱員類別刊載的受訓人數47、433及1,920合計2,400人，按性別刊載的1,562及848合計2,410人。"
        f"年末{people}名{name}員工中{computed}人受訓，佔{share}%，與關鍵績效表刊載的比率相符。",
        "reason_en": "By category the print has 47, 433 and 1,920, together 2,400; by gender 1,562 and 848, together "
        f"2,410. {computed} of the {people} employees in {english} grades at the year end were trained, which is the "
        f"{share}% of the table.",
    }
    for member, name, english, people, printed, computed, share in (
        ("middle", "中級", "middle", "447", "433", "444", "99.3"),
        ("junior", "初級", "junior", "1,945", "1,920", "1,919", "98.7"),
    )
)
"""Differences of counts: true of the company at its calibrated size only."""

LOCATIONS = {
    "mainland": ("深圳", "上海", "北京", "成都", "中國"),
    "overseas": (
        "香港",
        "新加坡",
        "中國香港",
        "美國",
        "印度尼西亞",
        "馬來西亞",
        "Hong Kong",
        "Singapore",
        "Jakarta",
    ),
}
ENTITIES = (
    (names.ISSUER, "本公司", True),
    (names.SHANGHAI, "子公司", True),
    (names.BEIJING, "子公司", True),
    (names.CHENGDU, "子公司", True),
    (names.HONG_KONG, "子公司", True),
    (names.SINGAPORE, "子公司", True),
    (names.PARENT_GROUP, "母集團", False),
)
CATEGORY_NAMES = {SENIOR: "高級和班子成員", MIDDLE: "中級員工", JUNIOR: "初級員工"}


def _register(name: str, columns: Iterable[Column], rows: list[dict[str, Any]]) -> Export:
    return Export(f"company__{name}", f"registers/{name}.csv", tuple(columns), rows, "utf-8-sig")


def registers(scale: int) -> list[Export]:
    """The company's registers and earlier figures as files."""
    sites = [vars(site) for site in SITES]
    grades = [
        {"grade": grade, "employee_category": CATEGORY_NAMES[name]}
        for name, listed in GRADES.items()
        for grade in dict.fromkeys(listed)
    ]
    locations = [
        {"location": place, "region": {"mainland": "中國大陸", "overseas": "海外及港澳臺"}[region]}
        for region, places in LOCATIONS.items()
        for place in places
    ]
    entities = [
        {"company": company, "relation": relation, "in_boundary": inside}
        for company, relation, inside in ENTITIES
    ]
    weights = [{"waste_name": piece[0], "kg_per_piece": piece[3], "source": piece[4]} for piece in PIECES]
    cell = (Column("kpi_id", "指標編號"), Column("dimension", "維度"), Column("member", "成員"))
    published = (
        Column("year", "年度", digits),
        *cell,
        Column("printed", "刊載值"),
        Column("document", "文件"),
    )
    return [
        _register(
            "sites",
            (
                Column("code", "職場編碼"),
                Column("city", "城市"),
                Column("province", "省"),
                Column("grid", "電網"),
                Column("country_region", "國家/地區"),
                Column("area_m2", "面積", digits),
                Column("lease_from", "起租", iso_date),
                Column("lease_to", "退租", text),
                Column("in_boundary", "報告邊界", yes_no),
            ),
            sites,
        ),
        _register("grades", (Column("grade", "職級"), Column("employee_category", "僱員類別")), grades),
        _register("locations", (Column("location", "地點"), Column("region", "地區")), locations),
        _register(
            "entities",
            (
                Column("company", "公司"),
                Column("relation", "關係"),
                Column("in_boundary", "報告邊界", yes_no),
                Column("included_from", "納入日", text),
                Column("included_to", "剔除日", text),
            ),
            entities,
        ),
        _register(
            "unit_weights",
            (
                Column("waste_name", "廢物名稱"),
                Column("kg_per_piece", "單件重量(kg)"),
                Column("source", "依據"),
            ),
            weights,
        ),
        _register(
            "scope1_sources",
            (
                Column("year", "年度", digits),
                Column("source", "排放源"),
                Column("status", "狀態"),
                Column("quantity_tco2e", "排放量(噸二氧化碳當量)", text),
                Column("energy_mwh", "能量(兆瓦時)", text),
                Column("reason", "原因"),
                Column("evidence", "依據文件"),
                Column("owner", "負責部門"),
                Column("signed_by", "簽署人"),
                Column("signed_on", "簽署日期", iso_date),
            ),
            scope1_rows(),
        ),
        _register(
            "notes",
            (
                Column("note_id", "附註編號"),
                Column("year", "年度", digits),
                *cell,
                Column("text_zh_hant", "繁體"),
                Column("text_en", "英文"),
                Column("replaces", "取代規則"),
            ),
            note_rows(scale),
        ),
        _register(
            "known_differences",
            (
                Column("year", "年度", digits),
                *cell,
                Column("printed", "刊載值"),
                Column("computed", "計算值"),
                Column("reason", "原因"),
                Column("reason_en", "英文原因"),
            ),
            [*KNOWN_DIFFERENCES, *(COUNTING_DIFFERENCES if scale == 1 else ())],
        ),
        indicators_register(),
        *(
            Export(
                "company__published_figures",
                f"published/{year}.csv",
                published,
                published_figures(year, scale),
                "utf-8-sig",
            )
            for year in (2021, 2022)
        ),
    ]


README = """虛構數據 · MADE-UP DATA

This folder was written by `esg demo`. The company, its people, suppliers, sites, bills and cases are
invented; any likeness to a real person or company is chance. Do not edit it: run `esg demo` again.

raw/<year>/    what source systems would export, with their usual traps
registers/     sites, grades, places, entities, unit weights, scope 1 sources, notes, known differences,
               control totals, figures kept by hand, disclosures
published/     figures of earlier reports, as printed
mappings/      which file feeds which contract
company.yml    the company's choices
indicators.yml what the figures are that the company keeps by hand
chapters.yml   the key figures that the chapters of the report print
assurance/     what is kept for the assurer: misstatements, events, evidence, review notes, access
sign_off.yml   who submits and who approves
"""


def write_company_files(folder: Path, scale: int) -> None:
    """Write everything of the company folder except exports and mappings."""
    folder.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(company_yml(), allow_unicode=True, sort_keys=False, width=110)
    (folder / "company.yml").write_text(
        f"# 虛構公司 A made-up company, written by `esg demo`.\n{text}", encoding="utf-8"
    )
    for name, told in (
        (INDICATORS_FILE, indicators_yml()),
        (CHAPTERS_FILE, chapters_yml()),
        (SIGN_OFF_FILE, sign_off_yml()),
    ):
        text = yaml.safe_dump(told, allow_unicode=True, sort_keys=False, width=110)
        (folder / name).write_text(
            f"# 虛構公司 Of the made-up company, written by `esg demo`.\n{text}", encoding="utf-8"
        )
    (folder / "README.txt").write_text(README, encoding="utf-8")
    for register in registers(scale):
        write_export(folder, register)
