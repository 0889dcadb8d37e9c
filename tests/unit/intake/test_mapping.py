"""What a mapping may do, and that it does it to every row."""

from __future__ import annotations

import pytest

from dagster_project.intake.file_book import month_period
from dagster_project.intake.mapping import Mapping
from dagster_project.registry.contracts import Contract
from tests.unit.intake.company_folder import HEADING, ROSTER, CompanyFolder

METERS = Contract.model_validate(
    {
        "id": "facilities__meters",
        "title": {"zh-Hant": "電錶", "en": "Meters"},
        "system": "x",
        "owner": "x",
        "grain": "one row per meter and month",
        "key": ["meter", "month"],
        "columns": {
            "meter": {"type": "code", "required": True, "aliases": ["電錶"], "meaning": "Meter"},
            "month": {"type": "month", "required": True, "aliases": ["月份"], "meaning": "Month"},
            "quantity": {"type": "decimal", "required": True, "aliases": ["電量"], "meaning": "Quantity"},
            "unit": {
                "type": "vocabulary",
                "values": {"kWh": ["度"], "MWh": []},
                "default": "kWh",
                "meaning": "Unit",
            },
            "period_from": {"type": "date", "meaning": "Before"},
            "period_to": {"type": "date", "meaning": "Last"},
            "duration": {"type": "duration", "aliases": ["時長"], "meaning": "Time"},
        },
    }
)


def test_renaming_constants_values_and_date_order(tmp_path):
    folder = CompanyFolder(tmp_path)
    folder.map(
        columns={"employee_no": "EmpID", "birth_date": "DOB"},
        constants={"gender": "女"},
        values={"salary": {"secret": ""}},
        date_order="mdy",
    )
    folder.put(
        "a.csv",
        [["EmpID", "DOB", "薪資", "性別"], ["1", "1/5/90", "secret", "男"], ["2", "12/31/2001", "5", "男"]],
    )
    frame = folder.intake().frame
    assert frame["birth_date"].tolist() == ["1990-01-05", "2001-12-31"]
    assert frame["gender"].tolist() == ["female", "female"]
    assert frame["salary"].tolist() == [None, "5"]


def test_a_mapped_heading_is_needed_even_if_its_column_is_not(tmp_path):
    folder = CompanyFolder(tmp_path)
    folder.map(columns={"salary": "工資"})
    folder.put("a.csv", [HEADING, ["1", "張三", "", "男", "1990-01-05", "1"]])
    (fault,) = folder.faults()
    assert "a column salary" in fault


def test_a_company_s_own_code_is_mapped(tmp_path):
    folder = CompanyFolder(tmp_path)
    folder.map(values={"gender": {"甲": "male", "乙": "female"}})
    folder.put(
        "a.csv", [HEADING, ["1", "", "", "甲", "1990-01-05", ""], ["2", "", "", "丙", "1990-01-05", ""]]
    )
    intake = folder.intake()
    assert intake.frame["gender"].tolist() == ["male"]
    assert intake.quarantined_rows[0].found == "丙"


def test_rows_are_chosen_by_a_named_rule(tmp_path):
    folder = CompanyFolder(tmp_path)
    folder.map(
        only={"column": "狀態", "equals": ["在職", "試用"], "rule": "not_active", "reason": "Left before"}
    )
    rows = [
        ["1", "", "", "男", "1990-01-05", "", " 在职"],
        ["2", "", "", "?", "", "", "離職"],
        ["3", "", "", "男", "1990-01-05", "", "試用"],
    ]
    folder.put("a.csv", [[*HEADING, "狀態"], *rows])
    intake = folder.intake()
    assert intake.frame["employee_no"].tolist() == ["1", "3"]
    assert [(row.rule, row.source_row) for row in intake.excluded_rows] == [("not_active", 3)]
    assert not intake.quarantined_rows


def unpivoted(tmp_path, **feed: object) -> CompanyFolder:
    folder = CompanyFolder(tmp_path, METERS)
    unpivot = {
        "headings": {"Apr-24": "2024-04", "2025-05-24": "2024-05"},
        "name_to": "month",
        "value_to": "quantity",
        "month_period": {"day_before": "period_from", "last_day": "period_to"},
    }
    folder.map(unpivot=unpivot, columns={"meter": {"first_of": ["Account", "Name"]}}, **feed)
    return folder


def test_months_beside_each_other_become_rows(tmp_path):
    folder = unpivoted(tmp_path, units={"unit": "MWh"})
    folder.put(
        "a.csv",
        [
            ["Name", "Account", "Apr-24", "2025-05-24"],
            ["A", "R1", "5", "-2"],
            ["B", "", "", "７"],
            ["C", "R3", "", ""],
        ],
    )
    intake = folder.intake()
    frame = intake.frame
    assert frame[
        ["meter", "month", "quantity", "unit", "source_row", "source_column"]
    ].to_numpy().tolist() == [
        ["R1", "2024-04", "5", "MWh", 2, "Apr-24"],
        ["R1", "2024-05", "-2", "MWh", 2, "2025-05-24"],
        ["B", "2024-05", "7", "MWh", 3, "2025-05-24"],
    ]
    assert frame["period_from"].tolist() == ["2024-03-31", "2024-04-30", "2024-04-30"]
    assert frame["period_to"].tolist() == ["2024-04-30", "2024-05-31", "2024-05-31"]
    assert frame["row_id"].is_unique
    assert [row.rule for row in intake.excluded_rows] == ["blank_in_every_column"]
    assert intake.files[0].landed_rows == 4


