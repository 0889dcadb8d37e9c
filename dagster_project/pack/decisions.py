"""Parts 11, 13 and 17: who decided what, what was restated, and the sheet that the company signs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from dagster_project.company import Names
from dagster_project.lineage.figure_id import FigureId
from dagster_project.pack.parts import TICK, Cell, Column, Part, Table
from dagster_project.pack.year import Year
from dagster_project.sealing.manifest import Signed, read_manifest
from dagster_project.signoff.ledger import Entry
from dagster_project.signoff.people import PREPARER, SIGN_OFF_FILE, USUAL_ROLES, SignOff
from dagster_project.signoff.state import PRINTED

AWAITED = "待簽 awaited"
SIGNED = {
    "company__scope1_sources": ("source", "status"),
    "company__indicators": ("indicator || '/' || dimension || '/' || member", "value"),
    "company__disclosures": ("standard || ' ' || code", "status"),
}
"""Registers whose rows are signed: what a row is of, and what it states."""


def maker_checker(year: Year) -> Part:
    """Part 11: every change and decision with before, after, who, when and why."""
    changes = list(_changes(year))
    signed = [
        row
        for register, (of, said) in SIGNED.items()
        for row in year.rows(
            f"select '{register}', {of}, {said}, owner, signed_by, try_cast(signed_on as date), source_row "
            f'from raw."{register}" where year = ? order by source_row, row_id',
            [str(year.year)],
        )
    ]
    unsigned = sum(1 for row in signed if not row[4])
    approvals, entries = _approvals(year), _ledger(year)
    waiting = sum(1 for row in approvals if row[1] == AWAITED)
    return Part(
        "11",
        "編製與覆核記錄 Maker and checker",
        "誰於何時為何改了甚麼：更正、剔除、解釋，前值及後值；登記冊的簽署 Who changed or decided what, when and why: "
        "corrections, exclusions, explanations with before and after; signatures of registers",
        f"{year.standing.state if year.standing else 'no sign_off.yml'}"
        + (f", {waiting} signatures are awaited" if waiting else "")
        + f"; {len(changes)} decisions; {len(signed)} rows of registers, {unsigned} not signed; "
        f"{len(entries)} entries of the ledger, its chain holds",
        [
            Table(
                "approvals",
                "Approvals",
                "編製人的提交及各角色的批准 The preparer's submission and the approvals",
                [
                    Column("role", "職責 Role", 40),
                    Column("state", "狀態 State", 26),
                    Column("who", "人員 Who", 26),
                    Column("at", "時間 At (UTC)", 20),
                    Column("printed", "所簽內容 sha256 of what is printed", 66),
                    Column("signed", "數碼簽署 Ed25519", 14),
                    Column("entry", "記錄 Entry of the ledger", 66),
                ],
                approvals,
                f"公司沒有{SIGN_OFF_FILE} The company has no {SIGN_OFF_FILE}, so nobody is named who approves.",
                to_fill=TICK,
            ),
            Table(
                "ledger",
                "Ledger",
                "帳冊：逐項相扣的記錄 The ledger: entries chained by hash",
                [
                    Column("seq", "序 No.", 8),
                    Column("at", "時間 At (UTC)", 18),
                    Column("kind", "類別 Kind", 16),
                    Column("by", "由何人 By", 28),
                    Column("role", "職責 Role", 20),
                    Column("subject", "對象 Of", 60),
                    Column("before", "前 Before", 46),
                    Column("now", "後 Now", 46),
                    Column("previous", "前項指紋 Entry before", 20),
                    Column("hash", "指紋 Hash", 66),
                    Column("signed", "數碼簽署 Signed", 12),
                ],
                entries,
                "帳冊尚無本年記錄 The ledger has no entry of the year yet: it begins when the draft is submitted.",
                to_fill=TICK,
            ),
            Table(
                "decisions",
                "Decisions",
                "更正、剔除及解釋 Corrections, exclusions and explanations",
                [
                    Column("kind", "類別 Kind", 20),
                    Column("of", "對象 Of", 60),
                    Column("before", "前 Before / seen", 40),
                    Column("after", "後 After", 30),
                    Column("why", "原因 Why", 70),
                    Column("by", "由何人 By", 30),
                    Column("on", "日期 On", 13),
                    Column("evidence", "憑據 Evidence", 36),
                ],
                changes,
                "沒有更正、剔除或解釋 Nothing was corrected, excluded or explained in writing.",
                to_fill=TICK,
            ),
            Table(
                "signatures",
                "Signed registers",
                "登記冊的簽署 Signed rows of registers",
                [
                    Column("register", "登記冊 Register", 30),
                    Column("of", "項目 Of", 52),
                    Column("said", "所載 States", 24),
                    Column("owner", "負責 Owner (maker)", 30),
                    Column("by", "簽署 Signed by (checker)", 36),
                    Column("on", "日期 On", 13),
                    Column("row", "行 Row", 8, plain=True),
                ],
                signed,
                "登記冊沒有本年的行 No signed register has rows of the year.",
                to_fill=TICK,
            ),
        ],
    )


def _approvals(year: Year) -> list[list[Cell]]:
    """The preparer and each role that approves, with the signature that holds; then those that no longer do.

    Of a published version they are those that it was sealed with.
    """
    standing, rules = year.standing, year.rules
    if standing is None or rules is None:
        return []
    if year.version:
        sealed = read_manifest(year.settings.releases_dir(year.year) / year.version)
        return [_sealed(rules, one, sealed.printed) for one in sealed.approvals]
    wanted = {PREPARER: standing.submission} | {
        role: standing.approvals.get(role) for role in rules.approvals
    }
    rows = [_signature(rules, role, entry, "有效 holds") for role, entry in wanted.items()]
    return rows + [
        _signature(
            rules,
            one.entry.role or PREPARER,
            one.entry,
            f"失效 void: {len(one.changes.figures)} figures changed",
        )
        for one in standing.voided
    ]


def _sealed(rules: SignOff, one: Signed, printed: str) -> list[Cell]:
    names = rules.all_roles.get(one.role or PREPARER)
    role = f"{names.zh_hant} {names.en}" if names else one.role
    return [role, "已封存 sealed", one.name, _at(one.at), printed, one.is_signed, one.entry]


def _signature(rules: SignOff, role: str, entry: Entry | None, state: str) -> list[Cell]:
    names = rules.all_roles[role]
    told = f"{names.zh_hant} {names.en}"
    if entry is None:
        return [told, AWAITED, None, None, None, None, None]
    who = rules.people[entry.by].name if entry.by in rules.people else entry.by
    return [told, state, who, _at(entry.at), entry.body[PRINTED], entry.signature is not None, entry.hash]


def _at(text: str) -> Cell:
    return datetime.fromisoformat(text).replace(tzinfo=None)


def _ledger(year: Year) -> list[list[Cell]]:
    return [
        [
            one.seq, _at(one.at), one.kind, one.by, one.role, str(one.body.get("subject", "")),
            _told(one.body.get("before")), _told(_said(one)), one.previous[:12], one.hash, one.signature is not None,
        ]
        for one in year.ledger
        if one.year in (year.year, None)
    ]  # fmt: skip


def _said(entry: Entry) -> Any:
    """What an entry says: of a file's words what stands there now, else all but what it is of."""
    if "now" in entry.body:
        return entry.body["now"]
    return {name: text for name, text in entry.body.items() if name != "subject"}


