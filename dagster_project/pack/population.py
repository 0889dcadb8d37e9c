"""Parts 3, 4 and 6: the files, whether the population is complete, and the rows that count in no figure."""

from __future__ import annotations

from datetime import UTC, datetime

from dagster_project.lineage.left_out import rows_left_out
from dagster_project.pack.parts import TICK, Cell, Column, Part, Table
from dagster_project.pack.year import Year
from dagster_project.quality.reading import UTILITIES

MOST_LISTED = 5000
"""Rows that are listed one by one; of more of them the pack says how to get all."""
DOUBLES = ("register_of_a_total", "second_job", "repeated_person", "counted_in_another_export")
"""Rules that leave out a row because what it says stands in another one."""
SENDER = "匯出沒有記載 The files do not say; owner by contract"


LEFT_OUT = (
    Column("export", "匯出 Export", 34),
    Column("rule", "規則 Rule", 30),
    Column("at", "於何處 Decided at", 14),
    Column("file", "檔案 File", 52),
    Column("sheet", "工作表 Sheet", 12),
    Column("row", "行 Row", 8, plain=True),
    Column("key", "單據 Row in its system", 60),
    Column("why", "原因 Why", 60),
)
"""Of a row that a rule left out: which, where it is, and why."""


def sources(year: Year) -> Part:
    """Part 3: every file that landed, with its hash, its rows and its control totals."""
    files = year.rows(
        """
        select file_name, contracts, systems, owners, source_file, bytes, encoding, separator, landed, used,
               excluded, quarantined, landed - used - excluded - quarantined, landed_at, period_from, period_to,
               agreed_totals, control_totals
        from core.dim_source_file
        order by file_name
        """
    )
    listed: list[list[Cell]] = [[*file[:13], _received(file[13]), SENDER, *file[14:]] for file in files]
    printed = year.rows(
        "select file_name, source_sheet, source_row, contract, column_name, stated, computed, "
        "case when stated = computed then 'agrees' else 'differs' end "
        "from raw.control_totals order by file_name, source_sheet nulls first, source_row, column_name, contract"
    )
    total = sum(int(str(file[8])) for file in files)
    return Part(
        "3",
        "來源登記 Source register",
        "年內計入的每份檔案 Every file of the year: fingerprint, size, encoding, receipt, rows, period, totals",
        f"{len(files)} files, {total:,} rows landed, all accounted for; {len(printed)} totals printed in files",
        [
            Table(
                "sources",
                "Sources",
                "來源檔案 Source files",
                [
                    Column("file", "檔案 File", 52),
                    Column("export", "匯出 Export", 30),
                    Column("system", "系統 System", 22),
                    Column("owner", "負責 Owner by contract", 22),
                    Column("sha256", "檔案指紋 sha256", 66),
                    Column("bytes", "位元組 Bytes", 12),
                    Column("encoding", "編碼 Encoding", 12),
                    Column("separator", "分隔符 Separator", 11),
                    Column("landed", "落地行 Landed", 11),
                    Column("used", "採用 Used", 11),
                    Column("excluded", "剔除 Excluded", 11),
                    Column("quarantined", "隔離 Quarantined", 12),
                    Column("difference", "差額 Difference", 12),
                    Column("received", "收到 Received (UTC)", 20),
                    Column("sender", "寄件人 Sender", 28),
                    Column("since", "期間由 Period from", 13),
                    Column("until", "期間至 Period to", 13),
                    Column("agreed", "相符總數 Totals that agree", 14),
                    Column("totals", "控制總數 Control totals", 60),
                ],
                listed,
                "沒有檔案落地 No file landed.",
                "收到時間為檔案首次落地的時間。檔案本身不動，存於 data/<company>/landed，以其指紋命名。 "
                "Received is when the "
                "bytes landed first; the file lies untouched under its sha256.",
                to_fill=TICK,
            ),
            Table(
                "printed_totals",
                "Totals in files",
                "檔案內列印的總數 Totals that files print, and what their rows give",
                [
                    Column("file", "檔案 File", 52),
                    Column("sheet", "工作表 Sheet", 12),
                    Column("row", "行 Row", 8, plain=True),
                    Column("export", "匯出 Export", 30),
                    Column("column", "欄 Column", 20),
                    Column("stated", "所列 Stated", 18),
                    Column("computed", "重算 Computed", 18),
                    Column("outcome", "結果 Outcome", 12),
                ],
                printed,
                "沒有檔案印有合計 No file prints a total under its rows.",
            ),
        ],
    )


def _received(text: Cell) -> datetime:
    return datetime.fromisoformat(str(text)).astimezone(UTC).replace(tzinfo=None)


