"""The draft folder of a year, written beside the old one and swapped in whole. Gates are asked elsewhere."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from dagster_project.digests import file_digest
from dagster_project.figures.values import KpiValue
from dagster_project.inputs import code_version
from dagster_project.lineage.evidence import Evidence
from dagster_project.publish.csv_file import write_csv
from dagster_project.publish.data_package import write_data_package
from dagster_project.publish.document import Edition
from dagster_project.publish.figures import figure_rows, write_json, write_parquet
from dagster_project.publish.html import write_html
from dagster_project.publish.passports import NO_EVIDENCE
from dagster_project.publish.pdf import write_pdf
from dagster_project.publish.xlsx import write_xlsx

MANIFEST = "manifest.json"
NO_PAGES: Mapping[str, str] = {}


def write_draft(
    folder: Path,
    edition: Edition,
    values: Sequence[KpiValue],
    pages: Mapping[str, str] = NO_PAGES,
    evidence: Evidence = NO_EVIDENCE,
) -> dict[str, str]:
    """Write a year's draft and give the sha256 of each file by its name. `pages` are texts that go with it.

    `appendix.html` has all the company's languages; `appendix.xlsx` and `appendix.pdf` are in the first of them,
    `appendix.<language>.xlsx` and `appendix.<language>.pdf` in the others. `datapackage.json` describes the files
    for machines. `manifest.json` names every other file by its sha256, and the inputs and the code that made them.
    Only figures that are printed are in them, and none that the edition protects. The same arguments give the same
    bytes. The folder is replaced as a whole by two renames, never file by file; a fault leaves the old draft in place.
    """
    company, lines = edition.company, edition.lines
    printed = [value for value in values if value.key in edition.figures]
    seen = edition.protection.masked(printed, edition.registry)
    rows = figure_rows(edition.registry, company, seen)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as scratch:
        made = Path(scratch) / "new"
        made.mkdir()
        for language in company.languages:
            suffix = "" if language == company.languages[0] else f".{language}"
            write_xlsx(made / f"appendix{suffix}.xlsx", edition, language)
            write_pdf(made / f"appendix{suffix}.pdf", edition, language)
        write_html(made / "appendix.html", edition, seen, evidence)
        write_csv(made / "appendix.csv", lines)
        write_json(made / "figures.json", company, edition.year, rows)
        write_parquet(made / "figures.parquet", rows)
        write_data_package(made / "datapackage.json", edition)
        for name, text in pages.items():
            (made / name).write_text(text, encoding="utf-8")
        digests = {path.name: file_digest(path) for path in sorted(made.iterdir())}
        digests[MANIFEST] = _write_manifest(made / MANIFEST, edition, digests)
        replace_folder(made, folder)
    return digests


def _write_manifest(path: Path, edition: Edition, digests: Mapping[str, str]) -> str:
    """Write what the draft consists of and what it was made from, and give the manifest's own sha256."""
    manifest = {
        "company": edition.company.id,
        "made_up": edition.company.made_up,
        "year": edition.year,
        "inputs": edition.inputs,
        "code": code_version(),
        "files": dict(sorted(digests.items())),
    }
    path.write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return file_digest(path)


def write_reviewers_copy(folder: Path, uncut: Edition, pages: Mapping[str, str] = NO_PAGES) -> None:
    """Write the workbook with everything that the public files keep back; remove it where they keep nothing.

    `uncut` is the edition for reviewers. Its folder is never the one that is published.
    """
    if not uncut.protection.suppressed:
        shutil.rmtree(folder, ignore_errors=True)
        return
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as scratch:
        made = Path(scratch) / "new"
        made.mkdir()
        language = uncut.company.languages[0]
        write_xlsx(made / "appendix_for_reviewers.xlsx", uncut, language)
        for name, text in pages.items():
            (made / name).write_text(text, encoding="utf-8")
        replace_folder(made, folder)


def replace_folder(new: Path, folder: Path) -> None:
    """Move a folder to where another one may be, which goes to `old` beside it; put that back if cut off."""
    if not folder.exists():
        new.rename(folder)
        return
    old = new.with_name("old")
    folder.rename(old)
    try:
        new.rename(folder)
    except BaseException:
        old.rename(folder)
        raise
