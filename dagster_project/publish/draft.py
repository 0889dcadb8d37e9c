"""The draft folder of a year, written beside the old one and swapped in whole. Gates are asked elsewhere."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from dagster_project.digests import file_digest
from dagster_project.durable import remove_folder, replaced_folder
from dagster_project.figures.values import KpiValue
from dagster_project.inputs import code_version
from dagster_project.lineage.evidence import Evidence
from dagster_project.publish.data_package import write_data_package
from dagster_project.publish.document import Edition
from dagster_project.publish.formats import FORMATS, Content, left_out
from dagster_project.publish.passports import NO_EVIDENCE
from dagster_project.publish.printed import PRINTED_FILE, write_printed
from dagster_project.publish.xlsx import write_xlsx

MANIFEST = "manifest.json"
NO_PAGES: Mapping[str, str] = {}


def write_draft(
    folder: Path,
    edition: Edition,
    values: Sequence[KpiValue],
    pages: Mapping[str, str] = NO_PAGES,
    evidence: Evidence = NO_EVIDENCE,
    formats: Collection[str] = (),
) -> dict[str, str]:
    """Write a year's draft and give the sha256 of each file by its name. `pages` are texts that go with it.

    `formats` narrows the draft to some of `FORMATS`; without any it has them all. `appendix.html` has all the
    company's languages; other documents are one for each language, the first of which needs no mark in the name.
    `datapackage.json` describes the files for machines. `manifest.json` names every other file by its sha256, the
    formats that were left out, and the inputs and the code that made the draft. Only figures that are printed are
    in them. The same arguments give the same bytes; what the edition protects is in none of them. The folder is
    replaced as a whole by two renames, never file by file, and a fault leaves the old draft in place.

    Raises:
        ValueError: a name of `formats` is no format.
    """
    narrowed = left_out(formats)
    with replaced_folder(folder) as made:
        digests = write_files(made, edition, values, pages, evidence, narrowed)
        digests[MANIFEST] = _write_manifest(made / MANIFEST, edition, digests, narrowed)
    return digests


def write_files(
    folder: Path,
    edition: Edition,
    values: Sequence[KpiValue],
    pages: Mapping[str, str] = NO_PAGES,
    evidence: Evidence = NO_EVIDENCE,
    narrowed: Collection[str] = (),
) -> dict[str, str]:
    """Write an edition's files into an empty folder, without the formats in `narrowed`, and give their sha256 by name.

    `printed.json` is what the edition prints, as data: its sha256 is what people approve.
    """
    printed = [value for value in values if value.key in edition.figures]
    content = Content(edition, edition.protection.masked(printed, edition.registry), evidence)
    for name, write in FORMATS.items():
        if name not in narrowed:
            write(folder, content)
    write_data_package(folder / "datapackage.json", edition)
    write_printed(folder / PRINTED_FILE, edition)
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    return {path.name: file_digest(path) for path in sorted(folder.iterdir())}


def _write_manifest(path: Path, edition: Edition, digests: Mapping[str, str], narrowed: Sequence[str]) -> str:
    """Write what the draft consists of and what it was made from, and give the manifest's own sha256."""
    manifest = {
        "company": edition.company.id,
        "made_up": edition.company.made_up,
        "year": edition.year,
        "inputs": edition.inputs,
        "code": code_version(),
        "formats_left_out": narrowed,
        "files": dict(sorted(digests.items())),
    }
    path.write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return file_digest(path)


def write_reviewers_copy(folder: Path, uncut: Edition | None, pages: Mapping[str, str] = NO_PAGES) -> None:
    """Write what the public files keep back into a folder that is never published; remove it where they keep nothing.

    `uncut` is the edition for reviewers, None where nothing is kept back.
    """
    if uncut is None:
        remove_folder(folder)
        return
    with replaced_folder(folder) as made:
        write_reviewers_files(made, uncut, pages)


def write_reviewers_files(folder: Path, uncut: Edition, pages: Mapping[str, str] = NO_PAGES) -> None:
    """Write the workbook with everything that the public files keep back, and the pages that count people."""
    write_xlsx(folder / "appendix_for_reviewers.xlsx", uncut, uncut.company.languages[0])
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
