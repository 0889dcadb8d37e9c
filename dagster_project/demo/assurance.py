"""What the made-up company keeps for its assurer: registers and two files of evidence. Everything is invented."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from dagster_project.demo.files import Export
from dagster_project.pack.registers import FOLDER, ROWS, headings, register_file

YEAR = 2023
CONTROLLER, FACILITIES, HR = "沈可欣（虛構）", "何啟明（虛構）", "梁仲文（虛構）"
AUDITOR, ASSURER = "內部審計 周以勤（虛構）", "示範核證所（虛構）"
BILL_HEAD = "虛構數據 · MADE-UP DATA\n電費帳單（虛構） Electricity bill (made up)\n"
QUERY = """-- 虛構數據 MADE-UP DATA
-- 年末員工名冊的提取語句（虛構的人力系統） How the made-up HR system exports the roster of the year end.
select *
from hr_core.roster
where snapshot_date = date '2023-12-31'
order by employee_no;
"""

MISSTATEMENTS = [
    {
        "id": "M-01", "figure": "2023/electricity", "effect": "-1.86", "kind": "判斷", "disposition": "未更正",
        "description": "上海職場12月帳單抄表較月末早兩日，其後兩日用電由下期帳單補計，現按日分攤少計（虛構）",
        "reason": "遠低於門檻，且下年自然回轉（虛構）", "found_by": FACILITIES, "found_on": "2024-01-16",
        "decided_by": CONTROLLER,
    },
    {
        "id": "M-02", "figure": "2023/ghg_scope2", "effect": "-1.06", "kind": "判斷", "disposition": "未更正",
        "description": "M-01 的排放影響：1.86兆瓦時 × 0.5703（虛構）",
        "reason": "隨 M-01，遠低於門檻（虛構）", "found_by": FACILITIES, "found_on": "2024-01-16",
        "decided_by": CONTROLLER,
    },
    {
        "id": "M-03", "figure": "2023/water", "effect": "41.50", "kind": "事實", "disposition": "已更正",
        "description": "成都職場一張水費帳單起初重複報送，覆核時剔除（虛構）",
        "reason": "供應商重發帳單（虛構）", "found_by": AUDITOR, "found_on": "2024-01-18", "decided_by": CONTROLLER,
    },
]  # fmt: skip
EVENTS = [
    {
        "id": "E-01", "on": "2024-02-06", "kind": "非調整", "figures": "2023/electricity; 2023/headcount",
        "description": "公司簽約於2024年6月退租成都職場，員工遷至深圳（虛構）",
        "treatment": "不調整本年數字；於報告正文說明，下年邊界另計（虛構）", "by": CONTROLLER,
    },
    {
        "id": "E-02", "on": "2024-01-25", "kind": "調整", "figures": "2023/lost_days",
        "description": "社保局認定一宗年內事故為工傷（虛構）",
        "treatment": "認定書已計入工傷台帳，本年數字已反映（虛構）", "by": HR,
    },
]  # fmt: skip
REVIEW_NOTES = [
    {
        "id": "R-01", "about": "2023/electricity", "raised_by": AUDITOR, "raised_on": "2024-01-19", "state": "已結",
        "note": "香港職場用國家電網因子而非港燈因子，與上年不同，原因為何？（虛構）",
        "answer": "集團決定全部採用同一因子，以便比較；影響列於第8部分，港燈因子所得列於地區因子一欄（虛構）",
        "answered_by": CONTROLLER, "answered_on": "2024-01-22",
    },
    {
        "id": "R-02", "about": "4", "raised_by": AUDITOR, "raised_on": "2024-01-19", "state": "已結",
        "note": "深圳二號職場六月底退租，最後一張電費帳單是否已收？（虛構）",
        "answer": "已收，覆蓋至2023年6月30日，見覆蓋表（虛構）", "answered_by": FACILITIES, "answered_on": "2024-01-20",
    },
    {
        "id": "R-03", "about": "raw/2023/人力/員工花名冊_2023.xlsx", "raised_by": ASSURER, "raised_on": "2024-01-29",
        "state": "未結", "note": "請提供名冊與12月薪酬系統逐人核對的結果，現只有按公司的人數（虛構）",
    },
]  # fmt: skip
ACCESS = [
    {
        "who": CONTROLLER, "role": "編製人", "where": "公司資料夾 company/", "right": "寫入", "since": "2023-11-01",
        "granted_by": "可持續發展部主管（虛構）",
    },
    {
        "who": HR, "role": "人力資源數據負責人", "where": "raw/2023/人力", "right": "寫入", "since": "2024-01-02",
        "until": "2024-01-31", "granted_by": CONTROLLER,
    },
    {
        "who": FACILITIES, "role": "設施數據負責人", "where": "raw/2023/設施", "right": "寫入", "since": "2024-01-02",
        "until": "2024-01-31", "granted_by": CONTROLLER,
    },
    {
        "who": AUDITOR, "role": "內部審計", "where": "esg review、資料冊", "right": "讀取", "since": "2024-01-15",
        "granted_by": "審計委員會（虛構）",
    },
    {
        "who": "系統管理員 賴文傑（虛構）", "role": "資訊科技", "where": "data/、落地檔案及鑰匙", "right": "管理",
        "since": "2022-06-01", "granted_by": "資訊科技部主管（虛構）",
    },
    {
        "who": ASSURER, "role": "核證機構", "where": "本資料冊", "right": "讀取", "since": "2024-01-26",
        "until": "2024-03-31", "granted_by": "董事會（虛構）",
    },
]  # fmt: skip
PRINCIPLES = [
    {
        "principle": "包容性", "statement": "每年向員工、客戶、供應商及投資者問卷及訪談（虛構）",
        "evidence": "2023年持份者溝通記錄（虛構）",
    },
    {
        "principle": "實質性", "statement": "由委員會按影響及財務兩方面排列議題並經董事會確認（虛構）",
        "evidence": "2023年重要性評估，董事會紀錄（虛構）",
    },
    {
        "principle": "回應性", "statement": "每項重要議題有目標、負責人及年度進展（虛構）",
        "evidence": "報告第1章；委員會紀錄（虛構）",
    },
]  # fmt: skip
"""Of the fourth principle, impact, the company states nothing: the pack has to say so."""


def write_assurance(folder: Path, bills: Export) -> None:
    """Write the registers and the files of evidence.

    Args:
        bills: an export that is written already; the bill says what a row of it says, and is attached to that row.
    """
    row = _row_of_a_bill(bills)
    evidence = [
        _attached(
            folder, "電費帳單_虛構.txt", _bill(folder, bills, row).encode("utf-8"), f"{bills.path}:{row}",
            "供電企業的帳單（虛構）", FACILITIES, "2024-01-17",
        ),
        _attached(
            folder, "名冊提取語句_虛構.sql", QUERY.encode("utf-8"), f"{YEAR}/headcount",
            "人力系統提取年末名冊的語句（虛構）", HR, "2024-01-08",
        ),
    ]  # fmt: skip
    kept: Mapping[str, Sequence[Mapping[str, str]]] = {
        "misstatements": MISSTATEMENTS,
        "events": EVENTS,
        "evidence": evidence,
        "review_notes": REVIEW_NOTES,
        "access": ACCESS,
        "principles": PRINCIPLES,
    }
    for register, rows in kept.items():
        _write_register(folder, register, rows)


def _row_of_a_bill(bills: Export) -> int:
    """The row in the file, as a person counts them, of the first bill that has one line for all its registers."""
    place = next(place for place, row in enumerate(bills.rows) if row["reading_type"] == "total")
    return len(bills.title) + 1 + place + 1


def _bill(folder: Path, bills: Export, row: int) -> str:
    lines = list(csv.reader((folder / bills.path).read_text(encoding=bills.encoding).splitlines()))
    heading, cells = lines[len(bills.title)], lines[row - 1]
    return BILL_HEAD + "".join(f"{name}: {cell}\n" for name, cell in zip(heading, cells, strict=True))


def _attached(
    folder: Path, name: str, content: bytes, to: str, note: str, by: str, on: str
) -> dict[str, str]:
    digest = hashlib.sha256(content).hexdigest()
    file = f"files/{digest}{Path(name).suffix}"
    path = folder / FOLDER / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return {"file": file, "name": name, "sha256": digest, "to": to, "note": note, "by": by, "on": on}


def _write_register(folder: Path, register: str, rows: Iterable[Mapping[str, str]]) -> None:
    columns = headings(ROWS[register])
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns.values())
    writer.writerows([{"year": str(YEAR), **row}.get(name, "") for name in columns] for row in rows)
    path = register_file(folder, register)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.getvalue(), encoding="utf-8-sig", newline="")
