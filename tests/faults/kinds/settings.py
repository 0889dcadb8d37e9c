"""Faults of the company's own settings: choices, mappings, registers, published figures, notes, explanations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.faults.damage import SETTINGS, Damage, cells, dropped, kind
from tests.faults.exports import Row

CHOICES = ("company.yml",)
FACTOR = ("factor|因子",)


def choice(
    name: str,
    about: str,
    change: Callable[[dict[str, Any]], Any],
    *causes: str,
    places: tuple[str, ...] = CHOICES,
    harmless: str = "",
) -> None:
    """Add a kind that edits `company.yml`."""

    def apply(damage: Damage) -> None:
        damage.settings(lambda content: (change(content), None)[1])

    kind(SETTINGS, *causes, places=places, seeds=1, name=name, about=about, harmless=harmless)(apply)


def mapping(
    name: str,
    about: str,
    file: str,
    change: Callable[[dict[str, Any]], Any],
    *causes: str,
    harmless: str = "",
) -> None:
    """Add a kind that edits a mapping."""

    def apply(damage: Damage) -> None:
        damage.settings(lambda content: (change(content), None)[1], f"mappings/{file}.yml")

    places = (f"mappings/{file}",)
    kind(SETTINGS, *causes, places=places, seeds=1, name=name, about=about, harmless=harmless)(apply)


def _factor(content: dict[str, Any], grid: str, factor: str) -> None:
    content["factors"][2023][grid] = factor


for _name, _about, _grid, _id in (
    ("factor_of_last_year", "The factor of the year before is applied.", "default", "CN_ETS_0.5810"),
    ("factor_never_final", "A factor is applied that was never final.", "default", "CN_ETS_0.5839"),
    ("factor_unverified", "A factor is applied that nobody verified.", "default", "CN_ETS_0.6101"),
    (
        "factor_of_a_region",
        "The factor of one region is applied everywhere.",
        "default",
        "CN_MEE_2022_GRID_南方",
    ),
    (
        "factor_of_a_province",
        "The factor of one province is applied everywhere.",
        "default",
        "CN_MEE_2022_PROV_上海",
    ),
    (
        "factor_other_basis",
        "The factor without traded renewables is applied.",
        "default",
        "CN_MEE_2022_EXMKT",
    ),
    ("factor_fossil", "The factor of fossil power is applied.", "default", "CN_MEE_2022_FOSSIL"),
    (
        "factor_of_a_later_year",
        "A factor is applied that was issued after the year.",
        "default",
        "CN_MEE_2023_AVG",
    ),
    ("factor_unknown", "A factor is not in the table.", "default", "CN_ETS_0.5700"),
    (
        "factor_of_hong_kong_added",
        "Hong Kong bears a supplier's factor of another year.",
        "hk_electric",
        "HK_HKE_2021",
    ),
    ("factor_of_another_grid", "A mainland grid bears Hong Kong's factor.", "southern", "HK_HKE_2021"),
):
    choice(_name, _about, lambda content, grid=_grid, factor=_id: _factor(content, grid, factor), *FACTOR)

choice(
    "factor_missing",
    "No factor is chosen for the year.",
    lambda content: content["factors"].pop(2023),
    *FACTOR,
)
choice(
    "method_of_turnover",
    "Turnover is computed by another method.",
    lambda content: content["methods"].update(turnover_rate="leavers_over_closing"),
    "method|turnover",
)
choice(
    "method_for_one_year",
    "Turnover is computed by another method in this year only.",
    lambda content: content.update(methods_by_year={2023: {"turnover_rate": "leavers_over_average"}}),
    "method|turnover",
)
choice(
    "method_unknown",
    "A method is not in the registry.",
    lambda content: content["methods"].update(turnover_rate="leavers_over_hires"),
    "method|turnover",
)
choice(
    "decimals_fewer",
    "A figure prints fewer decimals than last year.",
    lambda content: content["decimals"].update({2023: {"electricity": 0}}),
    "decimal|digits|precision",
)
choice(
    "decimals_more",
    "A figure prints more decimals than last year.",
    lambda content: content["decimals"].update({2023: {"headcount": 2}}),
    "decimal|digits|precision",
)
choice(
    "year_starts_in_april",
    "The reporting year starts in April.",
    lambda content: content["reporting_year"].update(starts="04-01"),
    "year|period|date|published|differ",
    places=("company.yml", ".*"),
)
choice(
    "export_out_of_scope",
    "Water is out of scope, so that it prints a dash.",
    lambda content: content["exports"].remove("facilities__water_bills"),
    "scope|water|export|movement|disappear",
)
choice(
    "hr_export_out_of_scope",
    "The overseas employments are out of scope.",
    lambda content: content["exports"].remove("hr__employments"),
    "scope|overseas|employments|export|moved|movement",
)
choice(
    "declared_empty_with_rows",
    "An export with rows is declared rightly empty.",
    lambda content: content.update(rightly_empty={2023: {"hr__injuries": "Nobody was hurt."}}),
    "empty",
)
choice(
    "unknown_choice",
    "A key of company.yml is misspelt.",
    lambda content: content["factors"].update({2023: {}}),
    "factor",
)
choice(
    "languages_fewer",
    "The report is in one language.",
    lambda content: content.update(languages=["zh-Hant"]),
    harmless="the figures are those of the other languages",
)
choice(
    "boundary_text_changed",
    "The words for the boundary differ; no figure follows them.",
    lambda content: content["boundary"].update(en="All sites."),
    harmless="words have no sum",
)
choice(
    "currency_changed",
    "The currency of amounts is another.",
    lambda content: content.update(currency="HKD"),
    "currenc|幣種|CNY|HKD",
    places=("company.yml", "lawsuits|訴訟", "recruitment|招聘"),
)

UNIT = ("unit|單位|kWh|quantity",)


@kind(SETTINGS, "empty|missing|no file", seeds=1)
def declared_empty_and_taken_away(damage: Damage) -> None:
    """The injuries' file is taken away and the export declared rightly empty."""
    damage.path("工傷台帳").unlink()
    damage.settings(
        lambda content: content.update(rightly_empty={2023: {"hr__injuries": "Nobody was hurt."}})
    )


