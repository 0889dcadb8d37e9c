"""`make bench`: the year's run against its own floor, against a further year, and against the default way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table

from dagster_project.demo import write_company
from dagster_project.project import PROJECT_ROOT
from dagster_project.settings import COMPANY_VARIABLE, DATA_VARIABLE, settings_for

YEAR = 2023
LIBRARIES = "import dagster, dagster_dbt, dbt.cli.main, great_expectations, pandas"
DEFINITIONS = "from dagster_project.definitions import defs; defs().resolve_all_asset_keys()"
PARSE = (
    "from dagster_project.warehouse import dbt_project as d; import time, json; from pathlib import Path;"
    "import dbt.cli.main; start = time.perf_counter();"
    "d._invoke(['parse', '--no-partial-parse'], Path('warehouse.duckdb').resolve(), None);"
    "print(json.dumps(time.perf_counter() - start))"
)
BUILD = (
    "from dagster_project.warehouse import dbt_project as d; import time, json, sys; from pathlib import Path;"
    "import dbt.cli.main; d._parsed_manifest(d._read_digest()); start = time.perf_counter();"
    "d.build(Path(sys.argv[1])); print(json.dumps(time.perf_counter() - start))"
)
FIRST_AND_FURTHER = (
    "import json, time; from dagster_project.settings import settings_for;"
    "from dagster_project.runs import company_instance, run_year; settings = settings_for(); seconds = []\n"
    "with company_instance(settings) as instance:\n"
    "    for year in (2022, 2023):\n"
    "        start = time.perf_counter(); run_year(settings, year, instance, lambda event: None)\n"
    "        seconds.append(time.perf_counter() - start)\n"
    "print(json.dumps(seconds))"
)
GATES = (
    "import json, sys, time; from dagster_project import intake_border, publish_border\n"
    "from dagster_project.runs import company_instance, run_year\n"
    "from dagster_project.settings import settings_for\n"
    "spent = 0.0\n"
    "def timed(judge):\n"
    "    def wrapped(*arguments):\n"
    "        global spent; start = time.perf_counter()\n"
    "        try: return judge(*arguments)\n"
    "        finally: spent += time.perf_counter() - start\n"
    "    return wrapped\n"
    "intake_border.run_intake_suite = timed(intake_border.run_intake_suite)\n"
    "publish_border.run_publish_suite = timed(publish_border.run_publish_suite)\n"
    "settings = settings_for(); start = time.perf_counter()\n"
    "with company_instance(settings) as instance:\n"
    "    run_year(settings, int(sys.argv[1]), instance, lambda event: None)\n"
    "print(json.dumps([spent, time.perf_counter() - start]))"
)
RENDERING = (
    "import json, sys, tempfile, time; from pathlib import Path\n"
    "from dagster_project.company import read_company\n"
    "from dagster_project.figures.values import read_values\n"
    "from dagster_project.lineage.evidence import read_evidence\n"
    "from dagster_project.publish.edition import read_edition\n"
    "from dagster_project.publish.formats import FORMATS, Content\n"
    "from dagster_project.settings import settings_for\n"
    "from dagster_project.warehouse.connection import warehouse\n"
    "from dagster_project.warehouse.dbt_project import manifest_json\n"
    "settings, year = settings_for(), int(sys.argv[1]); company = read_company(settings.company_dir)\n"
    "edition = read_edition(settings, company, year)\n"
    "with warehouse(settings.warehouse(year), read_only=True) as connection:\n"
    "    values = [one for one in read_values(connection) if one.key in edition.figures]\n"
    "    evidence = read_evidence(connection, manifest_json())\n"
    "content = Content(edition, edition.protection.masked(values, edition.registry), evidence); seconds = {}\n"
    "with tempfile.TemporaryDirectory() as folder:\n"
    "    for name, write in FORMATS.items():\n"
    "        start = time.perf_counter(); write(Path(folder), content)\n"
    "        seconds[name] = time.perf_counter() - start\n"
    "print(json.dumps(seconds))"
)
LARGE = 100


def seconds(*command: str) -> float:
    """Wall-clock seconds of a command in a fresh process."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=PROJECT_ROOT)
    return time.perf_counter() - start


def told(code: str, *arguments: str):
    """What a piece of Python prints as JSON on its last line, run in a fresh process."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], check=True, capture_output=True, text=True, cwd=PROJECT_ROOT
    )
    return json.loads(done.stdout.strip().splitlines()[-1])


def gates_at(scale: int) -> tuple[float, float]:
    """Seconds that the gates take of a year of the made-up company `scale` times as large, and of the whole run."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv(COMPANY_VARIABLE, str(Path(folder) / "company"))
        patch.setenv(DATA_VARIABLE, str(Path(folder) / "data"))
        write_company(Path(folder) / "company", scale=scale)
        spent, whole = told(GATES, str(YEAR - 1))
    return spent, whole


