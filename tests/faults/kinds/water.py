"""Faults of the water bills."""

from __future__ import annotations

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
from tests.faults.exports import Row, day_of

BILLS = "facilities__water_bills"
PART = "水費帳單"
QUANTITY = "用水量(噸)"
LAST = "本次抄表日期"
IN_YEAR = within(LAST, "2023-02-01", "2023-11-30")
MUNICIPAL = ("市政自來水", "自來水")


def ordinary(row: Row) -> bool:
    """An ordinary bill of municipal water inside the boundary."""
    return (
        row["供水類型"] in MUNICIPAL
        and row["抄表情況"] == "正常"
        and row["職場編碼"] != "SZ09"
        and IN_YEAR(row)
    )


BILL = ("quantity|用水量", "bill|帳單", "water|水費", "meter|reading|到度", "site|職場", "movement|moved")

cells(
    BILLS,
    PART,
    "water_ten_times",
    "A bill's quantity is ten times as large.",
    QUANTITY,
    times(10),
    ordinary,
    *BILL,
)
cells(
    BILLS,
    PART,
    "water_thousand_times",
    "A bill's tonnes were taken for litres.",
    QUANTITY,
    times(1000),
    ordinary,
    *BILL,
)
cells(
    BILLS,
    PART,
    "water_digits_transposed",
    "Two digits of the quantity are exchanged.",
    QUANTITY,
    transposed,
    ordinary,
    *BILL,
)
cells(BILLS, PART, "water_blank", "The quantity is blank.", QUANTITY, "", ordinary, *BILL)
cells(BILLS, PART, "water_negative", "An ordinary bill is negative.", QUANTITY, times(-1), ordinary, *BILL)
cells(
    BILLS,
    PART,
    "water_a_little_more",
    "A quantity is 3 percent too high; readings and charge are as they were.",
    QUANTITY,
    times(1.03),
    ordinary,
    *BILL,
)
cells(
    BILLS,
    PART,
    "water_is_the_charge",
    "The charge stands in the column of the quantity.",
    QUANTITY,
    lambda row, old: row["金額"],
    ordinary,
    *BILL,
)
cells(
    BILLS,
    PART,
    "municipal_as_reclaimed",
    "Municipal water stands as reclaimed, which does not count.",
    "供水類型",
    "再生水",
    ordinary,
    "source|供水",
    *BILL,
)
cells(
    BILLS,
    PART,
    "reclaimed_as_municipal",
    "Reclaimed water stands as municipal.",
    "供水類型",
    "自來水",
    lambda row: row["供水類型"] in ("再生水", "中水") and IN_YEAR(row),
    "source|供水",
    *BILL,
)
cells(
    BILLS,
    PART,
    "bottled_as_municipal",
    "Bottled water stands as municipal.",
    "供水類型",
    "自來水",
    lambda row: row["供水類型"] in ("瓶裝水", "桶裝水") and IN_YEAR(row),
    "source|供水",
    *BILL,
)
cells(
    BILLS,
    PART,
    "water_source_unknown",
    "A kind of supply is not in the list.",
    "供水類型",
    "井水",
    ordinary,
    "source|供水",
)
cells(
    BILLS,
    PART,
    "water_share_as_four",
    "A share of 0.4 stands as 4.",
    "分攤比例",
    "4",
    lambda row: row["分攤比例"] == "0.4",
    "share|分攤",
)
cells(
    BILLS,
    PART,
    "water_share_blank",
    "A share is blank: the whole bill counts.",
    "分攤比例",
    "",
    lambda row: is_filled(row["分攤比例"]) and row["職場編碼"] != "SZ09" and IN_YEAR(row),
    "share|分攤",
    *BILL,
)
cells(
    BILLS,
    PART,
    "water_share_on_own_meter",
    "A meter of its own bears a share.",
    "分攤比例",
    "0.5",
    lambda row: ordinary(row) and row["分攤方式"] == "獨立計量",
    "share|分攤",
    *BILL,
)
cells(
    BILLS,
    PART,
    "water_site_outside",
    "A bill stands at the site outside the boundary.",
    "職場編碼",
    "SZ09",
    ordinary,
    "site|職場|boundary",
    *BILL,
)
cells(
    BILLS,
    PART,
    "water_site_inside",
    "A bill of the site outside the boundary stands inside.",
    "職場編碼",
    "SZ01",
    lambda row: row["職場編碼"] == "SZ09" and IN_YEAR(row),
    "site|職場|boundary",
    *BILL,
)
cells(
    BILLS,
    PART,
    "water_site_unknown",
    "A site is not in the register.",
    "職場編碼",
    "SZ10",
    ordinary,
    "site|職場",
)
cells(
    BILLS,
    PART,
    "water_site_of_another",
    "A bill stands at another site: the total stays.",
    "職場編碼",
    lambda row, old: "SH01" if old != "SH01" else "SZ01",
    ordinary,
    "site|職場",
    *BILL,
)
cells(
    BILLS,
    PART,
    "water_period_begins_early",
    "A period begins ten days too early.",
    "上次抄表日期",
    days(-10),
    ordinary,
    "overlap|cover|period|days",
    *BILL,
)
cells(
    BILLS,
    PART,
    "water_period_begins_late",
    "A period begins ten days too late.",
    "上次抄表日期",
    days(10),
    ordinary,
    "gap|cover|period|days",
    *BILL,
)
cells(
    BILLS,
    PART,
    "water_period_a_year_early",
    "A period is dated in the year before.",
    ("上次抄表日期", LAST),
    years(-1),
    ordinary,
    "gap|cover|period|year",
    *BILL,
)
cells(
    BILLS,
    PART,
    "water_readings_exchanged",
    "The meter runs backwards.",
    "上次到度",
    lambda row, old: str(as_number(row["本次到度"]) + 50),
    ordinary,
    *BILL,
)
cells(
    BILLS,
    PART,
    "water_estimated",
    "Readings stand as estimates.",
    "抄表情況",
    "估抄",
    ordinary,
    "estimat|估抄",
    *BILL,
    harmless="an estimate counts like a reading, and these are few",
)
cells(
    BILLS,
    PART,
    "water_as_reversal",
    "An ordinary bill stands as a reversal.",
    "抄表情況",
    "沖紅",
    ordinary,
    "revers|沖紅",
    *BILL,
)
cells(
    BILLS,
    PART,
    "water_reversal_as_ordinary",
    "A reversal stands as an ordinary bill.",
    "抄表情況",
    "正常",
    lambda row: row["抄表情況"] == "沖紅",
    "revers|沖紅",
    *BILL,
)
cells(
    BILLS,
    PART,
    "water_reversal_positive",
    "A reversal adds instead of taking back.",
    (QUANTITY, "金額"),
    times(-1),
    lambda row: row["抄表情況"] == "沖紅",
    "revers|沖紅",
    *BILL,
)
cells(
    BILLS,
    PART,
    "water_price_wrong",
    "A price is wrong; only the quantity is printed.",
    "水價",
    "46.2",
    ordinary,
    "price|水價",
    *BILL,
)
dropped(BILLS, PART, "water_bill_lost", "A bill is missing.", ordinary, "gap|cover|missing", *BILL)
dropped(
    BILLS,
    PART,
    "water_reversal_lost",
    "A reversal is missing.",
    lambda row: row["抄表情況"] == "沖紅",
    "revers|overlap|twice",
    *BILL,
)
dropped(
    BILLS,
    PART,
    "water_meter_exchange_lost",
    "The old meter's bill is missing.",
    lambda row: row["抄表情況"] == "換表",
    "gap|cover",
    *BILL,
)
repeated(
    BILLS,
    PART,
    "water_bill_twice_other_number",
    "A bill stands twice under another number.",
    ordinary,
    lambda row: row.__setitem__("帳單號", row.text("帳單號") + "9"),
    "twice|overlap|cover",
    *BILL,
)


