"""The command line. It reads arguments, shows progress and sets the exit status; work is done elsewhere.

Dagster, dbt and Great Expectations are imported only by commands that need them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.panel import Panel
from rich.table import Column, Table
from rich.text import Text

from dagster_project.cli_pack import pack_app
from dagster_project.cli_privacy import privacy_app
from dagster_project.cli_restate import restate_app
from dagster_project.cli_sign_off import sign_off_app
from dagster_project.company import LANGUAGES_FOLDER, CompanyError, read_company
from dagster_project.machine import may_not_be_written, refusal_in
from dagster_project.markdown_text import plain
from dagster_project.settings import Settings, default_company_dir
from dagster_project.terminal import (
    FAILED,
    CompanyOption,
    Terminal,
    YearOption,
    console,
    fail,
    refusals_told,
    say_written,
    settings_of,
    short,
    writing,
)

if TYPE_CHECKING:
    import duckdb

    from dagster_project.lineage.listing import Input
    from dagster_project.lineage.passport import Passport
    from dagster_project.rotation import Rotation
    from dagster_project.runs import YearRun

app = typer.Typer(
    help="The annual ESG data warehouse: raw exports in, the KPI appendix out.\n\n"
    "First time: `esg demo` writes a made-up company, `esg run --year 2023` its appendix, `esg ui` shows how.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)
app.add_typer(sign_off_app)
app.add_typer(restate_app)
app.add_typer(pack_app)
app.add_typer(privacy_app)


def _known_formats(names: list[str]) -> list[str]:
    """Refuse what is no format; the formats are imported only if one is named, since their writers take time."""
    if names:
        from dagster_project.publish.formats import left_out

        try:
            left_out(names)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from error
    return names


FormatOption = Annotated[
    list[str],
    typer.Option(
        "--format",
        callback=_known_formats,
        help="Narrow the draft to a format: xlsx, pdf, docx, html, csv, json or parquet. May be given several times.",
    ),
]
PortOption = Annotated[int, typer.Option(help="Port on this machine.")]


@app.command()
def demo(
    folder: Annotated[Path | None, typer.Argument(help="Where to write it.")] = None,
    seed: Annotated[int, typer.Option(help="Another seed makes another company of the same figures.")] = 2023,
    scale: Annotated[int, typer.Option(min=1, help="A group this many times as large.")] = 1,
    force: Annotated[
        bool, typer.Option("--force", help="Write over a made-up company that is there.")
    ] = False,
) -> None:
    """Write the made-up company: exports, registers and mappings for 2022 and 2023.

    The same seed writes the same bytes. Nothing in it is about a real company, and none is ever written over.
    """
    from dagster_project.demo import write_company

    target = (folder or default_company_dir()).resolve()
    _refuse_to_write_over(target, force)
    with console.status("Writing the made-up company") as status:
        write_company(target, seed=seed, scale=scale, progress=lambda what: status.update(what))
    named = "" if target == default_company_dir() else f" --company {short(target)}"
    console.print(
        Text.assemble(
            "Made-up company written to ", (short(target), "bold"), f". Next: esg run --year 2023{named}"
        )
    )


def _refuse_to_write_over(folder: Path, force: bool) -> None:
    if not folder.is_dir() or not any(folder.iterdir()):
        return
    try:
        made_up = read_company(folder).made_up
    except CompanyError:
        made_up = False
    if not made_up:
        fail(f"{short(folder)} is not empty and holds no made-up company. Name an empty or a new folder.")
    if not force:
        fail(
            f"{short(folder)} holds a made-up company, perhaps with changes of yours. "
            "Write over its files with --force, or name another folder."
        )


@app.command()
def run(
    year: YearOption,
    company: CompanyOption = None,
    force: Annotated[bool, typer.Option("--force", help="Run even if nothing changed.")] = False,
    formats: FormatOption = [],  # noqa: B006, typer copies it
) -> None:
    """Run a reporting year and write its draft appendix.

    The year before is run first where it has exports, since the appendix compares with it.
    Exit status 0 means that the appendix of the year was written, or that nothing changed since it was.
    """
    settings = settings_of(company)
    _run_years(settings, [year], force, formats)


@app.command()
def backfill(
    years: Annotated[list[int], typer.Argument(help="The years to run, such as 2022 2023.")],
    company: CompanyOption = None,
    force: Annotated[bool, typer.Option("--force", help="Run even if nothing changed.")] = False,
) -> None:
    """Run several reporting years, the earliest first, in one process."""
    _run_years(settings_of(company), sorted(years), force)


@app.command()
def status(company: CompanyOption = None) -> None:
    """Show each year: exports that arrived, what is missing, and whether its draft is up to date and who signed it."""
    from dagster_project.inputs import draft_state
    from dagster_project.intake import faults_of_the_folder, missing_exports
    from dagster_project.retirement.retire import years_due
    from dagster_project.signoff.short import in_short

    settings = settings_of(company)
    table = Table("Year", "Exports", "Draft", "Sign-off", title=read_company(settings.company_dir).names.en)
    for year in _years_with_exports(settings):
        missing = missing_exports(settings, year)
        faults = faults_of_the_folder(settings, year)
        told = [f"missing: {', '.join(missing)}"] if missing else []
        told += [f"{fault.file}: {fault.found}" for fault in faults]
        exports = "\n".join(told) or "all arrived"
        table.add_row(str(year), exports, draft_state(settings, year), in_short(settings, year))
    Terminal().print(table)
    due = years_due(settings, date.today())
    if due:
        years = ", ".join(map(str, due))
        console.print(
            f"{years}: the originals are past their retention. Retire them with: esg retire --by WHO"
        )


@app.command()
def figures(year: YearOption, company: CompanyOption = None) -> None:
    """Print the draft's table of figures, as in appendix.csv."""
    import csv
    import io

    settings = settings_of(company)
    path = settings.draft_dir(year) / "appendix.csv"
    if not path.is_file():
        fail(f"There is no draft of {year}. Write it with: esg run --year {year}")
    _say_if_stopped(settings, year)
    heading, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
    table = Table(*(Column(one, overflow="fold") for one in heading))
    for row in rows:
        table.add_row(*row)
    Terminal().print(table)


