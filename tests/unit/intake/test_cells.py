"""What each type of cell accepts, its canonical spelling, and what it refuses."""

from __future__ import annotations

from datetime import date

import pytest

from dagster_project.intake.cells import CellFault, CellReader, Reading
from dagster_project.registry.contracts import Column

USUAL = Reading()


def read(text: str | None, reading: Reading = USUAL, **column: object) -> object:
    return CellReader(Column.model_validate({"meaning": "x", **column}), reading).read(text)


def refused(text: str | None, reading: Reading = USUAL, **column: object) -> CellFault:
    cell = read(text, reading, **column)
    assert isinstance(cell, CellFault), f"{text!r} was read as {cell!r}"
    return cell


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("1924.37", "1924.37"),
        ("1,924.37", "1924.37"),
        ("１，９２４．３７", "1924.37"),
        (" 007.50 ", "7.50"),
        ("-3", "-3"),
        ("－3", "-3"),
        ("−3", "-3"),
        ("(1,234.5)", "-1234.5"),
        ("-0", "0"),
        (".5", "0.5"),
        ("123456789012345678", "123456789012345678"),
        ("0.1234567890123", "0.1234567890123"),
    ],
)
def test_a_decimal_keeps_every_digit(text, plain):
    assert read(text, type="decimal") == plain


@pytest.mark.parametrize("text", ["", " ", "　", "－", "-", "—", "/", "無", "无", "N/A", "n/a", None])
@pytest.mark.parametrize("kind", ["decimal", "date", "code", "duration"])
def test_what_stands_for_nothing_is_missing_and_not_zero(text, kind):
    assert read(text, type=kind) is None


@pytest.mark.parametrize(
    "text", ["1924,37", "12,34", "1.5E+3", "1e5", "12 個", "#N/A", "1.2.3", "１２x", "50%"]
)
def test_a_decimal_is_never_guessed(text):
    refused(text, type="decimal")


def test_a_share_may_be_written_in_per_cent_and_nothing_else_may():
    assert read("12.5%", type="decimal", unit="1") == "0.125"
    assert read("0.125", type="decimal", unit="1") == "0.125"
    refused("12.5%", type="decimal", unit="kg")


def test_a_figure_that_the_warehouse_cannot_hold_is_refused():
    refused("1" + "0" * 18, type="decimal")


@pytest.mark.parametrize("text", ["5", "5.0", "５"])
def test_an_integer_is_plain(text):
    assert read(text, type="integer") == "5"


def test_an_integer_with_a_fraction_is_refused():
    assert "fraction" in refused("5.5", type="integer").reason


@pytest.mark.parametrize(
    "text",
    ["1990-01-05", "1990/1/5", "1990.1.5", "19900105", "1990年1月5日", "1990年01月05日",
     "１９９０／１／５", "32878", "1990-01-05 00:00:00", "1990/1/5 08:30"],
)  # fmt: skip
def test_dates_of_many_spellings_are_one_day(text):
    assert read(text, type="date") == "1990-01-05"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2023-02-29", "no such day"),
        ("20231301", "no such day"),
        ("2023-07", "without a day"),
        ("202307", "without a day"),
        ("2023", "not a date"),
        ("01/05/1990", "order of day and month"),
        ("9999-12-31", "no record can have"),
        ("昨天", "not a date"),
    ],
)
def test_a_date_is_never_guessed(text, reason):
    assert reason in refused(text, type="date").reason


def test_the_order_of_day_and_month_is_the_mapping_s():
    assert read("03/04/2023", Reading("mdy"), type="date") == "2023-03-04"
    assert read("03/04/2023", Reading("dmy"), type="date") == "2023-04-03"
    assert read("3-4-2023", Reading("dmy"), type="date") == "2023-04-03"
    assert read("2023-03-04", Reading("mdy"), type="date") == "2023-03-04"
    assert "no such day" in refused("13/04/2023", Reading("mdy"), type="date").reason


def test_a_birth_year_of_two_digits_is_never_in_the_future():
    reading = Reading("mdy", year_end=date(2017, 12, 31))
    birth = {"type": "date", "pivot": "past"}
    assert read("09/19/88", reading, **birth) == "1988-09-19"
    assert read("05/04/51", reading, **birth) == "1951-05-04"
    assert read("12/31/17", reading, **birth) == "2017-12-31"
    assert read("01/01/18", reading, **birth) == "1918-01-01"


def test_other_dates_need_four_digits():
    assert "two digits" in refused("09/19/88", Reading("mdy"), type="date").reason


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2023-12-31 09:00:00", "2023-12-31 09:00:00"),
        ("2023-12-31 09:00", "2023-12-31 09:00:00"),
        ("2023/12/31 9:05", "2023-12-31 09:05:00"),
        ("2023-12-31T09:00:00", "2023-12-31 09:00:00"),
        ("2023-12-31", "2023-12-31 00:00:00"),
        ("45291.375", "2023-12-31 09:00:00"),
    ],
)
def test_datetimes_have_seconds(text, moment):
    assert read(text, type="datetime") == moment


