"""Where a company's things are: its folder, and the data that runs make. The project's own folders are in `project`.

Every path is absolute. Nothing here reads a file's content; a company's choices are in `company.py`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from dagster_project.project import PROJECT_ROOT

COMPANY_VARIABLE = "ESG_COMPANY"
DATA_VARIABLE = "ESG_DATA"


@dataclass(frozen=True)
class Settings:
    """The folders of one company: what it hands in and what runs make of it.

    `company_dir` is the company's own (exports, registers, releases); `data_dir` is made by runs. What of it may be
    deleted and what is evidence, docs/engineer.md says.

    `laid_out` says that the folders were put together from evidence, to run a year again or to read an export once:
    whatever stands in them was held against the company's ledger before, and they have none.
    """

    company_dir: Path
    data_dir: Path
    laid_out: bool = False

    @property
    def landed_dir(self) -> Path:
        """Files as they arrived, each under its sha256; the only place with names of people."""
        return self.data_dir / "landed"

    @property
    def pseudonym_key(self) -> Path:
        return self.data_dir / "pseudonym.key"

    @property
    def key_in_force(self) -> Path:
        """The id of the key that the hashes were made with; it says nothing of the key."""
        return self.data_dir / "pseudonym.id"

    @property
    def successors(self) -> Path:
        """The hash of today for each older one that stands in an answer of a company or of a version."""
        return self.data_dir / "pseudonyms.json"

    @property
    def rotation(self) -> Path:
        """What a rotation of the key has yet to put in place; there only while it does."""
        return self.data_dir / "rotation.json"

    @property
    def publication(self) -> Path:
        """The entry of a publication that the ledger has yet to take in; noted before its version is put in place."""
        return self.data_dir / "publication.json"

    @property
    def retired(self) -> Path:
        """The register of landed originals in whose place a copy without identifiers stands."""
        return self.data_dir / "retired.json"

    @property
    def retirement(self) -> Path:
        """What a retirement of originals has yet to put in place; there only while it does."""
        return self.data_dir / "retirement.json"

    @property
    def retiring(self) -> Path:
        """Where a retirement works, with originals in clear; what a killed one left, the next writer takes away."""
        return self.data_dir / ".retiring"

    @property
    def dagster_home(self) -> Path:
        return self.data_dir / "dagster"

    @property
    def lock_file(self) -> Path:
        return self.data_dir / "writer.lock"

    def year_dir(self, year: int) -> Path:
        return self.data_dir / str(year)

    def warehouse(self, year: int) -> Path:
        """The year's own warehouse; its stem is constant because dbt's manifest names the catalog."""
        return self.year_dir(year) / "warehouse.duckdb"

    def quality_page(self, year: int) -> Path:
        """The gate report of the year's last run, passed or not."""
        return self.year_dir(year) / "quality.html"

    def model_docs(self, year: int) -> Path:
        """dbt's documentation of the models, with the columns of the year's warehouse."""
        return self.year_dir(year) / "models.html"

    def raw_dir(self, year: int) -> Path:
        return self.company_dir / "raw" / str(year)

    def releases_dir(self, year: int) -> Path:
        return self.company_dir / "releases" / str(year)

    def draft_dir(self, year: int) -> Path:
        return self.releases_dir(year) / "draft"

    def reviewer_dir(self, year: int) -> Path:
        """What shows figures that are kept back from the public; beside the draft, never inside it."""
        return self.releases_dir(year) / "reviewer"


def default_company_dir() -> Path:
    """Where `esg demo` writes the made-up company."""
    return PROJECT_ROOT / "company"


def data_root() -> Path:
    """Where runs write, a folder for each company: `ESG_DATA`, else `data/` in the project."""
    return Path(os.environ.get(DATA_VARIABLE) or PROJECT_ROOT / "data").expanduser().resolve()


def settings_for(company_dir: Path | str | None = None) -> Settings:
    """The settings of a company folder: the one given, else `ESG_COMPANY`, else the made-up company.

    Runs write below `data_root`, in a folder named by the company's id.
    """
    from dagster_project.company import company_id

    chosen = Path(company_dir or os.environ.get(COMPANY_VARIABLE) or default_company_dir())
    folder = chosen.expanduser().resolve()
    return Settings(folder, data_root() / company_id(folder))
