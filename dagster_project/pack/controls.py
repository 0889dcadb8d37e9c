"""Parts 10 and 12: what the gates checked and found, and how each figure moved since the year before."""

from __future__ import annotations

from dagster_project.pack.parts import TICK, Cell, Column, Part, Table
from dagster_project.pack.year import Year

FINDING = (
    Column("rule", "規則 Rule", 56),
    Column("subject", "對象 Of", 44),
    Column("seen", "所見 Seen", 40),
    Column("times", "次數 Times", 10),
    Column("message", "意思 What it means", 56),
    Column("reason", "處理 Disposition: the written explanation", 60),
    Column("by", "解釋人 By", 30),
    Column("on", "日期 On", 13),
)


def controls(year: Year) -> Part:
    """Part 10: every suite and rule of the gates, cross-foots, what they saw, and how it was dealt with."""
    quality = year.quality
    suites: list[list[Cell]] = [
        [
            one.gate, one.suite, one.title, one.about, one.standing, one.rows, len(one.rules), one.failed,
            one.failing_rows, one.findings, one.open, "; ".join(one.reasons),
        ]
        for one in quality.suites
    ]  # fmt: skip
    rules: list[list[Cell]] = [
        [
            suite.gate, suite.suite, rule.id, rule.severity, rule.standing, rule.expected, rule.observed, rule.failing,
            rule.message,
        ]
        for suite in quality.suites
        for rule in suite.rules
    ]  # fmt: skip
    foots = year.rows(
        "select kpi_id, dimension, status, member_count, total, members_sum, difference from marts.mart_cross_foots "
        "order by kpi_id, dimension"
    )
    seen: list[list[Cell]] = [
        [
            one.rule, one.subject, one.seen, one.times, one.message,
            one.answer.reason if one.answer else "未解釋 not explained",
            one.answer.by if one.answer else None, one.answer.on if one.answer else None,
        ]
        for one in quality.findings
    ]  # fmt: skip
    passed = sum(1 for one in suites if one[4] in ("passed", "explained"))
    return Part(
        "10",
        "控制記錄 Controls log",
        "兩道關口的每套檢查及每條規則：容差、所見、例外及其處理 Every suite and rule of both gates, its "
        "tolerance, what it "
        "saw, exceptions and their disposition",
        f"{passed} of {len(suites)} suites hold, {len(rules)} rules, {len(seen)} exceptions, "
        f"{len(quality.open)} not explained",
        [
            Table(
                "suites",
                "Suites",
                "檢查 Suites",
                [
                    Column("gate", "關口 Gate", 11),
                    Column("suite", "檢查 Suite", 34),
                    Column("title", "名稱 Title", 44),
                    Column("about", "檢查甚麼 About", 66),
                    Column("standing", "結果 Outcome", 13),
                    Column("rows", "行數 Rows seen", 11),
                    Column("rules", "規則 Rules", 10),
                    Column("failed", "不合 Failed", 10),
                    Column("failing", "不合行 Rows that fail", 12),
                    Column("findings", "所見 Findings", 11),
                    Column("open", "未解釋 Open", 10),
                    Column("reasons", "其他原因 Other reasons", 40),
                ],
                suites,
                "公司沒有要求任何檢查 No suite is required.",
                to_fill=TICK,
            ),
            Table(
                "rules",
                "Rules",
                "規則及容差 Rules and tolerances",
                [
                    Column("gate", "關口 Gate", 11),
                    Column("suite", "檢查 Suite", 34),
                    Column("rule", "規則 Rule", 40),
                    Column("severity", "嚴重性 Severity", 12),
                    Column("standing", "結果 Outcome", 13),
                    Column("expected", "應為及容差 Expected, tolerance", 60),
                    Column("observed", "所見 Observed", 44),
                    Column("failing", "不合行 Rows that fail", 12),
                    Column("message", "意思 What it means", 60),
                ],
                rules,
                "沒有規則跑過 No rule ran.",
                to_fill=TICK,
            ),
            Table(
                "cross_foots",
                "Cross-foots",
                "細分相加 Parts add up to their total",
                [
                    Column("kpi", "指標 KPI", 34),
                    Column("dimension", "細分 Breakdown", 24),
                    Column("status", "狀態 Status", 16),
                    Column("members", "成員 Members", 11),
                    Column("total", "總數 Total", 18),
                    Column("sum", "細分相加 Sum of the parts", 18),
                    Column("difference", "差額 Difference", 13),
                ],
                foots,
                "沒有可相加的細分 No breakdown adds up to a total.",
                to_fill=TICK,
            ),
            Table(
                "exceptions",
                "Exceptions",
                "例外及處理 Exceptions and their disposition",
                FINDING,
                seen,
                "沒有警告 No warning saw anything.",
                to_fill=TICK,
            ),
        ],
    )


def movements(year: Year) -> Part:
    """Part 12: each line beside the year before as published, its threshold, who owns it and why it moved."""
    answers: dict[str, list[str]] = {}
    for one in year.quality.findings:
        if one.rule.startswith("publish/appendix_movement/"):
            said = (
                f"{one.answer.reason} ({one.answer.by}, {one.answer.on})"
                if one.answer
                else "未解釋 not explained"
            )
            answers.setdefault(one.subject, []).append(said)
    rows: list[list[Cell]] = []
    for one in year.edition.movements:
        kpi = year.registry[one.key.kpi_id]
        chosen = kpi.materiality_for(year.company)
        line = year.lines[one.key]
        before, now = line.cells[-2].number, line.current.number
        flagged = [
            word
            for word, found in (
                ("重大 material", one.moved), ("消失 disappeared", one.disappeared),
                ("分制不同 another scale", one.rescaled),
                ("方法不同 another method", one.method), ("單位不同 another unit", one.unit),
            )
            if found
        ]  # fmt: skip
        rows.append(
            [
                year.figure(one.key), year.label(one.key), line.unit.zh_hant, before, now, one.change,
                None if one.change is None or not before else one.change / abs(before),
                chosen.movement, chosen.least, "; ".join(flagged) or "未過門檻 below the threshold",
                "\n".join(answers.get(" / ".join(one.key), [])), kpi.owner,
            ]
        )  # fmt: skip
    material = sum(1 for one in year.edition.movements if one.moved)
    return Part(
        "12",
        "按年變動 Year on year",
        "與上年刊載數比較，過門檻者須書面解釋 Beside the year before as published; what moved by more than its "
        "threshold "
        "is explained in writing",
        f"{len(rows)} figures of the table, {material} moved materially",
        [
            Table(
                "movements",
                "Year on year",
                "按年變動 Movements",
                [
                    Column("figure", "數字 Figure", 40),
                    Column("label", "名稱 Label", 44),
                    Column("unit", "單位 Unit", 11),
                    Column("before", "上年刊載 Year before, published", 16),
                    Column("now", "本年 Year", 14),
                    Column("change", "變動 Change", 14),
                    Column("share", "變動比例 Share", 12, decimals=4),
                    Column("movement", "門檻比例 Threshold", 12),
                    Column("least", "最低額 Least", 11),
                    Column("flag", "標記 Flag", 26),
                    Column("why", "解釋 Explanation", 70),
                    Column("owner", "負責 Owner", 22),
                ],
                rows,
                "附錄沒有數字 The appendix prints no figure.",
                "章節的關鍵數字沒有比較數，故不在此表。 Key figures of chapters print no comparatives and are "
                "not compared.",
                to_fill=TICK,
            )
        ],
    )
