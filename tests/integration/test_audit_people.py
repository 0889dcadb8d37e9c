"""Faults between HR exports: each is planted in the raw tables of a run year, and the audits have to name it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from dagster_project.company import read_company
from dagster_project.gates.results import RuleResult, SuiteResult
from dagster_project.gates.runner import run_publish_suite, year_parameters
from dagster_project.gates.suites import suite_named
from dagster_project.history import HISTORY_COLUMNS, write_history
from dagster_project.settings import Settings
from dagster_project.warehouse import dbt_project
from dagster_project.warehouse.connection import warehouse
from tests.conftest import RunCompany

pytestmark = pytest.mark.slow

YEAR = 2023
AUDITS = (
    "aud_people_references",
    "aud_people_changes",
    "aud_people_learning",
    "aud_headcount_bridge",
    "aud_control_totals",
)

STAYED = """
select closing.employee_no from raw.hr__employees as closing
inner join raw.hr__employees as opening using (employee_no)
where closing.snapshot = 'closing' and opening.snapshot = 'opening' and closing.company = opening.company
and closing.work_location = '深圳' and opening.work_location = '深圳' and closing.grade = opening.grade
and closing.employment_type = 'full_time' and closing.employment_status = 'active'
and closing.employee_no in (select employee_no from raw.hr__attendance where month = '2023-12')
and closing.employee_no not in (select employee_no from raw.hr__movements)
and closing.employee_no not in (select employee_no from raw.hr__separations)
and closing.employee_no in (select employee_key from core.fct_training)
and closing.employee_no not in (select employee_no from raw.hr__injuries)
and closing.employee_no in (select employee_no from raw.hr__employees group by all having count(*) = 2)
order by closing.row_id offset {place} limit 1
"""
HIRED = """
select employee_no from raw.hr__employees inner join raw.hr__recruitment using (employee_no)
inner join raw.hr__attendance using (employee_no)
where snapshot = 'closing' and hire_date between '2023-02-02' and '2023-09-30'
and employee_no not in (select employee_no from raw.hr__separations)
group by employee_no order by min(hr__employees.row_id) offset {place} limit 1
"""
LEFT = """
select employee_no from raw.hr__separations inner join raw.hr__employees using (employee_no)
where snapshot = 'opening' and approval_status = 'approved' and is_main_job = 'yes'
and separation_type = 'resignation' and last_working_day between '2023-05-05' and '2023-09-25'
and hr__separations.employment_type = 'full_time' and hr__separations.work_location = '深圳'
group by employee_no having count(*) = 1 order by min(hr__separations.row_id) offset {place} limit 1
"""
CLOSING, OPENING = "snapshot = 'closing'", "snapshot = 'opening'"
COPY = "insert into raw.{table} select * replace ({changes}) from raw.{table} where employee_no = '{who}'"


@dataclass(frozen=True)
class Fault:
    """What is done to somebody, and the checks that have to name the person."""

    who: str
    damage: str
    named_by: tuple[str, ...]


def employees(change: str, snapshot: str = CLOSING) -> str:
    return f"update raw.hr__employees set {change} where {snapshot} and employee_no = '{{who}}'"


FAULTS = {
    "hire missing on the closing roster": Fault(
        HIRED.format(place=0),
        "delete from raw.hr__employees where employee_no = '{who}'",
        ("recorded_hire_not_employed", "recruited_never_hired", "attendance_without_employment"),
    ),
    "hire dated later": Fault(
        HIRED.format(place=1),
        employees("hire_date = '2023-11-01'"),
        ("hire_without_record", "hire_without_recruitment", "attendance_without_employment"),
    ),
    "gender changed in the opening roster": Fault(
        STAYED.format(place=0),
        employees("gender = case gender when 'male' then 'female' else 'male' end", OPENING),
        ("changed_since_last_closing", "changed_during_year"),
    ),
    "birth date changed in the closing roster": Fault(
        STAYED.format(place=1), employees("birth_date_key = 'of another day'"), ("changed_during_year",)
    ),
    "grade changed in the closing roster": Fault(
        STAYED.format(place=2),
        employees("grade = case grade when 'B' then 'VA' else 'B' end"),
        ("grade_not_as_recorded",),
    ),
    "company changed in the closing roster": Fault(
        STAYED.format(place=3),
        employees("company = (select company from raw.hr__employees where work_location = '北京' limit 1)"),
        ("company_not_as_recorded",),
    ),
    "place changed in the closing roster": Fault(
        STAYED.format(place=4), employees("work_location = 'Singapore'"), ("region_changed_unrecorded",)
    ),
    "identity of somebody else": Fault(
        STAYED.format(place=5),
        "update raw.hr__employees set id_number = (select min(id_number) from raw.hr__employees) "
        "where employee_no = '{who}'",
        (),
    ),
    "leaver who never left": Fault(
        STAYED.format(place=6),
        "insert into raw.hr__separations select one.* replace ("
        "'planted' as row_id, person.employee_no as employee_no, person.hire_date as hire_date, "
        "person.gender as gender, person.birth_date as birth_date, person.birth_date_key as birth_date_key, "
        "person.company as company, "
        "person.grade as grade, 'approved' as approval_status, 'resignation' as separation_type, "
        "'2023-06-30' as last_working_day, person.employment_type as employment_type) "
        "from (select * from raw.hr__separations limit 1) as one cross join raw.hr__employees as person "
        "where person.employee_no = '{who}' and person.snapshot = 'closing'",
        ("left_but_still_listed", "attendance_without_employment"),
    ),
    "leaver dated in the year before": Fault(
        LEFT.format(place=0),
        "update raw.hr__separations set last_working_day = '2022-12-20' where employee_no = '{who}'",
        ("missing_from_opening", "attendance_without_employment"),
    ),
    "leaver dated later": Fault(
        LEFT.format(place=1),
        "update raw.hr__separations set last_working_day = '2023-12-15' where employee_no = '{who}'",
        ("employed_without_attendance",),
    ),
    "no attendance in December": Fault(
        STAYED.format(place=7),
        "delete from raw.hr__attendance where month = '2023-12' and employee_no = '{who}'",
        ("employed_without_attendance",),
    ),
    "two companies at once": Fault(
        STAYED.format(place=8),
        COPY.format(
            table="hr__employees",
            changes="concat(row_id, ' twice') as row_id, "
            "(select company from raw.hr__employees where work_location = '北京' limit 1) as company",
            who="{who}",
        )
        + " and snapshot = 'closing'",
        ("two_main_jobs",),
    ),
    "learner whose number is damaged": Fault(
        STAYED.format(place=9),
        "update raw.hr__training_records set employee_no = 'damaged' where employee_no = '{who}'",
        (),
    ),
    "injured person whose number is damaged": Fault(
        "select employee_no from raw.hr__injuries where certified_on between '2023-01-01' and '2023-12-31'",
        "update raw.hr__injuries set employee_no = 'damaged' where employee_no = '{who}'",
        (),
    ),
    "sessions exported twice": Fault(
        STAYED.format(place=10),
        COPY.format(table="hr__training_records", changes="concat(row_id, ' twice') as row_id", who="{who}"),
        ("session_twice",),
    ),
    "recruited by another channel than recorded": Fault(
        HIRED.format(place=2),
        "update raw.hr__recruitment set cost = '1', "
        "channel = case channel when 'group_transfer' then 'website' else 'group_transfer' end "
        "where employee_no = '{who}'",
        ("channel_unlike_record",),
    ),
    "management level blank": Fault(
        STAYED.format(place=12), employees("management_level = null"), ("post_not_told",)
    ),
    "minutes times sixty": Fault(
        STAYED.format(place=11),
        "update raw.hr__training_records set duration_minutes = '5400' where employee_no = '{who}'",
        ("session_unlike_its_course", "learning_day_overfull"),
    ),
}


def somebody(connection: duckdb.DuckDBPyConnection, query: str) -> str:
    found = connection.execute(query).fetchone()
    assert found, query
    return found[0]


def judged(path: Path, run_company: RunCompany) -> dict[str, SuiteResult]:
    """Build the audits from the raw tables as they are now, and judge them."""
    results = dbt_project.build(path, " ".join(f"+{name}" for name in AUDITS))
    assert not [one.node.name for one in results if one.status not in ("success", "pass")]
    parameters = year_parameters(read_company(run_company.settings.company_dir), YEAR)
    with warehouse(path) as connection:
        return {
            name: run_publish_suite(suite_named("publish", name), connection, parameters) for name in AUDITS
        }


@pytest.fixture(scope="module")
def copied(run_company: RunCompany, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Copies of the run year's warehouse, each for one test to damage."""

    def copy() -> Path:
        path = tmp_path_factory.mktemp("audited") / "warehouse.duckdb"
        shutil.copy(run_company.settings.warehouse(YEAR), path)
        return path

    return copy


