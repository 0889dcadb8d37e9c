"""The learning system's records of a year: who completed what, for how long, exact by gender and category."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from dagster_project.demo import targets
from dagster_project.demo.hr_exports import Rows, Staff
from dagster_project.demo.marginals import first_row, spread
from dagster_project.demo.people import YEAR_END, Person, category
from dagster_project.demo.targets import FEMALE, JUNIOR, MALE, MIDDLE, SENIOR

QUARTER = 15
MIDDLE_PROGRAMME, JUNIOR_PROGRAMME = "領航計劃線下研修班", "啟程計劃線下研修班"
COURSES = (
    "戰略解碼工作坊",
    "項目管理實務",
    "結構化思考",
    "高效溝通",
    "數據分析入門",
    "雲架構設計",
    "敏捷開發",
    "產品經理基礎",
    "客戶洞察",
    "財務知識速成",
    "公開表達",
    "團隊協作",
    "人工智能應用",
    "信創技術概覽",
    "代碼質量",
    "商務談判",
    "時間管理",
    "教練技術",
)
ANTI_CORRUPTION = (
    "反舞弊與廉潔從業",
    "商業賄賂防範",
    "利益衝突申報",
    "反洗錢基礎",
    "禮品與招待規範",
    "舉報人保護",
    "供應商廉潔合作",
)
INFORMATION_SECURITY = (
    "釣魚郵件識別",
    "數據分級與脫敏",
    "終端與密碼安全",
    "遠程辦公安全",
    "開發安全規範",
    "安全事件上報",
)
OTHER_COMPLIANCE = ("勞動法規要點", "信息披露規則")
CERTIFICATES = ("項目管理專業人士認證", "註冊信息安全專業人員認證", "雲架構師認證")
SAFETY = ("消防與疏散", "急救常識", "職業健康", "辦公人體工學")
VOLUNTEERING = ("河岸清潔日", "社區圖書角", "助農直播")
LEVELS = (SENIOR, MIDDLE, JUNIOR)
SCORES = (10, 10, 9, 9, 10, 9, 8, 9, 10, 9)


class Clock:
    """Hands out start times within a year, no two alike: learner, course and start name a record."""

    def __init__(self, year: int, rng: random.Random) -> None:
        self.first, self.given, self.rng = datetime(year, 1, 5, 8), 0, rng

    def next(self) -> datetime:
        self.given += 1
        return self.first + timedelta(
            days=self.rng.randint(0, 350),
            hours=self.rng.randint(0, 9),
            minutes=self.given % 60,
            seconds=self.given // 60 % 60,
        )


def training_records(staff: Staff, year: int, rng: random.Random) -> Rows:
    """All sessions of a year, of every category of courses, in order of time."""
    clock = Clock(year, rng)
    quarters = career_quarters(staff, year, rng)
    classroom = _classroom_people(staff, list(quarters), year, rng)
    rows = [
        row
        for person, part in quarters.items()
        for row in _career(person, part, classroom.get(person), clock, rng)
    ]
    for index, row in enumerate(row for row in rows if row["delivery"] == "online"):
        row["score"] = SCORES[index % len(SCORES)] if index < len(rows) // 20 * 10 else None
    rows += _not_counted(staff, year, clock, rng)
    rows += _everyone(staff, year, clock)
    rows += _safety(staff.closing(year), year, clock, rng)
    rows += _volunteers(staff.closing(year), year, clock, rng)
    rows += _of_some(staff.closing(year), year, clock)
    rows.sort(key=lambda row: (row["started_at"], row["employee_no"]))
    return rows


def career_quarters(staff: Staff, year: int, rng: random.Random) -> dict[Person, int]:
    """Quarters of an hour that each trained employee completed.

    A two-row table (men, women) of people and one of hours, with the category totals and the men's total
    of `targets`; each cell is then spread over its people.
    """
    goal, end = targets.TRAINING[year], YEAR_END[year]
    cells: dict[tuple[str, str], list[Person]] = defaultdict(list)
    for person in staff.closing(year):
        cells[person.gender, category(person.grade_at(end))].append(person)
    women_at_most = {level: goal.untrained[level] - len(cells[FEMALE, level]) for level in LEVELS}
    untrained_men = first_row(
        goal.untrained,
        goal.untrained_men,
        women_at_most,
        {level: len(cells[MALE, level]) for level in LEVELS},
    )
    trained: dict[tuple[str, str], list[Person]] = {}
    for (gender, level), people in cells.items():
        untrained = untrained_men[level] if gender == MALE else goal.untrained[level] - untrained_men[level]
        rng.shuffle(people)
        trained[gender, level] = people[untrained:]
    total = {level: goal.hours[level] * 4 for level in LEVELS}
    # Nobody gets less than half of the hours that an even split of the category would give.
    share = {
        level: total[level]
        * len(trained[MALE, level])
        // (len(trained[MALE, level]) + len(trained[FEMALE, level]))
        for level in LEVELS
    }
    of_men = first_row(
        total,
        goal.hours_men * 4,
        {level: share[level] // 2 for level in LEVELS},
        {level: total[level] - (total[level] - share[level]) // 2 for level in LEVELS},
    )
    quarters: dict[Person, int] = {}
    for level in LEVELS:
        for gender, amount in ((MALE, of_men[level]), (FEMALE, total[level] - of_men[level])):
            people = trained[gender, level]
            if people:
                quarters.update(
                    zip(people, spread(amount, [rng.randint(2, 9) for _ in people], at_least=2), strict=True)
                )
    return quarters


def _classroom_people(
    staff: Staff, trained: list[Person], year: int, rng: random.Random
) -> dict[Person, str]:
    """Who took part in a classroom programme: a share of everyone in the category, drawn from the trained."""
    end, chosen = YEAR_END[year], {}
    for level, programme in ((MIDDLE, MIDDLE_PROGRAMME), (JUNIOR, JUNIOR_PROGRAMME)):
        everyone = sum(category(p.grade_at(end)) == level for p in staff.closing(year))
        count = (everyone * targets.CLASSROOM_PERCENT[year][level] + 50) // 100
        people = [p for p in trained if category(p.grade_at(end)) == level]
        chosen.update((person, programme) for person in rng.sample(people, count))
    return chosen


def _record(
    person: Person, course: str, kind: str, start: datetime, minutes: int, **more: Any
) -> dict[str, Any]:
    return {
        "employee_no": person.number,
        "course_name": course,
        "delivery": "online",
        "started_at": start,
        "ended_at": start + timedelta(minutes=minutes),
        "duration_minutes": minutes,
        "completion_status": "completed",
        "sign_in_status": "not_required",
        "course_category": kind,
        "is_repeat": False,
        "score": None,
    } | more


def _career(person: Person, quarters: int, programme: str | None, clock: Clock, rng: random.Random) -> Rows:
    rows: Rows = []
    taken: list[str] = []
    while quarters:
        size = min(quarters, 24 if quarters > 90 else rng.randint(2, 8))
        size += 1 if quarters - size == 1 else 0
        quarters -= size
        again = bool(taken) and rng.random() < 0.15
        course = rng.choice(taken) if again else rng.choice(COURSES)
        more: dict[str, Any] = {"is_repeat": course in taken}
        if programme:
            course, more, programme = (
                programme,
                {"delivery": "classroom", "sign_in_status": "signed_in"},
                None,
            )
        else:
            taken.append(course)
        rows.append(_record(person, course, "career_development", clock.next(), size * QUARTER, **more))
    return rows


def _not_counted(staff: Staff, year: int, clock: Clock, rng: random.Random) -> Rows:
    """Career development that does not count: by leavers, interns and others, or begun and not completed."""
    rows: Rows = []
    gone = [
        person
        for person, spell in staff.leavers(year)
        if person.spell_at(YEAR_END[year]) is None and spell.last_day
    ]
    for person in gone[::2]:
        rows.append(
            _record(
                person,
                rng.choice(COURSES),
                "career_development",
                datetime(year, 1, 4, 9) + timedelta(seconds=len(rows)),
                90,
            )
        )
    for person in staff.outsiders[::2]:
        row = _record(person, rng.choice(COURSES), "career_development", clock.next(), 120)
        rows += [row] if _was_there(person, year) else []
    unfinished = ("in_progress", "not_started", "failed")
    for index, person in enumerate(rng.sample(staff.closing(year), 420)):
        more: dict[str, Any] = {"completion_status": unfinished[index % 3]}
        if index % 5 == 0:
            more |= {"delivery": "classroom", "sign_in_status": "absent"}
        rows.append(_record(person, rng.choice(COURSES), "career_development", clock.next(), 240, **more))
    return rows


def _was_there(person: Person, year: int) -> bool:
    return any(
        spell.hire <= YEAR_END[year] and (spell.last_day is None or spell.last_day > YEAR_END[year - 1])
        for spell in person.spells
    )


def _everyone(staff: Staff, year: int, clock: Clock) -> Rows:
    """Courses against corruption: everyone on the payroll at the year end, and many who left."""
    left = [person for person, _ in staff.leavers(year) if person.spell_at(YEAR_END[year]) is None]
    return [
        _record(person, course, "anti_corruption", clock.next(), 30 if index % 2 else 45)
        for index, course in enumerate(ANTI_CORRUPTION)
        for person in staff.closing(year) + (left[::3] if index < 3 else [])
    ]


def _of_some(closing: list[Person], year: int, clock: Clock) -> Rows:
    """Information security and other compliance for a part of the staff, and certificates of a few, some of two."""
    secure = INFORMATION_SECURITY[: targets.INFORMATION_SECURITY_COURSES[year]]
    rows = [
        _record(person, course, "information_security", clock.next(), 30)
        for index, course in enumerate(secure)
        for person in closing[index::8]
    ]
    rows += [
        _record(person, course, "compliance", clock.next(), 45)
        for index, course in enumerate(OTHER_COMPLIANCE)
        for person in closing[index::6]
    ]
    certified = closing[:: len(closing) // targets.CERTIFIED[year]][: targets.CERTIFIED[year]]
    return rows + [
        _record(person, CERTIFICATES[(index + again) % 3], "certification", clock.next(), 480)
        for index, person in enumerate(certified)
        for again in range(1 + (index % 5 == 0))
    ]


def _safety(closing: list[Person], year: int, clock: Clock, rng: random.Random) -> Rows:
    count = (len(closing) * targets.SAFETY_PARTICIPANTS_PERCENT[year] + 50) // 100
    people = rng.sample(closing, count)
    return [
        _record(person, SAFETY[(index + k) % 4], "safety", clock.next(), 60 + 30 * (k % 2))
        for index, person in enumerate(people)
        for k in range(1 + index % 3)
    ]


def _volunteers(closing: list[Person], year: int, clock: Clock, rng: random.Random) -> Rows:
    visits = targets.VOLUNTEER_VISITS[year]
    hours = spread(targets.VOLUNTEER_HOURS[year], [2 + k % 3 for k in range(visits)], at_least=3)
    people = rng.sample(closing, visits)
    return [
        _record(
            person,
            VOLUNTEERING[k % 3],
            "volunteering",
            clock.next(),
            hours[k] * 60,
            delivery="classroom",
            sign_in_status="signed_in",
        )
        for k, person in enumerate(people)
    ]