def coverage(year: Year) -> Part:
    """Part 4: every site and month that was to be there, the meters, and the totals of other systems."""
    months = year.rows(
        """
        select utility, site_code, cast(period as date), days_leased, days_covered, quantity,
               case when days_leased = 0 and coalesce(days_covered, 0) = 0 then 'outside'
                    when missing is not null then 'missing: ' || missing
                    when utility in ('electricity', 'water') and coalesce(days_covered, 0) < days_leased then 'part'
                    else 'complete' end
        from audit.aud_site_months
        where level = 'month'
        order by utility, site_code, period
        """
    )
    meters = year.rows(
        "select utility, site_code, subject, bills, days_once, gap_days, gaps, overlap_days, days_twice, "
        "outside_lease, without_meter from audit.aud_meter_coverage where level = 'meter' "
        "order by utility, site_code, subject"
    )
    totals = year.rows(
        """
        select control, subject, stated, computed, difference, tolerance, unit, document, checks_export, kpi_id,
               case when stated is null then 'not stated'
                    when abs(difference) <= tolerance then 'agrees' else 'differs' end
        from audit.aud_control_totals
        where subject <> 'summary' and in_scope
        order by control, subject
        """
    )
    bridge = year.rows(
        "select company, opening, hires, separations, transfers_in, transfers_out, status_changes, "
        "boundary_changes, closing, difference from audit.aud_headcount_bridge order by is_total, company"
    )
    gaps = sum(1 for one in months if str(one[6]).startswith(("missing", "part")))
    differ = sum(1 for one in totals if one[10] == "differs")
    return Part(
        "4",
        "完整性 Completeness",
        "應有與所收：職場 × 月份、電表水表、帳單連號，以及與總帳成本及薪酬人數的核對 Expected and received: site x "
        "month, meters, bills, and totals of the ledger and of payroll",
        f"{len(months)} site-months, {gaps} with a gap; {len(meters)} meters; {len(totals)} outside totals, "
        f"{differ} differ",
        [
            _grid(year),
            Table(
                "site_months",
                "Site-months",
                "職場 × 月份：應有與所收 Site x month: expected and received",
                [
                    Column("utility", "項目 Utility", 14),
                    Column("site", "職場 Site", 10),
                    Column("month", "月份 Month", 13),
                    Column("leased", "應有日數 Days expected", 12),
                    Column("covered", "所收日數 Days covered", 12),
                    Column("quantity", "數量 Quantity (kWh, m3, kg)", 18),
                    Column("state", "狀態 State", 40),
                ],
                months,
                "範圍內沒有帳單或清運記錄 No bills or collections are in scope, or their audit did not run.",
                to_fill=TICK,
            ),
            Table(
                "meters",
                "Meters",
                "電表及水表：帳單連續性 Meters: bills one after another",
                [
                    Column("utility", "項目 Utility", 14),
                    Column("site", "職場 Site", 10),
                    Column("meter", "表號 Meter", 18),
                    Column("bills", "帳單 Bills", 10),
                    Column("days", "覆蓋日數 Days covered once", 14),
                    Column("gap_days", "缺日 Gap days", 11),
                    Column("gaps", "缺口 Gaps", 30),
                    Column("overlap", "重疊日 Overlap days", 12),
                    Column("twice", "重疊 Days twice", 30),
                    Column("outside", "租期外 Outside the lease", 30),
                    Column("without", "無表 Without a meter", 24),
                ],
                meters,
                "範圍內沒有表計 No meters are in scope.",
                to_fill=TICK,
            ),
            Table(
                "outside_totals",
                "GL and payroll",
                "與總帳及薪酬核對 Totals of the ledger, of payroll and of other systems",
                [
                    Column("control", "控制項 Control", 26),
                    Column("subject", "對象 Of", 46),
                    Column("stated", "對方所列 Stated there", 18),
                    Column("computed", "匯出所得 From the exports", 18),
                    Column("difference", "差額 Difference", 14),
                    Column("tolerance", "容差 Tolerance", 12),
                    Column("unit", "單位 Unit", 10),
                    Column("document", "文件 Document", 40),
                    Column("export", "所核匯出 Export checked", 30),
                    Column("kpi", "指標 KPI", 24),
                    Column("outcome", "結果 Outcome", 12),
                ],
                totals,
                "registers/control_totals.csv 沒有本年的總數 The register of control totals states none of the year.",
                to_fill=TICK,
            ),
            Table(
                "bridge",
                "Headcount bridge",
                "員工人數變動 Headcount from opening to closing, by company",
                [
                    Column("company", "公司 Company", 46),
                    *(
                        Column(name, heading, 14)
                        for name, heading in (
                            ("opening", "年初 Opening"),
                            ("hires", "入職 Hires"),
                            ("separations", "離職 Separations"),
                            ("transfers_in", "調入 Transfers in"),
                            ("transfers_out", "調出 Transfers out"),
                            ("status", "身分變動 Status changes"),
                            ("moved", "邊界變動 Boundary changes"),
                            ("closing", "年末 Closing"),
                            ("difference", "差額 Difference"),
                        )
                    ),
                ],
                bridge,
                "範圍內沒有員工名冊 No roster is in scope.",
            ),
        ],
    )


