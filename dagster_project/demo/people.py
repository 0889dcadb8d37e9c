"""The made-up company's people: who was employed when, where and as what, with exact marginals.

Holds the truth that the HR exports are then written from. Which systems report a person, and with
what mistakes, is in `hr_exports`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from dagster_project.demo import names, targets
from dagster_project.demo.marginals import labels
from dagster_project.demo.targets import FEMALE, JUNIOR, MALE, MID_AGED, MIDDLE, OLD, SENIOR, YOUNG

YEAR_END = {2021: date(2021, 12, 31), 2022: date(2022, 12, 31), 2023: date(2023, 12, 31)}
ROSTER, SUCCESSFACTORS = "roster", "successfactors"
MAINLAND_CITIES = (
    ("深圳", names.ISSUER, 46),
    ("上海", names.SHANGHAI, 26),
    ("北京", names.BEIJING, 16),
    ("成都", names.CHENGDU, 12),
)
OVERSEAS_PLACES = (
    ("香港", names.ISSUER, ROSTER, 30),
    ("Hong Kong", names.HONG_KONG, SUCCESSFACTORS, 48),
    ("Singapore", names.SINGAPORE, SUCCESSFACTORS, 17),
    ("Jakarta", names.SINGAPORE, SUCCESSFACTORS, 5),
)
GRADES = {SENIOR: ("O", "VA", "VB", "A", "A", "A"), MIDDLE: ("B",), JUNIOR: ("C", "C", "D")}
REVENUE, STEM, OTHER = (
    ("sales", "business", "presales", "solutions", "marketing"),
    ("technology", "functional"),
    ("operations", "legal"),
)
CHENGDU_CITY = "成都"
YOUNGEST_HIRE = 21
PEOPLE_PER_COPY = 20_000


@dataclass(eq=False)
class Spell:
    """One employment: first day, last day of work (None while it lasts), how it began and ended."""

    hire: date
    from_parent: bool = False
    last_day: date | None = None
    leave_date: date | None = None
    separation_type: str | None = None
    to_parent: bool = False
    is_rehire: bool = False


@dataclass
class Promotion:
    """A change of grade and the first day of the new one."""

    on: date
    old: str
    new: str


@dataclass(eq=False)
class Person:
    """A person with the employments that touch 2022 or 2023; `marks` name the traps that it carries."""

    number: str
    name: str
    gender: str
    birth: date
    overseas: bool
    city: str
    company: str
    system: str
    first_grade: str
    spells: list[Spell]
    promotions: list[Promotion] = field(default_factory=list)
    employment_type: str = "full_time"
    job_function: str = "technology"
    management_level: str = "none"
    unpaid_leave: bool = False
    old_company: str | None = None
    transfer_day: date | None = None
    serial: int = 0
    marks: set[str] = field(default_factory=set)

    def spell_at(self, day: date) -> Spell | None:
        """The employment at the end of a day: a last day on that very day has ended it."""
        for spell in self.spells:
            if spell.hire <= day and (spell.last_day is None or spell.last_day > day):
                return spell
        return None

    def grade_at(self, day: date) -> str:
        grade = self.first_grade
        for promotion in self.promotions:
            if promotion.on <= day:
                grade = promotion.new
        return grade

    def company_at(self, day: date) -> str:
        if self.transfer_day and day < self.transfer_day and self.old_company:
            return self.old_company
        return self.company

    def mark(self, trap: str) -> None:
        self.marks.add(trap)


@dataclass(eq=False)
class Draft:
    """A person in the making: the labels drawn for it."""

    group: str
    gender: str
    category_2022: str
    category_2023: str
    bands: tuple[str, str] = (MID_AGED, MID_AGED)
    overseas: bool = False
    hired_2022: bool = False
    leaves_on: date | None = None
    hired_on: date | None = None
    birth: date | None = None
    marks: set[str] = field(default_factory=set)


def category(grade: str) -> str:
    """The report's employee category of a grade."""
    return next(name for name, grades in GRADES.items() if grade in grades)


def age_on(birth: date, day: date) -> int:
    """Completed years."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def age_band(birth: date, day: date) -> str:
    """The report's band of an age in completed years on a day."""
    age = age_on(birth, day)
    return YOUNG if age < 30 else OLD if age > 50 else MID_AGED