def _told(body: Any) -> str:
    """What an entry says, as `name: text` in lines."""
    if isinstance(body, dict):
        return "\n".join(f"{name}: {text}" for name, text in body.items() if text not in (None, [], ""))
    return "" if body is None else str(body)


def _changes(year: Year) -> Iterator[list[Cell]]:
    for one in year.quality.corrections:
        yield [
            "更正 correction", f"{one.place}, {one.column}", one.old, one.new, one.reason, one.by,
            _day(one.on), one.evidence,
        ]  # fmt: skip
    yield from year.rows(
        "select '剔除 exclusion', files.file_name || ', row ' || rows.source_row, 'a row', rows.rule, rows.reason, "
        "rows.decided_by, try_cast(rows.decided_on as date), null from raw.excluded_rows as rows "
        "inner join (select distinct source_file, file_name from raw.landed_files) as files "
        "on rows.source_file = files.source_file where rows.decided_by is not null order by all"
    )
    for one in year.quality.explained:
        assert one.answer
        yield [
            "解釋 explanation", f"{one.rule}: {one.subject}", one.seen, "不變 stands", one.answer.reason, one.answer.by,
            one.answer.on, f"explanations/{year.year}.yml",
        ]  # fmt: skip


def _day(text: str) -> Cell:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def restatements(year: Year) -> Part:
    """Part 13: published figures that their inputs contradict or that were restated, changes of method or factor."""
    compared: list[list[Cell]] = [
        [
            str(FigureId(one.year, one.key)), year.label(one.key), one.published, one.computed, one.difference,
            one.outcome,
            f"{one.reason.zh_hant}\n{one.reason.en}" if one.reason else "", _treatment(year, one.year),
        ]
        for one in year.edition.differences()
    ]  # fmt: skip
    methods: list[list[Cell]] = [
        [kind, f"{label}", changed]
        for one in year.edition.movements
        for kind, label, changed in (
            ("方法 method", year.label(one.key), one.method),
            ("單位 unit", year.label(one.key), one.unit),
            ("分制 scale", year.label(one.key), one.rescaled),
        )
        if changed
    ]
    methods += year.rows(
        """
        select '因子 factor', coalesce(now.grid, before.grid),
               coalesce(before.factor_id, '-') || ' → ' || coalesce(now.factor_id, '-')
        from registry.grid_factors as now
        full join history.grid_factors as before on now.grid = before.grid
        where now.factor_id is distinct from before.factor_id and (select has_warehouse from history.year_before)
        order by 2
        """
    )
    agreed = sum(1 for one in year.edition.comparisons if one.outcome == "agrees")
    versions = [_version(one) for one in year.ledger if (one.kind, one.year) == ("publication", year.year)]
    return Part(
        "13",
        "重述記錄 Restatements (GRI 2-4)",
        "已刊載數字與重算不符者、重述，以及方法、單位及因子的改變 Published figures that their inputs contradict, "
        "restatements, and changes of method, unit and factor",
        f"{agreed} published figures agree, {len(compared)} differ; {len(methods)} changes of method, unit or factor; "
        f"{len(versions)} versions published",
        [
            Table(
                "restatements",
                "Restatements",
                "刊載數與重算 Published and recomputed",
                [
                    Column("figure", "數字 Figure", 44),
                    Column("label", "名稱 Label", 44),
                    Column("published", "刊載 Published", 16),
                    Column("computed", "重算 Recomputed", 16),
                    Column("difference", "差額 Difference", 14),
                    Column("outcome", "性質 Outcome", 22),
                    Column("reason", "原因 Reason", 80),
                    Column("treatment", "處理 Treatment", 50),
                ],
                compared,
                "全部刊載數與重算相符，沒有重述 Every published figure agrees with its recomputation; nothing "
                "was restated.",
                to_fill=TICK,
            ),
            Table(
                "versions",
                "Versions",
                "已發布版本 Versions of this year's report",
                [
                    Column("version", "版本 Version", 12),
                    Column("supersedes", "取代 Supersedes", 14),
                    Column("at", "時間 At (UTC)", 18),
                    Column("by", "由何人 By", 28),
                    Column("manifest", "清單指紋 sha256 of its manifest", 66),
                    Column("printed", "內容指紋 sha256 of what it prints", 66),
                ],
                versions,
                "本年尚未發布，故沒有重述過的版本 Nothing of the year is published yet, so no version was superseded.",
                to_fill=TICK,
            ),
            Table(
                "method_changes",
                "Changes of method",
                "方法、單位及因子的改變 Changes of method, unit, scale and factor since the year before",
                [
                    Column("kind", "類別 Kind", 16),
                    Column("of", "對象 Of", 60),
                    Column("changed", "改變 Change", 80),
                ],
                methods,
                "與上年相同，或上年沒有在此計算 As in the year before, or that was not run here.",
                to_fill=TICK,
            ),
        ],
    )


