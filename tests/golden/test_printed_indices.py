"""The printed HKEX and GRI indices: every row is there, and where ours shows less than the print claims is listed."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dagster_project.demo.disclosures import disclosure_rows
from dagster_project.publish.index_claims import check_claims
from dagster_project.publish.indices import Index, indices, printed_table
from dagster_project.publish.lines import appendix_lines
from dagster_project.publish.registers import claims
from dagster_project.registry.standards import load_standards
from tests.unit.publish.printed_values import (
    OUTLINE,
    REGISTRY,
    YEAR,
    company,
    golden_notes,
    published,
    values_of,
)

CANONICAL = {"已披露": "disclosed", "不適用": "not_applicable"}
CLAIMS = claims([{**row, "status": CANONICAL[row["status"]]} for row in disclosure_rows(YEAR)])
LESS_THAN_PRINTED = {
    "HKEX": {
        "partly": ["A1.2", "A2.1", "B1.1"],
        "missing": ["B5.1", "B8.2"],
    },
    "GRI": {
        "partly": [
            "2-7",
            "2-16",
            "2-27",
            "201-2",
            "201-3",
            "205-1",
            "205-3",
            "206-1",
            "302-1",
            "302-4",
            "303-5",
            "306-3",
            "308-2",
            "401-1",
            "403-9",
            "405-1",
            "406-1",
            "413-1",
        ],
        "missing": ["205-2", "306-4", "306-5", "308-1", "401-3", "403-8", "403-10", "417-3", "418-1"],
    },
}
"""What the printed indices call disclosed although table 5.1 does not hold the figures that the wording asks for."""


def golden(name: str) -> list[dict[str, str]]:
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def made() -> tuple[Index, ...]:
    """The indices of an edition that prints exactly table 5.1, for a company that claims what was printed."""
    lines = appendix_lines(
        REGISTRY, OUTLINE, values_of(YEAR), published(YEAR - 2, YEAR - 1), golden_notes(), YEAR, company()
    )
    table = printed_table(OUTLINE.names, lines)
    return indices(load_standards(kpis=REGISTRY), REGISTRY, [table], set(table.cells), CLAIMS, YEAR, YEAR)


@pytest.fixture(scope="module")
def hkex(made) -> Index:
    return next(one for one in made if one.standard == "HKEX")


@pytest.fixture(scope="module")
def gri(made) -> Index:
    return next(one for one in made if one.standard == "GRI")


def test_the_hkex_index_holds_the_51_printed_rows_in_order_within_each_aspect(hkex: Index):
    printed = golden("hkex_index_5_2.csv")
    ours = [(row.code.split(".")[0] if "." in row.code else "", row.label.zh_hant) for row in hkex.rows]
    assert (len(printed), len(ours)) == (51, 51)
    for aspect in {row["aspect"] for row in printed}:
        assert [code for one, code in ours if one == aspect] == [
            row["code"] for row in printed if row["aspect"] == aspect
        ]
    assert list(dict.fromkeys(row.part.zh_hant for row in hkex.rows)) == ["強制披露規定", "不遵守就解釋"]


def test_the_gri_index_holds_the_66_printed_disclosures_in_order(gri: Index):
    printed = [row["disclosure"] for row in golden("gri_index_5_3.csv")]
    assert len(printed) == 66
    assert [row.code for row in gri.rows] == printed


def test_the_register_claims_what_was_printed(hkex: Index):
    claimed = {one.code: one.status for one in CLAIMS if one.standard == "HKEX"}
    printed = {(row["aspect"], row["code"]): CANONICAL[row["status"]] for row in golden("hkex_index_5_2.csv")}
    assert len(claimed) == 51
    for row in hkex.rows:
        aspect = row.code.split(".")[0] if "." in row.code else ""
        assert claimed[row.code] == printed[aspect, row.label.zh_hant], row.code
    assert {one.code for one in CLAIMS if one.standard == "GRI"} == {
        row["disclosure"] for row in golden("gri_index_5_3.csv")
    }


def test_what_was_printed_as_not_applicable_is_so_here_too(hkex: Index):
    ours = {row.code for row in hkex.rows if row.status == "not_applicable"}
    assert ours == {"A1.1", "A2.5", "A3.0", "A3.1", "B6.1"}
    assert all(row.reason for row in hkex.rows if row.code in ours)


@pytest.mark.parametrize("standard", LESS_THAN_PRINTED)
def test_where_the_print_claims_more_than_the_figures_show_is_known(made, standard: str):
    told = [one for one in check_claims(made, CLAIMS, YEAR) if one.standard == standard]
    assert {one.outcome for one in told} == {"agrees", "claims_more"}
    for status, codes in LESS_THAN_PRINTED[standard].items():
        assert [one.code for one in told if one.outcome == "claims_more" and one.found == status] == codes
    assert all(one.missing for one in told if one.outcome == "claims_more")


def test_everything_of_an_index_is_there_in_every_language(made):
    for index in made:
        for row in index.rows:
            for names in (
                index.names,
                index.text,
                row.label,
                row.part,
                row.title,
                *row.missing,
                row.where,
                row.reason,
            ):
                assert names is None or all((names.zh_hant, names.zh_hans, names.en)), row.code
