"""What the server on this machine answers, and to whom: its own pages, other sites', other names. No Dagster runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import anyio
import pytest
from anyio.from_thread import start_blocking_portal
from starlette.applications import Starlette

from dagster_project.runs import run_environment
from dagster_project.settings import Settings
from dagster_project.webserver import for_this_machine, report_routes

PAGE = "/reports/2023/quality.html"
OWN = "127.0.0.1:3000"


@pytest.fixture
def app(tmp_path: Path) -> Starlette:
    settings = Settings(tmp_path / "company", tmp_path / "data")
    for path in (
        settings.quality_page(2023),
        settings.draft_dir(2023) / "appendix.html",
        settings.releases_dir(2023) / "v7" / "picture.svg",
        settings.company_dir / "company.yml",
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("told", encoding="utf-8")
    return Starlette(routes=report_routes(settings), middleware=for_this_machine())


def answer(app: Starlette, path: str = PAGE, kind: str = "http", **headers: str) -> int:
    """The status of an answer; of a websocket the code that it is closed with."""
    begun = beginning(app, path, kind, **headers)
    return begun["status"] if kind == "http" else begun["code"]


def answered_headers(app: Starlette, path: str) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in beginning(app, path)["headers"]}


def beginning(app: Starlette, path: str, kind: str = "http", **headers: str) -> Any:
    """The first message of an answer."""
    given = {"host": OWN} | {name.replace("_", "-"): value for name, value in headers.items()}
    scope = {
        "type": kind, "method": "GET", "path": path, "raw_path": path.encode(), "root_path": "", "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
    }  # fmt: skip
    sent = []

    async def receive() -> dict:
        return await anyio.sleep_forever()  # the browser says no more and stays

    async def send(message) -> None:
        sent.append(message)

    # In a thread: the browser tests' own loop may be running in this one.
    with start_blocking_portal() as portal:
        portal.call(app, scope, receive, send)
    return sent[0]


def test_its_own_pages_and_links_from_elsewhere_are_answered(app):
    assert answer(app) == 200
    assert answer(app, origin=f"http://{OWN}", sec_fetch_site="same-origin", sec_fetch_mode="cors") == 200
    assert answer(app, host="localhost:3000", origin="http://localhost:3000") == 200
    assert answer(app, sec_fetch_site="cross-site", sec_fetch_mode="navigate") == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://elsewhere.example", "sec_fetch_mode": "navigate"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:8000"},
        {"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors"},
        {"sec_fetch_site": "same-site", "sec_fetch_mode": "no-cors"},
    ],
    ids=["form", "sandboxed page", "another port", "picture", "picture of another port"],
)
def test_what_a_page_of_another_site_asks_is_refused(app, headers):
    assert answer(app, **headers) == 403


def test_a_name_that_somebody_points_here_is_refused(app):
    assert answer(app, host="elsewhere.example:3000") == 400


def test_a_page_of_another_site_opens_no_websocket(app):
    assert answer(app, "/graphql", "websocket", origin="http://elsewhere.example") == 1008


@pytest.mark.parametrize(
    "path",
    [
        "/reports/2023/draft/..",
        "/reports/2023/draft/../../../../company.yml",
        "/reports/2023/landed/x",
        "/reports/2023/../quality.html",
        "/reports/2023/draft/\x00",
        "/reports/2023/draft/" + "x" * 300,
        "/reports/2022/quality.html",
    ],
)
def test_no_other_file_is_served(app, path):
    assert answer(app, "/reports/2023/draft/appendix.html") == 200
    assert answer(app, path) == 404


@pytest.mark.parametrize("path", [PAGE, "/reports/2023/draft/appendix.html", "/reports/2023/v7/picture.svg"])
def test_a_page_of_the_company_has_an_origin_of_its_own(app, path):
    headers = answered_headers(app, path)
    policy = headers["content-security-policy"].split()
    assert policy[0] == "sandbox"
    assert "allow-same-origin" not in policy
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("target", ["company.yml", "releases/2023/draft/appendix.html"])
def test_a_link_is_not_served_wherever_it_leads(app, tmp_path, target):
    company = tmp_path / "company"
    (company / "releases" / "2023" / "v7" / "link.csv").symlink_to(company / target)
    assert answer(app, "/reports/2023/v7/link.csv") == 404


def test_no_file_is_served_through_a_link_to_a_folder(app, tmp_path):
    (tmp_path / "landed").mkdir()
    (tmp_path / "landed" / "roster.csv").write_text("names", encoding="utf-8")
    (tmp_path / "company" / "releases" / "2023" / "v8").symlink_to(tmp_path / "landed")
    assert answer(app, "/reports/2023/v8/roster.csv") == 404


def test_a_company_folder_that_is_itself_behind_a_link_is_served(app, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "company")
    app = Starlette(routes=report_routes(Settings(link, tmp_path / "data")))
    assert answer(app, "/reports/2023/draft/appendix.html") == 200


@pytest.mark.slow
@pytest.mark.parametrize("module", ["dagster", "dagster_project"])
def test_a_server_runs_no_code_of_the_folder_that_it_is_called_in(tmp_path, monkeypatch, module):
    """Its processes are started with `-m`; a folder that was received may have a module of that name."""
    received = tmp_path / "received"
    received.mkdir()
    (received / f"{module}.py").write_text("open('it_ran', 'w')", encoding="utf-8")
    monkeypatch.chdir(received)
    environment = os.environ | run_environment(Settings(tmp_path / "company", tmp_path / "data"))
    command = [sys.executable, "-m", module, "--help"]
    subprocess.run(command, env=environment, capture_output=True, check=False, timeout=60)
    assert not (received / "it_ran").exists()