def _version(entry: Entry) -> list[Cell]:
    said = entry.body
    return [
        said["version"], said.get("supersedes"), _at(entry.at), entry.by, said["manifest"], said[PRINTED],
    ]  # fmt: skip


def _treatment(year: Year, of: int) -> str:
    if of == year.year:
        return "本年印出重算數 This year prints the computed figure"
    return "比較欄照刊載數印出 The comparative prints as it was published"


ASSERTIONS = (
    "管理層負責按第2部分所列準則編製本附錄。 Management is responsible for preparing the appendix by the "
    "criteria of part 2.",
    "數字完整、準確，並屬於報告邊界及報告年度。 The figures are complete, accurate, of the boundary and of the year.",
    "第7部分列出全部估算；第8部分的因子為核算當年所採用。 Part 7 lists every estimate; part 8 the factors that "
    "were applied.",
    "已知的錯報已全部列於部分A；未更正者個別及合計均不重大。 Every misstatement that is known stands in part "
    "A; those not "
    "corrected are not material, alone or together.",
    "期後事項已列於部分B。 Events after the year end stand in part B.",
    "已向核證機構提供全部記錄、解釋及憑據，沒有隱瞞。 The assurer was given every record, explanation and "
    "piece of evidence.",
)
NOT_STATED = (
    "公司在 assurance/principles.csv 沒有說明此原則 The company states nothing of this principle there."
)
PRINCIPLES = {
    "inclusivity": "包容性 Inclusivity: who is affected takes part in the answer to sustainability",
    "materiality": "實質性 Materiality: the topics that matter are found and weighed",
    "responsiveness": "回應性 Responsiveness: what matters is answered openly and in time",
    "impact": "影響 Impact: effects on people and the environment are watched, measured and accounted for",
}


