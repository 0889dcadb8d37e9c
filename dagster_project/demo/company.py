"""The truth of which the made-up company's exports tell: its people, suppliers, bills and collections. No file."""

from __future__ import annotations

import random
from dataclasses import dataclass

from dagster_project.demo import facilities, hr_exports, procurement, waste
from dagster_project.demo.facilities import Rows
from dagster_project.demo.hr_exports import Staff
from dagster_project.demo.people import build_population
from dagster_project.demo.procurement import Suppliers


@dataclass
class Company:
    """The truth of which the exports tell: `scale` copies of everything, each exact by itself."""

    seed: int
    scale: int
    staff: list[Staff]
    suppliers: list[Suppliers]
    electricity: Rows
    water: Rows
    office_waste: dict[int, Rows]

    def paper_orders(self, year: int) -> Rows:
        """The order lines in a year's folder, of one copy."""
        return procurement.paper_orders(year, stream(self.seed, f"paper {year}"))


def stream(seed: int, topic: str, copy: int = 0) -> random.Random:
    """Random numbers of one topic and copy, so that a change in one leaves the others as they were."""
    return random.Random(f"{seed}/{topic}/{copy}")


def build_company(seed: int, scale: int) -> Company:
    """Build the people, suppliers, bills and collections.

    Raises:
        ValueError: the scale is below 1.
    """
    if scale < 1:
        raise ValueError(f"scale must be a whole number from 1 on, found {scale}")
    staff = []
    for copy in range(scale):
        people = build_population(stream(seed, "people", copy), copy)
        staff.append(hr_exports.build_staff(people, stream(seed, "staff", copy), copy))
    return Company(
        seed,
        scale,
        staff,
        [Suppliers(stream(seed, "suppliers", copy), copy) for copy in range(scale)],
        facilities.electricity(stream(seed, "electricity")),
        facilities.water(stream(seed, "water")),
        waste.office_waste(stream(seed, "office_waste")),
    )
