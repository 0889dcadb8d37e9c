"""The gate report's page: all of it, offline, escaped, cut where it is long, and the same bytes each time."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from dagster_project.quality.model import SuiteLine
from dagster_project.quality.page import MOST_ROWS, SECTIONS, page_html
from tests.unit.quality.given import FINDING, PASSED, STOPPED, WAITING, held

PAGES = {"passed": PASSED, "waiting": WAITING, "stopped": STOPPED}
VOID = {"meta", "br", "link", "img", "hr", "input"}


class Outline(HTMLParser):
    """The tags of a page; fails where they are not closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.add(tag)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [value for name, value in attrs if name in ("href", "src")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, (tag, self.open[-3:])


@pytest.fixture(params=PAGES)
def page(request) -> str:
    return page_html(PAGES[request.param])


def test_it_is_one_file_that_loads_nothing(page):
    outline = Outline(page)
    assert not {"script", "link", "img", "iframe"} & outline.tags
    assert "url(" not in page
    assert "http" not in page
    assert all(link.startswith("#") for link in outline.links)


def test_every_link_has_its_target_and_every_section_is_there(page):
    outline = Outline(page)
    assert len(outline.ids) == len(set(outline.ids))
    assert {link[1:] for link in outline.links} <= set(outline.ids)
    assert {anchor for anchor, _ in SECTIONS} <= set(outline.ids)


@pytest.mark.parametrize("name", PAGES)
def test_the_same_report_gives_the_same_bytes(name):
    assert page_html(PAGES[name]) == page_html(replace(PAGES[name]))


def test_how_things_stand_is_said_in_words_and_not_by_colour_alone():
    stopped = page_html(STOPPED)
    for word in ("passed", "failed", "waits", "did not run", "held", "warning"):
        assert re.search(rf'<span class="chip \w+">{word}</span>', page_html(WAITING) + stopped), word


def test_what_was_found_is_there():
    stopped = page_html(STOPPED)
    for text in (
        "raw/2023/電費.csv, row 9",
        "parts_add_up",
        "numerator = 1200, total = 1201",
        "A credit note of the supplier",
        "A. Controller, 2024-01-20",
        "bill_no = W9",
        "1O",
        "evidence/bill.pdf",
        "a" * 64,
        "20/28",
        "Rows before",
        '<tr class="off"><td>facilities__water_bills</td>',
        "outside_boundary",
    ):
        assert text in stopped, text


def test_long_lists_are_cut_and_say_how_much_is_left_out():
    findings = tuple(replace(FINDING, subject=f"bill_no = {number}") for number in range(500))
    page = page_html(replace(STOPPED, quarantine=held(5000), findings=findings))
    assert f"{5000 - MOST_ROWS:,} more are not shown here: esg quarantine --year 2023" in page
    assert f"{500 - MOST_ROWS} more are not shown here: esg findings --year 2023" in page
    assert len(page) < 400_000


def test_texts_of_files_are_escaped():
    (row,) = held(1)
    page = page_html(replace(STOPPED, quarantine=(replace(row, found="<script>alert(1)</script>"),)))
    assert "<script" not in page


def test_a_suite_that_did_not_run_says_so_and_shows_no_figure():
    missing = SuiteLine("publish", "mart_water", "Water", "Water is what the bills say.", "not_run")
    page = page_html(replace(PASSED, suites=(missing,)))
    (listed,) = re.findall(r'<li id="publish-mart_water">.*?</li>', page, re.DOTALL)
    assert "did not run" in listed
    assert '<span class="num">-</span>' in listed
