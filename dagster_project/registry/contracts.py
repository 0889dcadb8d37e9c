"""What an export must look like: the contract model and its loader. How a file is read is not decided here.

A contract is one YAML below `seeds/contracts/`, shared by every company; a company's own headings and
codes are in its mappings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

import yaml
from pydantic import Field, StringConstraints, ValidationError, model_validator

from dagster_project.company import Identifier, Strict, describe_faults
from dagster_project.yaml_text import load_yaml

ColumnType = Literal[
    "text", "code", "date", "datetime", "month", "decimal", "integer", "duration", "flag", "vocabulary"
]
Personal = Literal["employee", "identity", "name", "birth"]
ContractId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*__[a-z][a-z0-9_]*$")]

METADATA_COLUMNS = ["row_id", "source_file", "source_sheet", "source_row", "source_column", "reporting_year"]


class ContractError(Exception):
    """Contracts cannot be read; the message lists every fault of every file."""


class Title(Strict):
    """The name of an export in the language of its owners and in English."""

    zh_hant: str = Field(alias="zh-Hant")
    en: str


class Column(Strict):
    """One column of an export.

    Attributes:
        type: how a cell is read; the canonical spelling of each type is in `intake/cells.py`.
        required: a row without it is quarantined, a file without it is refused.
        needed: a file without it is refused, though its cells may be empty, as a date that has not come yet.
        personal: `employee` and `identity` become keyed hashes, `name` never reaches the warehouse; `birth`, a date
            of birth, reaches the models that tell the age band, with a keyed hash beside it (`birth_key`).
        aliases: headings that mean this column.
        values: of a vocabulary, each canonical value with its spellings.
        unit: unit of the figures; "1" is a share, which may also be written in per cent.
        additive: false where a sum of the column means nothing, such as prices and readings; then a total that
            a file prints under it is not compared.
        default: canonical value where the cell or the column is missing.
        pivot: `past` reads a year of two digits as the latest one that is not after the reporting year.
        meaning: what it says, in a phrase.
    """

    type: ColumnType
    required: bool = False
    needed: bool = False
    personal: Personal | None = None
    aliases: list[str] = Field(default_factory=list)
    values: dict[str, list[str]] = Field(default_factory=dict)
    unit: str | None = None
    additive: bool = True
    default: str | None = None
    pivot: Literal["past"] | None = None
    meaning: str

    @model_validator(mode="after")
    def _consistent(self) -> Column:
        if bool(self.values) != (self.type == "vocabulary"):
            raise ValueError("values belong to the type vocabulary, and to no other")
        if self.default is not None and self.values and self.default not in self.values:
            raise ValueError(f"default {self.default!r} is none of the values {', '.join(self.values)}")
        if self.pivot and self.type not in ("date", "datetime"):
            raise ValueError("pivot belongs to dates")
        if self.personal == "birth" and self.type != "date":
            raise ValueError("personal: birth belongs to dates")
        return self

    @property
    def adds_up(self) -> bool:
        """Whether the sum of the column means something; a share's never does."""
        return self.additive and self.unit != "1" and self.type in ("decimal", "integer", "duration")


class Contract(Strict):
    """One export: its columns, what a row is, and what makes a row unique.

    Attributes:
        key: columns that no two rows share, over all files; empty where rows may repeat.
        optional: a register that a company may do without, unless `exports` in company.yml lists it; never set
            for an export.
    """

    id: ContractId
    title: Title
    system: str
    owner: str
    grain: str
    key: list[str]
    optional: bool = False
    columns: dict[Identifier, Column]

    @model_validator(mode="after")
    def _consistent(self) -> Contract:
        unknown = [name for name in self.key if name not in self.columns]
        if unknown:
            raise ValueError(f"key names unknown columns: {', '.join(unknown)}")
        unusable = [
            name
            for name in self.key
            if not (self.columns[name].required or self.columns[name].default)
            or self.columns[name].personal == "name"
        ]
        if unusable:
            raise ValueError(f"key columns must be required and no names: {', '.join(unusable)}")
        if any(self.personal_columns("birth")) and not any(self.personal_columns("employee")):
            raise ValueError("a date of birth needs a column with personal: employee, whose date it is")
        derived = [birth_key(name) for name in self.personal_columns("birth")]
        reserved = [name for name in self.columns if name in [*METADATA_COLUMNS, *derived]]
        if reserved:
            raise ValueError(f"column names kept for row metadata: {', '.join(reserved)}")
        return self

    @property
    def is_register(self) -> bool:
        """Whether the company itself keeps it (always in scope), rather than a system exporting it."""
        return self.id.startswith("company__")

    @property
    def raw_columns(self) -> list[str]:
        """Columns of the export's raw table: all but names of people, keys of birth dates, the row's metadata."""
        stated = [name for name, column in self.columns.items() if column.personal != "name"]
        return [*stated, *map(birth_key, self.personal_columns("birth")), *METADATA_COLUMNS]

    def personal_columns(self, *kinds: Personal) -> Iterator[str]:
        """Columns that identify people, of these kinds or of any."""
        for name, column in self.columns.items():
            if column.personal and (not kinds or column.personal in kinds):
                yield name

    def free_texts(self) -> Iterator[str]:
        """Texts of an export that may say anything, of people as well; a file need not have them."""
        for name, column in self.columns.items():
            is_free = not (column.personal or column.required or column.needed or self.is_register)
            if column.type == "text" and is_free:
                yield name


def birth_key(column: str) -> str:
    """The raw column that stands beside a date of birth and says no date."""
    return f"{column}_key"


@cache
def load_contracts(folder: Path) -> Mapping[str, Contract]:
    """Every contract below a folder by id, in order of id; read once in a process.

    Raises:
        ContractError: a file is no YAML, has an unknown or missing key, or repeats an id; all faults at once.
    """
    contracts: dict[str, Contract] = {}
    faults: list[str] = []
    for path in sorted(folder.rglob("*.yml")):
        try:
            contract = Contract.model_validate(load_yaml(path.read_text(encoding="utf-8")))
        except yaml.YAMLError as error:
            faults.append(f"{path} is not valid YAML: {error}")
        except ValidationError as error:
            faults.append(f"{path}:\n{describe_faults(error)}")
        else:
            if contract.id in contracts:
                faults.append(f"{path}: the id {contract.id} is used by another contract")
            contracts[contract.id] = contract
    if not contracts and not faults:
        faults.append(f"{folder} holds no contracts")
    if faults:
        raise ContractError("\n".join(faults))
    return MappingProxyType(dict(sorted(contracts.items())))
