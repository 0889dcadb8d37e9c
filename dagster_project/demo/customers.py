"""Complaints, online ratings and lawsuits; counts of each year as in `targets`."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from dagster_project.demo import targets
from dagster_project.demo.facilities import Rows
from dagster_project.demo.people import any_day

CHANNELS, PRODUCTS = ("熱線", "在線客服", "郵件"), ("示範信貸系統", "示範開放平台", "示範智能客服")
INVALID_TICKETS = 7


def complaints(year: int, copy: int, rng: random.Random) -> Rows:
    """Tickets of a year's file: valid and invalid, and those of the last December that were closed in it."""
    rows = [
        _ticket(year, copy, k, any_day(rng, date(year, 1, 8), date(year, 11, 20)), True, 3 + k)
        for k in range(targets.COMPLAINTS[year] - 1)
    ]
    rows.append(_ticket(year, copy, 50, date(year, 12, 27), True, 12))
    rows += [
        _ticket(year, copy, 100 + k, any_day(rng, date(year, 1, 8), date(year, 12, 20)), False, 1)
        for k in range(INVALID_TICKETS)
    ]
    return [_ticket(year - 1, copy, 50, date(year - 1, 12, 27), True, 12), *rows]


def _ticket(year: int, copy: int, number: int, on: date, valid: bool, days: int) -> dict[str, Any]:
    return {
        "ticket_no": f"KS{year}{copy:02d}{number:04d}",
        "received_on": on,
        "channel": CHANNELS[number % 3],
        "product": PRODUCTS[number % 3],
        "is_valid": valid,
        "closed_on": on + timedelta(days=days),
        "outcome": "已解決並回訪" if valid else "非投訴，轉諮詢",
    }


def satisfaction(year: int, rng: random.Random) -> Rows:
    """Ratings of a year's file, with the next year's first hour and the last minutes of the one before."""
    full, counts = targets.RATINGS[year]
    scores = [score for score, count in counts.items() for _ in range(count)]
    rng.shuffle(scores)
    start = datetime(year, 1, 1, 0, 0, 20)
    rows = [
        _rating(start + timedelta(seconds=k * 16_000 + rng.randint(0, 900)), score, full)
        for k, score in enumerate(scores)
    ]
    stray = [_rating(datetime(year - 1, 12, 31, 23, 50) + timedelta(seconds=k), 1, full) for k in range(30)]
    stray += [_rating(datetime(year + 1, 1, 1, 0, 5) + timedelta(minutes=k), 2, full) for k in range(60)]
    return rows + stray


def _rating(at: datetime, score: int, full: int) -> dict[str, Any]:
    return {"rated_at": at, "score": score, "full_score": full}


def lawsuits(year: int, copy: int) -> Rows:
    """The legal ledger as it stood after the year, in which no corruption case against the company ended."""
    cases = [
        ("corruption", date(2020, 4, 2), date(2021, 9, 14), "employee", "86000.00"),
        ("contract", date(2021, 6, 7), date(2022, 8, 30), "company", "152000.00"),
        ("labour", date(2022, 1, 18), date(2022, 7, 5), "company", "43000.00"),
        ("bribery", date(2021, 11, 3), date(2022, 10, 21), "third_party", "0.00"),
        ("embezzlement", date(2022, 12, 9), None, "employee", None),
        ("labour", date(2022, 11, 11), date(2023, 5, 19), "company", "61500.00"),
        ("corruption", date(2022, 3, 8), date(2023, 6, 2), "third_party", "12000.00"),
        ("bribery", date(2023, 7, 20), None, "employee", None),
        ("contract", date(2023, 2, 2), date(2023, 12, 11), "company", "98000.00"),
    ]
    rows: Rows = []
    for number, (cause, filed, concluded, party, loss) in enumerate(cases):
        if filed.year > year:
            continue
        ended = concluded is not None and concluded.year <= year
        rows.append(
            {
                "case_no": f"（{filed.year}）示範民初{copy:02d}{number:03d}號",
                "cause": cause,
                "filed_on": filed,
                "concluded_on": concluded if ended else None,
                "party": party,
                "loss": Decimal(loss) if ended and loss else None,
                "currency": "CNY" if ended and loss else None,
            }
        )
    return rows
