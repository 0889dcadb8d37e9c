"""Parts B to E, from the company's registers: events after the year end, evidence, review notes, who had access."""

from __future__ import annotations

from dagster_project.lineage.figure_id import FigureId, FigureIdError
from dagster_project.lineage.trace import TraceError, trace
from dagster_project.pack.attach import look_at
from dagster_project.pack.parts import TICK, Cell, Column, Part, Table
from dagster_project.pack.registers import FOLDER
from dagster_project.pack.year import Year


def no_rows(year: Year, register: str) -> str:
    """What to say of a register that has no rows of the year."""
    path = f"{FOLDER}/{register}.csv"
    if not (year.settings.company_dir / path).is_file():
        return f"公司沒有{path} The company keeps no {path}."
    return f"{path}沒有{year.year}年的行 {path} has no row of {year.year}."


def events(year: Year) -> Part:
    """Part B: what happened after the year end."""
    rows: list[list[Cell]] = [
        [
            one.id, one.on, "調整 adjusting" if one.kind == "adjusting" else "非調整 non-adjusting", one.description,
            one.figures, one.treatment, one.by,
            "年末後 after the year end" if one.on > year.period[1] else "年內 IN THE YEAR",
        ]
        for one in year.registers.events
    ]  # fmt: skip
    adjusting = sum(1 for one in year.registers.events if one.kind == "adjusting")
    return Part(
        "B",
        "期後事項 Events after the year end",
        "年末至今的事項及其處理；調整事項須反映於數字 What happened since the year end and how it was dealt with; an "
        "adjusting event has to show in the figures",
        f"{len(rows)} events, {adjusting} adjusting" if rows else "none kept",
        [
            Table(
                "events",
                "Events",
                "期後事項 Events",
                [
                    Column("id", "編號 No.", 10),
                    Column("on", "日期 Date", 13),
                    Column("kind", "類別 Kind", 22),
                    Column("description", "說明 What happened", 70),
                    Column("figures", "數字 Figures", 40),
                    Column("treatment", "處理 Treatment", 60),
                    Column("by", "記錄人 Recorded by", 28),
                    Column("dated", "日期檢查 Date", 20),
                ],
                rows,
                no_rows(year, "events"),
                to_fill=TICK,
            )
        ],
    )


def evidence(year: Year) -> Part:
    """Part C: files that were attached to figures, exports and rows, each hashed anew."""
    looked = look_at(year.settings.company_dir, year.registers.evidence)
    rows: list[list[Cell]] = [
        [
            one.evidence.to, *_proves(year, one.evidence.to), one.evidence.name, one.evidence.note, one.evidence.by,
            one.evidence.on, f"{FOLDER}/{one.evidence.file}", one.evidence.sha256,
            "相符 unchanged" if one.fault is None else f"不符 FAULT: {one.fault}",
        ]
        for one in looked
    ]  # fmt: skip
    faults = sum(1 for one in looked if one.fault)
    corrections = year.rows(
        "select file_name, source_row, column_name, evidence, evidence_sha256, reason, decided_by, "
        "try_cast(decided_on as date) from raw.corrected_cells where evidence is not null order by all"
    )
    return Part(
        "C",
        "憑據 Evidence",
        "附於數字、匯出或行的檔案（帳單、確認函、提取語句），封入本冊並重新核對指紋；附加：esg attach。 Bills, "
        "confirmations and "
        "queries that were attached; they lie in this pack and were hashed anew. To attach one: esg attach",
        f"{len(rows)} files attached, {faults} with a fault; {len(corrections)} corrections name evidence",
        [
            Table(
                "evidence",
                "Evidence",
                "所附檔案 Files attached",
                [
                    Column("to", "附於 Attached to", 56),
                    Column("kind", "類別 Kind", 20),
                    Column("figures", "觸及數字 Figures touched", 13),
                    Column("name", "原檔名 Name", 36),
                    Column("note", "說明 Note", 50),
                    Column("by", "提交人 By", 28),
                    Column("on", "日期 On", 13),
                    Column("file", "本冊內檔案 File in this pack", 60),
                    Column("sha256", "檔案指紋 sha256", 66),
                    Column("state", "核對 Hashed anew", 34),
                ],
                rows,
                no_rows(year, "evidence"),
                to_fill=TICK,
            ),
            Table(
                "correction_evidence",
                "Corrections' evidence",
                "更正所引憑據 Evidence that corrections name",
                [
                    Column("file", "檔案 File", 52),
                    Column("row", "行 Row", 8, plain=True),
                    Column("column", "欄 Column", 20),
                    Column("evidence", "憑據 Evidence", 44),
                    Column("sha256", "檔案指紋 sha256", 66),
                    Column("reason", "原因 Reason", 44),
                    Column("by", "由何人 By", 28),
                    Column("on", "日期 On", 13),
                ],
                corrections,
                "沒有更正，或更正沒有引用憑據 No cell was corrected, or no correction names evidence.",
                to_fill=TICK,
            ),
        ],
    )


