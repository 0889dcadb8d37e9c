"""The jobs from draft to publication: submit, approve, publish. What they do is in `signoff/` and `sealing/`."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from dagster import (
    Config,
    Failure,
    JobDefinition,
    MetadataValue,
    OpExecutionContext,
    PartitionsDefinition,
    graph,
    in_process_executor,
    op,
)
from pydantic import Field

from dagster_project.assets.published import publication_event
from dagster_project.locking import writer_lock
from dagster_project.resources import CompanyFolder
from dagster_project.run_events import FAULTS
from dagster_project.settings import Settings
from dagster_project.signoff.faults import SignOffError
from dagster_project.signoff.signatures import KEY_VARIABLE, SigningKey, load_key
from dagster_project.year_state import report_year_state

if TYPE_CHECKING:
    from dagster_project.signoff.ledger import Entry


class Signing(Config):
    """Who signs."""

    by: str = Field(description="An id of sign_off.yml.")
    key_file: str = Field(
        default="",
        description=f"File of the private key on this machine, where the person has one; else {KEY_VARIABLE}.",
    )


class Approving(Signing):
    """Who approves, and as what."""

    role: str = Field(default="", description="In which role, where the person has several that approve.")


@op
def submit_draft(context: OpExecutionContext, config: Signing, company_folder: CompanyFolder) -> None:
    """Sign the year's draft as its preparer and hand it to those who approve."""
    from dagster_project.signoff.approvals import submit

    with _signing(context, company_folder) as (settings, year):
        _tell(context, settings, submit(settings, year, config.by, _key(config)))


@op
def approve_draft(context: OpExecutionContext, config: Approving, company_folder: CompanyFolder) -> None:
    """Approve what the year's draft prints: its figures, methods and notes, by their sha256."""
    from dagster_project.signoff.approvals import approve

    with _signing(context, company_folder) as (settings, year):
        _tell(context, settings, approve(settings, year, config.by, config.role or None, _key(config)))


@op
def publish_version(context: OpExecutionContext, config: Signing, company_folder: CompanyFolder) -> None:
    """Publish the approved draft of the year as a version that is never written again."""
    from dagster_project.sealing.seal import publish

    with _signing(context, company_folder) as (settings, year):
        sealed = publish(settings, year, config.by, _key(config), context.log.info)
        context.log_event(publication_event(sealed))
        _tell(context, settings, sealed.entry)


STEPS = {"submit": submit_draft, "approve": approve_draft, "publish": publish_version}


def sign_off_jobs(partitions: PartitionsDefinition) -> list[JobDefinition]:
    """One job for each step; its partition is the year."""
    return [_job(name, step, partitions) for name, step in STEPS.items()]


def _job(name: str, step, partitions: PartitionsDefinition) -> JobDefinition:
    @graph(name=name, description=step.description)
    def one_step():
        step()

    return one_step.to_job(name=name, partitions_def=partitions, executor_def=in_process_executor)


@contextmanager
def _signing(context: OpExecutionContext, company_folder: CompanyFolder) -> Iterator[tuple[Settings, int]]:
    """Hold the writer lock; a refusal fails the run with all its reasons, else the state of the year is told anew."""
    settings, year = company_folder.settings, int(context.partition_key)
    try:
        with writer_lock(settings, context.log.info):
            yield settings, year
    except SignOffError as error:
        raise Failure(
            str(error), metadata={FAULTS: MetadataValue.json(error.faults)}, allow_retries=False
        ) from error
    report_year_state(context.instance, settings, year, context.run)


def _key(config: Signing) -> SigningKey | None:
    file = config.key_file or os.environ.get(KEY_VARIABLE)
    return load_key(Path(file)) if file else None


def _tell(context: OpExecutionContext, settings: Settings, entry: "Entry") -> None:
    from dagster_project.signoff.short import in_short

    context.add_output_metadata(
        {
            "entry": f"{entry.seq}: {entry.kind} by {entry.by} as {entry.role}",
            "signed": "Ed25519" if entry.signature else "by name, no key",
            "head of the ledger": entry.hash,
            "state": in_short(settings, int(context.partition_key)),
        }
    )
