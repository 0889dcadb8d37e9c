"""That a copy reads as its original did: the same rows, books of rows, totals and findings of its gate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from dagster_project.company import Company
from dagster_project.gates.results import SuiteResult
from dagster_project.gates.runner import run_intake_suite, year_parameters
from dagster_project.gates.suites import suite_named
from dagster_project.intake import ContractFiles, Intake, intake_contract, pseudonym, pseudonymise
from dagster_project.intake.personal import masked
from dagster_project.registry.contracts import Contract
from dagster_project.retirement.copy import IDENTIFIERS
from dagster_project.settings import Settings

BOOKS = ("excluded_rows", "quarantined_rows", "corrected_cells", "control_totals", "rightly_empty")


def differences(
    contract: Contract,
    company: Company,
    original: tuple[ContractFiles, Settings],
    copied: tuple[ContractFiles, Settings],
    year: int,
    key: bytes,
) -> list[str]:
    """What of a contract is read otherwise from the copies than from the originals, without what stands there.

    Args:
        original: the files as they were, and where they land for this look at them.
        copied: the same with copies in their place, landing where the register knows whose they are.
        key: of the pseudonyms.
    """
    before = intake_contract(contract, original[0], original[1], year)
    after = intake_contract(contract, copied[0], copied[1], year)
    return [
        f"{contract.id}: {told}"
        for told in (
            *_of_files(before, after),
            *differences_of_rows(before, after, key),
            *(f"{book} differ" for book in BOOKS if getattr(before, book) != getattr(after, book)),
            *_of_gates(before, after, company, key),
        )
    ]


def _of_files(before: Intake, after: Intake) -> Iterator[str]:
    for one, other in zip(before.files, after.files, strict=True):
        if replace(one, landed_at="") != replace(other, landed_at=""):
            yield f"{one.file_name} is another file"


def differences_of_rows(before: Intake, after: Intake, key: bytes) -> Iterator[str]:
    """What differs in the rows that the warehouse gets."""
    contract = before.contract
    was = pseudonymise(_without_names(before.frame, contract), contract, key)
    now = pseudonymise(after.frame, contract, key)
    if len(was) != len(now):
        yield f"{len(now)} rows instead of {len(was)}"
        return
    for name in was.columns:
        differing = int((was[name].ne(now[name]) & ~(was[name].isna() & now[name].isna())).sum())
        if differing:
            yield f"column {name} differs in {differing} rows"


def _without_names(frame: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    """The frame with the texts of each row as its copy holds them: without what identifies its person."""
    texts = [name for name, one in contract.columns.items() if one.type == "text" and not one.personal]
    people = list(contract.personal_columns(*IDENTIFIERS))
    if frame.empty:
        return frame
    changed = frame.copy()
    for name in texts:
        changed[name] = pd.Series(
            [
                masked(text, [cell for cell in private if isinstance(cell, str)])
                if isinstance(text, str)
                else text
                for text, *private in zip(frame[name], *(frame[one] for one in people), strict=True)
            ],
            index=frame.index,
            dtype=object,
        )
    return changed


def _of_gates(before: Intake, after: Intake, company: Company, key: bytes) -> Iterator[str]:
    def judged(intake: Intake) -> SuiteResult:
        return run_intake_suite(
            suite_named("intake", intake.contract.id),
            intake.contract,
            intake.frame,
            year_parameters(company, intake.year),
            intake.rightly_empty,
            lambda value, kind: pseudonym(value, kind, key),
        )

    if judged(before) != judged(after):
        yield "its gate finds something else"
