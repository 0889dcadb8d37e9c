"""A company folder with people who sign and a draft that only prints; no run, no warehouse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from dagster_project.company import COMPANY_FILE
from dagster_project.digests import file_digest
from dagster_project.inputs import inputs_fingerprint, remember_draft
from dagster_project.publish.printed import PRINTED_FILE, write_printed
from dagster_project.publish.restatements import RESTATEMENTS_FOLDER
from dagster_project.settings import Settings
from dagster_project.signoff.people import SIGN_OFF_FILE
from tests.unit.publish.printed_values import YEAR, Given, company

RULES: dict[str, Any] = {
    "people": {
        "an": {"name": "An", "roles": ["preparer", "committee"]},
        "bo": {"name": "Bo", "roles": ["data_owner"]},
        "cy": {"name": "Cy", "roles": ["board"]},
    },
    "approvals": ["data_owner", "board"],
}


class SigningCompany:
    """A made-up company in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(folder / "company", folder / "data")
        self.rules(RULES)
        raw = self.settings.raw_dir(YEAR)
        raw.mkdir(parents=True)
        (raw / "export.csv").write_text("a,b\n1,2\n", encoding="utf-8")
        choices = company().model_dump(mode="json", by_alias=True, exclude={"indicators"})
        self._write(COMPANY_FILE, choices)
        self.given = Given()
        self.draft()

    def rules(self, rules: dict[str, Any]) -> None:
        self._write(SIGN_OFF_FILE, rules)

    def draft(self, change: dict[str, Any] | None = None) -> None:
        """Write a draft of what is given; `change` says what else some parts of its content print."""
        folder = self.settings.draft_dir(YEAR)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / PRINTED_FILE
        write_printed(path, self.given.edition())
        if change:
            content = json.loads(path.read_text(encoding="utf-8"))
            for figure, digits in change.items():
                cell = content["figures"][figure]["cells"][str(YEAR)]
                cell["digits"] = digits
                cell["text"] = dict.fromkeys(cell["text"], digits)
            path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        self.up_to_date()

    def restate(self, *changes: dict[str, Any]) -> None:
        """Write why figures of the year are restated; `changes` are what matters of each entry."""
        entry = {
            "of": "v1",
            "class": "error",
            "reason": {"zh-Hant": "遺漏一張帳單", "en": "A bill was missing"},
            "printed_in": "new_version",
            "by": "An",
            "on": "2025-03-01",
        }
        self._write(f"{RESTATEMENTS_FOLDER}/{YEAR}.yml", [entry | one for one in changes])

    def up_to_date(self) -> None:
        """The draft counts as written from the inputs as they are."""
        path = self.settings.draft_dir(YEAR) / PRINTED_FILE
        inputs = inputs_fingerprint(self.settings, YEAR)
        remember_draft(self.settings, YEAR, inputs, {PRINTED_FILE: file_digest(path)})

    def _write(self, name: str, content: Any) -> None:
        path = self.settings.company_dir / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
