"""Sites, electricity and water bills: chains from December 2021 to January 2024, exact inside each year.

A bill's year is given by its days. `documents` picks the bills that a year's folder holds. Quantities of
bills across a year end are whole multiples of their days, so that each year's part is exact.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dagster_project.demo import targets

Row = dict[str, Any]
Rows = list[Row]


@dataclass(frozen=True)
class Site:
    """One line of the site register."""

    code: str
    city: str
    province: str
    grid: str
    country_region: str
    area_m2: int
    lease_from: date
    lease_to: date | None
    in_boundary: bool


SITES = (
    Site("SZ01", "深圳", "廣東", "southern", "中國", 18_600, date(2018, 4, 1), None, True),
    Site("SZ02", "深圳", "廣東", "southern", "中國", 2_350, date(2019, 7, 1), date(2023, 6, 30), True),
    Site("SH01", "上海", "上海", "east", "中國", 9_200, date(2018, 9, 1), None, True),
    Site("BJ01", "北京", "北京", "north", "中國", 6_100, date(2019, 1, 1), None, True),
    Site("CD01", "成都", "四川", "southwest", "中國", 4_700, date(2020, 3, 1), None, True),
    Site("HK01", "香港", "香港", "hk_electric", "中國香港", 1_150, date(2019, 5, 1), None, True),
    Site("SZ09", "深圳", "廣東", "southern", "中國", 3_000, date(2020, 1, 1), None, False),
)
CLOSED_SITE, LEASED_OUT_SITE = "SZ02", "SZ09"


@dataclass(frozen=True)
class Account:
    """An electricity account and how its supplier bills it.

    Attributes:
        read_day: day of the month of the reading; 0 is the last day.
        daily: kWh on an average day, by year.
        registers: registers on the bill.
        share: part that the company bears; None is all.
    """

    number: str
    site: str
    read_day: int
    daily: dict[int, int]
    registers: tuple[str, ...] = ("total",)
    multiplier: int = 1
    share: Decimal | None = None
    system: str = "mainland"


ALL_REGISTERS = ("sharp", "peak", "flat", "valley", "total")
ACCOUNTS = (
    Account("0330012007", "SZ01", 15, {2021: 2900, 2022: 2900, 2023: 2400}, ALL_REGISTERS, 80),
    Account("0330044120", "SZ02", 0, {2021: 800, 2022: 800, 2023: 780}, share=Decimal("0.35")),
    Account("3100551812", "SH01", 0, {2021: 1150, 2022: 1150, 2023: 920}, ALL_REGISTERS[:4], 40),
    Account("3100551999", "SH01", 0, {2021: 520, 2022: 520, 2023: 450}, share=Decimal("0.6")),
    Account("0110070088", "BJ01", 0, {2021: 860, 2022: 860, 2023: 760}, multiplier=30),
    Account("5101200345", "CD01", 0, {2021: 640, 2022: 640, 2023: 560}, system="chengdu"),
    Account("00817455200", "HK01", 20, {2021: 170, 2022: 170, 2023: 151}, system="hong_kong"),
    Account("0330090909", "SZ09", 0, {2021: 1500, 2022: 1500, 2023: 1600}),
)
BALANCING = {"mainland": "0110070088", "hong_kong": "00817455200"}
SEASON = (92, 88, 90, 95, 103, 112, 120, 119, 110, 96, 90, 94)
SPLIT = {"sharp": 9, "peak": 37, "flat": 33, "valley": 21}
FIRST, LAST = date(2021, 11, 30), date(2024, 1, 31)


def read_dates(read_day: int, first: date = FIRST, last: date = LAST) -> list[date]:
    """The readings of an account: the same day each month, or the month's last day."""
    dates, day = [], first
    while day <= last:
        if (read_day and day.day == read_day) or (not read_day and (day + timedelta(days=1)).day == 1):
            dates.append(day)
        day += timedelta(days=1)
    return dates


def days_in(period_from: date, period_to: date, year: int) -> int:
    """Days of a period inside a year; the period begins on the day after the previous reading."""
    first = max(period_from + timedelta(days=1), date(year, 1, 1))
    last = min(period_to, date(year, 12, 31))
    return max(0, (last - first).days + 1)


def part_of_year(row: Row, year: int, key: str) -> Decimal:
    """What of a bill belongs to a year, the company's share of it only."""
    days = (row["period_to"] - row["period_from"]).days
    quantity = Decimal(row[key]) * (row["allocation_share"] if row["allocation_share"] is not None else 1)
    return quantity * days_in(row["period_from"], row["period_to"], year) / days


def documents(rows: Iterable[Row], year: int) -> Rows:
    """The bills in a year's folder: any with a day in it, booked in it or corrected in it."""
    return [
        row
        for row in rows
        if days_in(row["period_from"], row["period_to"], year)
        or row["bill_month"].startswith(str(year))
        or year in row["folders"]
    ]


