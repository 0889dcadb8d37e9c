"""The HR systems' exports as typed rows, from rosters to injuries; training records are in `training`.

Adds what a person's record in a system adds: second jobs, interns and agency staff, withdrawn
resignations, late processing. File formats are in `hr_files`.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from dagster_project.demo import names, targets
from dagster_project.demo.people import (
    MAINLAND_CITIES,
    ROSTER,
    SUCCESSFACTORS,
    YEAR_END,
    Person,
    Promotion,
    Spell,
    age_band,
    any_day,
)
from dagster_project.demo.targets import FEMALE, MALE, MID_AGED, OLD

Rows = list[dict[str, Any]]
DEPARTMENTS = {
    "technology": ("0101", "研發中心"),
    "functional": ("0201", "綜合管理部"),
    "business": ("0301", "業務發展部"),
    "sales": ("0302", "銷售部"),
    "presales": ("0303", "售前支持部"),
    "solutions": ("0304", "解決方案部"),
    "marketing": ("0305", "市場拓展部"),
    "operations": ("0401", "運營中心"),
    "legal": ("0202", "法律合規部"),
}
NON_EMPLOYEES = {"intern": 58, "agency": 36, "rehired_retiree": 9}
SECOND_JOBS, UNPAID_LEAVE, PART_TIME, WITHDRAWN, PENDING = 26, 16, 18, 12, 4
OWN_TRANSFERS = {2022: 22, 2023: 25}
LATE_LEAVE_DATES, EARLY_LEAVE_DATES, OVERSEAS_TRANSFERS = 8, 3, 3


@dataclass
class Staff:
    """One copy of the company's people with everything that only the HR systems know."""

    people: list[Person]
    outsiders: list[Person]
    copy: int
    second_jobs: dict[int, list[tuple[Person, str]]]
    withdrawn: dict[int, list[tuple[Person, date, str]]]
    leaving_in_january: dict[int, list[tuple[Person, date]]]
    moved_abroad: list[tuple[Person, date, str, str]] = field(default_factory=list)

    def closing(self, year: int) -> list[Person]:
        """The employees of record at the end of a year."""
        return [person for person in self.people if person.spell_at(YEAR_END[year])]

    def leavers(self, year: int) -> list[tuple[Person, Spell]]:
        return [(p, s) for p in self.people for s in p.spells if s.last_day and s.last_day.year == year]

    def hires(self, year: int) -> list[tuple[Person, Spell]]:
        return [(p, s) for p in self.people for s in p.spells if s.hire.year == year]


def build_staff(people: list[Person], rng: random.Random, copy: int) -> Staff:
    """Add to a population what the HR systems show besides the employees themselves."""
    both = [
        p
        for p in people
        if p.system == ROSTER and not p.marks and p.spell_at(YEAR_END[2022]) and p.spell_at(YEAR_END[2023])
    ]
    mainland = [p for p in both if not p.overseas and p.spells[0].hire.year < 2022]
    rng.shuffle(mainland)
    take = iter(mainland)
    for person in (next(take) for _ in range(UNPAID_LEAVE)):
        person.unpaid_leave = True
        person.mark("unpaid_leave")
    for person in (next(take) for _ in range(PART_TIME)):
        person.employment_type = "part_time"
    _transfer_inside(people, take)
    seconds = [(next(take), names.SHANGHAI) for _ in range(SECOND_JOBS)]
    withdrawn = {year: _withdrawn(year, mainland, take, rng) for year in targets.YEARS}
    # None over 50 leaves in January: that would make up for the one over 50 who was processed late.
    younger = (p for p in take if age_band(p.birth, YEAR_END[2023]) != OLD)
    january = {
        year: [(next(younger), date(year + 1, 1, 3 + k)) for k in range(EARLY_LEAVE_DATES)]
        for year in (2023,)
    }
    _leave_dates(people, rng)
    overseas_seconds = [
        (p, names.ISSUER)
        for p in people
        if p.system == SUCCESSFACTORS and p.spell_at(YEAR_END[2022]) and p.spell_at(YEAR_END[2023])
    ][:4]
    second_jobs = {
        year: [pair for pair in seconds + overseas_seconds if pair[0].company_at(YEAR_END[year]) != pair[1]]
        for year in (2021, 2022, 2023)
    }
    staff = Staff(people, _outsiders(rng, copy), copy, second_jobs, withdrawn, january)
    staff.moved_abroad = _transfer_abroad(people)
    return staff


