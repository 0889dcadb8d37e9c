"""How the indices of standards read in print, and the claims beside them: the same words in every readable format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from dagster_project.company import Names
from dagster_project.languages import Language, writing
from dagster_project.publish.document import Edition, wording
from dagster_project.publish.index_claims import ClaimCheck
from dagster_project.publish.indices import Index, IndexRow, Status
from dagster_project.publish.phrases import phrase
from dagster_project.publish.registers import ClaimedStatus

SIGNS: dict[Status, str] = {"disclosed": "●", "partly": "◐", "missing": "○", "not_applicable": "–"}
"""Beside its word, so that a status is seen at once and not by colour alone."""
UNVERIFIED = "†"


@dataclass(frozen=True)
class PrintedRow:
    """A row as text; `id` is its own among all indices, `lacks` what is missing or why it does not apply."""

    id: str
    code: str
    title: str
    status: Status
    status_text: str
    where: str
    lacks: tuple[str, ...]


@dataclass(frozen=True)
class PrintedIndex:
    """An index as text: rows under the part and aspect that they belong to.

    Attributes:
        lead: which edition of the standard it follows, and how many of its rows are disclosed.
        legends: what the signs mean; unverified numbers are in it only where there are some.
    """

    id: str
    sheet: str
    title: str
    lead: str
    groups: tuple[tuple[str, tuple[PrintedRow, ...]], ...]
    legends: tuple[str, ...]


@dataclass(frozen=True)
class PrintedClaim:
    """A claim of the company's register that differs from what is found, or one that it lacks, as text."""

    code: str
    title: str
    claimed: str
    found: str
    outcome: str
    misleads: bool
    lacks: tuple[str, ...]


def printed_indices(edition: Edition, language: Language) -> list[PrintedIndex]:
    """Each index of the edition in one language."""
    return [_printed(index, language) for index in edition.indices]


def printed_claims(edition: Edition, language: Language) -> list[PrintedClaim]:
    """The claims that do not agree with what is found, those of more than is found first."""
    order = ("claims_more", "unanswered", "not_in_edition", "claims_less")
    differing = [one for one in edition.claim_checks if one.outcome in order]
    return [_claim(one, language) for one in sorted(differing, key=lambda one: order.index(one.outcome))]


def claims_count(edition: Edition, language: Language) -> str:
    """How many claims there are and how many say more than is found."""
    outcomes = Counter(one.outcome for one in edition.claim_checks)
    return wording(language)["claims_count"].format(
        all=outcomes.total(), agrees=outcomes["agrees"], more=outcomes["claims_more"]
    )


def _printed(index: Index, language: Language) -> PrintedIndex:
    words = wording(language)
    found = Counter(row.status for row in index.rows)
    counts = (
        writing(language)
        .between["kpis"]
        .join(
            words["index_count"].format(
                status=phrase("status", status).in_language(language), count=found[status]
            )
            for status in SIGNS
            if found[status]
        )
    )
    legends = [
        " ".join(f"{sign} {phrase('status', one).in_language(language)}" for one, sign in SIGNS.items())
    ]
    if not all(row.verified for row in index.rows):
        legends.append(f"{UNVERIFIED} {words['index_unverified']}")
    return PrintedIndex(
        id=index.id,
        sheet=words["sheet_index"].format(standard=index.standard),
        title=index.names.in_language(language),
        lead=words["index_lead"].format(
            text=index.text.in_language(language), all=len(index.rows), counts=counts
        ),
        groups=tuple(
            (_band(*names, language=language), tuple(_row(index, row, language) for row in rows))
            for names, rows in groupby(index.rows, lambda row: (row.part, row.aspect))
        ),
        legends=tuple(legends),
    )


def _band(part: Names, aspect: Names | None, language: Language) -> str:
    return " · ".join(names.in_language(language) for names in (part, aspect) if names is not None)


def _row(index: Index, row: IndexRow, language: Language) -> PrintedRow:
    reasons = () if row.reason is None else (row.reason,)
    return PrintedRow(
        id=f"{index.id}-{row.code}",
        code=row.label.in_language(language) + ("" if row.verified else UNVERIFIED),
        title=row.title.in_language(language),
        status=row.status,
        status_text=_status(row.status, language),
        where="" if row.where is None else row.where.in_language(language),
        lacks=_texts((*row.missing, *reasons), language),
    )


def _claim(one: ClaimCheck, language: Language) -> PrintedClaim:
    words = wording(language)
    return PrintedClaim(
        code=f"{one.standard} {one.code}",
        title="" if one.title is None else one.title.in_language(language),
        claimed=_claimed(one.claimed, language),
        found="-" if one.found is None else _status(one.found, language),
        outcome=words["claim_outcomes"][one.outcome],
        misleads=one.outcome == "claims_more",
        lacks=_texts(one.missing, language),
    )


def _claimed(status: ClaimedStatus | None, language: Language) -> str:
    if status is None:
        return "-"
    if status == "omitted":
        return wording(language)["claim_omitted"]
    return phrase("status", status).in_language(language)


def _status(status: Status, language: Language) -> str:
    return f"{SIGNS[status]} {phrase('status', status).in_language(language)}"


def _texts(names: Sequence[Names], language: Language) -> tuple[str, ...]:
    return tuple(one.in_language(language) for one in names)