@dataclass(frozen=True)
class Damaged:
    """A warehouse with every fault in it: who was struck by each, what is found of whom, and the gate's words."""

    struck: dict[str, str]
    found: set[tuple[str, str]]
    results: dict[str, SuiteResult]


@pytest.fixture(scope="module")
def damaged(copied: Callable[[], Path], run_company: RunCompany) -> Damaged:
    path = copied()
    struck = {}
    with warehouse(path) as connection:
        for name, fault in FAULTS.items():
            struck[name] = somebody(connection, fault.who)
        assert len(set(struck.values())) == len(FAULTS)
        for name, fault in FAULTS.items():
            connection.execute(fault.damage.format(who=struck[name]))
    results = judged(path, run_company)
    with warehouse(path) as connection:
        found = {row for table in AUDITS[:3] for row in _found(connection, table)}
    return Damaged(struck, found, results)


def _found(connection: duckdb.DuckDBPyConnection, table: str) -> Iterator[tuple[str, str]]:
    rows = connection.execute(f"select check_id, subject from audit.{table} where found is not null")
    yield from rows.fetchall()


@pytest.mark.parametrize("fault", FAULTS)
def test_the_audits_name_who_was_struck(damaged: Damaged, fault: str):
    person = damaged.struck[fault]
    assert {(check, person) for check in FAULTS[fault].named_by} <= damaged.found


