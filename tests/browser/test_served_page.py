"""The page as `esg ui` serves it, in a sandbox: it works as from disk, and one of a stranger gets nowhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from dagster_project.webserver import FILE_HEADERS

pytestmark = pytest.mark.slow

ROOT = "http://127.0.0.1:3000"
FIGURE = "2023/turnover_rate/gender=male"
STRANGERS = f"""<script>
const got = [];
for (const look of [() => localStorage.length, () => document.cookie]) {{
  try {{ look(); got.push(String(look)); }} catch {{}}
}}
fetch("{ROOT}/graphql", {{method: "POST", body: "x"}})
  .catch(() => 0)
  .finally(() => (document.title = `${{origin}} got ${{got.join() || "nothing"}}`));
</script>"""


@pytest.fixture
def served(browser: Browser) -> Iterator[Callable[[str], tuple[Page, list[dict[str, str]], list[str]]]]:
    """Open a page with the headers of the server; gives it, the headers of what it asked for, and its complaints."""
    context = browser.new_context(offline=True)

    def opened(text: str, to: str = "") -> tuple[Page, list[dict[str, str]], list[str]]:
        asked, complaints = [], []

        def answer(route: Route) -> None:
            if route.request.is_navigation_request():
                route.fulfill(body=text, headers={"Content-Type": "text/html", **FILE_HEADERS})
            else:
                asked.append(route.request.all_headers())
                route.abort()

        context.route("**/*", answer)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text))
        page.goto(f"{ROOT}/reports/2023/draft/appendix.html{to}")
        return page, asked, complaints

    yield opened
    context.close()


@pytest.fixture
def appendix(pages: dict[str, Path]) -> str:
    return pages["whole"].read_text(encoding="utf-8")


def test_passports_open_by_mouse_and_address_and_back_closes_them(served, appendix):
    page, asked, complaints = served(appendix, "?lang=en")
    told = page.get_by_role("dialog")
    page.locator(f'article:not([hidden]) button[data-opens="{FIGURE}"]').click()
    expect(told).to_be_visible()
    assert page.url.endswith(f"#{FIGURE}")
    page.go_back()
    expect(told).to_have_count(0)
    page.goto(page.url.partition("#")[0] + f"#{FIGURE}")
    expect(told).to_be_visible()
    assert (asked, complaints) == ([], [])


def test_it_is_searched_switched_and_printed(served, appendix):
    page, _, complaints = served(appendix, f"?lang=en#{FIGURE}")
    page.get_by_role("dialog").get_by_role("button", name="Print").click()
    page.keyboard.press("Escape")
    page.get_by_role("searchbox").fill("turnover")
    expect(page.locator('article:not([hidden]) tr[data-figure="2023/water"]')).to_be_hidden()
    page.get_by_role("button", name="繁").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hant")
    assert complaints == []


def test_a_page_of_a_stranger_has_nothing_of_the_ui_and_what_it_asks_says_so(served):
    page, asked, _ = served(STRANGERS)
    page.wait_for_function("document.title !== ''")
    assert page.title() == "null got nothing"
    assert [one["origin"] for one in asked] == ["null"]
