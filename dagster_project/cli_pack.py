"""The commands of the assurance pack: pack, attach. All others are in `cli` and `cli_sign_off`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table

from dagster_project.terminal import (
    CompanyOption,
    Terminal,
    YearOption,
    console,
    fail,
    say_written,
    settings_of,
    short,
    writing,
)

pack_app = typer.Typer()


@pack_app.command()
def pack(
    year: Annotated[int, typer.Argument(help="The reporting year's label, such as 2023.")],
    company: CompanyOption = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="The folder to write. Default: packs/<year> in the company folder."),
    ] = None,
    sample: Annotated[int, typer.Option(min=1, help="Rows that are drawn of each KPI for testing.")] = 25,
    seed: Annotated[int, typer.Option(help="Another seed draws other rows.")] = 7,
) -> None:
    """Write the assurance pack of a year: a workbook and a page of eighteen parts, with evidence, and a zip of all.

    It is for the assurer and not to be published: it shows rows of files. People are never named but where they
    approved, explained or had access. Until a version is published that prints the same, it says DRAFT everywhere.
    """
    from dagster_project.pack.folder import write_pack
    from dagster_project.pack.registers import RegisterError
    from dagster_project.pack.traces import Sampling
    from dagster_project.pack.year import PackError
    from dagster_project.publish.faults import PublishError

    settings = settings_of(company)
    try:
        with writing(settings), console.status(f"Packing {year}"):
            made = write_pack(settings, year, out.resolve() if out else None, Sampling(sample, seed))
    except (PackError, PublishError, RegisterError, FileNotFoundError) as error:
        fail(str(error))
    table = Table("Part", "Title", Column("Found", overflow="fold"), "Rows")
    for one in made.parts:
        table.add_row(one.number, one.title, one.found, f"{one.rows:,}")
    Terminal().print(table)
    say_written(made.folder, f" and {short(made.archive)}")


@pack_app.command()
def attach(
    file: Annotated[Path, typer.Argument(help="A bill, a confirmation, a query: any file.")],
    year: YearOption,
    to: Annotated[
        str,
        typer.Option(
            "--to",
            help="A figure (2023/electricity), an export (raw/2023/bills.csv) or a row of it (raw/2023/bills.csv:30).",
        ),
    ],
    note: Annotated[str, typer.Option("--note", help="What it is, and what it shows.")],
    by: Annotated[str, typer.Option("--by", help="Who attaches it.")],
    company: CompanyOption = None,
) -> None:
    """Attach a file of evidence to a figure, an export or a row: it is kept by its sha256 and the pack shows it."""
    from dagster_project.pack.attach import AttachError, record_attached
    from dagster_project.pack.attach import attach as attach_file
    from dagster_project.pack.registers import RegisterError

    settings = settings_of(company)
    try:
        with writing(settings):
            row = attach_file(settings.company_dir, year, file, to, note=note, by=by, on=date.today())
            record_attached(settings, row)
    except (AttachError, RegisterError) as error:
        fail(str(error))
    console.print(
        f"{row.name} is attached to {row.to}, sha256 {row.sha256}. The pack shows it: esg pack {year}"
    )
