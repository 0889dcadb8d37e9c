"""Faults of certificates and of discharge meters, which the clean company has besides (`tests/faults/metered.py`)."""

from __future__ import annotations

from tests.faults.damage import cells, days, dropped, repeated, times, years
from tests.faults.metered import CERTIFICATES, DISCHARGE, FILES

GREEN, DRAIN = FILES[CERTIFICATES], FILES[DISCHARGE]
COVERED = ("certificate|綠證|憑證|instrument", "generation", "quantity|電量", "factor|因子", "electricity")
DRAINED = ("discharge|排水", "quantity|排水量", "month|月份", "site|職場", "water|用水")

for _name, _about, _heading, _to in (
    (
        "certificate_thousand_times",
        "Megawatt-hours stand a thousand times too high.",
        "憑證電量",
        times(1000),
    ),
    ("certificate_in_kwh", "Megawatt-hours stand as kilowatt-hours.", "電量單位", "度"),
    ("certificate_negative", "A quantity is negative.", "憑證電量", times(-1)),
    ("certificate_of_nothing", "A quantity is nought.", "憑證電量", "0"),
    ("certificate_quantity_blank", "A quantity is blank.", "憑證電量", ""),
    ("certificate_quantity_in_words", "A quantity is written in words.", "憑證電量", "二十"),
    ("certificate_factor_in_grams", "A factor is in grams per kWh.", "排放因子", "570"),
    ("certificate_ends_before_it_begins", "The generation ends before it begins.", "發電期止", years(-2)),
    ("certificate_without_proof", "No document proves the cancellation.", "依據文件", ""),
    ("certificate_of_unknown_site", "A site is not in the register.", "職場編碼", "SZ10"),
    ("certificate_of_unknown_kind", "A kind of instrument is not in the list.", "憑證類型", "碳信用"),
    ("certificate_of_a_longer_period", "The generation lasts into the next year.", "發電期止", days(20)),
):
    cells(CERTIFICATES, GREEN, _name, _about, _heading, _to, lambda row: True, *COVERED)
repeated(
    CERTIFICATES,
    GREEN,
    "certificate_twice",
    "A certificate stands twice.",
    lambda row: True,
    lambda row: None,
    *COVERED,
)

for _name, _about, _heading, _to in (
    ("discharge_thousand_times", "Litres stand as cubic metres.", "排水量", times(1000)),
    ("discharge_negative", "A reading is negative.", "排水量", times(-1)),
    ("discharge_blank", "A reading is blank.", "排水量", ""),
    ("discharge_in_words", "A reading is written in words.", "排水量", "十"),
    ("discharge_unit_unknown", "A unit is not in the list.", "單位", "桶"),
    ("discharge_of_unknown_site", "A site is not in the register.", "職場編碼", "SZ10"),
    ("discharge_to_nowhere", "A destination is not in the list.", "去向", "無"),
    ("discharge_of_next_year", "A month is of the next year.", "月份", "2024-03"),
):
    cells(DISCHARGE, DRAIN, _name, _about, _heading, _to, lambda row: True, *DRAINED)
dropped(DISCHARGE, DRAIN, "discharge_of_a_month_lost", "A month is missing.", lambda row: True, *DRAINED)
repeated(
    DISCHARGE, DRAIN, "discharge_twice", "A month stands twice.", lambda row: True, lambda row: None, *DRAINED
)
