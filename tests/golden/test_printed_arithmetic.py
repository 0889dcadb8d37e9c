"""Which printed figures contradict other printed figures, so that no inputs could produce both."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from tests.golden.printed import Interval, printed_cells

HEADCOUNT = "員工總人數"
INTENSITIES = {
    "範圍二溫室氣體排放密度": "範圍二溫室氣體排放量",
    "有害廢棄物密度": "有害廢棄物總量",
    "無害廢棄物密度": "無害廢棄物總量",
    "用電密度": "總耗電量",
    "用水密度": "總耗水量",
}
HEADCOUNT_BREAKDOWNS = [
    ("按性別劃分的員工人數", ["男性員工", "女性員工"]),
    ("按僱員類別劃分的員工人數", ["高級和班子成員", "中級員工", "初級員工"]),
    ("按年齡組別劃分的員工人數", ["30歲以下", "30-50歲", "50歲以上"]),
    ("按地區劃分的員工人數", ["中國大陸員工", "海外及港澳臺員工"]),
]
TRAINING = [HEADCOUNT_BREAKDOWNS[0], HEADCOUNT_BREAKDOWNS[1]]
YEARS = ["2022", "2023"]


def heads(cells: dict, kpi: str, member: str) -> int:
    return int(cells[kpi, member].replace(",", ""))


def contradicted_intensities(year: str) -> set[tuple[str, str]]:
    cells = printed_cells(year)
    total = heads(cells, HEADCOUNT, "")
    return {
        (year, intensity)
        for intensity, amount in INTENSITIES.items()
        if not Interval.of(cells[amount, ""], scale=total).meets(Interval.of(cells[intensity, ""]))
    }


def possible_leavers(rate: str, closing: int) -> set[int]:
    """Leavers L with round(100 L / (closing + L)) = rate."""
    band = Interval.of(rate, scale=100)
    return {n for n in range(closing * 3) if band.low <= Fraction(n, closing + n) < band.high}


def sums(choices: list[set[int]]) -> set[int]:
    return {sum(parts) for parts in product(*choices)} if len(choices) < 3 else _sums_of_ranges(choices)


def _sums_of_ranges(choices: list[set[int]]) -> set[int]:
    return set(range(sum(min(c) for c in choices), sum(max(c) for c in choices) + 1))


def test_the_only_contradiction_is_the_waste_intensity_of_2022():
    contradictions = set().union(*(contradicted_intensities(year) for year in YEARS))
    assert contradictions == {("2022", "無害廢棄物密度")}


@pytest.mark.parametrize("year", YEARS)
def test_headcounts_by_breakdown_add_up(year):
    cells = printed_cells(year)
    for kpi, members in HEADCOUNT_BREAKDOWNS:
        assert sum(heads(cells, kpi, member) for member in members) == heads(cells, HEADCOUNT, "")


@pytest.mark.parametrize("year", YEARS)
def test_one_number_of_leavers_gives_all_turnover_rates(year):
    cells = printed_cells(year)
    totals = []
    for kpi, members in [HEADCOUNT_BREAKDOWNS[0], *HEADCOUNT_BREAKDOWNS[2:]]:
        rate_kpi = kpi.replace("人數", "流失比率")
        choices = [
            possible_leavers(
                cells[rate_kpi, member + ("流失比率" if member.endswith("員工") else "員工流失比率")],
                heads(cells, kpi, member),
            )
            for member in members
        ]
        assert all(choices)
        totals.append(sums(choices))
    assert set.intersection(*totals)


@pytest.mark.parametrize("year", YEARS)
def test_one_number_of_people_gives_all_training_shares(year):
    cells = printed_cells(year)
    totals = []
    for kpi, members in TRAINING:
        share = kpi.replace("員工人數", "受訓員工百分比")
        bands = [Interval.of(cells[share, m], scale=100) for m in members]
        counts = [heads(cells, kpi, m) for m in members]
        choices = [
            {n for n in range(count + 1) if band.low <= Fraction(n, count) < band.high}
            for band, count in zip(bands, counts, strict=True)
        ]
        assert all(choices)
        totals.append(sums(choices))
    assert set.intersection(*totals)


@pytest.mark.parametrize("year", YEARS)
def test_one_number_of_hours_gives_all_training_averages(year):
    cells = printed_cells(year)
    totals = []
    for kpi, members in TRAINING:
        hours = kpi.replace("員工人數", "每名員工平均受訓時數")
        bands = [Interval.of(cells[hours, m]) for m in members]
        counts = [heads(cells, kpi, m) for m in members]
        totals.append(
            Interval(
                sum((b.low * n for b, n in zip(bands, counts, strict=True)), Fraction()),
                sum((b.high * n for b, n in zip(bands, counts, strict=True)), Fraction()),
            )
        )
    assert totals[0].meets(totals[1])


@pytest.mark.parametrize("year", YEARS)
def test_new_suppliers_by_region_add_up(year):
    cells = printed_cells(year)
    parts = [heads(cells, kpi, "") for kpi in ("中國大陸供應商數量", "海外及港澳臺供應商數量")]
    assert sum(parts) == heads(cells, "當年新增合作供應商數", "")


def test_emissions_of_2023_follow_from_electricity_and_the_printed_factor():
    cells = printed_cells("2023")
    factor = Fraction("0.5703")
    electricity = Interval.of(cells["總耗電量", ""])
    implied = Interval(electricity.low * factor, electricity.high * factor)
    assert implied.meets(Interval.of(cells["範圍二溫室氣體排放量", ""]))