def show_gates(console: Console, scales: list[int]) -> None:
    """Print the gates' share of a run at each scale."""
    table = Table("gates", "seconds of the run", "share", title="the first year, in a process of its own")
    for scale in scales:
        with console.status(f"the gates at scale {scale}"):
            spent, whole = gates_at(scale)
        table.add_row(f"scale {scale}", f"{spent:.1f} of {whole:.1f}", f"{spent / whole:.0%}")
    console.print(table)


def main() -> None:
    """Measure and print the tables; with scales as arguments only the gates' share at those."""
    console = Console()
    if len(sys.argv) > 1:
        show_gates(console, [int(scale) for scale in sys.argv[1:]])
        return
    esg = str(Path(sys.executable).with_name("esg"))
    dagster = str(Path(sys.executable).with_name("dagster"))
    with tempfile.TemporaryDirectory() as folder, console.status("Writing the made-up company") as status:
        company = Path(folder) / "company"
        os.environ.update({COMPANY_VARIABLE: str(company), DATA_VARIABLE: str(Path(folder) / "data")})
        write_company(company)
        settings = settings_for()
        os.environ["DAGSTER_HOME"] = str(settings.dagster_home)

        def measure(what: str, *command: str) -> float:
            status.update(what)
            taken = seconds(*command)
            console.print(f"{what}: {taken:.1f} s")
            return taken

        measure("both years once", esg, "backfill", "2022", str(YEAR))
        whole = measure("the whole year in a fresh process", esg, "run", "--year", str(YEAR), "--force")
        unchanged = measure("nothing changed", esg, "run", "--year", str(YEAR))
        imports = measure("importing the libraries", sys.executable, "-c", LIBRARIES)
        dagster_only = measure(
            "importing dagster and dagster_dbt", sys.executable, "-c", "import dagster, dagster_dbt"
        )
        definitions = measure("loading the definitions", sys.executable, "-c", DEFINITIONS)
        status.update("one dbt parse, a plain dbt build")
        parse, build = told(PARSE), told(BUILD, str(settings.warehouse(YEAR)))
        status.update("a first and a further year in one process")
        first, further = told(FIRST_AND_FURTHER)
        status.update("all formats of the draft")
        rendering = told(RENDERING, str(YEAR))
        os.environ["ESG_WAREHOUSE"] = str(settings.warehouse(YEAR))
        os.environ["DAGSTER_HOME"] = str(Path(folder) / "plain_dagster")
        Path(os.environ["DAGSTER_HOME"]).mkdir()
        default = measure(
            "the default way: multiprocess, dbt as a subprocess",
            dagster, "asset", "materialize", "--select", "*", "--partition", str(YEAR),
            "-m", "tests.bench.default_way",
        )  # fmt: skip
    floor = imports + parse + build
    table = Table(
        "what", "seconds", "ratio", "aim", title=f"make bench, {date.today()}, {os.cpu_count()} cores"
    )
    table.add_row(
        "floor: imports + parse + dbt build",
        f"{imports:.1f} + {parse:.1f} + {build:.1f} = {floor:.1f}",
        "1.00",
        "",
    )
    table.add_row("whole year, fresh process", f"{whole:.1f}", f"{whole / floor:.2f} of the floor", "≤ 1.3")
    table.add_row(
        "further year, same process",
        f"{further:.1f} (first {first:.1f})",
        f"{further / first:.2f} of the first",
        "≤ 0.15",
    )
    drawn = sum(rendering.values())
    most = max(rendering, key=lambda name: rendering[name])
    table.add_row(
        "all formats of the draft",
        f"{drawn:.1f} ({most} {rendering[most]:.1f})",
        f"{drawn / whole:.0%} of the year",
        "≤ 10%",
    )
    table.add_row("the default way", f"{default:.1f}", f"{default / whole:.1f} times slower", "≥ 4")
    table.add_row("nothing changed", f"{unchanged:.1f}", "", "< 3 s")
    table.add_row(
        "loading the definitions", f"{definitions:.1f} (dagster alone {dagster_only:.1f})",
        f"+{definitions - dagster_only:.1f} s", "≤ +1.5 s",
    )  # fmt: skip
    console.print(table)
    show_gates(console, [1, LARGE])


if __name__ == "__main__":
    main()
