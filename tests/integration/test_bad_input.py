"""Bad files and bad rows of a company that is otherwise right: what is said, what is stopped, and what goes on.

The reader's own faults have their tests in `tests/unit/intake`; here a file goes through the border and the graph.
"""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from dagster_project import cli
from dagster_project.company import read_company
from dagster_project.digests import file_digest
from dagster_project.intake import IntakeError
from dagster_project.intake_border import TakenIn, take_in
from dagster_project.project import SEEDS_DIR
from dagster_project.registry.contracts import load_contracts
from dagster_project.settings import Settings, settings_for
from dagster_project.warehouse.connection import warehouse
from tests.integration.small_company import (
    COMPLAINTS,
    EMPLOYMENTS,
    LAWSUITS,
    assert_only_the_old_draft,
    cut_down,
    export,
    put_old_draft,
)

pytestmark = pytest.mark.slow

YEAR = 2022
FILE = "raw/2022/客服/客訴台帳_2022.csv"
INJURIES = "hr__injuries"
STATES = count()


@pytest.fixture
def settings(made_up_company, tmp_path) -> Settings:
    company = cut_down(made_up_company, tmp_path / "company", (COMPLAINTS, LAWSUITS, EMPLOYMENTS, INJURIES))
    return Settings(company, tmp_path / "data")


def taken_in(settings: Settings, contract: str = COMPLAINTS) -> TakenIn:
    contracts = load_contracts(SEEDS_DIR / "contracts")
    company = read_company(settings.company_dir)
    return take_in(settings, company, contracts[contract], YEAR, f"state {next(STATES)}")


def faults(settings: Settings, contract: str = COMPLAINTS) -> list[str]:
    with pytest.raises(IntakeError) as raised:
        taken_in(settings, contract)
    said = [str(fault) for fault in raised.value.faults]
    for one in said:
        assert re.search(r"found: .+\n.*expected: .+\n.*to do: .+", one), one
        assert one in str(raised.value).replace("\r", "")
    return said