def years_before(day: date, years: int) -> date:
    """The same day that many years earlier; 28 February for the 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def any_day(rng: random.Random, first: date, last: date) -> date:
    """A day between two days, both included; never 29 February, which has no birthday in most years.

    Raises:
        ValueError: the interval is empty.
    """
    span = (last - first).days
    if span < 0:
        raise ValueError(f"no day from {first} to {last}")
    day = first + timedelta(days=rng.randint(0, span))
    return (
        day
        if (day.month, day.day) != (2, 29)
        else (day - timedelta(days=1) if span and day > first else day + timedelta(days=1))
    )


def build_population(rng: random.Random, copy: int = 0) -> list[Person]:
    """One copy of the company's people, the calibrated marginals met exactly.

    Raises:
        ValueError: the groups of `targets` contradict each other.
    """
    drafts = [draft for name in targets.GROUPS for draft in _drafts(name, rng)]
    _hire_in_2022(drafts, rng)
    _edge_birthdays(drafts)
    people = [_person(draft, rng) for draft in drafts]
    by_group = list(zip(people, (draft.group for draft in drafts), strict=True))
    people = _merge_rehires(by_group, rng)
    _number(people, rng, copy)
    _channels(people, rng)
    _posts(people, rng)
    return people


def _hire_in_2022(drafts: list[Draft], rng: random.Random) -> None:
    """Choose who was hired in 2022 and stayed; enough of those who turn 51 in 2023 must have been there before."""
    stayers = [draft for draft in drafts if draft.group in ("D", "F")]
    turning = [draft for draft in stayers if draft.group == "F" and draft.bands == (MID_AGED, OLD)]
    while True:
        hired = rng.sample(stayers, targets.HIRED_2022_AND_STAYED)
        if sum(all(draft is not one for one in hired) for draft in turning) >= TURNING_51:
            break
    for draft in hired:
        draft.hired_2022 = True


def _drafts(name: str, rng: random.Random) -> list[Draft]:
    group = targets.GROUPS[name]
    drafts = [Draft(name, *cell[:3]) for cell in group.cells for _ in range(cell[3])]
    ages = labels([((first, last), count) for first, last, count in group.ages], rng)
    if len(ages) != len(drafts):
        raise ValueError(f"group {name}: {len(drafts)} people but {len(ages)} ages")
    _deal_ages(drafts, ages, rng)
    for draft, overseas in zip(
        drafts, labels({True: group.overseas, False: group.size - group.overseas}, rng), strict=True
    ):
        draft.overseas = overseas
    rng.shuffle(drafts)
    _leaving_days(name, drafts, rng)
    for draft in drafts:
        _hiring_day(draft, rng)
    return drafts


def _deal_ages(drafts: list[Draft], ages: list[tuple[str, str]], rng: random.Random) -> None:
    """Seniors and middle grades take no one under 30, seniors no one over 50: of 48 they would be too few to print."""
    grown = [pair for pair in ages if pair[0] != YOUNG]
    rest = [pair for pair in ages if pair[0] == YOUNG]
    for draft in drafts:
        if draft.category_2023 != JUNIOR:
            fits = [
                place for place, pair in enumerate(grown) if OLD not in pair or draft.category_2023 != SENIOR
            ]
            draft.bands = grown.pop(fits[-1])
    rest += grown
    rng.shuffle(rest)
    for draft in drafts:
        if draft.category_2023 == JUNIOR:
            draft.bands = rest.pop()


TURNING_51 = 2
YEAR_END_LEAVERS = {"A": 5, "B": 1, "D": 8, "E": 2}


def _leaving_days(name: str, drafts: list[Draft], rng: random.Random) -> None:
    if name not in YEAR_END_LEAVERS:
        return
    year = 2022 if name in "AB" else 2023
    first = date(year, 1, 6) if name in "AD" else date(year, 4, 1)
    # The last working day of some is 31 December; among them one over 50 and one overseas.
    late = [draft for draft in drafts if draft.bands == (OLD, OLD) and not draft.overseas][:1]
    late += [draft for draft in drafts if draft.overseas][:1]
    late += [draft for draft in drafts if draft not in late][: YEAR_END_LEAVERS[name] - len(late)]
    for draft in drafts:
        draft.leaves_on = any_day(rng, first, date(year, 12, 24))
    for draft in late[: YEAR_END_LEAVERS[name]]:
        draft.leaves_on = date(year, 12, 31)
        draft.marks.add("last_day_is_year_end")


def _hiring_day(draft: Draft, rng: random.Random) -> None:
    if draft.group == "B":
        draft.hired_on = any_day(rng, date(2022, 1, 4), _leaves(draft) - timedelta(days=20))
    elif draft.group == "E":
        draft.hired_on = any_day(rng, date(2023, 1, 4), _leaves(draft) - timedelta(days=20))
    elif draft.group == "G":
        draft.hired_on = any_day(rng, date(2023, 1, 4), date(2023, 12, 22))


def _leaves(draft: Draft) -> date:
    if draft.leaves_on is None:
        raise ValueError(f"{draft} does not leave")
    return draft.leaves_on


def _age_dates(draft: Draft) -> tuple[date, date]:
    """The two days at which the group's age bands hold."""
    if draft.group in ("A", "B", "E"):
        return _leaves(draft), _leaves(draft)
    if draft.group == "D":
        return YEAR_END[2022], _leaves(draft)
    if draft.group == "F":
        return YEAR_END[2022], YEAR_END[2023]
    return YEAR_END[2023], YEAR_END[2023]