@pytest.mark.parametrize("text", ["2023-12-31 24:00", "2023-02-30 09:00:00", "2023-12-31 09:60"])
def test_an_impossible_time_is_refused(text):
    refused(text, type="datetime")


@pytest.mark.parametrize(
    "text", ["2023-07", "2023/7", "202307", "2023年7月", "2023-07-01", "Jul-2023", "July 2023"]
)
def test_months(text):
    assert read(text, type="month") == "2023-07"


@pytest.mark.parametrize("text", ["2023-13", "Jul-23", "2025-04-24", "7"])
def test_a_month_that_a_spreadsheet_may_have_twisted_is_refused(text):
    refused(text, type="month")


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("1.5", "90"), ("1小時30分", "90"), ("1小时30分钟", "90"), ("90分鐘", "90"), ("1.5h", "90"),
     ("90 min", "90"), ("1h30m", "90"), ("1:30", "90"), ("01:30:00", "90"),
     ("0", "0"), ("２", "120"), ("100", "6000")],
)  # fmt: skip
def test_durations_are_minutes_and_a_bare_number_is_hours(text, minutes):
    assert read(text, type="duration") == minutes


def test_a_mapping_may_say_that_bare_durations_are_minutes():
    assert read("90", Reading(bare_duration="min"), type="duration") == "90"


@pytest.mark.parametrize("text", ["半天", "-1", "1:75", "小時"])
def test_other_durations_are_refused(text):
    refused(text, type="duration")


@pytest.mark.parametrize(
    ("text", "flag"), [("是", "yes"), ("Ｙ", "yes"), ("1", "yes"), ("TRUE", "yes"), ("否", "no"), ("n", "no")]
)
def test_flags(text, flag):
    assert read(text, type="flag") == flag


def test_a_flag_of_another_word_is_refused():
    refused("大概", type="flag")


def test_codes_keep_leading_zeros_and_are_narrow():
    assert read(" ００１２３ ", type="code") == "00123"
    assert read('="00123"', type="code") == "00123"
    assert read("'00123", type="code") == "00123"
    assert read("HW49 900-045-49", type="code") == "HW49 900-045-49"
    assert read("1E5", type="code") == "1E5"


@pytest.mark.parametrize("text", ["1.23E+17", "9.1440300E+17", "4E+17", "１．２Ｅ＋１７"])
def test_a_code_in_scientific_notation_has_lost_digits(text):
    assert "loses digits" in refused(text, type="code").reason


@pytest.mark.parametrize("text", ["10123.0", "00010123.00", "＝１０１２３．０"[1:]])
def test_a_code_that_was_made_a_number_is_refused(text):
    assert "made a number of the code" in refused(text, type="code").reason


@pytest.mark.parametrize("text", ["1.0", "V2.0", "3.10", "10123.5", "2023.0.1"])
def test_a_code_may_have_a_point(text):
    assert read(text, type="code") == text


GENDER = {"type": "vocabulary", "values": {"male": ["男", "1", "M"], "female": ["女"]}}


@pytest.mark.parametrize("text", ["男", " 男　", "１", "m", "Male", "MALE", "M "])
def test_a_vocabulary_is_met_in_any_width_case_and_script(text):
    assert read(text, **GENDER) == "male"


def test_traditional_and_simplified_spellings_are_the_same_code():
    status = {"type": "vocabulary", "values": {"left": ["離職"]}}
    assert read("离职", **status) == "left"


def test_an_unknown_code_names_those_that_are_known():
    fault = refused("X", **GENDER)
    assert "male (男/1/M)" in fault.expected
    assert "values" in fault.remedy


def test_a_mapping_s_values_come_first_and_may_mean_missing():
    column = Column.model_validate({"meaning": "x", "type": "date"})
    reader = CellReader(column, values={"9999-12-31": ""})
    assert reader.read("9999-12-31") is None
    assert reader.read("2023-12-31") == "2023-12-31"


def test_a_missing_required_cell_is_refused_and_a_default_fills_it():
    refused("", type="text", required=True)
    assert read("", type="vocabulary", values={"kWh": ["度"]}, default="kWh", required=True) == "kWh"


def test_text_keeps_its_signs():
    assert read(" （全年）－ m³ ", type="text") == "（全年）－ m³"
    assert read("-", type="text") == "-"
    assert read("　", type="text") is None


@pytest.mark.parametrize("kind", ["text", "code", "decimal", "date"])
def test_an_error_of_a_spreadsheet_is_no_value(kind):
    refused("#N/A", type=kind)