def query(settings: Settings, sql: str) -> list[tuple]:
    with warehouse(settings.warehouse(YEAR), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def edit(path: Path, change: Callable[[list[list[str]]], None]) -> None:
    """Change the cells of the complaints' file: row 2 is the heading, row 3 the first complaint."""
    rows = [line.split(",") for line in path.read_text(encoding="utf-8-sig").splitlines()]
    change(rows)
    path.write_text("\r\n".join(",".join(row) for row in rows) + "\r\n", encoding="utf-8-sig", newline="")


def set_cell(row: int, column: int, value: str) -> Callable[[list[list[str]]], None]:
    def change(rows: list[list[str]]) -> None:
        rows[row - 1][column] = value

    return change


def test_a_file_that_is_missing(settings):
    export(settings, "客訴").unlink()
    (said,) = faults(settings)
    assert "客訴台帳_*.csv" in said
    assert COMPLAINTS in said
    assert taken_in(settings, LAWSUITS).outcome == "passed"


def test_an_empty_file(settings):
    export(settings, "客訴").write_bytes(b"")
    (said,) = faults(settings)
    assert said.startswith(FILE)
    assert "an empty file" in said


def test_a_file_that_was_cut_in_its_last_row(settings):
    file = export(settings, "客訴")
    rows = file.read_bytes().rstrip().count(b"\n") + 1
    file.write_bytes(file.read_bytes()[:-30])
    (said,) = faults(settings)
    assert said.startswith(f"{FILE}, row {rows}")
    assert "cut off" in said


def test_a_workbook_that_was_cut(settings):
    file = export(settings, "工傷")
    file.write_bytes(file.read_bytes()[:4000])
    (said,) = faults(settings, INJURIES)
    assert said.startswith("raw/2022/人力/工傷台帳_2022.xlsx")
    assert "workbook that cannot be opened" in said


def test_bytes_in_no_known_encoding(settings):
    export(settings, "客訴").write_bytes(random.Random(7).randbytes(4000))
    (said,) = faults(settings)
    assert said.startswith(FILE)
    assert "UTF-8" in said


def test_required_columns_that_are_missing_and_headings_that_repeat_are_told_together(settings):
    def change(rows):
        rows[1] = ["工單號碼簿", "受理日期", "產品", "產品", "有效嗎", "結案日期", "處理結果"]

    edit(export(settings, "客訴"), change)
    said = faults(settings)
    text = "\n".join(said)
    assert len(said) == 3
    assert all(one.startswith(f"{FILE}, row 2") for one in said)
    assert "工單號" in text
    assert "是否有效投訴" in text
    assert "產品 more than once" in text


def test_a_file_that_no_mapping_claims_stops_whatever_it_may_belong_to(settings):
    new = settings.raw_dir(YEAR) / "客服" / "新系統導出.csv"
    new.write_text("a,b\n1,2\n", encoding="utf-8")
    for contract in (COMPLAINTS, LAWSUITS):
        (said,) = faults(settings, contract)
        assert said.startswith("raw/2022/客服/新系統導出.csv")
        assert "no mapping claims" in said
    assert not settings.warehouse(YEAR).exists()


def test_the_same_file_twice(settings):
    file = export(settings, "客訴")
    shutil.copyfile(file, file.with_name("客訴台帳_副本.csv"))
    (said,) = faults(settings)
    assert said.startswith("raw/2022/客服/客訴台帳_副本.csv")
    assert f"the same bytes as {FILE}" in said


def test_cells_that_cannot_be_read_hold_their_rows_back_and_no_other(settings):
    file = export(settings, "客訴")
    edit(file, set_cell(4, 1, "2022-02-30"))
    edit(file, set_cell(6, 4, "也許"))
    result = taken_in(settings)
    assert result.outcome == "failed"
    for row, column, found in ((4, "received_on", "2022-02-30"), (6, "is_valid", "也許")):
        assert re.search(
            rf"- {FILE}, row {row}, column {column}\n"
            rf"  - found: {found}\n  - expected: .+\n  - reason: .+\n  - to do: .+",
            result.report,
        ), result.report
    ((landed, kept, held),) = query(
        settings, "select landed_rows, kept_rows, quarantined_rows from raw.landed_files"
    )
    assert held == 2
    assert kept == landed - 2
    rows = query(settings, f"select source_row from raw.{COMPLAINTS} order by 1")
    assert not {(4,), (6,)} & set(rows)
    assert len(rows) == kept
    assert taken_in(settings, LAWSUITS).outcome == "passed"


def test_a_repeated_row_is_held_back_and_the_first_is_named(settings):
    edit(export(settings, "客訴"), lambda rows: rows.insert(5, rows[3]))
    assert taken_in(settings).outcome == "failed"
    ((row, reason),) = query(settings, "select source_row, reason from raw.quarantined_rows")
    assert row == 6
    assert f"row 4 of {FILE}" in reason


WRITTEN = {"reason": "Typed wrongly; the desk confirmed it", "by": "A. Controller", "on": "2023-01-10"}


def write_down(settings: Settings, **entries: dict) -> None:
    path = settings.company_dir / "corrections" / f"{YEAR}.yml"
    path.parent.mkdir(exist_ok=True)
    text = {kind: [{"file": FILE, **WRITTEN, **entry}] for kind, entry in entries.items()}
    path.write_text(yaml.safe_dump(text, allow_unicode=True), encoding="utf-8")


def test_a_bad_row_that_is_left_out_in_writing_opens_the_gate(settings):
    edit(export(settings, "客訴"), set_cell(4, 1, "2022-02-30"))
    assert taken_in(settings).outcome == "failed"
    write_down(settings, exclude={"row": 4, "rule": "test_ticket"})
    assert taken_in(settings).outcome == "passed"
    ((row, rule),) = query(
        settings, "select source_row, rule from raw.excluded_rows where rule = 'test_ticket'"
    )
    assert (row, rule) == (4, "test_ticket")
    assert query(settings, "select * from raw.quarantined_rows") == []


def test_what_is_held_back_lies_beside_the_warehouse_as_a_workbook_until_it_is_settled(settings):
    book = settings.year_dir(YEAR) / "quarantine.xlsx"
    taken_in(settings)
    assert not book.exists()
    edit(export(settings, "客訴"), set_cell(4, 1, "2022-02-30"))
    taken_in(settings)
    assert book.is_file()
    write_down(settings, exclude={"row": 4, "rule": "test_ticket"})
    taken_in(settings)
    assert not book.exists()


def test_a_corrected_cell_can_be_joined_to_the_row_that_it_changed(settings):
    edit(export(settings, "客訴"), set_cell(4, 1, "2022-02-30"))
    write_down(settings, correct={"row": 4, "column": "受理日期", "old": "2022-02-30", "new": "2022-02-28"})
    assert taken_in(settings).outcome == "passed"
    ((old, new, received_on, by, on),) = query(
        settings,
        "select old_value, new_value, received_on, decided_by, decided_on "
        f"from raw.corrected_cells join raw.{COMPLAINTS} using (row_id)",
    )
    assert (old, new, received_on) == ("2022-02-30", "2022-02-28", "2022-02-28")
    assert (by, on) == ("A. Controller", "2023-01-10")


def test_a_correction_of_a_row_that_is_not_there(settings):
    write_down(settings, exclude={"row": 999, "rule": "test_ticket"})
    (said,) = faults(settings)
    assert "row 999" in said


@pytest.fixture
def esg(settings, tmp_path, monkeypatch) -> Callable[..., Result]:
    """The command line on the small company, in this process; wide, so that no line of its output is broken."""
    monkeypatch.setenv("ESG_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(cli.console, "_width", 2000)
    return lambda *arguments: CliRunner().invoke(
        cli.app, [*arguments, "--year", str(YEAR), "--company", str(settings.company_dir)]
    )


@pytest.mark.slow
def test_the_command_line_tells_every_fault_of_every_file_at_once(settings, esg):
    old = put_old_draft(settings)
    export(settings, "客訴").write_bytes(b"")
    export(settings, "訴訟").unlink()
    export(settings, "工傷").write_bytes(b"PK\x03\x04 and nothing more")
    employments = export(settings, "SuccessFactors")
    text = employments.read_text(encoding="utf-8-sig")
    employments.write_text(text.replace("hireDate", "[started]", 1), encoding="utf-8")
    result = esg("run")
    assert result.exit_code == 1
    assert "no appendix was written" in result.output
    for said in (
        FILE, "an empty file", "訴訟台帳_*.csv", "工傷台帳_2022.xlsx", "a workbook that cannot be opened",
        "SuccessFactors_Employment_2022.csv", "hireDate", "[started]", "expected:", "to do:",
    ):  # fmt: skip
        assert said in result.output
    assert_only_the_old_draft(old)


@pytest.mark.slow
def test_a_bad_row_blocks_the_year_until_it_is_corrected_in_writing(settings, esg):
    old = put_old_draft(settings)
    edit(export(settings, "客訴"), set_cell(4, 1, "2022-02-30"))
    result = esg("run")
    assert result.exit_code == 1
    assert f"{FILE}, row 4, column received_on" in result.output
    assert "found: 2022-02-30" in result.output
    assert_only_the_old_draft(old)
    ran = settings_for(settings.company_dir)
    for others in (LAWSUITS, EMPLOYMENTS):
        assert query(ran, f"select count(*) from raw.{others}") > [(0,)]

    write_down(settings, correct={"row": 4, "column": "受理日期", "old": "2022-02-30", "new": "2022-02-28"})
    result = esg("run")
    assert result.exit_code == 0, result.output
    draft = {path.name: file_digest(path) for path in settings.draft_dir(YEAR).iterdir()}
    assert len(draft) > 5
    assert query(ran, f"select received_on from raw.{COMPLAINTS} where source_row = 4") == [("2022-02-28",)]

    edit(export(settings, "客訴"), set_cell(4, 1, "2022-03-01"))
    result = esg("run")
    assert result.exit_code == 1
    assert f"{FILE}, row 4, column 受理日期" in result.output
    assert "a correction whose old value is not what stands in the file" in result.output
    assert {path.name: file_digest(path) for path in settings.draft_dir(YEAR).iterdir()} == draft
