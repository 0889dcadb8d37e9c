"""What a contract's column types let one suspect: damaged text, mistaken codes, stand-in dates, outlying quantities.

Each kind looks at a column as a whole, since a single cell proves nothing. Thresholds are set so that ordinary
exports raise none; what becomes of a suspicion is for `contract_rules`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from math import floor
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

    from dagster_project.registry.contracts import Column, Contract

DAMAGED = "contract_damaged_text"
MISTAKABLE = "contract_mistakable_codes"
ODD_CODES = "contract_odd_codes"
STAND_IN_DATES = "contract_stand_in_dates"
SAME_DATE = "contract_one_date_throughout"
OUTLYING = "contract_outlying_quantities"

FEWEST_CODES = 50
MOST_OF_AN_ODD_MAKE = 2
USUAL_SHARE = 0.9
SHORTEST_CODE = 3
FEWEST_DATES = 20
FEWEST_QUANTITIES = 20
TIMES_BEYOND = 20
COMMON_BIRTHDAY = 0.02
FIRST_OF_JANUARY_BIRTHS = 0.1
FIRST_OF_JANUARY = 0.9
FEWEST_BIRTHDAYS = 10

OPEN_ENDS = {"1900-01-01", "1900-01-02", "1901-01-01", "2099-12-31", "2100-12-31"}

_SIGNS_OF_DAMAGE = re.compile(
    "[\ufffd\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]"
    r"|锟斤拷|烫烫烫|屯屯屯|\?{3,}|^[?\s]*\?\?[?\s]*$"
)
_BROKEN_CODE = re.compile(r"[\n\r\t]")
_CHINESE_TEXT = re.compile("[\x20-\x7e\u3000-\u303f\u4e00-\u9fff\uff00-\uffef·]+")
_CHINESE = re.compile("[\u4e00-\u9fff]")
_ALIKE = str.maketrans({"o": "0", "l": "1", "i": "1"})
_DIGITS = re.compile("[0-9]")
_RUNS = re.compile("9+")
_LETTERS = re.compile("[A-Za-z]")


class Suspicion(NamedTuple):
    """Which rows of a column are suspected, of what, and what would be usual."""

    kind: str
    column: str
    rows: pd.Series
    usual: str


def suspicions(contract: Contract, frame: pd.DataFrame) -> Iterator[Suspicion]:
    """Every suspicion that the columns of a frame raise; a company's own registers only that of damaged text."""
    files = [frame.loc[rows] for rows in _files(frame)]
    for name, column in contract.columns.items():
        if name not in frame.columns:
            continue
        cells = frame[name]
        if column.type in ("text", "code"):
            yield _where(DAMAGED, name, cells, _damaged(cells, column), "text as it was typed")
        if contract.is_register:
            continue
        if column.type == "code" and (column.required or name in contract.key):
            yield _where(MISTAKABLE, name, cells, _mistakable(cells), "each code in one spelling")
        for file in files:
            yield from _of_file(contract, file, name, column, frame.index)


def _of_file(
    contract: Contract, frame: pd.DataFrame, name: str, column: Column, index: pd.Index
) -> Iterator[Suspicion]:
    """Suspicions that compare the cells of a column within one file."""
    cells = frame[name]
    if column.type == "code" and (column.required or name in contract.key) and not column.personal:
        odd, usual = _odd_codes(cells)
        yield _spread(_where(ODD_CODES, name, cells, odd, usual), index)
    if column.type in ("date", "datetime"):
        days = cells.str.slice(0, 10) if cells.notna().any() else cells
        found = _stand_ins(days, is_birth=column.pivot is not None)
        yield _spread(_where(STAND_IN_DATES, name, days, found, "the day itself"), index)
        if column.required and _is_one_day(days):
            first = cells.index == cells.index[0]
            yield _spread(Suspicion(SAME_DATE, name, _series(first, cells), "days that differ"), index)
    if column.adds_up:
        for rows in _units(contract, frame):
            yield from (_spread(one, index) for one in _outlying(name, cells.loc[rows]))


def _series(values: Any, cells: pd.Series) -> pd.Series:
    import pandas as pd

    return pd.Series(values, index=cells.index, dtype=bool)


def _where(kind: str, name: str, cells: pd.Series, suspected: set[str], usual: str) -> Suspicion:
    rows = cells.isin(list(suspected)) if suspected else _series(False, cells)
    return Suspicion(kind, name, rows, usual)


def _spread(suspicion: Suspicion, index: pd.Index) -> Suspicion:
    """The same over all rows of the frame."""
    return suspicion._replace(rows=suspicion.rows.reindex(index, fill_value=False))


def _files(frame: pd.DataFrame) -> Iterable[pd.Index]:
    if "source_file" not in frame.columns or not len(frame):
        return [frame.index]
    return _groups(frame, ["source_file"])


