"""Nobody's name, identity number or employee number is found after intake, in any file that a run writes.

What is personal is gathered here from the exports' own headings, not by the reader under test.
"""

from __future__ import annotations

import csv
import io
import re
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import openpyxl
import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from dagster_project import cli
from dagster_project.settings import Settings, settings_for
from tests.integration.small_company import cut_down, export, put_old_draft

pytestmark = pytest.mark.slow

NAMES = {"姓名", "fullName", "審批人"}
NUMBERS = {"證件號碼", "員工編號", "工號", "人員主鍵", "學員工號", "錄用員工編號", "userId"}
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
CODE = re.compile(r"[0-9A-Za-z*]{5,}")
ESCAPED = re.compile(r"\\+u([0-9a-fA-F]{4})")
MASKED_IN_THE_SOURCE = re.compile(r"\*+")


@dataclass
class Secrets:
    """What must not be found.

    Chinese names of two characters are words too, so they are sought as whole words; numbers whose zeros a
    spreadsheet dropped are row numbers too, so they are sought as whole cells.
    """

    numbers: set[str] = field(default_factory=set)
    short_numbers: set[str] = field(default_factory=set)
    long_names: set[str] = field(default_factory=set)
    short_names: set[str] = field(default_factory=set)
    latin_names: set[str] = field(default_factory=set)

    def add(self, heading: str, value: str) -> None:
        if heading in NUMBERS:
            (self.short_numbers if len(value) < 8 else self.numbers).add(value)
        elif not CHINESE.fullmatch(value):
            self.latin_names.add(value)
        else:
            (self.short_names if len(value) < 3 else self.long_names).add(value)

    def found_in(self, text: str) -> set[str]:
        text = ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
        found = self.numbers.intersection(CODE.findall(text)) | self.short_numbers.intersection(
            text.split("\n")
        )
        for run in CHINESE.findall(text):
            if run in self.short_names:
                found.add(run)
            found |= self.long_names & {
                run[start : start + size] for size in (3, 4) for start in range(len(run) - size + 1)
            }
        return found | {name for name in self.latin_names if name in text}


def secrets_of(raw: Path) -> Secrets:
    secrets = Secrets()
    for file in sorted(path for path in raw.rglob("*") if path.is_file()):
        wanted: dict[int, str] = {}
        for row in _rows(file):
            headings = {place: cell for place, cell in enumerate(row) if cell in NAMES | NUMBERS}
            if headings:
                wanted = headings
                continue
            for place, heading in wanted.items():
                value = row[place] if place < len(row) else ""
                if len(value) > 1 and not MASKED_IN_THE_SOURCE.fullmatch(value):
                    secrets.add(heading, value)
    return secrets


def _rows(file: Path) -> Iterator[list[str]]:
    if file.suffix == ".xlsx":
        for sheet in openpyxl.load_workbook(file, read_only=True).worksheets:
            for row in sheet.iter_rows(values_only=True):
                yield ["" if cell is None else str(cell).strip() for cell in row]
        return
    text = _text(file.read_bytes())
    for row in csv.reader(io.StringIO(text), delimiter=max(",\t;|", key=text.count)):
        yield [cell.strip() for cell in row]


def _text(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def texts_of(file: Path) -> Iterator[tuple[str, str]]:
    """Everything that a file says, as text with the place that it stands in."""
    if file.suffix == ".duckdb":
        with duckdb.connect(str(file), read_only=True) as connection:
            yield from _texts_of_tables(connection)
    elif file.suffix == ".parquet":
        yield file.name, "\n".join(str(row) for row in duckdb.read_parquet(str(file)).fetchall())
    elif file.suffix == ".pdf":
        yield file.name, "\n".join(page.extract_text() for page in PdfReader(file).pages)
    elif zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as book:
            for name in book.namelist():
                yield f"{file.name}/{name}", book.read(name).decode("utf-8", errors="replace")
    else:
        yield file.name, file.read_bytes().decode("utf-8", errors="replace")


def _texts_of_tables(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str]]:
    columns = connection.execute(
        "select table_schema, table_name, column_name from information_schema.columns "
        "join information_schema.tables using (table_schema, table_name) "
        "where table_type = 'BASE TABLE' and (data_type = 'VARCHAR' or data_type = 'JSON' or data_type like '%[]')"
    ).fetchall()
    for schema, table, column in columns:
        values = connection.execute(
            f'select string_agg(distinct cast("{column}" as varchar), chr(10)) from "{schema}"."{table}"'
        ).fetchone()
        yield f"{schema}.{table}.{column}", (values or ("",))[0] or ""


def leaks(settings: Settings, secrets: Secrets) -> dict[str, set[str]]:
    """What is found of the secrets, by place, below the data folder (but for the landed files) and the releases."""
    written = [
        path
        for path in settings.data_dir.rglob("*")
        if path.is_file() and settings.landed_dir not in path.parents and path != settings.pseudonym_key
    ]
    written += [path for path in (settings.company_dir / "releases").rglob("*") if path.is_file()]
    assert len(written) > 3
    found = {
        f"{path.relative_to(path.parents[2])}: {place}": secrets.found_in(text)
        for path in written
        for place, text in texts_of(path)
    }
    return {place: hits for place, hits in found.items() if hits}