def _transfer_inside(people: list[Person], take: Any) -> None:
    """Moves between two companies inside the boundary: on the ledger of separations, but no separation."""
    old = [
        p
        for p in people
        if p.system == ROSTER
        and not p.marks
        and not p.overseas
        and p.spell_at(YEAR_END[2022])
        and p.spell_at(YEAR_END[2023])
        and p.spells[0].hire.year < 2022
        and age_band(p.birth, YEAR_END[2022]) == OLD
    ]
    for year in targets.YEARS:
        movers = [old.pop()] + [next(take) for _ in range(OWN_TRANSFERS[year] - 1)]
        for place, person in enumerate(movers):
            _, company, _ = MAINLAND_CITIES[place % len(MAINLAND_CITIES)]
            if company == person.company:
                _, company, _ = MAINLAND_CITIES[(place + 1) % len(MAINLAND_CITIES)]
            person.old_company, person.company = person.company, company
            person.transfer_day = date(year, 2 + place % 9, 1)
            person.mark("transfer_inside")


def _transfer_abroad(people: list[Person]) -> list[tuple[Person, date, str, str]]:
    staying = [
        p
        for p in people
        if p.system == SUCCESSFACTORS
        and p.company == names.HONG_KONG
        and p.spells[0].hire.year < 2022
        and p.spell_at(YEAR_END[2023])
    ]
    moved = []
    for person in staying[:OVERSEAS_TRANSFERS]:
        moved.append((person, date(2023, 7, 1), names.HONG_KONG, names.SINGAPORE))
        person.mark("overseas_transfer_inside")
    return moved


def _withdrawn(
    year: int, mainland: list[Person], take: Any, rng: random.Random
) -> list[tuple[Person, date, str]]:
    """Resignations taken back, and some not approved yet: on the ledger, no separation."""
    old = [p for p in mainland if age_band(p.birth, YEAR_END[year]) == OLD and p.transfer_day is None][:2]
    people = old + [next(take) for _ in range(WITHDRAWN - len(old))]
    rows = [(p, any_day(rng, date(year, 3, 1), date(year, 11, 30)), "withdrawn") for p in people]
    return rows + [(next(take), date(year, 12, 20 + k), "pending") for k in range(PENDING)]


def _leave_dates(people: list[Person], rng: random.Random) -> None:
    """The day on which HR processed a separation: usually the last day of work or a few days on."""
    for year in targets.YEARS:
        leavers = [
            (p, s, s.last_day) for p in people for s in p.spells if s.last_day and s.last_day.year == year
        ]
        for _, spell, last in leavers:
            spell.leave_date = min(last + timedelta(days=rng.choice((0, 0, 0, 1, 3))), YEAR_END[year])
        plain = [
            (person, spell, last)
            for person, spell, last in leavers
            if person.system == ROSTER
            and not person.overseas
            and len(person.spells) == 1
            and spell.hire.year < year
        ]
        plain.sort(key=lambda one: (one[2], one[0].number))
        for person, spell, _ in _processed_late(plain, year):
            spell.leave_date = date(year + 1, 1, 8)
            person.mark("leave_date_next_year")
        for person, spell, _ in _processed_early(plain, year):
            spell.leave_date = date(year - 1, 12, 28)
            person.mark("leave_date_last_year")


Leaver = tuple[Person, Spell, date]


def _processed_late(leavers: list[Leaver], year: int) -> list[Leaver]:
    """The last to leave in December. One is over 50, in 2023 only, lest two mistakes cancel out."""
    latest = [one for one in reversed(leavers) if one[2] < YEAR_END[year]]
    old = [one for one in latest if age_band(one[0].birth, one[2]) == OLD][: 1 if year == 2023 else 0]
    others = [one for one in latest if age_band(one[0].birth, one[2]) != OLD]
    return old + others[: LATE_LEAVE_DATES - len(old)]


