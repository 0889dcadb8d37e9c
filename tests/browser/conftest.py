"""Headless Chromium, and pages rendered from made-up values; no warehouse is needed and nothing is served."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from dagster_project.project import PROJECT_ROOT
from dagster_project.publish.html import html_text
from dagster_project.publish.indices import Index
from tests.unit.publish.evidence import evidence_of
from tests.unit.publish.printed_values import CHAPTERS, REGISTRY, Given, company, indices_of

LANGUAGES = ["zh-Hant", "zh-Hans", "en"]
NAMES = ("chromium", "chromium-browser", "google-chrome")
REQUIRED = "ESG_CHROMIUM_REQUIRED"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 800}
AXE = PROJECT_ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None and os.environ.get(REQUIRED):
        pytest.fail(f"No Chromium is installed, and {REQUIRED} says that the browser tests have to run.")
    if path is None:
        pytest.skip("No Chromium is installed (Debian: apt-get install chromium).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """`whole`: every figure is there. `gaps`: water is missing, and figures of few people are kept back.

    `chapters`: the key figures of the chapters and the indices follow the table.
    """
    folder = tmp_path_factory.mktemp("pages")
    whole = Given(company=company(languages=LANGUAGES))
    gaps = Given(company=company(languages=LANGUAGES, small_cells={"action": "suppress"}))
    gaps.values = [_without_water(value) for value in gaps.values]
    chapters = Given(company=company(languages=LANGUAGES), chapters=CHAPTERS)
    return {
        "whole": _written(folder / "whole.html", whole),
        "gaps": _written(folder / "gaps.html", gaps),
        "chapters": _written(folder / "chapters.html", chapters, indices_of(chapters)),
    }


def _without_water(value):
    if value.kpi_id != "water":
        return value
    return replace(
        value, numerator=None, denominator=None, status="not_in_scope", reason="not in company.yml"
    )


def _written(path: Path, made: Given, indices: Sequence[Index] = ()) -> Path:
    from dagster_project.publish.small_cells import protect

    protection = protect(REGISTRY, made.company, made.year, made.values)
    all_values, made.values = made.values, protection.masked(made.values, REGISTRY)
    edition = made.edition(protection=protection, published=made.published, inputs="a1b2c3", indices=indices)
    path.write_text(html_text(edition, made.values, evidence_of(all_values)), encoding="utf-8")
    return path


@pytest.fixture
def visit(browser: Browser, pages: dict[str, Path]) -> Iterator[Callable[..., Page]]:
    """Open a page from disk, offline. The test fails if the page asked for anything else or complained."""
    contexts, asked, complaints = [], [], []

    def opened(which: str = "whole", to: str = "", viewport: Any = DESKTOP, **options: Any) -> Page:
        context = browser.new_context(viewport=viewport, offline=True, **options)
        contexts.append(context)
        context.on("request", lambda request: asked.append(request.url))
        context.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{pages[which].as_uri()}{to}")
        return page

    yield opened
    for context in contexts:
        context.close()
    own = {path.as_uri() for path in pages.values()}
    assert {url.partition("#")[0].partition("?")[0] for url in asked} <= own
    assert complaints == []
