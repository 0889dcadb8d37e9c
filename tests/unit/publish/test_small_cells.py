"""Figures of few people: found in every part, hidden with what gives them away, and nowhere to be worked out."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from pydantic import ValidationError

from dagster_project.company import SmallCells
from dagster_project.figures.values import Key, KpiValue
from dagster_project.publish.attack import Knowledge, Known, exactly
from dagster_project.publish.figures import figure_rows
from dagster_project.publish.registers import PublishedFigure
from dagster_project.publish.small_cells import Protection, assess, printed_before, protect, worked_out
from tests.unit.publish.few_people import Reader, values_of_people
from tests.unit.publish.printed_values import REGISTRY, YEAR, company, value

CATEGORIES = {"senior": 48, "middle": 447, "junior": 1945}
GENDERS = {"male": 1581, "female": 859}
SENIOR = Key("training_share", "employee_category", "senior")


def of(**chosen):
    return company(small_cells={"action": "suppress"} | chosen)


def keys(*texts: str) -> set[Key]:
    return {Key(*text.split("/")) for text in texts}


def protected(values, company=None, **known) -> Protection:
    return protect(REGISTRY, company or of(), YEAR, values, **known)


def told(values, protection, company=None, published=()):
    """The keys of the cells that a reader of the files for machines can tell."""
    company = company or of()
    rows = figure_rows(REGISTRY, company, protection.masked(values, REGISTRY))
    found = worked_out(REGISTRY, company, YEAR, values, rows, protection, published)
    return {cell.key for cell, _ in found}


def only(values, *hidden: Key, company=None) -> Protection:
    """A protection that hides these figures and nothing with them."""
    return replace(protected(values, company), suppressed=frozenset(hidden))


def test_47_of_48_exposes_one_person():
    trained = {"senior": 47, "middle": 440, "junior": 1900}
    protection = protected(
        values_of_people({"employee_category": CATEGORIES}, trained={"employee_category": trained})
    )
    assert [(cell.key, str(cell)) for cell in protection.cells] == [(SENIOR, "complement 1 of 48")]


def test_one_small_member_takes_another_one_with_it():
    values = values_of_people({"region": {"mainland": 900, "overseas": 3}})
    overseas, mainland = keys("headcount/region/overseas"), keys("headcount/region/mainland")
    assert told(values, only(values, *overseas)) == overseas
    protection = protected(values)
    assert protection.suppressed == overseas | mainland
    assert told(values, protection) == set()


def test_a_member_is_hidden_in_every_figure_that_tells_it():
    values = values_of_people(
        {"age_band": {"under_30": 400, "from_30_to_50": 900, "over_50": 3}},
        leavers={"age_band": {"under_30": 90, "from_30_to_50": 100, "over_50": 10}},
    )
    protection = protected(values)
    assert {key.member for key in protection.suppressed} == {"over_50", "under_30"}
    assert {key.kpi_id for key in protection.suppressed} == {"headcount", "turnover_rate"}
    assert told(values, protection) == set()


@pytest.mark.parametrize(
    ("share", "group", "few", "hidden_with_it"),
    [
        (
            "under_30_share",
            {"age_band": {"under_30": 400, "from_30_to_50": 900, "over_50": 3}},
            "over_50",
            400,
        ),
        ("women_share", {"gender": {"male": 3, "female": 1300}}, "male", 1300),
    ],
)
def test_a_share_of_all_employees_tells_the_member_that_it_is_of(share, group, few, hidden_with_it):
    (dimension,) = group
    total = sum(group[dimension].values())
    share_of_all = value(
        Key(share, "total", "total"), YEAR, numerator=Decimal(hidden_with_it), denominator=Decimal(total)
    )
    values = [*values_of_people(group), share_of_all]
    beside = next(
        key.key for key in values if key.key.dimension == dimension and key.numerator == hidden_with_it
    )
    small = Key("headcount", dimension, few)
    assert small in told(values, only(values, small, beside))
    protection = protected(values)
    assert small in protection.suppressed
    assert told(values, protection) == set()


def test_managers_learners_and_hires_are_people_too():
    figures = [
        value(
            Key(kpi, "total", "total"), YEAR, numerator=Decimal(above), denominator=below and Decimal(below)
        )
        for kpi, above, below in (
            ("women_in_management", 18, 20),
            ("anti_corruption_coverage", 96, 100),
            ("safety_participation", 3, 100),
            ("internal_hire_share", 40, 41),
            ("new_hires", 2, None),
            ("certified_employees", 4, None),
            ("recruitment_cost", 36000, 3),
        )
    ]
    found = {(cell.key.kpi_id, cell.part, cell.people) for cell in protected(figures).cells}
    assert found == {
        ("women_in_management", "complement", 2),
        ("anti_corruption_coverage", "complement", 4),
        ("safety_participation", "numerator", 3),
        ("internal_hire_share", "complement", 1),
        ("new_hires", "numerator", 2),
        ("certified_employees", "numerator", 4),
        ("recruitment_cost", "denominator", 3),
    }


def test_another_breakdown_tells_a_total_that_is_not_printed():
    trained = {
        "gender": {"male": 1500, "female": 839},
        "employee_category": {"senior": 3, "middle": 436, "junior": 1900},
    }
    values = values_of_people({"gender": GENDERS, "employee_category": CATEGORIES}, trained=trained)
    assert told(values, only(values, SENIOR)) == {SENIOR}
    protection = protected(values)
    assert protection.suppressed == {SENIOR, Key("training_share", "employee_category", "middle")}
    assert told(values, protection) == set()


def test_without_another_breakdown_the_total_is_not_known_and_one_is_enough():
    trained = {"employee_category": {"senior": 3, "middle": 436, "junior": 1900}}
    values = values_of_people({"employee_category": CATEGORIES}, trained=trained)
    assert protected(values).suppressed == {SENIOR}


def test_a_rounded_rate_beside_its_headcount_tells_its_numerator():
    values = values_of_people(
        {"region": {"mainland": 900, "overseas": 48}}, leavers={"region": {"mainland": 90, "overseas": 3}}
    )
    rate = Key("turnover_rate", "region", "overseas")
    protection = protected(values)
    assert protection.suppressed == {rate}
    rows = figure_rows(REGISTRY, of(), protection.masked(values, REGISTRY))
    assert worked_out(REGISTRY, of(), YEAR, values, rows, protection) == []
    rounded = [
        {**row, "printed": "6"} if row["member"] == "overseas" and row["kpi"] == rate.kpi_id else row
        for row in rows
    ]
    ((cell, limits),) = worked_out(REGISTRY, of(), YEAR, values, rounded, protection)
    assert (cell.key, cell.part) == (rate, "numerator")
    assert limits and limits.least is not None and limits.most is not None
    assert 2 < limits.least <= 3 <= limits.most < 4


def test_nobody_is_no_small_cell():
    values = values_of_people(
        {"region": {"mainland": 900, "overseas": 60}},
        leavers={"region": {"mainland": 90, "overseas": 0}},
        trained={"region": {"mainland": 900, "overseas": 0}},
    )
    assert protected(values).cells == ()


def test_nobody_of_three_is_one():
    values = values_of_people(
        {"gender": {"male": 900, "female": 3}}, trained={"gender": {"male": 100, "female": 0}}
    )
    female = [(cell.key.kpi_id, str(cell)) for cell in protected(values).cells]
    assert set(female) == {
        ("headcount", "numerator 3"),
        ("training_share", "denominator 3"),
        ("training_share", "complement 3 of 3"),
        ("training_hours", "denominator 3"),
    }


def test_the_hours_of_three_people_do_not_follow_from_those_of_the_others():
    closing = {
        "gender": {"male": 500, "female": 400},
        "employee_category": {"senior": 3, "middle": 97, "junior": 800},
    }
    values = [one for one in values_of_people(closing, trained=closing) if one.key.kpi_id != "training_share"]
    hours = Key("training_hours", "employee_category", "senior")
    protection = protected(values)
    assert hours in protection.suppressed
    assert len([key for key in protection.suppressed if key.kpi_id == "training_hours"]) == 2
    assert hours in told(values, only(values, hours, Key("headcount", "employee_category", "senior")))


def test_days_lost_by_one_person_are_of_few_people():
    (cell,) = protected([value(Key("lost_days", "total", "total"), numerator=Decimal(35))]).cells
    assert str(cell) == "rows 1"


def test_with_nothing_small_nothing_changes():
    values = values_of_people({"gender": GENDERS}, leavers={"gender": {"male": 590, "female": 320}})
    protection = protected(values)
    assert (protection.cells, protection.suppressed) == ((), frozenset())
    assert protection.masked(values, REGISTRY) == values


def test_of_a_hidden_figure_nothing_is_left_and_no_figure_of_people_counts_rows():
    values = [
        *values_of_people({"region": {"mainland": 900, "overseas": 3}, "gender": GENDERS}),
        value(Key("water", "total", "total")),
    ]
    rows = figure_rows(REGISTRY, of(), protected(values).masked(values, REGISTRY))
    (overseas,) = [row for row in rows if row["member"] == "overseas"]
    told = ("value", "is_exact", "printed", "numerator", "denominator", "scale", "rows")
    assert {overseas[name] for name in told} == {None}
    assert overseas["status"] == "suppressed"
    assert {row["kpi"]: row["rows"] for row in rows} == {"headcount": None, "water": 1}


@pytest.mark.parametrize("chosen", [{"action": "flag"}, {"action": "ignore", "reason": "All of them agreed"}])
def test_unless_the_company_hides_them_small_cells_are_only_named(chosen):
    values = values_of_people({"region": {"mainland": 900, "overseas": 3}})
    protection = protected(values, of(**chosen))
    assert [cell.key.member for cell in protection.cells] == ["overseas"]
    assert protection.suppressed == frozenset()


def test_the_threshold_is_the_companys():
    values = values_of_people({"region": {"mainland": 900, "overseas": 9}})
    assert not protected(values).cells
    assert protected(values, of(below=10)).cells


def test_a_year_may_differ():
    chosen = company(small_cells_by_year={YEAR: {"action": "suppress", "below": 10}})
    assert (chosen.small_cells_of(YEAR).below, chosen.small_cells_of(YEAR - 1)) == (10, SmallCells())


@pytest.mark.parametrize("chosen", [{"action": "ignore"}, {"bellow": 5}, {"below": 1}, {"action": "hide"}])
def test_a_choice_that_makes_no_sense_is_refused(chosen):
    with pytest.raises(ValidationError):
        SmallCells.model_validate(chosen)


def test_what_was_printed_before_is_not_hidden_but_named():
    values = values_of_people({"region": {"mainland": 900, "overseas": 3}})
    published = [PublishedFigure(Key("headcount", "region", "overseas"), YEAR, "3", "Report")]
    public = printed_before(REGISTRY, values, published, [])
    protection = protected(values, public=public)
    assert protection.suppressed == frozenset()
    (figure,) = assessed(values, protection)
    assert (figure.outcome, figure.found) == ("already_public", "numerator 3")


def test_a_rate_that_was_printed_rounded_is_hidden_all_the_same():
    trained = {"gender": {"male": 1580, "female": 800}}
    values = values_of_people({"gender": GENDERS}, trained=trained)
    male = Key("training_share", "gender", "male")
    published = [PublishedFigure(male, YEAR, "100", "Report")]
    assert printed_before(REGISTRY, values, published, []) == set()
    assert protected(values, published=published).suppressed == {male}


def test_the_rounding_that_was_printed_may_tell_a_small_cell():
    values = values_of_people(
        {"gender": {"male": 900, "female": 60}}, trained={"gender": {"male": 500, "female": 58}}
    )
    female = Key("training_share", "gender", "female")
    published = [
        PublishedFigure(female, YEAR, "97", "Report"),
        PublishedFigure(Key("headcount", "gender", "female"), YEAR, "60", "Report"),
    ]
    public = printed_before(REGISTRY, values, published, [])
    protection = protected(values, published=published, public=public)
    assert protection.suppressed == {female}
    (figure,) = [one for one in assessed(values, protection, published) if one.key == female]
    assert (figure.outcome, figure.worked_out) == ("suppressed", None)
    assert figure.worked_out_before == "complement between 2 and 2"


def test_a_released_version_counts_as_printed_before_only_where_it_said_the_same():
    values = values_of_people({"region": {"mainland": 900, "overseas": 3}})
    old = figure_rows(REGISTRY, of(), values_of_people({"region": {"mainland": 900, "overseas": 4}}))
    rows = [{name: None if part is None else str(part) for name, part in row.items()} for row in old]
    assert printed_before(REGISTRY, values, [], rows) == keys("headcount/region/mainland")


def test_what_follows_from_an_earlier_version_is_told_apart_from_a_fault():
    values = values_of_people({"region": {"mainland": 900, "overseas": 3}})
    public = keys("headcount/total/total", "headcount/region/mainland")
    (figure,) = assessed(values, protected(values, public=public))
    assert (figure.outcome, figure.worked_out) == ("suppressed", None)
    assert figure.worked_out_before == "numerator between 3 and 3"


def assessed(values, protection, published=()):
    rows = figure_rows(REGISTRY, of(), protection.masked(values, REGISTRY))
    return assess(REGISTRY, of(), YEAR, values, rows, [], protection, published)


def test_a_hidden_figure_that_a_file_still_shows_is_reported():
    values = values_of_people({"region": {"mainland": 900, "overseas": 3}})
    protection = protected(values)
    rows = figure_rows(REGISTRY, of(), values)
    found = {one.key.member: one for one in assess(REGISTRY, of(), YEAR, values, rows, [], protection)}
    assert found["overseas"].shown == "value 3.0000000000, is_exact True, printed 3, numerator 3, rows 1"
    assert found["overseas"].worked_out == "numerator between 3 and 3"
    assert found["mainland"].found is None


def test_last_years_hidden_headcount_is_not_told_by_this_years_mean():
    """Leavers over the mean of opening and closing: with the closing number the mean tells the opening one."""
    choice = of().model_copy(update={"methods": {"turnover_rate": "leavers_over_average"}})
    values = values_of_people({"region": {"mainland": 900, "overseas": 60}})
    for member, gone, mean in (("mainland", 80, "910"), ("overseas", 20, "31.5")):
        rate = value(
            Key("turnover_rate", "region", member), numerator=Decimal(gone), denominator=Decimal(mean)
        )
        values.append(rate)
    hidden = [
        PublishedFigure(Key("headcount", "region", member), YEAR - 1, "*", "Report")
        for member in ("mainland", "overseas")
    ]
    hidden.append(PublishedFigure(Key("headcount", "total", "total"), YEAR - 1, "923", "Report"))
    protection = protected(values, choice, published=hidden)
    assert {str(cell) for cell in protection.cells} == {"last year 3", "last year 920"}
    assert protection.suppressed == keys("turnover_rate/region/overseas", "turnover_rate/region/mainland")
    assert told(values, protection, choice, hidden) == set()


def test_last_years_headcount_and_this_years_mean_tell_this_years_headcount():
    choice = of().model_copy(update={"methods": {"turnover_rate": "leavers_over_average"}})
    values = values_of_people({"region": {"mainland": 900, "overseas": 3}})
    rate = value(
        Key("turnover_rate", "region", "overseas"), numerator=Decimal(20), denominator=Decimal("31.5")
    )
    published = [PublishedFigure(Key("headcount", "region", "overseas"), YEAR - 1, "60", "Report")]
    protection = protected([*values, rate], choice, published=published)
    assert rate.key in protection.suppressed
    assert told([*values, rate], protection, choice, published) == set()


def test_densities_do_not_tell_a_headcount_that_is_hidden():
    values = [
        *values_of_people({"region": {"mainland": 2, "overseas": 1}}),
        value(Key("water_intensity", "total", "total"), numerator=Decimal(90), denominator=Decimal(3)),
    ]
    assert Key("water_intensity", "total", "total") in protected(values).suppressed


@pytest.mark.parametrize("seed", range(20))
def test_no_reader_tells_a_small_cell_in_any_small_table(seed):
    """A reader who tries every spread of people is as good as any; the one of the module is not asked."""
    values, dimensions = small_table(random.Random(seed))
    choice = of(below=3)
    protection = protected(values, choice)
    seen = protection.masked(values, REGISTRY)
    reader = Reader(seen, dimensions, most=16)
    for cell in protection.cells:
        if cell.key.kpi_id in ("headcount", "training_share") and cell.key.dimension in dimensions:
            width = reader.width(*cell.key, cell.part)
            assert width >= 3, f"{cell.key} {cell}: hidden {sorted(map(str, protection.suppressed))}"
    assert told(values, protection, choice) == set()


@pytest.mark.slow
def test_without_complementary_suppression_the_reader_often_can():
    told_by = 0
    for seed in range(12):
        values, dimensions = small_table(random.Random(seed))
        alone = only(
            values, *(cell.key for cell in protected(values, of(below=3)).cells), company=of(below=3)
        )
        reader = Reader(alone.masked(values, REGISTRY), dimensions, most=16)
        seen = [
            reader.width(*cell.key, cell.part) < 3
            for cell in alone.cells
            if cell.key.kpi_id in ("headcount", "training_share") and cell.key.dimension in dimensions
        ]
        assert any(seen) <= bool(told(values, alone, of(below=3)))
        told_by += any(seen)
    assert told_by > 4


def small_table(numbers: random.Random) -> tuple[list[KpiValue], dict[str, tuple[str, ...]]]:
    """Headcount and trained people by two breakdowns that add up to the same, with few people in most members."""
    people = [
        (numbers.choice(("senior", "middle", "junior")), numbers.choice(("male", "female")))
        for _ in range(numbers.randint(8, 16))
    ]
    trained = [numbers.random() < 0.7 for _ in people]
    dimensions = {"employee_category": ("senior", "middle", "junior"), "gender": ("male", "female")}
    closing, done = (
        {
            name: {
                member: sum(one[place] == member for one, kept in zip(people, counted, strict=True) if kept)
                for member in members
            }
            for place, (name, members) in enumerate(dimensions.items())
        }
        for counted in ([True] * len(people), trained)
    )
    return values_of_people(closing, trained=done), dimensions


def test_bounds_follow_from_sums_and_from_other_bounds():
    total = exactly({"a": Fraction(1), "b": Fraction(1), "c": Fraction(1)}, Fraction(10))
    at_most = Known({"a": Fraction(1), "b": Fraction(-1)}, None, Fraction(0))
    found = Knowledge([total, exactly({"c": Fraction(1)}, Fraction(4)), at_most]).bounds({"a": Fraction(1)})
    assert (found.least, found.most) == (0, 3)


def test_what_nothing_is_known_of_has_no_upper_bound():
    found = Knowledge([]).bounds({"a": Fraction(1)})
    assert (found.least, found.most) == (0, None)


def women_in_management() -> list[KpiValue]:
    """Women among managers by level; three of fifty in the middle."""
    women = {"total": (60, 220), "senior": (30, 90), "middle": (3, 50), "junior": (27, 80)}
    return [
        value(
            Key("women_in_management", "total" if level == "total" else "management_level", level),
            YEAR,
            numerator=Decimal(above),
            denominator=Decimal(below),
        )
        for level, (above, below) in women.items()
    ]


MIDDLE = Key("women_in_management", "management_level", "middle")


def test_a_figure_that_is_not_printed_is_protected_from_those_that_are():
    values = women_in_management()
    printed = {one.key for one in values} - {MIDDLE}
    protection = protected(values, printed=printed)
    assert MIDDLE in {cell.key for cell in protection.cells}
    assert protection.suppressed & printed, "what is printed would give it away"
    shown = [one for one in values if one.key in printed]
    rows = figure_rows(REGISTRY, of(), protection.masked(shown, REGISTRY))
    assert not worked_out(REGISTRY, of(), YEAR, values, rows, protection)


def test_a_figure_that_is_not_printed_needs_no_explanation():
    values = women_in_management()
    flagged = protected(values, of(action="flag"), printed={one.key for one in values} - {MIDDLE})
    assert flagged.cells == ()
    assert {cell.key for cell in protected(values, of(action="flag")).cells} == {MIDDLE}