def test_strangers_and_shared_identities_are_named(damaged: Damaged):
    checks = {check for check, _ in damaged.found}
    assert {("training_of_strangers", "damaged"), ("injury_of_a_stranger", "damaged")} <= damaged.found
    assert "identity_under_two_numbers" in checks


def test_nobody_else_is_named(damaged: Damaged):
    others = {subject for _, subject in damaged.found} - set(damaged.struck.values()) - {"damaged"}
    assert len(others) == 1  # the identity that two share


def test_a_finding_names_the_file(damaged: Damaged):
    (finding, *_) = [
        one for one in damaged.results["aud_people_references"].findings if "recorded_hire" in one.rule
    ]
    assert "raw/2023/人力/入職調動記錄_2023.csv: hire on 2023-" in finding.seen


def test_the_bridge_and_the_control_totals_do_not_agree(damaged: Damaged):
    bridge, totals = damaged.results["aud_headcount_bridge"], damaged.results["aud_control_totals"]
    assert {rule.id for rule in bridge.blocking} == {"leads_to_closing"}
    (disagreeing,) = totals.blocking
    assert {"headcount_middle / all", "headcount_overseas / all", "learners / all"} <= subjects(disagreeing)
    assert all("hr__" in seen for _, seen in disagreeing.samples)


def test_a_leaver_added_and_a_hire_removed_shows_though_the_totals_agree(
    copied: Callable[[], Path], run_company: RunCompany
):
    path = copied()
    with warehouse(path) as connection:
        stayed = somebody(connection, STAYED.format(place=0))
        connection.execute(FAULTS["leaver who never left"].damage.format(who=stayed))
        left = somebody(
            connection,
            "select employee_no from raw.hr__separations "
            "where employee_no not in (select employee_no from raw.hr__employees) "
            "and employee_no in (select employee_no from raw.hr__recruitment) "
            "and approval_status = 'approved' and last_working_day < '2023-12-01' order by 1 limit 1",
        )
        connection.execute(f"delete from raw.hr__separations where employee_no = '{left}'")
    results = judged(path, run_company)
    named = {finding.subject for finding in results["aud_people_references"].findings}
    assert f"left_but_still_listed / {stayed}" in named
    assert f"recorded_hire_not_employed / {left}" in named


def test_a_promotion_on_the_day_of_a_transfer_does_not_hide_the_new_company(
    copied: Callable[[], Path], run_company: RunCompany
):
    path = copied()
    with warehouse(path) as connection:
        moved = somebody(
            connection,
            "select moves.employee_no from raw.hr__movements as moves "
            "inner join raw.hr__employees as closing using (employee_no) where closing.snapshot = 'closing' "
            "and moves.movement_type = 'entity_transfer' and moves.to_company = closing.company "
            "and moves.from_company <> moves.to_company and moves.is_main_job = 'yes' "
            "and moves.effective_date between '2023-01-01' and '2023-12-31' order by 1 limit 1",
        )
        connection.execute(
            "insert into raw.hr__movements select one.* replace ('zzz' as row_id, 'promotion' as movement_type, "
            "one.from_company as to_company) from raw.hr__movements as one "
            f"where employee_no = '{moved}' and movement_type = 'entity_transfer'"
        )
    named = {finding.subject for finding in judged(path, run_company)["aud_people_changes"].findings}
    assert f"company_not_as_recorded / {moved}" not in named


