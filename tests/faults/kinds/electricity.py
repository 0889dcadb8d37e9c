"""Faults of the electricity bills: quantities, periods, sites, shares, and pairs that hide each other."""

from __future__ import annotations

from datetime import timedelta

from tests.faults.damage import (
    Damage,
    as_number,
    cells,
    days,
    dropped,
    is_filled,
    kind,
    repeated,
    times,
    transposed,
    within,
    years,
)
from tests.faults.exports import Row, day_of, moved

BILLS = "facilities__electricity_bills"
MAINLAND = "電費帳單明細_內地"
CHENGDU = "電費帳單明細_成都"
HONG_KONG = "電費帳單明細_香港"
METERED, BILLED = "抄見電量(kWh)", "結算電量"
QUANTITIES = (METERED, "變損電量", BILLED)
LAST = "本次抄表日期"
IN_YEAR = within(LAST, "2023-02-01", "2023-11-30")
REGISTERS = ("尖", "峰", "平", "谷")
SIMPLE = ("0110070088", "3100551999", "0330044120")

BILL = (
    "kWh|billed_quantity|結算電量|quantity",
    "bill|帳單",
    "electricity|電費",
    "meter|reading|示數",
    "site|職場",
    "movement|moved",
)


def ordinary(row: Row) -> bool:
    """A row that is its bill's only one, in the middle of the year."""
    return row["帳單類型"] == "正常" and row["戶號"] in SIMPLE and row["是否估抄"] == "否" and IN_YEAR(row)


def whole_bill(rows: list[Row], one: Row) -> list[Row]:
    return [row for row in rows if (row["戶號"], row["帳單號"]) == (one["戶號"], one["帳單號"])]


