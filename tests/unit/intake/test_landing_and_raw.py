"""What stays of a file: its bytes under their hash, its rows in the warehouse, and nobody's name."""

from __future__ import annotations

import hashlib
import stat

import duckdb
import pytest

from dagster_project.intake import empty_intake, pseudonymise, unbalanced_files, write_raw
from dagster_project.intake.landing import LandingError, land
from dagster_project.intake.raw_tables import ClearIdentifierError, LostRowsError
from dagster_project.registry.contracts import METADATA_COLUMNS, Contract
from tests.unit.intake.company_folder import HEADING, ROSTER, YEAR, CompanyFolder

KEY = b"k" * 32
ROWS = [
    ["E1001", "司馬相如", "44030119900105123X", "男", "1990-01-05", "1,924.37"],
    ["E1002", "卓文君", "440301198502031234", "女", "1985-02-03", ""],
    ["E1003", "卓王孫", "440301195502031234", "?", "1955-02-03", "1"],
    ["註：卓王孫已退休", "", "", "", "", ""],
]
SECRETS = [
    "司馬相如",
    "卓文君",
    "卓王孫",
    "44030119900105123X",
    "440301198502031234",
    "440301195502031234",
    "E100",
]


@pytest.fixture
def folder(folder: CompanyFolder) -> CompanyFolder:
    folder.put("roster.csv", [HEADING, *ROWS])
    return folder


def written(folder: CompanyFolder) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    intake = folder.intake()
    write_raw(connection, ROSTER, intake.with_frame(pseudonymise(intake.frame, ROSTER, KEY)))
    return connection


def tables(connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple]]:
    names = [
        row[0] for row in connection.execute("select table_name from duckdb_tables() order by all").fetchall()
    ]
    return {name: connection.execute(f"from raw.{name} order by all").fetchall() for name in names}


def test_a_file_is_landed_untouched_and_private(folder):
    folder.intake()
    landed = folder.settings.landed_dir
    data = (folder.settings.raw_dir(YEAR) / "roster.csv").read_bytes()
    (copy,) = landed.iterdir()
    assert copy.name == hashlib.sha256(data).hexdigest()
    assert copy.read_bytes() == data
    assert stat.S_IMODE(landed.stat().st_mode) == 0o700
    assert stat.S_IMODE(copy.stat().st_mode) == 0o400


def test_landing_again_changes_nothing(folder):
    folder.intake()
    (copy,) = folder.settings.landed_dir.iterdir()
    before = copy.stat().st_mtime_ns
    folder.intake()
    assert [path.name for path in folder.settings.landed_dir.iterdir()] == [copy.name]
    assert copy.stat().st_mtime_ns == before


def test_evidence_that_was_changed_is_noticed(tmp_path):
    digest = land(b"one", tmp_path / "landed")
    copy = tmp_path / "landed" / digest
    copy.chmod(0o600)
    copy.write_bytes(b"two")
    with pytest.raises(LandingError, match="changed after it was landed"):
        land(b"one", tmp_path / "landed")


def test_a_file_that_cannot_be_read_is_landed_all_the_same(folder):
    folder.put("roster.csv", b"\xff\xff")
    assert folder.faults()
    assert len(list(folder.settings.landed_dir.iterdir())) == 1


def test_no_name_or_number_is_in_any_table(folder):
    text = str(tables(written(folder)))
    for secret in SECRETS:
        assert secret not in text


def test_raw_tables_are_text_with_their_metadata(folder):
    connection = written(folder)
    columns = connection.execute(
        "select column_name, data_type from duckdb_columns() "
        "where table_name = 'hr__roster' order by column_index"
    ).fetchall()
    assert columns == [
        (name, "INTEGER" if name in ("source_row", "reporting_year") else "VARCHAR")
        for name in ["employee_no", "id_number", "gender", "birth_date", "salary", *METADATA_COLUMNS]
    ]
    rows = connection.execute(
        "select gender, birth_date, salary, source_row, reporting_year from raw.hr__roster order by 4"
    ).fetchall()
    assert rows == [("male", "1990-01-05", "1924.37", 2, 2023), ("female", "1985-02-03", None, 3, 2023)]


def test_a_row_id_stands_for_one_row(folder):
    intake = folder.intake()
    frame = pseudonymise(intake.frame, ROSTER, KEY).assign(row_id="one:0:2")
    connection = duckdb.connect()
    with pytest.raises(duckdb.ConstraintException, match='duplicate key "one:0:2"'):
        write_raw(connection, ROSTER, intake.with_frame(frame))
    assert tables(connection) == {}


