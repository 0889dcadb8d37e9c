"""What the made-up company is calibrated to: counts of people, quantities and the choices between them.

Inputs of a construction stand here with their reasoning, never a rate or an intensity: those must
follow from the exports. How the people and documents are built is in the other modules.

The published totals leave freedom (how many of a year's leavers were hired in that year, how many
people crossed an age edge). Every such choice is a number in a `Group`, and each group's columns add
up to the published totals:

    closing 2022 = D + F      leavers 2023 = D + E      hires 2023 = E + G      closing 2023 = F + G
    opening 2022 = A + P      leavers 2022 = A + B      hires 2022 = B + Q      D + F = P + Q
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

MALE, FEMALE = "male", "female"
SENIOR, MIDDLE, JUNIOR = "senior", "middle", "junior"
YOUNG, MID_AGED, OLD = "under_30", "from_30_to_50", "over_50"
YEARS = (2022, 2023)


@dataclass(frozen=True)
class Group:
    """People with the same history.

    Attributes:
        cells: gender, category at the end of 2022, category at the end of 2023 (for leavers: twice the
            category they left with) and how many.
        ages: age bands at the group's two dates (first and last, see `people`) and how many.
        overseas: how many work outside the mainland.
    """

    cells: tuple[tuple[str, str, str, int], ...]
    ages: tuple[tuple[str, str, int], ...]
    overseas: int

    @property
    def size(self) -> int:
        return sum(cell[3] for cell in self.cells)


GROUPS: dict[str, Group] = {
    # On the roster at the end of 2021, left in 2022.
    "A": Group(
        cells=(
            (MALE, SENIOR, SENIOR, 14),
            (FEMALE, SENIOR, SENIOR, 4),
            (MALE, MIDDLE, MIDDLE, 210),
            (FEMALE, MIDDLE, MIDDLE, 95),
            (MALE, JUNIOR, JUNIOR, 739),
            (FEMALE, JUNIOR, JUNIOR, 358),
        ),
        ages=((YOUNG, YOUNG, 370), (MID_AGED, MID_AGED, 1027), (OLD, OLD, 23)),
        overseas=177,
    ),
    # Hired and left in 2022.
    "B": Group(
        cells=(
            (MALE, MIDDLE, MIDDLE, 8),
            (FEMALE, MIDDLE, MIDDLE, 4),
            (MALE, JUNIOR, JUNIOR, 52),
            (FEMALE, JUNIOR, JUNIOR, 31),
        ),
        ages=((YOUNG, YOUNG, 42), (MID_AGED, MID_AGED, 50), (OLD, OLD, 3)),
        overseas=12,
    ),
    # On the roster at the end of 2022, left in 2023.
    "D": Group(
        cells=(
            (MALE, SENIOR, SENIOR, 7),
            (FEMALE, SENIOR, SENIOR, 2),
            (MALE, MIDDLE, MIDDLE, 123),
            (FEMALE, MIDDLE, MIDDLE, 67),
            (MALE, JUNIOR, JUNIOR, 426),
            (FEMALE, JUNIOR, JUNIOR, 232),
        ),
        ages=(
            (YOUNG, YOUNG, 150),
            (YOUNG, MID_AGED, 20),
            (MID_AGED, MID_AGED, 660),
            (MID_AGED, OLD, 7),
            (OLD, OLD, 20),
        ),
        overseas=125,
    ),
    # Hired and left in 2023.
    "E": Group(
        cells=(
            (MALE, MIDDLE, MIDDLE, 3),
            (FEMALE, MIDDLE, MIDDLE, 2),
            (MALE, JUNIOR, JUNIOR, 36),
            (FEMALE, JUNIOR, JUNIOR, 19),
        ),
        ages=((YOUNG, YOUNG, 25), (MID_AGED, MID_AGED, 32), (OLD, OLD, 3)),
        overseas=8,
    ),
    # On the roster at the end of both years.
    "F": Group(
        cells=(
            (MALE, SENIOR, SENIOR, 32),
            (FEMALE, SENIOR, SENIOR, 10),
            (MALE, MIDDLE, SENIOR, 3),
            (FEMALE, MIDDLE, SENIOR, 1),
            (MALE, MIDDLE, MIDDLE, 264),
            (FEMALE, MIDDLE, MIDDLE, 142),
            (MALE, JUNIOR, MIDDLE, 14),
            (FEMALE, JUNIOR, MIDDLE, 8),
            (MALE, JUNIOR, JUNIOR, 967),
            (FEMALE, JUNIOR, JUNIOR, 534),
        ),
        ages=(
            (YOUNG, YOUNG, 357),
            (YOUNG, MID_AGED, 110),
            (MID_AGED, MID_AGED, 1475),
            (MID_AGED, OLD, 6),
            (OLD, OLD, 27),
        ),
        overseas=78,
    ),
    # Hired in 2023, on the roster at its end.
    "G": Group(
        cells=(
            (MALE, SENIOR, SENIOR, 1),
            (FEMALE, SENIOR, SENIOR, 1),
            (MALE, MIDDLE, MIDDLE, 12),
            (FEMALE, MIDDLE, MIDDLE, 7),
            (MALE, JUNIOR, JUNIOR, 288),
            (FEMALE, JUNIOR, JUNIOR, 156),
        ),
        ages=((YOUNG, YOUNG, 93), (MID_AGED, MID_AGED, 368), (OLD, OLD, 4)),
        overseas=66,
    ),
}

# Q: of the people on the roster at the end of 2022, how many were hired in that year.
HIRED_2022_AND_STAYED = 695
# Hires that came from the parent group, which lies outside the reporting boundary.
HIRES_FROM_PARENT = {2022: 237, 2023: 168}
# Leavers who went to the parent group: they count.
LEAVERS_TO_PARENT = {2022: 96, 2023: 70}


@dataclass(frozen=True)
class TrainingTarget:
    """People on the closing roster who completed career development, and their hours."""

    untrained: dict[str, int]
    untrained_men: int
    hours: dict[str, int]
    hours_men: int


TRAINING = {
    # Trained: men 1,562 of 1,581, women 848 of 859; 47, 444 and 1,919 by category.
    2023: TrainingTarget(
        {SENIOR: 1, MIDDLE: 3, JUNIOR: 26}, 19, {SENIOR: 317, MIDDLE: 2056, JUNIOR: 8576}, 6482
    ),
    # Trained: men 1,667 of 1,836, women 944 of 996; 10, 421 and 2,180 by category.
    2022: TrainingTarget(
        {SENIOR: 41, MIDDLE: 179, JUNIOR: 1}, 169, {SENIOR: 1020, MIDDLE: 4800, JUNIOR: 14570}, 13219
    ),
}


@dataclass(frozen=True)
class Posts:
    """Management and function posts at the end of 2023: men and women."""

    men: int
    women: int


MANAGERS = {SENIOR: Posts(35, 11), MIDDLE: Posts(125, 75), JUNIOR: Posts(222, 78)}
MANAGERS_BY_FIELD = {"revenue": Posts(132, 68), "stem": Posts(190, 60), "other": Posts(60, 36)}
STEM_WITHOUT_MANAGERS = Posts(746, 304)

RECRUITMENT_COST_PER_OUTSIDE_HIRE = {2022: 11480, 2023: 12029}
ABSENCE_PER_MILLE = {2022: 15, 2023: 14}
SAFETY_PARTICIPANTS_PERCENT = {2022: 64, 2023: 70}
CLASSROOM_PERCENT = {2022: {MIDDLE: 52, JUNIOR: 15}, 2023: {MIDDLE: 65, JUNIOR: 20}}
INFORMATION_SECURITY_COURSES = {2022: 4, 2023: 6}
CERTIFIED = {2022: 9, 2023: 12}
VOLUNTEER_VISITS = {2022: 30, 2023: 42}
VOLUNTEER_HOURS = {2022: 180, 2023: 288}

ELECTRICITY_KWH = {2022: 2_269_010, 2023: 1_924_370}
# With 0.581 t/MWh on the mainland and 0.71 in Hong Kong this split gives 2022's published emissions.
HONG_KONG_KWH = {2022: 62_054, 2023: 55_300}
WATER_M3 = {2022: Decimal("16098.54"), 2023: Decimal("7221.46")}
HAZARDOUS_KG = {2022: Decimal("4160"), 2023: Decimal("4200")}
OFFICE_WASTE_KG = {2022: Decimal("229100"), 2023: Decimal("190800")}
PAPER_KG = {2022: Decimal("6610"), 2023: Decimal("4580")}

NEW_SUPPLIERS_MAINLAND = {2022: 857, 2023: 461}
NEW_SUPPLIERS_OVERSEAS = {2022: 7, 2023: 18}
SUPPLIERS_ASSESSED = {2022: 1563, 2023: 324}
SUPPLIERS_TERMINATED = {2022: 11, 2023: 39}
COMPLAINTS = {2022: 6, 2023: 4}
# Ratings: how many of each score; the mean is 9 of 10 in 2022 and 8.5 of 9 in 2023.
RATINGS = {
    2022: (10, {10: 760, 9: 560, 8: 520, 7: 120}),
    2023: (9, {9: 1130, 8: 610, 7: 140, 6: 20}),
}
LOST_DAYS = {2022: 0, 2023: 35}
