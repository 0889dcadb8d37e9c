"""A copy without identifiers: it reads as its original did, under the same row numbers, and names nobody."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest

from dagster_project.intake import Intake, find_files, intake_contract, load_mappings, pseudonym, pseudonymise
from dagster_project.intake.corrections import Correct, Exclude
from dagster_project.intake.mapping import Feed
from dagster_project.retired import RetiredFile, as_json
from dagster_project.retirement.copy import OMITTED, OMITTED_NOTE, Copy, CopyError, ReadAs, copy_of
from dagster_project.retirement.proof import differences_of_rows
from dagster_project.retirement.sheets import SheetsError, read_sheets, write_sheets
from dagster_project.signoff.ledger import add, ledger_file, next_entry
from tests.unit.intake.company_folder import (
    HEADING,
    ROSTER,
    ROWS,
    YEAR,
    CompanyFolder,
    text_table,
    workbook,
)

KEY = bytes(range(32))
NAMES = ("張三", "李四", "王五")
NUMBERS = ("000123", "000124", "440301199001051234", "440301198502031234")
WITH_NOTE = ROSTER.model_copy(
    update={
        "columns": ROSTER.columns
        | {"remark": ROSTER.columns["person_name"].model_copy(update={"personal": None, "aliases": ["備註"]})}
    }
)


class Retired:
    """A company folder whose one file is read, replaced by its copy and read again."""

    def __init__(self, folder: CompanyFolder) -> None:
        self.folder = folder
        self.before = folder.intake()
        (self.file,) = self._files().files
        data = self.file.path.read_bytes()
        corrections = self._files().corrections
        entries = [entry for entry in corrections.entries if entry.file == self.file.name]
        reading = ReadAs(folder.contract, self.file.feed, date(YEAR, 12, 31))
        self.copy: Copy = copy_of(data, self.file.name, [reading], entries, KEY)
        original = hashlib.sha256(data).hexdigest()
        known = RetiredFile(
            copied_to=hashlib.sha256(self.copy.data).hexdigest(),
            name=self.file.name,
            bytes=len(data),
            encoding=self.copy.encoding,
            separator=self.copy.separator,
            landed_at=self.before.files[0].landed_at,
            retired_on="2026-01-01T00:00:00+00:00",
        )
        folder.settings.retired.write_bytes(as_json({original: known}))
        body = {"copies": {original: known.copied_to}}
        add(ledger_file(folder.settings), [next_entry([], "retirement", None, "A", body)])
        self.file.path.write_bytes(self.copy.data)
        correct = [entry for entry in self.copy.entries if isinstance(entry, Correct)]
        exclude = [entry for entry in self.copy.entries if isinstance(entry, Exclude)]
        rewritten = corrections.model_copy(update={"correct": correct, "exclude": exclude})
        files = replace(self._files(), corrections=rewritten)
        self.after: Intake = intake_contract(folder.contract, files, folder.settings, YEAR)

    def _files(self):
        contracts = {self.folder.contract.id: self.folder.contract}
        mappings = load_mappings(self.folder.settings.company_dir, contracts)
        found = find_files(self.folder.settings, self.folder.company, mappings, YEAR, contracts)
        return found.of(self.folder.contract.id)

    @property
    def rows(self) -> dict[int, list[list[str]]]:
        return read_sheets(self.copy.data).rows

    @property
    def text(self) -> str:
        if self.copy.separator is not None:
            return self.copy.data.decode("utf-8-sig")
        with zipfile.ZipFile(io.BytesIO(self.copy.data)) as book:
            return "".join(book.read(name).decode("utf-8") for name in book.namelist())

    def assert_same_and_nameless(self) -> None:
        assert list(differences_of_rows(self.before, self.after, KEY)) == []
        for name in ("files", "excluded_rows", "quarantined_rows", "corrected_cells", "control_totals"):
            assert getattr(self.after, name) == getattr(self.before, name)
        assert [told for told in (*NAMES, *NUMBERS) if told in self.text] == []


def test_people_are_their_hashes_and_every_row_has_its_number_and_its_original(folder: CompanyFolder):
    folder.put("roster.csv", [HEADING, *ROWS], encoding="gbk")
    retired = Retired(folder)
    retired.assert_same_and_nameless()
    person = pseudonym("000123", "employee", KEY)
    assert retired.rows[0][1] == [
        f"hash-{person}",
        OMITTED,
        f"hash-{pseudonym('440301199001051234', 'identity', KEY)}",
        "男",
        "1990-01-05",
        "1,924.37",
    ]
    frame = pseudonymise(retired.after.frame, ROSTER, KEY)
    assert frame["employee_no"].iloc[0] == person
    assert list(frame["source_row"]) == [2, 3]
    assert set(frame["source_file"]) == {retired.before.files[0].source_file}
    assert (retired.after.files[0].encoding, retired.after.files[0].separator) == ("gbk", ",")


def test_what_stands_around_the_table_and_what_no_contract_reads_is_left_out(folder: CompanyFolder):
    rows = [
        ["在職花名冊", "制表：張三"],
        [],
        [*HEADING, "主管"],
        *([*row, "王五"] for row in ROWS),
        ["合計", "", "", "", "", "1,924.37", ""],
        ["共 2 條"],
        ["註：張三已調職"],
        ["制表人：王五"],
    ]
    folder.put("roster.csv", rows)
    retired = Retired(folder)
    retired.assert_same_and_nameless()
    assert len(retired.after.control_totals) == 2
    assert [row[0] for row in retired.rows[0][5:]] == ["合計", "共 2 條", OMITTED_NOTE, OMITTED_NOTE]
    assert retired.rows[0][2] == [*HEADING, "主管"]
    assert retired.rows[0][:2] == [["", ""], []]


def test_a_workbook_keeps_its_sheets_and_the_places_of_its_cells(folder: CompanyFolder):
    two_lines = [["員工", "", "證件", "", "", ""], ["編號", "", "號碼", "", "", ""]]
    two_lines[0][1], two_lines[0][3:] = "姓名", HEADING[3:]
    other = ["000125", "王五", "", "男", "1991-01-05", "3"]
    sheets = {"封面": [["張三"]], "甲": [["張三 編製"], [], *two_lines, *ROWS], "乙": [HEADING, other]}
    folder.map(sheets=["甲", "乙"])
    folder.put("roster.xlsx", workbook(sheets))
    retired = Retired(folder)
    retired.assert_same_and_nameless()
    assert list(retired.after.frame["source_row"]) == [5, 6, 2]
    assert "封面" not in retired.text
    assert retired.copy.data == write_sheets(read_sheets(retired.copy.data))


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        (0, "1E+5"),
        (0, "#N/A"),
        (0, ""),
        (3, "?"),
        (4, "1985-13-45"),
        (5, "many"),
        (1, "#REF!"),
        (2, "12300.0"),
    ],
)
def test_a_row_that_cannot_be_read_stays_unreadable_in_the_same_words(
    folder: CompanyFolder, column: int, cell: str
):
    row = list(ROWS[0])
    row[column] = cell
    folder.put("roster.csv", [HEADING, row, ROWS[1]])
    retired = Retired(folder)
    retired.assert_same_and_nameless()


def test_a_row_of_another_width_is_held_back_without_any_of_its_cells(folder: CompanyFolder):
    folder.put("roster.csv", [HEADING, [*ROWS[0], "王五"], ROWS[1]])
    retired = Retired(folder)
    retired.assert_same_and_nameless()
    assert retired.rows[0][1] == [OMITTED] * 7


def test_a_row_that_is_filled_where_nobody_reads_is_still_a_row(folder: CompanyFolder):
    folder.put(
        "roster.csv", [[*HEADING, "主管"], [*ROWS[0], ""], ["", "", "", "", "", "", "王五"], [*ROWS[1], ""]]
    )
    Retired(folder).assert_same_and_nameless()


def test_names_and_numbers_of_a_row_s_person_leave_its_free_text(folder: CompanyFolder, tmp_path):
    folder = CompanyFolder(tmp_path / "other", WITH_NOTE)
    folder.map()
    folder.put("roster.csv", [[*HEADING, "備註"], [*ROWS[0], "張三（000123）復職"], [*ROWS[1], ""]])
    retired = Retired(folder)
    retired.assert_same_and_nameless()
    assert retired.rows[0][1][6] == "***（***）復職"


def test_what_a_copy_keeps_of_a_free_text_is_what_the_warehouse_gets_of_it(tmp_path):
    folder = CompanyFolder(tmp_path, WITH_NOTE)
    folder.map()
    folder.put("roster.csv", [[*HEADING, "備註"], [*ROWS[0], "工號000123張三復職"], [*ROWS[1], "李四"]])
    retired = Retired(folder)
    retired.assert_same_and_nameless()
    frame = pseudonymise(retired.before.frame, WITH_NOTE, KEY)
    assert list(frame["remark"]) == ["工號******復職", "***"]
    assert [row[6] for row in retired.rows[0][1:]] == list(frame["remark"])


def test_a_text_that_figures_may_depend_on_stays_even_if_a_person_is_called_like_it(tmp_path):
    needed = WITH_NOTE.columns["remark"].model_copy(update={"required": True})
    folder = CompanyFolder(
        tmp_path, WITH_NOTE.model_copy(update={"columns": WITH_NOTE.columns | {"remark": needed}})
    )
    folder.map()
    folder.put("roster.csv", [[*HEADING, "備註"], [*ROWS[0], "張三有限公司"]])
    assert list(Retired(folder).after.frame["remark"]) == ["張三有限公司"]


def test_a_total_says_no_more_than_its_number(folder: CompanyFolder):
    totals = [
        ["合計（製表：王五）", "", "", "", "", "1,924.37"],
        ["共 2 條，製表人 Wong Ng王五"],
        ["Grand total", "", "", "", "王五", "1,924.37"],
    ]
    folder.put("roster.csv", [HEADING, *ROWS, *totals])
    retired = Retired(folder)
    retired.assert_same_and_nameless()
    assert [total.stated for total in retired.after.control_totals] == ["1924.37", "2", "1924.37"]
    told = [[cell for cell in row if cell] for row in retired.rows[0][3:]]
    assert told == [
        ["合計（：）", "1,924.37"],
        ["共 2 條，人  "],
        ["Grand total", "1,924.37"],
    ]


@pytest.mark.parametrize("at", [3, 4])
def test_a_number_or_name_in_a_wrong_column_does_not_survive_there(folder: CompanyFolder, at: int):
    rows = [[*ROWS[0][:at], secret, *ROWS[0][at + 1 :]] for secret in ("張三", "440301199001051234")]
    folder.put("roster.csv", [HEADING, *rows])
    Retired(folder).assert_same_and_nameless()


def test_corrections_name_people_by_their_hash_and_a_row_that_only_a_name_tells_by_its_number(
    folder: CompanyFolder,
):
    folder.put("roster.csv", [HEADING, *ROWS, ["000999", "王五", "", "男", "1990-01-01", "1"]])
    of = {"file": f"raw/{YEAR}/roster.csv", "reason": "x"}
    folder.correct(
        correct=[
            of | {"key": {"員工編號": "000123"}, "column": "薪資", "old": "1,924.37", "new": "2"},
            of | {"row": 3, "column": "employee_no", "old": "000124", "new": "000125"},
            of | {"key": {"姓名": "李四"}, "column": "姓名", "old": "李四", "new": "李思"},
        ],
        exclude=[of | {"key": {"姓名": "王五"}, "rule": "test_row"}],
    )  # fmt: skip
    retired = Retired(folder)
    retired.assert_same_and_nameless()
    told = [entry.model_dump(include={"row", "key", "old", "new"}) for entry in retired.copy.entries]
    kept, number, moved = (pseudonym(one, "employee", KEY) for one in ("000123", "000124", "000125"))
    assert told == [
        {"row": None, "key": {"員工編號": f"hash-{kept}"}, "old": "1,924.37", "new": "2"},
        {"row": 3, "key": None, "old": f"hash-{number}", "new": f"hash-{moved}"},
        {"row": 3, "key": None, "old": OMITTED, "new": OMITTED},
        {"row": 4, "key": None},
    ]


def test_the_original_is_refused_when_it_comes_back(folder: CompanyFolder):
    path = folder.put("roster.csv", [HEADING, *ROWS])
    original = path.read_bytes()
    retired = Retired(folder)
    path.write_bytes(original)
    (fault,) = folder.faults()
    assert "retired on 2026-01-01" in fault
    assert hashlib.sha256(retired.copy.data).hexdigest() in fault


def test_a_cell_that_nothing_can_stand_in_for_is_refused_by_its_place():
    odd = ROSTER.columns["employee_no"].model_copy(update={"type": "date"})
    contract = ROSTER.model_copy(update={"columns": ROSTER.columns | {"employee_no": odd}})
    data = text_table([HEADING, ["29/02/2023", *ROWS[0][1:]]]).encode()
    reading = ReadAs(contract, Feed(contract="hr__roster"), date(YEAR, 12, 31))
    with pytest.raises(CopyError, match="row 2, column employee_no"):
        copy_of(data, "raw/2023/roster.csv", [reading], [], KEY)


def test_a_text_that_no_cell_can_hold_is_refused():
    sheets = read_sheets(workbook({"a": [["x"]]}))
    with pytest.raises(SheetsError, match="too long"):
        write_sheets(sheets.with_cells(lambda cell: cell * 40_000))
