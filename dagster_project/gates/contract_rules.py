"""The rules that follow from an export's contract by themselves: required, spelling, vocabulary, key.

One rule for each kind rather than for each column, since an expectation costs four milliseconds whatever it
looks at; when a rule fails, `contract_faults` names the column. Plausibility belongs to `expectations/`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dagster_project.gates.suites import KEY_ROW_ID, Rule

if TYPE_CHECKING:
    import pandas as pd

    from dagster_project.registry.contracts import Column, Contract

MISSING = "contract_missing_cells"
MISSPELT = "contract_misspelt_cells"
UNKNOWN = "contract_unknown_values"

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
class CellFault:
    """A cell that is not what its contract says."""

    position: int
    column: str
    expected: str


@dataclass(frozen=True)
class Counted:
    """What a counting rule says: it holds where no cell of a row is broken."""

    expected: str
    message: str
    remedy: str


COUNTED = {
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
}


def contract_rules(contract: Contract) -> list[Rule]:
    """The rules of a contract, in the order in which they are reported."""
    return [
        *(_counting_rule(name, counted) for name, counted in COUNTED.items()),
        *_unique_row_id(),
        *_unique_key(contract),
    ]


def _counting_rule(name: str, counted: Counted) -> Rule:
    return Rule(
        id=name,
        type="expect_column_values_to_be_between",
        kwargs={"column": name, "max_value": 0},
        scope="row",
        message=counted.message,
        remedy=counted.remedy,
    )


def _unique_row_id() -> list[Rule]:
    return [
        Rule(
            id="contract_row_id",
            type="expect_column_values_to_be_unique",
            kwargs={"column": KEY_ROW_ID},
            message="Two rows have the same row id, so a row cannot be traced to its file.",
            remedy="This is a fault of intake rather than of the file: report it with the row ids.",
        )
    ]


def _unique_key(contract: Contract) -> list[Rule]:
    if not contract.key:
        return []
    several = len(contract.key) > 1
    return [
        Rule(
            id="contract_key",
            type="expect_compound_columns_to_be_unique" if several else "expect_column_values_to_be_unique",
            kwargs={"column_list": list(contract.key)} if several else {"column": contract.key[0]},
            scope="row",
            message=f"Several rows share a key; there should be {contract.grain}.",
            remedy="Remove it at the source, or exclude it in corrections/<year>.yml with a reason.",
        )
    ]


def missing_columns(contract: Contract, frame: pd.DataFrame) -> list[str]:
    """Columns that the contract states and the frame lacks, besides the names of people and the row id.

    A column that holds names may have been left out already.
    """
    stated = [name for name, column in contract.columns.items() if column.personal != "name"]
    return [name for name in [KEY_ROW_ID, *stated] if name not in frame.columns]


def count_faults(contract: Contract, frame: pd.DataFrame) -> dict[str, pd.Series]:
    """For each counting rule, how many cells of each row break it."""
    import pandas as pd

    counts = {name: pd.Series(0.0, index=pd.RangeIndex(len(frame))) for name in COUNTED}
    for name, column in _stated(contract, frame):
        for rule, broken in _broken(frame[name], column).items():
            if broken.any():
                counts[rule] = counts[rule] + broken.to_numpy().astype("float64")
    return counts


def contract_faults(contract: Contract, frame: pd.DataFrame, rule: str) -> list[CellFault]:
    """The cells that break a counting rule, by position of their row."""
    faults = []
    for name, column in _stated(contract, frame):
        broken = _broken(frame[name], column).get(rule)
        if broken is not None:
            told = _expected(column)
            faults += [CellFault(int(position), name, told) for position in broken.to_numpy().nonzero()[0]]
    return sorted(faults, key=lambda fault: fault.position)


def _stated(contract: Contract, frame: pd.DataFrame) -> list[tuple[str, Column]]:
    return [(name, column) for name, column in contract.columns.items() if name in frame.columns]


def _broken(cells: pd.Series, column: Column) -> dict[str, pd.Series]:
    broken = {}
    filled = cells.notna()
    if column.required:
        broken[MISSING] = ~filled
    pattern = CANONICAL.get(column.type)
    if pattern:
        broken[MISSPELT] = filled & ~cells.astype("str").str.fullmatch(pattern)
    values = _allowed(column)
    if values:
        broken[UNKNOWN] = filled & ~cells.isin(values)
    return broken


def _allowed(column: Column) -> list[str]:
    if column.type == "flag":
        return FLAGS
    return list(column.values or {})


def _expected(column: Column) -> str:
    values = _allowed(column)
    told = f"one of {', '.join(values)}" if values else f"a {column.type}"
    return told if column.required else f"{told} or nothing"
