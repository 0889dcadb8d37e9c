"""Attaching evidence: the file is kept by its hash, its row added, and a file that changed since is told."""

from __future__ import annotations

from datetime import date

import pytest

from dagster_project.digests import file_digest
from dagster_project.pack.attach import AttachError, attach, look_at
from dagster_project.pack.registers import read_registers, register_file

DAY = date(2024, 1, 17)


@pytest.fixture
def company(tmp_path):
    folder = tmp_path / "company"
    (folder / "raw/2023").mkdir(parents=True)
    (folder / "raw/2023/bills.csv").write_text("a\n1\n", encoding="utf-8")
    return folder


@pytest.fixture
def bill(tmp_path):
    path = tmp_path / "Bill.PDF"
    path.write_bytes(b"a bill")
    return path


def attached(company, bill, to="2023/electricity"):
    return attach(company, 2023, bill, to, note="帳單, 一張", by="甲", on=DAY)


@pytest.mark.parametrize("to", ["2023/electricity", "raw/2023/bills.csv", "raw/2023/bills.csv:2"])
def test_a_file_is_kept_by_its_hash_and_read_back(company, bill, to):
    row = attached(company, bill, to)
    assert read_registers(company, 2023).evidence == (row,)
    assert (company / "assurance" / row.file).read_bytes() == b"a bill"
    assert row.file == f"files/{row.sha256}.pdf"
    assert [one.fault for one in look_at(company, [row])] == [None]


def test_rows_that_stand_there_stay_and_the_next_keeps_the_files_headings(company, bill, tmp_path):
    path = register_file(company, "evidence")
    path.parent.mkdir()
    before = (
        "note,to,file,name,sha256,by,on,year\nold,2022/water,files/x,x," + "0" * 64 + ",B,2023-01-01,2022"
    )
    path.write_text(before, encoding="utf-8")
    row = attached(company, bill)
    assert path.read_text(encoding="utf-8").startswith(before + "\n")
    assert read_registers(company, 2023).evidence == (row,)
    assert len(read_registers(company, 2022).evidence) == 1


def test_the_same_file_may_prove_two_figures_but_not_one_twice(company, bill):
    attached(company, bill)
    attached(company, bill, "2023/water")
    with pytest.raises(AttachError, match="already"):
        attached(company, bill)
    assert len(read_registers(company, 2023).evidence) == 2


@pytest.mark.parametrize(
    "to", ["raw/2023/none.csv", "raw/2023/bills.csv:x", "../bill", "electricity", "2022/water"]
)
def test_what_is_not_there_takes_no_evidence(company, bill, to):
    with pytest.raises(AttachError, match="2023"):
        attached(company, bill, to)
    assert not register_file(company, "evidence").exists()


def test_a_file_that_changed_went_or_lies_elsewhere_is_told(company, bill):
    row = attached(company, bill)
    kept = company / "assurance" / row.file
    kept.write_bytes(b"another bill")
    outside = row.model_copy(update={"file": "../raw/2023/bills.csv"})
    gone = row.model_copy(update={"file": "files/gone.pdf"})
    changed, missing, elsewhere = (one.fault or "" for one in look_at(company, [row, gone, outside]))
    assert "changed" in changed
    assert "not there" in missing
    assert "outside" in elsewhere


def test_evidence_that_became_a_link_out_is_not_copied_into_a_pack(company, bill):
    row = attached(company, bill)
    kept = company / "assurance" / row.file
    kept.unlink()
    kept.symlink_to(bill)
    (told,) = look_at(company, [row])
    assert told.fault == "is a link that leads out of the company folder"


def test_a_name_with_a_sign_that_some_take_for_the_end_of_a_line_is_one_row(company, tmp_path):
    path = tmp_path / "Invoice\u2028May.pdf"
    path.write_bytes(b"a bill")
    row = attach(company, 2023, path, "2023/electricity", note="one\x85two", by="甲", on=DAY)
    assert read_registers(company, 2023).evidence == (row,)


def test_a_note_of_two_lines_is_one_row(company, bill):
    row = attach(company, 2023, bill, "2023/electricity", note="one\ntwo", by="甲", on=DAY)
    assert read_registers(company, 2023).evidence == (row,)


def test_a_link_that_waits_in_the_files_place_is_replaced_and_not_followed(company, bill, tmp_path):
    elsewhere = tmp_path / "elsewhere.txt"
    elsewhere.write_text("mine", encoding="utf-8")
    place = company / "assurance" / "files" / f"{file_digest(bill)}.pdf"
    place.parent.mkdir(parents=True)
    place.symlink_to(elsewhere)
    row = attached(company, bill)
    assert elsewhere.read_text(encoding="utf-8") == "mine"
    assert [one.fault for one in look_at(company, [row])] == [None]


@pytest.mark.parametrize("linked", ["assurance", "assurance/files"])
def test_a_folder_that_leads_out_takes_no_evidence(company, bill, tmp_path, linked):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (company / linked).parent.mkdir(exist_ok=True)
    (company / linked).symlink_to(elsewhere)
    with pytest.raises(AttachError, match="leads out of the company folder"):
        attached(company, bill)
    assert not list(elsewhere.iterdir())
