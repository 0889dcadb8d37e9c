"""Two computations of a figure agree if all their parts do; a part that only one of them has is a difference."""

from __future__ import annotations

from decimal import Decimal

import pytest

from dagster_project.lineage.again import PARTS, Again

HALF = Decimal("0.0005")


def again(second: tuple, first: tuple, rounding: Decimal | None = None) -> Again:
    def parts(numbers: tuple) -> dict[str, Decimal | None]:
        return {name: None if one is None else Decimal(one) for name, one in zip(PARTS, numbers, strict=True)}

    return Again(parts(second), parts(first), rounding)


@pytest.mark.parametrize(
    ("found", "differences", "agrees"),
    [
        (again(("595", "2176", None), ("595", "2176", None)), {}, True),
        (again(("7.0002", None, None), ("7", None, None), HALF), {"numerator": Decimal("-0.0002")}, True),
        (again(("7.0006", None, None), ("7", None, None), HALF), {"numerator": Decimal("-0.0006")}, False),
        (again(("7", "2.0001", None), ("7", "2", None), HALF), {"denominator": Decimal("-0.0001")}, False),
        (again(("9", "3", "10"), ("9", "3", "9")), {"scale": Decimal(-1)}, False),
        (again((None, None, None), ("595", None, None), HALF), {"numerator": None}, False),
        (again((None, None, None), (None, None, None)), {}, True),
    ],
    ids=["same", "rounding", "more than rounding", "another divisor", "another scale", "only one", "neither"],
)
def test_what_differs_is_told_and_judged(found, differences, agrees) -> None:
    assert (found.differences, found.agrees) == (differences, agrees)
