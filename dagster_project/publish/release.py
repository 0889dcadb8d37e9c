"""The draft folder of a year, written beside the old one and swapped in whole. Gates are asked elsewhere."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from dagster_project.digests import file_digest
from dagster_project.publish.csv_file import write_csv
from dagster_project.publish.document import Edition
from dagster_project.publish.figures import figure_rows, write_json, write_parquet
from dagster_project.publish.html import write_html
from dagster_project.publish.values import KpiValue
from dagster_project.publish.xlsx import write_xlsx


def write_draft(folder: Path, edition: Edition, values: Sequence[KpiValue]) -> dict[str, str]:
    """Write a year's draft and give the sha256 of each file by its name.

    `appendix.xlsx` and `appendix.html` are in the company's first language, `appendix.<language>.*` in its
    others. The same arguments give the same bytes. The folder is replaced as a whole by two renames, never
    file by file, and a fault leaves the old draft in place.
    """
    company, lines = edition.company, edition.lines
    rows = figure_rows(edition.registry, company, values)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as scratch:
        made = Path(scratch) / "new"
        made.mkdir()
        for language in company.languages:
            suffix = "" if language == company.languages[0] else f".{language}"
            write_html(made / f"appendix{suffix}.html", edition, language)
            write_xlsx(made / f"appendix{suffix}.xlsx", edition, language)
        write_csv(made / "appendix.csv", lines)
        write_json(made / "figures.json", company, edition.year, rows)
        write_parquet(made / "figures.parquet", rows)
        digests = {path.name: file_digest(path) for path in sorted(made.iterdir())}
        replace_folder(made, folder)
    return digests


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
