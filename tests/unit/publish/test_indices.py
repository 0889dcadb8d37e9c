"""What an edition discloses of each item: figures with every breakdown, signed words, reasons, nothing else."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from dagster_project.company import Names
from dagster_project.figures.values import Key
from dagster_project.publish.indices import Index, IndexRow, PrintedTable, indices
from dagster_project.publish.lines import Cell
from dagster_project.publish.registers import RESTATED, Claim, Note, claims
from dagster_project.registry.standards import ReportingStandard
from tests.unit.publish.printed_values import REGISTRY, YEAR


def named(text: str) -> Names:
    return Names(zh_hant=text, zh_hans=text, en=text)


TABLE, SECTION, OTHER = named("Table 5.1"), named("Section 3.2"), named("Chapter 4")


def cell(digits: str, year: int = YEAR) -> Cell:
    number = Decimal(digits) if digits.isdigit() else None
    return Cell(year, "computed", digits, number, 0)


def table(
    *printed: str, digits: str = "7", years: tuple[int, ...] = (YEAR,), names: Names = TABLE
) -> PrintedTable:
    """A table that prints these figures, each in these years; `headcount/gender` stands for both of its members."""
    cells = {}
    for one in printed:
        kpi, *rest = one.split("/")
        for dimension, member in REGISTRY[kpi].members():
            if rest in ([], [dimension], [dimension, member]) and (rest or dimension == "total"):
                cells[Key(kpi, dimension, member)] = [cell(digits, year) for year in years]
    return PrintedTable(names, cells)


def claim(status: str = "disclosed", **changes) -> Claim:
    given = Claim(YEAR, "HKEX", "X1", status, SECTION, None, signed=True)  # type: ignore[arg-type]
    return replace(given, **changes)


def standard(*asks: dict, kind: str = "quantitative", lists: str = "all", **changes) -> ReportingStandard:
    item = {"code": "X1", "kind": kind, "title": {"zh-Hant": "項", "en": "Item"}, "asks": list(asks)}
    names = {"zh-Hant": "準則", "en": "Standard"}
    return ReportingStandard.model_validate(
        {
            "id": "made_up",
            "standard": "HKEX",
            "names": names,
            "lists": lists,
            "editions": [{"edition": "2023", "names": names}, {"edition": "2025", "names": names}],
            "aspects": {"X": names},
            "parts": [{"names": names, "items": [item | changes]}],
        }
    )


def index(
    given: ReportingStandard,
    *printed: PrintedTable,
    said: Claim | None = None,
    held=frozenset(),
    year: int = YEAR,
    not_estimated=(),
) -> Index:
    claims = [claim(code="Y9", year=year), *([said] if said else [])]
    (made,) = indices({"made_up": given}, REGISTRY, printed, held, claims, year, year, not_estimated)
    return made


def row(*arguments, **keywords) -> IndexRow:
    (one,) = index(*arguments, **keywords).rows
    return one


def missing(one: IndexRow) -> list[str]:
    return [lack.en for lack in one.missing]


BY_GENDER = {"kpi": "headcount", "dimensions": ["gender"]}
BY_BOTH = {"kpi": "headcount", "dimensions": ["gender", "age_band"]}
SCOPE_1 = {"what": {"zh-Hant": "範圍一", "en": "Scope 1"}}


def test_a_figure_with_every_breakdown_that_is_asked_for_is_disclosed_where_it_is_printed():
    found = row(standard(BY_BOTH), table("headcount/gender", "headcount/age_band"))
    assert (found.status, found.where, found.missing) == ("disclosed", TABLE, ())


def test_a_breakdown_that_is_not_printed_makes_it_partly_and_is_named():
    found = row(standard(BY_BOTH), table("headcount/gender"))
    assert (found.status, found.where) == ("partly", TABLE)
    assert missing(found) == ["Employees by age group (no figure of the year)"]


def test_a_figure_that_is_held_and_not_printed_is_named_as_such():
    held = {Key("headcount", "gender", member) for member in ("male", "female")}
    found = row(standard(BY_GENDER), held=held)
    assert (found.status, found.where) == ("missing", None)
    assert missing(found) == ["Employees by gender (held, not reported)"]


def test_members_that_are_missing_are_named_where_others_are_printed():
    found = row(standard(BY_GENDER), table("headcount/gender/male"))
    assert missing(found) == ["Employees by gender: Female employees (no figure of the year)"]
    assert found.status == "partly"


@pytest.mark.parametrize(
    ("digits", "status", "why"),
    [
        ("0", "disclosed", None),
        ("NO", "disclosed", None),
        ("IE", "disclosed", None),
        ("-", "missing", "printed as a dash"),
        ("", "missing", "printed as a dash"),
        ("*", "missing", "kept back to protect individuals"),
    ],
)
def test_a_number_or_a_notation_key_counts_and_a_dash_does_not(digits: str, status: str, why: str | None):
    found = row(standard({"kpi": "lost_days"}), table("lost_days", digits=digits))
    assert (found.status, missing(found)) == (
        status,
        [f"Lost days due to work injury ({why})"] if why else [],
    )


def test_one_member_of_a_breakdown_is_asked_for():
    privacy = standard({"kpi": "cases", "dimensions": ["cause"], "members": ["privacy"]})
    assert row(privacy, table("cases/cause/privacy")).status == "disclosed"
    assert missing(row(privacy, table("cases/cause/corruption"))) == [
        "Cases by cause: Cases of leaked customer data (no figure of the year)"
    ]


def test_a_figure_without_a_kpi_is_missing_by_its_own_words():
    found = row(standard(SCOPE_1, {"kpi": "ghg_scope2"}), table("ghg_scope2"))
    assert (found.status, missing(found)) == ("partly", ["Scope 1 (no data are held)"])
    assert row(standard(SCOPE_1)).status == "missing"


def test_one_of_several_figures_is_enough_where_the_wording_says_so():
    either = {"any_of": [SCOPE_1, {"kpi": "paper"}]}
    assert row(standard(either), table("paper")).status == "disclosed"
    assert missing(row(standard(either))) == [
        "Scope 1 (no data are held) or Office paper (no figure of the year)"
    ]


@pytest.mark.parametrize(
    ("years", "status", "lacks"),
    [
        ((YEAR - 2, YEAR - 1, YEAR), "disclosed", []),
        ((YEAR - 1, YEAR), "partly", ["Work-related fatalities (not printed for 2021)"]),
        ((YEAR,), "partly", ["Work-related fatalities (not printed for 2021, 2022)"]),
        ((YEAR - 2, YEAR - 1), "missing", ["Work-related fatalities (printed as a dash)"]),
    ],
)
def test_three_years_are_asked_for(years, status, lacks):
    found = row(standard({"kpi": "fatalities", "years": 3}), table("fatalities", years=years))
    assert (found.status, missing(found)) == (status, lacks)


def test_a_figure_may_stand_in_any_table_of_the_edition():
    tables = (table("headcount/gender"), table("headcount/age_band", names=OTHER))
    found = row(standard(BY_BOTH), *tables)
    assert (found.status, found.where and found.where.en) == ("disclosed", "Table 5.1; Chapter 4")


@pytest.mark.parametrize(
    ("said", "lack"),
    [
        (None, "statement (no entry in the register of disclosures)"),
        (claim(signed=False), "statement (its entry in the register is not signed)"),
        (claim(where=None), "statement (the register does not say where it stands)"),
        (claim("omitted", reason=named("Confidential")), "statement (omitted by the company)"),
        (claim("not_applicable"), "the reason why it does not apply"),
        (
            claim("not_applicable", reason=named("No products"), signed=False),
            "statement (its entry in the register is not signed)",
        ),
    ],
)
def test_words_need_a_signed_entry_that_says_where_they_stand(said: Claim | None, lack: str):
    found = row(standard(kind="narrative"), said=said)
    assert (found.status, found.where, missing(found)) == ("missing", None, [lack])


def test_signed_words_are_disclosed_in_their_section():
    found = row(standard(kind="narrative"), said=claim())
    assert (found.status, found.where, found.missing) == ("disclosed", SECTION, ())


def test_words_that_are_partial_by_the_companys_own_claim_are_partly_disclosed():
    found = row(standard(kind="narrative"), said=claim("partly", reason=named("Two sites only")))
    assert (found.status, found.where, found.reason) == ("partly", SECTION, named("Two sites only"))


def test_figures_and_words_are_both_needed_where_both_are_asked_for():
    both = standard({"kpi": "complaints"}, kind="both")
    whole = row(both, table("complaints"), said=claim())
    assert (whole.status, whole.where and whole.where.en) == ("disclosed", "Section 3.2; Table 5.1")
    assert row(both, table("complaints")).status == "partly"
    assert row(both, said=claim()).status == "partly"
    assert row(both).status == "missing"


def test_a_claim_does_not_make_up_for_a_figure():
    assert row(standard({"kpi": "complaints"}), said=claim()).status == "missing"
    assert row(standard({"kpi": "complaints"}), said=claim()).where is None


def test_what_does_not_apply_has_its_reason_and_lacks_nothing():
    found = row(standard(SCOPE_1), said=claim("not_applicable", reason=named("No products")))
    assert (found.status, found.missing, found.where) == ("not_applicable", (), None)
    assert found.reason == named("No products")


def test_what_is_printed_does_apply_whatever_the_register_says():
    said = claim("not_applicable", reason=named("No complaints"))
    assert row(standard({"kpi": "complaints"}), table("complaints"), said=said).status == "disclosed"
    both = row(standard({"kpi": "complaints"}, kind="both"), table("complaints"), said=said)
    assert missing(both) == ["statement (said not to apply, though its figures are printed)"]


def test_a_claim_of_another_year_or_standard_says_nothing():
    for said in (claim(year=YEAR - 1), claim(standard="GRI"), claim(code="X2")):
        assert row(standard(kind="narrative"), said=said).status == "missing"


def test_an_index_of_claims_holds_what_is_claimed_or_answered_by_figures():
    voluntary = standard({"kpi": "complaints"}, lists="claimed")
    assert index(voluntary).rows == ()
    assert index(voluntary, said=claim()).rows[0].status == "missing"
    assert index(voluntary, table("complaints")).rows[0].status == "disclosed"
    assert index(voluntary, table("complaints", digits="-")).rows == ()


def test_a_year_prints_the_index_of_its_own_edition():
    only_2025 = standard(kind="narrative", editions=["2025"])
    assert index(only_2025).rows == ()
    assert (index(only_2025, year=2025).edition, len(index(only_2025, year=2025).rows)) == ("2025", 1)


def test_an_unverified_number_keeps_its_mark():
    assert row(standard(kind="narrative", verified=False)).verified is False
    assert row(standard(kind="narrative")).verified is True


def test_a_label_stands_in_the_codes_place():
    labelled = standard(
        kind="narrative", label={"zh-Hant": "一般披露", "en": "General disclosure"}, aspect="X"
    )
    assert (row(labelled).label.en, row(labelled).aspect and row(labelled).aspect.en) == (
        "General disclosure",
        "Standard",
    )
    assert row(standard(kind="narrative")).label == named("X1")


def test_register_rows_become_claims():
    (one,) = claims(
        [
            {
                "year": "2023",
                "standard": "HKEX",
                "code": "A1.1",
                "status": "not_applicable",
                "location_zh_hant": None,
                "reason_zh_hant": "業務不產生空氣污染物",
                "signed_by": "Someone",
                "signed_on": None,
            }
        ]
    )
    assert one == Claim(
        2023,
        "HKEX",
        "A1.1",
        "not_applicable",
        None,
        Names(zh_hant="業務不產生空氣污染物", zh_hans="业务不产生空气污染物", en="業務不產生空氣污染物"),
        signed=False,
    )


def test_a_standard_that_the_register_does_not_answer_in_the_year_has_no_index():
    of_last_year = claim(year=YEAR - 1)
    assert (
        indices({"made_up": standard(kind="narrative")}, REGISTRY, [], set(), [of_last_year], YEAR, YEAR)
        == ()
    )


def test_the_edition_is_the_one_in_force_when_the_year_begins():
    given, said = standard(kind="narrative"), claim(year=2025)
    (found,) = indices({"made_up": given}, REGISTRY, [], set(), [said], 2025, 2024)
    assert found.edition == "2023"


def test_what_occurs_and_is_not_estimated_is_not_disclosed():
    printed = table("ghg_scope1", digits="NE")
    (row,) = index(standard({"kpi": "ghg_scope1"}), printed).rows
    assert row.status == "missing"
    assert "occurs, not estimated" in row.missing[0].en


def restated_table(*, restated: bool) -> PrintedTable:
    note = Note("restated-1", Key("water", "total", "total"), YEAR, named("why"), written_by=RESTATED)
    made = table("water")
    cells = {key: [replace(one, notes=(note,)) for one in cells] for key, cells in made.cells.items()}
    return replace(made, cells=cells) if restated else made


def of_restatements(claimed: Claim | None, *, restated: bool) -> IndexRow:
    made = standard(kind="narrative", shown_by="restatements")
    said = [claimed] if claimed else []
    printed = [restated_table(restated=restated)]
    (found,) = indices({"HKEX": made}, REGISTRY, printed, set(), [*said, claim(code="other")], YEAR, YEAR)
    return found.rows[0]


def test_restatements_are_disclosed_by_the_notes_that_mark_them_whatever_the_register_says():
    nothing = claim("not_applicable", where=None, reason=named("nothing was restated"))
    for claimed in (None, nothing, claim("omitted", where=None, reason=named("nothing"))):
        row = of_restatements(claimed, restated=True)
        assert (row.status, row.reason, row.missing) == ("disclosed", None, ())
        assert row.where is not None and row.where.en == "Table 5.1 (notes R)"


def test_where_nothing_is_restated_the_register_says_so():
    nothing = claim("not_applicable", where=None, reason=named("nothing was restated"))
    row = of_restatements(nothing, restated=False)
    assert (row.status, row.reason) == ("not_applicable", named("nothing was restated"))
    assert of_restatements(None, restated=False).status == "missing"


def test_a_sum_that_leaves_out_what_is_not_estimated_is_disclosed_in_part():
    cars = Key("ghg_scope1", "source", "company_cars")
    asked = standard({"kpi": "ghg_scope1"})
    found = row(asked, table("ghg_scope1"), not_estimated=[cars])
    assert (found.status, found.where) == ("partly", TABLE)
    assert missing(found) == ["Scope 1 emissions by kind of source: Company cars (occurs, not estimated)"]
    assert row(asked, table("ghg_scope1"), not_estimated=[Key("energy", "type", "petrol")]).missing == ()
    silent = row(asked, table("ghg_scope1", digits="NE"), not_estimated=[cars])
    assert missing(silent) == ["Scope 1 greenhouse gas emissions (occurs, not estimated)"]


def test_what_is_not_estimated_is_named_once_where_the_breakdown_is_asked_for_too():
    cars = Key("ghg_scope1", "source", "company_cars")
    printed = table("ghg_scope1", "ghg_scope1/source")
    cells = {**printed.cells, cars: [cell("NE")]}
    asked = standard({"kpi": "ghg_scope1", "dimensions": ["total", "source"]})
    found = row(asked, replace(printed, cells=cells), not_estimated=[cars])
    assert (found.status, missing(found)) == (
        "partly",
        ["Scope 1 emissions by kind of source: Company cars (occurs, not estimated)"],
    )