def _edge_birthdays(drafts: list[Draft]) -> None:
    """Birthdays on which a careless age calculation puts a person into the wrong band."""

    def give(
        trap: str,
        group: str,
        bands: tuple[str, str],
        births: Iterable[Callable[[Draft], date]],
        fits: Callable[[Draft], bool],
    ) -> None:
        free = (d for d in drafts if d.group == group and d.bands == bands and d.birth is None and fits(d))
        for birth in births:
            draft = next(free)
            draft.birth = birth(draft)
            draft.marks.add(trap)

    def on(day: date) -> Callable[[Draft], date]:
        return lambda _draft: day

    def early(draft: Draft) -> bool:
        return date(2023, 2, 1) <= _leaves(draft) <= date(2023, 11, 30) and not draft.overseas

    def always(draft: Draft) -> bool:
        return not draft.hired_2022

    give("birthday_31_december_30", "F", (YOUNG, MID_AGED), [on(date(1993, 12, 31))] * 4, always)
    give("birthday_31_december_51", "F", (MID_AGED, OLD), [on(date(1972, 12, 31))] * TURNING_51, always)
    give("birthday_1_january", "F", (YOUNG, YOUNG), [on(date(1994, 1, 1))] * 3, always)
    give("birthday_31_december_50", "F", (MID_AGED, MID_AGED), [on(date(1973, 12, 31))] * 3, always)
    give("birthday_31_december_30", "D", (MID_AGED, MID_AGED), [on(date(1992, 12, 31))] * 3, early)
    give("birthday_31_december_51", "D", (OLD, OLD), [on(date(1971, 12, 31))] * 2, early)
    # Leavers who would have crossed an age edge between their last day and the year end.
    give(
        "age_on_last_day_30",
        "D",
        (YOUNG, YOUNG),
        [lambda d: years_before(_leaves(d) + timedelta(days=20), 30)] * 9,
        early,
    )
    give(
        "age_on_last_day_51",
        "D",
        (MID_AGED, MID_AGED),
        [lambda d: years_before(_leaves(d) + timedelta(days=20), 51)] * 3,
        early,
    )

    def early_2022(draft: Draft) -> bool:
        return _leaves(draft) <= date(2022, 11, 30) and not draft.overseas

    give(
        "age_on_last_day_30",
        "A",
        (YOUNG, YOUNG),
        [lambda d: years_before(_leaves(d) + timedelta(days=20), 30)] * 9,
        early_2022,
    )
    give(
        "age_on_last_day_51",
        "A",
        (MID_AGED, MID_AGED),
        [lambda d: years_before(_leaves(d) + timedelta(days=20), 51)] * 3,
        early_2022,
    )


def _birth(draft: Draft, hired_by: date, rng: random.Random) -> date:
    """A day of birth that gives the draft's band at both of its dates, and from 2022 on over 50 when hired as well."""
    earliest, latest = date(1900, 1, 1), years_before(hired_by, YOUNGEST_HIRE)
    for band, day in zip(draft.bands, _age_dates(draft), strict=True):
        oldest = {
            YOUNG: years_before(day, 30) + timedelta(days=1),
            MID_AGED: years_before(day, 51) + timedelta(days=1),
            OLD: years_before(day, 59),
        }
        youngest = {YOUNG: day, MID_AGED: years_before(day, 30), OLD: years_before(day, 51)}
        earliest, latest = max(earliest, oldest[band]), min(latest, youngest[band])
    if draft.hired_on and draft.bands[0] == OLD:
        latest = min(latest, years_before(draft.hired_on, 51))
    return any_day(rng, earliest, latest)