mapping(
    "chengdu_in_mwh",
    "Chengdu's 10 MWh stand as MWh in the mapping.",
    "electricity_chengdu",
    lambda content: content["feeds"][0]["units"].update(quantity_unit="MWh"),
    *UNIT,
)
mapping(
    "chengdu_in_kwh",
    "Chengdu's 10 MWh stand as kWh in the mapping.",
    "electricity_chengdu",
    lambda content: content["feeds"][0]["units"].update(quantity_unit="kWh"),
    *UNIT,
)
mapping(
    "mainland_in_mwh",
    "The mainland's kWh stand as MWh in the mapping.",
    "electricity_mainland",
    lambda content: content["feeds"][0].update(units={"quantity_unit": "MWh"}),
    *UNIT,
)
mapping(
    "training_in_minutes",
    "Training hours stand as minutes in the mapping.",
    "hr_training",
    lambda content: content["feeds"][0]["units"].update(duration_minutes="min"),
    "training|hour|minute|unit|learner",
)
mapping(
    "hong_kong_month_first",
    "Hong Kong's dates are read month first.",
    "electricity_hong_kong",
    lambda content: content["feeds"][0].update(date_order="mdy"),
    "date|period|day",
)
mapping(
    "overseas_day_first",
    "The overseas dates are read day first.",
    "hr_overseas",
    lambda content: content["feeds"][0].update(date_order="dmy"),
    "date|day",
)
mapping(
    "rosters_mapped_crosswise",
    "The closing roster is mapped as opening.",
    "hr_roster_closing",
    lambda content: content["feeds"][0]["constants"].update(snapshot="opening"),
    "snapshot|closing|roster",
)
mapping(
    "mapping_matches_nothing",
    "A mapping's pattern matches no file.",
    "water",
    lambda content: content.update(file="設施/水帳_*.csv"),
    "no file|claims|missing",
)
mapping(
    "mapping_of_another_contract",
    "A mapping feeds another contract.",
    "supplier_terminations",
    lambda content: content["feeds"][0].update(contract="procurement__supplier_assessments"),
    "column|mapping|heading|no mapping",
)
mapping(
    "billed_from_metered",
    "The metered quantity is mapped as the billed one.",
    "electricity_chengdu",
    lambda content: content["feeds"][0]["columns"].update(billed_quantity="抄見電量(萬kWh)"),
    "billed|column",
    harmless="Chengdu's bills have no losses: both columns hold the same",
)
mapping(
    "separations_by_processing_day",
    "The day of processing is mapped as the last day of work.",
    "hr_separations",
    lambda content: content["feeds"][0].update(columns={"last_working_day": "離職日期"}),
    "last_working_day|離職日期|column",
)
mapping(
    "rows_filtered_away",
    "A mapping excludes what it must not.",
    "supplier_terminations",
    lambda content: content["feeds"][0].update(
        exclude=[{"rule": "small_cases", "column": "reason", "values": ["異常行為"]}]
    ),
    "exclu|mapping|supplier_terminations",
)

