"""What must hold of any file whatever at the door of intake: it is refused in words, or every row of it is somewhere.

Which rows a file has is counted here once more, in another way than intake reads it.
"""

from __future__ import annotations

import io
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import fromstring

from dagster_project.intake import Intake, IntakeError, intake_contract
from dagster_project.intake.corrections import Corrections
from dagster_project.intake.files import ContractFiles, ExportFile
from dagster_project.intake.mapping import Feed
from dagster_project.settings import Settings
from tests.fuzz.export import HEADING, PEOPLE, REQUIRED
from tests.unit.hostile.workbooks import SHEET
from tests.unit.intake.company_folder import YEAR

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
INVISIBLE = "\u00ad\u180e\u200b\u200c\u200d\u2060\ufeff"


class Door:
    """The door of intake for one export, with a folder in which the files land; used by one process at a time."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(folder / "company", folder / "data")
        self.path = self.settings.raw_dir(YEAR) / "roster"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        export = ExportFile(self.path, f"raw/{YEAR}/roster", Feed(contract=PEOPLE.id))
        self.files = ContractFiles(
            PEOPLE.id, YEAR, True, (export,), (), None, date(YEAR, 12, 31), Corrections()
        )

    def look_at(self, data: bytes) -> str:
        """What became of a file in a word: `read`, `read in part` or `refused`.

        Raises:
            AssertionError: rows are lost, or a fault does not say what to do.
            Exception: intake raised something else than its own error.
        """
        self.path.write_bytes(data)
        try:
            intake = intake_contract(PEOPLE, self.files, self.settings, YEAR)
        except IntakeError as error:
            assert error.faults, "an error without a fault"
            for fault in error.faults:
                assert fault.found and fault.expected and fault.remedy, fault
                str(fault).encode("utf-8")
            return "refused"
        finally:
            for kept in self.settings.landed_dir.iterdir():
                kept.unlink()
        assert_every_row_is_somewhere(data, intake)
        return "read in part" if intake.quarantined_rows or intake.excluded_rows else "read"


def door(folder: str | None = None) -> Door:
    """A door whose folder lies in memory where the machine has such a place."""
    memory = "/dev/shm" if folder is None and Path("/dev/shm").is_dir() else folder
    return Door(Path(tempfile.mkdtemp(prefix="esg-fuzz-", dir=memory)))


def assert_every_row_is_somewhere(data: bytes, intake: Intake) -> None:
    """Landed = kept + excluded + quarantined, each row once, and no filled row below the heading is none of them."""
    (file,) = intake.files
    kept = [int(row) for row in intake.frame["source_row"]]
    apart = [row.source_row for row in (*intake.excluded_rows, *intake.quarantined_rows)]
    assert file.landed_rows == len(kept) + len(apart)
    places = [
        (sheet, row)
        for sheet, row in zip(intake.frame["source_sheet"], intake.frame["source_row"], strict=True)
    ]
    places += [
        (row.source_sheet, row.source_row) for row in (*intake.excluded_rows, *intake.quarantined_rows)
    ]
    assert len(set(places)) == len(places), "a row twice"
    if file.separator is None:
        filled = _filled_rows(data)
        if filled is None:
            return
    else:
        text = data.decode(file.encoding)
        filled = [
            number
            for number, record in enumerate(records(text, file.separator), 1)
            if any(map(_told, record))
        ]
    heading = _last_heading(filled, {row for _, row in places})
    below = [number for number in filled if number > heading]
    assert sorted(row for _, row in places) == below, "a filled row that is nowhere, or one that is not there"
    if file.separator is not None:
        named = list(records(text, file.separator))[max(0, heading - 2) : heading]
        assert _headings_in(named) >= REQUIRED, "what stands over the first row is no heading"


def _last_heading(filled: list[int], accounted: set[int]) -> int:
    """The filled row just above the first that is accounted for; the last one if none is."""
    first = min(accounted, default=filled[-1] + 1)
    return max((number for number in filled if number < first), default=0)


def _headings_in(rows: list[list[str]]) -> int:
    said = " ".join(unicodedata.normalize("NFKC", "".join(cell.split())) for row in rows for cell in row)
    return sum(name in said for name in HEADING)


def _told(cell: str) -> str:
    return cell.translate(dict.fromkeys(map(ord, INVISIBLE))).strip()


def records(text: str, separator: str) -> Iterator[list[str]]:
    """The records of a text, sign by sign: a field that begins with a quotation mark ends with one."""
    record: list[str] = []
    field, quoted, was_quoted, at = "", False, False, 0
    while at < len(text):
        sign = text[at]
        at += 1
        if quoted:
            if sign == '"' and text[at : at + 1] == '"':
                field, at = field + '"', at + 1
            elif sign == '"':
                quoted = False
            else:
                field += sign
        elif sign == '"' and not field and not was_quoted:
            quoted = was_quoted = True
        elif sign == separator:
            record.append(field)
            field, was_quoted = "", False
        elif sign in "\r\n":
            if sign == "\r" and text[at : at + 1] == "\n":
                at += 1
            yield [*record, field]
            record, field, was_quoted = [], "", False
        else:
            field += sign
    if record or field or was_quoted:
        yield [*record, field]


def _filled_rows(data: bytes) -> list[int] | None:
    """The numbers of the filled rows of a workbook's sheet, if all its texts stand in their cells."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        if [name for name in names if name.startswith("xl/worksheets/")] != [SHEET]:
            return None
        sheet = fromstring(archive.read(SHEET))
    filled = []
    for row in sheet.iter(f"{MAIN}row"):
        cells = list(row.iter(f"{MAIN}c"))
        if any(cell.get("t") != "inlineStr" for cell in cells):
            return None
        if any(_told("".join(text.text or "" for text in cell.iter(f"{MAIN}t"))) for cell in cells):
            filled.append(int(row.get("r", "0")))
    return filled
