"""Faults of the register of figures that people keep by hand: typed, forgotten, unsigned, of another year."""

from __future__ import annotations

from typing import Any

from tests.faults.damage import cells, dropped, repeated
from tests.faults.exports import Row

REGISTER, FILE = "company__indicators", "indicators.csv"
TOLD = ("register|登記|indicator|指標",)
COUNTED = ("security_mailings", "honours_to_date", "international_awards", "overseas_customers")


def of_the_year(row: Row) -> bool:
    return row.text("年度") == "2023"


def a_count(row: Row) -> bool:
    return of_the_year(row) and row.text("指標編號") in COUNTED


def a_share(row: Row) -> bool:
    return of_the_year(row) and row.text("指標編號") == "director_share"


def _times_ten(row: Row, old: Any) -> str:
    return f"{old}0"


dropped(REGISTER, FILE, "kept_forgotten", "Nobody states a figure of the year.", of_the_year, *TOLD)
repeated(
    REGISTER,
    FILE,
    "kept_twice",
    "A figure of the year is stated twice.",
    of_the_year,
    lambda row: None,
    *TOLD,
)
for _name, _about, _heading, _to, _wanted in (
    ("kept_with_a_nought_too_many", "A figure has a nought too many.", "數值", _times_ten, a_count),
    ("kept_negative", "A figure is negative.", "數值", "-4", a_count),
    ("kept_in_words", "A figure is written in words.", "數值", "四次", a_count),
    ("kept_unsigned", "A figure is not signed.", "簽署", "", of_the_year),
    (
        "kept_signed_early",
        "A figure is signed before the year has ended.",
        "簽署日期",
        "2023-12-20",
        of_the_year,
    ),
    ("kept_without_document", "A figure names no document.", "憑據", "", of_the_year),
    ("kept_under_another_name", "A figure has an id that nobody knows.", "指標編號", "drills", a_count),
    ("share_without_base", "A share does not say of how many.", "基數", "", a_share),
    ("share_of_more_than_all", "A share is of more than all.", "數值", "12", a_share),
    ("count_with_base", "A count says of how many.", "基數", "9", a_count),
):
    cells(REGISTER, FILE, _name, _about, _heading, _to, _wanted, *TOLD)
