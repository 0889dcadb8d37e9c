"""The gate report is there after every run: what it says of a year that passed, that waits, and that was stopped."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from typer.testing import CliRunner, Result

from dagster_project import cli
from dagster_project.settings import Settings, settings_for
from tests.integration.small_company import COMPLAINTS, EMPLOYMENTS, LAWSUITS, cut_down, export

pytestmark = pytest.mark.slow

YEAR = 2022
COMPLAINTS_FILE = "raw/2022/客服/客訴台帳_2022.csv"
LAWSUITS_FILE = "raw/2022/法務/訴訟台帳_2022.csv"


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split("</style>")[1]))


def damage(settings: Settings) -> None:
    """Two bad rows among the complaints, and the lawsuits cut off in their last row."""
    complaints = export(settings, "客訴")
    rows = [line.split(",") for line in complaints.read_text(encoding="utf-8-sig").splitlines()]
    rows[3][1] = "2022-02-30"
    rows[5][4] = "也許"
    text = "\r\n".join(",".join(row) for row in rows) + "\r\n"
    complaints.write_text(text, encoding="utf-8-sig", newline="")
    lawsuits = export(settings, "訴訟")
    lawsuits.write_bytes(lawsuits.read_bytes()[:-30])


@pytest.fixture(scope="module")
def stopped(made_up_company, tmp_path_factory) -> tuple[Settings, Result, Result]:
    """A small company whose year was stopped, and what `esg run` and then `esg quality` said."""
    root = tmp_path_factory.mktemp("stopped")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ESG_DATA", str(root / "data"))
        patch.setattr(cli.console, "_width", 2000)
        settings = settings_for(cut_down(made_up_company, root / "company"))
        damage(settings)
        return settings, *(esg(settings)(command, "--year", str(YEAR)) for command in ("run", "quality"))


def esg(settings: Settings) -> Callable[..., Result]:
    return lambda *arguments: CliRunner().invoke(
        cli.app, [*arguments, "--company", str(settings.company_dir)]
    )


def test_what_stopped_the_year_stands_on_the_page_with_file_row_found_expected_and_what_to_do(stopped):
    settings, *_ = stopped
    said = text_of(settings.quality_page(YEAR).read_text(encoding="utf-8"))
    assert "Stopped by 3 causes" in said
    for place, found in (
        (f"{COMPLAINTS_FILE}, row 4", "2022-02-30"),
        (f"{COMPLAINTS_FILE}, row 6", "也許"),
        (LAWSUITS_FILE, "cut off"),
    ):
        assert place in said
        assert found in said
    assert f"intake/{COMPLAINTS}" in said
    assert "corrections/2022.yml" in said


def test_suites_that_the_stop_kept_from_running_are_shown_as_such(stopped):
    settings, *_ = stopped
    page = settings.quality_page(YEAR).read_text(encoding="utf-8")
    (listed,) = re.findall(r'<li id="publish-mart_kpi_values">.*?</li>', page, re.DOTALL)
    assert "did not run" in listed
    (listed,) = re.findall(rf'<li id="intake-{EMPLOYMENTS}">.*?</li>', page, re.DOTALL)
    assert 'class="chip passed"' in listed
    (listed,) = re.findall(rf'<li id="intake-{LAWSUITS}">.*?</li>', page, re.DOTALL)
    assert "did not run" in listed


def test_the_command_line_says_it_in_short_with_where_to_look_and_what_to_do(stopped):
    settings, result, again = stopped
    assert result.exit_code == 1
    assert "2022 was stopped: no appendix was written" in result.output
    assert f"{COMPLAINTS_FILE}, row 4, column received_on, found: 2022-02-30" in result.output
    assert "cut off" in result.output
    assert str(settings.quality_page(YEAR)) in result.output
    assert "esg ui, run " in result.output
    assert "esg quarantine --year 2022" in result.output
    assert "esg run --year 2022" in result.output
    assert len(result.output.splitlines()) < 60
    assert again.exit_code == 1
    assert f"{COMPLAINTS_FILE}, row 4, column received_on, found: 2022-02-30" in again.output
