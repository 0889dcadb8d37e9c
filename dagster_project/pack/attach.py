"""Attaching a file of evidence to a figure, an export or a row, and whether attached files are what they were."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from dagster_project.digests import file_digest
from dagster_project.durable import write_whole
from dagster_project.lineage.figure_id import FigureId, FigureIdError
from dagster_project.own_files import leads_out
from dagster_project.pack.registers import (
    FOLDER,
    EvidenceFile,
    headings,
    read_registers,
    register_file,
)
from dagster_project.settings import Settings
from dagster_project.signoff.ledger import add, ledger_file, next_entry, read_ledger
from dagster_project.spreadsheet_text import as_text

FILES = "files"
_ROW = re.compile(r"(?P<file>.+?):(?P<row>[1-9]\d*)")


class AttachError(Exception):
    """The file cannot be attached; the message says what to do."""


@dataclass(frozen=True)
class Attached:
    """A file of evidence and what is wrong with it by now; nothing if it is as it was attached."""

    evidence: EvidenceFile
    path: Path
    fault: str | None


def attach(
    company_dir: Path, year: int, file: Path, to: str, *, note: str, by: str, on: date
) -> EvidenceFile:
    """Copy a file to `assurance/files/` under its sha256 and add its row to `evidence.csv`.

    Args:
        to: a figure (`2023/electricity`), an export (`raw/2023/bills.csv`) or a row of it (`raw/2023/bills.csv:30`).

    Raises:
        AttachError: there is no such file, or nothing by the name of `to`, or the same is attached already.
        RegisterError: the registers as they are cannot be read.
    """
    if not file.is_file():
        raise AttachError(f"{file} is no file. Name one that is there.")
    _check_place(company_dir, year, to)
    digest = file_digest(file)
    there = f"{FILES}/{digest}{file.suffix.lower()}"
    row = EvidenceFile(year=year, file=there, name=file.name, sha256=digest, to=to, note=note, by=by, on=on)
    known = read_registers(company_dir, year).evidence
    if any((one.sha256, one.to) == (row.sha256, row.to) for one in known):
        raise AttachError(f"{file.name} is attached to {to} already.")
    target = company_dir / FOLDER / there
    if leads_out(target.parent, company_dir):
        raise AttachError(
            f"{FOLDER}/{FILES} is a link that leads out of the company folder. Make it a folder."
        )
    write_whole(target, file.read_bytes())
    _append(register_file(company_dir, "evidence"), row)
    return row


def _check_place(company_dir: Path, year: int, to: str) -> None:
    try:
        figure = FigureId.parse(to)
    except FigureIdError as error:
        match = _ROW.fullmatch(to)
        name = match["file"] if match else to
        inside = not PurePosixPath(name).is_absolute() and ".." not in PurePosixPath(name).parts
        if inside and (company_dir / name).is_file():
            return
        raise AttachError(
            f"{to} names nothing to attach to. Write a figure such as {year}/electricity, the path of an export "
            f"in the company folder such as raw/{year}/bills.csv, or a row of it such as raw/{year}/bills.csv:30."
        ) from error
    if figure.year != year:
        raise AttachError(
            f"{to} is a figure of {figure.year}, not of {year}. Name that year, or another figure."
        )


def _append(path: Path, row: EvidenceFile) -> None:
    """Add a row below those that stand in the file, which stay as they are, under the headings that it has."""
    told = {name: str(value) for name, value in row.model_dump().items()}
    by_heading = headings(EvidenceFile)
    new = not path.is_file()
    before = "" if new else path.read_text(encoding="utf-8-sig")
    order = list(by_heading.values()) if new else next(csv.reader(io.StringIO(before, newline="")))
    names = {heading: name for name, heading in by_heading.items()}
    cells = [told[names.get(heading.strip(), heading.strip().lower().replace(" ", "_"))] for heading in order]
    added = io.StringIO(newline="")
    writer = csv.writer(added, lineterminator="\r\n")
    marked = [as_text(cell) for cell in cells]
    writer.writerows([order, marked] if new else [marked])
    end = "" if new or before.endswith("\n") else "\r\n"
    below = (end + added.getvalue()).encode("utf-8-sig" if new else "utf-8")
    write_whole(path, (b"" if new else path.read_bytes()) + below)


def look_at(company_dir: Path, evidence: Sequence[EvidenceFile]) -> list[Attached]:
    """Each attached file as it is now; one that is gone, changed or outside `assurance/` says so."""
    found = []
    for one in evidence:
        path = company_dir / FOLDER / one.file
        if ".." in PurePosixPath(one.file).parts or PurePosixPath(one.file).is_absolute():
            fault = f"lies outside {FOLDER}/"
        elif not path.is_file():
            fault = "is not there"
        elif leads_out(path, company_dir):
            fault = "is a link that leads out of the company folder"
        elif (now := file_digest(path)) != one.sha256:
            fault = f"was changed since it was attached: its sha256 is {now}"
        else:
            fault = None
        found.append(Attached(one, path, fault))
    return found


def record_attached(settings: Settings, row: EvidenceFile) -> None:
    """Put an attachment into the ledger as well. The writer lock must be held.

    Raises:
        SignOffError: the ledger is damaged.
    """
    entries = read_ledger(ledger_file(settings))
    body = {"subject": row.to, "file": row.name, "sha256": row.sha256, "note": row.note}
    add(ledger_file(settings), [next_entry(entries, "evidence", row.year, row.by, body)])