def _processed_early(leavers: list[Leaver], year: int) -> list[Leaver]:
    """The first to leave in January 2023, processed in the December before."""
    soon = [one for one in leavers if year == 2023 and one[2] < date(year, 2, 1)]
    return [one for one in soon if age_band(one[0].birth, one[2]) == MID_AGED][:EARLY_LEAVE_DATES]


def _outsiders(rng: random.Random, copy: int) -> list[Person]:
    """Interns, agency staff and rehired retirees: on the roster, not employees."""
    people = []
    for kind, count in NON_EMPLOYEES.items():
        for index in range(count):
            birth = (
                any_day(rng, date(1999, 1, 1), date(2002, 12, 31))
                if kind == "intern"
                else any_day(rng, date(1985, 1, 1), date(1996, 12, 31))
            )
            if kind == "rehired_retiree":
                birth = any_day(rng, date(1958, 1, 1), date(1962, 12, 31))
            city, company, _ = rng.choice(MAINLAND_CITIES)
            hired = any_day(rng, date(2021, 2, 1), date(2023, 9, 30))
            spell = Spell(hired)
            if index % 4 == 0:
                spell.last_day = spell.leave_date = any_day(
                    rng, max(hired, date(2022, 1, 1)) + timedelta(days=60), date(2023, 12, 28)
                )
                spell.separation_type = "contract_end"
            number = f"{copy * 20_000 + 9_000 + len(people):08d}"
            people.append(
                Person(
                    number,
                    names.chinese_name(rng),
                    rng.choice((MALE, FEMALE)),
                    birth,
                    False,
                    city,
                    company,
                    ROSTER,
                    "D" if kind != "rehired_retiree" else "B",
                    [spell],
                    employment_type=kind,
                    job_function="operations",
                    serial=copy * 20_000 + 15_000 + len(people),
                )
            )
    return people


def roster(staff: Staff, year: int, snapshot: str) -> Rows:
    """The roster at the end of a year. A closing roster lists those who left on its last day."""
    end = YEAR_END[year]
    rows: Rows = []
    for person in staff.people + staff.outsiders:
        if person.system != ROSTER:
            continue
        spell = person.spell_at(end)
        if spell:
            rows.append(_roster_row(person, spell, end, snapshot))
        elif snapshot == "closing":
            rows += [
                _roster_row(person, s, end, snapshot, status="notice")
                for s in person.spells
                if _still_listed(s, end)
            ]
    for person, company in staff.second_jobs[year]:
        spell = person.spell_at(end)
        if spell:
            row = _roster_row(person, spell, end, snapshot)
            rows.append(
                row
                | {
                    "company": company,
                    "is_main_job": False,
                    "department_code": "0499",
                    "department": "兼任",
                    "work_location": "上海",
                }
            )
    return rows


def _still_listed(spell: Spell, end: date) -> bool:
    return spell.last_day is not None and end - timedelta(days=2) < spell.last_day <= end


def _roster_row(
    person: Person, spell: Spell, day: date, snapshot: str, status: str = "active"
) -> dict[str, Any]:
    code, department = DEPARTMENTS[person.job_function]
    probation = status == "active" and (day - spell.hire).days < 90
    return {
        "snapshot": snapshot,
        "employee_no": person.number,
        "person_name": person.name,
        "gender": person.gender,
        "id_type": "居民身份證",
        "id_number": masked_identity(person),
        "birth_date": person.birth,
        "hire_date": spell.hire,
        "employment_type": person.employment_type,
        "staff_category": "正式員工" if person.employment_type == "full_time" else "其他",
        "grade": person.grade_at(day),
        "management_level": person.management_level,
        "job_function": person.job_function,
        "company": person.company_at(day),
        "department_code": code,
        "department": department,
        "work_location": person.city,
        "is_main_job": True,
        "employment_status": "probation" if probation else status,
        "unpaid_leave": person.unpaid_leave,
        "updated_at": f"{day.year}-{day.month:02d}",
    }


