"""What people write in the company folder, put into the ledger as it changes: explanations, corrections, restatements.

The files stay theirs to edit; the ledger keeps what stood in them, when it was first seen, and what it was before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dagster_project.gates.explanations import load_explanations
from dagster_project.intake.corrections import load_corrections
from dagster_project.intake.personal import pseudonym
from dagster_project.intake.pseudonym_keys import pseudonym_key
from dagster_project.publish.restatements import load_restatements
from dagster_project.settings import Settings
from dagster_project.signoff.ledger import Entry, Kind, add, canonical, ledger_file, next_entry, read_ledger

Written = dict[str, Any]
CELL = "corrected cell"


def record_written(settings: Settings, year: int) -> list[Entry]:
    """Add an entry for each thing written of a year that is new, changed or gone. Needs the writer lock.

    Who took something out of a file is not known, so that is entered as by nobody (`-`).

    Cells that a correction changes may be personal, and the numbers of people are few enough to be guessed from a plain
    hash. So of keys, old and new values only a hash with the company's key is kept.

    Raises:
        SignOffError: the ledger is damaged.
        ExplanationError, IntakeError, RestatementError: a file cannot be read.
    """
    entries = read_ledger(ledger_file(settings))
    added: list[Entry] = []
    written: dict[Kind, Mapping[str, Written]] = {
        "explanation": _explanations(settings, year),
        "correction": dict(_corrections(settings, year)),
        "restatement": _restatements(settings, year),
    }
    for kind, now in written.items():
        before = _known(entries, kind, year)
        for subject in dict.fromkeys([*now, *before]):
            if now.get(subject) != before.get(subject):
                body = {"subject": subject, "before": before.get(subject), "now": now.get(subject)}
                by = (now.get(subject) or {}).get("by") or "-"
                added.append(next_entry([*entries, *added], kind, year, by, body))
    if added:
        add(ledger_file(settings), added)
    return added


def _known(entries: list[Entry], kind: Kind, year: int) -> Mapping[str, Written]:
    """What the ledger knows to stand in the file, by subject."""
    known: dict[str, Written] = {}
    for entry in entries:
        if entry.kind == kind and entry.year == year:
            known.pop(entry.body["subject"], None)
            if entry.body["now"] is not None:
                known[entry.body["subject"]] = entry.body["now"]
    return known


def _explanations(settings: Settings, year: int) -> Mapping[str, Written]:
    return {
        " · ".join(str(part) for part in entry.identity): entry.model_dump(
            mode="json", include={"reason", "by", "on", "note", "at"}
        )
        for entry in load_explanations(settings.company_dir, year)
    }


def _corrections(settings: Settings, year: int) -> Iterator[tuple[str, Written]]:
    entries = load_corrections(settings.company_dir, year).entries
    key = pseudonym_key(settings) if entries else b""
    for entry in entries:
        told = entry.model_dump(mode="json", exclude={"key", "old", "new", "file", "row", "sheet"})
        told |= {
            name: pseudonym(getattr(entry, name), CELL, key)
            for name in ("old", "new")
            if hasattr(entry, name)
        }
        place = f"row {entry.row}" if entry.row else f"key {pseudonym(canonical(entry.key), CELL, key)[:12]}"
        parts = [
            entry.file,
            entry.sheet,
            place,
            getattr(entry, "column", None) or getattr(entry, "rule", None),
        ]
        yield " · ".join(part for part in parts if part), told


def _restatements(settings: Settings, year: int) -> Mapping[str, Written]:
    return {
        entry.subject: entry.model_dump(mode="json", by_alias=True)
        for entry in load_restatements(settings.company_dir, year)
    }