def _signatories(year: Year) -> list[Names]:
    """The roles that sign, the preparer first; the usual ones where the company has named none."""
    if year.rules is None:
        return list(USUAL_ROLES.values())
    return [year.rules.all_roles[role] for role in (PREPARER, *year.rules.approvals)]


def assertion(year: Year) -> Part:
    """Part 17: what management asserts, to be signed, and how the four principles of AA1000 were applied."""
    stated = {
        name: [one for one in year.registers.principles if one.principle == name] for name in PRINCIPLES
    }
    rows: list[list[Cell]] = [
        [title, one.statement, one.evidence] for name, title in PRINCIPLES.items() for one in stated[name]
    ]
    rows += [[title, NOT_STATED, None] for name, title in PRINCIPLES.items() if not stated[name]]
    signed: list[list[Cell]] = [[number, text] for number, text in enumerate(ASSERTIONS, 1)]
    return Part(
        "17",
        "管理層聲明及簽署 Management assertion and sign-off",
        "由公司簽署；AA1000四項原則的憑據 To be signed by the company; evidence for the four principles of "
        "AA1000AP (2018)",
        f"to be signed; {sum(1 for name in PRINCIPLES if stated[name])} of 4 principles have evidence",
        [
            Table(
                "assertions",
                "Assertion",
                f"管理層聲明 {year.company.names.zh_hant} {year.company.names.en}, {year.period[0]} - {year.period[1]}",
                [Column("number", "項 No.", 8), Column("text", "聲明 Assertion", 110)],
                signed,
                "",
                to_fill=[Column("initials", "簡簽 Initials", 16), TICK[1]],
            ),
            Table(
                "sign_off",
                "Sign-off",
                "簽署 Sign-off",
                [Column("role", "職位 Role", 50)],
                [[f"{names.zh_hant} {names.en}"] for names in _signatories(year)] + [["核證機構 Assurer"]],
                "",
                "電子批准見第11部分；此頁供簽署紙本。 Approvals given in the ledger are in part 11; this sheet "
                "is signed on paper.",
                to_fill=[
                    Column("name", "姓名 Name", 30),
                    Column("signature", "簽署 Signature", 36),
                    Column("on", "日期 Date", 16),
                ],
            ),
            Table(
                "principles",
                "AA1000 principles",
                "AA1000四項原則 The four principles of AA1000AP (2018)",
                [
                    Column("principle", "原則 Principle", 50),
                    Column("statement", "公司說明 What the company states", 80),
                    Column("evidence", "憑據 Evidence", 50),
                ],
                rows,
                "",
                to_fill=TICK,
            ),
        ],
    )