SITES = "sites.csv"
SITE = ("site|職場", "boundary|邊界", "lease|租", "area|面積", "moved|movement|published|differ")
UNUSED = {
    "site_unknown_grid": "the default factor holds for every grid",
    "site_area_ten_times": "no printed figure is by area",
}
for _name, _about, _heading, _value, _code in (
    ("site_taken_out", "A site is taken out of the boundary.", "報告邊界", "否", "BJ01"),
    ("site_taken_in", "The leased-out hall is taken into the boundary.", "報告邊界", "是", "SZ09"),
    ("site_closed_early", "A site stands as closed in March.", "退租", "2023-03-31", "SH01"),
    ("site_opened_late", "A site stands as opened in the year.", "起租", "2023-07-01", "CD01"),
    ("site_never_closed", "A closed site stands as open.", "退租", "", "SZ02"),
    ("site_other_grid", "A site stands on another grid.", "電網", "hk_electric", "SZ01"),
    ("site_unknown_grid", "A site's grid is unknown.", "電網", "mars", "SZ01"),
    (
        "site_area_ten_times",
        "A site's area is ten times as large; no printed figure uses it.",
        "面積",
        "61000",
        "BJ01",
    ),
):
    cells(
        "company__sites",
        SITES,
        _name,
        _about,
        _heading,
        _value,
        lambda row, code=_code: row["職場編碼"] == code,
        *SITE,
        "grid|電網",
        seeds=1,
        harmless=UNUSED.get(_name, ""),
    )
dropped(
    "company__sites",
    SITES,
    "site_lost",
    "A site is missing from the register.",
    lambda row: row["職場編碼"] == "CD01",
    *SITE,
)

ENTITY = ("entit|公司|company", "boundary|邊界", "moved|movement|published|differ|headcount")
cells(
    "company__entities",
    "entities.csv",
    "entity_taken_out",
    "A subsidiary is taken out of the boundary.",
    "報告邊界",
    "否",
    lambda row: "成都" in row.text("公司"),
    *ENTITY,
    seeds=1,
)
cells(
    "company__entities",
    "entities.csv",
    "parent_taken_in",
    "The parent group is taken into the boundary: transfers to it are none.",
    "報告邊界",
    "是",
    lambda row: row["關係"] == "母集團",
    *ENTITY,
    seeds=1,
)
cells(
    "company__entities",
    "entities.csv",
    "entity_from_july",
    "A subsidiary stands as bought in July.",
    "納入日",
    "2023-07-01",
    lambda row: "上海" in row.text("公司"),
    *ENTITY,
    seeds=1,
)
cells(
    "company__entities",
    "entities.csv",
    "entity_sold",
    "A subsidiary stands as sold in October.",
    "剔除日",
    "2023-10-01",
    lambda row: "北京" in row.text("公司"),
    *ENTITY,
    seeds=1,
)
dropped(
    "company__entities",
    "entities.csv",
    "entity_lost",
    "A subsidiary is missing from the register.",
    lambda row: "Singapore" in row.text("公司"),
    *ENTITY,
)

GRADE = ("grade|職級", "categor|類別", "moved|movement|published|differ")
cells(
    "company__grades",
    "grades.csv",
    "grade_b_is_junior",
    "Grade B stands as junior.",
    "僱員類別",
    "初級員工",
    lambda row: row["職級"] == "B",
    *GRADE,
    seeds=1,
)
cells(
    "company__grades",
    "grades.csv",
    "grade_a_is_middle",
    "Grade A stands as middle.",
    "僱員類別",
    "中級員工",
    lambda row: row["職級"] == "A",
    *GRADE,
    seeds=1,
)
dropped(
    "company__grades",
    "grades.csv",
    "grade_lost",
    "A grade is missing from the register.",
    lambda row: row["職級"] == "D",
    *GRADE,
)

PLACE = ("location|地點", "region|地區", "moved|movement|published|differ")
cells(
    "company__locations",
    "locations.csv",
    "hong_kong_is_mainland",
    "Hong Kong stands as mainland.",
    "地區",
    "中國大陸",
    lambda row: row["地點"] == "香港",
    *PLACE,
    seeds=1,
)
cells(
    "company__locations",
    "locations.csv",
    "chengdu_is_overseas",
    "Chengdu stands as overseas.",
    "地區",
    "海外及港澳臺",
    lambda row: row["地點"] == "成都",
    *PLACE,
    seeds=1,
)
cells(
    "company__locations",
    "locations.csv",
    "supplier_country_is_mainland",
    "A country of suppliers stands as mainland.",
    "地區",
    "中國大陸",
    lambda row: row["地點"] == "馬來西亞",
    *PLACE,
    seeds=1,
)
dropped(
    "company__locations",
    "locations.csv",
    "location_lost",
    "A location is missing from the register.",
    lambda row: row["地點"] == "Jakarta",
    *PLACE,
)

