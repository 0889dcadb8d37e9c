"""Faults of the hazardous-waste manifests and of the office waste's collections."""

from __future__ import annotations

import re

from tests.faults.damage import (
    Damage,
    as_number,
    cells,
    dropped,
    is_filled,
    kind,
    repeated,
    times,
    transposed,
    within,
    years,
)
from tests.faults.exports import Row, day_of

HAZARDOUS = "facilities__hazardous_waste"
MANIFESTS = "危險廢物"
OFFICE = "facilities__office_waste"
NOTES = "辦公垃圾"
HANDED_OVER = within("轉移日期", "2023-01-01", "2023-12-31")
PIECES = ("台", "個")


def counted(row: Row) -> bool:
    return HANDED_OVER(row)


def in_pieces(row: Row) -> bool:
    return counted(row) and row["計量單位"] in PIECES


def by_weight(row: Row) -> bool:
    return counted(row) and row["計量單位"] not in PIECES


WASTE = ("quantity|數量", "unit|單位|weight", "waste|廢物|廢棄|manifest|聯單", "movement|moved")

cells(
    HAZARDOUS,
    MANIFESTS,
    "kg_as_tonnes",
    "Kilograms stand as tonnes.",
    "計量單位",
    "噸",
    lambda row: counted(row) and row["計量單位"] in ("千克", "公斤"),
    *WASTE,
)
cells(
    HAZARDOUS,
    MANIFESTS,
    "tonnes_as_kg",
    "Tonnes stand as kilograms.",
    "計量單位",
    "千克",
    lambda row: counted(row) and row["計量單位"] == "噸",
    *WASTE,
)
cells(
    HAZARDOUS, MANIFESTS, "pieces_as_kg", "Pieces stand as kilograms.", "計量單位", "千克", in_pieces, *WASTE
)
cells(
    HAZARDOUS,
    MANIFESTS,
    "kg_as_pieces",
    "Kilograms stand as pieces.",
    "計量單位",
    "個",
    lambda row: counted(row) and row["計量單位"] in ("千克", "公斤"),
    *WASTE,
)
cells(
    HAZARDOUS,
    MANIFESTS,
    "waste_unit_unknown",
    "A unit is not in the list.",
    "計量單位",
    "車",
    counted,
    *WASTE,
)
cells(
    HAZARDOUS,
    MANIFESTS,
    "waste_ten_times",
    "Both quantities are ten times as large.",
    ("轉移數量", "簽收數量"),
    times(10),
    counted,
    *WASTE,
)
cells(
    HAZARDOUS,
    MANIFESTS,
    "waste_half_in_agreement",
    "Both quantities are half as large.",
    ("轉移數量", "簽收數量"),
    times(0.5),
    counted,
    *WASTE,
)
cells(
    HAZARDOUS,
    MANIFESTS,
    "waste_tenth_more_in_agreement",
    "Both quantities are a tenth too large.",
    ("轉移數量", "簽收數量"),
    times(1.1),
    by_weight,
    *WASTE,
)
cells(
    HAZARDOUS,
    MANIFESTS,
    "received_differs",
    "The received quantity is far from what was sent.",
    "簽收數量",
    times(0.4),
    lambda row: counted(row) and is_filled(row["簽收數量"]),
    *WASTE,
)
cells(
    HAZARDOUS,
    MANIFESTS,
    "received_blank",
    "The received quantity is blank.",
    "簽收數量",
    None,
    lambda row: counted(row) and is_filled(row["簽收數量"]),
    *WASTE,
    harmless="the quantity that was handed over takes its place",
)
cells(
    HAZARDOUS,
    MANIFESTS,
    "waste_digits_transposed",
    "Two digits of both quantities are exchanged.",
    ("轉移數量", "簽收數量"),
    transposed,
    by_weight,
    *WASTE,
)
cells(
    HAZARDOUS,
    MANIFESTS,
    "received_next_year",
    "A receipt is dated in the next year.",
    "簽收日期",
    years(1),
    counted,
    "date|日期",
    *WASTE,
)
cells(
    HAZARDOUS,
    MANIFESTS,
    "waste_moved_a_year",
    "Transfer and receipt are dated in the next year.",
    ("轉移日期", "簽收日期"),
    years(1),
    counted,
    "date|日期",
    *WASTE,
)
cells(
    HAZARDOUS,
    MANIFESTS,
    "received_before_sent",
    "A receipt is older than the transfer.",
    "簽收日期",
    "2023-01-02",
    lambda row: counted(row) and day_of(row["轉移日期"]).month > 3,
    "date|日期",
    *WASTE,
)
cells(
    HAZARDOUS,
    MANIFESTS,
    "waste_name_without_weight",
    "A waste in pieces has no weight in the register.",
    "廢物名稱",
    "廢棄投影機",
    in_pieces,
    *WASTE,
)
cells(
    HAZARDOUS,
    MANIFESTS,
    "waste_name_of_another",
    "Laptops stand as desktops.",
    "廢物名稱",
    "廢棄台式主機",
    lambda row: counted(row) and row["廢物名稱"] == "廢棄筆記本電腦",
    *WASTE,
)
cells(
    HAZARDOUS,
    MANIFESTS,
    "waste_site_unknown",
    "A site is not in the register.",
    "產生單位",
    "SZ10",
    counted,
    "site|產生單位",
)
cells(
    HAZARDOUS,
    MANIFESTS,
    "waste_site_outside",
    "A manifest stands at the site outside the boundary.",
    "產生單位",
    "SZ09",
    counted,
    "site|產生單位|boundary",
    *WASTE,
)
cells(
    HAZARDOUS,
    MANIFESTS,
    "waste_treatment_changed",
    "The treatment is wrong; none is printed.",
    "處置方式",
    "D10",
    lambda row: counted(row) and row["處置方式"] == "R4",
    harmless="no treatment is printed",
)
dropped(HAZARDOUS, MANIFESTS, "manifest_lost", "A manifest is missing.", counted, *WASTE)
repeated(
    HAZARDOUS,
    MANIFESTS,
    "manifest_twice_other_number",
    "A manifest stands twice under another number.",
    counted,
    lambda row: row.__setitem__("聯單編號", "2023991" + row.text("聯單編號")[-5:]),
    "twice",
    *WASTE,
)


