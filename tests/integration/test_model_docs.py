"""dbt's documentation of the models: one page that names them all and asks no network."""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from dagster_project import cli
from dagster_project.warehouse.dbt_project import manifest_json


@pytest.mark.slow
def test_the_page_describes_every_model_with_the_columns_of_the_warehouse(run_company, monkeypatch):
    settings = run_company.settings
    monkeypatch.setenv("ESG_DATA", str(settings.data_dir.parent))
    before = manifest_json()
    done = CliRunner().invoke(cli.app, ["docs", "--year", "2023", "--company", str(settings.company_dir)])
    assert done.exit_code == 0, done.output
    page = settings.model_docs(2023).read_text(encoding="utf-8")
    models = {node["name"] for node in before["nodes"].values() if node["resource_type"] == "model"}
    assert {name for name in models if f'"{name}"' not in page} == set()
    assert '"DECIMAL(28,10)"' in page
    assert not re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=[\"']?(?:https?:)?//", page)
    assert manifest_json() == before
