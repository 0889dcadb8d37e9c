"""The commands from draft to publication, and those about what is published. All others are in `cli`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from rich.panel import Panel
from rich.table import Column, Table
from rich.text import Text

from dagster_project.machine import refusal
from dagster_project.settings import Settings, data_root
from dagster_project.signoff.faults import SignOffError
from dagster_project.terminal import (
    FAILED,
    UNFINISHED_ROTATION,
    CompanyOption,
    Terminal,
    YearOption,
    console,
    fail,
    settings_of,
    short,
    writing,
)

if TYPE_CHECKING:
    from dagster_project.sealing.seal import Sealed
    from dagster_project.sealing.verify import Check
    from dagster_project.signoff.signatures import SigningKey
    from dagster_project.signoff.state import YearSignOff

sign_off_app = typer.Typer()

ByOption = Annotated[str, typer.Option("--by", help="Who signs: an id in sign_off.yml.")]
KeyOption = Annotated[
    Path | None,
    typer.Option(
        "--key", envvar="ESG_SIGNING_KEY", help="File of the private key, where the person has one."
    ),
]
VersionArgument = Annotated[Path, typer.Argument(help="Its folder, such as company/releases/2023/v1.")]
Done = TypeVar("Done")


@contextmanager
def _told() -> Iterator[None]:
    """What keeps something from being signed or published ends the command, all reasons at once."""
    try:
        yield
    except SignOffError as error:
        fail("\n".join(error.faults))


def _as_writer(settings: Settings, work: Callable[[], Done]) -> Done:
    from dagster_project.signoff.ledger import dated_back, ledger_file, read_ledger

    with writing(settings):
        before = dated_back(read_ledger(ledger_file(settings)))
        done = work()
        for one in dated_back(read_ledger(ledger_file(settings)))[len(before) :]:
            console.print(f"In the ledger {one}. Look at this machine's clock.", style="yellow")
        return done


def _key(path: Path | None) -> SigningKey | None:
    from dagster_project.signoff.signatures import load_key

    return load_key(path) if path else None


@sign_off_app.command()
def key(
    file: Annotated[Path, typer.Argument(help="Where to write it; a key is never written over.")],
) -> None:
    """Make a key to sign with, and print its public half for sign_off.yml."""
    from dagster_project.signoff.signatures import new_key

    with _told():
        made = new_key(file)
    where = (short(file.resolve()), "bold")
    console.print(Text.assemble("Private key written to ", where, ", for you alone. In sign_off.yml:"))
    typer.echo(f"public_key: {made.public}")


@sign_off_app.command()
def submit(year: YearOption, by: ByOption, company: CompanyOption = None, key: KeyOption = None) -> None:
    """Sign a year's draft as its preparer and hand it to those who approve."""
    from dagster_project.signoff.approvals import submit as submit_draft

    settings = settings_of(company)
    _as_writer(settings, lambda: submit_draft(settings, year, by, _key(key)))
    _tell_ui(settings, year)
    _show(settings, year)


@sign_off_app.command()
def approve(
    year: YearOption,
    by: ByOption,
    role: Annotated[
        str | None, typer.Option("--as", help="In which role, where the person has several that approve.")
    ] = None,
    company: CompanyOption = None,
    key: KeyOption = None,
) -> None:
    """Approve what a year's draft prints: its figures, methods and notes, by their sha256."""
    from dagster_project.signoff.approvals import approve as approve_draft

    settings = settings_of(company)
    _as_writer(settings, lambda: approve_draft(settings, year, by, role, _key(key)))
    _tell_ui(settings, year)
    _show(settings, year)


@sign_off_app.command()
def send_back(
    year: YearOption,
    by: ByOption,
    reason: Annotated[str, typer.Option("--reason", help="What has to change.")],
    company: CompanyOption = None,
    key: KeyOption = None,
) -> None:
    """Refuse what is in review; its signatures count no more."""
    from dagster_project.signoff.approvals import send_back as send_draft_back

    settings = settings_of(company)
    _as_writer(settings, lambda: send_draft_back(settings, year, by, reason, _key(key)))
    _tell_ui(settings, year)
    _show(settings, year)