WEIGHT = ("weight|重量|unit", "waste|廢", "moved|movement|published|differ")
cells(
    "company__unit_weights",
    "unit_weights.csv",
    "unit_weight_in_grams",
    "A unit weight is in grams.",
    "單件重量(kg)",
    lambda row, old: str(float(old) * 1000),
    lambda row: True,
    *WEIGHT,
)
cells(
    "company__unit_weights",
    "unit_weights.csv",
    "unit_weight_changed",
    "A unit weight is half as large.",
    "單件重量(kg)",
    lambda row, old: f"{float(old) / 2:.2f}",
    lambda row: True,
    *WEIGHT,
)
dropped(
    "company__unit_weights",
    "unit_weights.csv",
    "unit_weight_lost",
    "A unit weight is missing.",
    lambda row: True,
    *WEIGHT,
)

CHECKLIST = ("scope|範圍一|排放源|checklist",)


def of_the_year(row: Row) -> bool:
    return row.text("年度") == "2023"


dropped(
    "company__scope1_sources",
    "scope1_sources.csv",
    "scope1_source_forgotten",
    "The checklist of the year forgets a kind of source.",
    of_the_year,
    *CHECKLIST,
)
for _name, _about, _heading, _to in (
    ("scope1_unsigned", "A source of the checklist is not signed.", "簽署人", ""),
    ("scope1_signed_early", "A source was signed before the year had ended.", "簽署日期", "2023-12-15"),
    (
        "scope1_nought_for_none",
        "A source that does not occur has an emission of 0.",
        "排放量(噸二氧化碳當量)",
        "0",
    ),
    ("scope1_without_reason", "A source has no quantity and no reason.", "原因", ""),
    ("scope1_not_estimated", "A source occurs and is not estimated.", "狀態", "未估算"),
    (
        "scope1_quantity_unstated",
        "A source is said to have a quantity, and none is stated.",
        "狀態",
        "有數量",
    ),
):
    cells(
        "company__scope1_sources",
        "scope1_sources.csv",
        _name,
        _about,
        _heading,
        _to,
        of_the_year,
        *CHECKLIST,
        seeds=1,
    )

PUBLISHED = "company__published_figures"
FIGURES = "2022.csv"
COMPARED = ("appendix_comparison", "appendix_movement")
"""Where a published figure shows that its year, computed again, gives another."""
PRINTED = ("publish|刊載", "differ|comparison", "figure|movement|moved")


def a_number(row: Row) -> bool:
    return row.text("刊載值") not in ("0", "-", "") and not row.text("指標編號").startswith("corruption")


def _last_digit(row: Row, old: Any) -> str:
    text = str(old)
    return text[:-1] + str((int(text[-1]) + 3) % 10) if text[-1].isdigit() else text + "1"


cells(
    PUBLISHED,
    FIGURES,
    "published_last_digit",
    "A published figure's last digit is edited.",
    "刊載值",
    _last_digit,
    a_number,
    *PRINTED,
    places=COMPARED,
)
cells(
    PUBLISHED,
    FIGURES,
    "published_ten_times",
    "A published figure is ten times as large.",
    "刊載值",
    lambda row, old: str(old) + "0",
    a_number,
    *PRINTED,
    places=COMPARED,
)
cells(
    PUBLISHED,
    FIGURES,
    "published_of_another_member",
    "A published figure stands at another member.",
    "成員",
    lambda row, old: {"male": "female", "female": "male"}[old],
    lambda row: row["成員"] in ("male", "female"),
    *PRINTED,
    "twice",
    places=COMPARED,
)
cells(
    PUBLISHED,
    FIGURES,
    "published_of_another_year",
    "A published figure stands under another year.",
    "年度",
    "2021",
    a_number,
    *PRINTED,
    "year|年度",
    places=COMPARED,
)
cells(
    PUBLISHED,
    FIGURES,
    "published_as_dash",
    "A published figure stands as missing.",
    "刊載值",
    "-",
    a_number,
    *PRINTED,
    places=COMPARED,
)
dropped(PUBLISHED, FIGURES, "published_lost", "A published figure is missing.", a_number, *PRINTED)
cells(
    PUBLISHED,
    "2021.csv",
    "published_two_years_ago",
    "A figure of two years ago is edited; no year here can be computed to check it.",
    "刊載值",
    lambda row, old: "1" if old == "0" else "12",
    lambda row: True,
    *PRINTED,
    places=COMPARED,
)

