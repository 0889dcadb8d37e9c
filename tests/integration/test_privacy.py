"""Nobody's name, identity number or employee number is found after intake, in any file that a run writes.

What is personal is gathered here from the exports' own headings, not by the reader under test.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import sqlite3
import stat
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import openpyxl
import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from dagster_project import cli
from dagster_project.project import DBT_DIR
from dagster_project.sealing.seal import publish
from dagster_project.settings import Settings, settings_for
from dagster_project.signoff.approvals import approve, submit
from dagster_project.warehouse.dbt_project import TARGET_DIR
from tests.integration.small_company import cut_down, export, put_old_draft

pytestmark = pytest.mark.slow

YEAR = 2023
ROLES = {
    "data_owner_hr": "hr",
    "data_owner_facilities": "facilities",
    "data_owner_procurement": "procurement",
    "committee": "committee_chair",
    "board": "board_secretary",
}
HANDED_IN = {"raw", "registers", "published", "evidence", "mappings", "corrections", "explanations"}
"""Folders of a company that people fill; all others are written by commands."""
SQLITE = b"SQLite format 3\x00"
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
    elif file.read_bytes()[:16] == SQLITE:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            yield file.name, "\n".join(connection.iterdump())
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


def written_by_runs(settings: Settings) -> list[Path]:
    """All that is in the data folder but the landed files and the key, all in the company's that nobody handed in,
    and what dbt leaves behind."""
    data = [path for path in settings.data_dir.rglob("*") if settings.landed_dir not in path.parents]
    company = [path for path in settings.company_dir.iterdir() if path.name not in HANDED_IN]
    company += [path for folder in company if folder.is_dir() for path in folder.rglob("*")]
    dbt = [path for folder in (TARGET_DIR, DBT_DIR / "logs") for path in folder.rglob("*")]
    return [path for path in (*data, *company, *dbt) if path.is_file() and path != settings.pseudonym_key]


def leaks(settings: Settings, secrets: Secrets) -> dict[str, set[str]]:
    """What is found of the secrets, by place, in all that is written."""
    written = written_by_runs(settings)
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


@pytest.fixture(scope="module")
def published(run_company, tmp_path_factory) -> Settings:
    """A copy of the company whose year was signed and published, and of which figures were explained in files."""
    company, data = (
        tmp_path_factory.mktemp("published") / "company",
        tmp_path_factory.mktemp("published_data"),
    )
    shutil.copytree(run_company.settings.company_dir, company)
    shutil.copytree(run_company.settings.data_dir, data / run_company.settings.data_dir.name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ESG_DATA", str(data))
        settings = settings_for(company)
        for figure in ("turnover_rate/gender=male", "headcount/gender=male", "electricity"):
            files = {
                kind: settings.data_dir / f"explained_{figure.partition('/')[0]}.{kind}"
                for kind in ("csv", "xlsx")
            }
            asked = [f"{YEAR}/{figure}", "--csv", str(files["csv"]), "--xlsx", str(files["xlsx"])]
            assert CliRunner().invoke(cli.app, ["explain", *asked, "--company", str(company)]).exit_code == 0
        submit(settings, YEAR, "controller")
        for role, people in ROLES.items():
            approve(settings, YEAR, people, role)
        publish(settings, YEAR, "controller")
    return settings


def test_no_one_is_found_in_what_was_published_signed_and_explained(published, secrets):
    names = {
        path.relative_to(published.company_dir).as_posix()
        for path in written_by_runs(published)
        if published.company_dir in path.parents
    }
    for wanted in (
        "releases/2023/v1/appendix.html",
        "releases/2023/v1/ledger.jsonl",
        "approvals/ledger.jsonl",
    ):
        assert wanted in names
    assert any(name.startswith("releases/2023/v1-reviewer/") for name in names)
    assert any(name.startswith("approvals/kept/") for name in names)
    assert leaks(published, secrets) == {}


@pytest.mark.parametrize(
    "place",
    ["releases/2023/v1/planted.txt", "approvals/ledger.jsonl", "packs/2023/planted.zip", "planted.db"],
)
def test_a_name_in_any_of_these_places_would_be_found(secrets, tmp_path, place):
    settings, name = Settings(tmp_path / "company", tmp_path / "data"), min(secrets.long_names)
    path = (settings.company_dir if "/" in place else settings.data_dir) / place
    path.parent.mkdir(parents=True)
    settings.company_dir.mkdir(exist_ok=True)
    plant(path, name)
    assert path in written_by_runs(settings)
    assert [secrets.found_in(text) for _, text in texts_of(path)] == [{name}]


def plant(path: Path, name: str) -> None:
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("told.txt", name)
    elif path.suffix == ".db":
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("create table told as select ? as told", [name])
    else:
        with path.open("a", encoding="utf-8") as file:
            file.write(name + "\n")


def test_nobody_outside_of_this_machine_is_asked_for_while_the_years_run(run_company):
    """No telemetry of Dagster, dbt or Great Expectations, nothing that is fetched; see `tests/network_guard`."""
    assert run_company.asked_for == ()


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
