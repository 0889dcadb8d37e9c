"""Faults of the company's register of disclosures: claims that are lost, unsigned, unreasoned or of another edition."""

from __future__ import annotations

from tests.faults.damage import cells, dropped
from tests.faults.exports import Row

REGISTER = "company__disclosures"
FILE = "disclosures.csv"
TOLD = ("disclos|披露", "register|登記", "claim")


def of_the_year(row: Row) -> bool:
    return row.text("年度") == "2023"


def stated(row: Row) -> bool:
    """A claim that words of the report answer."""
    return (
        of_the_year(row) and row["披露情況"] == "已披露" and row["披露編號"] in ("A1.0", "B4.1", "2-9", "3-1")
    )


def asked_of_everyone(row: Row) -> bool:
    return stated(row) and row["準則"] == "HKEX"


dropped(REGISTER, FILE, "claim_lost", "A claim of the HKEX code is missing.", asked_of_everyone, *TOLD)
cells(REGISTER, FILE, "claim_unsigned", "A claim is not signed.", ("簽署", "簽署日期"), "", stated, *TOLD)
cells(
    REGISTER, FILE, "claim_half_signed", "A claim is dated, but by nobody.", "簽署", "", stated, "sign", *TOLD
)
cells(REGISTER, FILE, "claim_without_place", "A claim names no section.", "位置", "", stated, *TOLD)
cells(
    REGISTER,
    FILE,
    "not_applicable_without_reason",
    "What is said not to apply has no reason.",
    ("原因", "英文原因"),
    "",
    lambda row: of_the_year(row) and row["披露情況"] == "不適用",
    "reason|原因",
    *TOLD,
)
cells(
    REGISTER,
    FILE,
    "printed_figure_said_not_to_apply",
    "What is printed is said not to apply.",
    ("披露情況", "原因"),
    lambda row, old: "不適用" if old == "已披露" else "業務不涉及有關事宜",
    lambda row: of_the_year(row) and row["披露編號"] in ("A1.3", "B2.2", "404-1"),
    *TOLD,
)
cells(
    REGISTER,
    FILE,
    "claim_of_another_edition",
    "A claim names a disclosure of the code of 2025.",
    "披露編號",
    "D-28",
    lambda row: of_the_year(row) and row["披露編號"] == "A1.2",
    "edition",
    *TOLD,
)
cells(
    REGISTER,
    FILE,
    "claim_of_another_year",
    "A claim stands under the year before.",
    "年度",
    "2022",
    asked_of_everyone,
    "year|年度|key|twice",
    *TOLD,
)
cells(
    REGISTER,
    FILE,
    "claim_status_unknown",
    "A claim has a status that nobody knows.",
    "披露情況",
    "大致披露",
    stated,
    "大致披露",
    *TOLD,
)
