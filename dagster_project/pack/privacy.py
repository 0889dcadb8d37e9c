"""Part 18: what becomes of figures of few people, how people are made unknown, and what this pack holds of them."""

from __future__ import annotations

from dagster_project.figures.values import Key
from dagster_project.pack.parts import TICK, Cell, Column, Part, Table
from dagster_project.pack.year import Year
from dagster_project.project import SEEDS_DIR
from dagster_project.registry.contracts import Personal, load_contracts
from dagster_project.registry.kpis import TOTAL

TREATED: dict[Personal, str] = {
    "employee": "以有鑰雜湊代替 Replaced by a keyed hash (HMAC-SHA256)",
    "identity": "以有鑰雜湊代替 Replaced by a keyed hash (HMAC-SHA256)",
    "name": "不入倉 Never reaches the warehouse",
    "birth": "只用於年齡組別，旁附有鑰雜湊 Used for the age band alone, with a keyed hash beside it",
}
EXTRACT = Key("headcount", TOTAL, TOTAL)
EXTRACT_FILE = "headcount_rows.csv"


def privacy(year: Year) -> Part:
    """Part 18: the rule, the figures that it concerned, the columns that name people, what the pack holds."""
    rule = year.company.small_cells_of(year.year)
    small: list[list[Cell]] = [
        [
            year.figure(one.key), year.label(one.key), one.found or "與其他隱藏 hidden with another",
            one.outcome, one.shown, one.worked_out, one.worked_out_before,
        ]
        for one in year.edition.small_cells
    ]  # fmt: skip
    columns: list[list[Cell]] = [
        [contract.id, name, column.meaning, TREATED[column.personal]]
        for contract in load_contracts(SEEDS_DIR / "contracts").values()
        if contract.id in year.company.exports
        for name, column in contract.columns.items()
        if column.personal
    ]
    hidden = len(year.edition.protection.suppressed)
    statements: list[list[Cell]] = [
        ["規則 Rule", f"少於{rule.below}人 fewer than {rule.below} people: {rule.action}"],
        ["理由 Reason", rule.reason or "沒有 none is needed"],
        [
            "未公開數字 Figures kept back from the public",
            f"{hidden}；本冊照載 shown in this pack" if hidden else "0",
        ],
        [
            "本冊的個人資料 People in this pack",
            "沒有姓名及證件號碼；僱員以有鑰雜湊代表，可由公司以其鑰匙還原。批准、解釋及有權限者具名。 No names "
            "and no identity "
            "numbers of employees: a keyed hash stands for each, which only the company's key leads back from. "
            "Those who "
            "approved, explained or had access are named.",
        ],
        [
            "人力資料摘錄 Pseudonymised extract of HR data",
            f"{EXTRACT_FILE}: 年末員工每人一行，來源檔案及行號 one row for each employee at the year end, with "
            "its file and "
            "row. Others: esg explain FIGURE --rows --csv FILE",
        ],
        [
            "原始檔案 The files as they came",
            "data/<company>/landed，只有擁有者可讀 readable by its owner alone; names of people are there and "
            "nowhere else",
        ],
        ["查閱記錄 Access", "部分E Part E; Dagster's runs are in the run history of the UI (esg review)"],
    ]
    return Part(
        "18",
        "私隱說明 Privacy note",
        "人數過少的數字、假名化的欄、本冊內容 Figures of few people, pseudonymised columns, what this pack holds",
        f"{len(small)} figures of few people, {hidden} kept back; {len(columns)} personal columns "
        "pseudonymised or dropped",
        [
            Table(
                "privacy",
                "Privacy",
                "私隱說明 Privacy note",
                [Column("what", "項目 Item", 44), Column("said", "內容 Content", 110)],
                statements,
                "",
                to_fill=TICK,
            ),
            Table(
                "small_cells",
                "Few people",
                "人數過少的數字 Figures of few people",
                [
                    Column("figure", "數字 Figure", 44),
                    Column("label", "名稱 Label", 44),
                    Column("found", "何處 Where the few are", 28),
                    Column("outcome", "結果 Outcome", 18),
                    Column("shown", "公開所示 What the public sees of it", 22),
                    Column("worked_out", "可推算 What follows from print", 26),
                    Column("before", "先前可推算 From earlier print", 26),
                ],
                small,
                "沒有人數過少的數字，或公司選擇不理會 No figure is of few people, or the company chose to ignore them.",
                to_fill=TICK,
            ),
            Table(
                "personal_columns",
                "Personal columns",
                "識別個人的欄 Columns that identify people",
                [
                    Column("export", "匯出 Export", 34),
                    Column("column", "欄 Column", 24),
                    Column("meaning", "意思 Meaning", 60),
                    Column("treated", "處理 Treatment", 60),
                ],
                columns,
                "範圍內的匯出沒有識別個人的欄 No export in scope has such columns.",
                to_fill=TICK,
            ),
        ],
    )
