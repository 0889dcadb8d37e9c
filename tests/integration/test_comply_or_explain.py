"""What a warning saw holds the draft back until it is explained in writing, and for exactly as long."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dagster_project import cli
from dagster_project.gates.explanations import explanations_file
from dagster_project.settings import Settings, settings_for
from tests.integration.small_company import cut_down, export

pytestmark = pytest.mark.slow

YEAR = 2022
NOTE = """\
  note: {zh-Hant: 一宗投訴沒有記錄結果。, zh-Hans: 一宗投诉没有记录结果。, en: One outcome was not recorded.}
  at: [complaints/total/total]
"""


@pytest.fixture
def settings(made_up_company, tmp_path, monkeypatch) -> Settings:
    monkeypatch.setenv("ESG_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "400")
    return settings_for(cut_down(made_up_company, tmp_path / "company"))


def esg(settings: Settings, *arguments: str) -> Result:
    return CliRunner().invoke(
        cli.app, [*arguments, "--year", str(YEAR), "--company", str(settings.company_dir)]
    )


def rows_of(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def write_rows(path: Path, rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8-sig", newline="")


def without_outcome(path: Path, which: int) -> None:
    """Take the outcome away from the n-th valid complaint that was closed."""
    rows = rows_of(path)
    heading = next(row for row in rows if "是否有效投訴" in row)
    valid, closed, outcome = (heading.index(name) for name in ("是否有效投訴", "結案日期", "處理結果"))
    complaints = [row for row in rows if len(row) > outcome and row[valid] == "是" and row[closed].strip()]
    complaints[which][outcome] = ""
    write_rows(path, rows)


def explain(settings: Settings, extra: str) -> None:
    assert esg(settings, "findings", "--draft").exit_code == 1
    path = explanations_file(settings.company_dir, YEAR)
    answer = f"  reason: The ticket system lost it.\n  by: Customer service\n  on: 2023-01-20\n{extra}"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("  reason:\n  by:\n  on:\n", answer), encoding="utf-8")


def test_a_finding_holds_the_draft_back_until_exactly_it_is_explained(settings):
    complaints = export(settings, "客訴")
    without_outcome(complaints, 0)

    stopped = esg(settings, "run")
    assert stopped.exit_code == 1
    assert "closed_with_outcome" in stopped.output
    assert not settings.draft_dir(YEAR).exists()

    explain(settings, NOTE)
    assert esg(settings, "run").exit_code == 0
    page = (settings.draft_dir(YEAR) / "appendix.html").read_text(encoding="utf-8")
    assert "One outcome was not recorded." in page
    assert esg(settings, "findings").exit_code == 0

    rows = rows_of(complaints)
    write_rows(complaints, [*rows[:-2], rows[-1], rows[-2]])
    without_outcome(complaints, 1)
    assert esg(settings, "run").exit_code == 1, "another complaint without an outcome is another finding"
    told = esg(settings, "findings").output
    lost = [row for row in told.splitlines() if "closed_with_outcome" in row]
    assert ["The ticket system lost it." in row for row in lost] == [True, False], (
        "a file sent again with its rows moved is explained as before, and the new finding is not"
    )