def masked_identity(person: Person) -> str:
    """A masked identity number with a region code that no place has."""
    return f"990000****{person.serial:08d}"


def separations(staff: Staff, year: int) -> Rows:
    """The ledger of a year: every entry with its last working day or its processing in that year."""
    rows: Rows = []
    for person in staff.people + staff.outsiders:
        if person.system != ROSTER:
            continue
        for spell in person.spells:
            if spell.last_day and year in (spell.last_day.year, (spell.leave_date or spell.last_day).year):
                rows.append(
                    _separation_row(
                        person, spell, spell.last_day, spell.leave_date, spell.separation_type, "approved"
                    )
                )
        if person.transfer_day and person.transfer_day.year == year:
            last = person.transfer_day - timedelta(days=1)
            row = _separation_row(person, person.spells[0], last, last, "group_transfer", "approved")
            rows.append(row | {"company": person.old_company, "reason": "集團內公司間調動"})
    for person, day, status in staff.withdrawn[year]:
        rows.append(_separation_row(person, _spell_on(person, day), day, None, "resignation", status))
    for person, day in staff.leaving_in_january.get(year, []):
        rows.append(
            _separation_row(
                person, _spell_on(person, day), day, date(year, 12, 29), "resignation", "approved"
            )
        )
    rows.sort(key=lambda row: (row["last_working_day"], row["employee_no"]))
    return rows


def _spell_on(person: Person, day: date) -> Spell:
    return next(s for s in reversed(person.spells) if s.hire <= day)


REASONS = {
    "resignation": ("個人發展", "家庭原因", "薪酬", "通勤"),
    "dismissal": ("考核不合格",),
    "mutual": ("組織調整", "協商一致"),
    "retirement": ("達到法定退休年齡",),
    "contract_end": ("合同到期不續簽",),
    "group_transfer": ("調往母集團",),
    "death": ("非因工",),
}


def _separation_row(
    person: Person, spell: Spell, last: date, leave: date | None, kind: str | None, status: str
) -> dict[str, Any]:
    return {
        "employee_no": person.number,
        "person_name": person.name,
        "gender": person.gender,
        "birth_date": person.birth,
        "hire_date": spell.hire,
        "leave_date": leave,
        "last_working_day": last,
        "separation_type": kind,
        "reason": REASONS[kind or "resignation"][last.day % len(REASONS[kind or "resignation"])],
        "employment_type": person.employment_type,
        "company": person.company_at(last),
        "work_location": person.city,
        "grade": person.grade_at(last),
        "approval_status": status,
        "was_rehired": len(person.spells) > 1 and spell is person.spells[0],
    }


def movements(staff: Staff, year: int) -> Rows:
    """Hires, transfers and promotions that took effect in a year."""
    rows: Rows = []
    for person in staff.people:
        for spell in person.spells:
            if spell.hire.year == year:
                rows.append(_hire_row(person, spell))
            if spell.to_parent and spell.last_day and spell.last_day.year == year:
                on = spell.last_day + timedelta(days=1)
                rows.append(
                    _movement(
                        person,
                        "group_transfer_out",
                        on,
                        person.company_at(spell.last_day),
                        names.PARENT_GROUP,
                    )
                )
        for promotion in person.promotions:
            if promotion.on.year == year:
                rows.append(_promotion_row(person, promotion))
        if person.transfer_day and person.transfer_day.year == year:
            rows.append(
                _movement(person, "entity_transfer", person.transfer_day, person.old_company, person.company)
            )
    for person, on, old, new in staff.moved_abroad:
        if on.year == year:
            rows.append(_movement(person, "entity_transfer", on, old, new))
    rows.sort(key=lambda row: (row["effective_date"], row["employee_no"], row["movement_type"]))
    return rows


