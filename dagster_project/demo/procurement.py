"""Paper orders, suppliers, assessments and terminations; counts and kilograms of a year as in `targets`."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dagster_project.demo import names, targets
from dagster_project.demo.facilities import Rows
from dagster_project.demo.people import any_day

A4, A3 = Decimal("0.210") * Decimal("0.297"), Decimal("0.297") * Decimal("0.420")
# code, name, area of a sheet, g/m2, sheets in a pack, packs in a box
PAPERS = {
    "P-A4-80": ("複印紙", A4, 80, 500, 5, "A4 80g 500張/包 5包/箱"),
    "P-A4-70": ("複印紙（輕型）", A4, 70, 500, 8, "A4 70g 500張/包 8包/箱"),
    "P-A3-80": ("複印紙", A3, 80, 500, 4, "A3 80g 500張/包 4包/箱"),
}

# Boxes of a normal order: at the headquarters and elsewhere.
BOXES = {2022: (19, 8), 2023: (14, 5)}


def pack_kilograms(material: str) -> Decimal:
    """Weight of a pack of a material: area x g/m2 x sheets."""
    _, area, grams, sheets, _, _ = PAPERS[material]
    return area * grams * sheets / 1000


def order_kilograms(row: dict[str, Any]) -> Decimal:
    """Kept packs or boxes in kilograms."""
    return order_packs(row) * pack_kilograms(row["material_code"])


def order_packs(row: dict[str, Any]) -> int:
    """Kept packs; a box holds as many as its material says."""
    kept = row["quantity"] - (row["returned_quantity"] or 0)
    return kept * (PAPERS[row["material_code"]][4] if row["unit"] == "box" else 1)


def paper_orders(year: int, rng: random.Random) -> Rows:
    """Order lines in a year's folder: delivered in the year, delivered just before or after, or not yet."""
    rows: Rows = []
    sites = ("SZ01", "SH01", "BJ01", "CD01", "HK01")
    for month in range(1, 13):
        for site in sites[: 3 + month % 3]:
            boxes = BOXES[year][0 if site == "SZ01" else 1]
            on = date(year, month, 3 + rng.randint(0, 15))
            material, unit = (
                ("P-A4-80", "box"),
                ("P-A4-80", "pack"),
                ("P-A4-70", "box"),
                ("P-A3-80", "pack"),
            )[(month + len(rows)) % 4]
            quantity = boxes if unit == "box" else boxes * 2
            returned = 4 if (month + len(rows)) % 7 == 0 else None
            rows.append(
                _order(
                    year,
                    len(rows),
                    site,
                    material,
                    unit,
                    quantity,
                    returned,
                    on,
                    on + timedelta(days=rng.randint(2, 9)),
                )
            )
    before = _order(
        year - 1, 900, "SZ01", "P-A4-80", "box", 30, None, date(year - 1, 12, 26), date(year, 1, 5)
    )
    after = _order(year, 900, "SZ01", "P-A4-80", "box", 30, None, date(year, 12, 26), date(year + 1, 1, 5))
    waiting = _order(year, 901, "SH01", "P-A4-80", "box", 12, None, date(year, 12, 28), None)
    rows = [before, *rows]
    missing = targets.PAPER_KG[year] - sum((order_kilograms(row) for row in rows), Decimal(0))
    packs = int((missing / pack_kilograms("P-A4-80")).to_integral_value())
    if packs <= 0:
        raise ValueError(f"paper of {year}: the orders exceed the year's weight by {-missing} kg")
    rows.append(
        _order(year, 800, "SZ01", "P-A4-80", "pack", packs + 6, 6, date(year, 8, 8), date(year, 8, 14))
    )
    return [*rows, after, waiting]


def _order(
    year: int,
    number: int,
    site: str,
    material: str,
    unit: str,
    quantity: int,
    returned: int | None,
    on: date,
    received: date | None,
) -> dict[str, Any]:
    name, _, _, _, _, specification = PAPERS[material]
    return {
        "order_no": f"PO{year}{number:05d}",
        "ordered_on": on,
        "received_on": received,
        "site_code": site,
        "material_code": material,
        "material_name": name,
        "specification": specification,
        "unit": unit,
        "quantity": quantity,
        "returned_quantity": returned,
        "unit_price": Decimal("21.50") if unit == "pack" else Decimal("104.00"),
        "supplier_code": "V000001",
    }