def _grid(year: Year) -> Table:
    """A row for each site and utility, a column for each month: days covered of days leased, or the quantity."""
    grids = year.quality.grids
    names = grids[0].months if grids else ()
    rows: list[list[Cell]] = [
        [
            f"{grid.utility} ({UTILITIES[grid.utility]})",
            site,
            *(
                "-" if cell.standing == "outside" else _told(cell.covered, cell.wanted, cell.quantity)
                for cell in cells
            ),
            sum(cell.standing in ("part", "none") for cell in cells),
        ]
        for grid in grids
        for site, cells in grid.sites
    ]
    return Table(
        "grid",
        "Coverage",
        "覆蓋表：職場 × 月份 Coverage: site x month",
        [
            Column("utility", "項目 Utility", 22),
            Column("site", "職場 Site", 10),
            *(Column(f"month_{place}", name, 12) for place, name in enumerate(names)),
            Column("gaps", "缺口 Gaps", 10),
        ],
        rows,
        "範圍內沒有帳單或清運記錄 No bills or collections are in scope, or their audit did not run.",
        "每格為所收日數/應有日數，廢物為公斤；- 為租期外。 A cell is days covered / days leased, of waste kg; "
        "- is outside "
        "the lease.",
    )


def _told(covered: int | None, wanted: int, quantity: str) -> str:
    return f"{covered}/{wanted}" if covered is not None else quantity or "0"


def left_out(year: Year) -> Part:
    """Part 6: rows in quarantine, rows that rules left out, duplicates, and the account of all rows."""
    held: list[list[Cell]] = [
        [one.contract, one.place, one.column, one.found, one.expected, one.reason, one.to_do]
        for one in year.quality.quarantine
    ]
    by_rule: list[list[Cell]] = [
        [one.contract, one.rule, one.decided_at, one.rows, one.meaning] for one in year.quality.exclusions
    ]
    exports = sorted({one.contract for one in year.quality.exclusions})
    rows = rows_left_out(year.connection, exports)
    listed: list[list[Cell]] = [
        [
            one.contract, one.rule, one.decided_at, one.file_name, one.sheet, one.source_row, one.row_key, one.why,
        ]
        for one in rows[:MOST_LISTED]
    ]  # fmt: skip
    doubles = [one for one in listed if one[1] in DOUBLES]
    return Part(
        "6",
        "隔離、剔除及重複 Quarantine, exclusions and duplicates",
        "每一行不計入任何數字的記錄及其原因 Every row that counts in no figure, and why",
        f"{len(held)} rows in quarantine, {sum(int(str(one[3])) for one in by_rule):,} left out by "
        f"{len({one[1] for one in by_rule})} rules, {len(doubles)} of them as duplicates",
        [
            Table(
                "quarantine",
                "Quarantine",
                "隔離的行 Rows in quarantine",
                [
                    Column("export", "匯出 Export", 30),
                    Column("place", "位置 Place", 56),
                    Column("column", "欄 Column", 18),
                    Column("found", "所見 Found", 30),
                    Column("expected", "應為 Expected", 30),
                    Column("reason", "原因 Reason", 36),
                    Column("to_do", "處理 To do", 36),
                ],
                held,
                "沒有隔離的行：有隔離而未處理者不能出稿 No row is in quarantine: a year with one that is not corrected "
                "or excluded in writing gets no draft.",
                to_fill=TICK,
            ),
            Table(
                "excluded",
                "Excluded by rule",
                "按規則剔除 Rows left out, by export and rule",
                [
                    Column("export", "匯出 Export", 34),
                    Column("rule", "規則 Rule", 30),
                    Column("at", "於何處 Decided at", 14),
                    Column("rows", "行數 Rows", 12),
                    Column("meaning", "意思 Meaning", 90),
                ],
                by_rule,
                "沒有規則剔除任何行 No rule left out a row.",
                to_fill=TICK,
            ),
            Table(
                "duplicates",
                "Duplicates",
                "剔除的重複 Duplicates that were removed",
                LEFT_OUT,
                doubles,
                "沒有重複：契約的鍵在同一年內不可重複，重複者隔離 No duplicates: a key of a contract that is "
                "there twice "
                "is an error and goes to quarantine; a second row of a person or a register is listed by its rule.",
            ),
            Table(
                "excluded_rows",
                "Excluded rows",
                "剔除的行 Rows left out, one by one",
                LEFT_OUT,
                listed,
                "沒有規則剔除任何行 No rule left out a row.",
                f"列出{len(listed):,}行，共{len(rows):,}行；全部：esg explain <figure> --rows --xlsx。 "
                f"{len(listed):,} of {len(rows):,} rows.",
                to_fill=TICK,
            ),
            Table(
                "conservation",
                "Conservation",
                "行數平衡 The account of rows through the layers",
                [
                    Column("export", "匯出 Export", 34),
                    Column("border", "邊界 Border", 30),
                    Column("before", "之前 Rows before", 13),
                    Column("after", "之後 Rows after", 13),
                    Column("excluded", "剔除 Excluded", 13),
                    Column("quarantined", "隔離 Quarantined", 13),
                    Column("set_aside", "另置 Set aside", 13),
                    Column("reason", "原因 Reason", 40),
                    Column("excluded_in_facts", "事實表剔除 Excluded in facts", 15),
                    Column("difference", "差額 Difference", 13),
                ],
                year.rows("select * exclude (place) from audit.aud_conservation order by contract, place"),
                "行數平衡的檢查沒有跑 The audit of rows through the layers did not run.",
            ),
        ],
    )
