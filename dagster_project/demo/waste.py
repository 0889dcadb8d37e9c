"""Hazardous waste manifests and office waste collections; kilograms of each year as in `targets`.

A manifest belongs to the year of its transfer, an office collection to its month.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from dagster_project.demo import targets
from dagster_project.demo.facilities import CLOSED_SITE, SITES, Rows

# name, code, treatment, kg in a piece, source of the weight
PIECES = (
    ("廢棄筆記本電腦", "900-045-49", "R4", "2.10", "資產卡片平均淨重（虛構）"),
    ("廢棄台式主機", "900-045-49", "R4", "7.60", "資產卡片平均淨重（虛構）"),
    ("廢棄顯示器", "900-045-49", "R4", "4.80", "資產卡片平均淨重（虛構）"),
    ("廢硒鼓", "900-299-12", "D10", "0.92", "抽樣稱重（虛構）"),
    ("廢墨盒", "900-299-12", "D10", "0.14", "抽樣稱重（虛構）"),
    ("廢燈管", "900-023-29", "D9", "0.25", "抽樣稱重（虛構）"),
)
PIECE_COUNTS = {2022: (150, 90, 120, 240, 180, 300), 2023: (180, 110, 96, 210, 150, 260)}


def hazardous_waste(year: int) -> Rows:
    """The manifests in a year's folder: its own, and one transferred the December before."""
    rows: Rows = []
    sites = ("SZ01", "SH01", "BJ01", "CD01")
    for place, (name, code, treatment, _, _) in enumerate(PIECES):
        for part in range(2):
            count = PIECE_COUNTS[year][place] // 2
            on = date(year, 3 + part * 6, 5 + place)
            rows.append(
                _manifest(
                    year,
                    len(rows),
                    sites[(place + part) % 4],
                    name,
                    code,
                    treatment,
                    "piece",
                    Decimal(count),
                    Decimal(count),
                    on,
                )
            )
    rows.append(
        _manifest(
            year,
            len(rows),
            "SZ01",
            "廢鉛蓄電池",
            "900-052-31",
            "R4",
            "t",
            Decimal("1.26"),
            Decimal("1.235"),
            date(year, 5, 18),
        )
    )
    rows.append(
        _manifest(
            year,
            len(rows),
            "SH01",
            "廢鉛蓄電池",
            "900-052-31",
            "R4",
            "t",
            Decimal("0.31"),
            None,
            date(year, 10, 20),
        )
    )
    rows.append(
        _manifest(
            year,
            len(rows),
            "BJ01",
            "廢電路板",
            "900-045-49",
            "R4",
            "kg",
            Decimal("212.5"),
            Decimal("186.0"),
            date(year, 7, 12),
        )
    )
    rows.append(
        _manifest(
            year,
            len(rows),
            "SH01",
            "廢電路板",
            "900-045-49",
            "R4",
            "kg",
            Decimal("94.0"),
            Decimal("94.0"),
            date(year, 12, 28),
            days=7,
        )
    )
    missing = targets.HAZARDOUS_KG[year] - sum((kilograms(row) for row in rows), Decimal(0))
    rows.append(
        _manifest(
            year,
            len(rows),
            "SZ01",
            "廢服務器部件",
            "900-045-49",
            "R4",
            "kg",
            missing + 8,
            missing,
            date(year, 11, 9),
        )
    )
    before = _manifest(
        year - 1,
        15,
        "SH01",
        "廢電路板",
        "900-045-49",
        "R4",
        "kg",
        Decimal("94.0"),
        Decimal("94.0"),
        date(year - 1, 12, 28),
        days=7,
    )
    return [before, *rows]


def kilograms(row: dict[str, Decimal | str]) -> Decimal:
    """Received, else transferred, in kg; pieces by their unit weight."""
    quantity = Decimal(
        row["received_quantity"] if row["received_quantity"] is not None else row["transferred_quantity"]
    )
    if row["unit"] == "t":
        return quantity * 1000
    if row["unit"] == "piece":
        return quantity * next(Decimal(piece[3]) for piece in PIECES if piece[0] == row["waste_name"])
    return quantity


