"""The made-up company's mappings: which file feeds which contract, and how its spelling differs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

MAPPINGS: dict[str, dict[str, Any]] = {
    "hr_roster_closing": {
        "file": "人力/在職花名冊_本年末*",
        "feeds": [
            {"contract": "hr__employees", "ends_with_total": True, "constants": {"snapshot": "closing"}}
        ],
    },
    "hr_roster_opening": {
        "file": "人力/在職花名冊_上年末*",
        "feeds": [
            {"contract": "hr__employees", "ends_with_total": True, "constants": {"snapshot": "opening"}}
        ],
    },
    "hr_separations": {
        "file": "人力/離職台帳_*.csv",
        "feeds": [{"contract": "hr__separations", "ends_with_total": True}],
    },
    "hr_movements": {
        "file": "人力/入職調動記錄_*.csv",
        "feeds": [{"contract": "hr__movements", "ends_with_total": True}],
    },
    "hr_overseas": {
        "file": "人力/SuccessFactors_Employment_*.csv",
        "feeds": [{"contract": "hr__employments", "date_order": "mdy"}],
    },
    "hr_training": {
        "file": "培訓/培訓記錄_*.csv",
        "feeds": [
            {"contract": "hr__training_records", "ends_with_total": True, "units": {"duration_minutes": "h"}}
        ],
    },
    "hr_injuries": {
        "file": "人力/工傷台帳_*.xlsx",
        "feeds": [{"contract": "hr__injuries", "ends_with_total": True}],
    },
    "hr_attendance": {
        "file": "人力/考勤月報_*.csv",
        "feeds": [{"contract": "hr__attendance", "ends_with_total": True}],
    },
    "hr_recruitment": {
        "file": "人力/招聘台帳_*.xlsx",
        "feeds": [{"contract": "hr__recruitment", "ends_with_total": True}],
    },
    "electricity_mainland": {
        "file": "設施/電費帳單明細_內地_*.csv",
        "feeds": [{"contract": "facilities__electricity_bills", "ends_with_total": True}],
    },
    "electricity_hong_kong": {
        "file": "設施/電費帳單明細_香港_*.csv",
        "feeds": [
            {"contract": "facilities__electricity_bills", "ends_with_total": True, "date_order": "dmy"}
        ],
    },
    "electricity_chengdu": {
        "file": "設施/電費帳單明細_成都_*.csv",
        "feeds": [
            {
                "contract": "facilities__electricity_bills",
                "ends_with_total": True,
                "columns": {"metered_quantity": "抄見電量(萬kWh)", "billed_quantity": "結算電量(萬kWh)"},
                "units": {"quantity_unit": "10MWh"},
            }
        ],
    },
    "water": {
        "file": "設施/水費帳單_*.csv",
        "feeds": [{"contract": "facilities__water_bills", "ends_with_total": True}],
    },
    "hazardous_waste": {
        "file": "設施/危險廢物轉移聯單_*.xlsx",
        "feeds": [{"contract": "facilities__hazardous_waste"}],
    },
    "office_waste": {
        "file": "設施/辦公垃圾清運單_*.xlsx",
        "feeds": [{"contract": "facilities__office_waste", "ends_with_total": True}],
    },
    "paper": {
        "file": "採購/辦公用紙採購單_*.csv",
        "feeds": [{"contract": "procurement__paper_orders", "ends_with_total": True}],
    },
    "suppliers": {
        "file": "採購/供應商主數據_*.csv",
        "feeds": [{"contract": "procurement__suppliers", "ends_with_total": True}],
    },
    "supplier_assessments": {
        "file": "採購/供應商評估_*.csv",
        "feeds": [{"contract": "procurement__supplier_assessments", "ends_with_total": True}],
    },
    "supplier_terminations": {
        "file": "採購/供應商終止_*.csv",
        "feeds": [{"contract": "procurement__supplier_terminations", "ends_with_total": True}],
    },
    "complaints": {"file": "客服/客訴台帳_*.csv", "feeds": [{"contract": "customers__complaints"}]},
    "satisfaction": {"file": "客服/在線滿意度_*.csv", "feeds": [{"contract": "customers__satisfaction"}]},
    "lawsuits": {"file": "法務/訴訟台帳_*.csv", "feeds": [{"contract": "compliance__lawsuits"}]},
    "published_figures": {
        "file": "*.csv",
        "from": "published",
        "feeds": [{"contract": "company__published_figures"}],
    },
}
REGISTERS = (
    "sites",
    "grades",
    "locations",
    "entities",
    "unit_weights",
    "scope1_sources",
    "notes",
    "known_differences",
    "control_totals",
    "indicators",
    "disclosures",
)


def write_mappings(folder: Path) -> None:
    """Write one mapping file for each pattern of files."""
    (folder / "mappings").mkdir(parents=True, exist_ok=True)
    register_mappings = {
        f"register_{name}": {
            "file": f"{name}.csv",
            "from": "registers",
            "feeds": [{"contract": f"company__{name}"}],
        }
        for name in REGISTERS
    }
    for name, mapping in (MAPPINGS | register_mappings).items():
        text = yaml.safe_dump(mapping, allow_unicode=True, sort_keys=False, width=110)
        (folder / "mappings" / f"{name}.yml").write_text(text, encoding="utf-8")