def _proves(year: Year, to: str) -> tuple[str, int | None]:
    """What a file is attached to, and how many figures that touches; one that the year does not have is told."""
    try:
        known = FigureId.parse(to).key in year.values
        return ("數字 figure", 1) if known else ("沒有此數字 NO SUCH FIGURE", None)
    except FigureIdError:
        name, _, row = to.rpartition(":") if to.rpartition(":")[2].isdigit() else (to, "", "")
    try:
        touched = trace(year.connection, year.year, name, int(row) if row else None).touched
    except TraceError:
        return "沒有此檔案或行 NO SUCH FILE OR ROW", None
    return ("行 row" if row else "匯出 export"), len({one.figure for one in touched})


def review_notes(year: Year) -> Part:
    """Part D: what reviewers asked, open ones first."""
    notes = sorted(year.registers.review_notes, key=lambda one: (one.state != "open", one.raised_on, one.id))
    rows: list[list[Cell]] = [
        [
            one.id, "未結 OPEN" if one.state == "open" else "已結 closed", one.about, one.note, one.raised_by,
            one.raised_on, one.answer, one.answered_by, one.answered_on,
        ]
        for one in notes
    ]  # fmt: skip
    open_ones = sum(1 for one in notes if one.state == "open")
    return Part(
        "D",
        "覆核意見 Review notes",
        "覆核人的問題及答覆，未結者在前 Questions of reviewers and the answers, open ones first",
        f"{open_ones} open, {len(rows) - open_ones} closed" if rows else "none kept",
        [
            Table(
                "review_notes",
                "Review notes",
                "覆核意見 Review notes",
                [
                    Column("id", "編號 No.", 10),
                    Column("state", "狀態 State", 14),
                    Column("about", "關於 About", 40),
                    Column("note", "問題 Note", 70),
                    Column("raised_by", "提出人 Raised by", 28),
                    Column("raised_on", "提出日期 On", 13),
                    Column("answer", "答覆 Answer", 70),
                    Column("answered_by", "答覆人 Answered by", 28),
                    Column("answered_on", "答覆日期 On", 13),
                ],
                rows,
                no_rows(year, "review_notes"),
                to_fill=TICK,
            )
        ],
    )


RIGHTS = {
    "read": "讀取 read",
    "write": "寫入 write",
    "approve": "批准 approve",
    "administer": "管理 administer",
}


def access(year: Year) -> Part:
    """Part E: who could read, write or approve what."""
    rows: list[list[Cell]] = [
        [one.who, one.role, one.where, RIGHTS[one.right], one.since, one.until, one.granted_by]
        for one in year.registers.access
    ]
    return Part(
        "E",
        "權限 Who had access",
        "誰可讀、寫、批准及管理；軟件本身不設登入，權限由檔案夾及系統管理 Who could read, write, approve and "
        "administer; "
        "the software has no log-in of its own: the folder's and the systems' permissions decide",
        f"{len({row[0] for row in rows})} people, {len(rows)} rights" if rows else "none kept",
        [
            Table(
                "access",
                "Access",
                "權限 Access",
                [
                    Column("who", "人員 Who", 36),
                    Column("role", "職責 Role", 28),
                    Column("where", "範圍 Where", 56),
                    Column("right", "權限 Right", 18),
                    Column("since", "開始 Since", 13),
                    Column("until", "結束 Until", 13),
                    Column("granted", "批准人 Granted by", 36),
                ],
                rows,
                no_rows(year, "access"),
                to_fill=TICK,
            )
        ],
    )
