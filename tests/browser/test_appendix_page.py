"""The published page as a reader uses it: mouse, keyboard, search, languages, phone, paper, screen reader."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import AXE, DESKTOP, LANGUAGES, PHONE

pytestmark = pytest.mark.slow

HEADCOUNT = "2023/headcount"
TURNOVER = "2023/turnover_rate/gender=male"
WATER = "2023/water"
VIEWS = {
    "table": "",
    "passport": f"#{TURNOVER}",
    "factors": "#2023/ghg_scope2",
    "sources": "#sources",
    "file": f"#file={'a' * 12}",
    "unknown": "#2023/nothing",
}


def button_of(page: Page, figure: str):
    return page.locator(f'article:not([hidden]) button[data-opens="{figure}"]')


def panel(page: Page):
    return page.get_by_role("dialog")


ROWS = "article:not([hidden]) tr[data-figure]:not([hidden])"


def shown_figures(page: Page) -> set[str]:
    return set(page.eval_on_selector_all(ROWS, "rows => rows.map(row => row.dataset.figure)"))


def expect_figures(page: Page, expected: set[str]) -> None:
    """Wait until exactly these are shown."""
    page.wait_for_function(
        "([rows, all]) => [...document.querySelectorAll(rows)].map(row => row.dataset.figure).sort().join() === all",
        arg=[ROWS, ",".join(sorted(expected))],
        timeout=10_000,
    )


def search(page: Page, text: str) -> None:
    page.get_by_role("searchbox").fill(text)


# Passports


def test_a_click_on_a_figure_opens_its_passport(visit):
    page = visit(to="?lang=en")
    button_of(page, TURNOVER).click()
    told = panel(page)
    expect(told.get_by_role("heading", level=2)).to_have_text(
        "Employee turnover rate by gender · Male employees"
    )
    expect(told).to_contain_text("585 ÷ 2,166 × 100 = 27.0083102493… printed as 27")
    expect(told).to_contain_text("Leavers ÷ (headcount at the year end + leavers of the year) × 100")
    for heading in (
        "How it is computed",
        "History",
        "Lineage",
        "Where it comes from",
        "Checks",
        "To go further",
    ):
        expect(told.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    expect(told).to_contain_text("Draft, not approved")
    expect(told).to_contain_text("esg explain 2023/turnover_rate/gender=male --rows")


def test_the_address_names_the_open_figure_and_back_closes_it(visit):
    page = visit()
    button_of(page, WATER).click()
    assert page.url.endswith(f"#{WATER}")
    page.go_back()
    expect(panel(page)).to_have_count(0)


def test_an_address_opens_its_figure(visit):
    page = visit(to=f"?lang=en#{TURNOVER}")
    expect(panel(page).get_by_text(TURNOVER, exact=True)).to_be_visible()


def test_a_passport_that_an_address_opened_closes_to_its_figure(visit):
    page = visit(to=f"#{TURNOVER}")
    page.keyboard.press("Escape")
    expect(panel(page)).to_have_count(0)
    expect(button_of(page, TURNOVER)).to_be_focused()


def test_an_address_of_no_figure_says_so(visit):
    page = visit(to="?lang=en#2023/no_such_figure")
    expect(page.get_by_role("alert")).to_have_text("This appendix has no 2023/no_such_figure.")


def test_an_address_that_cannot_be_decoded_opens_the_table(visit):
    page = visit(to="?lang=en#100%")
    button_of(page, TURNOVER).click()
    expect(panel(page)).to_be_visible()


def test_the_keyboard_opens_a_passport_walks_through_it_and_comes_back(visit):
    page = visit()
    own = button_of(page, WATER)
    own.focus()
    page.keyboard.press("Enter")
    expect(panel(page).get_by_role("heading", level=2)).to_be_focused()
    for _ in range(40):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )
    page.keyboard.press("Escape")
    expect(panel(page)).to_have_count(0)
    expect(own).to_be_focused()


def test_the_first_tab_stop_leads_past_the_toolbar(visit):
    page = visit()
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "table"


def test_focus_can_be_seen(visit):
    page = visit()
    page.keyboard.press("Tab")
    button_of(page, WATER).focus()
    outline = button_of(page, WATER).evaluate("one => getComputedStyle(one).outlineStyle")
    assert outline == "solid"


def test_the_id_of_a_figure_can_be_copied(visit):
    page = visit(to=f"?lang=en#{WATER}", permissions=["clipboard-read", "clipboard-write"])
    panel(page).get_by_role("button", name=f"Copy: {WATER}", exact=True).click()
    expect(panel(page).get_by_role("button", name=f"Copied: {WATER}", exact=True)).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == WATER


def test_where_copying_is_refused_the_id_is_marked(visit):
    page = visit(to=f"?lang=en#{WATER}")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')); }")
    panel(page).get_by_role("button", name=f"Copy: {WATER}", exact=True).click()
    page.wait_for_function("text => String(getSelection()) === text", arg=WATER)


def test_the_next_figure_is_one_step_away(visit):
    page = visit(to=f"?lang=en#{WATER}")
    panel(page).get_by_role("button", name=re.compile("Next")).click()
    expect(panel(page).get_by_role("heading", level=2)).to_have_text("Water intensity")


def test_the_history_has_a_chart_and_the_same_numbers_as_a_table(visit):
    page = visit(to=f"?lang=en#{WATER}")
    expect(panel(page).get_by_role("img", name=re.compile("Trend"))).to_be_visible()
    table = panel(page).get_by_role("table", name="History")
    expect(table.get_by_role("row")).to_have_count(3)
    expect(table).to_contain_text("16,098.54")
    expect(table).to_contain_text("this appendix")


def test_a_year_on_another_scale_is_not_drawn(visit):
    page = visit(to="?lang=en#2023/satisfaction")
    expect(panel(page)).to_contain_text("Years on another scale are not drawn.")
    expect(panel(page).locator(".trend circle")).to_have_count(1)


def test_a_code_that_nobody_checked_is_marked(visit):
    page = visit(to="?lang=en#2023/ghg_scope2")
    marked = panel(page).get_by_role("listitem").filter(has_text="unverified")
    expect(marked).to_have_count(1)
    expect(marked).to_contain_text("HKEX D-28")


def test_a_warning_stands_with_its_written_explanation(visit):
    page = visit(to=f"?lang=en#{WATER}")
    expect(panel(page).get_by_role("list", name="Findings and their explanations")).to_contain_text(
        "Somebody, 2024-01-22"
    )


def test_a_missing_figure_says_why(visit):
    page = visit("gaps", to="?lang=en")
    expect(button_of(page, WATER)).to_have_accessible_name(re.compile("not in the scope of data"))
    button_of(page, WATER).click()
    expect(panel(page)).to_contain_text("not in the scope of data")
    expect(panel(page).locator(".numbers")).to_have_count(0)


def test_a_figure_that_is_kept_back_opens_without_a_proof(visit):
    page = visit("gaps", to="?lang=en")
    page.locator("article:not([hidden]) button.figure", has_text="*").first.click()
    expect(panel(page)).to_contain_text("too few people")
    for heading in ("History", "Lineage", "Where it comes from", "Checks"):
        expect(panel(page).get_by_role("heading", name=heading, exact=True)).to_have_count(0)


# Lineage, both directions


def test_the_way_of_a_figure_is_a_picture_and_the_same_in_words(visit):
    page = visit(to=f"?lang=en#{TURNOVER}")
    picture = panel(page).get_by_role("group", name=re.compile("Picture of the way"))
    for name in (
        "花名冊.csv",
        "離職(1).csv",
        "Employee roster",
        "fct_employees_at_year_end",
        "mart_turnover",
    ):
        expect(picture.get_by_text(name, exact=True)).to_be_visible()
    panel(page).get_by_text("The same in words").click()
    expect(panel(page).locator(".in-words")).to_contain_text("→ Employee roster")


def test_boxes_of_the_picture_do_not_overlap(visit):
    page = visit(to=f"#{TURNOVER}")
    boxes = [box.bounding_box() for box in panel(page).locator(".node").all()]
    assert len(boxes) >= 6
    for at, a in enumerate(boxes):
        for b in boxes[at + 1 :]:
            apart_x = a["x"] + a["width"] <= b["x"] or b["x"] + b["width"] <= a["x"]
            apart_y = a["y"] + a["height"] <= b["y"] or b["y"] + b["height"] <= a["y"]
            assert apart_x or apart_y


def test_from_a_file_to_its_figures_and_back(visit):
    page = visit(to="?lang=en#sources")
    page.get_by_role("button", name="raw/2023/離職(1).csv").click()
    expect(panel(page)).to_contain_text("c" * 64)
    expect(panel(page).get_by_role("heading", name="Figures that it touches")).to_be_visible()
    panel(page).get_by_role("button", name="Employee turnover rate by gender · Male employees").click()
    assert page.url.endswith(f"#{TURNOVER}")
    panel(page).get_by_role("button", name="raw/2023/離職(1).csv").first.click()
    assert page.url.endswith(f"#file={'c' * 12}")


def test_where_figures_are_kept_back_files_have_no_counts(visit):
    page = visit("gaps", to="?lang=en#sources")
    expect(page.get_by_text("To protect people, rows are not counted by file.")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Landed")).to_have_count(0)


def test_where_rows_are_not_counted_none_are_said_to_be_nought(visit):
    page = visit("gaps", to="?lang=en#2023/training_hours/gender=male")
    fact = panel(page).get_by_role("group", name=re.compile("Picture of the way")).locator(".node.fact")
    expect(fact).to_contain_text("fct_employees_at_year_end")
    expect(fact).not_to_contain_text("rows")


def test_the_command_for_a_file_can_be_pasted_whatever_its_name(visit):
    page = visit(to="?lang=en#file=" + "c" * 12)
    expect(panel(page)).to_contain_text("esg trace 'raw/2023/離職(1).csv' --year 2023")
    page.goto(page.url.replace("c" * 12, "a" * 12))
    expect(panel(page)).to_contain_text("esg trace raw/2023/人力/花名冊.csv --year 2023")


# Search and filters


@pytest.mark.parametrize("language", ["zh-Hant", "en"])
def test_search_finds_names_of_any_language_ids_and_codes(visit, language):
    page = visit(to=f"?lang={language}")
    for text, expected in {
        "耗水": {WATER},
        "耗电": {"2023/electricity"},
        "water consumed": {WATER},
        "WATER_INTENS": {"2023/water_intensity"},
        TURNOVER: {TURNOVER},
        "305-4": {"2023/ghg_scope2_intensity"},
    }.items():
        search(page, text)
        expect_figures(page, expected)


def test_search_finds_figures_by_a_file_that_they_are_made_of(visit):
    page = visit()
    search(page, "離職(1).csv")
    male = {figure for figure in shown_figures(page) if figure.endswith("=male")}
    expect_figures(page, male)


def test_the_number_of_results_is_announced(visit):
    page = visit(to="?lang=en")
    search(page, "耗水")
    expect(page.get_by_role("status")).to_have_text("1 of 52 figures shown")
    search(page, "nothing has this name")
    expect(page.get_by_role("status")).to_have_text("Nothing matches")
    expect_figures(page, set())
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("article:not([hidden]) tr[data-figure]:visible")).to_have_count(52)


def test_headings_without_rows_are_hidden_with_them(visit):
    page = visit(to="?lang=en")
    search(page, "耗水")
    expect(page.get_by_role("heading", name="Environmental performance")).to_be_visible()
    expect(page.get_by_role("heading", name="Social performance")).to_be_hidden()
    expect(page.locator("article:not([hidden]) tr.category:visible")).to_have_count(1)


def test_a_pillar_and_a_standard_narrow_the_table(visit):
    page = visit(to="?lang=en")
    page.get_by_label("Pillar").select_option(label="Social performance")
    expect(page.locator(f'article:not([hidden]) tr[data-figure="{WATER}"]')).to_be_hidden()
    expect(button_of(page, TURNOVER)).to_be_visible()
    page.get_by_label("Standard").select_option("GRI 401-1")
    expect(page.locator("article:not([hidden]) tr[data-figure]:visible")).to_have_count(7)
    assert {one.split("/")[1] for one in shown_figures(page)} == {"turnover_rate"}


def test_files_are_searched_in_the_view_of_sources(visit):
    page = visit(to="?lang=en#sources")
    search(page, "用電")
    table = page.get_by_role("table", name="Sources")
    expect(table.get_by_role("row")).to_have_count(2)
    expect(page.get_by_role("status")).to_have_text("1 of 3 files shown")


# Languages


def test_a_language_is_switched_said_and_remembered(visit):
    page = visit()
    assert page.evaluate("document.documentElement.lang") == "zh-Hant"
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Key performance indicators 2023")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert "Key performance indicators" in page.title()
    page.reload()
    expect(page.get_by_role("button", name="English")).to_have_attribute("aria-pressed", "true")


def test_the_address_chooses_a_language_before_memory(visit):
    page = visit()
    page.get_by_role("button", name="English").click()
    page.goto(page.url.partition("#")[0].partition("?")[0] + "?lang=zh-Hans")
    expect(page.get_by_role("heading", level=1)).to_contain_text("关键绩效指标表")


def test_links_to_notes_stay_in_the_language(visit):
    page = visit(to="?lang=en")
    page.locator("article:not([hidden]) a.ref").first.click()
    assert re.search(r"#en-note-", page.url)
    expect(page.locator("article:not([hidden]) li:target")).to_be_visible()


def test_without_javascript_the_first_language_is_there_to_read(visit):
    page = visit(java_script_enabled=False)
    assert page.locator("article:visible").get_attribute("lang") == "zh-Hant"
    expect(button_of(page, WATER)).to_have_text("7,221.46")
    expect(button_of(page, WATER)).to_be_disabled()
    expect(page.locator(".no-script")).to_be_visible()


# Phone, paper, assistive technology


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phone_scrolls_only_downwards(visit, language):
    page = visit(to=f"?lang={language}", viewport=PHONE)
    for view in VIEWS.values():
        page.goto(f"{page.url.partition('#')[0]}{view}")
        wide = page.evaluate(
            "[document.documentElement, document.querySelector('dialog')].map(one => one.scrollWidth - one.clientWidth)"
        )
        assert wide == [0, 0], view


def test_print_shows_the_chosen_language_and_no_controls(visit):
    page = visit(to="?lang=en")
    page.emulate_media(media="print")
    expect(page.locator("header.bar")).to_be_hidden()
    expect(page.locator("article:visible")).to_have_attribute("lang", "en")
    expect(page.locator(".banner:visible")).to_contain_text("Made-up data")
    expect(page.locator("article:visible .stamp")).to_have_text("Draft")
    assert button_of(page, WATER).evaluate("one => getComputedStyle(one).textDecorationLine") == "none"


def test_a_part_of_the_table_is_not_printed_as_if_it_were_the_whole(visit):
    page = visit(to="?lang=en")
    search(page, "耗水")
    expect_figures(page, {WATER})
    page.emulate_media(media="print")
    said = page.locator("article:visible").evaluate("one => getComputedStyle(one, '::before').content")
    assert said == '"1 of 52 figures shown"'


def test_an_open_passport_prints_by_itself(visit):
    page = visit(to=f"?lang=en#{TURNOVER}")
    page.emulate_media(media="print")
    expect(page.locator("main")).to_be_hidden()
    expect(panel(page).get_by_role("heading", level=2)).to_be_visible()
    expect(panel(page).get_by_role("button", name="Close")).to_have_count(0)
    expect(panel(page).locator(".marks")).to_contain_text("Made-up data")


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def test_it_prints_to_pdf(visit):
    page = visit(to="?lang=en")
    table = page.pdf(prefer_css_page_size=True)
    assert 3 <= pages_of(table) <= 6
    button_of(page, WATER).click()
    assert 1 <= pages_of(page.pdf(prefer_css_page_size=True)) <= 2


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds with every detail unfolded: the rule, and the elements that break it."""
    page.evaluate("document.querySelectorAll('dialog details').forEach(one => { one.open = true; })")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run().then(one => one.violations)")
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_no_violation(visit, language, viewport):
    page = visit(to=f"?lang={language}", viewport=viewport)
    address = page.url
    for name, view in VIEWS.items():
        page.goto(f"{address}{view}")
        assert (name, violations(page)) == (name, [])
    page.goto(f"{address}#table")
    search(page, "耗水")
    expect_figures(page, {WATER})
    assert violations(page) == []


