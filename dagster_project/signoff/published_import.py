"""Registering what an earlier report printed: its table as `published/<year>.csv`, its document as evidence.

A table is read as ours are written: by ids, as `published/`, or by labels, as `appendix.csv`; as text or workbook.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from openpyxl import load_workbook

from dagster_project.company import Company, Names, read_company
from dagster_project.durable import write_whole
from dagster_project.figures.numbers import parse_printed
from dagster_project.figures.values import Key
from dagster_project.intake.dialect import DialectError, decode, read_text_table
from dagster_project.intake.errors import Fault, IntakeError
from dagster_project.intake.mapping import MAPPINGS_FOLDER, load_mappings
from dagster_project.intake.spelling import fold
from dagster_project.intake.workbook import WORKBOOK_MARK, WorkbookError, cell_text, in_words, unpacked_bytes
from dagster_project.languages import WRITTEN, Language
from dagster_project.own_files import leads_out
from dagster_project.project import SEEDS_DIR
from dagster_project.publish.lines import labels_of
from dagster_project.registry.contracts import load_contracts
from dagster_project.registry.kpis import Kpi, company_kpis
from dagster_project.registry.outline import printed_members
from dagster_project.settings import Settings
from dagster_project.signoff.faults import SignOffError
from dagster_project.signoff.ledger import Entry, add, ledger_file, next_entry, read_ledger
from dagster_project.signoff.people import PREPARER, read_sign_off
from dagster_project.signoff.signatures import SigningKey
from dagster_project.spreadsheet_text import as_text
from dagster_project.versions import latest_sealed

CONTRACT = "company__published_figures"
MOST_DECIMALS = 9
PUBLISHED_FOLDER, EVIDENCE_FOLDER = "published", "evidence"
MAPPING_FILE = f"{MAPPINGS_FOLDER}/published_figures.yml"
MAPPING = f"""\
file: '*.csv'
from: {PUBLISHED_FOLDER}
feeds:
- contract: {CONTRACT}
"""
HEADING = ("年度", "指標編號", "維度", "成員", "刊載值", "文件")
BY_LABEL = {"kpi": ("kpi", "指標"), "breakdown": ("breakdown", "分類"), "unit": ("unit", "單位")}
HEADING_ROWS = 60
_NUMBER_FORMAT = re.compile(r'^(?P<whole>#,##0|0)(?:\.(?P<decimals>0+))?(?:"(?P<behind>[^"]*)")?$')

Cells = list[str]


@dataclass(frozen=True)
class Imported:
    """An earlier report's figures that were registered.

    Attributes:
        entry: of the ledger.
        figures: how many.
        mapping: the mapping that was written because no mapping fed them; None if one did.
        changed: whether anything was: registering the same again changes nothing.
    """

    table: Path
    document: Path
    entry: Entry
    figures: int
    mapping: Path | None
    changed: bool


@dataclass(frozen=True)
class _Table:
    """A table found in a file: where its heading ends, what its columns are called, the rows under it."""

    file: str
    sheet: str | None
    heading_row: int
    columns: Mapping[str, int]
    rows: Sequence[tuple[int, Cells]]

    def cell(self, cells: Cells, column: str) -> str:
        at = self.columns.get(column)
        return cells[at].strip() if at is not None and at < len(cells) else ""

    def fault(self, row: int, column: str, found: str, expected: str, remedy: str) -> Fault:
        return Fault(self.file, found, expected, remedy, sheet=self.sheet, row=row, column=column)


def import_published(
    settings: Settings,
    year: int,
    file: Path,
    document: Path,
    by: str,
    title: str | None = None,
    key: SigningKey | None = None,
    *,
    force: bool = False,
) -> Imported:
    """Register an earlier report's table as the comparatives of a year. The writer lock must be held.

    Args:
        document: the report itself; it is copied into `evidence/`.
        title: what the report is called where the appendix names its sources; default: the document's file name.
        force: write over another table or document of the year that is there.

    Raises:
        SignOffError: the year has a sealed version, the person may not, a line is unknown or ambiguous or its
            figure unreadable, or another table is there; all faults at once, and nothing is written.
    """
    company = read_company(settings.company_dir)
    faults = read_sign_off(settings.company_dir).signs_as(by, PREPARER, key)
    sealed = latest_sealed(settings, year)
    if sealed is not None:
        faults.append(f"{year} has the sealed version {sealed.name}, whose figures are its comparatives.")
    if not document.is_file():
        faults.append(f"There is no document {document}. Name the report that the figures stand in.")
    if not file.is_file():
        faults.append(f"There is no file {file}.")
    faults += [
        f"{folder}/ is a link that leads out of the company folder. Make it a folder."
        for folder in (EVIDENCE_FOLDER, PUBLISHED_FOLDER)
        if leads_out(settings.company_dir / folder, settings.company_dir)
    ]
    if faults:
        raise SignOffError(faults)
    figures = _figures(settings, company, year, file)
    report = document.read_bytes()
    contents = {
        settings.company_dir / EVIDENCE_FOLDER / f"published_{year}{document.suffix.lower()}": report,
        settings.company_dir / PUBLISHED_FOLDER / f"{year}.csv": _text(
            year, figures, title or document.stem
        ).encode("utf-8-sig"),
    }
    evidence, table = contents
    others = [path for path, data in contents.items() if path.exists() and path.read_bytes() != data]
    if others and not force:
        raise SignOffError(
            [
                f"{path} is there with other content. Write over it with --force, or keep it."
                for path in others
            ]
        )
    mapping = _mapping_needed(settings)
    if mapping is not None:
        contents[mapping] = MAPPING.encode("utf-8")
    body = {
        "table": _digest(contents[table]),
        "document": _digest(report),
        "document_file": evidence.relative_to(settings.company_dir).as_posix(),
        "title": title or document.stem,
        "figures": len(figures),
        "from": _digest(file.read_bytes()),
    }
    entries = read_ledger(ledger_file(settings))
    known = [one for one in entries if one.kind == "published_import" and one.year == year]
    missing = [path for path in contents if not path.exists()]
    if known and known[-1].body == body and not (others or missing):
        return Imported(table, evidence, known[-1], len(figures), None, changed=False)
    for path, data in contents.items():
        write_whole(path, data)
    entry = next_entry(entries, "published_import", year, by, body, role=PREPARER, key=key)
    add(ledger_file(settings), [entry])
    return Imported(table, evidence, entry, len(figures), mapping, changed=True)


def _figures(settings: Settings, company: Company, year: int, file: Path) -> dict[Key, str]:
    """What the table prints for each figure of the year."""
    registry = company_kpis(company)
    faults: list[Fault] = []
    languages = tuple(dict.fromkeys([*WRITTEN, *company.languages]))
    called = _called(registry, languages)
    table = _found_table(file, year, set().union(*called))
    if "printed" in table.columns:
        told = _by_id(table, registry, year, faults)
    else:
        printed = {Key(*one) for one in printed_members(company, settings.company_dir, registry)}
        told = _by_label(table, called, registry, printed, languages, faults)
    found: dict[Key, tuple[int, str]] = {}
    for row, key, text in told:
        try:
            parse_printed(text)
        except ValueError as error:
            faults.append(
                table.fault(
                    row, _figure_column(table, year), text, str(error), "Copy it as the report prints it"
                )
            )
        first, before = found.setdefault(key, (row, text))
        if before != text:
            faults.append(
                table.fault(
                    row,
                    _figure_column(table, year),
                    f"{text} for {key}",
                    f"{before}, as in row {first}",
                    "A figure has one value: correct one of the rows or take it out",
                )
            )
    if not found and not faults:
        faults.append(
            Fault(file.name, f"no figure of {year}", "a row for each figure", "Name the file that has them")
        )
    if faults:
        raise SignOffError([str(fault) for fault in sorted(faults, key=lambda one: one.row or 0)])
    return {key: text for key, (_, text) in found.items()}


def _figure_column(table: _Table, year: int) -> str:
    return HEADING[4] if "printed" in table.columns else str(year)


def _by_id(
    table: _Table, registry: Mapping[str, Kpi], year: int, faults: list[Fault]
) -> Iterator[tuple[int, Key, str]]:
    for row, cells in table.rows:
        key = Key(*(table.cell(cells, name) for name in ("kpi_id", "dimension", "member")))
        if (stated := table.cell(cells, "year")) != str(year):
            faults.append(
                table.fault(row, HEADING[0], stated, str(year), "Import each year from a file of its own")
            )
        kpi = registry.get(key.kpi_id)
        if kpi is None or (key.dimension, key.member) not in kpi.members():
            faults.append(
                table.fault(
                    row,
                    HEADING[1],
                    str(key),
                    "a KPI with its breakdown and member as in seeds/kpis or indicators.yml",
                    "Correct the ids, or take the row out",
                )
            )
            continue
        yield row, key, table.cell(cells, "printed")


def _by_label(
    table: _Table,
    called: Mapping[tuple[str, str], set[Key]],
    registry: Mapping[str, Kpi],
    printed: set[Key],
    languages: Sequence[Language],
    faults: list[Fault],
) -> Iterator[tuple[int, Key, str]]:
    """Lines by what they are called in any language; the unit and the company's own table decide between equals."""
    for row, cells in table.rows:
        text = table.cell(cells, "figure")
        label, breakdown, unit = (table.cell(cells, name) for name in BY_LABEL)
        if not label or not text:
            continue
        named = called.get((fold(label), fold(breakdown)), set())
        candidates = sorted(_narrowed(named, registry, unit, printed, languages))
        if len(candidates) == 1:
            yield row, candidates[0], text
            continue
        told = f"{label} / {breakdown}" if breakdown else label
        if candidates:
            expected = f"one figure; so are called: {', '.join(str(one) for one in candidates)}"
            remedy = "Give the unit in the column unit, or import the table by ids"
        else:
            expected = "a line of the appendix, called as there in Chinese or English"
            remedy = "Correct the label, or take the row out if no figure of the registry is meant"
        faults.append(table.fault(row, "kpi", told, expected, remedy))