@pytest.fixture(scope="module")
def secrets(run_company) -> Secrets:
    return secrets_of(run_company.settings.company_dir / "raw")


def test_the_search_knows_thousands_and_finds_them_however_they_are_written(secrets, tmp_path):
    assert len(secrets.numbers) > 5000
    assert len(secrets.long_names) > 500
    assert len(secrets.latin_names) > 20
    number, name, latin = min(secrets.numbers), min(secrets.long_names), min(secrets.latin_names)
    escaped = name.encode("unicode_escape").decode()
    assert secrets.found_in(f"row of {number}, 員工{name}離職; {latin}") == {number, name, latin}
    assert secrets.found_in(f'{{"text": "{escaped}"}}') == {name}
    database = tmp_path / "planted.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("create table planted as select ? as told", [f"{name}/{number}"])
    ((place, text),) = texts_of(database)
    assert (place, secrets.found_in(text)) == ("main.planted.told", {name, number})


def test_no_one_is_found_after_intake(run_company, secrets):
    assert all(run.passed for run in run_company.runs.values())
    assert leaks(run_company.settings, secrets) == {}


MAY_HOLD_BIRTH_DATES = {"raw", "staging", "intermediate"}
BIRTH_DATES = {"hr__employees", "hr__employments", "hr__separations"}
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def test_birth_dates_end_at_the_age_band(run_company):
    """No column of a later layer, nor any other file of the runs, says a date of birth or an age in years."""
    settings = run_company.settings
    births: set[str] = set()
    for year in run_company.runs:
        with duckdb.connect(str(settings.warehouse(year)), read_only=True) as connection:
            for table in BIRTH_DATES:
                births |= {
                    day for (day,) in connection.execute(f"select birth_date from raw.{table}").fetchall()
                }
    assert len(births) > 1000
    found: dict[str, set[str]] = {}
    for year in run_company.runs:
        with duckdb.connect(str(settings.warehouse(year)), read_only=True) as connection:
            for schema, table, column in _columns_after_the_age_band(connection):
                assert column not in ("born_on", "birth_date", "age_years"), f"{schema}.{table}.{column}"
                values = connection.execute(
                    f'select distinct cast("{column}" as varchar) from "{schema}"."{table}"'
                ).fetchall()
                days = {day for (value,) in values if value for day in DAY.findall(value)}
                found[f"{year} {schema}.{table}.{column}"] = days & births
    for path in settings.data_dir.rglob("*"):
        if path.is_file() and path.suffix != ".duckdb" and settings.landed_dir not in path.parents:
            for place, text in texts_of(path):
                found[place] = births.intersection(DAY.findall(text))
    assert {place: days for place, days in found.items() if days} == {}


def _columns_after_the_age_band(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str]]:
    columns = connection.execute(
        "select table_schema, table_name, column_name from information_schema.columns "
        "where table_schema not in ('information_schema', 'pg_catalog')"
    ).fetchall()
    assert {"core", "marts", "history", "audit", "gates"} <= {schema for schema, *_ in columns}
    return [one for one in columns if one[0] not in MAY_HOLD_BIRTH_DATES]


def test_only_the_owner_may_look_at_landed_files_and_at_the_key(run_company):
    settings = run_company.settings
    assert mode(settings.landed_dir) == 0o700
    assert mode(settings.pseudonym_key) == 0o600
    assert {mode(path) & 0o077 for path in settings.landed_dir.iterdir()} == {0}


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_no_one_is_found_after_a_run_that_bad_rows_stopped(made_up_company, tmp_path, monkeypatch):
    """Names where dates and codes belong, one field too many, a date that the gate refuses, a repeated key."""
    company = cut_down(made_up_company, tmp_path / "company")
    monkeypatch.setenv("ESG_DATA", str(tmp_path / "data"))
    settings = settings_for(company)
    put_old_draft(settings)
    file = export(settings, "SuccessFactors")
    heading, *rows = [line.split(",") for line in file.read_text(encoding="utf-8-sig").splitlines()]
    place = {name: number for number, name in enumerate(heading)}
    name, number = place["fullName"], place["userId"]
    rows[0][place["dateOfBirth"]] = rows[0][name]
    rows[1][place["gender"]] = f"{rows[1][name]} {rows[1][number]}"
    rows[2].append(rows[2][name])
    rows[3][place["hireDate"]] = rows[3][place["dateOfBirth"]]
    rows[4] = list(rows[5])
    text = "\r\n".join(",".join(row) for row in [heading, *rows]) + "\r\n"
    file.write_text(text, encoding="utf-8-sig", newline="")
    monkeypatch.setattr(cli.console, "_width", 2000)
    result = CliRunner().invoke(cli.app, ["run", "--year", "2022", "--company", str(company)])
    assert result.exit_code == 1
    with duckdb.connect(str(settings.warehouse(2022)), read_only=True) as connection:
        held = connection.execute("select source_row from raw.quarantined_rows order by 1").fetchall()
    assert held == [(2,), (3,), (4,), (5,), (7,)]
    secrets = secrets_of(company / "raw")
    assert secrets.found_in(result.output) == set()
    assert leaks(settings, secrets) == {}
