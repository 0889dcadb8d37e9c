"""Standards as data: editions by year, faults told at once, what is asked for stands in the registry."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import yaml

from dagster_project.publish.document import codes_in_force
from dagster_project.registry.kpis import RegistryError, load_kpis
from dagster_project.registry.standards import STANDARDS_DIR, Ask, edition_in_force, load_standards

GOLDEN = Path(__file__).resolve().parents[2] / "golden"
REGISTRY = load_kpis()
STANDARDS = load_standards(kpis=REGISTRY)
HKEX, GRI = STANDARDS["hkex"], STANDARDS["gri"]


def codes(standard, year: int) -> dict:
    return {item.code: item for _, item in standard.disclosures(year)}


def golden(name: str) -> list[dict[str, str]]:
    with (GOLDEN / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def written(tmp_path: Path, change) -> Path:
    content = yaml.safe_load((STANDARDS_DIR / "hkex.yml").read_text(encoding="utf-8"))
    change(content)
    (tmp_path / "hkex.yml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("year", "edition"), [(2020, "2023"), (2023, "2023"), (2024, "2023"), (2025, "2025"), (2031, "2025")]
)
def test_the_latest_edition_that_is_not_later_than_the_year_is_in_force(year: int, edition: str):
    assert edition_in_force(["2025", "2023"], year) == edition
    assert HKEX.edition(year).edition == edition


def test_the_code_of_2025_has_climate_in_its_part_d_and_not_among_its_aspects():
    before, after = codes(HKEX, 2024), codes(HKEX, 2025)
    assert before.keys() - after.keys() == {"A1.2", "A4.0", "A4.1"}
    assert all(code.startswith("D-") for code in after.keys() - before.keys())


def test_every_known_code_is_in_its_edition_with_its_mark():
    known = golden("hkex_codes.csv")
    before, after = codes(HKEX, 2023), codes(HKEX, 2025)
    mandatory = {"governance_structure", "reporting_principles", "reporting_boundary"}
    in_2023 = {row["code"] for row in known if row["in_2025"] != "unverified"}
    in_2025 = {row["code"] for row in known if row["in_2025"] != "removed"}
    assert (before.keys(), after.keys()) == (in_2023 | mandatory, in_2025 | mandatory)
    unverified = {row["code"] for row in known if row["in_2025"] == "unverified"}
    assert {code for code, item in after.items() if not item.verified} == unverified
    assert all(item.verified for item in before.values())


def test_every_disclosure_of_the_printed_gri_index_has_its_name():
    def bare(text: str) -> str:
        return text.translate(str.maketrans({"(": "（", ")": "）", " ": None}))

    printed = {
        row["disclosure"]: (bare(row["standard"]), bare(row["title"])) for row in golden("gri_index_5_3.csv")
    }
    ours = {
        item.code: (bare(part.names.zh_hant), bare(item.title.zh_hant))
        for part, item in GRI.disclosures(2023)
    }
    assert len(printed) == 66
    assert printed.items() <= ours.items()


def test_every_code_that_the_registry_names_stands_in_its_standard_with_the_same_mark():
    for kpi in REGISTRY.values():
        for year in (2023, 2025):
            for code in codes_in_force(kpi.standards, "HKEX", year):
                assert code in codes(HKEX, year), (kpi.id, year)
        for named in kpi.standards:
            if named.standard == "HKEX":
                item = codes(HKEX, int(named.edition))[named.code]
                assert named.verified == item.verified, (kpi.id, named.code)
            if named.standard == "GRI":
                editions = {item.code: part.edition for part, item in GRI.disclosures(2023)}
                assert editions[named.code] == named.edition, (kpi.id, named.code)


def test_every_figure_that_a_code_asks_for_names_that_code_in_the_registry():
    for standard in STANDARDS.values():
        for year in (2023, 2025):
            for _, item in standard.disclosures(year):
                for ask in (one for asked in item.asks for one in asked.kpis()):
                    named = REGISTRY[ask.kpi or ""].standards
                    assert item.code in [one.code for one in named] or item.code == "D-29", (
                        item.code,
                        ask.kpi,
                    )


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path):
    def damage(content):
        items = content["parts"][1]["items"]
        items[2]["asks"] = [
            {"kpi": "happiness"},
            {"kpi": "headcount", "dimensions": ["shoe_size"]},
            {"kpi": "headcount", "dimensions": ["gender"], "members": ["both"]},
        ]
        content["id"] = "sehk"

    (tmp_path / "gri.yml").write_text("id: gri\ncolour: green\n", encoding="utf-8")
    with pytest.raises(RegistryError) as error:
        load_standards(written(tmp_path, damage), REGISTRY)
    for told in (
        "colour: Extra inputs",
        "parts: Field required",
        "asks for 'happiness', no KPI",
        "headcount by shoe_size. It has: total, gender",
        "headcount of both. It has: male, female",
        "Name the file sehk.yml",
    ):
        assert told in str(error.value)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            lambda content: content["parts"][1]["items"].append(content["parts"][1]["items"][0]),
            "A1.0 stands twice",
        ),
        (lambda content: content["parts"][1]["items"][0].update(aspect="A9"), "A1.0: no aspect A9"),
        (lambda content: content["parts"][1]["items"][0].update(editions=["2019"]), "A1.0: no edition 2019"),
        (
            lambda content: content["parts"][1]["items"][0].update(kind="both"),
            "asks for no figure, any other for some",
        ),
        (
            lambda content: content["parts"][1]["items"][3].update(kind="narrative"),
            "A1.3: a narrative disclosure",
        ),
        (lambda content: content["parts"][0]["items"][0].update(sentence="x"), "sentence: Extra inputs"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(tmp_path: Path, change, told: str):
    with pytest.raises(RegistryError) as error:
        load_standards(written(tmp_path, change), REGISTRY)
    assert told in str(error.value)


def test_a_folder_without_standards_says_what_belongs_there(tmp_path: Path):
    with pytest.raises(RegistryError, match="One YAML for each standard"):
        load_standards(tmp_path, REGISTRY)


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        ({}, "exactly one"),
        ({"kpi": "water", "what": {"zh-Hant": "水", "en": "Water"}}, "exactly one"),
        ({"what": {"zh-Hant": "水", "en": "Water"}, "years": 3}, "belong to a kpi"),
        ({"kpi": "headcount", "dimensions": ["gender", "region"], "members": ["male"]}, "of one dimension"),
        ({"kpi": "water", "years": 4}, "less than or equal to 3"),
        ({"any_of": [{"kpi": "water"}]}, "at least 2"),
    ],
)
def test_an_ask_is_of_one_thing(ask: dict, told: str):
    with pytest.raises(ValueError, match=told):
        Ask.model_validate(ask)
