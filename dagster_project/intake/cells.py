"""How one cell is read by its contract type: text in, one canonical spelling or a fault out. No files here.

Canonical spellings: dates `2023-12-31`, datetimes `2023-12-31 09:00:00`, months `2023-07`, decimals and
integers plain (`1924.37`), durations in minutes, flags `yes` and `no`, vocabularies their canonical value.
A missing cell is None.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Literal

from dagster_project.intake.spelling import fold, narrow, trimmed
from dagster_project.registry.contracts import Column

DateOrder = Literal["ymd", "mdy", "dmy"]
DurationUnit = Literal["min", "h"]

MISSING = {
    fold(token) for token in ["", "-", "－", "—", "–", "--", "——", "/", "無", "N/A", "NA", "null", "nil"]
}
LONGEST_MISSING = max(len(token) for token in MISSING)
EXCEL_ERRORS = {"#n/a", "#value!", "#ref!", "#div/0!", "#name?", "#null!", "#num!"}
FLAGS = {"是": "yes", "y": "yes", "yes": "yes", "1": "yes", "true": "yes"}
FLAGS |= {"否": "no", "n": "no", "no": "no", "0": "no", "false": "no"}

FIRST_YEAR, LAST_YEAR = 1900, 2100
EXCEL_EPOCH = datetime(1899, 12, 30)
FIRST_SERIAL = 10000
"""May 1927: a smaller number in a column of dates is rather a year or a slip than a count of days."""
LAST_SERIAL = (datetime(LAST_YEAR, 12, 31) - EXCEL_EPOCH).days
MAX_INTEGER_DIGITS = 18
"""What `decimal(28,10)` holds before the point."""

_USUAL_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2}) (?P<clock>(?:[01]\d|2[0-3]):[0-5]\d)(?P<second>:[0-5]\d)?"
)
_TIME = r"(?:[T\s]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?)?"
_YEAR_FIRST = re.compile(rf"(?P<year>\d{{4}})([-/.])(?P<month>\d{{1,2}})\2(?P<day>\d{{1,2}}){_TIME}")
_CHINESE = re.compile(rf"(?P<year>\d{{4}})年\s*(?P<month>\d{{1,2}})月\s*(?P<day>\d{{1,2}})日{_TIME}")
_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")
_YEAR_LAST = re.compile(rf"(?P<one>\d{{1,2}})([-/.])(?P<two>\d{{1,2}})\2(?P<year>\d{{4}}|\d{{2}}){_TIME}")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_MONTH_ONLY = re.compile(r"(?P<year>\d{4})\s*(?:[-/.年])\s*(?P<month>\d{1,2})月?")
_MONTH_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})")
_MONTH_NAME = re.compile(r"(?P<name>[a-z]{3,9})[-/. ]*(?P<year>\d{4})", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|[+-]?\.\d+")
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d+)?e\+?\d+", re.IGNORECASE)
_SCIENTIFIC_CODE = re.compile(r"\d(?:\.\d+)?e\+\d+", re.IGNORECASE)
_DECIMAL_CODE = re.compile(r"\d{3,}\.0+")
_CLOCK = re.compile(r"(?P<hours>\d{1,4}):(?P<minutes>[0-5]\d)(?::(?P<seconds>[0-5]\d))?")
_PARTS = re.compile(
    r"(?:(?P<hours>\d+(?:\.\d+)?)(?:小时|个小时|时|hours?|hrs?|h))?"
    r"(?:(?P<minutes>\d+(?:\.\d+)?)(?:分钟|分|minutes?|mins?|m))?"
)
_AS_TEXT = re.compile(r'="(.*)"')
_MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_name) if number}
_MONTHS |= {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if number}


@dataclass(frozen=True)
class CellFault:
    """A cell that cannot be read: what a good one looks like, why this is none, and what to do."""

    expected: str
    reason: str
    remedy: str


@dataclass(frozen=True)
class Reading:
    """A company's way of writing the cells of one column, from its mapping.

    Attributes:
        date_order: of dates that do not begin with the year.
        bare_duration: unit of a duration that is a bare number.
        year_end: last day of the reporting year, for years of two digits.
    """

    date_order: DateOrder = "ymd"
    bare_duration: DurationUnit = "h"
    year_end: date = date(LAST_YEAR, 12, 31)


Cell = str | None | CellFault
Parser = Callable[[str], Cell]
CORRECT_IT = "Correct the cell at its source, or in corrections/<year>.yml with a reason"
SPREADSHEET_ERROR = CellFault("a value", "an error value of a spreadsheet", CORRECT_IT)


@dataclass
class CellReader:
    """Reads the cells of one column; each distinct text is read once."""

    column: Column
    reading: Reading = Reading()
    values: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._parse = _parser(self.column, self.reading)
        self._mapped = {fold(found): value for found, value in self.values.items()}
        self._known: dict[str | None, Cell] = {}

    def read(self, text: str | None) -> Cell:
        """The canonical spelling of a cell, None where it is missing, or why it cannot be read."""
        return self.read_all([text])[0]

    def read_all(self, texts: Sequence[str | None]) -> list[Cell]:
        """Every cell of the column in turn."""
        known = self._known
        for text in set(texts):
            if text not in known:
                known[text] = self._read(text)
        return [known[text] for text in texts]

    @property
    def met_a_fault(self) -> bool:
        """Whether any cell so far could not be read."""
        return any(isinstance(cell, CellFault) for cell in self._known.values())

    def _read(self, text: str | None) -> Cell:
        if text is not None and self._mapped:
            text = self._mapped.get(fold(text), text)
        cell = None if text is None else self._parse(text)
        if cell is None:
            cell = self.column.default
        if cell is None and self.column.required:
            return CellFault("a value: the column is required", "the cell is empty", CORRECT_IT)
        return cell


def _parser(column: Column, reading: Reading) -> Parser:
    kind = column.type
    if kind == "text":
        return read_text
    if kind == "vocabulary":
        return _vocabulary(column)
    parsers: dict[str, Parser] = {
        "code": read_code,
        "flag": read_flag,
        "date": lambda text: read_date(text, reading, column.pivot is not None),
        "datetime": lambda text: read_datetime(text, reading, column.pivot is not None),
        "month": lambda text: read_month(text, reading),
        "decimal": lambda text: read_decimal(text, is_share=column.unit == "1"),
        "integer": read_integer,
        "duration": lambda text: read_duration(text, reading.bare_duration),
    }
    parse = parsers[kind]
    return lambda text: None if is_missing(text) else parse(text)


def is_missing(text: str) -> bool:
    """Whether a cell is blank or says in a word or a sign that there is nothing."""
    bare = trimmed(text)
    return len(bare) <= LONGEST_MISSING and fold(bare) in MISSING


def read_text(text: str) -> Cell:
    """Text with all its signs, without blanks around it."""
    bare = trimmed(text)
    return SPREADSHEET_ERROR if _is_spreadsheet_error(bare) else bare or None


def _is_spreadsheet_error(text: str) -> bool:
    return text.startswith("#") and fold(text) in EXCEL_ERRORS


def read_code(text: str) -> Cell:
    """A code as it stands, narrow; one that a spreadsheet turned into a power of ten has lost its digits."""
    code = narrow(text)
    wrapped = _AS_TEXT.fullmatch(code)
    code = wrapped.group(1).strip() if wrapped else code.removeprefix("'")
    if _SCIENTIFIC_CODE.fullmatch(code):
        return CellFault(
            "the code with all its digits",
            "a spreadsheet turned the code into a number in scientific notation, which loses digits",
            "Export the column as text again, or correct the cell in corrections/<year>.yml",
        )
    if _DECIMAL_CODE.fullmatch(code):
        return CellFault(
            "the code as the system writes it",
            "a program made a number of the code, so zeros in front of it may be lost",
            "Export the column as text again, or correct the cell in corrections/<year>.yml",
        )
    return SPREADSHEET_ERROR if _is_spreadsheet_error(code) else code or None


def read_flag(text: str) -> Cell:
    """Yes or no, from the signs that both scripts and English use."""
    flag = FLAGS.get(fold(text))
    if flag is None:
        return CellFault("是/否, Y/N, 1/0 or true/false", "not a yes or no", CORRECT_IT)
    return flag


def _vocabulary(column: Column) -> Parser:
    canonical = {fold(alias): value for value, aliases in column.values.items() for alias in aliases}
    canonical |= {fold(value): value for value in column.values}
    spellings = ", ".join(f"{value} ({'/'.join(aliases)})" for value, aliases in column.values.items())

    def read(text: str) -> Cell:
        value = canonical.get(fold(text))
        if value is None and not is_missing(text):
            return CellFault(
                f"one of {spellings}",
                "a code that neither the contract nor the mapping knows",
                "If the code is right, map it under `values` in the mapping; else correct the cell",
            )
        return value

    return read


def read_decimal(text: str, is_share: bool = False) -> Cell:
    """A plain decimal: thousands separators, full-width digits and accountants' brackets folded.

    Never through a binary float. Scientific notation is refused: it has lost digits.
    """
    number = narrow(text).replace("−", "-").replace(" ", "")
    if number.startswith("(") and number.endswith(")"):
        number = f"-{number[1:-1]}"
    in_percent = is_share and number.endswith("%")
    number = number.removesuffix("%") if in_percent else number
    if _SCIENTIFIC.fullmatch(number):
        return CellFault(
            "a number in plain digits", "scientific notation, which may have lost digits", CORRECT_IT
        )
    if not _NUMBER.fullmatch(number):
        return CellFault("a number such as 1924.37 or 1,924.37", "not a number", CORRECT_IT)
    value = Decimal(number.replace(",", ""))
    if in_percent:
        value = value.scaleb(-2)
    if abs(value) >= 10**MAX_INTEGER_DIGITS:
        return CellFault(f"a number below 10^{MAX_INTEGER_DIGITS}", "a number that is too large", CORRECT_IT)
    return _plain(value)


def _plain(value: Decimal) -> str:
    return format(value, "f") if value else format(abs(value), "f")


def read_integer(text: str) -> Cell:
    """A plain whole number; `5.0` is 5, `5.5` is refused."""
    number = read_decimal(text)
    if isinstance(number, str):
        value = Decimal(number)
        if value != int(value):
            return CellFault("a whole number", "a number with a fraction", CORRECT_IT)
        return str(int(value))
    if isinstance(number, CellFault):
        return CellFault("a whole number", number.reason, number.remedy)
    return number


def read_duration(text: str, bare: DurationUnit = "h") -> Cell:
    """Minutes, from `1小時30分`, `90 min`, `1:30` or a bare number in the unit that the mapping states."""
    folded = fold(text)
    clock = _CLOCK.fullmatch(folded)
    if clock:
        seconds = Decimal(clock["seconds"] or 0)
        if seconds % 6:
            return CellFault("hours and minutes", "seconds that are no tenth of a minute", CORRECT_IT)
        return _whole(Decimal(clock["hours"]) * 60 + Decimal(clock["minutes"]) + seconds / 60)
    parts = _PARTS.fullmatch(folded)
    if parts and (parts["hours"] or parts["minutes"]):
        return _whole(Decimal(parts["hours"] or 0) * 60 + Decimal(parts["minutes"] or 0))
    number = read_decimal(text)
    if isinstance(number, str) and not number.startswith("-"):
        return _whole(Decimal(number) * (60 if bare == "h" else 1))
    return CellFault("a duration such as 1.5, 90分鐘, 1小時30分 or 1:30", "not a duration", CORRECT_IT)


def _whole(value: Decimal) -> str:
    """Plain, without zeros after the point."""
    plain = format(value, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def read_date(text: str, reading: Reading = Reading(), pivot_past: bool = False) -> Cell:
    """A calendar day; a time of day after it is dropped."""
    moment = _moment(text, reading, pivot_past)
    return moment if isinstance(moment, CellFault) else moment.date().isoformat()


def read_datetime(text: str, reading: Reading = Reading(), pivot_past: bool = False) -> Cell:
    """A day and a time to the second; a day alone is its midnight."""
    usual = _USUAL_MOMENT.fullmatch(text)
    if usual:
        day = _usual_day(usual["day"])
        return day if isinstance(day, CellFault) else f"{day} {usual['clock']}{usual['second'] or ':00'}"
    moment = _moment(text, reading, pivot_past)
    return moment if isinstance(moment, CellFault) else moment.isoformat(sep=" ", timespec="seconds")


@lru_cache(maxsize=4096)
def _usual_day(text: str) -> Cell:
    return read_date(text)


def read_month(text: str, reading: Reading = Reading()) -> Cell:
    """A month. A whole date counts only if it is the first of a month, as spreadsheets store months."""
    found = narrow(text)
    for pattern in (_MONTH_ONLY, _MONTH_COMPACT):
        match = pattern.fullmatch(found)
        if match and 1 <= int(match["month"]) <= 12 and FIRST_YEAR <= int(match["year"]) <= LAST_YEAR:
            return f"{match['year']}-{int(match['month']):02d}"
    named = _MONTH_NAME.fullmatch(found)
    if named and named["name"].casefold() in _MONTHS:
        return f"{named['year']}-{_MONTHS[named['name'].casefold()]:02d}"
    moment = _moment(text, reading, pivot_past=False)
    if isinstance(moment, datetime) and moment.day == 1:
        return f"{moment:%Y-%m}"
    return CellFault("a month such as 2023-07, 2023年7月 or 202307", "not a month", CORRECT_IT)


def _moment(text: str, reading: Reading, pivot_past: bool) -> datetime | CellFault:
    found = narrow(text)
    for pattern in (_YEAR_FIRST, _CHINESE, _COMPACT):
        match = pattern.fullmatch(found)
        if match:
            return _day(match, int(match["year"]), int(match["month"]), int(match["day"]))
    match = _YEAR_LAST.fullmatch(found)
    if match:
        return _year_last(match, reading, pivot_past)
    if _SERIAL.fullmatch(found) and FIRST_SERIAL <= Decimal(found) <= LAST_SERIAL + 1:
        return _from_serial(Decimal(found))
    if _MONTH_ONLY.fullmatch(found) or _MONTH_COMPACT.fullmatch(found):
        return CellFault("a day such as 2023-12-31", "a month without a day", CORRECT_IT)
    return CellFault(
        "a day such as 2023-12-31, 2023/12/31, 20231231 or 2023年12月31日", "not a date", CORRECT_IT
    )


def _year_last(match: re.Match[str], reading: Reading, pivot_past: bool) -> datetime | CellFault:
    if reading.date_order == "ymd":
        return CellFault(
            "a day that begins with its year, such as 2023-12-31",
            "the order of day and month is not stated",
            "State `date_order: mdy` or `date_order: dmy` in the mapping, as the system exports it",
        )
    month, day = (match["one"], match["two"])[:: 1 if reading.date_order == "mdy" else -1]
    year = int(match["year"])
    if len(match["year"]) == 2:
        if not pivot_past:
            return CellFault("a year of four digits", "a year of two digits", CORRECT_IT)
        latest = _day(match, 2000 + year, int(month), int(day))
        year += 2000 if isinstance(latest, datetime) and latest.date() <= reading.year_end else 1900
    return _day(match, year, int(month), int(day))


def _day(match: re.Match[str], year: int, month: int, day: int) -> datetime | CellFault:
    clock = match.groupdict()
    hour, minute, second = (int(clock.get(part) or 0) for part in ("hour", "minute", "second"))
    try:
        moment = datetime(year, month, day, hour, minute, second)
    except ValueError:
        return CellFault("a day of the calendar", "there is no such day or time", CORRECT_IT)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return CellFault(
            f"a year from {FIRST_YEAR} to {LAST_YEAR}",
            "a year that no record can have",
            "If it stands for an open end, map it to an empty value under `values` in the mapping",
        )
    return moment


def _from_serial(serial: Decimal) -> datetime:
    """Excel's count of days since the end of 1899, the time of day to the nearest second."""
    days = int(serial)
    seconds = ((serial - days) * 86400).to_integral_value(ROUND_HALF_UP)
    return EXCEL_EPOCH + timedelta(days=days, seconds=int(seconds))
