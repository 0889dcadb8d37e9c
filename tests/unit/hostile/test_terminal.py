"""What others wrote is text in a terminal: neither markup of ours nor a sequence that the terminal obeys."""

from __future__ import annotations

import io
import re

import pytest
import yaml
from rich.console import Group
from rich.panel import Panel
from rich.table import Column, Table
from rich.text import Text
from typer.testing import CliRunner

from dagster_project import cli_sign_off
from dagster_project.cli import app
from dagster_project.demo.company_files import company_yml
from dagster_project.lineage.show import trace_panel
from dagster_project.lineage.trace import Trace
from dagster_project.progress import RunProgress
from dagster_project.project import PROJECT_ROOT
from dagster_project.sealing.verify import Check
from dagster_project.settings import settings_for
from dagster_project.terminal import Terminal

MARKUP = "a [red]b[/] [/c] [link=http://192.0.2.1]d[/link] :warning:"
STEERING = {
    "\x1b[31mred": r"\x1b[31mred",
    "\x9b31m": r"\x9b31m",
    "\x00\x7f": r"\x00\x7f",
    "\u202ecod.exe": r"\u202ecod.exe",
    "\u2028": r"\u2028",
    "\ud800": r"\ud800",
}
DROPPED_BY_RICH = {"\x1b]0;told\x07": r"\x1b]0;told\x07", "a\rb\x08": r"a\rb\x08"}
ORDINARY = "澄川　能源 Café é 👩‍🔬"
OBEYED = re.compile(r"[^\n -~\u00a0-\u2027\u202f-\ud7ff\ue000-\U0010ffff]")


def printed(what: object, **options) -> str:
    to = io.StringIO()
    Terminal(file=to, width=200, **options).print(what)
    return to.getvalue()


def in_a_cell(text: str) -> Table:
    table = Table("Found")
    table.add_row(text)
    return table


PLACES = {
    "alone": lambda text: text,
    "Text": Text,
    "cell": in_a_cell,
    "heading": lambda text: Table(Column(text, overflow="fold")),
    "title of a table": lambda text: Table("Found", title=text, width=150),
    "panel": Panel,
    "title of a panel": lambda text: Panel("told", title=text),
    "below a panel": lambda text: Panel("told", subtitle=text),
    "among others": lambda text: Group(Panel(in_a_cell(text)), "told"),
}


@pytest.mark.parametrize("place", PLACES)
def test_markup_of_others_is_text(place):
    shown = printed(PLACES[place](MARKUP))
    assert MARKUP in shown


@pytest.mark.parametrize("text", STEERING, ids=STEERING.values())
@pytest.mark.parametrize("place", PLACES)
def test_no_sequence_of_others_reaches_the_terminal(place, text):
    shown = printed(PLACES[place](text))
    assert not OBEYED.search(shown)
    assert STEERING[text] in shown


@pytest.mark.parametrize("text", DROPPED_BY_RICH, ids=DROPPED_BY_RICH.values())
def test_of_a_value_no_sign_is_left_out(text):
    assert DROPPED_BY_RICH[text] in printed(text)
    assert DROPPED_BY_RICH[text] in printed(in_a_cell(text))


@pytest.mark.parametrize("place", PLACES)
def test_texts_of_every_script_stay_as_they_are(place):
    assert ORDINARY in printed(PLACES[place](ORDINARY))


def test_lines_stay_lines():
    assert [line.strip() for line in printed("a\n\tb").splitlines()] == ["a", "b"]


def test_our_own_styles_stay_where_they_were_put():
    told = Text.assemble("\x1b, then ", ("bold \x9b", "bold"), " and plain")
    assert printed(told, force_terminal=True) == "\\x1b, then \x1b[1mbold \\x9b\x1b[0m and plain\n"


def test_the_text_beside_a_bar_is_text():
    to = io.StringIO()
    with RunProgress(Terminal(file=to, width=200, force_terminal=True)) as progress:
        progress.say(f"{MARKUP} \x9b31m")
    assert MARKUP in to.getvalue()
    assert "\x9b" not in to.getvalue()


def test_a_check_of_a_strangers_version_obeys_nothing(capsys):
    cli_sign_off._print_checks(
        [Check("files", (f"{text} is missing",)) for text in (*STEERING, *DROPPED_BY_RICH)]
    )
    said = capsys.readouterr().out
    assert not OBEYED.search(said)
    assert all(shown in said for shown in (*STEERING.values(), *DROPPED_BY_RICH.values()))


def test_the_name_of_a_file_in_a_trace_is_text():
    trace = Trace("raw/2023/[b]x[/y].csv", "0" * 64, None, (), (), ())
    assert "raw/2023/[b]x[/y].csv" in printed(trace_panel(trace))


@pytest.fixture
def esg(tmp_path, monkeypatch):
    """Calls a command on a company whose name is hostile."""
    monkeypatch.setenv("ESG_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "300")
    folder = tmp_path / "company"
    (folder / "raw").mkdir(parents=True)
    named = company_yml() | {"names": {"zh-Hant": "甲", "en": f"{MARKUP} \x9b31m"}}
    (folder / "company.yml").write_text(yaml.safe_dump(named), encoding="utf-8")

    def call(*words: str) -> str:
        done = CliRunner().invoke(app, [*words, "--company", str(folder)])
        assert done.exit_code == 0, done.exception
        return done.output

    return call


def test_a_companys_name_is_text(esg):
    assert MARKUP in " ".join(esg("status").split())


def test_a_figures_cells_are_text(esg, tmp_path):
    draft = settings_for(tmp_path / "company").draft_dir(2023)
    draft.mkdir(parents=True)
    (draft / "appendix.csv").write_text(f"指標,{MARKUP}\n\x1b[31m,{MARKUP}\n", encoding="utf-8")
    said = esg("figures", "--year", "2023")
    assert said.count(MARKUP) == 2
    assert r"\x1b[31m" in said


def test_the_name_of_an_attached_file_is_told_whole(esg, tmp_path):
    bill = tmp_path / "bill [draft].pdf"
    bill.write_bytes(b"a bill")
    asked = ("--year", "2023", "--to", "2023/electricity", "--note", "a bill", "--by", "A")
    assert "bill [draft].pdf is attached" in esg("attach", str(bill), *asked)


def test_the_name_of_a_folder_is_text(tmp_path):
    done = CliRunner().invoke(app, ["verify", str(tmp_path / "v1\x1b[31m [/x]")], env={"COLUMNS": "300"})
    assert done.exit_code == 1
    assert r"v1\x1b[31m [/x] has no manifest" in done.output.replace("\n", "")


def test_nothing_prints_in_another_way():
    package = PROJECT_ROOT / "dagster_project"
    for path in package.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "from_markup" not in text, path
        assert path.name == "terminal.py" or not re.search(r"\bConsole\(", text), path
