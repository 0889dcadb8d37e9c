"""Parts 1, 2 and 15: what each KPI is, the boundary, and what counts as material. No row of an export is here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dagster_project.figures.numbers import plain, round_half_up
from dagster_project.figures.values import Key
from dagster_project.lineage.factors import APPLIED
from dagster_project.pack.misstatements import threshold_of
from dagster_project.pack.parts import TICK, Cell, Column, Part, Table
from dagster_project.pack.year import Year
from dagster_project.publish.document import codes
from dagster_project.publish.fct_figure import method_version
from dagster_project.registry.kpis import TOTAL, Kpi
from dagster_project.registry.standards import edition_in_force, editions_of

NOT_KEPT = "登記冊沒有此欄 The registers have no such column"
NONE = "無 None"


def definitions(year: Year) -> Part:
    """Part 1: each printed KPI, and each printed figure."""
    figures = [_figure_row(year, key) for key in year.lines]
    return Part(
        "1",
        "指標定義 KPI definitions",
        "每項印出的指標：定義、公式、單位、分母、範圍、負責人及方法版本 What each printed KPI is, and by which "
        "version of which method it was computed",
        f"{len(year.kpis)} KPIs, {len(figures)} figures",
        [
            Table(
                "definitions",
                "Definitions",
                "指標定義 Definition of each KPI",
                [
                    Column("kpi", "指標 KPI", 26),
                    Column("hant", "名稱 Name in Chinese", 26),
                    Column("name_en", "英文名稱 Name in English", 30),
                    Column("hkex", "HKEX", 12),
                    Column("gri", "GRI", 12),
                    Column("others", "其他準則 Other standards", 22),
                    Column("definition", "定義 Definition", 60),
                    Column("formula", "公式 Formula in words", 60),
                    Column("source", "公式出處 Source of the formula", 36),
                    Column("method", "方法 Method", 30),
                    Column("version", "版本 Version", 15),
                    Column("method_years", "沿用年度 Years of the method", 24),
                    Column("unit", "單位 Unit", 12),
                    Column("decimals", "小數位 Decimals", 16),
                    Column("rounding", "進位 Rounding", 26),
                    Column("denominator", "分母 Denominator", 34),
                    Column("breakdowns", "細分 Breakdowns", 30),
                    Column("included", "計入 Included: exports read", 40),
                    Column("excluded", "剔除 Excluded: rules, rows", 50),
                    Column("owner", "負責部門 Owner", 20),
                    Column("notes", "說明 Notes", 40),
                ],
                [_definition(year, kpi) for kpi in year.kpis],
                "",
                to_fill=TICK,
            ),
            Table(
                "figures",
                "Figures",
                "印出的數字 Every printed figure",
                [
                    Column("figure", "數字 Figure", 40),
                    Column("section", "章節 Section", 26),
                    Column("label", "名稱 Label", 44),
                    Column("unit", "單位 Unit", 12),
                    Column("before", "上年 Year before, as published", 18),
                    Column("printed", "印出 Printed", 18),
                    Column("state", "狀態 Status", 18),
                    Column("method", "方法 Method", 28),
                    Column("notes", "附註 Notes", 50),
                ],
                figures,
                "",
                to_fill=TICK,
            ),
        ],
    )


def _definition(year: Year, kpi: Kpi) -> list[Cell]:
    method = kpi.chosen_method(year.company, year.year)
    others = [
        f"{one.standard} {one.code} ({one.edition})"
        for one in kpi.standards
        if one.standard not in ("HKEX", "GRI")
    ]
    return [
        kpi.id,
        kpi.names.zh_hant,
        kpi.names.en,
        codes(kpi.standards, "HKEX", year.edition.begins_in),
        codes(kpi.standards, "GRI", year.edition.begins_in),
        "; ".join(others),
        f"{kpi.definition.zh_hant}\n{kpi.definition.en}",
        f"{method.formula.zh_hant}\n{method.formula.en}",
        f"{method.source.zh_hant}\n{method.source.en}",
        f"{method.id}: {method.names.zh_hant}",
        method_version(kpi, method.id),
        _years_of_method(year, kpi, method.id),
        f"{kpi.unit.names.zh_hant} {kpi.unit.names.en}",
        _decimals(year, kpi),
        "四捨五入一次 half up, once, from the exact value",
        _denominator(kpi, method.id),
        ", ".join(f"{name} ({len(part.members)})" for name, part in kpi.breakdowns.items()),
        ", ".join(kpi.possible_exports),
        "; ".join(f"{rule} {rows:,}" for rule, rows in _excluded(year, kpi)),
        kpi.owner,
        kpi.notes,
    ]


def _excluded(year: Year, kpi: Kpi) -> list[tuple[str, int]]:
    return year.connection.execute(
        "select rule, cast(sum(rows) as bigint) from marts.mart_excluded_rows "
        "where contract in (select unnest(?::varchar[])) group by rule order by rule",
        [kpi.possible_exports],
    ).fetchall()


def _years_of_method(year: Year, kpi: Kpi, now: str) -> str:
    before = year.connection.execute(
        "select min(method) from history.kpi_members where kpi_id = ?", [kpi.id]
    ).fetchone()
    if before is None or before[0] is None:
        return f"{year.year} (no year before was run here)"
    return (
        f"{year.year - 1}, {year.year}" if before[0] == now else f"{year.year}; {year.year - 1}: {before[0]}"
    )


def _decimals(year: Year, kpi: Kpi) -> str:
    printed = dict.fromkeys(key.dimension for key in year.lines if key.kpi_id == kpi.id)
    by_dimension = {name: kpi.decimals_for(year.company, name, year.year) for name in printed}
    if len(set(by_dimension.values())) == 1:
        return str(next(iter(by_dimension.values())))
    return "; ".join(f"{name}: {decimals}" for name, decimals in by_dimension.items())


def _denominator(kpi: Kpi, method_id: str) -> str:
    if kpi.is_additive:
        return "沒有 None: an amount or a count"
    terms = [one for one in kpi.method(method_id).components if one.role == "denominator"]
    if terms:
        return " + ".join(f"{plain(one.weight)} x {one.component}" for one in terms)
    if kpi.people and kpi.people.denominator:
        return kpi.people.denominator
    return "見公式 As the formula says"


def _figure_row(year: Year, key: Key) -> list[Cell]:
    line, value = year.lines[key], year.values[key]
    return [
        year.figure(key),
        f"{line.section.names.zh_hant} {line.section.names.en}",
        year.label(key),
        line.unit.zh_hant,
        line.cells[-2].text("zh-Hant"),
        line.current.text("zh-Hant"),
        value.reason or value.status,
        value.method,
        "\n".join(note.text.zh_hant for note in line.current.notes),
    ]


def boundary(year: Year) -> Part:
    """Part 2: on what basis the figures are prepared, and of which entities and sites."""
    starts_on, ends_on = year.period
    entities = year.rows(
        """
        with staff as (
            select company, count(*) as people
            from core.fct_employees_at_year_end
            where as_of = 'closing'
            group by company
        )
        select entities.company, entities.relation, entities.in_boundary, entities.included_from,
               entities.included_to, coalesce(staff.people, 0), entities.source_row
        from core.dim_entity as entities
        left join staff on entities.company = staff.company
        order by entities.source_row
        """
    )
    sites = year.rows(
        "select site_code, city, country_region, grid, area_m2, lease_from, lease_to, is_in_boundary, "
        "case when lease_from between ? and ? then 'leased in the year' else '' end || "
        "case when lease_to between ? and ? then 'given up in the year' else '' end, source_row "
        "from core.dim_site order by source_row",
        [starts_on, ends_on, starts_on, ends_on],
    )
    moved = sum(1 for site in sites if site[8]) + sum(
        1
        for entity in entities
        for day in entity[3:5]
        if isinstance(day, date) and starts_on <= day <= ends_on
    )
    inside = [entity for entity in entities if entity[2]]
    return Part(
        "2",
        "編製基礎及邊界 Basis of preparation and boundary",
        "編製準則、報告邊界、公司、職場及年內變動 Criteria, entities and sites, and what joined or left in the year",
        f"{len(inside)} of {len(entities)} entities, {sum(1 for one in sites if one[7])} of {len(sites)} sites inside; "
        f"{moved} changes in the year; no register of the financial consolidation",
        [
            Table(
                "basis",
                "Basis",
                "編製基礎 Basis of preparation",
                [Column("what", "項目 Item", 40), Column("said", "內容 What the company states", 100)],
                list(_basis(year)),
                "",
                to_fill=TICK,
            ),
            Table(
                "entities",
                "Entities",
                "公司，及與財務合併範圍的核對 Entities, to be reconciled with the financial consolidation",
                [
                    Column("company", "公司 Entity", 48),
                    Column("relation", "關係 Relation", 16),
                    Column("inside", "邊界內 Inside", 12),
                    Column("since", "納入日 From", 13),
                    Column("until", "剔除日 To", 13),
                    Column("people", "年末員工 Employees at year end", 16),
                    Column("row", "登記冊行 Row of the register", 14, plain=True),
                ],
                entities,
                "公司沒有公司登記冊 The company keeps no register of entities.",
                "公司登記冊沒有記載各公司是否納入財務報表合併範圍、持股比例及合併方法，故此處未能核對；請由財務部填寫。"
                " The register does not say which entities the financial statements consolidate, by what share and "
                "approach, so this cannot be reconciled from it: finance fills in the columns on the right.",
                to_fill=[
                    Column("consolidated", "納入財務合併 Consolidated (Y/N)", 18),
                    Column("share", "持股 Share held %", 14),
                    Column("reason", "差異原因 Why they differ", 34),
                ],
            ),
            Table(
                "sites",
                "Sites",
                "職場及租期 Sites and leases",
                [
                    Column("site", "職場 Site", 12),
                    Column("city", "城市 City", 14),
                    Column("country", "國家/地區 Country or region", 18),
                    Column("grid", "電網 Grid", 16),
                    Column("area", "面積 Area (m2)", 14),
                    Column("since", "起租 Leased from", 14),
                    Column("until", "退租 Leased to", 14),
                    Column("inside", "邊界內 Inside", 12),
                    Column("change", "年內變動 Change in the year", 24),
                    Column("row", "登記冊行 Row of the register", 14, plain=True),
                ],
                sites,
                "公司沒有職場登記冊 The company keeps no register of sites.",
                to_fill=TICK,
            ),
        ],
    )


def _basis(year: Year) -> Iterator[list[Cell]]:
    company, (starts_on, ends_on) = year.company, year.period
    yield ["公司 Company", f"{company.names.zh_hant} {company.names.en}"]
    yield ["報告年度 Reporting year", f"{year.year}: {starts_on} - {ends_on}"]
    yield ["報告邊界 Reporting boundary", f"{company.boundary.zh_hant}\n{company.boundary.en}"]
    begins_in = year.edition.begins_in
    for name in ("HKEX", "GRI"):
        edition = edition_in_force(editions_of(name), begins_in)
        yield [
            f"準則 Criteria: {name}",
            f"{edition} edition; what it asks and where it is answered: index_{name.lower()}.csv",
        ]
    yield ["貨幣 Currency", company.currency]
    yield [
        "合併方法 Consolidation approach",
        f"{NOT_KEPT}: 登記冊只列邊界內外，沒有記載營運控制、財務控制或股權比例法 The registers say inside or outside, "
        "not whether by operational control, financial control or equity share.",
    ]
    for kpi in year.kpis:
        if len(kpi.methods) > 1:
            method = kpi.chosen_method(company, year.year)
            yield [
                f"所選方法 Chosen method: {kpi.names.zh_hant} {kpi.names.en}",
                f"{method.names.zh_hant} {method.names.en}",
            ]
    for name, chosen in (
        ("排放因子 Factors", company.factors),
        ("地區因子 Regional factors", company.regional_factors),
    ):
        by_grid = chosen.get(year.year, {})
        yield [name, "; ".join(f"{grid}: {factor}" for grid, factor in by_grid.items()) or NONE]
    rule = company.small_cells_of(year.year)
    yield [
        "人數過少的數字 Figures of few people",
        f"below {rule.below}: {rule.action}{f' ({rule.reason})' if rule.reason else ''}",
    ]
    yield ["範圍內的匯出 Exports in scope", ", ".join(company.exports)]
    for export, reason in company.rightly_empty.get(year.year, {}).items():
        yield [f"確實沒有記錄 Rightly empty: {export}", reason]
    yield ["上年數字來源 Comparatives come from", "; ".join(year.edition.documents) or NONE]


def thresholds(year: Year) -> Part:
    """Part 15: per figure what is material, and how certain it is."""
    estimated = {kpi: (share, rows) for kpi, share, rows in year.connection.execute(_ESTIMATED).fetchall()}
    rows: list[list[Cell]] = []
    for key in year.lines:
        kpi = year.registry[key.kpi_id]
        if key.dimension != TOTAL and kpi.total:
            continue
        chosen = kpi.materiality_for(year.company)
        quantity = quantity_of(kpi)
        share, count = estimated.get(quantity, (None, None)) if quantity else (None, None)
        exact = year.exact(key)
        rows.append(
            [
                year.figure(key),
                year.label(key),
                f"{kpi.unit.names.zh_hant}",
                None
                if exact is None
                else round_half_up(exact, kpi.decimals_for(year.company, key.dimension, year.year)),
                chosen.movement,
                chosen.least,
                threshold_of(kpi, year.company, year.lines[key].current.number),
                "公司 company.yml" if kpi.id in year.company.materiality else "登記 registry",
                share,
                count,
                _unmetered(kpi, quantity),
                "因子表沒有記載 Not stated: the factor table has no uncertainty"
                if kpi.id in APPLIED
                else "不適用 No factor",
            ]
        )
    return Part(
        "15",
        "重要性及不確定性 Materiality and uncertainty",
        "每項數字的門檻，及有多少是估算的 What is material for each figure, and how much of it is estimated",
        f"{len(rows)} figures; uncertainty of factors is not stated in the factor table",
        [
            Table(
                "thresholds",
                "Thresholds",
                "重要性門檻及不確定性 Thresholds and uncertainty",
                [
                    Column("figure", "數字 Figure", 38),
                    Column("label", "名稱 Label", 44),
                    Column("unit", "單位 Unit", 12),
                    Column("value", "印出數 Printed figure", 16),
                    Column("movement", "變動比例 Movement (share)", 14),
                    Column("least", "最低額 Least", 12),
                    Column("threshold", "門檻 Threshold in the unit", 18),
                    Column("set_by", "由何處設定 Set in", 20),
                    Column("estimated", "估算佔比 Share estimated", 14, decimals=4),
                    Column("estimated_rows", "估算行數 Rows estimated", 14),
                    Column("activity", "活動數據的不確定性 Uncertainty of the activity data", 48),
                    Column("factor", "因子的不確定性 Uncertainty of the factor", 44),
                ],
                rows,
                "",
                "門檻 = 變動比例 × 本年數字，不低於最低額；細分數字依其指標的門檻比例。 "
                "Threshold: the share of the year's figure, at least the least; parts go by the share of their KPI.",
                to_fill=[Column("own", "核證機構所定重要性 Materiality set by the assurer", 22), TICK[1]],
            )
        ],
    )


ESTIMATED_IN = {
    "facilities__electricity_bills": "electricity",
    "facilities__water_bills": "water",
    "facilities__hazardous_waste": "hazardous_waste",
    "facilities__office_waste": "office_waste",
}
"""By export, the quantity of it that may be estimated, as `audit.aud_estimates` names it."""


def quantity_of(kpi: Kpi) -> str | None:
    """The quantity that a KPI rests on and that may be estimated; None where it rests on none."""
    return next((ESTIMATED_IN[one] for one in kpi.possible_exports if one in ESTIMATED_IN), None)


_ESTIMATED = "select quantity, coalesce(share, 0), estimated_rows from audit.aud_estimates"


def _unmetered(kpi: Kpi, quantity: str | None) -> str:
    if quantity:
        return "除估算部分外均有讀數或過磅 Read or weighed but for the part that is estimated"
    if kpi.is_kept_by_hand:
        return "登記並簽署 Kept and signed by its owner; nothing to recount"
    return "逐行點算 Counted row by row; no measurement"