def test_the_books_add_up_in_the_warehouse(folder):
    connection = written(folder)
    books = tables(connection)
    assert (len(books["excluded_rows"]), len(books["quarantined_rows"])) == (1, 1)
    counts = "landed_rows, kept_rows, excluded_rows, quarantined_rows, encoding, separator"
    assert connection.execute(f"select {counts} from raw.landed_files").fetchall() == [
        (4, 2, 1, 1, "utf-8", ",")
    ]
    assert unbalanced_files(connection) == []
    connection.execute("delete from raw.hr__roster where source_row = 2")
    assert unbalanced_files(connection) == [
        "hr__roster: raw/2023/roster.csv landed 4 rows, but 1 kept + 1 excluded + 1 quarantined"
    ]


def test_writing_again_replaces_the_contract_s_rows(folder):
    connection = written(folder)
    before = tables(connection)
    intake = folder.intake()
    write_raw(connection, ROSTER, intake.with_frame(pseudonymise(intake.frame, ROSTER, KEY)))
    assert tables(connection) == before


def test_a_contract_out_of_scope_has_an_empty_table_with_all_columns(folder):
    connection = written(folder)
    write_raw(connection, ROSTER, empty_intake(ROSTER, YEAR))
    assert tables(connection) == {
        "control_totals": [],
        "corrected_cells": [],
        "excluded_rows": [],
        "hr__roster": [],
        "landed_files": [],
        "quarantined_rows": [],
    }
    assert len(connection.execute("from raw.hr__roster").description or []) == len(ROSTER.raw_columns)


def test_clear_identifiers_are_never_written(folder):
    connection = duckdb.connect()
    intake = folder.intake()
    with pytest.raises(ClearIdentifierError, match="person_name, employee_no, id_number"):
        write_raw(connection, ROSTER, intake)
    assert connection.execute("select count(*) from duckdb_tables()").fetchone() == (0,)


def test_lost_rows_are_never_written(folder):
    intake = folder.intake()
    frame = pseudonymise(intake.frame, ROSTER, KEY).iloc[:1]
    with pytest.raises(LostRowsError, match="landed 4 rows"):
        write_raw(duckdb.connect(), ROSTER, intake.with_frame(frame))


def test_pseudonyms_join_across_exports_and_tell_kinds_apart(folder):
    frame = folder.intake().frame
    first, again = (pseudonymise(frame, ROSTER, KEY) for _ in range(2))
    assert first.equals(again)
    assert "person_name" not in first
    assert first["employee_no"].str.fullmatch("[0-9a-f]{32}").all()
    same = frame.assign(id_number=frame["employee_no"])
    hashed = pseudonymise(same, ROSTER, KEY)
    assert (hashed["employee_no"] == first["employee_no"]).all()
    assert (hashed["id_number"] != hashed["employee_no"]).all()
    assert (pseudonymise(frame, ROSTER, b"j" * 32)["employee_no"] != first["employee_no"]).all()
    assert frame["person_name"].tolist() == ["司馬相如", "卓文君"]


def test_a_missing_identifier_stays_missing(folder):
    frame = folder.intake().frame
    frame["id_number"] = None
    assert pseudonymise(frame, ROSTER, KEY)["id_number"].tolist() == [None, None]


BORN = Contract.model_validate(
    {
        **ROSTER.model_dump(by_alias=True),
        "columns": ROSTER.model_dump(by_alias=True)["columns"]
        | {"birth_date": {"type": "date", "required": True, "personal": "birth", "meaning": "Birth"}},
    }
)


def test_the_key_of_a_birth_date_tells_whether_it_is_the_same_and_nothing_else(folder):
    frame = folder.intake().frame
    day = frame["birth_date"].iat[0]
    keys = pseudonymise(frame.assign(birth_date=day), BORN, KEY)["birth_date_key"]
    assert keys.str.fullmatch("[0-9a-f]{32}").all()
    assert keys.nunique() == frame["employee_no"].nunique()
    assert keys.tolist() == pseudonymise(frame.assign(birth_date=day), BORN, KEY)["birth_date_key"].tolist()
    changed = pseudonymise(frame.assign(birth_date="1970-01-01"), BORN, KEY)["birth_date_key"]
    assert (changed != keys).all()
    assert (pseudonymise(frame.assign(birth_date=day), BORN, b"j" * 32)["birth_date_key"] != keys).all()
    assert pseudonymise(frame.assign(birth_date=None), BORN, KEY)["birth_date_key"].isna().all()


def test_books_of_an_earlier_version_are_completed(folder):
    connection = written(folder)
    before = tables(connection)
    connection.execute("alter table raw.excluded_rows drop column decided_by")
    connection.execute("drop table raw.corrected_cells")
    intake = folder.intake()
    write_raw(connection, ROSTER, intake.with_frame(pseudonymise(intake.frame, ROSTER, KEY)))
    after = tables(connection)
    assert {name: sorted(map(str, rows)) for name, rows in after.items()}.keys() == before.keys()
    assert connection.execute("select decided_by from raw.excluded_rows").fetchall() == [(None,)]