@sign_off_app.command()
def sign_off(year: YearOption, company: CompanyOption = None) -> None:
    """Show who signed a year's draft, who has yet to, and which signatures a change made void.

    Exit status 1 unless the year is approved or published.
    """
    settings = settings_of(company)
    if _show(settings, year).state not in ("approved", "published"):
        raise typer.Exit(FAILED)


@sign_off_app.command()
def publish(year: YearOption, by: ByOption, company: CompanyOption = None, key: KeyOption = None) -> None:
    """Publish the approved draft of a year as a version that is never written again."""
    settings = settings_of(company)
    with console.status("Loading") as status:
        from dagster_project.sealing.seal import publish as publish_version

        sealed = _as_writer(
            settings,
            lambda: publish_version(settings, year, by, _key(key), lambda what: status.update(Text(what))),
        )
    _say_done(f"{year}: published as", sealed.folder)
    console.print("For the minutes of the board, the head of the ledger:")
    typer.echo(sealed.entry.hash)
    _tell_ui(settings, year, sealed)


@sign_off_app.command()
def verify(
    version: VersionArgument,
    head: Annotated[str | None, typer.Option("--head", help="The hash in the minutes of the board.")] = None,
    ledger: Annotated[Path | None, typer.Option("--ledger", help="The company's ledger, if at hand.")] = None,
) -> None:
    """Prove that nothing of a published version was touched. Needs the folder and nothing else.

    Exit status 0 only if every file, the chain and every signature are as they were published.
    """
    from dagster_project.sealing.verify import verify as verify_version

    with _told():
        verdict = verify_version(version.resolve(), head, ledger)
    _print_checks(verdict.checks)
    if not verdict.is_whole:
        fail(f"{short(verdict.folder)} is not what was published.")
    console.print(f"{short(verdict.folder)} is what was published.", style="green")


@sign_off_app.command()
def rebuild(
    version: VersionArgument,
    data: Annotated[
        Path | None, typer.Option("--data", help="The company's data folder, with its landed files.")
    ] = None,
) -> None:
    """Run a published version's year again from its landed files, elsewhere, and show that its figures are the same.

    Nothing of the company is written. Exit status 0 only if every figure is the same, and where code and libraries
    are those of the publication every file too.
    """
    from dagster_project.progress import RunProgress
    from dagster_project.sealing.manifest import read_manifest

    with _told(), RunProgress(console) as progress:
        progress.say("Loading Dagster and dbt")
        from dagster_project.sealing.laid_out import Evidence
        from dagster_project.sealing.rebuild import rebuild as rebuild_version
        from dagster_project.signoff.ledger import ledger_file
        from dagster_project.successors import read_successors

        folder = version.resolve()
        held = Settings(folder.parents[2], (data or data_root() / read_manifest(folder).company).resolve())
        if held.rotation.is_file():
            fail(f"{UNFINISHED_ROTATION} Call one of them, such as esg run, and then this again.")
        ledger = ledger_file(held)
        evidence = Evidence(
            held.landed_dir,
            held.pseudonym_key,
            read_successors(held.successors),
            held.successors.is_file(),
            held.retired,
            ledger if ledger.is_file() else None,
        )
        rebuilt = rebuild_version(folder, evidence, progress)
    _print_checks(rebuilt.checks)
    if not rebuilt.is_same:
        fail(f"{short(folder)} is not what its landed files give.")
    console.print(f"Run again, {short(folder)} has the same figures.", style="green")