def test_axe_finds_no_violation_where_figures_are_missing_or_kept_back(visit):
    page = visit("gaps")
    address = page.url
    kept_back = page.locator("article:not([hidden]) button.figure", has_text="*").first.get_attribute(
        "data-opens"
    )
    for view in ("#table", "#sources", f"#{WATER}", f"#{kept_back}"):
        page.goto(f"{address}{view}")
        assert (view, violations(page)) == (view, [])


# The chapters' key figures and the indices


def rows_of(page: Page):
    return page.locator("article:not([hidden]) .index-section tr[data-row]:visible")


def test_a_figure_of_a_chapter_opens_the_passport_that_the_table_opens(visit):
    page = visit("chapters", to="?lang=en")
    twice = page.locator(f'article:not([hidden]) button[data-opens="{HEADCOUNT}"]')
    expect(twice).to_have_count(2)
    for at in (1, 0):
        twice.nth(at).click()
        expect(panel(page).get_by_role("heading", level=2)).to_have_text("Employees")
        expect(panel(page)).to_contain_text("Employment · 3.2 People")
        page.keyboard.press("Escape")
        expect(twice.nth(at)).to_be_focused()


def test_one_part_of_the_report_is_shown_alone(visit):
    page = visit("chapters", to="?lang=en")
    page.get_by_label("Pillar").select_option("Chapters on the environment")
    expect(page.locator("article:not([hidden]) tr[data-figure]:visible")).to_have_count(1)
    expect(rows_of(page)).to_have_count(0)