@pytest.mark.parametrize(
    ("dates", "sign"), [("included_from = '2023-07-01'", 1), ("included_to = '2023-06-30'", -1)]
)
def test_a_company_that_joins_or_goes_is_declared_not_contradicted(
    copied: Callable[[], Path], run_company: RunCompany, dates: str, sign: int
):
    path = copied()
    with warehouse(path) as connection:
        company = somebody(
            connection, "select company from raw.hr__employees where work_location = '成都' limit 1"
        )
        connection.execute(f"update raw.company__entities set {dates} where company = '{company}'")
        connection.execute(
            "create temp table bought_back as select employee_no from raw.hr__movements "
            f"where from_company = '{company}' and effective_date > '2023-06-30'"
        )
        for table in ("employees", "movements", "separations"):
            connection.execute(
                f"delete from raw.hr__{table} where {sign} < 0 and employee_no in (from bought_back)"
            )
    bridge = judged(path, run_company)["aud_headcount_bridge"]
    assert not bridge.blocking
    (finding,) = bridge.findings
    assert finding.subject == company
    with warehouse(path, read_only=True) as connection:
        ((moved, opening, closing),) = connection.execute(
            "select boundary_changes, opening, closing from audit.aud_headcount_bridge where company = ?",
            [company],
        ).fetchall()
    assert moved * sign > 0
    assert (opening if sign > 0 else closing) == 0


def subjects(rule: RuleResult) -> set[str]:
    """What failed, without the KPI that each control total is of."""
    return {key.rpartition(" / ")[0] for key in rule.failing}


def test_control_totals_are_compared_both_ways(copied: Callable[[], Path], run_company: RunCompany):
    path = copied()
    with warehouse(path) as connection:
        connection.execute("delete from raw.company__control_totals where subject = 'BJ01'")
        connection.execute("update raw.company__control_totals set subject = 'XX' where subject = 'CD01'")
        connection.execute(
            "update raw.company__control_totals set unit = 'kg' where control = 'ratings' and year = '2023'"
        )
        connection.execute(
            "update raw.company__control_totals set stated = '1.0' where control = 'paper_kg' and year = '2022'"
        )
    rules = {rule.id: rule for rule in judged(path, run_company)["aud_control_totals"].rules}
    sites = ("electricity_kwh", "electricity_cost", "water_m3", "water_cost", "office_waste_kg")
    assert subjects(rules["agrees_with_its_source"]) == {f"{control} / XX" for control in sites}
    assert subjects(rules["stated_for_every_subject"]) == {
        f"{control} / {site}" for control in sites for site in ("BJ01", "CD01")
    }
    assert subjects(rules["stated_in_its_unit"]) == {"ratings / all"}


def test_a_year_before_that_has_exports_has_to_be_run(copied: Callable[[], Path], run_company: RunCompany):
    path = copied()
    with warehouse(path) as connection:
        connection.execute("update history.year_before set has_warehouse = false")
    blocking = judged(path, run_company)["aud_people_changes"].blocking
    assert [rule.id for rule in blocking] == ["year_before_was_run"]


def test_the_year_before_is_copied_as_it_closed(run_company: RunCompany):
    with warehouse(run_company.settings.warehouse(YEAR), read_only=True) as connection:
        counts = connection.execute(
            "select (select count(*) from history.employees), (select count(*) from history.separations), "
            "(select sum(quantity) from history.site_months where utility = 'electricity')"
        ).fetchone()
        assert connection.execute("from history.year_before").fetchone() == (YEAR - 1, True, True)
    assert counts == (2832, 1515, 2269010)


def test_without_a_year_before_history_has_the_same_shape(tmp_path: Path):
    nowhere = Settings(tmp_path / "company", tmp_path / "data")
    with warehouse(tmp_path / "warehouse.duckdb") as connection:
        write_history(connection, nowhere, YEAR)
        assert connection.execute("from history.year_before").fetchall() == [(YEAR - 1, False, False)]
        for name, columns in HISTORY_COLUMNS.items():
            cursor = connection.execute(f"from history.{name}")
            assert [column[0] for column in cursor.description] == list(columns)


def test_a_year_before_that_was_stopped_counts_as_none(tmp_path: Path):
    stopped = Settings(tmp_path / "company", tmp_path / "data")
    stopped.raw_dir(YEAR - 1).mkdir(parents=True)
    with warehouse(stopped.warehouse(YEAR - 1)) as connection:
        connection.execute("create schema core; create table core.dim_site (site_code varchar)")
    with warehouse(tmp_path / "warehouse.duckdb") as connection:
        write_history(connection, stopped, YEAR)
        assert connection.execute("from history.year_before").fetchall() == [(YEAR - 1, True, False)]
        assert connection.execute("from history.sites").fetchall() == []