@app.command()
def gates(year: YearOption, company: CompanyOption = None) -> None:
    """Print what each gate of a year said last: rows seen, rules run, what failed."""
    from dagster_project.gates.results import read_results

    table = Table("Gate", "Suite", "Outcome", "Rows", "Rules", "Failed", "Warned")
    with _looked_at(settings_of(company), year) as connection:
        for one in read_results(connection):
            colour = {"passed": "green", "unexplained": "yellow"}.get(one.outcome, "red")
            counts = (f"{one.rows:,}", str(one.rules), str(one.failed_rules), str(one.warned_rules))
            table.add_row(one.gate, one.suite, Text(one.outcome, style=colour), *counts)
    Terminal().print(table)


@app.command()
def findings(
    year: YearOption,
    company: CompanyOption = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="Add an entry to fill in for each to explanations/<year>.yml.")
    ] = False,
) -> None:
    """List what the warnings of a year saw, and the written answer to each.

    A year is not published before each finding is mended or explained in explanations/<year>.yml.
    Exit status 1 as long as one waits for its explanation.
    """
    settings = settings_of(company)
    with writing(settings) if draft else nullcontext():
        all_answered = _tell_findings(settings, year, draft)
    if not all_answered:
        raise typer.Exit(FAILED)


def _tell_findings(settings: Settings, year: int, draft: bool) -> bool:
    """List findings and their answers, with `draft` add entries for the others; gives whether each has its answer."""
    from dagster_project.gates.explanations import draft_entries, explanations_file, load_explanations, stale
    from dagster_project.gates.results import read_findings

    with _looked_at(settings, year) as connection:
        seen = read_findings(connection)
    table = Table(*(Column(heading, overflow="fold") for heading in ("Rule", "Of", "Seen", "Explained")))
    for one in seen:
        told = f"{one.answer.reason} ({one.answer.by}, {one.answer.on})" if one.answer else ""
        table.add_row(one.rule, one.subject, one.seen, told or Text("not yet", style="red"))
    Terminal().print(table if seen else f"{year}: no warning saw anything.")
    for entry in stale(load_explanations(settings.company_dir, year), seen):
        console.print(
            Text("Its finding is gone, take the entry out:", style="yellow"), f"{entry.rule}, {entry.subject}"
        )
    waiting = [one for one in seen if one.answer is None]
    if draft and waiting:
        added = draft_entries(settings.company_dir, year, waiting)
        console.print(f"{added} entries to fill in: {short(explanations_file(settings.company_dir, year))}")
    return not waiting


