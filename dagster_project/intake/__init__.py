"""A company's files in any dialect in, canonical text rows out. Whether they are plausible is for gates.

For a contract of a year: `find_files`, `intake_contract`, then, once the gate has moved what it refuses
with `quarantine_rows`, `pseudonymise` and `write_raw`.
"""

from dagster_project.intake.books import (
    ExcludedRow,
    Finding,
    Intake,
    LandedFile,
    QuarantinedRow,
    empty_intake,
    quarantine_rows,
)
from dagster_project.intake.errors import Fault, IntakeError
from dagster_project.intake.files import (
    ContractFiles,
    YearFiles,
    faults_of_the_folder,
    find_files,
    missing_exports,
)
from dagster_project.intake.mapping import NamedMapping, load_mappings
from dagster_project.intake.personal import masked, pseudonym, pseudonymise
from dagster_project.intake.pseudonym_keys import pseudonym_key
from dagster_project.intake.raw_tables import unbalanced_files, write_raw
from dagster_project.intake.reading import intake_contract

__all__ = [
    "ContractFiles",
    "ExcludedRow",
    "Fault",
    "Finding",
    "Intake",
    "IntakeError",
    "LandedFile",
    "NamedMapping",
    "QuarantinedRow",
    "YearFiles",
    "empty_intake",
    "faults_of_the_folder",
    "find_files",
    "intake_contract",
    "load_mappings",
    "masked",
    "missing_exports",
    "pseudonym",
    "pseudonym_key",
    "pseudonymise",
    "quarantine_rows",
    "unbalanced_files",
    "write_raw",
]