def _hire_row(person: Person, spell: Spell) -> dict[str, Any]:
    kind = "rehire" if spell.is_rehire else "group_transfer_in" if spell.from_parent else "hire"
    old = names.PARENT_GROUP if spell.from_parent else None
    return _movement(person, kind, spell.hire, old, person.company_at(spell.hire)) | {
        "end_date": spell.last_day
    }


def _movement(person: Person, kind: str, on: date, old: str | None, new: str | None) -> dict[str, Any]:
    return {
        "employee_no": person.number,
        "movement_type": kind,
        "effective_date": on,
        "end_date": None,
        "is_main_job": True,
        "is_latest": True,
        "from_company": old,
        "to_company": new,
        "from_grade": None,
        "to_grade": person.grade_at(on),
    }


def _promotion_row(person: Person, promotion: Promotion) -> dict[str, Any]:
    row = _movement(
        person, "promotion", promotion.on, person.company_at(promotion.on), person.company_at(promotion.on)
    )
    return row | {"from_grade": promotion.old, "to_grade": promotion.new}


def employments(staff: Staff, year: int) -> Rows:
    """The overseas system's file at the end of a year: every employment it ever held, ended ones too."""
    end, rows = YEAR_END[year], []
    moved = {id(person): (on, old, new) for person, on, old, new in staff.moved_abroad if on <= end}
    for person in staff.people:
        if person.system != SUCCESSFACTORS:
            continue
        for spell in person.spells:
            if spell.hire > end:
                continue
            row = _employment_row(person, spell, end)
            if id(person) in moved:
                on, old, new = moved[id(person)]
                rows.append(
                    row
                    | {
                        "company": old,
                        "termination_date": on - timedelta(days=1),
                        "separation_type": "group_transfer",
                        "work_location": "Hong Kong",
                    }
                )
                rows.append(row | {"company": new, "hire_date": on})
            else:
                rows.append(row)
    rows += _overseas_interns(staff, end)
    return rows


def _employment_row(person: Person, spell: Spell, end: date) -> dict[str, Any]:
    ended = spell.last_day is not None and spell.last_day <= end
    return {
        "employee_no": person.number,
        "person_name": person.name,
        "gender": person.gender,
        "birth_date": person.birth,
        "hire_date": spell.hire,
        "company": person.company,
        "work_location": person.city,
        "grade": person.grade_at(end),
        "management_level": person.management_level,
        "job_function": person.job_function,
        "employment_type": person.employment_type,
        "termination_date": spell.last_day if ended else None,
        "separation_type": spell.separation_type if ended else None,
        "unpaid_leave": False,
    }


def _overseas_interns(staff: Staff, end: date) -> Rows:
    """Interns and contingent workers of the overseas companies: no employees."""
    people = [p for p in staff.people if p.system == SUCCESSFACTORS][:8]
    rows: Rows = []
    for index, person in enumerate(people):
        row = _employment_row(person, Spell(date(2021, 9, 1)), end)
        ended = date(2023, 8, 31) if index % 2 and end.year == 2023 else None
        rows.append(
            row
            | {
                "employee_no": person.number.replace("SF", "SI"),
                "person_name": "Intern Demo",
                "birth_date": date(2000, 1 + index, 15),
                "employment_type": "intern" if index < 5 else "agency",
                "grade": "D",
                "management_level": "none",
                "termination_date": ended,
                "separation_type": "contract_end" if ended else None,
            }
        )
    return rows


CHANNELS = ("referral", "website", "headhunter", "campus")


def recruitment(staff: Staff, year: int) -> Rows:
    """One row for each hire of a year; a transfer from the parent group costs nothing."""
    hires = sorted(staff.hires(year), key=lambda pair: (pair[1].hire, pair[0].number))
    outside = sum(1 for _, spell in hires if not spell.from_parent)
    costs = _costs(outside, targets.RECRUITMENT_COST_PER_OUTSIDE_HIRE[year])
    rows: Rows = []
    for index, (person, spell) in enumerate(hires):
        rows.append(
            {
                "requisition_no": f"RQ{year}{staff.copy:02d}{index:05d}",
                "position": DEPARTMENTS[person.job_function][1] + "專員",
                "grade": person.grade_at(spell.hire),
                "job_function": person.job_function,
                "channel": "group_transfer" if spell.from_parent else CHANNELS[index % len(CHANNELS)],
                "employee_no": person.number,
                "start_date": spell.hire,
                "cost": None if spell.from_parent else costs.pop(),
                "currency": "CNY",
            }
        )
    return rows


