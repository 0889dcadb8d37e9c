"""A made-up company whose draft is approved, and a warehouse with no more than a publication asks of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from dagster_project.publish.formats import FORMATS
from dagster_project.publish_border import Gated
from dagster_project.sealing import sbom, seal
from dagster_project.settings import Settings
from dagster_project.signoff.approvals import approve, submit
from dagster_project.signoff.signatures import SigningKey, new_key
from dagster_project.warehouse.connection import warehouse
from tests.unit.publish.printed_values import YEAR
from tests.unit.signoff.signing_company import RULES, SigningCompany

WAREHOUSE = """
create schema raw; create schema appendix; create schema intermediate; create schema registry;
create table registry.contracts (contract varchar, row_key varchar);
insert into registry.contracts values ('facilities__bills', 'bill_no');
create table raw.facilities__bills (bill_no varchar, row_id varchar);
insert into raw.facilities__bills values ('B1', 'abc:0:2');
create table raw.landed_files (source_file varchar, file_name varchar);
insert into raw.landed_files values ('abc', 'raw/2023/export.csv');
create table appendix.fct_figure (run_id varchar);
insert into appendix.fct_figure values ('the run');
create view intermediate.int_energy__contributions as
    select 'electricity' as kpi_id, 'total' as dimension, 'total' as member, 'numerator' as role,
        cast(2 as decimal(28, 10)) as amount, 'abc' as source_file, 2 as source_row, 'abc:0:2' as row_id;
"""


QUICK = ("csv", "json")


class Sealing(SigningCompany):
    """A company that can publish; `cy` of the board signs with a key."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.key: SigningKey = new_key(folder / "cy.pem")
        people = RULES["people"] | {"cy": RULES["people"]["cy"] | {"public_key": self.key.public}}
        self.rules(RULES | {"people": people})
        with warehouse(self.settings.warehouse(YEAR)) as connection:
            connection.execute(WAREHOUSE)

    def gated(self, settings: Settings, company, year: int, version=None) -> Gated:
        edition = self.given.edition(version=version)
        return Gated(
            edition, self.given.values, seal_evidence(), {"quality.html": "told"}, {}, None, "told", "1" * 64
        )

    def approved(self) -> None:
        submit(self.settings, YEAR, "an")
        approve(self.settings, YEAR, "bo")
        approve(self.settings, YEAR, "cy", key=self.key)

    def published(self) -> seal.Sealed:
        self.approved()
        return seal.publish(self.settings, YEAR, "an")


def seal_evidence():
    from dagster_project.publish.passports import NO_EVIDENCE

    return NO_EVIDENCE


@pytest.fixture(scope="session", autouse=True)
def bill_of_materials_made_once() -> Iterator[None]:
    """The locks are the same for a whole session."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sbom, "sbom_text", cache(sbom.sbom_text))
        yield


@pytest.fixture
def quick_formats() -> Iterator[None]:
    """Versions in two formats only; afterwards all are there again, in their order."""
    whole = dict(FORMATS)
    for name in whole.keys() - set(QUICK):
        del FORMATS[name]
    yield
    FORMATS.clear()
    FORMATS.update(whole)


@pytest.fixture
def sealing(tmp_path, monkeypatch, quick_formats) -> Iterator[Sealing]:
    made = Sealing(tmp_path)
    monkeypatch.setattr(seal, "gated_content", made.gated)
    monkeypatch.setattr(seal, "manifest_json", lambda: {"nodes": {}})
    yield made
    for path in made.settings.releases_dir(YEAR).iterdir():
        path.chmod(0o755)


@pytest.fixture(scope="session")
def one_version(tmp_path_factory) -> Path:
    """The releases of a year of which one version was published."""
    with pytest.MonkeyPatch.context() as patch:
        made = Sealing(tmp_path_factory.mktemp("sealed"))
        patch.setattr(seal, "gated_content", made.gated)
        patch.setattr(seal, "manifest_json", lambda: {"nodes": {}})
        made.published()
    return made.settings.releases_dir(YEAR)


@pytest.fixture
def copy_of_version(one_version, tmp_path) -> Path:
    """A version as somebody else has it, who can write in it."""
    target = tmp_path / "elsewhere"
    shutil.copytree(one_version, target)
    for path in target.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return target / "v1"