def test_search_reaches_the_rows_of_the_indices(visit):
    page = visit("chapters", to="?lang=en")
    search(page, "child labour")
    expect(rows_of(page).first).to_be_visible()
    assert all("child" in text.lower() for text in rows_of(page).all_inner_texts())
    search(page, "童工")
    expect(rows_of(page).first).to_contain_text("child", ignore_case=True)
    page.get_by_role("button", name="Clear").click()
    expect(rows_of(page)).to_have_count(len(page.locator("article[lang=en] tr[data-row]").all()))


def test_the_indices_are_narrowed_by_status_and_by_code(visit):
    page = visit("chapters", to="?lang=en")
    page.get_by_label("Index status").select_option("Not disclosed")
    expect(page.locator("article:not([hidden]) tr[data-figure]:visible")).to_have_count(0)
    assert all("○ Not disclosed" in text for text in rows_of(page).all_inner_texts())
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^index rows: \d+$"))
    page.get_by_role("button", name="Clear").click()
    page.get_by_label("Standard").select_option("GRI 305-2")
    expect(rows_of(page)).to_have_count(1)
    expect(rows_of(page)).to_contain_text("305-2")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_chapters_and_indices_have_no_fault_of_access_and_fit_a_phone(visit, language, viewport):
    page = visit("chapters", to=f"?lang={language}", viewport=viewport)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
