"""The frame that the library sees: text as intake spells it, and what rules need as numbers and dates.

The casts are floats and timestamps that only decide whether a row is plausible; no figure comes from them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dagster_project.gates.suites import KEY_ROW_ID, PARAMETER, Derived, Rule, Suite

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from dagster_project.registry.contracts import Contract

NUMBERS = {"decimal", "integer", "duration"}
DATES = {"date", "datetime"}
TYPED = "#typed"
WORD = re.compile(r"[A-Za-z_]\w*")

Parameters = Mapping[str, Any]


class GateError(Exception):
    """A suite cannot be run on a frame: a column or a parameter is not there, a value cannot be cast."""


def frame_of(connection: duckdb.DuckDBPyConnection, query: str) -> pd.DataFrame:
    """The rows of a query with exact values: decimals stay Decimal, missing is None."""
    import pandas as pd

    cursor = connection.execute(query)
    columns = [column[0] for column in cursor.description]
    return pd.DataFrame(cursor.fetchall(), columns=columns, dtype=object)


def resolve(value: Any, parameters: Parameters) -> Any:
    """A rule's argument with `$name` replaced by the run's parameter, also inside lists.

    Raises:
        GateError: the run gives no such parameter.
    """
    if isinstance(value, list):
        return [resolve(one, parameters) for one in value]
    match = PARAMETER.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return value
    if match[1] not in parameters:
        raise GateError(f"the suite asks for {value}, and the run gives only {sorted(parameters)}")
    return parameters[match[1]]


class View:
    """The columns of a frame that a suite's rules name, cast where a rule compares numbers or dates."""

    def __init__(self, frame: pd.DataFrame, contract: Contract | None, parameters: Parameters) -> None:
        import pandas as pd

        self._source = frame
        self._contract = contract
        self._parameters = parameters
        self._cast: dict[str, pd.Series] = {}
        self._masks: dict[str, pd.Series] = {}
        self.frame = pd.DataFrame(index=pd.RangeIndex(len(frame)))

    def add_derived(self, suite: Suite) -> None:
        """Compute the suite's derived columns."""
        for name, derived in suite.derived.items():
            self.frame[name] = self._derive(derived)

    def add(self, columns: Mapping[str, pd.Series]) -> None:
        """Take in columns that were computed elsewhere, one value for each row."""
        for name, values in columns.items():
            self.frame[name] = values

    def arguments(self, rule: Rule) -> dict[str, Any]:
        """A rule's arguments with parameters filled in and columns typed and masked as it needs them.

        Raises:
            GateError: a column is not in the frame, a parameter is not given, a value cannot be cast.
        """
        kwargs = {name: resolve(value, self._parameters) for name, value in rule.kwargs.items()}
        condition = kwargs.pop("row_condition", None)
        for name in ("column", "column_A", "column_B"):
            if name in kwargs:
                column = self._column(kwargs[name], rule.typed)
                kwargs[name] = self._where(condition, column, rule.ignored) if condition else column
        if "column_list" in kwargs:
            kwargs["column_list"] = [self._column(column, rule.typed) for column in kwargs["column_list"]]
        return kwargs

    def _where(self, condition: str, column: str, ignored: Any) -> str:
        """A copy of a column that holds, wherever the condition does not, what the rule takes no notice of.

        The library would filter the frame three times for each rule, which takes longer than the rule.
        """
        mask = self._mask(condition)
        name = f"{column} where {condition}{'' if ignored is None else ' (filled)'}"
        if name not in self.frame.columns:
            self.frame[name] = self.frame[column].where(mask, ignored)
        return name

    def _mask(self, condition: str) -> pd.Series:
        if condition not in self._masks:
            for word in WORD.findall(condition):
                if word in self._source.columns:
                    self._column(word, typed=False)
            mask: Any = self.frame.eval(condition)
            if str(getattr(mask, "dtype", None)) != "bool":
                raise GateError(f"the condition {condition!r} does not say yes or no of each row")
            self._masks[condition] = mask
        return self._masks[condition]

    def _column(self, name: str, typed: bool) -> str:
        if name not in self.frame.columns and name not in self._source.columns:
            raise GateError(f"there is no column {name!r}; the frame has {', '.join(self._source.columns)}")
        if not typed or self._kind(name) == "text":
            if name not in self.frame.columns:
                self.frame[name] = self._source[name].array
            return name
        if name + TYPED not in self.frame.columns:
            self.frame[name + TYPED] = self._typed(name)
        return name + TYPED

    def _kind(self, name: str) -> str:
        column = self._contract.columns.get(name) if self._contract else None
        if column is None:
            return "text"
        return "number" if column.type in NUMBERS else "date" if column.type in DATES else "text"

    def _typed(self, name: str) -> pd.Series:
        if name not in self._cast:
            self._cast[name] = self._cast_column(name)
        return self._cast[name]

    def _cast_column(self, name: str) -> pd.Series:
        import pandas as pd

        cells = self._source[name].reset_index(drop=True)
        kind = self._kind(name)
        if kind == "number":
            cast = pd.to_numeric(cells, errors="coerce").astype("float64")
        else:
            cast = pd.to_datetime(cells, format="ISO8601", errors="coerce").astype("datetime64[s]")
        lost = cells.notna() & cast.isna()
        if lost.any():
            rows = self._source[KEY_ROW_ID].reset_index(drop=True)[lost]
            raise GateError(
                f"column {name!r} holds what is no {kind} in {int(lost.sum())} rows, first in {rows.iloc[0]}"
            )
        return cast

    def _operand(self, name: str) -> Any:
        import pandas as pd

        value = resolve(name, self._parameters)
        if value is not name:
            return pd.Timestamp(value)
        if name in self.frame.columns and name not in self._source.columns:
            return self.frame[name]
        if name not in self._source.columns:
            raise GateError(f"there is no column {name!r}; the frame has {', '.join(self._source.columns)}")
        if self._kind(name) == "text":
            raise GateError(f"column {name!r} is text, so nothing can be computed from it")
        return self._typed(name)

    def _derive(self, derived: Derived) -> pd.Series:
        if derived.operation == "present":
            return self._present(derived.inputs)
        if derived.operation == "anywhere":
            return (self._present(derived.inputs) * 0) + float(self._present(derived.inputs).any())
        if derived.operation == "last_of_file":
            return self._last_of_file(self._operand(derived.inputs[0]))
        operands = [self._operand(name) for name in derived.inputs]
        return OPERATIONS[derived.operation](operands)

    def _present(self, names: list[str]) -> pd.Series:
        missing = [name for name in names if name not in self._source.columns]
        if missing:
            raise GateError(f"there is no column {', '.join(missing)}")
        return self._source[names].notna().sum(axis=1).reset_index(drop=True).astype("float64")

    def _last_of_file(self, days: pd.Series) -> pd.Series:
        import pandas as pd

        if "source_file" in self._source.columns:
            files = self._source["source_file"].reset_index(drop=True)
        else:
            files = pd.Series(0, index=days.index)
        latest = days.groupby(files, dropna=False).transform("max")
        return latest.where(~files.duplicated())