@app.command()
def labels(
    language: Annotated[str, typer.Argument(help="The tag of a language, such as pt.")],
    company: CompanyOption = None,
) -> None:
    """List what a language besides Chinese and English has no label for, and add entries to fill in.

    What companies share is labelled in seeds/languages/<language>.yml, which is begun where there is none; a
    company's own words in its languages/<language>.yml, those of its registers as its last run read them.
    Exit status 1 as long as a label is missing.
    """
    from dagster_project.languages import LanguageError, language_file
    from dagster_project.publish.edition import read_own_texts
    from dagster_project.publish.labels import add_entries, begin_language, lacking, shared_texts, unused

    try:
        begin_language(language)
    except LanguageError as error:
        fail(str(error))
    shared = shared_texts()
    settings = settings_of(company)
    choices = read_company(settings.company_dir)
    own = read_own_texts(settings, choices) if language in choices.languages else {}
    try:
        waiting = {
            language_file(language): lacking(language, shared),
            settings.company_dir / LANGUAGES_FOLDER / f"{language}.yml": lacking(language, own),
        }
    except LanguageError as error:
        fail(str(error))
    for path, missing in waiting.items():
        if missing:
            added = add_entries(path, missing)
            console.print(f"{short(path)}: {len(missing)} labels to fill in, {added} of them new")
    for text in unused(language, shared):
        console.print(Text("No such text, take its label out:", style="yellow"), text)
    if any(waiting.values()):
        raise typer.Exit(FAILED)
    console.print(f"{language} has every label.")


@app.command()
def quarantine(
    year: YearOption,
    company: CompanyOption = None,
    xlsx: Annotated[
        Path | None,
        typer.Option("--xlsx", help="Write them as a workbook, one sheet for each owner, to send."),
    ] = None,
) -> None:
    """List the rows of a year that could not be used, each with where it is, why, and what to do."""
    from dagster_project.intake.quarantine_book import quarantined_in, write_book
    from dagster_project.project import SEEDS_DIR
    from dagster_project.registry.contracts import load_contracts

    headings = ("File", "Row", "Column", "Found", "Expected", "To do")
    table = Table(*(Column(heading, overflow="fold") for heading in headings))
    with _looked_at(settings_of(company), year) as connection:
        rows = quarantined_in(connection)
    for row in rows:
        cells = (row.file_name, row.source_row, row.column_name, row.found, row.expected, row.remedy)
        table.add_row(*("" if cell is None else str(cell) for cell in cells))
    Terminal().print(table if rows else f"{year}: no row is in quarantine.")
    if rows and xlsx:
        write_book(xlsx, rows, load_contracts(SEEDS_DIR / "contracts"), year)
        say_written(xlsx.resolve())


@app.command()
def quality(year: YearOption, company: CompanyOption = None) -> None:
    """Say in short what the gates found in a year's last run, and where its gate report is.

    Exit status 1 unless the year may be published.
    """
    settings = settings_of(company)
    page = settings.quality_page(year)
    if not page.is_file():
        fail(f"There is no gate report of {year}. Run the year with: esg run --year {year}")
    if not _short_form(settings, year, f"Gate report {year}"):
        raise typer.Exit(FAILED)