def _manifest(
    year: int,
    number: int,
    site: str,
    name: str,
    code: str,
    treatment: str,
    unit: str,
    transferred: Decimal,
    received: Decimal | None,
    on: date,
    days: int = 2,
) -> dict:
    return {
        "manifest_no": f"{year}99{number:06d}",
        "site_code": site,
        "waste_name": name,
        "waste_code": f"HW{code[-2:]} {code}",
        "unit": unit,
        "transferred_quantity": transferred,
        "received_quantity": received,
        "transferred_on": on,
        "received_on": on + timedelta(days=days),
        "carrier": "樣本運輸有限公司（虛構）",
        "receiver": "示例再生資源有限公司（虛構）",
        "permit_no": "虛-HW-0001",
        "treatment": treatment,
        "asset_no": f"ZC{year}{number:05d}" if unit == "piece" else None,
    }


CATEGORIES = (("recyclable", "0.06"), ("food", "0.42"), ("other", "0.12"))
BINS_A_MONTH = {
    "SZ01": (96, 29, 106),
    "SZ02": (16, 6, 22),
    "SH01": (54, 19, 61),
    "BJ01": (38, 13, 43),
    "CD01": (29, 11, 34),
    "HK01": (8, 3, 10),
}
LITRES = 240


def office_waste(rng: random.Random) -> dict[int, Rows]:
    """The collection notes in each year's workbook, one sheet a site; the December before is in it too."""
    by_year: dict[int, Rows] = {}
    december = _collections(2021, (12,), rng)
    for year in targets.YEARS:
        rows = _collections(year, range(1, 13), rng)
        _balance(rows, targets.OFFICE_WASTE_KG[year])
        by_year[year] = sorted(december + rows, key=lambda row: (row["site_code"], row["month"]))
        december = [row for row in rows if row["month"].endswith("-12")]
    return by_year


def _collections(year: int, months: Iterable[int], rng: random.Random) -> Rows:
    leases = {site.code: site.lease_to for site in SITES}
    rows: Rows = []
    for code, bins in BINS_A_MONTH.items():
        for month in months:
            lease_to = leases[code]
            if lease_to and date(year, month, 1) > lease_to:
                continue
            for (category, density), count in zip(CATEGORIES, bins, strict=True):
                rows.append(_collection(code, year, month, category, density, count, rng, len(rows)))
    return rows


def _balance(rows: Rows, kilograms_of_year: Decimal) -> None:
    """Spread what is missing to the year's weight over the weighed notes, to each by its own weight.

    The first takes the remainder.
    """
    weighed = [
        row for row in rows if row["weight_kg"] is not None and row["site_code"] not in (CLOSED_SITE, "HK01")
    ]
    missing = kilograms_of_year - sum((office_kilograms(row) for row in rows), Decimal(0))
    all_weighed = sum((row["weight_kg"] for row in weighed), Decimal(0))
    parts = [(missing * row["weight_kg"] / all_weighed).quantize(Decimal("0.1")) for row in weighed]
    for row, part in zip(weighed, parts, strict=True):
        row["weight_kg"] += part
    weighed[0]["weight_kg"] += missing - sum(parts)


def _collection(
    code: str, year: int, month: int, category: str, density: str, bins: int, rng: random.Random, place: int
) -> dict:
    filled = bins + rng.randint(-1, 1)
    fill = Decimal("0.80") if place % 2 else Decimal("0.75")
    by_volume = place % 6 == 4
    weight = Decimal(filled) * LITRES * fill * Decimal(density)
    return {
        "site_code": code,
        "month": f"{year}-{month:02d}",
        "category": category,
        "bins": filled,
        "bin_litres": LITRES,
        "fill_rate": fill,
        "density_kg_per_litre": Decimal(density),
        "weight_kg": None if by_volume else weight.quantize(Decimal("0.1")),
        "collection_no": f"QY{year}{month:02d}{code}{category[0].upper()}",
    }


def office_kilograms(row: dict) -> Decimal:
    """Weighed, else bins x litres x fill x density."""
    if row["weight_kg"] is not None:
        return row["weight_kg"]
    return Decimal(row["bins"]) * row["bin_litres"] * row["fill_rate"] * row["density_kg_per_litre"]
