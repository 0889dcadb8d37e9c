"""Parts 7 and 8: what was estimated and not measured, and the factors that quantities were multiplied by."""

from __future__ import annotations

from dagster_project.gates.results import Finding
from dagster_project.lineage.factors import APPLIED, factors_of
from dagster_project.pack.definitions import quantity_of
from dagster_project.pack.parts import TICK, Cell, Column, Part, Table
from dagster_project.pack.year import Year

METHODS = {
    "electricity": "供電企業估抄的讀數，按帳單計入；其後的更正帳單照計 Reading estimated by the utility; a later "
    "correcting bill counts as well",
    "water": "供水企業估抄的讀數，按帳單計入 Reading estimated by the utility, as billed",
    "office_waste": "桶數 × 容量 × 裝滿率 × 密度，沒有過磅 Bins x litres x fill rate x density, not weighed",
    "hazardous_waste": "件數 × 單件重量（unit_weights 登記冊） Pieces x weight of a piece, by its register",
}
ROWS = """
select 'office_waste', source_row, files.file_name, waste.row_id, waste.kg
from intermediate.int_office_waste__weighed as waste
inner join raw.landed_files as files
    on waste.source_file = files.source_file and files.contract = 'facilities__office_waste'
where not waste.is_weighed
union all
select 'hazardous_waste', source_row, files.file_name, waste.row_id, waste.kg
from intermediate.int_hazardous_waste__weighed as waste
inner join raw.landed_files as files
    on waste.source_file = files.source_file and files.contract = 'facilities__hazardous_waste'
where waste.unit = 'piece'
union all
select 'electricity', source_row, files.file_name, energy.row_id, sum(energy.kwh)
from core.fct_energy as energy
inner join raw.landed_files as files
    on energy.source_file = files.source_file and files.contract = 'facilities__electricity_bills'
where energy.is_estimated
group by all
union all
select 'water', source_row, files.file_name, water.row_id, sum(water.m3)
from core.fct_water as water
inner join raw.landed_files as files
    on water.source_file = files.source_file and files.contract = 'facilities__water_bills'
where water.reading_state = 'estimated'
group by all
order by 1, 3, 2, 4
"""


def estimates(year: Year) -> Part:
    """Part 7: the method of each estimate, the rows and the share of each KPI that rest on it, who approved it."""
    summary = year.rows(
        "select quantity, row_count, estimated_rows, amount, coalesce(estimated_amount, 0), coalesce(share, 0), "
        "threshold from audit.aud_estimates order by quantity"
    )
    by_quantity = {
        quantity: [kpi.id for kpi in year.kpis if quantity_of(kpi) == quantity] for quantity in METHODS
    }
    answers = [one for one in year.quality.findings if one.rule.startswith("publish/aud_estimates/")]
    told: list[list[Cell]] = [
        [
            row[0],
            METHODS.get(str(row[0]), ""),
            *row[1:7],
            ", ".join(by_quantity.get(str(row[0]), [])),
            _approver(str(row[0]), [one for one in answers if one.subject.startswith(str(row[0]))]),
        ]
        for row in summary
    ]
    rows = year.rows(ROWS)
    return Part(
        "7",
        "估算登記 Estimates",
        "估算的方法、行數、佔指標的比例及批准人 The method, the rows, the share of the KPI and who approved it",
        f"{sum(1 for row in told if row[3])} of {len(told)} quantities are estimated in part; {len(rows)} rows",
        [
            Table(
                "estimates",
                "Estimates",
                "估算，按數量 Estimates by quantity",
                [
                    Column("quantity", "數量 Quantity", 18),
                    Column("method", "方法 Method", 60),
                    Column("rows", "行數 Rows", 11),
                    Column("estimated", "估算行 Rows estimated", 12),
                    Column("amount", "總量 Amount (kWh, m3, kg)", 18),
                    Column("estimated_amount", "估算量 Estimated", 16),
                    Column("share", "佔比 Share", 11, decimals=4),
                    Column("most", "上限 Most allowed", 11, decimals=4),
                    Column("kpis", "指標 KPIs that rest on it", 50),
                    Column("approver", "批准人 Approved by", 50),
                ],
                told,
                "範圍內沒有可估算的數量 Nothing in scope can be estimated.",
                to_fill=TICK,
            ),
            Table(
                "estimated_rows",
                "Estimated rows",
                "估算的行 Rows that are estimated",
                [
                    Column("quantity", "數量 Quantity", 18),
                    Column("row", "行 Row", 8, plain=True),
                    Column("file", "檔案 File", 56),
                    Column("row_id", "行號 Row id", 24),
                    Column("amount", "數量 Amount (kWh, m3, kg)", 18),
                ],
                rows,
                "沒有估算的行 No row is estimated.",
                "已沖銷的估算帳單亦列出，但不計入上表。 Estimated bills that were reversed are listed here and "
                "do not count "
                "above.",
                to_fill=TICK,
            ),
        ],
    )