@sign_off_app.command()
def import_published(
    year: Annotated[int, typer.Argument(help="The year that the figures are of, such as 2022.")],
    file: Annotated[
        Path,
        typer.Argument(
            help="The table as CSV or XLSX: with ids as in published/, or labels as in appendix.csv."
        ),
    ],
    document: Annotated[Path, typer.Option("--document", help="The report itself, kept as evidence.")],
    by: ByOption,
    title: Annotated[
        str | None,
        typer.Option("--title", help="What the report is called. Default: the document's file name."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over what was registered before.")] = False,
    company: CompanyOption = None,
    key: KeyOption = None,
) -> None:
    """Register what an earlier report printed as the comparatives of a year that was not published here."""
    from dagster_project.signoff.published_import import import_published as import_table

    settings = settings_of(company)
    done = _as_writer(
        settings, lambda: import_table(settings, year, file, document, by, title, _key(key), force=force)
    )
    if not done.changed:
        console.print(f"{year}: registered already, and nothing changed ({short(done.table)})")
        return
    _say_done(f"{year}: {done.figures} figures registered in", done.table)
    console.print(
        f"The document is kept as {short(done.document)}; entry {done.entry.seq} of the ledger names both."
    )
    if done.mapping:
        console.print(f"No mapping fed published figures; {short(done.mapping)} was written for it.")


def _tell_ui(settings: Settings, year: int, sealed: Sealed | None = None) -> None:
    """Let the Dagster UI of the company show where the year stands, and what was published.

    By then it is done: that the UI cannot be told, since the disk is full for one, is said and is no failure.
    """
    with console.status("Telling the UI"):
        from dagster_project.assets.published import publication_event
        from dagster_project.runs import company_instance
        from dagster_project.year_state import tell_year_state

        try:
            with company_instance(settings) as instance:
                if sealed is not None:
                    instance.report_runless_asset_event(publication_event(sealed))
                tell_year_state(instance, settings, year)
        except Exception as error:
            if refusal(error) is None:
                raise
            told = f"It is done and holds. Only the Dagster UI could not be told of it: {error}"
            console.print(told, style="yellow")


def _say_done(what: str, where: Path) -> None:
    console.print(Text(what, style="green"), Text(short(where), style="bold"))


def _print_checks(checks: Iterable[Check]) -> None:
    table = Table("", "Looked at", Column("Found", overflow="fold"))
    for check in checks:
        mark, colour = ("✗", "red") if check.faults else ("✓", "green") if check.asked else ("–", "yellow")
        table.add_row(Text(mark, style=colour), check.what, "\n".join(check.faults) or check.found)
    Terminal().print(table)


def _show(settings: Settings, year: int) -> YearSignOff:
    from dagster_project.signoff.people import read_sign_off
    from dagster_project.signoff.state import year_sign_off

    with _told():
        rules = read_sign_off(settings.company_dir)
        state = year_sign_off(settings, year, rules)
    lines = [f"State: {state.state}" + (f" ({state.version})" if state.version else "")]
    if state.printed:
        lines.append(f"Prints: {state.printed.digest}")
    for entry in state.signatures:
        signed = "signed" if entry.signature else "no key"
        role = rules.all_roles[entry.role or ""].en
        lines.append(f"✓ {role}: {rules.person(entry.by).name}, {entry.at} ({signed})")
    if state.submission:
        lines += [f"– {rules.all_roles[role].en}: still to approve" for role in state.waiting]
    for one in state.voided:
        lines.append(f"✗ {one.entry.kind} by {one.entry.by} of {one.entry.at} is void, since then changed:")
        for figure in one.changes.figures:
            size = "material" if figure.material else "below materiality"
            lines.append(f"    {figure.label} {figure.year}: {figure.before} → {figure.now} ({size})")
        lines += [f"    {what}" for what in one.changes.others]
    if state.changed_inputs:
        lines.append("Inputs changed since it was submitted, and everything prints the same:")
        lines += [f"    {name}" for name in state.changed_inputs]
    colour = {"approved": "green", "published": "green", "in review": "yellow"}.get(state.state, "white")
    console.print(Panel("\n".join(lines), title=f"Sign-off {year}", border_style=colour))
    return state
