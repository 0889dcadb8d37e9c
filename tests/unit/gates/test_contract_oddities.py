"""What the shape of a column lets one suspect, and that ordinary columns raise no suspicion."""

from __future__ import annotations

import pandas as pd
import pytest

from dagster_project.gates.contract_oddities import is_mojibake, suspicions
from dagster_project.gates.runner import run_intake_suite, year_parameters
from dagster_project.gates.suites import suite_named
from dagster_project.registry.contracts import Contract
from tests.unit.gates.companies import COMPANY
from tests.unit.gates.good_rows import GOOD, YEAR, contract, frame_of_rows

BILLS = Contract.model_validate(
    {
        "id": "test__bills",
        "title": {"zh-Hant": "帳單", "en": "Bills"},
        "system": "x",
        "owner": "x",
        "grain": "one row per bill",
        "key": ["bill_no"],
        "columns": {
            "bill_no": {"type": "code", "required": True, "meaning": "x"},
            "address": {"type": "text", "meaning": "x"},
            "born_on": {"type": "date", "pivot": "past", "meaning": "x"},
            "billed_on": {"type": "date", "required": True, "meaning": "x"},
            "quantity": {"type": "decimal", "meaning": "x"},
            "quantity_unit": {"type": "vocabulary", "values": {"kWh": [], "MWh": []}, "meaning": "x"},
        },
    }
)


def frame(count: int = 60, **columns: list) -> pd.DataFrame:
    """Ordinary bills of one file, with some columns as given."""
    plain = {
        "bill_no": [f"A{number:04d}" for number in range(count)],
        "address": ["深圳市福田區益田路 5033 號"] * count,
        "born_on": [f"19{60 + number % 40}-{number % 12 + 1:02d}-{number % 28 + 1:02d}" for number in range(count)],
        "billed_on": [f"2023-{number % 12 + 1:02d}-28" for number in range(count)],
        "quantity": [str(100 + number) for number in range(count)],
        "quantity_unit": ["kWh"] * count,
        "source_file": ["a"] * count,
        "row_id": [str(number) for number in range(count)],
    }  # fmt: skip
    return pd.DataFrame({**plain, **columns}, dtype=object)


def suspected(bills: pd.DataFrame) -> dict[str, list[int]]:
    return {
        one.kind.removeprefix("contract_"): list(one.rows.to_numpy().nonzero()[0])
        for one in suspicions(BILLS, bills)
        if one.rows.any()
    }


def with_first(column: str, value: str, count: int = 60) -> pd.DataFrame:
    bills = frame(count)
    bills.loc[0, column] = value
    return bills


def test_ordinary_bills_raise_no_suspicion():
    assert suspected(frame()) == {}


@pytest.mark.parametrize(
    "text",
    [
        "深圳市".encode().decode("gbk", "replace"),
        "員工宿舍".encode().decode("gbk"),
        "員工宿舍".encode().decode("latin-1"),
        "Café".encode().decode("cp1252"),
        "锟斤拷锟斤拷", "烫烫烫", "???", "????路", "深圳\ufffd", "深\x00圳", "\u202e深圳",
    ],
)  # fmt: skip
def test_damaged_text(text):
    assert suspected(with_first("address", text)) == {"damaged_text": [0]}


@pytest.mark.parametrize(
    "text",
    ["員工", "联通", "Café", "Zoë Müller", "𠮷野家", "㑇", "地址？", "A·B", "Really??", "一\n二", "嫦娥", "鑫鑫鑫",
     "餐飲（全年）", "Ürümqi", "ﾃｽﾄ", "Ω", "5 m³"],
)  # fmt: skip
def test_text_that_is_right_in_any_script(text):
    assert suspected(with_first("address", text)) == {}
    assert not is_mojibake(text)


@pytest.mark.parametrize("code", ["A0O05", "a0005", "A00O5", "AOOO5"])
def test_a_code_that_may_be_mistaken_for_another(code):
    assert suspected(with_first("bill_no", code))["mistakable_codes"]


