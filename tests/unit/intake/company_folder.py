"""A company folder with one small contract, for tests of intake: files in, rows and faults out."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import yaml

from dagster_project.company import Company
from dagster_project.intake import Intake, IntakeError, find_files, intake_contract, load_mappings
from dagster_project.registry.contracts import Contract
from dagster_project.settings import Settings

YEAR = 2023

ROSTER = Contract.model_validate(
    yaml.safe_load("""
id: hr__roster
title: {zh-Hant: 花名冊, en: Roster}
system: HR
owner: HR
grain: one row per employee
key: [employee_no]
columns:
  employee_no: {type: code, required: true, personal: employee, aliases: [員工編號], meaning: Number}
  person_name: {type: text, personal: name, aliases: [姓名], meaning: Name}
  id_number: {type: code, personal: identity, aliases: [證件號碼], meaning: Document}
  gender: {type: vocabulary, required: true, aliases: [性別], values: {male: [男], female: [女]}, meaning: x}
  birth_date: {type: date, required: true, pivot: past, aliases: [出生日期], meaning: Birth}
  salary: {type: decimal, aliases: [薪資], meaning: Pay}
""")
)
KEYLESS = Contract.model_validate(
    {**ROSTER.model_dump(by_alias=True), "id": "hr__keyless", "key": [], "grain": "one row per line"}
)

HEADING = ["員工編號", "姓名", "證件號碼", "性別", "出生日期", "薪資"]
ROWS = [
    ["000123", "張三", "440301199001051234", "男", "1990-01-05", "1,924.37"],
    ["000124", "李四", "440301198502031234", "女", "1985/2/3", "－"],
]


def text_table(rows: Sequence[Sequence[str]], separator: str = ",") -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=separator, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def workbook(sheets: dict[str, Sequence[Sequence[Any]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


class CompanyFolder:
    """A company folder below a temporary path, with one contract in scope."""

    def __init__(self, root: Path, contract: Contract = ROSTER) -> None:
        self.settings = Settings(root / "company", root / "data")
        self.contract = contract
        self.exports = [contract.id]
        self.rightly_empty: dict[int, dict[str, str]] = {}
        self.settings.raw_dir(YEAR).mkdir(parents=True)

    @property
    def company(self) -> Company:
        name = {"zh-Hant": "測試", "zh-Hans": "测试", "en": "Test"}
        return Company.model_validate(
            {
                "id": "test", "names": name, "boundary": name, "first_year": YEAR,
                "exports": self.exports, "rightly_empty": self.rightly_empty,
            }
        )  # fmt: skip

    def put(self, name: str, content: bytes | str | Sequence[Sequence[str]], encoding: str = "utf-8") -> Path:
        """Write a file below raw/<year>/."""
        path = self.settings.raw_dir(YEAR) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not isinstance(content, bytes):
            text = content if isinstance(content, str) else text_table(content)
            content = text.encode(encoding)
        path.write_bytes(content)
        return path

    def map(self, file: str = "*", name: str = "roster", **feed: Any) -> None:
        """Write a mapping with one feed of the contract."""
        self.write_yaml(
            f"mappings/{name}.yml", {"file": file, "feeds": [{"contract": self.contract.id, **feed}]}
        )

    def write_yaml(self, name: str, content: Any) -> None:
        path = self.settings.company_dir / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")

    def correct(self, **entries: list[dict[str, Any]]) -> None:
        """Write the year's corrections; who and when are filled in."""
        signed = {"by": "A. Controller", "on": "2024-01-10"}
        self.write_yaml(
            f"corrections/{YEAR}.yml",
            {kind: [{**signed, **entry} for entry in listed] for kind, listed in entries.items()},
        )

    def intake(self) -> Intake:
        """Find and read the year's files of the contract."""
        contracts = {self.contract.id: self.contract}
        mappings = load_mappings(self.settings.company_dir, contracts)
        files = find_files(self.settings, self.company, mappings, YEAR, contracts)
        return intake_contract(self.contract, files.of(self.contract.id), self.settings, YEAR)

    def faults(self) -> list[str]:
        """The faults that stop the export, as text."""
        try:
            self.intake()
        except IntakeError as error:
            return [str(fault) for fault in error.faults]
        return []