def _sites() -> dict[str, Site]:
    return {site.code: site for site in SITES}


def electricity(rng: random.Random) -> Rows:
    """Every electricity bill of the two years with its neighbours; kWh inside each year as in `targets`."""
    rows: Rows = []
    for account in ACCOUNTS:
        rows += _bills(account, rng)
    _correct_estimates(rows)
    _exchange_meter(rows)
    for year in targets.YEARS:
        hong_kong = {site.code for site in SITES if site.grid == "hk_electric"}
        goal = {
            "hong_kong": targets.HONG_KONG_KWH[year],
            "mainland": targets.ELECTRICITY_KWH[year] - targets.HONG_KONG_KWH[year],
        }
        for system, kwh in goal.items():
            inside = [row for row in rows if (row["site_code"] in hong_kong) == (system == "hong_kong")]
            _balance(inside, BALANCING[system], year, kwh)
    for row in rows:
        _finish(row)
    _read_meters(rows, "reading_type", lambda row: abs(row["metered_quantity"]) // row["multiplier"])
    return rows


def _read_meters(rows: Rows, register: str, turned: Callable[[Row], Any]) -> None:
    """Readings of each meter, every one going on from that of the bill before; a new meter begins at 0.

    A bill that was taken back, and its reversal, read from where the bill before stopped and lead nowhere.
    """
    reached: dict[tuple[str, str], Any] = {}
    for row in sorted(rows, key=lambda row: (row["period_from"], row["period_to"])):
        meter = (row["account_no"], row[register])
        first = 1000 + int.from_bytes("".join(meter).encode()) % 9000
        row["previous_reading"] = 0 if row.pop("new_meter", False) else reached.get(meter, first)
        row["current_reading"] = row["previous_reading"] + turned(row)
        if not row.get("taken_back"):
            reached[meter] = row["current_reading"]


def _first_day_year(read: date) -> int:
    """The year of the first day after a reading, by which a period's daily use is chosen."""
    return min((read + timedelta(days=1)).year, 2023)


def _bills(account: Account, rng: random.Random) -> Rows:
    site = _sites()[account.site]
    reads = read_dates(account.read_day)
    # Multiples of 20 keep the landlords' shares whole; hundreds let the registers split evenly.
    step = 100 if len(account.registers) > 1 else 20 if account.share else 1
    rows: Rows = []
    before = 0
    for number, (start, end) in enumerate(itertools.pairwise(reads)):
        if site.lease_to and end > site.lease_to:
            break
        days = (end - start).days
        per_day = account.daily[_first_day_year(start)] * SEASON[end.month - 1] // 100 + rng.randint(-6, 6)
        per_day -= per_day % step
        if per_day * days == before:
            per_day += step
        before = per_day * days
        bill = f"{account.number[-4:]}{end:%y%m}{number:02d}"
        common = _bill(account, start, end, bill)
        for register in account.registers:
            kwh = per_day * days if register == "total" else per_day * days * SPLIT[register] // 100
            rows.append(common | {"reading_type": register, "billed": kwh})
    return rows


def _bill(account: Account, start: date, end: date, bill: str) -> Row:
    booked = end if account.read_day else end + timedelta(days=9)
    return {
        "account_no": account.number,
        "account_name": "澄川示範科技（虛構）",
        "address": f"{_sites()[account.site].city}示範路{account.number[-2:]}號（虛構）",
        "site_code": account.site,
        "bill_month": f"{booked:%Y-%m}",
        "period_from": start,
        "period_to": end,
        "bill_no": bill,
        "bill_type": "normal",
        "original_bill_no": None,
        "allocation_share": account.share,
        "is_estimated": False,
        "multiplier": account.multiplier,
        "system": account.system,
        "folders": (),
    }


def _of(rows: Rows, account: str, period_to: date) -> Rows:
    return [row for row in rows if row["account_no"] == account and row["period_to"] == period_to]


def _correct_estimates(rows: Rows) -> None:
    """Estimated bills that the supplier took back and billed again from a reading."""
    for account, end, percent, booked in (
        ("3100551812", date(2023, 3, 31), 140, None),
        ("3100551812", date(2022, 5, 31), 150, None),
        ("0330012007", date(2023, 8, 15), 130, None),
        # A bill of 2022 that was reversed in 2023: every document lies in both folders and belongs to 2022.
        ("0110070088", date(2022, 11, 30), 160, "2023-02"),
    ):
        for right in _of(rows, account, end):
            folders = (2022, 2023) if booked else ()
            bill = right["bill_no"]
            estimate = right["billed"] * percent // 100
            wrong = dict(right, billed=estimate, is_estimated=True, taken_back=True, folders=folders)
            back = dict(
                wrong,
                billed=-wrong["billed"],
                bill_no=f"{bill}R",
                bill_type="reversal",
                original_bill_no=bill,
            )
            right.update(bill_no=f"{bill}N", folders=folders)
            for row in (back, right):
                row["bill_month"] = booked or row["bill_month"]
            rows += [wrong, back]


def _exchange_meter(rows: Rows) -> None:
    """A meter exchanged in the middle of a month: one bill for each meter."""
    for account, end, changed in (
        ("5101200345", date(2023, 9, 30), date(2023, 9, 12)),
        ("0110070088", date(2022, 6, 30), date(2022, 6, 9)),
    ):
        for row in _of(rows, account, end):
            before, all_days = (changed - row["period_from"]).days, (end - row["period_from"]).days
            per_day = row["billed"] // all_days
            rows.append(
                dict(
                    row,
                    period_to=changed,
                    billed=per_day * before,
                    bill_type="meter_exchange",
                    bill_no=f"{row['bill_no']}X",
                )
            )
            row.update(period_from=changed, billed=row["billed"] - per_day * before, new_meter=True)


def _counted(rows: Rows, year: int) -> Decimal:
    """kWh of a year by hand: inside the boundary, and no register of a bill that has a total."""
    inside = {site.code for site in SITES if site.in_boundary}
    totals = {(row["account_no"], row["bill_no"]) for row in rows if row["reading_type"] == "total"}
    return sum(
        (
            part_of_year(row, year, "billed")
            for row in rows
            if row["site_code"] in inside
            and (row["reading_type"] == "total" or (row["account_no"], row["bill_no"]) not in totals)
        ),
        Decimal(0),
    )


def _balance(rows: Rows, account: str, year: int, kwh: int) -> None:
    """Spread what is missing to the year's total over the account's normal bills wholly inside the year."""
    missing = kwh - _counted(rows, year)
    if missing != int(missing):
        raise ValueError(f"electricity of {year}: {missing} kWh to spread is not whole")
    inside = [
        row
        for row in rows
        if row["account_no"] == account
        and row["bill_type"] == "normal"
        and not row["is_estimated"]
        and not row.get("new_meter")
        and days_in(row["period_from"], row["period_to"], year)
        == (row["period_to"] - row["period_from"]).days
    ]
    each, rest = divmod(int(missing), len(inside))
    for place, row in enumerate(inside):
        row["billed"] += each + (1 if place < rest else 0)


def _finish(row: Row) -> None:
    """Losses and amount that lead to the billed quantity."""
    sign = -1 if row["billed"] < 0 else 1
    kwh = abs(row["billed"])
    loss = kwh % row["multiplier"]
    if loss == 0 and row["multiplier"] > 1 and kwh > row["multiplier"]:
        loss = row["multiplier"]
    metered = kwh - loss
    row.update(
        metered_quantity=sign * metered,
        adjustment_quantity=0,
        loss_quantity=sign * loss,
        billed_quantity=row.pop("billed"),
        quantity_unit="kWh",
        amount=(Decimal(sign * kwh) * Decimal("0.78")).quantize(Decimal("0.01")),
    )


WATER_ACCOUNTS: tuple[tuple[str, str, int, int, str | None, str, dict[int, str]], ...] = (
    # number, site, read day, months in a bill, share, allocation basis, m3 a day by year
    ("W0755001188", "SZ01", 15, 2, None, "none", {2021: "21.40", 2022: "21.40", 2023: "9.10"}),
    ("W0755002290", "SZ02", 0, 1, "0.3", "area", {2021: "8.00", 2022: "8.00", 2023: "6.40"}),
    ("W0210007123", "SH01", 0, 1, None, "none", {2021: "11.30", 2022: "11.30", 2023: "5.20"}),
    ("W0100455610", "BJ01", 0, 1, "0.4", "headcount", {2021: "16.00", 2022: "16.00", 2023: "7.20"}),
    ("W0280091001", "CD01", 0, 2, None, "none", {2021: "3.10", 2022: "3.10", 2023: "1.60"}),
    ("W0852330077", "HK01", 20, 4, None, "none", {2021: "0.90", 2022: "0.90", 2023: "0.60"}),
    ("W0755009090", "SZ09", 0, 1, None, "none", {2021: "5.00", 2022: "5.00", 2023: "5.50"}),
)
BALANCING_WATER = "W0210007123"


def water(rng: random.Random) -> Rows:
    """Every water bill of the two years with its neighbours; m3 inside each year as in `targets`."""
    rows: Rows = []
    for number, site, read_day, months, share, basis, daily in WATER_ACCOUNTS:
        reads = read_dates(read_day, date(2021, 9, 15), date(2024, 4, 30))[::months]
        before = Decimal(0)
        for start, end in itertools.pairwise(reads):
            if days_in(start, end, 2022) == days_in(start, end, 2023) == 0 and (end.year, end.month) not in (
                (2021, 12),
                (2024, 1),
            ):
                continue
            lease_to = _sites()[site].lease_to
            if lease_to and end > lease_to:
                break
            usual = Decimal(daily[_first_day_year(start)])
            per_day = usual + Decimal(rng.randint(-4, 4) if usual > 3 else rng.randint(-1, 1)) / 10
            if per_day * (end - start).days == before:
                per_day += Decimal("0.1")
            before = per_day * (end - start).days
            rows.append(
                _water_row(
                    number,
                    site,
                    start,
                    end,
                    per_day * (end - start).days,
                    Decimal(share) if share else None,
                    basis,
                )
            )
    _correct_water(rows)
    for year in targets.YEARS:
        _balance_water(rows, year)
    rows += _other_water(rng)
    _read_meters(rows, "water_source", lambda row: abs(row["quantity"]))
    for row in rows:
        row["amount"] = (row["quantity"] * Decimal("4.62")).quantize(Decimal("0.01"))
    return rows


def _water_row(
    number: str, site: str, start: date, end: date, quantity: Decimal, share: Decimal | None, basis: str
) -> Row:
    return {
        "account_no": number,
        "site_code": site,
        "bill_no": f"{number[-4:]}{end:%y%m}",
        "bill_month": f"{end:%Y-%m}",
        "period_from": start,
        "period_to": end,
        "reading_state": "normal",
        "quantity": quantity.quantize(Decimal("0.01")),
        "quantity_unit": "m3",
        "water_source": "municipal",
        "unit_price": Decimal("4.62"),
        "allocation_basis": basis,
        "allocation_share": share,
        "folders": (),
    }


def _correct_water(rows: Rows) -> None:
    """Estimates taken back and billed again, and an exchanged meter."""
    for account, end in (("W0210007123", date(2023, 5, 31)), ("W0210007123", date(2022, 9, 30))):
        right = _of(rows, account, end)[0]
        wrong = dict(right, quantity=right["quantity"] * 2, reading_state="estimated", taken_back=True)
        rows += [
            wrong,
            dict(
                wrong, quantity=-wrong["quantity"], reading_state="reversal", bill_no=f"{right['bill_no']}R"
            ),
        ]
        right["bill_no"] = f"{right['bill_no']}N"
    for account, end, changed in (
        ("W0210007123", date(2023, 8, 31), date(2023, 8, 17)),
        ("W0210007123", date(2022, 4, 30), date(2022, 4, 12)),
    ):
        row = _of(rows, account, end)[0]
        old = (row["quantity"] * 2 / 5).quantize(Decimal("0.01"))
        rows.append(
            dict(
                row,
                period_to=changed,
                quantity=old,
                reading_state="meter_exchange",
                bill_no=f"{row['bill_no']}X",
            )
        )
        row.update(period_from=changed, quantity=row["quantity"] - old, new_meter=True)


def _balance_water(rows: Rows, year: int) -> None:
    inside = {site.code for site in SITES if site.in_boundary}
    missing = targets.WATER_M3[year] - sum(
        part_of_year(row, year, "quantity") for row in rows if row["site_code"] in inside
    )
    if missing != missing.quantize(Decimal("0.01")):
        raise ValueError(f"water of {year}: {missing} m3 to spread is no whole number of hundredths")
    bills = [
        row
        for row in rows
        if row["account_no"] == BALANCING_WATER
        and row["reading_state"] == "normal"
        and row["allocation_share"] is None
        and not row.get("new_meter")
        and days_in(row["period_from"], row["period_to"], year)
        == (row["period_to"] - row["period_from"]).days
    ]
    each, rest = divmod(int(missing * 100), len(bills))
    for place, row in enumerate(bills):
        row["quantity"] += Decimal(each + (1 if place < rest else 0)) / 100


def _other_water(rng: random.Random) -> Rows:
    """Reclaimed and bottled water, which is no metered municipal supply."""
    rows: Rows = []
    for number, site, source, base in (
        ("W0755001188Z", "SZ01", "reclaimed", 140),
        ("BW-SH01", "SH01", "bottled", 9),
        ("BW-SZ01", "SZ01", "bottled", 14),
    ):
        for year in targets.YEARS:
            reads = read_dates(0, date(year - 1, 12, 31), date(year, 12, 31))
            for start, end in itertools.pairwise(reads):
                row = _water_row(number, site, start, end, Decimal(base + rng.randint(0, 5)), None, "none")
                rows.append(
                    row | {"water_source": source, "bill_no": f"{source[:2].upper()}{site}{end:%y%m}"}
                )
    return rows
