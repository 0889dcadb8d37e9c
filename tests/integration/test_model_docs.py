"""dbt's documentation of the models: one page that names them all and asks no network."""

from __future__ import annotations

import re
import shutil

import pytest
from typer.testing import CliRunner

from dagster_project import cli
from dagster_project.company import read_company
from dagster_project.settings import Settings
from dagster_project.warehouse.connection import warehouse
from dagster_project.warehouse.dbt_project import manifest_json


@pytest.mark.slow
def test_the_page_describes_every_model_with_the_columns_of_the_warehouse(run_company, tmp_path, monkeypatch):
    shared = run_company.settings
    settings = Settings(shared.company_dir, tmp_path / shared.data_dir.name)
    settings.year_dir(2023).mkdir(parents=True)
    shutil.copyfile(shared.warehouse(2023), settings.warehouse(2023))
    monkeypatch.setenv("ESG_DATA", str(tmp_path))
    before = manifest_json()
    done = CliRunner().invoke(cli.app, ["docs", "--year", "2023", "--company", str(settings.company_dir)])
    assert done.exit_code == 0, done.output
    page = settings.model_docs(2023).read_text(encoding="utf-8")
    models = {node["name"] for node in before["nodes"].values() if node["resource_type"] == "model"}
    assert {name for name in models if f'"{name}"' not in page} == set()
    assert '"DECIMAL(28,10)"' in page
    assert not re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=[\"']?(?:https?:)?//", page)
    assert manifest_json() == before
    assert {text for text in texts_of_the_company(settings) if text in page} == set()


def texts_of_the_company(settings: Settings) -> set[str]:
    """Names, files and labels of a company: none is on the page, so none has to be made harmless there."""
    names = read_company(settings.company_dir).names
    with warehouse(settings.warehouse(2023), read_only=True) as connection:
        labels = connection.execute(
            "select file_name from raw.landed_files union select site_code from core.dim_site "
            "union select company from core.dim_entity"
        ).fetchall()
    return {names.zh_hant, names.zh_hans, names.en, *(label for (label,) in labels if label)}