@kind(HAZARDOUS, *WASTE)
def manifests_swapped(damage: Damage) -> None:
    """The quantities of two manifests of different units changed places."""
    opened = damage.open(MANIFESTS)
    one, other = damage.one(opened.rows(in_pieces)), damage.one(opened.rows(by_weight))
    for heading in ("轉移數量", "簽收數量"):
        one[heading], other[heading] = other[heading], one[heading]


def collected(row: Row) -> bool:
    return row.text("月份")[:4] == "2023"


def weighed(row: Row) -> bool:
    return collected(row) and is_filled(row["重量(kg)"])


def estimated(row: Row) -> bool:
    return collected(row) and not is_filled(row["重量(kg)"])


COLLECTED = (
    "weight|重量",
    "total|合計",
    "collection|清運",
    "waste|垃圾",
    "site|職場|month",
    "movement|moved",
)

cells(
    OFFICE,
    NOTES,
    "collection_in_tonnes",
    "A weight is in tonnes.",
    "重量(kg)",
    times(0.001),
    weighed,
    *COLLECTED,
)
cells(
    OFFICE,
    NOTES,
    "collection_ten_times",
    "A weight is ten times as large.",
    "重量(kg)",
    times(10),
    weighed,
    *COLLECTED,
)
cells(
    OFFICE,
    NOTES,
    "collection_digits_transposed",
    "Two digits of a weight are exchanged.",
    "重量(kg)",
    transposed,
    weighed,
    *COLLECTED,
)
cells(
    OFFICE,
    NOTES,
    "collection_weight_blank",
    "A weight is blank, so that it is estimated.",
    "重量(kg)",
    None,
    weighed,
    *COLLECTED,
)
cells(
    OFFICE, NOTES, "collection_negative", "A weight is negative.", "重量(kg)", times(-1), weighed, *COLLECTED
)
cells(
    OFFICE,
    NOTES,
    "density_ten_times",
    "The density of an estimate is ten times as large.",
    "密度係數(kg/L)",
    times(10),
    estimated,
    "densit|密度",
    *COLLECTED,
)
cells(
    OFFICE,
    NOTES,
    "bins_ten_times",
    "The number of bins of an estimate is ten times as large.",
    "桶數",
    times(10),
    estimated,
    "bins|桶",
    *COLLECTED,
)
cells(
    OFFICE,
    NOTES,
    "load_as_percent",
    "The load of an estimate is in per cent.",
    "裝載率",
    times(100),
    estimated,
    "load|裝載",
    *COLLECTED,
)
cells(
    OFFICE,
    NOTES,
    "collection_next_year",
    "A collection is booked in the next year.",
    "月份",
    "2024-01",
    weighed,
    "month|月份",
    *COLLECTED,
)
cells(
    OFFICE,
    NOTES,
    "collection_other_month",
    "A collection is booked in another month: the year's total stays.",
    "月份",
    "2023-06",
    weighed,
)
cells(
    OFFICE,
    NOTES,
    "collection_other_category",
    "A collection stands in another category; none is printed.",
    "類別",
    "其他",
    lambda row: weighed(row) and row["類別"] == "可回收",
)
cells(
    OFFICE,
    NOTES,
    "collection_site_outside",
    "A collection stands at the site outside the boundary.",
    "職場",
    "SZ09",
    weighed,
    "site|職場|boundary",
    *COLLECTED,
)
cells(
    OFFICE,
    NOTES,
    "collection_site_unknown",
    "A site is not in the register.",
    "職場",
    "SZ10",
    weighed,
    "site|職場",
)
dropped(
    OFFICE,
    NOTES,
    "collection_lost",
    "A collection is missing; the sheet's total is as it was.",
    weighed,
    *COLLECTED,
)
dropped(
    OFFICE, NOTES, "estimated_collection_lost", "An estimated collection is missing.", estimated, *COLLECTED
)
repeated(
    OFFICE,
    NOTES,
    "collection_twice_other_number",
    "A collection stands twice under another number.",
    weighed,
    lambda row: row.__setitem__("清運單號", row.text("清運單號") + "2"),
    "twice",
    *COLLECTED,
)


@kind(OFFICE, *COLLECTED)
def sheet_total_wrong(damage: Damage) -> None:
    """A sheet's printed total is wrong; the rows are right."""
    for row in damage.pick(damage.open(NOTES).totals()):
        row["重量(kg)"] = round(as_number(row["重量(kg)"]) * 2, 4)


@kind(OFFICE, *COLLECTED)
def site_sheet_lost(damage: Damage) -> None:
    """The sheet of a site is missing."""
    opened = damage.open(NOTES)
    gone = damage.rng.choice(opened.sheets[1:])
    opened.sheets.remove(gone)
    del opened.book[gone.name]


@kind(OFFICE, *COLLECTED)
def collections_of_a_month_lost(damage: Damage) -> None:
    """A month of a site's collections is missing."""
    opened = damage.open(NOTES)
    one = damage.one(opened.rows(weighed))
    opened.remove(opened.rows(lambda row: (row["職場"], _month(row)) == (one["職場"], _month(one))))


def _month(row: Row) -> str:
    year, month = re.findall(r"(\d{4})\D?(\d{1,2})", row.text("月份"))[0]
    return f"{year}-{int(month):02d}"