def _person(draft: Draft, rng: random.Random) -> Person:
    if draft.hired_2022:
        draft.hired_on = any_day(rng, date(2022, 1, 4), date(2022, 12, 20))
    if draft.hired_on is None:
        birth = draft.birth or _birth(draft, date(2021, 6, 30), rng)
        hired = any_day(rng, max(date(2012, 3, 1), years_before(birth, -YOUNGEST_HIRE)), date(2021, 12, 20))
    else:
        hired = draft.hired_on
        birth = draft.birth or _birth(draft, hired, rng)
    grade = rng.choice(GRADES[draft.category_2022])
    city, company, system = _place(draft, rng)
    person = Person(
        "",
        "",
        draft.gender,
        birth,
        draft.overseas,
        city,
        company,
        system,
        grade,
        [Spell(hired, last_day=draft.leaves_on)],
        marks=set(draft.marks),
    )
    _promote(person, draft, rng)
    return person


def _place(draft: Draft, rng: random.Random) -> tuple[str, str, str]:
    if draft.overseas:
        city, company, system, _ = rng.choices(OVERSEAS_PLACES, [place[3] for place in OVERSEAS_PLACES])[0]
        return city, company, system
    city, company, _ = rng.choices(MAINLAND_CITIES, [place[2] for place in MAINLAND_CITIES])[0]
    return city, company, ROSTER


def _promote(person: Person, draft: Draft, rng: random.Random) -> None:
    if draft.category_2022 != draft.category_2023:
        on = date(2023, rng.choice((4, 7, 10)), 1)
        new = rng.choice(GRADES[draft.category_2023])
        person.promotions.append(Promotion(on, person.first_grade, new))
        person.mark("promoted_in_year")
    elif (
        draft.group == "F" and not draft.hired_2022 and draft.category_2022 == MIDDLE and rng.random() < 0.12
    ):
        person.promotions.append(Promotion(date(2022, 7, 1), "C", person.first_grade))
        person.first_grade = "C"


REHIRES = {MID_AGED: 11, OLD: 1}


def _merge_rehires(by_group: list[tuple[Person, str]], rng: random.Random) -> list[Person]:
    """Make some of the year's hires the return of someone who left earlier in the same year.

    The returning person keeps number and birth date and takes the place of a hire of the same gender,
    category, region and age band, so that no marginal moves.
    """
    leavers = [p for p, group in by_group if group == "D" and _may_return(p)]
    hires = [p for p, group in by_group if group == "G" and not p.overseas]
    gone: set[int] = set()
    for band, wanted in REHIRES.items():
        pool = [
            p
            for p in leavers
            if age_band(p.birth, p.spells[0].last_day or YEAR_END[2023])
            == band
            == age_band(p.birth, YEAR_END[2023])
        ]
        for leaver in pool:
            if wanted == 0:
                break
            place = _place_of(leaver, band, [h for h in hires if id(h) not in gone])
            if place is None:
                continue
            gone.add(id(place))
            back = (leaver.spells[0].last_day or YEAR_END[2023]) + timedelta(days=rng.randint(40, 70))
            leaver.spells.append(Spell(back, is_rehire=True))
            leaver.mark("rehired_in_year")
            wanted -= 1
        if wanted:
            raise ValueError(f"no leaver in {band} can return in the same year")
    return [p for p, _ in by_group if id(p) not in gone]


def _may_return(person: Person) -> bool:
    last = person.spells[0].last_day
    return (
        not person.overseas
        and last is not None
        and last <= date(2023, 9, 30)
        and category(person.first_grade) == JUNIOR
    )


def _place_of(leaver: Person, band: str, hires: list[Person]) -> Person | None:
    """A hire whose place the leaver can take; ages are swapped with another hire if need be."""
    alike = [h for h in hires if h.gender == leaver.gender and category(h.first_grade) == JUNIOR]
    for hire in alike:
        if age_band(hire.birth, YEAR_END[2023]) == band:
            return hire
    donor = next((h for h in hires if age_band(h.birth, YEAR_END[2023]) == band), None)
    if donor is None or not alike:
        return None
    donor.birth, alike[0].birth = alike[0].birth, donor.birth
    return alike[0]