@contextmanager
def _looked_at(
    settings: Settings, year: int, *, figures: bool = False
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The year's warehouse to read; with `figures`, a year that has none yet is told and ends the command."""
    from dagster_project.warehouse.connection import has_table, warehouse

    try:
        with refusals_told(), warehouse(settings.warehouse(year), read_only=True) as connection:
            if figures and not has_table(connection, "marts", "mart_kpi_values"):
                fail(
                    f"{year} has no figures yet: its run was stopped before they were computed. "
                    f"What stopped it: esg gates --year {year}"
                )
            _say_if_stopped(settings, year)
            yield connection
    except FileNotFoundError as error:
        fail(str(error))


def _say_if_stopped(settings: Settings, year: int) -> None:
    """Tables after the step that stopped a run are still those of the run before it."""
    from dagster_project.inputs import draft_files

    if not draft_files(settings, year):
        console.print(
            f"The last run of {year} was stopped, so what follows may be of two runs, and the draft that is "
            f"there is of an earlier one. What stopped it: esg quality --year {year}",
            style="bold red",
        )


@app.command()
def explain(
    figure: Annotated[
        str, typer.Argument(help="Such as 2023/turnover_rate/gender=male or 2023/electricity.")
    ],
    company: CompanyOption = None,
    rows: Annotated[bool, typer.Option("--rows", help="List the rows that it is made of.")] = False,
    sample: Annotated[int | None, typer.Option(min=1, help="Draw this many rows for testing.")] = None,
    seed: Annotated[int, typer.Option(help="Another seed draws another sample.")] = 7,
    csv: Annotated[Path | None, typer.Option("--csv", help="Write the rows to this file.")] = None,
    xlsx: Annotated[
        Path | None, typer.Option("--xlsx", help="Write passport and rows as a workbook for an assurer.")
    ] = None,
) -> None:
    """Say what a figure is made of: formula with numbers, method, files and rows, checks, the year before.

    Rows are those that add to it, its factors, and those that rules left out of its exports; a sample is of the
    first. Of a figure that is an amount it is drawn by amount, of a count or a rate by row. People are never named.
    """
    from dagster_project.lineage import show
    from dagster_project.lineage.figure_id import FigureId, FigureIdError
    from dagster_project.lineage.passport import read_passport
    from dagster_project.registry.kpis import company_kpis

    settings = settings_of(company)
    choices = read_company(settings.company_dir)
    shown = rows or (sample is not None and not (csv or xlsx))
    try:
        wanted = FigureId.parse(figure)
        with _looked_at(settings, wanted.year, figures=True) as connection:
            found = read_passport(connection, wanted, company_kpis(choices), choices)
            listed = _listed(connection, found, sample, seed) if shown or csv or xlsx else []
    except FigureIdError as error:
        fail(str(error))
    Terminal().print(show.passport_panel(found, made_up=choices.made_up))
    if shown:
        Terminal().print(show.rows_table(listed))
    if csv or xlsx:
        from dagster_project.lineage.listing import MOST_ROWS, write_csv, write_xlsx

        if csv:
            write_csv(csv, listed)
        if xlsx:
            if len(listed) > MOST_ROWS:
                fail(
                    f"{len(listed):,} rows are more than a workbook holds. Write them with --csv, or draw a --sample."
                )
            drawn = f"esg explain {figure} --sample {sample} --seed {seed}" if sample is not None else None
            write_xlsx(xlsx, found, choices, listed, to_test=drawn)
        console.print(
            f"{len(listed):,} rows written to {' and '.join(str(one) for one in (csv, xlsx) if one)}"
        )
    if not found.adds_up:
        raise typer.Exit(FAILED)


def _listed(
    connection: duckdb.DuckDBPyConnection, passport: Passport, sample: int | None, seed: int
) -> list[Input]:
    """The inputs of a figure, or a sample of the rows that add to it."""
    from dagster_project.lineage.left_out import rows_left_out
    from dagster_project.lineage.listing import inputs_of
    from dagster_project.lineage.passport import topic_of
    from dagster_project.lineage.rows import looked_up, rows_of_figure, sample_of_figure

    kpi, key, topic = passport.kpi, passport.figure.key, topic_of(passport.kpi)
    exports = kpi.possible_exports
    if sample is None:
        rows = rows_of_figure(connection, topic, key, exports)
        return inputs_of(passport, rows, rows_left_out(connection, exports))
    drawn = sample_of_figure(connection, topic, key, sample, seed, by_amount=kpi.kind == "amount")
    return inputs_of(passport, looked_up(connection, key, exports, drawn), factors=False)


@app.command()
def trace(
    file: Annotated[
        str, typer.Argument(help="Its path in the company folder, such as raw/2023/hr/roster.csv.")
    ],
    row: Annotated[int | None, typer.Option(min=1, help="One row of it, as Excel counts them.")] = None,
    sheet: Annotated[str | None, typer.Option(help="One sheet of a workbook.")] = None,
    year: Annotated[int | None, typer.Option("--year", "-y", help="Default: the year in the path.")] = None,
    company: CompanyOption = None,
) -> None:
    """Say which figures a file, or one row of it, touches, and what became of the rows that count in none."""
    from dagster_project.lineage.show import trace_panel
    from dagster_project.lineage.trace import TraceError
    from dagster_project.lineage.trace import trace as trace_file

    settings = settings_of(company)
    name = Path(file)
    if name.is_absolute() and name.is_relative_to(settings.company_dir):
        name = name.relative_to(settings.company_dir)
    of_year = year or next((int(part) for part in name.parts if part.isdigit()), None)
    if of_year is None:
        fail(f"{file} names no year. Say which year's figures with --year.")
    with _looked_at(settings, of_year, figures=True) as connection:
        try:
            found = trace_file(connection, of_year, name.as_posix(), row, sheet)
            made_up = read_company(settings.company_dir).made_up
            Terminal().print(trace_panel(found, made_up=made_up))
        except TraceError as error:
            fail(str(error))


@app.command("rotate-key")
def rotate_key(
    by: Annotated[str, typer.Option("--by", help="Who asks for it; it goes into the ledger.")],
    company: CompanyOption = None,
    keep: Annotated[
        Path | None, typer.Option("--keep", help="Write the old key to this file. Default: it is gone.")
    ] = None,
) -> None:
    """Make another key for the hashes of people and run every year again with it, so that all of them are of one key.

    Figures do not change. Published versions stay as they are and can be rebuilt. A rotation that is cut off is
    finished by the next command that writes; years that did not get their turn are run by `esg run`.
    """
    from dagster_project.answers import carry_over
    from dagster_project.intake.keys import KeyFileError
    from dagster_project.intake.landing import LandingError
    from dagster_project.rotation import RotationError, rotate

    settings = settings_of(company)
    with writing(settings):
        try:
            with console.status("Changing the key"):
                done = rotate(settings, by, keep.resolve() if keep else None)
        except (KeyFileError, RotationError, LandingError) as error:
            fail(str(error))
        _say_what_rotated(settings, done)
        results = _execute(settings, list(done.years), ())
        while results and not results[-1].passed and carry_over(settings, results[-1].year, done.many):
            console.print(
                "Answers to many people at once were brought to the new hashes; their year is run again."
            )
            left = [year for year in done.years if year >= results[-1].year]
            results = [*results[:-1], *_execute(settings, left, ())]
    for result in results:
        _report(settings, result)
    if not all(result.passed for result in results):
        raise typer.Exit(FAILED)


@app.command("encrypt-landed")
def encrypt_landed(
    company: CompanyOption = None,
    new_key: Annotated[
        bool,
        typer.Option("--new-key", help="Encrypt all of them with another key; the old one is gone then."),
    ] = False,
) -> None:
    """Encrypt the landed files, which hold names, and all that land from now on. Without the key they are lost.

    The key is landing.key in the data folder, made at the first call, or ESG_LANDING_KEY. With --new-key
    it is followed by a new one, or by ESG_NEW_LANDING_KEY. A call that was cut off goes on at the next; until then
    every file can be read.
    """
    from dagster_project.intake.landing import LandingError, change_landing_key
    from dagster_project.intake.landing import encrypt_landed as encrypt

    settings = settings_of(company)
    with writing(settings):
        try:
            done = (change_landing_key if new_key else encrypt)(settings.landed_dir)
        except LandingError as error:
            fail(str(error))
    console.print(f"{done} files encrypted. What lands from now on is encrypted as well.")


def _say_what_rotated(settings: Settings, done: Rotation) -> None:
    console.print("The new key is in force.")
    if done.translated or done.unknown:
        console.print(
            f"Answers to warnings: {done.translated} hashes are now of the new key, {done.unknown} stand for nobody in "
            "the exports."
        )
    for told, paths in (
        ("Hashes of the old key, which name nobody any more, stay in:", done.kept_by),
        ("They may stay in these too, which could not be unpacked:", done.unread),
    ):
        if paths:
            console.print(told)
        for path in paths:
            console.print(f"  {short(path)}", soft_wrap=True)


@app.command()
def docs(year: YearOption, company: CompanyOption = None) -> None:
    """Write dbt's documentation of the models as one page: what each is, columns, SQL and graph; needs no network."""
    from dagster_project.warehouse.dbt_project import write_docs

    settings = settings_of(company)
    with writing(settings):
        if not settings.warehouse(year).is_file():
            fail(f"{year} was never run. Run it with: esg run --year {year}")
        with console.status("Documenting the models"):
            write_docs(settings.warehouse(year), settings.model_docs(year))
    say_written(settings.model_docs(year))


@app.command()
def ui(
    company: CompanyOption = None,
    port: PortOption = 3000,
) -> None:
    """Open the Dagster UI of the company, with its schedule and sensor running: on this machine only."""
    _serve(settings_of(company), port, read_only=False)


@app.command()
def review(company: CompanyOption = None, port: PortOption = 3000) -> None:
    """Open the Dagster UI for reviewers: on this machine only, and nothing can be changed in it."""
    _serve(settings_of(company), port, read_only=True)


def _serve(settings: Settings, port: int, *, read_only: bool) -> None:
    from dagster._utils import is_port_in_use

    from dagster_project.webserver import THIS_MACHINE, serve

    if is_port_in_use(THIS_MACHINE, port):
        fail(f"Port {port} is in use, perhaps by another UI. Choose one with: --port {port + 1}")
    from dagster_project.warehouse.dbt_project import ensure_parsed

    with console.status("Parsing the dbt project"):
        ensure_parsed()
    console.print("Starting the Dagster UI")
    root = f"http://{THIS_MACHINE}:{port}"
    serve(settings, port, read_only=read_only, on_ready=lambda: _where_to_look(settings, root, read_only))


def _where_to_look(settings: Settings, root: str, read_only: bool) -> None:
    from dagster_project import links

    drafted = [year for year in _years_with_exports(settings) if settings.quality_page(year).is_file()]
    told = f"  ({'nothing can be changed here; ' if read_only else ''}stop with Ctrl-C)"
    console.print(Text.assemble((root, "bold"), told))
    if not drafted:
        console.print("No year was run yet. Run one with: esg run --year 2023")
        return
    places = {
        "the years at a glance": links.check(["release", "draft"], "state_of_the_year"),
        "the draft: figures, movements, files": links.asset(["release", "draft"]),
        "the way of the data": links.WAY_OF_THE_DATA,
        "where the columns of the appendix come from": links.asset(["appendix", "lines"]),
        **{f"gate report {year}": links.gate_report(year) for year in reversed(drafted)},
    }
    for what, path in places.items():
        console.print(f"  {what:<46}{root}{path}", soft_wrap=True)


def _run_years(settings: Settings, years: list[int], force: bool, formats: Sequence[str] = ()) -> None:
    missing = [str(year) for year in years if not settings.raw_dir(year).is_dir()]
    if missing:
        folders = ", ".join(f"raw/{year}" for year in missing)
        fail(f"No exports of {', '.join(missing)}: there is no {folders} in {short(settings.company_dir)}.")

    with writing(settings):
        todo = _left_to_do(settings, years, force, formats)
        if todo:
            _look_at_keys(settings)
            _look_at_folders(settings, todo)
        results = _execute(settings, todo, formats) if todo else []
    for result in results:
        _report(settings, result)
    if not all(result.passed for result in results):
        raise typer.Exit(FAILED)


def _look_at_keys(settings: Settings) -> None:
    """Say what is wrong with the keys before a run is started that would stop at one."""
    from dagster_project.intake.keys import KeyFileError
    from dagster_project.intake.landing_keys import key_in_force
    from dagster_project.intake.pseudonym_keys import pseudonym_key

    try:
        pseudonym_key(settings)
        key_in_force(settings.landed_dir)
    except KeyFileError as error:
        fail(str(error))


def _look_at_folders(settings: Settings, years: list[int]) -> None:
    """Say which folder is read-only before a run is started that would come to it at its end."""
    folders = [of(year) for year in years for of in (settings.year_dir, settings.releases_dir)]
    refused = may_not_be_written([settings.landed_dir, *folders])
    if refused is not None:
        fail(refused)


def _left_to_do(settings: Settings, years: list[int], force: bool, formats: Sequence[str]) -> list[int]:
    """The years that have to run, now that no other process runs any; of the others it is said why not."""
    from dagster_project.inputs import is_up_to_date

    todo = []
    for year in _with_years_before(settings, years):
        if (force and year in years) or not is_up_to_date(settings, year, formats):
            todo.append(year)
        else:
            draft = short(settings.draft_dir(year))
            console.print(f"{year}: nothing changed since its draft was written ({draft})")
    return todo


def _with_years_before(settings: Settings, years: list[int]) -> list[int]:
    """The years asked for, each after the year before it where that has exports."""
    before = {year - 1 for year in years if settings.raw_dir(year - 1).is_dir()}
    return sorted({*years, *before})


def _execute(settings: Settings, years: list[int], formats: Sequence[str]) -> list[YearRun]:
    from dagster_project.progress import RunProgress

    results: list[YearRun] = []
    with RunProgress(console) as progress:
        progress.say("Loading Dagster and dbt")
        from dagster_project.runs import close_cut_off_runs, company_instance, run_year

        _refuse_years_without_partition(settings, years)
        with company_instance(settings) as instance:
            for told in close_cut_off_runs(instance):
                console.print(told, style="yellow")
            for year in years:
                progress.begin(year)
                result = run_year(settings, year, instance, progress.on_event, progress.on_plan, formats)
                progress.end(result)
                results.append(result)
                if not result.passed:
                    break
    return results


def _refuse_years_without_partition(settings: Settings, years: list[int]) -> None:
    from dagster_project.partitions import today, without_partition

    first_year = read_company(settings.company_dir).first_year
    if refused := without_partition(years, first_year):
        fail(
            f"{', '.join(map(str, refused))}: a year is run once it has ended, from {first_year} on (first_year in "
            f"company.yml). By this machine's clock it is {today()}. If that is wrong, set the clock and run again."
        )


def _report(settings: Settings, result: YearRun) -> None:
    for trouble in result.troubles:
        console.print(trouble, style="yellow")
    if result.passed:
        draft = settings.draft_dir(result.year)
        console.print(
            Text(f"{result.year}: draft written to", style="green"), Text(short(draft), style="bold")
        )
        for path in sorted(draft.iterdir()):
            console.print(f"  {path.name}")
        console.print(f"Gate report: {short(settings.quality_page(result.year))}", soft_wrap=True)
        return
    title = f"{result.year} was stopped: no appendix was written"
    whole_run = f"esg ui, run {result.run_id[:8]}"
    refused = refusal_in(result.stops)
    if refused is not None:
        console.print(Panel(refused, title=title, border_style="red"))
        console.print(f"The whole run: {whole_run}")
        return
    if settings.quality_page(result.year).is_file():
        _short_form(settings, result.year, title, whole_run)
        return
    stops = dict.fromkeys(plain(stop) for stop in result.stops)
    said = "\n\n".join(stops) or "The run failed; its log in the Dagster UI says why."
    console.print(Panel(said, title=title, border_style="red"))
    console.print(f"Mend what is named above and run again. The whole run: {whole_run}")


def _short_form(settings: Settings, year: int, title: str, whole_run: str = "") -> bool:
    """Print what stopped a year, where to look and what to do next; gives whether the year may be published."""
    from dagster_project.inputs import inputs_fingerprint
    from dagster_project.quality.short import what_next, what_stopped
    from dagster_project.quality.writing import last_quality

    report = last_quality(settings, year, inputs_fingerprint(settings, year))
    colour = {"passed": "green", "waiting": "yellow"}.get(report.verdict, "red")
    console.print(Panel(what_stopped(report), title=title, border_style=colour))
    console.print("Where to look", style="bold")
    book = settings.year_dir(year) / "quarantine.xlsx"
    console.print(f"  {short(settings.quality_page(year))}: the gate report", soft_wrap=True)
    if book.is_file():
        console.print(f"  {short(book)}: the rows to correct, for those who own the data", soft_wrap=True)
    if whole_run:
        console.print(f"  {whole_run}: every step of the run")
    console.print("What to do next", style="bold")
    console.print(what_next(report))
    return report.verdict == "passed"


def _years_with_exports(settings: Settings) -> list[int]:
    folder = settings.company_dir / "raw"
    return sorted(int(path.name) for path in folder.iterdir() if path.is_dir() and path.name.isdigit())


if __name__ == "__main__":
    app()
