"""Workbooks made to harm: each is refused in words, in little time and memory, and nothing outside it is opened."""

from __future__ import annotations

import io
import socket
import zipfile

import pytest

from dagster_project.intake.workbook import WorkbookError, read_workbook
from tests.fuzz.bounds import MEGABYTE, TooMuchError, bounded
from tests.unit.hostile.workbooks import BOOK, PEOPLE, ROW, SHEET, changed, packed, parts_of, roster
from tests.unit.intake.company_folder import HEADING, CompanyFolder, workbook

MOST_MEGABYTES, MOST_SECONDS = 200, 20
END_OF_ROWS = "</sheetData>"


def rows(first: int, count: int) -> str:
    return "".join(ROW.format(number) for number in range(first, first + count))


def rows_of_text(number: int, text: str) -> str:
    return f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>{text}</t></is></c></row>'


def bomb() -> bytes:
    """Some hundred kilobytes that unpack to 300 MB."""
    return packed(parts_of(roster()) | {"xl/media/image1.png": bytes(300 * MEGABYTE)})


def bomb_in_the_sheet() -> bytes:
    return changed(SHEET, END_OF_ROWS, " " * (300 * MEGABYTE) + END_OF_ROWS)


def entities() -> bytes:
    """Each entity ten of the one before: ten thousand million letters."""
    declared = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 10}">' for at in range(1, 10))
    sheet = parts_of(roster())[SHEET].decode("utf-8").replace("<t>1</t>", "<t>&e9;</t>", 1)
    return packed(
        parts_of(roster()) | {SHEET: f'<!DOCTYPE w [<!ENTITY e0 "aaaaaaaaaa">{declared}]>{sheet}'.encode()}
    )


def entity_of_a_file() -> bytes:
    sheet = parts_of(roster())[SHEET].decode("utf-8").replace("<t>1</t>", "<t>&secret;</t>", 1)
    return packed(
        parts_of(roster())
        | {SHEET: f'<!DOCTYPE w [<!ENTITY secret SYSTEM "file:///etc/passwd">]>{sheet}'.encode()}
    )


def a_row_beyond_the_end() -> bytes:
    return changed(SHEET, END_OF_ROWS, ROW.format(10**12) + END_OF_ROWS)


def every_row_to_the_last_column() -> bytes:
    far = "".join(f'<row r="{row}"><c r="XFD{row}"><v>1</v></c></row>' for row in range(4, 5000))
    return changed(SHEET, END_OF_ROWS, far + END_OF_ROWS)


def a_text_in_every_cell() -> bytes:
    text = "長" * 30_000
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(4, 5000))
    parts = parts_of(changed(SHEET, END_OF_ROWS, cells + END_OF_ROWS))
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    types = parts["[Content_Types].xml"].decode("utf-8")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    return packed(
        parts
        | {
            "xl/sharedStrings.xml": f'<sst xmlns="{namespace}"><si><t>{text}</t></si></sst>'.encode(),
            "[Content_Types].xml": types.replace("</Types>", override).encode(),
        }
    )


def one_part_as_many_sheets() -> bytes:
    sheet = (
        '<sheet xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
        'name="s{0}" sheetId="{0}" state="visible" r:id="rId1"/>'
    )
    return changed(
        BOOK, "</sheets>", "".join(sheet.format(number) for number in range(2, 5000)) + "</sheets>"
    )


def blanks_after_a_formula() -> bytes:
    cell = f'<row r="4"><c r="F4"><f>1+1</f>{" " * MEGABYTE}<x/></c></row>'
    return changed(SHEET, END_OF_ROWS, cell + END_OF_ROWS)


HARMFUL = {
    "a bomb": (bomb, "that unpacks to"),
    "a bomb in the sheet": (bomb_in_the_sheet, "that unpacks to"),
    "entities": (entities, "EntitiesForbidden"),
    "an entity that is a file": (entity_of_a_file, "EntitiesForbidden"),
    "a row beyond the end": (a_row_beyond_the_end, "beyond the end of a sheet"),
    "every row to the last column": (every_row_to_the_last_column, "far more cells"),
    "a long text in every cell": (a_text_in_every_cell, "far more cells or text"),
    "one part as many sheets": (one_part_as_many_sheets, "the same part as several sheets"),
    "blanks after a formula": (blanks_after_a_formula, "a formula without its result"),
}


def what_is_said(data: bytes) -> str:
    try:
        read_workbook(data, lambda name: True)
    except WorkbookError as error:
        return str(error)
    return "it was read"


@pytest.mark.slow
@pytest.mark.parametrize("name", HARMFUL)
def test_it_is_refused_within_bounds_of_memory_and_time(name):
    make, told = HARMFUL[name]
    data = make()
    assert len(data) < MEGABYTE
    assert told in bounded(lambda: what_is_said(data), MOST_MEGABYTES, MOST_SECONDS)


def fault_of(folder: CompanyFolder, data: bytes) -> str:
    folder.put("roster.xlsx", data)
    (fault,) = folder.faults()
    return fault