def _scale(row: Row, factor: float) -> None:
    for heading in (QUANTITY, "金額"):
        row[heading] = f"{as_number(row[heading]) * factor:.2f}"
    start = as_number(row["上次到度"])
    row["本次到度"] = f"{start + (as_number(row['本次到度']) - start) * factor:.2f}"


@kind(BILLS, *BILL)
def water_bill_tenth_more_in_agreement(damage: Damage) -> None:
    """A bill is a tenth too high in readings, quantity and charge alike."""
    for row in damage.pick(damage.open(PART).rows(ordinary)):
        _scale(row, 1.1)


@kind(BILLS, *BILL)
def water_bill_ten_times_in_agreement(damage: Damage) -> None:
    """A bill is ten times as high in readings, quantity and charge alike."""
    for row in damage.pick(damage.open(PART).rows(ordinary)):
        _scale(row, 10)


@kind(BILLS, "gap|cover|missing", *BILL)
def water_account_lost(damage: Damage) -> None:
    """All bills of one account are missing."""
    opened = damage.open(PART)
    account = damage.one(opened.rows(ordinary))["戶號"]
    opened.remove(opened.rows(lambda row: row["戶號"] == account))


@kind(BILLS, *BILL)
def water_bills_swapped(damage: Damage) -> None:
    """The quantities of two sites' bills, one of them outside the boundary, changed places."""
    rows = damage.open(PART).rows(IN_YEAR)
    one = damage.one([row for row in rows if ordinary(row)])
    other = damage.one([row for row in rows if row["職場編碼"] == "SZ09"])
    for heading in (QUANTITY, "金額", "上次到度", "本次到度"):
        one[heading], other[heading] = other[heading], one[heading]


@kind(BILLS)
def water_moved_to_next_bill(damage: Damage) -> None:
    """Some tonnes moved from one bill to the next: the year's total stays."""
    rows = sorted(
        damage.open(PART).rows(lambda row: ordinary(row) and row["職場編碼"] == "BJ01"),
        key=lambda row: day_of(row[LAST]),
    )
    place = damage.rng.randrange(len(rows) - 1)
    for row, signed in ((rows[place], -5.0), (rows[place + 1], 5.0)):
        _scale(row, (as_number(row[QUANTITY]) + signed) / as_number(row[QUANTITY]))


@kind(BILLS, "cover|gap|year end|days", *BILL)
def water_straddling_bills_missing(damage: Damage) -> None:
    """The bills that straddle the year end have not come yet."""
    opened = damage.open(PART)
    opened.remove(
        opened.rows(
            lambda row: day_of(row[LAST]).year == 2024 or day_of(row[LAST]).isoformat() == "2023-12-31"
        )
    )
