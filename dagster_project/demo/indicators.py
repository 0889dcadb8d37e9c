"""Figures that people of the made-up company keep by hand: what they are, and the signed register. No chapters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from dagster_project.demo.files import Column, Export
from dagster_project.demo.spelling import digits, iso_date

UNITS = {
    "award": ("項", "awards"),
    "meeting": ("次", "meetings"),
    "issue": ("期", "issues"),
    "occasion": ("次", "occasions"),
    "point": ("分", "points"),
    "percent": ("%", "%"),
    "country": ("個", "countries and regions"),
    "customer": ("名", "customers"),
    "cny": ("元", "CNY"),
}


@dataclass(frozen=True)
class Kept:
    """A figure of the company's own: names, unit, document that proves it, owner, values of 2022 and 2023.

    A value is the figure, or value and base of a ratio, or sum of ratings, ratings and highest score of a score.
    """

    zh_hant: str
    en: str
    unit: str
    evidence: str
    owner: str
    values: tuple[Any, Any]
    kind: str = "count"
    decimals: int = 0
    multiplier: int = 1


HONOURS, SECRETARY, COMPLIANCE = "品牌部（虛構）", "公司秘書（虛構）", "法律合規部（虛構）"
SECURITY, SERVICE, UNION = "信息安全部（虛構）", "客戶服務部（虛構）", "工會（虛構）"
OVERSEAS, COMMUNITY = "海外業務部（虛構）", "企業社會責任組（虛構）"

OWN = {
    "competition_wins": Kept(
        "國際競賽第一", "First places in international competitions", "award", "榮譽台帳", HONOURS, (9, 11)
    ),
    "international_awards": Kept("國際大獎", "International awards", "award", "榮譽台帳", HONOURS, (64, 78)),
    "certifications": Kept("國內國際認證", "Certifications at home and abroad", "award", "證書台帳", HONOURS, (66, 71)),
    "honours_to_date": Kept("累計榮獲", "Honours to date", "award", "榮譽台帳", HONOURS, (276, 305)),
    "board_meetings": Kept("董事會會議", "Board meetings", "meeting", "董事會會議記錄", SECRETARY, (5, 4)),
    "audit_committee_meetings": Kept(
        "審核委員會會議", "Audit committee meetings", "meeting", "審核委員會會議記錄", SECRETARY, (4, 5)
    ),
    "remuneration_committee_meetings": Kept(
        "薪酬及提名委員會會議", "Remuneration and nomination committee meetings", "meeting",
        "薪酬及提名委員會會議記錄", SECRETARY, (2, 1),
    ),
    "regulatory_bulletins": Kept(
        "監管政策動態雙週報", "Fortnightly bulletins on regulation", "issue", "雙週報存檔目錄", COMPLIANCE, (24, 24)
    ),
    "regulatory_briefings": Kept(
        "業務專項解讀", "Briefings on rules for a line of business", "issue", "專項解讀存檔目錄", COMPLIANCE, (3, 4)
    ),
    "compliance_campaigns": Kept(
        "合規文化倡導", "Campaigns on compliance", "issue", "合規倡導存檔目錄", COMPLIANCE, (8, 10)
    ),
    "data_security_audits": Kept(
        "數據安全相關審計", "Audits of data security", "occasion", "數據安全審計報告", SECURITY, (1, 1)
    ),
    "security_mailings": Kept(
        "郵件倡導", "Mailings on information security", "occasion", "郵件發送記錄", SECURITY, (28, 32)
    ),
    "emergency_drills": Kept(
        "安全應急演練", "Security emergency drills", "occasion", "演練記錄及總結", SECURITY, (4, 4)
    ),
    "customer_satisfaction": Kept(
        "客戶滿意度", "Customer satisfaction", "point", "年度客戶滿意度調查報告", SERVICE,
        ((1335, 300, 5), (1341, 300, 5)), "score", 2,
    ),
    "welfare_satisfaction": Kept(
        "職場管理、工會活動/福利滿意率", "Satisfaction with workplace, union activities and benefits", "percent",
        "員工滿意度調查報告", UNION, ((1710, 1800), (1746, 1800)), "ratio", 0, 100,
    ),
    "overseas_markets": Kept(
        "海外業務覆蓋國家地區", "Countries and regions served abroad", "country", "海外業務清單", OVERSEAS, (20, 20)
    ),
    "overseas_customers": Kept("海外客戶", "Customers abroad", "customer", "海外客戶清單", OVERSEAS, (153, 185)),
    "support_purchases": Kept(
        "幫扶採購意向", "Purchases pledged in support", "cny", "幫扶採購意向書", COMMUNITY, (80000, 100000), "amount"
    ),
    "goods_donated": Kept(
        "向喀什地區捐贈物資", "Goods donated to Kashgar", "cny", "捐贈簽收單", COMMUNITY, (40000, 50000), "amount"
    ),
    "walk_funds": Kept(
        "公益健步行募集善款", "Funds raised by the charity walk", "cny", "捐贈票據", COMMUNITY, (20000, 30000), "amount"
    ),
}  # fmt: skip

# Figures of the shared registry that the register states: KPI, breakdown, member, document, owner, values.
SHARED = (
    ("directors", "total", "total", "董事名單", SECRETARY, (9, 9)),
    ("directors", "gender", "male", "董事名單", SECRETARY, (7, 7)),
    ("directors", "gender", "female", "董事名單", SECRETARY, (2, 2)),
    ("director_share", "role", "executive", "董事名單", SECRETARY, ((2, 9), (1, 9))),
    ("director_share", "role", "non_executive", "董事名單", SECRETARY, ((3, 9), (4, 9))),
    ("director_share", "role", "independent", "董事名單", SECRETARY, ((4, 9), (4, 9))),
    ("director_share", "gender", "female", "董事名單", SECRETARY, ((2, 9), (2, 9))),
    ("director_share", "gender", "male", "董事名單", SECRETARY, ((7, 9), (7, 9))),
    ("donations", "total", "total", "捐贈台帳及票據", COMMUNITY, (140000, 180000)),
)
YEARS = (2022, 2023)
COLUMNS = (
    Column("year", "年度", digits),
    Column("indicator", "指標編號"),
    Column("dimension", "維度"),
    Column("member", "成員"),
    Column("value", "數值"),
    Column("base", "基數"),
    Column("full_score", "滿分"),
    Column("evidence", "憑據"),
    Column("owner", "負責"),
    Column("signed_by", "簽署"),
    Column("signed_on", "簽署日期", iso_date),
)


def indicators_yml() -> dict[str, Any]:
    """What the company's own figures are, as `company.Indicator` reads them."""
    return {name: _described(kept) for name, kept in OWN.items()}


