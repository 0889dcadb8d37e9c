"""The register's claims beside the index: who claims more than is shown is told, and who is silent too."""

from __future__ import annotations

import pytest

from dagster_project.publish.index_claims import check_claims
from dagster_project.registry.standards import ReportingStandard
from tests.unit.publish.printed_values import YEAR
from tests.unit.publish.test_indices import SCOPE_1, claim, index, named, standard, table

REASON = named("None of it here")
PART = standard(SCOPE_1, {"kpi": "ghg_scope2"})
WHOLE = standard({"kpi": "ghg_scope2"})
NOTHING = standard(SCOPE_1)


@pytest.mark.parametrize(
    ("asked", "claimed", "outcome"),
    [
        (WHOLE, "disclosed", "agrees"),
        (PART, "disclosed", "claims_more"),
        (NOTHING, "disclosed", "claims_more"),
        (NOTHING, "partly", "claims_more"),
        (PART, "partly", "agrees"),
        (NOTHING, "omitted", "agrees"),
        (NOTHING, "not_applicable", "agrees"),
        (WHOLE, "not_applicable", "claims_less"),
        (WHOLE, "partly", "claims_less"),
        (PART, "omitted", "claims_less"),
    ],
)
def test_a_claim_is_compared_with_what_is_found(asked: ReportingStandard, claimed: str, outcome: str):
    said = claim(claimed, reason=REASON)
    found = index(asked, table("ghg_scope2"), said=said)
    (check,) = check_claims([found], [said], YEAR)
    assert (check.claimed, check.found, check.outcome) == (claimed, found.rows[0].status, outcome)
    assert check.missing == found.rows[0].missing


def test_not_applicable_without_a_reason_claims_more():
    said = claim("not_applicable")
    (check,) = check_claims([index(NOTHING, said=said)], [said], YEAR)
    assert (check.found, check.outcome) == ("missing", "claims_more")


def test_a_claim_of_what_the_edition_does_not_have_is_told():
    said = claim(code="D-28")
    checks = check_claims([index(WHOLE, table("ghg_scope2"), said=said)], [said], YEAR)
    assert [(one.code, one.outcome) for one in checks] == [("D-28", "not_in_edition")]


def test_silence_is_told_where_all_is_to_be_answered_and_the_register_is_kept():
    said = claim(code="X2")
    outcomes = {
        one.code: one.outcome for one in check_claims([index(PART, table("ghg_scope2"))], [said], YEAR)
    }
    assert outcomes == {"X1": "unanswered", "X2": "not_in_edition"}
    assert [one.code for one in check_claims([index(WHOLE, table("ghg_scope2"))], [said], YEAR)] == ["X2"]
    voluntary = standard(SCOPE_1, {"kpi": "ghg_scope2"}, lists="claimed")
    assert [one.code for one in check_claims([index(voluntary, table("ghg_scope2"))], [said], YEAR)] == ["X2"]


def test_a_company_that_keeps_no_register_claims_nothing():
    assert check_claims([index(PART)], [], YEAR) == []
    assert check_claims([index(PART)], [claim(year=YEAR - 1)], YEAR) == []
