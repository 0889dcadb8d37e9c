"""The pack's folder and its zip: its files, their hashes, swapped in whole. What stands in them is made elsewhere."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dagster_project.digests import file_digest
from dagster_project.durable import replaced_folder, write_whole
from dagster_project.figures.values import Key
from dagster_project.lineage.figure_id import FigureId
from dagster_project.lineage.left_out import rows_left_out
from dagster_project.lineage.listing import inputs_of, write_csv
from dagster_project.lineage.passport import read_passport, topic_of
from dagster_project.lineage.rows import rows_of_figure
from dagster_project.pack.attach import look_at
from dagster_project.pack.besides import access, events, evidence, review_notes
from dagster_project.pack.controls import controls, movements
from dagster_project.pack.decisions import assertion, maker_checker, restatements
from dagster_project.pack.definitions import boundary, definitions, thresholds
from dagster_project.pack.estimates import estimates, factors
from dagster_project.pack.html import html_text
from dagster_project.pack.misstatements import misstatements
from dagster_project.pack.parts import Part
from dagster_project.pack.population import coverage, left_out, sources
from dagster_project.pack.privacy import EXTRACT, EXTRACT_FILE, privacy
from dagster_project.pack.recalculation import recalculation, row_by_row
from dagster_project.pack.registers import FOLDER
from dagster_project.pack.seal import seal
from dagster_project.pack.traces import USUAL, Sampling, samples, shares, traces
from dagster_project.pack.xlsx import Book, write_workbook
from dagster_project.pack.year import PackError, Year, opened
from dagster_project.settings import Settings

SUMS = "SHA256SUMS"
ZIPPED_AT = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can bear, so that the same files give the same bytes."""


@dataclass(frozen=True)
class Pack:
    """A pack that was written: its folder, its zip, and the parts in it."""

    folder: Path
    archive: Path
    parts: Sequence[Part]


def parts_of(year: Year, sampling: Sampling) -> list[Part]:
    """The eighteen parts and those that are asked for besides, in order."""
    of_files = shares(year)
    return [
        definitions(year),
        boundary(year),
        sources(year),
        coverage(year),
        traces(year, of_files, sampling),
        left_out(year),
        estimates(year),
        factors(year),
        recalculation(year, of_files),
        controls(year),
        maker_checker(year),
        movements(year),
        restatements(year),
        samples(year, sampling),
        thresholds(year),
        seal(year),
        assertion(year),
        privacy(year),
        misstatements(year),
        events(year),
        evidence(year),
        review_notes(year),
        access(year),
    ]


def write_pack(settings: Settings, year: int, folder: Path | None = None, sampling: Sampling = USUAL) -> Pack:
    """Write a year's pack and its zip; a fault leaves the old one in place.

    Args:
        folder: where; `<company>/packs/<year>` if none is given. The zip is beside it.

    Raises:
        PackError: the year has no draft of its last run, or the folder holds something else.
        RegisterError: the registers of the assurance cannot be read; every fault of them.
        SignOffError: the ledger or `sign_off.yml` is damaged.
    """
    target = folder or settings.company_dir / "packs" / str(year)
    if target.exists() and not (target / SUMS).is_file() and (target.is_file() or any(target.iterdir())):
        raise PackError(
            f"{target} is there and holds no pack, so it is not written over. Name another with --out."
        )
    with opened(settings, year) as opened_year, replaced_folder(target) as made:
        parts = parts_of(opened_year, sampling)
        _write_files(made, opened_year, parts)
    write_whole(target.with_name(f"{target.name}.zip"), _zipped(target))
    return Pack(target, target.with_name(f"{target.name}.zip"), parts)


def _write_files(made: Path, year: Year, parts: Sequence[Part]) -> None:
    names = year.company.names
    workbook = f"assurance_pack_{year.year}.xlsx"
    title = f"{year.year} 鑒證資料冊 Assurance pack"
    book = Book(title, f"{names.zh_hant} {names.en}", year.marks, list(_facts(year)), parts, year.period[1])
    write_workbook(made / workbook, book)
    (made / f"assurance_pack_{year.year}.html").write_text(html_text(book, workbook), encoding="utf-8")
    amounts = row_by_row(year)
    if amounts:
        facts = [
            (
                "內容 Content",
                "每項數量由其全部行以公式相加及進位 Every amount, summed from all its rows and rounded by formula",
            )
        ]
        rows_title = f"{year.year} 逐行重算 Recalculation row by row"
        write_workbook(
            made / f"recalculation_{year.year}.xlsx",
            Book(rows_title, book.company, year.marks, facts, amounts, year.period[1]),
        )
    if EXTRACT in year.lines:
        _extract(made / EXTRACT_FILE, year, EXTRACT)
    copy_evidence(made, year)
    files = sorted(path for path in made.rglob("*") if path.is_file())
    lines = [f"{file_digest(path)}  {path.relative_to(made).as_posix()}\n" for path in files]
    (made / SUMS).write_text("".join(lines), encoding="utf-8")


def copy_evidence(made: Path, year: Year) -> None:
    """Put the files of evidence that are as they were attached into the pack; the others are only told."""
    for one in look_at(year.settings.company_dir, year.registers.evidence):
        if one.fault is None:
            copy = made / FOLDER / one.evidence.file
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(one.path, copy)


def _facts(year: Year) -> Iterator[tuple[str, str]]:
    names, (starts_on, ends_on) = year.company.names, year.period
    yield "公司 Company", f"{names.zh_hant} {names.en}"
    yield "報告年度 Reporting year", f"{year.year}: {starts_on} - {ends_on}"
    yield "狀態 State", " · ".join(year.marks)
    yield "輸入指紋 Fingerprint of the inputs", str(year.draft["inputs"])
    yield (
        "如何使用 How to use it",
        "每張表有凍結標題及篩選；黃色欄供核證人填寫；公式可即時重算。空表說明原因。 Every sheet has frozen "
        "headings and "
        "filters; yellow columns are the assurer's; formulas are live; an empty table says why.",
    )
    yield (
        "其他檔案 Other files",
        f"recalculation_{year.year}.xlsx (逐行重算 row by row), {EXTRACT_FILE} (假名化 pseudonymised), {FOLDER}/ (憑據 "
        f"evidence), {SUMS} (sha256sum -c {SUMS})",
    )
    yield (
        "不公開 Not public",
        "本冊供核證人使用，載有不公開的數字及行 For the assurer: it shows rows and figures that are not published",
    )


def _extract(path: Path, year: Year, key: Key) -> None:
    """The rows of a figure of people, and those left out of its exports, each person by the keyed hash."""
    kpi = year.registry[key.kpi_id]
    passport = read_passport(year.connection, FigureId(year.year, key), year.registry, year.company)
    exports = kpi.possible_exports
    rows = rows_of_figure(year.connection, topic_of(kpi), key, exports)
    write_csv(path, inputs_of(passport, rows, rows_left_out(year.connection, exports)))


def _zipped(folder: Path) -> bytes:
    """A zip of a folder; the same files give the same bytes."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            member = zipfile.ZipInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}", ZIPPED_AT)
            member.external_attr = 0o644 << 16
            file.writestr(member, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return archive.getvalue()
