"""The rules that follow from an export's contract by themselves: required, spelling, vocabulary, key, oddities.

An expectation costs milliseconds whatever it looks at, so one rule screens the whole contract by counting
what is broken in each row, and only if it fails is each kind of fault judged by a rule of its own.
What is plausible for one export belongs to `expectations/`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from dagster_project.gates.contract_oddities import (
    DAMAGED,
    MISTAKABLE,
    ODD_CODES,
    OUTLYING,
    SAME_DATE,
    STAND_IN_DATES,
    suspicions,
)
from dagster_project.gates.suites import KEY_ROW_ID, Rule, Severity

if TYPE_CHECKING:
    import pandas as pd

    from dagster_project.registry.contracts import Column, Contract

SCREEN = "contract"
MISSING = "contract_missing_cells"
MISSPELT = "contract_misspelt_cells"
UNKNOWN = "contract_unknown_values"
REPEATED = "contract_repeated_keys"
UNTRACEABLE = "contract_repeated_row_ids"

CANONICAL = {
    "date": r"\d{4}-\d{2}-\d{2}",
    "datetime": r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}",
    "month": r"\d{4}-(?:0[1-9]|1[0-2])",
    "decimal": r"-?\d+(?:\.\d+)?",
    "integer": r"-?\d+",
    "duration": r"\d+(?:\.\d+)?",
}
FLAGS = ["yes", "no"]


@dataclass(frozen=True)
class Fault:
    """What in a row is not as its contract says: one cell, or several that make a key."""

    position: int
    columns: list[str]
    expected: str


@dataclass(frozen=True)
class Counted:
    """What a rule that counts faults says; it holds where no row has any."""

    expected: str
    message: str
    remedy: str
    severity: Severity = "error"


COUNTED = {
    SCREEN: Counted(
        "every row as the contract says",
        "Rows are not as the export's contract says; the rules below name the cells.",
        "See the rules below.",
    ),
    MISSING: Counted(
        "required columns filled in",
        "A column that the contract requires is empty.",
        "Fill the cell in the source system, or correct it in corrections/<year>.yml with a reason.",
    ),
    MISSPELT: Counted(
        "dates and numbers as intake spells them",
        "A cell is not spelt as intake spells dates and numbers.",
        "This is a fault of intake rather than of the file: report it with the row's key.",
    ),
    UNKNOWN: Counted(
        "values that the contract lists",
        "A cell holds a value that the contract's vocabulary does not list.",
        "Map the value in the mapping file, or add it to the contract's aliases if all companies write it.",
    ),
    REPEATED: Counted(
        "each key once",
        "Several rows have the same key, so one of them would count twice.",
        "Remove the repetition at the source, or exclude it in corrections/<year>.yml with a reason.",
    ),
    UNTRACEABLE: Counted(
        "each row id once",
        "Two rows have the same row id, so a row cannot be traced to its file.",
        "This is a fault of intake rather than of the file: report it with the row ids.",
    ),
    DAMAGED: Counted(
        "text in which no character was lost",
        "A text was read or saved in the wrong encoding, or holds signs that cannot be seen.",
        "Export the file again as UTF-8; if only a cell is damaged, correct it in corrections/<year>.yml.",
    ),
    MISTAKABLE: Counted(
        "each code in one spelling",
        "A code differs from a more frequent one only by case, by O and 0, or by l and 1.",
        "Correct the code in corrections/<year>.yml, or explain that both are codes of their own.",
        "warning",
    ),
    ODD_CODES: Counted(
        "codes of one make in a file",
        "A code has more or fewer digits than all others of its file, or a letter for a digit: it may be mistyped.",
        "Compare it with the source system and correct it, or explain that it is right.",
        "warning",
    ),
    STAND_IN_DATES: Counted(
        "days that are known",
        "A day recurs, or lies, as a system writes it that does not know the day.",
        "Find the true days at the source, leave unknown ones empty, or explain why they are right.",
        "warning",
    ),
    SAME_DATE: Counted(
        "days that differ",
        "All rows of a file have the same day.",
        "Check whether the export filled the column with one day, or explain why it is right.",
        "warning",
    ),
    OUTLYING: Counted(
        "quantities of one order of magnitude in a file",
        "A quantity is more than 20 times as large as nearly all others of its file and unit.",
        "Check the unit and the decimal point at the source, or explain the quantity.",
        "warning",
    ),
}


def screening_rule() -> Rule:
    """The rule that holds if and only if every rule of the contract holds."""
    return _counting_rule(SCREEN, "table")


def contract_rules() -> list[Rule]:
    """One rule for each kind of fault, in the order in which they are reported."""
    return [_counting_rule(name, "row") for name in COUNTED if name != SCREEN]


def _counting_rule(name: str, scope: Literal["row", "table"]) -> Rule:
    counted = COUNTED[name]
    return Rule(
        id=name,
        type="expect_column_values_to_be_between",
        kwargs={"column": name, "max_value": 0},
        scope=scope,
        severity=counted.severity,
        message=counted.message,
        remedy=counted.remedy,
    )


def missing_columns(contract: Contract, frame: pd.DataFrame) -> list[str]:
    """Columns that the contract states and the frame lacks, besides the names of people and the row id.

    A column that holds names may have been left out already.
    """
    stated = [name for name, column in contract.columns.items() if column.personal != "name"]
    return [name for name in [KEY_ROW_ID, *stated] if name not in frame.columns]


def count_faults(contract: Contract, frame: pd.DataFrame) -> dict[str, pd.Series]:
    """For each rule, how many faults of its kind each row has; for the screening rule, of any kind."""
    import pandas as pd

    counts = {name: pd.Series(0.0, index=frame.index) for name in COUNTED}
    for rule, _, broken, _ in _broken(contract, frame):
        if broken.any():
            for counted in (rule, SCREEN):
                counts[counted] = counts[counted] + broken.to_numpy().astype("float64")
    return counts


def contract_faults(contract: Contract, frame: pd.DataFrame, rule: str) -> list[Fault]:
    """The faults of a kind, in the order of their rows."""
    faults = [
        Fault(int(position), columns, told)
        for kind, columns, broken, told in _broken(contract, frame)
        if kind == rule
        for position in broken.to_numpy().nonzero()[0]
    ]
    return sorted(faults, key=lambda fault: fault.position)


def _broken(contract: Contract, frame: pd.DataFrame) -> Iterator[tuple[str, list[str], pd.Series, str]]:
    """Each thing that a contract asks: kind of fault, columns, which rows break it, what was expected."""
    for name, column in contract.columns.items():
        if name in frame.columns:
            for kind, broken in _broken_cells(frame[name], column):
                yield kind, [name], broken, _expected(column)
    if contract.key:
        repeated = frame.duplicated(list(contract.key), keep=False)
        yield REPEATED, list(contract.key), repeated, contract.grain
    yield UNTRACEABLE, [KEY_ROW_ID], frame.duplicated([KEY_ROW_ID], keep=False), "a row id of its own"
    for kind, name, rows, usual in suspicions(contract, frame):
        yield kind, [name], rows, usual


def _broken_cells(cells: pd.Series, column: Column) -> Iterator[tuple[str, pd.Series]]:
    filled = cells.notna()
    if column.required:
        yield MISSING, ~filled
    pattern = CANONICAL.get(column.type)
    if pattern:
        yield MISSPELT, filled & ~cells.astype("str").str.fullmatch(pattern)
    values = _allowed(column)
    if values:
        yield UNKNOWN, filled & ~cells.isin(values)


def _allowed(column: Column) -> list[str]:
    return FLAGS if column.type == "flag" else list(column.values)


def _expected(column: Column) -> str:
    values = _allowed(column)
    told = f"one of {', '.join(values)}" if values else f"a {column.type}"
    return told if column.required else f"{told} or nothing"
