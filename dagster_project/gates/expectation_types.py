"""The Great Expectations types that a suite may use, with their arguments. Running them is not here.

Importing the library takes seconds, so suites are checked against this table, and a test checks the table
against the library.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

RANGE = {"min_value", "max_value", "strict_min", "strict_max"}
COLUMN_ARGUMENTS = ("column", "column_A", "column_B", "column_list")


@dataclass(frozen=True)
class ExpectationType:
    """What a suite may say of one type.

    Attributes:
        required: arguments that must be given.
        optional: arguments that may be given besides.
        per_row: judges each row, so the failing rows are known; otherwise it judges the table.
        typed: compares numbers or dates, so it needs columns that are cast from text.
        ignored: a value that the type takes no notice of, for the rows that a `row_condition` leaves out.
        defaults: arguments that are given unless the suite says otherwise.
    """

    required: frozenset[str]
    optional: frozenset[str]
    per_row: bool
    typed: bool
    ignored: str | None
    defaults: dict[str, Any]


def _type(
    required: set[str],
    optional: set[str],
    *,
    conditional: bool = False,
    per_row: bool = True,
    typed: bool = False,
    ignored: str | None = None,
    defaults: dict[str, Any] | None = None,
) -> ExpectationType:
    allowed = optional | {"row_condition"} if conditional else optional
    return ExpectationType(frozenset(required), frozenset(allowed), per_row, typed, ignored, defaults or {})


EITHER_MISSING = {"ignore_row_if": "either_value_is_missing"}

EXPECTATION_TYPES: dict[str, ExpectationType] = {
    "expect_column_values_to_not_be_null": _type({"column"}, set(), conditional=True, ignored="-"),
    "expect_column_values_to_be_null": _type({"column"}, set(), conditional=True),
    "expect_column_values_to_be_in_set": _type({"column", "value_set"}, set(), conditional=True),
    "expect_column_values_to_not_be_in_set": _type({"column", "value_set"}, set(), conditional=True),
    "expect_column_values_to_match_regex": _type({"column", "regex"}, set(), conditional=True),
    "expect_column_values_to_not_match_regex": _type({"column", "regex"}, set(), conditional=True),
    "expect_column_values_to_be_unique": _type({"column"}, set(), conditional=True),
    "expect_column_values_to_be_between": _type({"column"}, RANGE, conditional=True, typed=True),
    "expect_column_pair_values_a_to_be_greater_than_b": _type(
        {"column_A", "column_B"},
        {"or_equal", "ignore_row_if"},
        conditional=True,
        typed=True,
        defaults=EITHER_MISSING,
    ),
    "expect_column_pair_values_to_be_equal": _type(
        {"column_A", "column_B"}, {"ignore_row_if"}, conditional=True, defaults=EITHER_MISSING
    ),
    "expect_compound_columns_to_be_unique": _type(
        {"column_list"}, {"ignore_row_if"}, defaults={"ignore_row_if": "never"}
    ),
    "expect_column_distinct_values_to_contain_set": _type({"column", "value_set"}, set(), per_row=False),
    "expect_column_distinct_values_to_equal_set": _type({"column", "value_set"}, set(), per_row=False),
    "expect_column_min_to_be_between": _type({"column"}, RANGE, per_row=False, typed=True),
    "expect_column_max_to_be_between": _type({"column"}, RANGE, per_row=False, typed=True),
    "expect_column_mean_to_be_between": _type({"column"}, RANGE, per_row=False, typed=True),
    "expect_column_sum_to_be_between": _type({"column"}, RANGE, per_row=False, typed=True),
    "expect_column_proportion_of_non_null_values_to_be_between": _type({"column"}, RANGE, per_row=False),
    "expect_column_unique_value_count_to_be_between": _type({"column"}, RANGE, per_row=False),
    "expect_table_row_count_to_be_between": _type(set(), {"min_value", "max_value"}, per_row=False),
    "expect_table_row_count_to_equal": _type({"value"}, set(), per_row=False),
}


def class_name(expectation_type: str) -> str:
    """The library's class of a type: `expect_table_row_count_to_equal` is `ExpectTableRowCountToEqual`."""
    return "".join(part.capitalize() for part in expectation_type.split("_"))


def columns_of(kwargs: dict[str, Any]) -> list[str]:
    """The columns that a rule's arguments name, without those inside a row condition."""
    named: list[str] = []
    for argument in COLUMN_ARGUMENTS:
        value = kwargs.get(argument, [])
        named += value if isinstance(value, list) else [value]
    return named


def expected(expectation_type: str, kwargs: dict[str, Any]) -> str:
    """What a rule expects of a row or a table, in a few words for a person who does not know the library."""
    told = _expected(expectation_type, kwargs)
    condition = kwargs.get("row_condition")
    return f"{told}, where {condition}" if condition else told


def _expected(expectation_type: str, kwargs: dict[str, Any]) -> str:
    subject = ", ".join(columns_of(kwargs)) or "rows"
    if "column_A" in kwargs:
        sign = "=" if expectation_type.endswith("equal") else ">=" if kwargs.get("or_equal") else ">"
        return f"{kwargs['column_A']} {sign} {kwargs['column_B']}"
    if "regex" in kwargs:
        return f"{subject} {'not ' if 'to_not' in expectation_type else ''}like {kwargs['regex']}"
    if "value_set" in kwargs:
        listed = ", ".join(str(value) for value in kwargs["value_set"])
        return f"{subject} {'none of' if 'to_not' in expectation_type else 'of'} {listed}"
    if "value" in kwargs:
        return f"exactly {kwargs['value']} rows"
    if "min_value" in kwargs or "max_value" in kwargs:
        return f"{_statistic(expectation_type)}{subject} {_range(kwargs)}"
    if expectation_type.endswith("be_unique"):
        return f"{subject} only once"
    return f"{subject} {'filled in' if expectation_type.endswith('not_be_null') else 'empty'}"


def _statistic(expectation_type: str) -> str:
    for name in ("min", "max", "mean", "sum", "proportion", "unique"):
        if expectation_type.startswith(f"expect_column_{name}_"):
            return f"{name} of "
    return "number of " if expectation_type.startswith("expect_table_row_count") else ""


def _range(kwargs: dict[str, Any]) -> str:
    lowest, highest = kwargs.get("min_value"), kwargs.get("max_value")
    above, below = (
        ("more than" if kwargs.get("strict_min") else "at least"),
        ("less than" if kwargs.get("strict_max") else "at most"),
    )
    parts = [f"{word} {bound}" for word, bound in ((above, lowest), (below, highest)) if bound is not None]
    return " and ".join(parts)