def _called(registry: Mapping[str, Kpi], languages: Sequence[Language]) -> dict[tuple[str, str], set[Key]]:
    """The figures by their label and their member's label, folded, in each language."""
    called: dict[tuple[str, str], set[Key]] = {}
    for kpi in registry.values():
        for member in kpi.members():
            key = Key(kpi.id, *member)
            label, breakdown = labels_of(kpi, key)
            for language in languages:
                part = breakdown.in_language(language) if breakdown else ""
                called.setdefault((fold(label.in_language(language)), fold(part)), set()).add(key)
    return called


def _narrowed(
    named: set[Key],
    registry: Mapping[str, Kpi],
    unit: str,
    printed: set[Key],
    languages: Sequence[Language],
) -> set[Key]:
    """Of figures that are called alike those in the unit, and of these those that the company prints, if any are."""
    if len(named) > 1:
        named = {
            key for key in named if fold(unit) in _spellings(registry[key.kpi_id].unit.names, languages)
        } or named
    return (named & printed or named) if len(named) > 1 else named


def _spellings(names: Names, languages: Sequence[Language]) -> set[str]:
    return {fold(names.in_language(language)) for language in languages}


def _found_table(file: Path, year: int, labels: set[str]) -> _Table:
    """The first table of a file with the headings of one of the two shapes; `labels` may tell its encoding."""
    contract = load_contracts(SEEDS_DIR / "contracts")[CONTRACT]
    by_id = {name: {fold(name), *map(fold, column.aliases)} for name, column in contract.columns.items()}
    by_label = {name: set(map(fold, spellings)) for name, spellings in BY_LABEL.items()}
    by_label["figure"] = {fold(str(year)), fold(f"{year}年")}
    needed = (set(by_id) - {"document"}, {"kpi", "figure"})
    for sheet, rows in _sheets(file, labels.union(*by_id.values(), *by_label.values())):
        for at, cells in enumerate(rows[:HEADING_ROWS]):
            folded = [fold(cell) for cell in cells]
            for shape, must in zip((by_id, by_label), needed, strict=True):
                columns = {
                    name: next(i for i, cell in enumerate(folded) if cell in spellings)
                    for name, spellings in shape.items()
                    if spellings & set(folded)
                }
                if must <= columns.keys():
                    under = [(n, row) for n, row in enumerate(rows, 1) if n > at + 1 and any(row)]
                    return _Table(file.name, sheet, at + 1, columns, under)
    fault = Fault(
        file.name,
        "no heading of a table of figures",
        f"the columns {', '.join(HEADING[:5])}, or those of appendix.csv: kpi, breakdown, unit, {year}",
        "Give the table one of these headings",
    )
    raise SignOffError([str(fault)])