NOTES = "company__notes"
NOTED = ("note|附註",)
cells(
    NOTES,
    "notes.csv",
    "note_factor_differs",
    "A note names another factor than the one applied.",
    ("繁體", "簡體", "英文"),
    lambda row, old: str(old).replace("0.5703", "0.5810"),
    lambda row: "0.5703" in row.text("英文"),
    *NOTED,
    seeds=1,
)
cells(
    NOTES,
    "notes.csv",
    "note_days_differ",
    "A note names other days than the figure.",
    ("繁體", "簡體", "英文"),
    lambda row, old: str(old).replace("35", "53"),
    lambda row: "35" in row.text("英文"),
    *NOTED,
    seeds=1,
)
cells(
    NOTES,
    "notes.csv",
    "note_of_another_year",
    "A note stands under another year.",
    "年度",
    "2022",
    lambda row: True,
    *NOTED,
)
cells(
    NOTES,
    "notes.csv",
    "note_at_another_figure",
    "A note stands at another figure.",
    "指標編號",
    "paper",
    lambda row: row["指標編號"] in ("water", "electricity"),
    *NOTED,
)
cells(
    NOTES,
    "notes.csv",
    "note_language_blank",
    "A note lacks a language.",
    "英文",
    "",
    lambda row: True,
    *NOTED,
)
dropped(NOTES, "notes.csv", "note_lost", "A note is missing.", lambda row: True, *NOTED)

KNOWN = "company__known_differences"
cells(
    KNOWN,
    "known_differences.csv",
    "known_difference_edited",
    "A known difference names another figure than was published.",
    "計算值",
    "0.0811",
    lambda row: True,
    "differ",
    seeds=1,
)
dropped(
    KNOWN,
    "known_differences.csv",
    "known_difference_lost",
    "A known difference of a published year is missing.",
    lambda row: row.text("年度") == "2022",
    "differ",
)


def _explanations(damage: Damage, change: Callable[[Any], Any]) -> None:
    damage.settings(lambda content: (change(content), None)[1], f"explanations/{damage.year}.yml")


@kind(SETTINGS, "expla", seeds=1)
def explanation_withdrawn(damage: Damage) -> None:
    """An explanation is taken out, what it explains is still there."""
    _explanations(damage, lambda entries: entries.pop())


@kind(SETTINGS, "expla", seeds=1)
def explanation_of_other_values(damage: Damage) -> None:
    """An explanation is of other values than those that are seen."""
    _explanations(damage, lambda entries: entries[0].update(seen=entries[0]["seen"] + "1"))


@kind(SETTINGS, "expla|reason|`by`", places=("explanations/2023.yml",), seeds=1)
def explanation_unsigned(damage: Damage) -> None:
    """An explanation does not say by whom."""
    _explanations(damage, lambda entries: entries[0].pop("by"))


@kind(SETTINGS, "yaml", places=("company.yml",), seeds=1)
def company_yml_broken(damage: Damage) -> None:
    """company.yml is no YAML."""
    path = damage.company_dir / "company.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("exports:\n", "exports: [\n"), encoding="utf-8")


@kind(SETTINGS, "claim|mapping", places=("備份",), seeds=1)
def stray_file(damage: Damage) -> None:
    """A file lies in the year's folder that no mapping claims."""
    (damage.raw / "人力" / "備份_舊花名冊.csv").write_text("員工編號\n1\n", encoding="utf-8")


CONTROLS = "company__control_totals"
STATED = ("total|控制", "stated|state")
cells(
    CONTROLS,
    "control_totals.csv",
    "control_total_edited",
    "A control total is edited; the exports are right.",
    "數值",
    lambda row, old: str(old) + "1",
    lambda row: row.text("年度") == "2023",
    *STATED,
)
cells(
    CONTROLS,
    "control_totals.csv",
    "control_total_in_another_unit",
    "A control total is in another unit.",
    "單位",
    "千克",
    lambda row: row.text("年度") == "2023" and row["單位"] != "千克",
    *STATED,
    "unit",
)
dropped(
    CONTROLS,
    "control_totals.csv",
    "control_total_lost",
    "A control total is missing; the exports are right.",
    lambda row: row.text("年度") == "2023",
    *STATED,
    harmless="the exports are right",
)
