"""What the company's register claims of each disclosure, beside what the index finds. No index is made here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dagster_project.company import Names
from dagster_project.publish.indices import Index, IndexRow, Status
from dagster_project.publish.registers import Claim, ClaimedStatus

Outcome = Literal["agrees", "claims_more", "claims_less", "unanswered", "not_in_edition"]
_HOW_MUCH = {"disclosed": 2, "partly": 1, "missing": 0, "omitted": 0, "not_applicable": 0}


@dataclass(frozen=True)
class ClaimCheck:
    """One claim of the register beside the row of the index.

    Attributes:
        claimed: None where the register has no entry.
        found: what the index prints; None where the edition in force has no such disclosure.
        missing: what is not there, as the index names it.
    """

    standard: str
    code: str
    title: Names | None
    claimed: ClaimedStatus | None
    found: Status | None
    missing: tuple[Names, ...]
    outcome: Outcome


def check_claims(indices: Sequence[Index], claims: Sequence[Claim], year: int) -> list[ClaimCheck]:
    """Every claim of the year, in the order of the indices, those of no disclosure of an edition last.

    A claim of more than is found is `claims_more`: it would mislead a reader. `claims_less` says that figures or
    statements stand there although the claim leaves them out. Of a standard that has to be answered as a whole,
    and for which the company keeps the register, what is neither disclosed nor claimed is `unanswered`.
    """
    of_year = {(one.standard, one.code): one for one in claims if one.year == year}
    answered = {standard for standard, _ in of_year}
    checks = []
    for index in indices:
        for row in index.rows:
            claim = of_year.pop((index.standard, row.code), None)
            if claim is not None:
                checks.append(_check(index, row, claim.status, _outcome(claim.status, row.status)))
            elif index.lists_all and index.standard in answered and row.missing:
                checks.append(_check(index, row, None, "unanswered"))
    return checks + [
        ClaimCheck(one.standard, one.code, None, one.status, None, (), "not_in_edition")
        for one in of_year.values()
    ]


def _check(index: Index, row: IndexRow, claimed: ClaimedStatus | None, outcome: Outcome) -> ClaimCheck:
    return ClaimCheck(index.standard, row.code, row.title, claimed, row.status, row.missing, outcome)


def _outcome(claimed: ClaimedStatus, found: Status) -> Outcome:
    if claimed == "not_applicable" and found == "missing":
        return "claims_more"
    more = _HOW_MUCH[claimed] - _HOW_MUCH[found]
    return "agrees" if more == 0 else "claims_more" if more > 0 else "claims_less"
