"""Suite files: what is refused, what belongs together, and what the library itself says of the types used."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from dagster_project.gates.expectation_types import EXPECTATION_TYPES, class_name
from dagster_project.gates.suites import (
    GATES,
    SuiteError,
    load_suite,
    load_suites,
    publish_tables,
    suite_named,
)
from dagster_project.project import DBT_DIR, SEEDS_DIR
from dagster_project.registry.contracts import load_contracts
from dagster_project.registry.kpis import load_kpis

RULE = {
    "id": "some_rows",
    "type": "expect_table_row_count_to_be_between",
    "kwargs": {"min_value": 1},
    "message": "There are no rows.",
    "remedy": "Hand in the file.",
}
SUITE = {"suite": "hr__employees", "about": "Rosters are plausible.", "rules": [RULE]}


def write(folder: Path, content: object, gate: str = "intake", name: str = "hr__employees") -> Path:
    path = folder / gate / f"{name}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else yaml.safe_dump(content), encoding="utf-8")
    return path


def with_rule(**changes: object) -> dict:
    return {**SUITE, "rules": [{**RULE, **changes}]}


def test_a_suite_of_the_least_that_it_needs_is_read(tmp_path: Path):
    suite = load_suite(write(tmp_path, SUITE))
    assert (suite.gate, suite.table, suite.rules[0].severity) == ("intake", "raw.hr__employees", "error")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("suite: [", "not valid YAML"),
        ("- a list", "found list"),
        ({**SUITE, "rules": []}, "rules"),
        ({**SUITE, "owner": "me"}, "owner"),
        ({**SUITE, "suite": "hr__others"}, "name it 'hr__employees'"),
        ({**SUITE, "rules": [RULE, RULE]}, "repeated: ['some_rows']"),
        ({**SUITE, "select": "select 1"}, "no select"),
        ({**SUITE, "derived": {"age": {"days": ["a", "b"], "years": ["a", "b"]}}}, "exactly one"),
        (
            with_rule(type="expect_everything_to_be_fine"),
            "no expectation type 'expect_everything_to_be_fine'",
        ),
        (with_rule(kwargs={"min_value": 1, "mostly": 0.9}), "unknown: ['mostly']"),
        (with_rule(kwargs={}), "it cannot fail"),
        (with_rule(scope="row"), "scope cannot be row"),
        (with_rule(severity="info"), "severity"),
        (with_rule(message=""), "message"),
        (with_rule(type="expect_column_values_to_not_be_null", kwargs={}), "missing: ['column']"),
        (
            with_rule(type="expect_column_values_to_match_regex", kwargs={"column": "a", "regex": "(a|b)"}),
            "nothing is captured",
        ),
        (
            with_rule(type="expect_compound_columns_to_be_unique", kwargs={"column_list": ["a"]}),
            "two columns or more",
        ),
    ],
)
def test_a_suite_that_cannot_be_used_is_refused_with_its_file_and_fault(
    tmp_path: Path, content: object, told: str
):
    path = write(tmp_path, content)
    with pytest.raises(SuiteError) as error:
        load_suite(path)
    assert told in str(error.value)
    assert "hr__employees.yml" in str(error.value)


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path):
    write(tmp_path, {**SUITE, "owner": "me"})
    write(tmp_path, {**SUITE, "suite": "hr__injuries", "rules": []}, name="hr__injuries")
    with pytest.raises(SuiteError) as error:
        load_suites("intake", tmp_path)
    assert "hr__employees.yml" in str(error.value)
    assert "hr__injuries.yml" in str(error.value)


def test_a_gate_without_suites_is_an_error(tmp_path: Path):
    with pytest.raises(SuiteError, match="holds no suite"):
        load_suites("publish", tmp_path)
    with pytest.raises(SuiteError, match="does not exist"):
        suite_named("publish", "mart_headcount", tmp_path)


def test_every_contract_has_a_suite_and_every_intake_suite_a_contract():
    assert set(load_suites("intake")) == set(load_contracts(SEEDS_DIR / "contracts"))


def test_every_kpi_is_judged_in_its_mart_and_every_judged_mart_is_a_model():
    suites = load_suites("publish")
    judged = {(kpi, suite.suite) for suite in suites.values() for kpi in suite.kpis}
    kpis = load_kpis(SEEDS_DIR / "kpis")
    assert judged == {(kpi.id, kpi.mart) for kpi in kpis.values() if not kpi.is_kept_by_hand}
    marts = {path.stem for path in (DBT_DIR / "models" / "marts").glob("*.sql")}
    tables = publish_tables()
    assert {table.name for table in tables if table.schema == "marts"} | {"mart_excluded_rows"} == marts
    appendix = {"chapters", "lines", "comparison", "movement", "small_cells", "index_rows", "index_claims"}
    assert {table.name for table in tables if table.schema == "appendix"} == appendix


def test_every_suite_names_only_columns_of_its_contract_or_its_own():
    contracts = load_contracts(SEEDS_DIR / "contracts")
    for name, suite in load_suites("intake").items():
        known = contracts[name].columns.keys() | suite.derived.keys()
        named = {column for rule in suite.rules for column in rule.columns}
        named |= {one for derived in suite.derived.values() for one in derived.inputs}
        assert {column for column in named if not column.startswith("$")} <= known, name


def test_every_rule_tells_people_what_is_wrong_and_what_to_do():
    for gate in GATES:
        for suite in load_suites(gate).values():
            for rule in suite.rules:
                assert rule.message.endswith("."), (suite.suite, rule.id)
                assert rule.remedy.endswith("."), (suite.suite, rule.id)
                assert rule.expected.strip(), (suite.suite, rule.id)


def test_every_type_that_suites_may_use_takes_these_arguments_in_the_library():
    import great_expectations.expectations as library
    from great_expectations.expectations.expectation import (
        ColumnMapExpectation,
        ColumnPairMapExpectation,
        MulticolumnMapExpectation,
    )

    for name, kind in EXPECTATION_TYPES.items():
        implemented = getattr(library, class_name(name))
        fields = implemented.__fields__
        assert (kind.required | kind.optional) <= fields.keys(), name
        needed = {argument for argument, field in fields.items() if field.required}
        assert needed <= kind.required, name
        row_wise = (ColumnMapExpectation, ColumnPairMapExpectation, MulticolumnMapExpectation)
        assert issubclass(implemented, row_wise) == kind.per_row, name
