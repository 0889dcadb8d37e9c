"""The contracts that every company shares: read strictly, and each heading and code means one thing."""

from __future__ import annotations

import pytest
import yaml

from dagster_project.intake.cells import CellFault, CellReader
from dagster_project.intake.spelling import fold
from dagster_project.project import SEEDS_DIR
from dagster_project.registry.contracts import METADATA_COLUMNS, Contract, ContractError, load_contracts

CONTRACTS = load_contracts(SEEDS_DIR / "contracts")
EACH = pytest.mark.parametrize("contract", CONTRACTS.values(), ids=CONTRACTS)


@EACH
def test_no_heading_means_two_columns(contract):
    meanings: dict[str, str] = {}
    for name, column in contract.columns.items():
        for heading in {fold(alias) for alias in [name, *column.aliases]}:
            assert meanings.setdefault(heading, name) == name, (
                f"{heading} means {meanings[heading]} and {name}"
            )


@EACH
def test_no_code_means_two_values_and_every_default_is_readable(contract):
    for name, column in contract.columns.items():
        meanings: dict[str, str] = {}
        for value, aliases in column.values.items():
            for spelling in {fold(alias) for alias in [value, *aliases]}:
                assert meanings.setdefault(spelling, value) == value, f"{name}: {spelling}"
        if column.default is not None:
            assert not isinstance(CellReader(column).read(column.default), CellFault)


@EACH
def test_names_are_in_no_raw_table_and_every_row_has_its_source(contract):
    assert not set(contract.personal_columns("name")) & set(contract.raw_columns)
    assert contract.raw_columns[-len(METADATA_COLUMNS) :] == METADATA_COLUMNS


@EACH
def test_a_date_of_birth_is_known_as_one(contract):
    """A column that is about a birth is masked in messages, and a key stands beside it for later years."""
    births = [name for name, column in contract.columns.items() if "birth" in column.meaning.lower()]
    assert births == list(contract.personal_columns("birth"))
    assert {f"{name}_key" for name in births} <= set(contract.raw_columns)


def test_only_registers_are_optional():
    assert all(contract.is_register for contract in CONTRACTS.values() if contract.optional)


GOOD = {
    "id": "hr__x", "title": {"zh-Hant": "甲", "en": "A"}, "system": "s", "owner": "o", "grain": "g",
    "key": ["no"], "columns": {"no": {"type": "code", "required": True, "meaning": "m"}},
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"keys": []}, "keys"),
        ({"key": ["nothing"]}, "unknown columns: nothing"),
        ({"columns": {"no": {"type": "code", "meaning": "m"}}}, "must be required"),
        ({"columns": {"no": {"type": "number", "required": True, "meaning": "m"}}}, "columns.no.type"),
        ({"columns": {"no": {"type": "vocabulary", "required": True, "meaning": "m"}}}, "values belong"),
        (
            {"columns": {**GOOD["columns"], "row_id": {"type": "text", "meaning": "m"}}},
            "kept for row metadata",
        ),
        (
            {"columns": {"no": {"type": "code", "required": True, "pivot": "past", "meaning": "m"}}},
            "pivot belongs",
        ),
        (
            {"columns": {**GOOD["columns"], "born": {"type": "date", "personal": "birth", "meaning": "m"}}},
            "needs a column with personal: employee",
        ),
        (
            {"columns": {**GOOD["columns"], "born": {"type": "text", "personal": "birth", "meaning": "m"}}},
            "personal: birth belongs to dates",
        ),
    ],
)
def test_a_wrong_contract_is_refused(tmp_path, change, said):
    path = tmp_path / "x.yml"
    path.write_text(yaml.safe_dump({**GOOD, **change}, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ContractError, match=said):
        load_contracts(tmp_path)


def test_every_fault_of_every_contract_is_reported_at_once(tmp_path):
    for name, text in [("a", "id: [\n"), ("b", "id: hr__b\n"), ("c", "id: x\nid: y\n")]:
        (tmp_path / f"{name}.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ContractError) as raised:
        load_contracts(tmp_path)
    for name in ["a.yml", "b.yml", "c.yml"]:
        assert name in str(raised.value)


def test_an_id_is_used_once(tmp_path):
    for name in ["a", "b"]:
        (tmp_path / f"{name}.yml").write_text(yaml.safe_dump(GOOD), encoding="utf-8")
    with pytest.raises(ContractError, match="used by another"):
        load_contracts(tmp_path)
    assert Contract.model_validate(GOOD).id == "hr__x"