@dataclass(eq=False)
class Supplier:
    """One supplier code; several may share a registration."""

    code: str
    name: str
    registration: str
    country: str
    first_on: date
    status: str
    terminated_on: date | None = None


CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
OVERSEAS_COUNTRIES = ("中國香港", "新加坡", "美國", "印度尼西亞", "馬來西亞")
OLD_SUPPLIERS, CANDIDATES = 380, 40


def credit_code(number: int) -> str:
    """A code with a valid check character in a region (99) that no place has."""
    body = f"91990000MA{number:07d}"
    check = (
        31
        - sum(CREDIT_ALPHABET.index(char) * weight for char, weight in zip(body, CREDIT_WEIGHTS, strict=True))
        % 31
    ) % 31
    return body + CREDIT_ALPHABET[check]


class Suppliers:
    """The supplier master of one copy of the company and what was assessed and terminated."""

    def __init__(self, rng: random.Random, copy: int) -> None:
        self.rng, self.copy, self.count = rng, copy, 0
        self.old = [
            self._new(any_day(rng, date(2016, 1, 1), date(2021, 12, 31)), "active")
            for _ in range(OLD_SUPPLIERS)
        ]
        self.new: dict[int, list[Supplier]] = {year: self._newcomers(year) for year in targets.YEARS}
        self.renamed = [
            self._rename(old, any_day(rng, date(year, 2, 1), date(year, 11, 30)))
            for year in targets.YEARS
            for old in self.old[year % 10 * 10 :][:9]
        ]
        self.doubles = [
            self._rename(first, any_day(rng, first.first_on, date(year, 12, 31)))
            for year in targets.YEARS
            for first in self.new[year][20:25]
        ]
        self.candidates = {
            year: [
                self._new(any_day(rng, date(year, 2, 1), date(year, 12, 1)), "candidate")
                for _ in range(CANDIDATES)
            ]
            for year in targets.YEARS
        }
        self.not_joined = [
            self._new(date(2022, 12, 1), "candidate")
            for _ in range(targets.SUPPLIERS_ASSESSED[2022] - 864 - 155 - CANDIDATES)
        ]
        self.assessments = self._assessments(2022, self._assessed_2022()) + self._assessments(
            2023, self._assessed_2023()
        )
        self.terminations = [row for year in targets.YEARS for row in self._terminations(year)]

    def _new(self, first_on: date, status: str, country: str = "中國") -> Supplier:
        self.count += 1
        number = self.copy * 10_000 + self.count
        registration = credit_code(number) if country == "中國" else f"{number:08d}"
        return Supplier(
            f"V{number:06d}", names.supplier_name(self.rng, number), registration, country, first_on, status
        )

    def _newcomers(self, year: int) -> list[Supplier]:
        countries = ["中國"] * targets.NEW_SUPPLIERS_MAINLAND[year]
        countries += [
            OVERSEAS_COUNTRIES[k % len(OVERSEAS_COUNTRIES)]
            for k in range(targets.NEW_SUPPLIERS_OVERSEAS[year])
        ]
        return [
            self._new(any_day(self.rng, date(year, 1, 4), date(year, 12, 29)), "active", country)
            for country in countries
        ]

    def _rename(self, old: Supplier, on: date) -> Supplier:
        again = self._new(on, "active")
        again.name, again.registration, again.country = (
            old.name.replace("有限公司", "集團有限公司"),
            old.registration,
            old.country,
        )
        return again

    def _assessed_2022(self) -> list[Supplier]:
        early = self.new[2023][-155:]
        return self.new[2022] + early + self.candidates[2022] + self.not_joined

    def _assessed_2023(self) -> list[Supplier]:
        return self.new[2023][: targets.SUPPLIERS_ASSESSED[2023] - CANDIDATES] + self.candidates[2023]

    def _assessments(self, year: int, admitted: list[Supplier]) -> Rows:
        rows = [
            self._assessment(year, k, s, "admission", self._before(year, s)) for k, s in enumerate(admitted)
        ]
        # Assessed again in the same year, and once under each of two codes: still one supplier.
        again = admitted[3:16] + [double for double in self.doubles if double.first_on.year == year]
        rows += [
            self._assessment(year, len(admitted) + k, s, "admission", date(year, 12, 20))
            for k, s in enumerate(again)
        ]
        kinds = ("renewal_first", "renewal_review")
        rows += [
            self._assessment(
                year, 5000 + k, s, kinds[k % 2], any_day(self.rng, date(year, 1, 5), date(year, 12, 20))
            )
            for k, s in enumerate(self.old[:120])
        ]
        return rows

    def _before(self, year: int, supplier: Supplier) -> date:
        last = supplier.first_on if supplier.first_on.year == year else date(year, 12, 20)
        return any_day(self.rng, date(year, 1, 2), last)

    def _assessment(self, year: int, number: int, supplier: Supplier, kind: str, on: date) -> dict[str, Any]:
        return {
            "assessment_no": f"PG{year}{self.copy:02d}{number:05d}",
            "supplier_code": supplier.code,
            "assessment_type": kind,
            "inspection": ("資料審核", "現場考察", "視頻考察")[number % 3],
            "assessed_on": on,
            "conclusion": ("passed", "passed", "conditional", "passed", "failed")[number % 5],
            "esg_score": Decimal(60 + number % 40),
        }

    def _terminations(self, year: int) -> Rows:
        # One was terminated in the first days of 2023 and stands in 2022's file too: it counts in 2023.
        count = targets.SUPPLIERS_TERMINATED[year] - (1 if year == 2023 else 0)
        first = 100 if year == 2022 else 200
        irregular = self.old[first : first + count]
        rows = [self._termination(year, k, s, "irregularity") for k, s in enumerate(irregular)]
        # Terminated under the old code and under the new one.
        for old in irregular[:2]:
            twin = self._rename(old, old.first_on + timedelta(days=30))
            self.renamed.append(twin)
            rows.append(self._termination(year, len(rows), twin, "irregularity"))
        for k, supplier in enumerate(self.old[first + 60 : first + 86]):
            rows.append(self._termination(year, 100 + k, supplier, "contract_end" if k % 3 else "breach"))
        # New and terminated within one year: still a new supplier.
        short = [supplier for supplier in self.new[year][60:] if supplier.first_on < date(year, 11, 1)][:3]
        for k, supplier in enumerate(short):
            rows.append(self._termination(year, 200 + k, supplier, "breach", date(year, 11, 20 + k)))
        rows.append(
            self._termination(year + 1, 900, self.old[300 + year % 10], "irregularity", date(year + 1, 1, 9))
        )
        return rows

    def _termination(
        self, year: int, number: int, supplier: Supplier, reason: str, on: date | None = None
    ) -> dict[str, Any]:
        supplier.terminated_on = on or any_day(self.rng, date(year, 1, 10), date(year, 12, 20))
        return {
            "termination_no": f"ZZ{year}{self.copy:02d}{number:04d}",
            "supplier_code": supplier.code,
            "terminated_on": supplier.terminated_on,
            "reason": reason,
            "approver": names.chinese_name(self.rng),
        }

    def master(self, year: int) -> Rows:
        """The supplier master as exported after the year: everyone known by then."""
        known = (
            self.old + self.new[2022] + self.renamed + self.doubles + self.candidates[2022] + self.not_joined
        )
        known += self.new[2023] + self.candidates[2023]
        early = set(self.new[2023][-155:]) if year == 2022 else set()
        rows: Rows = []
        for supplier in sorted(known, key=lambda s: s.code):
            future = supplier.first_on > date(year, 12, 31)
            if future and supplier not in early:
                continue
            ended = supplier.terminated_on is not None and supplier.terminated_on <= date(year, 12, 31)
            status = "candidate" if future else "terminated" if ended else supplier.status
            rows.append(
                {
                    "supplier_code": supplier.code,
                    "supplier_name": supplier.name,
                    "registration_no": supplier.registration,
                    "country_region": supplier.country,
                    "address": f"{supplier.country}示範街{int(supplier.code[1:]) % 900 + 1}號（虛構）",
                    "first_cooperation_on": date(year, 12, 30) if future else supplier.first_on,
                    "cooperation_status": status,
                    "commitment_signed_on": supplier.first_on if status == "active" else None,
                    "supplier_category": ("信息技術", "行政", "人力", "營銷")[int(supplier.code[1:]) % 4],
                }
            )
        return rows

    def assessed(self, year: int) -> Rows:
        """Assessments in the year's file; the last weeks of the year before are in it too."""
        return [
            row
            for row in self.assessments
            if date(year - 1, 12, 1) <= row["assessed_on"] <= date(year, 12, 31)
        ]

    def terminated(self, year: int) -> Rows:
        return [
            row
            for row in self.terminations
            if date(year, 1, 1) <= row["terminated_on"] <= date(year + 1, 1, 15)
        ]