def _units(contract: Contract, frame: pd.DataFrame) -> Iterable[pd.Index]:
    """Rows of a file by the unit of their quantities."""
    names = [
        name
        for name, column in contract.columns.items()
        if column.type == "vocabulary" and name.split("_")[-1] == "unit" and name in frame.columns
    ]
    if not names or not len(frame):
        return [frame.index]
    return _groups(frame, names)


def _groups(frame: pd.DataFrame, names: list[str]) -> list[pd.Index]:
    numbers = frame.groupby(names, sort=False, dropna=False).ngroup().to_numpy()
    return [frame.index[numbers == number] for number in range(int(numbers.max()) + 1)]


def _distinct(cells: pd.Series) -> list[str]:
    return [cell for cell in cells.unique() if isinstance(cell, str)]


def _damaged(cells: pd.Series, column: Column) -> set[str]:
    is_code = column.type == "code"
    return {
        text
        for text in _distinct(cells)
        if _SIGNS_OF_DAMAGE.search(text) or (is_code and _BROKEN_CODE.search(text)) or is_mojibake(text)
    }


def is_mojibake(text: str) -> bool:
    """Whether a text is UTF-8 that was read as GBK or as Latin-1: turned back, it makes sense."""
    if text.isascii():
        return False
    back = _reread(text, "gbk")
    if back and _CHINESE_TEXT.fullmatch(back) and len(_CHINESE.findall(back)) > 1:
        return True
    return any((back := _reread(text, encoding)) and not back.isascii() for encoding in ("cp1252", "latin-1"))


def _reread(text: str, encoding: str) -> str | None:
    try:
        return text.encode(encoding).decode("utf-8")
    except UnicodeError:
        return None


def _mistakable(cells: pd.Series) -> set[str]:
    """Codes that differ from a more frequent one only by case, by O and 0, or by l and 1."""
    counts = Counter(cell for cell in cells if isinstance(cell, str) and len(cell) >= SHORTEST_CODE)
    spellings: dict[str, list[str]] = {}
    for code in counts:
        spellings.setdefault(code.casefold().translate(_ALIKE), []).append(code)
    return {
        code
        for alike in spellings.values()
        if len(alike) > 1
        for code in sorted(alike, key=lambda code: (-counts[code], code))[1:]
    }


def _odd_codes(cells: pd.Series) -> tuple[set[str], str]:
    """One or two codes with more or fewer digits, or a letter for a digit, than all others of the file."""
    codes = _distinct(cells)
    if len(codes) < FEWEST_CODES:
        return set(), ""
    makes = {code: _make(code) for code in codes}
    counts = Counter(makes.values())
    usual = counts.most_common(1)[0][0]
    odd = {
        code
        for code, make in makes.items()
        if make != usual
        and counts[make] <= MOST_OF_AN_ODD_MAKE
        and (
            _RUNS.sub("9", make) == _RUNS.sub("9", usual) or _make(code.casefold().translate(_ALIKE)) == usual
        )
    }
    is_rare = counts[usual] >= USUAL_SHARE * len(codes)
    return (odd if is_rare else set()), f"codes such as {usual} (9 a digit, A a letter)"


def _make(code: str) -> str:
    return _DIGITS.sub("9", _LETTERS.sub("A", code))


def _stand_ins(days: pd.Series, is_birth: bool) -> set[str]:
    """Days that systems write where they know none."""
    counts = Counter(day for day in days if isinstance(day, str))
    found = OPEN_ENDS & counts.keys()
    total = sum(counts.values())
    new_years = {day for day in counts if day.endswith("-01-01")}
    if total >= FEWEST_DATES and len(new_years) > 1:
        limit = FIRST_OF_JANUARY_BIRTHS if is_birth else FIRST_OF_JANUARY
        if sum(counts[day] for day in new_years) > limit * total:
            found |= new_years
    if is_birth:
        enough = max(FEWEST_BIRTHDAYS, COMMON_BIRTHDAY * total)
        found |= {day for day, count in counts.items() if count > enough}
    return found


def _is_one_day(days: pd.Series) -> bool:
    return len(days) >= FEWEST_DATES and len(_distinct(days)) == 1 and bool(days.notna().all())


def _outlying(name: str, cells: pd.Series) -> Iterator[Suspicion]:
    """Quantities far beyond the 99th percentile; of few, beyond the second largest."""
    import pandas as pd

    sizes = pd.to_numeric(cells, errors="coerce").abs()
    filled = sizes[sizes > 0].sort_values()
    if len(filled) < FEWEST_QUANTITIES:
        return
    high = float(filled.iloc[floor(0.99 * (len(filled) - 1))])
    if float(filled.iloc[-1]) > TIMES_BEYOND * high:
        usual = f"at most {TIMES_BEYOND} times {high:g}, the 99th percentile of the file"
        yield Suspicion(OUTLYING, name, (sizes > TIMES_BEYOND * high).fillna(False), usual)
