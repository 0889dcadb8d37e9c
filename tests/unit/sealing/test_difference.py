"""What differs between a version and the draft, and which rows moved it, whatever the file that holds them."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from rich.console import Console

from dagster_project.figures.values import Key
from dagster_project.sealing.difference import Difference, Place, difference
from dagster_project.sealing.difference_book import write_difference
from dagster_project.sealing.difference_shown import NO_ROWS, difference_panel
from dagster_project.signoff.faults import SignOffError
from dagster_project.versions import reviewers_folder
from dagster_project.warehouse.connection import warehouse
from tests.unit.publish.printed_values import REGISTRY, YEAR, company
from tests.unit.sealing.conftest import Sealing

ELECTRICITY = Key("electricity", "total", "total")
BILLS = {"B1": (2, "10"), "B2": (3, "20"), "B3": (4, "30")}


def bills(sealing: Sealing, sha256: str, rows: dict[str, tuple[int, str]], *, keyed: bool = True) -> None:
    """Put a file of bills into the warehouse: by number, its row and its amount."""
    view = "create or replace view intermediate.int_energy__contributions as select 'electricity' as kpi_id, "
    view += "'total' as dimension, 'total' as member, 'numerator' as role, amount, source_file, source_row, row_id "
    with warehouse(sealing.settings.warehouse(YEAR)) as connection:
        connection.execute(
            f"update registry.contracts set row_key = '{'bill_no' if keyed else ''}';"
            f"update raw.landed_files set source_file = '{sha256}';"
            "create or replace table raw.facilities__bills (bill_no varchar, amount varchar, source_file varchar, "
            "source_row integer, row_id varchar)"
        )
        connection.executemany(
            "insert into raw.facilities__bills values (?, ?, ?, ?, ?)",
            [[bill, amount, sha256, row, f"{sha256}:0:{row}"] for bill, (row, amount) in rows.items()],
        )
        connection.execute(
            view.replace(" amount,", " cast(amount as decimal(28, 10)) as amount,")
            + "from raw.facilities__bills"
        )


def compare(sealing: Sealing, before: str | None = None, now: str = "draft") -> Difference:
    return difference(sealing.settings, company(), REGISTRY, YEAR, before, now)


def moved(found: Difference) -> list[tuple[str, str | None, Decimal | None, Decimal | None]]:
    assert found.rows is not None
    return [(one.moved, one.row_key, one.before, one.now) for one in found.rows[ELECTRICITY]]


@pytest.fixture
def published(sealing: Sealing) -> Sealing:
    """A company that published what three bills add up to."""
    bills(sealing, "abc", BILLS)
    sealing.published()
    sealing.draft({f"{YEAR}/electricity": "1"})
    return sealing


def test_rows_are_found_again_in_another_file_with_other_row_numbers(published):
    bills(published, "def", {"B4": (2, "5"), "B1": (3, "10"), "B2": (4, "25")})
    found = compare(published)
    assert moved(found) == [
        ("changed", "bill_no B2", Decimal(20), Decimal(25)),
        ("gone", "bill_no B3", Decimal(30), None),
        ("new", "bill_no B4", None, Decimal(5)),
    ]
    row = found.moved(found.changes.figures[0])[0]
    assert (row.before_at, row.now_at) == (Place("raw/2023/export.csv", 3), Place("raw/2023/export.csv", 4))
    assert found.counts(found.changes.figures[0]) == {"changed": 1, "gone": 1, "new": 1}


def test_rows_of_the_same_file_are_found_again_though_their_keys_are_hashes_by_another_key(published):
    bills(published, "abc", {"H1": (2, "10"), "H2": (3, "20"), "H3": (4, "31")})
    assert moved(compare(published)) == [("changed", "bill_no H3", Decimal(30), Decimal(31))]


def test_rows_without_a_key_are_found_again_by_their_text(published, sealing):
    bills(sealing, "abc", BILLS, keyed=False)
    shutil.rmtree(reviewers_folder(sealing.settings.releases_dir(YEAR) / "v1"))
    sealing.restate({"figures": ["electricity"]})
    sealing.draft({f"{YEAR}/electricity": "1"})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "dagster_project.sealing.seal.write_files", lambda folder, *rest: _as_draft(sealing, folder)
        )
        sealing.published()
    bills(sealing, "def", {"B1": (5, "10"), "B2": (6, "20"), "B3": (7, "31")}, keyed=False)
    assert sorted((one, before, now) for one, _, before, now in moved(compare(sealing))) == [
        ("gone", Decimal(30), None),
        ("new", None, Decimal(31)),
    ]


def _as_draft(sealing: Sealing, folder) -> dict[str, str]:
    from dagster_project.digests import file_digest
    from dagster_project.publish.printed import PRINTED_FILE

    shutil.copyfile(sealing.settings.draft_dir(YEAR) / PRINTED_FILE, folder / PRINTED_FILE)
    return {PRINTED_FILE: file_digest(folder / PRINTED_FILE)}


def test_each_figure_says_its_reason_or_that_it_has_none(published):
    found = compare(published)
    (figure,) = found.changes.figures
    assert (figure.key, figure.before, figure.now) == (ELECTRICITY, "1,924.37", "1")
    assert found.entry(figure) is None
    published.restate({"figures": ["electricity"], "class": "factor"})
    entry = compare(published).entry(figure)
    assert entry is not None and entry.why == "factor"


def test_without_the_reviewers_folder_the_figures_are_told_and_that_rows_are_not(published):
    path = reviewers_folder(published.settings.releases_dir(YEAR) / "v1")
    path.chmod(0o755)
    shutil.rmtree(path)
    found = compare(published)
    assert found.rows is None
    assert len(found.changes.figures) == 1
    console = Console(width=2000, record=True)
    console.print(difference_panel(found, rows=True))
    assert NO_ROWS in console.export_text()


def test_rows_that_change_no_printed_figure_are_counted(sealing):
    bills(sealing, "abc", BILLS)
    sealing.published()
    bills(sealing, "def", BILLS | {"B3": (4, "30.0001")})
    found = compare(sealing)
    assert not found.changes
    assert found.unseen == 1


def test_a_version_that_was_touched_is_not_compared(published):
    path = published.settings.releases_dir(YEAR) / "v1" / "printed.json"
    path.chmod(0o644)
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(content | {"year": 1999}), encoding="utf-8")
    with pytest.raises(SignOffError, match=r"printed.json was changed"):
        compare(published)


def test_a_version_that_is_not_there_is_told_with_those_that_are(published):
    with pytest.raises(SignOffError, match="no version v7; there are: v1, draft"):
        compare(published, "v7")


def test_the_workbook_has_the_figures_the_rows_and_the_same_bytes_again(published, tmp_path):
    bills(published, "def", BILLS | {"B2": (3, "25")})
    found = compare(published)
    for name in ("one.xlsx", "two.xlsx"):
        write_difference(tmp_path / name, found, company())
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    book = load_workbook(tmp_path / "one.xlsx")
    figures, rows, _ = book.worksheets
    assert [cell.value for cell in figures[4]][1:6] == ["electricity", YEAR, "兆瓦時", "1,924.37", "1"]
    assert [cell.value for cell in rows[4]][:6] == [
        "electricity",
        "changed",
        "numerator",
        "bill_no B2",
        20,
        25,
    ]
    assert "虛構" in str(figures["A1"].value)