def _costs(count: int, mean: int) -> list[int]:
    """Costs around the mean that add up to count x mean."""
    costs = [mean + (-1) ** index * 100 * (index // 2 % 60) for index in range(count - count % 2)]
    return costs + [mean] * (count % 2)


MONTH_WORKDAYS = {
    2022: (19, 16, 23, 19, 19, 21, 21, 23, 21, 16, 22, 22),
    2023: (18, 20, 23, 19, 20, 21, 21, 23, 20, 17, 22, 21),
}


def attendance(staff: Staff, year: int) -> Rows:
    """One row for each employee and month at work; sick, personal and other absence at the company's rate."""
    rows: Rows = []
    owed = 0
    for month, days in enumerate(MONTH_WORKDAYS[year], start=1):
        first = date(year, month, 1)
        for person in staff.people:
            if person.spell_at(first) is None:
                continue
            owed += days * targets.ABSENCE_PER_MILLE[year]
            absent = owed // 1000 if owed >= 1000 and len(rows) % 9 == 0 else 0
            absent = min(absent, days)
            owed -= absent * 1000
            rows.append(_attendance_row(person, f"{year}-{month:02d}", days, absent, len(rows)))
    return rows


def _attendance_row(person: Person, month: str, days: int, absent: int, index: int) -> dict[str, Any]:
    sick = absent - absent // 3
    annual = 1 if index % 5 == 0 and absent < days else 0
    return {
        "employee_no": person.number,
        "month": month,
        "scheduled_days": days,
        "attended_days": days - absent - annual,
        "sick_days": sick,
        "personal_days": absent // 3,
        "annual_leave_days": annual,
        "other_absence_days": 0,
    }


def injuries(staff: Staff, year: int) -> Rows:
    """The safety ledger as it stood when the year was closed; it keeps the entries of earlier years."""
    staying = [p for p in staff.closing(2023) if p.spells[0].hire.year < 2021 and p.system == ROSTER][:6]
    hurt, uncertain, earlier, commuting, late = staying[:5]
    rows = [
        _injury(earlier, date(2021, 5, 11), "交通事故", date(2021, 8, 2), date(2021, 5, 12), 21),
        _injury(
            hurt,
            date(2022, 11, 17),
            "摔傷",
            date(2023, 2, 20) if year >= 2023 else None,
            date(2022, 11, 18),
            targets.LOST_DAYS[2023],
        ),
    ]
    rows.append(
        {
            **_injury(commuting, date(2019, 3, 4), "交通事故", date(2019, 5, 20), None, None),
            "is_fatal": True,
            "death_date": date(2019, 3, 9),
            "employee_no": f"{90_000_001 + int(hurt.number) % 9_000_000:08d}",
        }
    )
    if year >= 2023:
        rows.append(_injury(uncertain, date(2023, 10, 9), "扭傷", None, date(2023, 10, 10), 14))
        rows.append(_injury(late, date(2023, 9, 4), "摔傷", date(2024, 1, 5), date(2023, 9, 5), 9))
    return rows


def _injury(
    person: Person,
    accident: date,
    kind: str,
    certified: date | None,
    leave_from: date | None,
    days: int | None,
) -> dict[str, Any]:
    return {
        "employee_no": person.number,
        "accident_date": accident,
        "accident_type": kind,
        "certificate_no": f"示範認字〔{certified.year}〕{accident.timetuple().tm_yday:03d}號"
        if certified
        else None,
        "certified_on": certified,
        "leave_from": leave_from,
        "leave_to": leave_from + timedelta(days=days - 1) if leave_from and days else None,
        "lost_days": days,
        "is_fatal": False,
        "death_date": None,
    }