def test_an_unpivoted_cell_that_is_no_number_is_held_back_alone(tmp_path):
    folder = unpivoted(tmp_path)
    folder.put("a.csv", [["Name", "Account", "Apr-24", "2025-05-24"], ["A", "R1", "five", "6"]])
    intake = folder.intake()
    assert intake.frame["quantity"].tolist() == ["6"]
    (held,) = intake.quarantined_rows
    assert held.row_id.endswith(":2:Apr-24")
    assert held.found == "five"


def test_an_unpivoted_heading_that_is_missing_is_a_fault(tmp_path):
    folder = unpivoted(tmp_path)
    folder.put("a.csv", [["Name", "Account", "Apr-24"], ["A", "R1", "5"]])
    (fault,) = folder.faults()
    assert "2025-05-24" in fault


def test_the_unit_of_bare_durations(tmp_path):
    folder = CompanyFolder(tmp_path, METERS)
    folder.map(units={"duration": "min"})
    folder.put(
        "a.csv",
        [["電錶", "月份", "電量", "時長"], ["A", "2023-01", "1", "90"], ["B", "2023-01", "1", "2小時"]],
    )
    frame = folder.intake().frame
    assert frame["duration"].tolist() == ["90", "120"]
    assert frame["unit"].tolist() == ["kWh", "kWh"]


def test_one_file_may_feed_several_contracts(tmp_path):
    folder = CompanyFolder(tmp_path)
    other = ROSTER.model_copy(update={"id": "hr__other"})
    folder.write_yaml(
        "mappings/both.yml", {"file": "*", "feeds": [{"contract": ROSTER.id}, {"contract": other.id}]}
    )
    folder.put("a.csv", [HEADING, ["1", "", "", "男", "1990-01-05", ""]])
    from dagster_project.intake import find_files, intake_contract, load_mappings

    contracts = {ROSTER.id: ROSTER, other.id: other}
    company = folder.company.model_copy(update={"exports": list(contracts)})
    files = find_files(
        folder.settings, company, load_mappings(folder.settings.company_dir, contracts), 2023, contracts
    )
    for contract in contracts.values():
        assert len(intake_contract(contract, files.of(contract.id), folder.settings, 2023).frame) == 1


def matches(pattern: str, path: str) -> bool:
    return Mapping.model_validate({"file": pattern, "feeds": [{"contract": "hr__roster"}]}).matches(path)


def test_patterns_stay_within_a_folder_unless_they_say_otherwise():
    assert matches("人力/花名冊_*.csv", "人力/花名冊_2023.CSV")
    assert not matches("*.csv", "人力/a.csv")
    assert matches("**/*.csv", "人力/a.csv")
    assert matches("**/*.csv", "a.csv")
    assert not matches("a.csv", "aXcsv")


@pytest.mark.parametrize(
    ("pattern", "those", "not_those"),
    [
        ("a?.csv", ["ab.csv", "A人.csv"], ["a.csv", "a/.csv", "abc.csv"]),
        ("*a*b*", ["ab", "xaxbx", "a人b"], ["ba", "a/b", "aa"]),
        ("hr/**/*.csv", ["hr/a.csv", "hr/x/y/a.csv"], ["hra.csv", "x/hr/a.csv", "hr/x/a.csv/b"]),
        ("**/hr/**/a.csv", ["hr/a.csv", "x/hr/y/a.csv", "hr/hr/a.csv"], ["a.csv", "xhr/a.csv"]),
        ("x**/a.csv", ["xa.csv", "xy/z/a.csv"], ["y/a.csv"]),
        ("**", ["a.csv", ""], ["a/b.csv"]),
        ("[ab]+.csv", ["[ab]+.csv"], ["a.csv", "ab.csv"]),
        ("a.csv", ["a.csv"], ["a.csv\n", "xa.csv"]),
    ],
)
def test_signs_of_a_pattern(pattern, those, not_those):
    assert [path for path in [*those, *not_those] if matches(pattern, path)] == those


def test_a_pattern_of_many_stars_takes_no_longer_than_its_length():
    assert not matches("*a" * 100 + "b", "a" * 250)
    assert not matches("**/*a" * 100 + "b", "a/" * 120 + "a")


def test_the_period_of_a_month_begins_on_the_day_before_it():
    assert month_period("2024-01") == ("2023-12-31", "2024-01-31")
    assert month_period("2024-02") == ("2024-01-31", "2024-02-29")
