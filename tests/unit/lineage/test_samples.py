"""A sample drawn by amount ends and is as large as it can be, also where there is no amount to draw by."""

from __future__ import annotations

from decimal import Decimal

from dagster_project.lineage.rows import Part, draw_by_amount


def parts(*amounts: int) -> list[Part]:
    return [
        Part("numerator", Decimal(amount), f"abc:0:{row}", "abc", row, "file.csv")
        for row, amount in enumerate(amounts, start=2)
    ]


def test_rows_that_all_add_nothing_are_drawn_by_row() -> None:
    nothing = parts(0, 0, 0, 0)
    drawn = draw_by_amount(nothing, 2, 7)
    assert len(drawn) == 2
    assert drawn == draw_by_amount(nothing, 2, 7) == sorted(drawn, key=lambda part: part.source_row)


def test_a_row_that_adds_nothing_is_not_drawn_beside_those_that_do() -> None:
    assert [part.amount for part in draw_by_amount(parts(0, 5, 0, 5), 2, 7)] == [5, 5]
