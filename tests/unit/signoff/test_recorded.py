"""What people wrote, in the ledger: who was corrected cannot be found out from it by trying numbers."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import yaml

from dagster_project.intake.pseudonym_keys import KEY_VARIABLE
from dagster_project.settings import Settings
from dagster_project.signoff.ledger import canonical, ledger_file
from dagster_project.signoff.recorded import record_written

YEAR = 2023
NUMBER, OLD, NEW = "000123", "A123456(3)", "A123457(3)"
KEY = {"employee_no": NUMBER}


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    entry = {
        "file": "raw/2023/a.csv", "key": KEY, "column": "id_number", "old": OLD, "new": NEW,
        "reason": "Typed wrongly.", "by": "A. Controller", "on": "2024-01-10",
    }  # fmt: skip
    path = tmp_path / "company" / "corrections" / f"{YEAR}.yml"
    path.parent.mkdir(parents=True)
    path.write_text(yaml.safe_dump({"correct": [entry]}), encoding="utf-8")
    return Settings(tmp_path / "company", tmp_path / "data")


def test_a_corrected_cell_is_neither_said_nor_guessable(settings: Settings):
    (entry,) = record_written(settings, YEAR)
    assert entry.body["now"]["reason"] == "Typed wrongly."
    text = ledger_file(settings).read_text(encoding="utf-8")
    for value in (NUMBER, OLD, NEW, canonical(KEY)):
        assert value not in text
        for plain in ("sha256", "md5", "blake2b"):
            assert hashlib.new(plain, value.encode()).hexdigest()[:12] not in text
    assert entry.body["now"]["old"] != entry.body["now"]["new"]


def test_what_did_not_change_is_entered_once(settings: Settings):
    assert len(record_written(settings, YEAR)) == 1
    assert record_written(settings, YEAR) == []


def test_who_took_it_out_is_not_said_to_be_who_wrote_it(settings: Settings):
    record_written(settings, YEAR)
    (settings.company_dir / "corrections" / f"{YEAR}.yml").unlink()
    (entry,) = record_written(settings, YEAR)
    assert (entry.by, entry.body["now"], entry.body["before"]["by"]) == ("-", None, "A. Controller")