def test_zeros_lost_in_front_of_a_code():
    codes = [f"{number:05d}" for number in range(100, 160)]
    assert suspected(frame(bill_no=[*codes[:-1], "150"])) == {"odd_codes": [59]}


def test_short_codes_that_differ_are_no_mistakes():
    grades = ["O", "0", "VA", "Va", "A", "B"] * 10
    assert suspected(frame(bill_no=grades)) == {}


@pytest.mark.parametrize("code", ["A12", "A00123", "A00l2", "A1O45"])
def test_a_code_of_another_make_than_all_others(code):
    assert suspected(with_first("bill_no", code))["odd_codes"] == [0]


def test_codes_of_two_systems_are_no_oddity():
    codes = [f"A{number:04d}" for number in range(57)]
    assert suspected(frame(bill_no=[*codes, "SF001", "A12", "A13", "A14"][:61], count=61)) == {}
    assert (
        suspected(
            frame(
                source_file=["a"] * 59 + ["b"], bill_no=[*codes[:50], *map("B{:04d}".format, range(9)), "HK"]
            )
        )
        == {}
    )


@pytest.mark.parametrize("day", ["1900-01-01", "2099-12-31"])
def test_a_day_that_stands_for_an_open_end(day):
    assert suspected(with_first("billed_on", day)) == {"stand_in_dates": [0]}


def test_a_birthday_that_too_many_share():
    days = frame()["born_on"].tolist()
    found = suspected(frame(born_on=["1990-01-01"] * 11 + days[11:]))
    assert found == {"stand_in_dates": list(range(11))}
    assert suspected(frame(born_on=["1990-01-01"] * 4 + days[4:])) == {}


def test_days_of_which_only_the_year_is_known():
    found = suspected(frame(billed_on=[f"20{number % 20:02d}-01-01" for number in range(60)]))
    assert found == {"stand_in_dates": list(range(60))}


def test_one_day_throughout_a_file():
    assert suspected(frame(billed_on=["2023-12-31"] * 60)) == {"one_date_throughout": [0]}
    assert suspected(frame(19, billed_on=["2023-12-31"] * 19)) == {}


@pytest.mark.parametrize("count", [20, 60, 300])
def test_a_quantity_of_another_order(count):
    assert suspected(with_first("quantity", "100000", count)) == {"outlying_quantities": [0]}
    assert suspected(with_first("quantity", "-100000", count)) == {"outlying_quantities": [0]}
    assert suspected(with_first("quantity", "1000", count)) == {}


def test_quantities_are_compared_within_their_unit_and_file():
    units = ["MWh"] + ["kWh"] * 59
    assert suspected(with_first("quantity", "100000").assign(quantity_unit=units)) == {}
    assert suspected(with_first("quantity", "100000").assign(source_file=["b"] + ["a"] * 59)) == {}


def test_a_suspicion_is_a_warning_to_be_explained_and_damage_an_error():
    name = "customers__complaints"
    days = [f"{YEAR}-{number % 12 + 1:02d}-01" for number in range(60)]
    tickets = [f"T{number:04d}" for number in range(60)]
    ordinary = frame_of_rows(contract(name), [GOOD[name][0]] * 60).assign(
        ticket_no=tickets, received_on=days, closed_on=None
    )
    parameters = year_parameters(COMPANY, YEAR)
    assert run_intake_suite(suite_named("intake", name), contract(name), ordinary, parameters).passed
    odd = ordinary.copy()
    odd.loc[0, "ticket_no"] = "T1"
    result = run_intake_suite(suite_named("intake", name), contract(name), odd, parameters)
    assert result.outcome == "unexplained"
    (finding,) = result.findings
    assert (finding.subject, finding.seen) == ("ticket_no = T1", "ticket_no = T1")
    damaged = ordinary.copy()
    damaged.loc[0, "product"] = "锟斤拷"
    result = run_intake_suite(suite_named("intake", name), contract(name), damaged, parameters)
    assert [(row.rule, row.column) for row in result.broken_rows] == [("contract_damaged_text", "product")]