cells(
    BILLS,
    MAINLAND,
    "kwh_ten_times",
    "A bill's kWh are ten times as many, the readings as they were.",
    (METERED, BILLED),
    times(10),
    ordinary,
    *BILL,
)
cells(
    BILLS,
    MAINLAND,
    "kwh_thousand_times",
    "A bill's MWh were taken for kWh: a thousand times too many.",
    QUANTITIES,
    times(1000),
    ordinary,
    *BILL,
)
cells(
    BILLS,
    MAINLAND,
    "kwh_are_mwh",
    "A bill's kWh were divided by a thousand.",
    QUANTITIES,
    times(0.001),
    ordinary,
    *BILL,
)
cells(
    BILLS,
    MAINLAND,
    "kwh_digits_transposed",
    "Two digits of the billed quantity are exchanged.",
    BILLED,
    transposed,
    ordinary,
    *BILL,
)
cells(
    BILLS,
    MAINLAND,
    "kwh_digits_transposed_twice",
    "Two digits are exchanged in the metered and in the billed quantity.",
    (METERED, BILLED),
    transposed,
    ordinary,
    *BILL,
)
cells(BILLS, MAINLAND, "kwh_blank", "The billed quantity is blank.", BILLED, "", ordinary, *BILL)
cells(BILLS, MAINLAND, "kwh_zero", "The billed quantity is zero.", (METERED, BILLED), "0", ordinary, *BILL)
cells(
    BILLS,
    MAINLAND,
    "kwh_negative",
    "An ordinary bill is negative.",
    (METERED, BILLED),
    times(-1),
    ordinary,
    *BILL,
)
cells(BILLS, MAINLAND, "kwh_as_words", "A quantity is a word.", BILLED, "待補", ordinary, *BILL)
cells(
    BILLS,
    MAINLAND,
    "kwh_a_little_more",
    "A billed quantity is 3 percent too high; readings and charge are as they were.",
    BILLED,
    times(1.03),
    ordinary,
    *BILL,
)
cells(
    BILLS,
    MAINLAND,
    "kwh_is_the_charge",
    "The charge stands in the column of the quantity.",
    BILLED,
    lambda row, old: row["電費(元)"],
    ordinary,
    *BILL,
)
cells(
    BILLS,
    CHENGDU,
    "decimal_point_lost",
    "A decimal point is lost: 1.8445 becomes 18445.",
    ("抄見電量(萬kWh)", "結算電量(萬kWh)"),
    lambda row, old: str(old).replace(".", ""),
    IN_YEAR,
    *BILL,
)
cells(
    BILLS,
    CHENGDU,
    "decimal_point_moved",
    "A decimal point moved one place.",
    ("抄見電量(萬kWh)", "結算電量(萬kWh)"),
    times(0.1),
    IN_YEAR,
    *BILL,
)
cells(
    BILLS,
    HONG_KONG,
    "unit_cell_changed",
    "Hong Kong's unit stands as MWh.",
    "電量單位",
    "兆瓦時",
    lambda row: True,
    "unit|單位",
    *BILL,
)
cells(
    BILLS,
    HONG_KONG,
    "hong_kong_thousand_times",
    "Hong Kong's kWh are a thousand times as many.",
    (METERED, BILLED),
    times(1000),
    lambda row: True,
    *BILL,
)
cells(
    BILLS,
    MAINLAND,
    "multiplier_changed",
    "The transformer ratio is a tenth, the quantity as it was.",
    "倍率",
    lambda row, old: str(int(old) // 10),
    lambda row: row["倍率"] == "80" and IN_YEAR(row),
    "multiplier|倍率|ratio",
    *BILL,
)
cells(
    BILLS,
    MAINLAND,
    "multiplier_of_another_meter",
    "Ratio and quantity are those of another transformer, in agreement; the charge is as it was.",
    ("倍率", METERED, "變損電量", BILLED),
    lambda row, old: times(2 / 3)(row, old),
    lambda row: row["戶號"] == "0110070088" and ordinary(row),
    *BILL,
)
cells(
    BILLS,
    MAINLAND,
    "readings_exchanged",
    "Previous and current reading changed places.",
    "上次示數",
    lambda row, old: _exchange(row),
    ordinary,
    *BILL,
)


def _exchange(row: Row) -> object:
    old, row["本次示數"] = row["本次示數"], row["上次示數"]
    return old


cells(
    BILLS,
    MAINLAND,
    "share_as_percent",
    "A share of 0.35 stands as 35.",
    "分攤比例",
    lambda row, old: str(round(as_number(old) * 100)),
    lambda row: is_filled(row["分攤比例"]),
    "share|分攤",
)
cells(
    BILLS,
    MAINLAND,
    "share_blank",
    "The landlord's share is blank: the whole bill counts.",
    "分攤比例",
    "",
    lambda row: is_filled(row["分攤比例"]) and IN_YEAR(row),
    "share|分攤",
    *BILL,
)
cells(
    BILLS,
    MAINLAND,
    "share_digits_exchanged",
    "A share of 0.35 stands as 0.53.",
    "分攤比例",
    "0.53",
    lambda row: row["分攤比例"] == "0.35" and IN_YEAR(row),
    "share|分攤",
    *BILL,
)
cells(
    BILLS,
    MAINLAND,
    "share_on_own_meter",
    "A meter of its own bears a share.",
    "分攤比例",
    "0.5",
    lambda row: row["戶號"] == "0110070088" and ordinary(row),
    "share|分攤",
    *BILL,
)
cells(
    BILLS,
    MAINLAND,
    "site_of_another",
    "A bill stands at another site.",
    "職場編碼",
    lambda row, old: "SZ01" if old != "SZ01" else "SH01",
    ordinary,
    "site|職場",
    *BILL,
)
cells(
    BILLS,
    MAINLAND,
    "site_outside_boundary",
    "A bill stands at a site outside the boundary.",
    "職場編碼",
    "SZ09",
    ordinary,
    "site|職場|boundary",
    *BILL,
)
cells(
    BILLS,
    MAINLAND,
    "site_inside_boundary",
    "The leased-out hall's bills stand at a site inside the boundary.",
    "職場編碼",
    "SZ01",
    lambda row: row["職場編碼"] == "SZ09" and IN_YEAR(row),
    "site|職場|boundary",
    *BILL,
)
cells(
    BILLS,
    MAINLAND,
    "site_unknown",
    "A site is not in the register.",
    "職場編碼",
    "SZ10",
    ordinary,
    "site|職場",
)
cells(
    BILLS,
    MAINLAND,
    "site_closed",
    "A bill of autumn stands at the site that closed in June.",
    "職場編碼",
    "SZ02",
    lambda row: ordinary(row) and day_of(row[LAST]).month > 8,
    "site|職場|lease|closed",
    *BILL,
)
cells(
    BILLS,
    MAINLAND,
    "site_lower_case",
    "A site code is in lower case.",
    "職場編碼",
    lambda row, old: old.lower(),
    ordinary,
    "site|職場",
)
cells(
    BILLS,
    MAINLAND,
    "period_begins_early",
    "A period begins ten days too early: it overlaps the bill before.",
    "上次抄表日期",
    days(-10),
    ordinary,
    "overlap|twice|cover|period|days",
    *BILL,
)
cells(
    BILLS,
    MAINLAND,
    "period_begins_late",
    "A period begins ten days too late: it leaves a gap.",
    "上次抄表日期",
    days(10),
    ordinary,
    "gap|cover|period|days",
    *BILL,
)
cells(
    BILLS,
    MAINLAND,
    "period_a_year_early",
    "A period is dated in the year before.",
    ("上次抄表日期", LAST),
    years(-1),
    ordinary,
    "gap|cover|period|days|year",
    *BILL,
)
cells(
    BILLS,
    MAINLAND,
    "period_reversed",
    "A period ends before it begins.",
    LAST,
    days(-90),
    ordinary,
    "period|ends|抄表",
)
cells(
    BILLS,
    MAINLAND,
    "booking_month_wrong",
    "The supplier's month is wrong; the reading dates decide.",
    "電費年月",
    "2023-01",
    ordinary,
    harmless="the reading dates decide",
)
cells(
    BILLS,
    MAINLAND,
    "charge_ten_times",
    "The charge is ten times as large; only the quantity is printed.",
    "電費(元)",
    times(10),
    ordinary,
    "amount|charge|電費|price",
    *BILL,
)
cells(
    BILLS,
    MAINLAND,
    "estimated_flag_set",
    "Meter readings stand as estimates.",
    "是否估抄",
    "是",
    ordinary,
    "estimat|估抄",
    *BILL,
    harmless="an estimate counts like a reading, and these are few",
)
cells(
    BILLS,
    MAINLAND,
    "register_mislabelled",
    "A register of the meter stands as another.",
    "示數類型",
    "谷",
    lambda row: row["示數類型"] == "峰" and row["帳單類型"] == "正常" and IN_YEAR(row),
    "register|示數|twice|total",
    *BILL,
)
cells(
    BILLS,
    MAINLAND,
    "register_as_total",
    "A register of the meter stands as the total.",
    "示數類型",
    "總",
    lambda row: row["示數類型"] == "峰" and row["帳單類型"] == "正常" and IN_YEAR(row),
    "register|示數|twice|total",
    *BILL,
)
cells(
    BILLS,
    MAINLAND,
    "total_differs",
    "The total row of a meter with registers differs from their sum.",
    (METERED, BILLED),
    times(1.2),
    lambda row: (
        row["戶號"] == "0330012007" and row["示數類型"] == "總" and row["帳單類型"] == "正常" and IN_YEAR(row)
    ),
    "total|總|register",
    *BILL,
)
cells(
    BILLS,
    MAINLAND,
    "register_differs",
    "One register of a meter with a total differs.",
    (METERED, BILLED),
    times(1.2),
    lambda row: (
        row["戶號"] == "0330012007" and row["示數類型"] == "峰" and row["帳單類型"] == "正常" and IN_YEAR(row)
    ),
    "total|總|register",
    *BILL,
)
dropped(BILLS, MAINLAND, "bill_lost", "A bill is missing.", ordinary, "gap|cover|missing", *BILL)
dropped(
    BILLS, CHENGDU, "bill_lost_chengdu", "A bill of Chengdu is missing.", IN_YEAR, "gap|cover|missing", *BILL
)
dropped(
    BILLS,
    CHENGDU,
    "meter_exchange_lost",
    "The old meter's bill is missing after the exchange.",
    lambda row: row["帳單類型"] == "換表",
    "gap|cover|missing",
    *BILL,
)
dropped(
    BILLS,
    HONG_KONG,
    "bill_lost_hong_kong",
    "A bill of Hong Kong is missing.",
    lambda row: True,
    "gap|cover|missing",
    *BILL,
)
dropped(
    BILLS,
    MAINLAND,
    "total_row_lost",
    "The total row of a bill with registers is missing.",
    lambda row: (
        row["戶號"] == "0330012007" and row["示數類型"] == "總" and row["帳單類型"] == "正常" and IN_YEAR(row)
    ),
    "total|register",
    *BILL,
)
dropped(
    BILLS,
    MAINLAND,
    "register_row_lost",
    "A register of a bill without a total is missing.",
    lambda row: row["戶號"] == "3100551812" and row["帳單類型"] == "正常" and IN_YEAR(row),
    "register|示數",
    *BILL,
)
dropped(
    BILLS,
    MAINLAND,
    "register_row_lost_beside_total",
    "A register of a bill with a total is missing.",
    lambda row: (
        row["戶號"] == "0330012007" and row["示數類型"] == "平" and row["帳單類型"] == "正常" and IN_YEAR(row)
    ),
    "register|示數|total",
    *BILL,
)
repeated(
    BILLS,
    MAINLAND,
    "bill_twice_other_number",
    "A bill stands twice under another number.",
    ordinary,
    lambda row: row.__setitem__("帳單號", row.text("帳單號") + "9"),
    "twice|overlap|cover|days",
    *BILL,
)
repeated(
    BILLS,
    MAINLAND,
    "bill_twice",
    "A bill stands twice.",
    ordinary,
    lambda row: None,
    "twice|duplicate|key|again",
    *BILL,
)


def _of_kind(damage: Damage, wanted) -> list[list[Row]]:
    """Whole bills with all of their rows, as many as the fault strikes."""
    rows = damage.open(MAINLAND).rows()
    firsts = damage.pick([row for row in rows if wanted(row)])
    found = {row["帳單號"]: whole_bill(rows, row) for row in firsts}
    return list(found.values())


def _scale(row: Row, factor: float) -> None:
    """Quantities, charge and the current reading, all in agreement."""
    for heading in (METERED, "變損電量", BILLED, "電費(元)"):
        if is_filled(row[heading]):
            row[heading] = f"{as_number(row[heading]) * factor:.2f}"
    difference = as_number(row["本次示數"]) - as_number(row["上次示數"])
    row["本次示數"] = f"{as_number(row['上次示數']) + difference * factor:.3f}"


@kind(BILLS, *BILL)
def bill_tenth_more_in_agreement(damage: Damage) -> None:
    """A bill is a tenth too high in readings, quantity and charge alike."""
    for row in damage.pick(damage.open(MAINLAND).rows(ordinary)):
        _scale(row, 1.1)


@kind(BILLS, *BILL)
def bill_half_more_in_agreement(damage: Damage) -> None:
    """A bill is half as much again in readings, quantity and charge alike."""
    for row in damage.pick(damage.open(MAINLAND).rows(ordinary)):
        _scale(row, 1.5)


@kind(BILLS, *BILL)
def bill_ten_times_in_agreement(damage: Damage) -> None:
    """A bill is ten times as high in readings, quantity and charge alike."""
    for row in damage.pick(damage.open(MAINLAND).rows(ordinary)):
        _scale(row, 10)


@kind(BILLS, *BILL)
def largest_meter_tenth_more_in_agreement(damage: Damage) -> None:
    """A bill of the largest meter, with all its registers, is a tenth too high in agreement."""
    for bill in _of_kind(
        damage, lambda row: row["戶號"] == "0330012007" and row["帳單類型"] == "正常" and IN_YEAR(row)
    ):
        for row in bill:
            _scale(row, 1.1)


@kind(BILLS, "gap|cover|missing", *BILL)
def largest_bill_lost(damage: Damage) -> None:
    """A bill of the largest meter is missing with all its registers."""
    for bill in _of_kind(
        damage, lambda row: row["戶號"] == "0330012007" and row["帳單類型"] == "正常" and IN_YEAR(row)
    ):
        damage.open(MAINLAND).remove(bill)


@kind(BILLS, "gap|cover|missing", *BILL)
def account_lost(damage: Damage) -> None:
    """All bills of one account are missing."""
    opened = damage.open(MAINLAND)
    account = damage.rng.choice(SIMPLE)
    opened.remove(opened.rows(lambda row: row["戶號"] == account))


@kind(BILLS, *BILL)
def two_sites_swapped(damage: Damage) -> None:
    """The bills of two sites bear each other's site: the total stays, the sites' lines do not."""
    rows = damage.open(MAINLAND).rows(ordinary)
    one = damage.one([row for row in rows if row["職場編碼"] == "BJ01"])
    other = damage.one([row for row in rows if row["職場編碼"] == "SH01"])
    one["職場編碼"], other["職場編碼"] = other["職場編碼"], one["職場編碼"]


@kind(BILLS, "site|職場|boundary", *BILL)
def boundary_bills_swapped(damage: Damage) -> None:
    """A bill inside the boundary and one outside bear each other's site."""
    rows = damage.open(MAINLAND).rows(IN_YEAR)
    one = damage.one([row for row in rows if row["職場編碼"] == "BJ01" and row["帳單類型"] == "正常"])
    other = damage.one([row for row in rows if row["職場編碼"] == "SZ09"])
    one["職場編碼"], other["職場編碼"] = other["職場編碼"], one["職場編碼"]


@kind(BILLS, *BILL)
def quantities_swapped(damage: Damage) -> None:
    """The quantities of two accounts, one of them shared, changed places."""
    rows = damage.open(MAINLAND).rows(ordinary)
    one = damage.one([row for row in rows if row["戶號"] == "0110070088"])
    other = damage.one([row for row in rows if row["戶號"] == "3100551999"])
    for heading in (METERED, "變損電量", BILLED, "電費(元)"):
        one[heading], other[heading] = other[heading], one[heading]


def _move(damage: Damage, giver: Row, taker: Row, kwh: float) -> None:
    for row, signed in ((giver, -kwh), (taker, kwh)):
        _scale(row, (as_number(row[BILLED]) + signed) / as_number(row[BILLED]))


@kind(BILLS)
def kwh_moved_to_next_month(damage: Damage) -> None:
    """Some kWh moved from one month to the next: the year's total stays."""
    rows = sorted(
        damage.open(MAINLAND).rows(lambda row: ordinary(row) and row["戶號"] == "3100551999"),
        key=lambda row: day_of(row[LAST]),
    )
    place = damage.rng.randrange(len(rows) - 1)
    _move(damage, rows[place], rows[place + 1], 200)


@kind(BILLS, *BILL)
def kwh_moved_over_the_year_end(damage: Damage) -> None:
    """Half of December's kWh moved to the bill of January."""
    rows = sorted(damage.open(HONG_KONG).rows(), key=lambda row: day_of(row[LAST], "dmy"))
    _move(damage, rows[-2], rows[-1], as_number(rows[-2][BILLED]) / 2)


@kind(BILLS, *BILL)
def month_like_the_one_before(damage: Damage) -> None:
    """A month was copied from the one before, to the last digit."""
    rows = sorted(
        damage.open(MAINLAND).rows(lambda row: ordinary(row) and row["戶號"] == "3100551999"),
        key=lambda row: day_of(row[LAST]),
    )
    place = damage.rng.randrange(len(rows) - 1)
    for heading in (METERED, "變損電量", BILLED, "電費(元)", "上次示數", "本次示數"):
        rows[place + 1][heading] = rows[place][heading]


@kind(BILLS, *BILL)
def account_scaled_all_year(damage: Damage) -> None:
    """An account is a fifth too low all year, in agreement: a transformer ratio that was wrong from January on."""
    for row in damage.open(MAINLAND).rows(
        lambda row: row["戶號"] == "0110070088" and row["帳單類型"] == "正常"
    ):
        _scale(row, 0.8)


def _reversal(row: Row) -> bool:
    return (row["帳單類型"] == "沖紅" and row["示數類型"] == "總") or (
        row["帳單類型"] == "沖紅" and row["戶號"] == "3100551812"
    )


REVERSED = ("revers|沖紅|original|原帳單", *BILL)
cells(
    BILLS,
    MAINLAND,
    "reversal_of_unknown_bill",
    "A reversal names a bill that is not there.",
    "原帳單號",
    "9999999999",
    lambda row: row["帳單類型"] == "沖紅",
    *REVERSED,
)
cells(
    BILLS,
    MAINLAND,
    "reversal_names_nothing",
    "A reversal names no bill.",
    "原帳單號",
    "",
    lambda row: row["帳單類型"] == "沖紅",
    *REVERSED,
)
cells(
    BILLS,
    MAINLAND,
    "reversal_positive",
    "A reversal adds instead of taking back.",
    (METERED, BILLED),
    times(-1),
    lambda row: row["帳單類型"] == "沖紅",
    *REVERSED,
)
cells(
    BILLS,
    MAINLAND,
    "reversal_takes_back_half",
    "A reversal takes back half of its bill.",
    (METERED, BILLED),
    times(0.5),
    lambda row: row["帳單類型"] == "沖紅",
    *REVERSED,
)
cells(
    BILLS,
    MAINLAND,
    "reversal_as_ordinary",
    "A reversal is labelled as an ordinary bill.",
    "帳單類型",
    "正常",
    lambda row: row["帳單類型"] == "沖紅",
    *REVERSED,
)


@kind(BILLS, *REVERSED)
def reversal_lost(damage: Damage) -> None:
    """A reversal is missing with all its rows: bill and corrected bill both count."""
    opened = damage.open(MAINLAND)
    one = damage.one(opened.rows(lambda row: row["帳單類型"] == "沖紅" and IN_YEAR(row)))
    opened.remove(whole_bill(opened.rows(), one))


@kind(BILLS, *REVERSED)
def reversed_bill_lost(damage: Damage) -> None:
    """The bill that a reversal takes back is missing: its quantity is taken off what remains."""
    opened = damage.open(MAINLAND)
    one = damage.one(opened.rows(lambda row: row["帳單類型"] == "沖紅" and IN_YEAR(row)))
    opened.remove(opened.rows(lambda row: row["帳單號"] == one["原帳單號"]))


@kind(BILLS, *REVERSED)
def corrected_bill_lost(damage: Damage) -> None:
    """A bill was reversed and the one that replaces it is missing."""
    opened = damage.open(MAINLAND)
    one = damage.one(opened.rows(lambda row: row["帳單類型"] == "沖紅" and IN_YEAR(row)))
    same = lambda row: (row["戶號"], day_of(row[LAST])) == (one["戶號"], day_of(one[LAST]))  # noqa: E731
    opened.remove(
        opened.rows(lambda row: same(row) and row["帳單類型"] == "正常" and row["帳單號"] != one["原帳單號"])
    )


@kind(BILLS, "date|period|抄表", *BILL)
def month_first_dates(damage: Damage) -> None:
    """Hong Kong's dates were exported month first."""
    for row in damage.open(HONG_KONG).rows():
        for heading in ("上次抄表日期", LAST):
            first, second, year = str(row[heading]).split("/")
            row[heading] = f"{second}/{first}/{year}"


@kind(BILLS, "cover|gap|year end|days", *BILL)
def straddling_bill_missing(damage: Damage) -> None:
    """The bill that straddles the year end has not come yet."""
    opened = damage.open(HONG_KONG)
    opened.remove(opened.rows(lambda row: day_of(row[LAST], "dmy").year == 2024))


@kind(BILLS, *BILL, harmless="both bills lie in the year")
def period_shifted_in_agreement(damage: Damage) -> None:
    """Two neighbouring bills meet ten days earlier than they did: no gap, no overlap, the total stays."""
    rows = sorted(
        damage.open(MAINLAND).rows(lambda row: ordinary(row) and row["戶號"] == "3100551999"),
        key=lambda row: day_of(row[LAST]),
    )
    place = damage.rng.randrange(len(rows) - 1)
    meeting = day_of(rows[place][LAST]) - timedelta(days=10)
    rows[place][LAST] = moved(rows[place][LAST], meeting)
    rows[place + 1]["上次抄表日期"] = moved(rows[place + 1]["上次抄表日期"], meeting)