def _days(operands: list[Any]) -> pd.Series:
    return _span(operands).dt.days.astype("float64")


def _minutes(operands: list[Any]) -> pd.Series:
    return _span(operands).dt.total_seconds() / 60


def _span(operands: list[Any]) -> Any:
    first, last = operands
    return last - first


def _years(operands: list[Any]) -> pd.Series:
    first, last = operands
    born = first.dt if hasattr(first, "dt") else first
    then = last.dt if hasattr(last, "dt") else last
    before_birthday = (then.month * 100 + then.day) < (born.month * 100 + born.day)
    years = (then.year - born.year - before_birthday).astype("float64")
    for operand in operands:
        if hasattr(operand, "dt"):
            years = years.where(operand.notna())
    return years


def _difference(operands: list[Any]) -> pd.Series:
    return operands[0] - operands[1]


def _product(operands: list[Any]) -> pd.Series:
    result = operands[0]
    for operand in operands[1:]:
        result = result * operand
    return result


def _total(operands: list[Any]) -> pd.Series:
    import pandas as pd

    return pd.concat(operands, axis=1).sum(axis=1, min_count=1)


OPERATIONS = {
    "days": _days,
    "years": _years,
    "minutes": _minutes,
    "difference": _difference,
    "product": _product,
    "total": _total,
}
