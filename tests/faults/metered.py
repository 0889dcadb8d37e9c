"""Certificates and discharge meters for the clean company, which the made-up company has none of."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from dagster_project.company import COMPANY_FILE

CERTIFICATES, DISCHARGE = "facilities__energy_attributes", "facilities__water_discharge"
FILES = {CERTIFICATES: "綠證", DISCHARGE: "排水錶"}
LINES = ["ghg_scope2_market", "water_discharge", "water_consumption"]


def hand_in(company: Path, years: Sequence[int]) -> None:
    """Hand in certificates of two sites and twelve months of a discharge meter for each year, and print them."""
    for year in years:
        rows = {
            CERTIFICATES: [
                _certificate(year, number, site) for number, site in enumerate(("SH01", "SZ01"), 1)
            ],
            DISCHARGE: [_reading(year, month) for month in range(1, 13)],
        }
        for contract, of_year in rows.items():
            _write(company / "raw" / str(year) / "設施" / f"{FILES[contract]}_{year}.csv", of_year)
    for contract, name in FILES.items():
        mapping = {"file": f"設施/{name}_*.csv", "feeds": [{"contract": contract}]}
        text = yaml.safe_dump(mapping, allow_unicode=True)
        (company / "mappings" / f"{contract.removeprefix('facilities__')}.yml").write_text(
            text, encoding="utf-8"
        )
    path = company / COMPANY_FILE
    choices = yaml.safe_load(path.read_text(encoding="utf-8"))
    choices["exports"] += FILES
    choices["optional_lines"] = [*choices.get("optional_lines", []), *LINES]
    path.write_text(yaml.safe_dump(choices, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _certificate(year: int, number: int, site: str) -> dict[str, str]:
    return {
        "憑證編號": f"GEC-{year}-{number}",
        "憑證類型": "綠證",
        "職場編碼": site,
        "發電期起": f"{year}-01-01",
        "發電期止": f"{year}-12-31",
        "憑證電量": "20",
        "電量單位": "MWh",
        "排放因子": "0",
        "依據文件": "核銷證明（虛構）",
    }


def _reading(year: int, month: int) -> dict[str, str]:
    return {
        "職場編碼": "SZ01",
        "排水錶號": "D1",
        "月份": f"{year}-{month:02d}",
        "排水量": str(9 + month % 3),
        "單位": "m3",
        "去向": "市政污水管網",
    }


def _write(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