def _approver(quantity: str, answers: list[Finding]) -> str:
    said = [f"{one.answer.by}, {one.answer.on}: {one.answer.reason}" for one in answers if one.answer]
    if said:
        return "; ".join(said)
    return "在公司所定上限內，隨附錄一併批准 Within the company's limit: approved with the appendix (part 11)"


def factors(year: Year) -> Part:
    """Part 8: every factor that was applied, with its document and the file that it stands in."""
    documents = {
        str(row[0]): row[1:]
        for row in year.rows(
            "select factor_id, basis, region, data_year, document, document_no, issued, evidence "
            "from reference.emission_factors"
        )
    }
    rows: list[list[Cell]] = []
    for kpi in year.kpis:
        for one in factors_of(year.connection, kpi.id) if kpi.id in APPLIED else []:
            known = documents.get(one.factor_id, [None] * 7)
            rows.append(
                [
                    one.factor_id, one.value.normalize() + 0, one.unit, kpi.id, one.quantity.normalize() + 0,
                    one.quantity_unit, known[0], known[1], known[2], year.year, known[3] or one.document, known[4],
                    known[5], known[6], one.file_name, one.source_row, one.source_file,
                ]
            )  # fmt: skip
    judged = year.rows(
        "select grid, factor_id, factor_value, factor_unit, data_year, issued_year, years_behind, region_fault, "
        "basis_change, kwh, emissions_kg, difference_kg from audit.aud_emission_factors where level = 'factor' "
        "order by grid"
    )
    return Part(
        "8",
        "因子登記 Factors",
        "每個採用的因子：數值、單位、年份、發布者及文號、所在檔案的指紋 Every factor that was applied: value, years, "
        "document, and the file with its sha256. A factor is frozen on each line that it multiplied",
        f"{len({row[0] for row in rows})} factors in {len({row[3] for row in rows})} KPIs",
        [
            Table(
                "factors",
                "Factors",
                "採用的因子 Factors applied",
                [
                    Column("factor", "因子 Factor", 26),
                    Column("value", "數值 Value", 12),
                    Column("unit", "單位 Unit", 14),
                    Column("kpi", "指標 KPI", 28),
                    Column("quantity", "所乘數量 Quantity multiplied", 18),
                    Column("quantity_unit", "數量單位 Its unit", 12),
                    Column("basis", "口徑 Basis", 26),
                    Column("region", "地區 Region", 16),
                    Column("data_year", "數據年份 Data year", 11),
                    Column("year", "核算年度 Accounting year", 12, plain=True),
                    Column("document", "文件 Document", 60),
                    Column("number", "文號 No.", 24),
                    Column("issued", "發布日 Issued", 13),
                    Column("evidence", "核實 Evidence", 13),
                    Column("file", "所在檔案 Stands in", 40),
                    Column("row", "行 Row", 8, plain=True),
                    Column("sha256", "檔案指紋 sha256 of the file", 66),
                ],
                rows,
                "印出的指標沒有乘以因子 No printed KPI is multiplied by a factor.",
                "發布者及網址見文件及文號；登記沒有網址一欄，故以所在檔案的指紋為憑。 The issuer follows from "
                "the document and "
                "its number; the table has no address of the document, so the file's sha256 stands for it.",
                to_fill=TICK,
            ),
            Table(
                "factors_by_grid",
                "Factors by grid",
                "電網因子及排放重算 Factors by grid, and the emissions that they give",
                [
                    Column("grid", "電網 Grid", 24),
                    Column("factor", "因子 Factor", 28),
                    Column("value", "數值 Value", 12),
                    Column("unit", "單位 Unit", 14),
                    Column("data_year", "數據年份 Data year", 12, plain=True),
                    Column("issued_year", "發布年 Issued", 12, plain=True),
                    Column("behind", "落後年數 Years behind", 12),
                    Column("region", "地區不符 Region that does not fit", 26),
                    Column("basis", "口徑改變 Change of basis", 44),
                    Column("kwh", "kWh", 16),
                    Column("kg", "kgCO2e", 16),
                    Column("difference", "差額 Difference", 13),
                ],
                judged,
                "沒有用電，故沒有電網因子 No electricity is in scope, so no factor of a grid.",
                to_fill=TICK,
            ),
        ],
    )
