"""What the made-up company claims of each disclosure of HKEX and GRI: its signed register. No figures.

It claims what a printed index of 2023 claims, so that the comparison with what the figures show has something to find.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from dagster_project.demo.files import Column, Export
from dagster_project.demo.spelling import digits, iso_date, text
from dagster_project.demo.targets import YEARS

SIGNED_ON = {2022: date(2023, 1, 18), 2023: date(2024, 1, 19)}
SIGNED_BY = "虛構：公司秘書 林示範"

# Section of the report: its name in Traditional Chinese and English.
SECTIONS: dict[str, tuple[str, str]] = {
    "about": ("關於本報告", "About this report"),
    "scope": ("關於本報告 - 報告範圍", "About this report - Scope"),
    "principles": ("關於本報告 - 報告原則", "About this report - Principles"),
    "profile": ("關於本公司 - 公司簡介", "About the company - Profile"),
    "feature": (
        "專題：金融科技助力可持續行業生態",
        "Feature: financial technology for a sustainable industry",
    ),
    "1.1": ("1 可持續發展治理 - 1.1 董事會聲明", "1 Sustainability governance - 1.1 Statement of the board"),
    "1.2": ("1 可持續發展治理 - 1.2 ESG管治體系", "1 Sustainability governance - 1.2 ESG governance"),
    "1.3": ("1 可持續發展治理 - 1.3 持份者溝通", "1 Sustainability governance - 1.3 Stakeholders"),
    "1.4": ("1 可持續發展治理 - 1.4 實質性議題識別", "1 Sustainability governance - 1.4 Material topics"),
    "2.1": ("2 管治 - 2.1 合規經營", "2 Governance - 2.1 Compliance"),
    "2.2": ("2 管治 - 2.2 商業道德", "2 Governance - 2.2 Business ethics"),
    "3.1": ("3 社會 - 3.1 以客為先", "3 Society - 3.1 Customers"),
    "3.2": ("3 社會 - 3.2 以人為本", "3 Society - 3.2 People"),
    "3.3": ("3 社會 - 3.3 共建行業", "3 Society - 3.3 The industry"),
    "3.4": ("3 社會 - 3.4 共享發展", "3 Society - 3.4 Community"),
    "4.1": ("4 環境 - 4.1 應對氣候變化", "4 Environment - 4.1 Climate change"),
    "4.2": ("4 環境 - 4.2 開展綠色運營", "4 Environment - 4.2 Green operations"),
}

# Codes that are claimed as disclosed, with their sections; one without a section stands in the tables of figures only.
CLAIMED: dict[str, str] = {
    "HKEX": """
    governance_structure: 1.1 1.2
    reporting_principles: principles
    reporting_boundary: scope
    A1.0: 4.2
    A1.2: 4.1
    A1.3:
    A1.4:
    A1.5: 4.2
    A1.6: 4.2
    A2.0: 4.2
    A2.1:
    A2.2:
    A2.3: 4.2
    A2.4: 4.2
    A4.0: 4.1
    A4.1: 4.1
    B1.0: 3.2
    B1.1:
    B1.2:
    B2.0: 3.2
    B2.1:
    B2.2:
    B2.3: 3.2
    B3.0: 3.2
    B3.1:
    B3.2:
    B4.0: 3.2
    B4.1: 3.2
    B4.2: 3.2
    B5.0: 3.3
    B5.1:
    B5.2: 3.3
    B5.3: 3.3
    B5.4: 3.3
    B6.0: 3.1
    B6.2: 3.1
    B6.3: 2.1
    B6.4: 3.1
    B6.5: 3.1
    B7.0: 2.2
    B7.1: 2.2
    B7.2: 2.2
    B7.3: 2.2
    B8.0: 3.4
    B8.1: 3.4
    B8.2: 3.4
    """,
    "GRI": """
    2-1: profile
    2-2: scope
    2-3: about
    2-6: profile
    2-7: 3.2
    2-9: 1.2 2.1
    2-10: 2.1
    2-12: 1.2
    2-13: 1.2
    2-14: 1.1 1.2
    2-16: 1.3 1.4
    2-23: 3.2
    2-24: 3.2
    2-26: 1.3
    2-27: 2.1
    2-28: 3.3
    2-29: 1.3
    3-1: 1.4
    3-2: 1.4
    3-3: 1.2 1.4
    201-2: 4.1
    201-3: 3.2
    203-1: feature
    203-2: feature
    205-1: 2.2
    205-2: 2.2
    205-3: 2.2
    206-1: 2.2
    207-1: 2.1
    207-2: 2.1
    207-3: 1.3
    302-1:
    302-3:
    302-4: 4.2
    303-1: 4.2
    303-2: 4.2
    303-5:
    305-2:
    305-4:
    306-1: 4.2
    306-2: 4.2
    306-3: 4.2
    306-4: 4.2
    306-5: 4.2
    308-1: 3.3
    308-2: 3.3
    401-1:
    401-2: 3.2
    401-3: 3.2
    403-3: 3.2
    403-5: 3.2
    403-6: 3.2
    403-8: 3.2
    403-9: 3.2
    403-10: 3.2
    404-1: 3.2
    404-2: 3.2
    405-1: 3.2
    406-1: 3.2
    408-1: 3.2 3.3
    409-1: 3.2 3.3
    413-1: 3.4
    417-3: 3.1
    418-1: 3.1
    """,
}
_NATURAL_RESOURCES = (
    "辦公業務對環境及天然資源沒有其他重大影響",
    "Office work has no other significant impact on the environment and natural resources",
)
NOT_APPLICABLE: dict[str, dict[str, tuple[str, str]]] = {
    "HKEX": {
        "A1.1": ("業務不產生空氣污染物", "The business gives off no air pollutants"),
        "A2.5": ("業務沒有須包裝的製成品", "The business makes no products that need packaging"),
        "A3.0": _NATURAL_RESOURCES,
        "A3.1": _NATURAL_RESOURCES,
        "B6.1": (
            "服務不涉及因安全與健康理由回收的產品",
            "Services involve no products to recall for safety or health",
        ),
    },
    "GRI": {
        "2-4": ("年內沒有重述以往報告的資料", "Nothing of earlier reports was restated in the year"),
        "2-8": (
            "公司聲稱沒有員工之外的工作者",
            "The company claims to have no workers who are not employees",
        ),
    },
}


def disclosures_register() -> Export:
    """The register of narrative disclosures, of every year that has exports."""
    columns = (
        Column("year", "年度", digits),
        Column("standard", "準則"),
        Column("code", "披露編號"),
        Column("status", "披露情況"),
        Column("location_zh_hant", "位置", text),
        Column("location_en", "英文位置", text),
        Column("reason_zh_hant", "原因", text),
        Column("reason_en", "英文原因", text),
        Column("owner", "負責部門"),
        Column("signed_by", "簽署"),
        Column("signed_on", "簽署日期", iso_date),
    )
    rows = [row for year in YEARS for row in disclosure_rows(year)]
    return Export("company__disclosures", "registers/disclosures.csv", columns, rows, "utf-8-sig")


def disclosure_rows(year: int) -> Iterator[dict[str, Any]]:
    """One row for each disclosure that is claimed, or said not to apply, in a year."""
    for standard, listed in CLAIMED.items():
        for line in listed.strip().splitlines():
            code, _, sections = line.strip().partition(":")
            found = [SECTIONS[one] for one in sections.split()]
            place = ("；".join(one[0] for one in found), "; ".join(one[1] for one in found))
            yield _row(year, standard, code, "已披露", place=place)
        for code, reason in NOT_APPLICABLE[standard].items():
            yield _row(year, standard, code, "不適用", reason=reason)


def _row(
    year: int,
    standard: str,
    code: str,
    status: str,
    *,
    place: tuple[str, str] = ("", ""),
    reason: tuple[str, str] = ("", ""),
) -> dict[str, Any]:
    return {
        "year": year,
        "standard": standard,
        "code": code,
        "status": status,
        "location_zh_hant": place[0],
        "location_en": place[1],
        "reason_zh_hant": reason[0],
        "reason_en": reason[1],
        "owner": "虛構：設施管理部" if code.startswith(("A", "30")) else "虛構：可持續發展部",
        "signed_by": SIGNED_BY,
        "signed_on": SIGNED_ON[year],
    }