def _described(kept: Kept) -> dict[str, Any]:
    hant, english = UNITS[kept.unit]
    described: dict[str, Any] = {
        "names": {"zh-Hant": kept.zh_hant, "en": kept.en},
        "unit": kept.unit,
        "unit_names": {"zh-Hant": hant, "en": english},
    }
    chosen = {"decimals": kept.decimals, "kind": kept.kind, "multiplier": kept.multiplier}
    usual = {"decimals": 0, "kind": "count", "multiplier": 1}
    return (
        described
        | {key: value for key, value in chosen.items() if value != usual[key]}
        | {"owner": kept.owner}
    )


def indicators_register() -> Export:
    """The signed register: one row per figure and year."""
    own = ((name, "total", "total", kept.evidence, kept.owner, kept.values) for name, kept in OWN.items())
    stated = [*SHARED, *own]
    rows = [
        _row(year, (indicator, dimension, member), f"{year}年{evidence}（虛構）", owner, values[index])
        for index, year in enumerate(YEARS)
        for indicator, dimension, member, evidence, owner, values in stated
    ]
    return Export("company__indicators", "registers/indicators.csv", COLUMNS, rows, "utf-8-sig")


def _row(year: int, figure: tuple[str, str, str], evidence: str, owner: str, value: Any) -> dict[str, Any]:
    parts = value if isinstance(value, tuple) else (value,)
    value, base, full_score = (*parts, None, None, None)[:3]
    return {
        "year": year,
        **dict(zip(("indicator", "dimension", "member"), figure, strict=True)),
        "value": value,
        "base": base,
        "full_score": full_score,
        "evidence": evidence,
        "owner": owner,
        "signed_by": f"{owner.removesuffix('（虛構）')}主管（虛構）",
        "signed_on": date(year + 1, 2, 5),
    }