@pytest.mark.parametrize("formula", ["[1]Sheet1!A1", "'[1]Sheet 1'!A1*2", "1+[12]x!$B$2"])
def test_a_value_from_another_workbook_or_program_is_named_by_its_cell(folder, formula):
    cell = '<c r="F4"><f>{}</f><v>5</v></c>'.format(formula.replace("'", "&apos;"))
    row = ROW.format(4).replace("</row>", cell + "</row>")
    fault = fault_of(folder, changed(SHEET, END_OF_ROWS, row + END_OF_ROWS))
    assert "cell F4" in fault
    assert "another workbook" in fault
    assert "paste it as a value" in fault


def test_a_table_s_own_columns_are_no_other_workbook(folder):
    cell = '<c r="F4"><f>SUM(Table1[1])+Other!A1</f><v>5</v></c>'
    names = "".join(
        f'<c r="{column}4" t="inlineStr"><is><t>{text}</t></is></c>'
        for column, text in zip("ABCDE", ["3", "王五", "", "男", "1990-01-05"], strict=True)
    )
    folder.put("roster.xlsx", changed(SHEET, END_OF_ROWS, f'<row r="4">{names}{cell}</row>{END_OF_ROWS}'))
    assert list(folder.intake().frame["salary"]) == ["1", "2", "5"]


def test_links_to_other_files_are_never_opened(folder, monkeypatch):
    """An external link part that names an address, and a hyperlink: the rows are read, nobody is asked."""

    def refuse(*_args, **_kwargs):
        raise AssertionError("somebody was asked")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    relation = (
        '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        'externalLink" Target="http://192.0.2.1/secret.xlsx" TargetMode="External"/></Relationships>'
    )
    book = changed("xl/_rels/workbook.xml.rels", "</Relationships>", relation)
    reference = (
        '</sheets><externalReferences><externalReference xmlns:r="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships" r:id="rId99"/></externalReferences>'
    )
    folder.put("roster.xlsx", changed(BOOK, "</sheets>", reference, book))
    assert len(folder.intake().frame) == 2


def test_paths_in_a_workbook_that_climb_out_write_nothing(folder, tmp_path):
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    folder.put(
        "roster.xlsx", packed(parts_of(roster()), ("../../../climbed.txt", b"x"), ("/climbed.txt", b"x"))
    )
    assert len(folder.intake().frame) == 2
    after = {path for path in tmp_path.rglob("*") if path.is_file()}
    landed = folder.settings.landed_dir
    assert {path for path in after - before if path.parent != landed} == {
        folder.settings.raw_dir(2023) / "roster.xlsx"
    }


def test_a_part_that_is_there_twice(folder):
    parts = parts_of(roster())
    assert "a part twice" in fault_of(folder, packed(parts, (SHEET, parts[SHEET])))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<row r="2">', '<row r="3">'),
        ('<row r="3">', '<row r="1">'),
        ('<c r="B2"', '<c r="A2"'),
        ('<c r="A3"', '<c r="A2"'),
        ('<row r="1">', '<row r="0">'),
    ],
)
def test_no_row_and_no_cell_goes_missing_for_its_number(folder, old, new):
    """openpyxl drops what comes after a later row or cell without a word."""
    fault = fault_of(folder, changed(SHEET, old, new))
    assert "twice" in fault or "of another row" in fault


def test_cells_out_of_their_order_are_all_read(folder):
    sheet = parts_of(roster())[SHEET].decode("utf-8")
    first, last = sheet.index('<c r="A2"'), sheet.index('<c r="F2"')
    swapped = sheet[:first] + sheet[last : sheet.index("</row>", last)] + sheet[first:last]
    folder.put(
        "roster.xlsx",
        packed(
            parts_of(roster()) | {SHEET: (swapped + sheet[sheet.index("</row>", last) :]).encode("utf-8")}
        ),
    )
    assert list(folder.intake().frame["salary"]) == ["1", "2"]


def test_a_styled_blank_cell_at_the_very_end_is_no_row(folder):
    blank = '<row r="1048576"><c r="XFD1048576"/></row>'
    folder.put("roster.xlsx", changed(SHEET, END_OF_ROWS, blank + END_OF_ROWS))
    assert folder.intake().files[0].landed_rows == 2


def test_a_heading_as_wide_as_a_sheet_takes_no_longer_than_its_cells(folder):
    """A cell in the last column beside the headings and a note below made every column look through all others."""
    wide = changed(SHEET, "</row>", '<c r="XFD1" t="inlineStr"><is><t>x</t></is></c></row>')
    folder.put("roster.xlsx", changed(SHEET, END_OF_ROWS, rows_of_text(4, "註：完") + END_OF_ROWS, wide))
    assert bounded(lambda: folder.intake().files[0].landed_rows, MOST_MEGABYTES, MOST_SECONDS) == 3


def test_a_file_of_many_equal_rows_is_no_bomb(folder):
    """What real programs pack most tightly is far below the bound."""
    data = workbook({"a": [HEADING, *([str(number), *PEOPLE[0][1:]] for number in range(2000))]})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert sum(part.file_size for part in archive.infolist()) < 40 * len(data)
    folder.put("roster.xlsx", data)
    assert folder.intake().files[0].landed_rows == 2000


@pytest.mark.slow
@pytest.mark.parametrize("greedy", [lambda: len(bytes(300 * MEGABYTE)), lambda: sum(iter(int, 1))])
def test_a_child_that_takes_too_much_is_seen(greedy):
    with pytest.raises(TooMuchError, match=r"MemoryError|SIGXCPU|SIGKILL"):
        bounded(greedy, 100, 1)