def _sheets(file: Path, spellings: set[str]) -> Iterable[tuple[str | None, list[Cells]]]:
    data = file.read_bytes()
    if not data.startswith(WORKBOOK_MARK):
        try:
            # Headings in English are the same in every encoding: Chinese ones and labels tell which it is.
            _, text = decode(data, {one for one in spellings if not one.isascii()})
            return [(None, read_text_table(text.encode("utf-8"), spellings).records)]
        except DialectError as error:
            raise SignOffError(
                [str(Fault(file.name, error.found, error.expected, error.remedy, row=error.row))]
            ) from error
    try:
        with in_words():
            unpacked_bytes(data)
            workbook = load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
    except WorkbookError as error:
        fault = Fault(
            file.name,
            str(error),
            "an XLSX workbook",
            "Save it again as XLSX, without a password",
        )
        raise SignOffError([str(fault)]) from error
    return [
        (
            sheet.title,
            [[_as_shown(cell.value, cell.number_format) for cell in row] for row in sheet.iter_rows()],
        )
        for sheet in workbook.worksheets
    ]


def _as_shown(value: object, number_format: str) -> str:
    """A cell as Excel shows it: the decimals of its format are what was printed."""
    shape = _NUMBER_FORMAT.match(number_format)
    if isinstance(value, bool) or not isinstance(value, int | float) or shape is None:
        return cell_text(value)
    decimals = len(shape["decimals"] or "")
    if decimals > MOST_DECIMALS:
        return cell_text(value)
    number = Decimal(cell_text(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    grouped = "," if shape["whole"] == "#,##0" else ""
    return f"{number:{grouped}.{decimals}f}{shape['behind'] or ''}"


def _mapping_needed(settings: Settings) -> Path | None:
    """Where a mapping has to be written, since none feeds published figures yet."""
    try:
        mappings = load_mappings(settings.company_dir, load_contracts(SEEDS_DIR / "contracts"))
    except IntakeError as error:
        raise SignOffError([str(error)]) from error
    if any(feed.contract == CONTRACT for one in mappings for feed in one.rules.feeds):
        return None
    return settings.company_dir / MAPPING_FILE


def _text(year: int, figures: Mapping[Key, str], title: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADING)
    writer.writerows([year, *key, printed, as_text(title)] for key, printed in figures.items())
    return out.getvalue()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
