"""The company's registers that are printed from: published figures, notes, differences, claims. Rows only.

`labels` are the company's own, of languages besides Chinese and English.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import duckdb

from dagster_project.company import NO_LABELS, Labels, Names
from dagster_project.figures.values import Key

Row = Mapping[str, Any]
RESTATED = "restated"
"""Who wrote a note that says what a restated figure was before."""


@dataclass(frozen=True)
class PublishedFigure:
    """A figure as an earlier report printed it, character for character; `-` where it printed none."""

    key: Key
    year: int
    printed: str
    document: str


@dataclass(frozen=True)
class Note:
    """A note and one cell (a figure of a year) that carries it.

    Attributes:
        written_by: the rule that wrote it; None where a person did.
        replaces: the rule whose note at this cell a person's note stands for.
        is_translated: it has an English text of its own.
    """

    note_id: str
    key: Key
    year: int
    text: Names
    written_by: str | None = None
    replaces: str | None = None
    is_translated: bool = True


@dataclass(frozen=True)
class KnownDifference:
    """A published figure that its inputs contradict: both values, and why both cannot be true."""

    key: Key
    year: int
    printed: str
    computed: str
    reason: Names


ClaimedStatus = Literal["disclosed", "partly", "not_applicable", "omitted"]


@dataclass(frozen=True)
class Claim:
    """What the company says of one disclosure of a standard in a year, and who signed it."""

    year: int
    standard: str
    code: str
    status: ClaimedStatus
    where: Names | None
    reason: Names | None
    signed: bool


def _key(row: Row) -> Key:
    return Key(row["kpi_id"], row["dimension"], row["member"])


def published_figures(rows: Iterable[Row]) -> list[PublishedFigure]:
    """Published figures from rows of `raw.company__published_figures`; no text means that `-` was printed."""
    return [
        PublishedFigure(_key(row), int(row["year"]), row["printed"] or "-", row["document"] or "")
        for row in rows
    ]


def notes(rows: Iterable[Row], labels: Labels = NO_LABELS) -> list[Note]:
    """Notes from rows of `raw.company__notes`; Simplified Chinese follows from Traditional where it is not written."""
    return [
        Note(
            row["note_id"],
            _key(row),
            int(row["year"]),
            _text(row, labels),
            replaces=row.get("replaces"),
            is_translated=bool(row.get("text_en")),
        )
        for row in rows
    ]


def _text(row: Row, labels: Labels) -> Names:
    hant = row["text_zh_hant"]
    written = {"zh-Hant": hant, "zh-Hans": row.get("text_zh_hans"), "en": row.get("text_en") or hant}
    return Names.model_validate(
        {language: text for language, text in written.items() if text}, context=labels
    )


def known_differences(rows: Iterable[Row], labels: Labels = NO_LABELS) -> list[KnownDifference]:
    """Known differences from rows of `raw.company__known_differences`."""
    return [
        KnownDifference(_key(row), int(row["year"]), row["printed"], row["computed"], _reason(row, labels))
        for row in rows
    ]


def _reason(row: Row, labels: Labels) -> Names:
    english = row.get("reason_en") or row["reason"]
    return Names.model_validate({"zh-Hant": row["reason"], "en": english}, context=labels)


def claims(rows: Iterable[Row], labels: Labels = NO_LABELS) -> list[Claim]:
    """Claims from rows of `raw.company__disclosures`; one is signed once it says by whom and when."""
    return [
        Claim(
            int(row["year"]),
            row["standard"],
            row["code"],
            row["status"],
            _names(row, "location", labels),
            _names(row, "reason", labels),
            signed=bool(row.get("signed_by") and row.get("signed_on")),
        )
        for row in rows
    ]


def _names(row: Row, column: str, labels: Labels) -> Names | None:
    hant = row.get(f"{column}_zh_hant")
    if not hant:
        return None
    return Names.model_validate({"zh-Hant": hant, "en": row.get(f"{column}_en") or hant}, context=labels)


def read_register(connection: duckdb.DuckDBPyConnection, contract: str) -> list[dict[str, Any]]:
    """The rows of a register in `raw`, in the order of its file."""
    result = connection.execute(f'select * from raw."{contract}" order by source_file, source_row, row_id')
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