def _number(people: list[Person], rng: random.Random, copy: int) -> None:
    base = copy * PEOPLE_PER_COPY
    for index, person in enumerate(people):
        in_roster = person.system == ROSTER
        person.serial = base + index + 1
        person.number = f"{base + 10_001 + index:08d}" if in_roster else f"SF{base + 10_001 + index:07d}"
        person.name = names.chinese_name(rng) if in_roster else names.latin_name(rng)
    closing = [
        p for p in people if p.system == ROSTER and p.spell_at(YEAR_END[2022]) and p.spell_at(YEAR_END[2023])
    ]
    # The ledger of separations is in GBK, which has none of these characters: who returned stands on it.
    once = [p for p in closing if len(p.spells) == 1]
    for person, rare in zip(rng.sample(once, len(names.RARE_NAMES)), names.RARE_NAMES, strict=True):
        person.name = rare
        person.mark("rare_name")
    # The Chengdu company numbered without zeros: read as integers, its people become other people.
    twins = [p for p in closing if p.city != "成都"]
    for person, twin in zip([p for p in closing if p.city == "成都"][:14], twins, strict=False):
        person.number = str(int(twin.number))
        person.mark("leading_zeros")


SEPARATION_TYPES = {"resignation": 62, "mutual": 14, "dismissal": 6, "contract_end": 18}


def _channels(people: list[Person], rng: random.Random) -> None:
    """Which hires came from the parent group, which leavers went to it, and how the others left.

    None over 50 comes from the parent group, so that those hired from outside are more than a few.
    """
    for year in targets.YEARS:
        hires = [
            s
            for p in people
            for s in p.spells
            if s.hire.year == year and not s.is_rehire and age_band(p.birth, s.hire) != OLD
        ]
        for spell in rng.sample(hires, targets.HIRES_FROM_PARENT[year]):
            spell.from_parent = True
        leavers = [(p, s) for p in people for s in p.spells if s.last_day and s.last_day.year == year]
        for person, spell in leavers:
            old = age_on(person.birth, spell.last_day or YEAR_END[year]) >= 55
            spell.separation_type = (
                "retirement"
                if old
                else rng.choices(list(SEPARATION_TYPES), list(SEPARATION_TYPES.values()))[0]
            )
        stayed_away = [
            (p, s) for p, s in leavers if len(p.spells) == 1 and p.system == ROSTER and not p.overseas
        ]
        for _person, spell in rng.sample(stayed_away, targets.LEAVERS_TO_PARENT[year]):
            spell.separation_type, spell.to_parent = "group_transfer", True


def _posts(people: list[Person], rng: random.Random) -> None:
    """Functions and management posts: exact at the end of 2023, drawn for everyone else."""
    closing = [p for p in people if p.spell_at(YEAR_END[2023])]
    inside = {id(p) for p in closing}
    for person in people:
        if id(person) not in inside:
            person.job_function = rng.choices(STEM + REVENUE + OTHER, (40, 12, 10, 8, 6, 8, 4, 8, 4))[0]
            person.management_level = "none" if category(person.first_grade) != SENIOR else "senior"
    for gender in (MALE, FEMALE):
        _posts_of(gender, [p for p in closing if p.gender == gender], rng)


def _posts_of(gender: str, closing: list[Person], rng: random.Random) -> None:
    def count(posts: targets.Posts) -> int:
        return posts.men if gender == MALE else posts.women

    fields = labels({name: count(posts) for name, posts in targets.MANAGERS_BY_FIELD.items()}, rng)
    functions = {"revenue": REVENUE, "stem": STEM, "other": OTHER}
    managers: set[int] = set()
    for level, posts in targets.MANAGERS.items():
        candidates = [p for p in closing if category(p.grade_at(YEAR_END[2023])) == level]
        for person in rng.sample(candidates, count(posts)):
            person.management_level = {SENIOR: "senior", MIDDLE: "middle", JUNIOR: "junior"}[level]
            person.job_function = rng.choice(functions[fields.pop()])
            managers.add(id(person))
    others = [p for p in closing if id(p) not in managers]
    technical = {id(p) for p in rng.sample(others, count(targets.STEM_WITHOUT_MANAGERS))}
    for person in others:
        person.job_function = rng.choice(STEM if id(person) in technical else REVENUE + OTHER)
