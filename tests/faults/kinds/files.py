"""Faults that befall whole files, done to each of the exports in turn."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from types import MappingProxyType

from tests.faults.damage import Damage, NothingToStrike, kind
from tests.faults.exports import day_of, files_below, moved

EXPORTS = {
    "hr__employees": "花名冊_本年末_2",
    "hr__separations": "離職台帳",
    "hr__movements": "入職調動記錄",
    "hr__employments": "SuccessFactors",
    "hr__training_records": "培訓記錄",
    "hr__injuries": "工傷台帳",
    "hr__attendance": "考勤月報",
    "hr__recruitment": "招聘台帳",
    "facilities__electricity_bills": "電費帳單明細_內地",
    "facilities__water_bills": "水費帳單",
    "facilities__hazardous_waste": "危險廢物",
    "facilities__office_waste": "辦公垃圾",
    "procurement__paper_orders": "辦公用紙",
    "procurement__suppliers": "供應商主數據",
    "procurement__supplier_assessments": "供應商評估",
    "procurement__supplier_terminations": "供應商終止",
    "customers__complaints": "客訴",
    "customers__satisfaction": "滿意度",
    "compliance__lawsuits": "訴訟",
}
WORKBOOKS = {"hr__injuries", "hr__recruitment", "facilities__hazardous_waste", "facilities__office_waste"}
KEYS = {
    "hr__employees": "員工編號",
    "hr__separations": "員工編號",
    "hr__movements": "人員主鍵",
    "hr__employments": "userId",
    "hr__training_records": "學員工號",
    "hr__injuries": "工號",
    "hr__attendance": "員工編號",
    "hr__recruitment": "錄用員工編號",
    "facilities__electricity_bills": "職場編碼",
    "facilities__water_bills": "職場編碼",
    "facilities__hazardous_waste": "產生單位",
    "facilities__office_waste": "類別",
    "procurement__paper_orders": "數量",
    "procurement__suppliers": "供應商編碼",
    "procurement__supplier_assessments": "供應商編碼",
    "procurement__supplier_terminations": "供應商編碼",
    "customers__complaints": "是否有效投訴",
    "customers__satisfaction": "評分",
    "compliance__lawsuits": "案由",
}
DATES = {
    "hr__separations": "最後工作日",
    "hr__movements": "生效日期",
    "hr__training_records": "開始時間",
    "hr__injuries": "認定日期",
    "hr__recruitment": "到崗日期",
    "facilities__electricity_bills": "本次抄表日期",
    "facilities__water_bills": "本次抄表日期",
    "facilities__hazardous_waste": "簽收日期",
    "procurement__paper_orders": "到貨日期",
    "procurement__suppliers": "首次合作日期",
    "procurement__supplier_assessments": "評估日期",
    "procurement__supplier_terminations": "終止日期",
    "customers__complaints": "受理日期",
    "customers__satisfaction": "評價時間",
    "compliance__lawsuits": "審結日期",
}

NO_CASE = "no case counts in this year"
UNCOUNTED = "the row may be one that a rule leaves out"

Whole = Callable[..., None]


def for_each(
    name: str,
    about: str,
    *causes: str,
    exports: set[str] | None = None,
    harmless: Mapping[str, str] = MappingProxyType({}),
) -> Callable[[Whole], Whole]:
    """Add a kind for each export (or those named) from one function of the damage, the export and its file.

    `harmless` says of an export why no figure may follow from it.
    """

    def add(apply: Whole) -> Whole:
        for export, part in EXPORTS.items():
            if exports is None or export in exports:
                kind(
                    export,
                    *causes,
                    seeds=1,
                    name=f"{name}@{export}",
                    about=about,
                    harmless=harmless.get(export, ""),
                )(partial(apply, export=export, part=part))
        return apply

    return add


@for_each("file_missing", "The file was not handed in.", "no file", "missing")
def _(damage: Damage, export: str, part: str) -> None:
    damage.path(part).unlink()


@for_each("file_empty", "The file has no bytes.", "empty", "no rows", "no heading", "cannot be (opened|read)")
def _(damage: Damage, export: str, part: str) -> None:
    damage.path(part).write_bytes(b"")


@for_each("headings_only", "The file has its headings and no row below them.", "no rows?", "no data", "empty")
def _(damage: Damage, export: str, part: str) -> None:
    for sheet in damage.open(part).sheets:
        sheet.rows = []


@for_each(
    "last_years_file",
    "Last year's file lies under this year's name.",
    "year",
    "date",
    "period",
    "before",
    "missing",
    "gap",
    harmless={"compliance__lawsuits": NO_CASE},
)
def _(damage: Damage, export: str, part: str) -> None:
    last = [p for p in files_below(damage.raw.parent / str(damage.year - 1)) if part in p.name]
    if len(last) != 1:
        raise NothingToStrike(f"{part} of last year is {len(last)} files")
    shutil.copyfile(last[0], damage.path(part))


@for_each("cut_off", "The transfer broke off: the last third of the bytes is missing.")
def _(damage: Damage, export: str, part: str) -> None:
    path = damage.path(part)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3])


@for_each(
    "half_the_rows",
    "The second half of the rows is missing, cut cleanly.",
    harmless={"compliance__lawsuits": NO_CASE},
)
def _(damage: Damage, export: str, part: str) -> None:
    for sheet in damage.open(part).sheets:
        sheet.rows = sheet.rows[: len(sheet.rows) // 2]


@for_each(
    "mojibake",
    "UTF-8 was read as GBK and saved, so that every Chinese character is another.",
    "heading",
    "encoding",
    "column",
    exports=set(EXPORTS) - WORKBOOKS - {"hr__employments"},
)
def _(damage: Damage, export: str, part: str) -> None:
    opened = damage.open(part)
    for cells in [*opened.sheet.above, *(row.cells for row in opened.sheet.rows)]:
        cells[:] = [str(cell).encode("utf-8").decode("gbk", errors="replace") for cell in cells]
    opened.encoding = "utf-8"


@for_each("column_lost", "A column that figures depend on is not in the file.", "column", "heading")
def _(damage: Damage, export: str, part: str) -> None:
    for sheet in damage.open(part).sheets:
        place = sheet.headings.index(KEYS[export])
        for cells in [*sheet.above, *(row.cells for row in sheet.rows)]:
            if len(cells) > place:
                cells[place] = None if export in WORKBOOKS else ""


@for_each("columns_swapped", "Two columns that stand side by side changed places below their headings.")
def _(damage: Damage, export: str, part: str) -> None:
    for sheet in damage.open(part).sheets:
        place = sheet.headings.index(KEYS[export])
        other = place + 1 if place + 1 < len(sheet.headings) else place - 1
        for row in sheet.rows:
            if sum(cell not in (None, "") for cell in row.cells) > 1:
                row.cells[place], row.cells[other] = row.cells[other], row.cells[place]


@for_each(
    "rows_sent_twice",
    "All rows stand twice in the file.",
    "twice",
    "duplicate",
    "more than once",
    "doubled",
    "repeat",
    "unique",
    "key",
    "again",
)
def _(damage: Damage, export: str, part: str) -> None:
    for sheet in damage.open(part).sheets:
        sheet.rows += [row.copy() for row in sheet.rows]


@for_each(
    "second_copy",
    "A copy of the file lies beside it.",
    "twice",
    "duplicate",
    "more than once",
    "doubled",
    "repeat",
    "same",
    "unique",
    "key",
    "again",
)
def _(damage: Damage, export: str, part: str) -> None:
    path = damage.path(part)
    shutil.copyfile(path, path.with_name(f"{path.stem}_副本{path.suffix}"))


@for_each(
    "row_twice",
    "One row stands twice.",
    "twice",
    "duplicate",
    "more than once",
    "doubled",
    "repeat",
    "unique",
    "key",
    "again",
)
def _(damage: Damage, export: str, part: str) -> None:
    opened = damage.open(part)
    row = damage.one(opened.rows())
    opened.add(row.copy(), row)


@for_each(
    "row_lost",
    "One row is missing.",
    harmless={
        "compliance__lawsuits": NO_CASE,
        "hr__attendance": "one month of one person moves the absence rate below its printed precision",
        "hr__employments": UNCOUNTED,
        "hr__injuries": UNCOUNTED,
    },
)
def _(damage: Damage, export: str, part: str) -> None:
    opened = damage.open(part)
    opened.remove([damage.one(opened.rows())])


@for_each("cells_shifted", "In one row every cell stands one column too far to the right.")
def _(damage: Damage, export: str, part: str) -> None:
    row = damage.one(damage.open(part).rows())
    row.cells[:] = [None, *row.cells[:-1]]


@for_each(
    "dates_a_year_late",
    "Every date of the column that decides the year is a year late.",
    exports=set(DATES),
    harmless={"compliance__lawsuits": NO_CASE},
)
def _(damage: Damage, export: str, part: str) -> None:
    for row in damage.open(part).rows(lambda row: bool(day_of(row[DATES[export]]))):
        day = day_of(row[DATES[export]])
        row[DATES[export]] = moved(row[DATES[export]], date(day.year + 1, day.month, min(day.day, 28)))


CODES = {
    "hr__employees": "員工編號",
    "hr__separations": "員工編號",
    "hr__training_records": "學員工號",
    "hr__movements": "人員主鍵",
    "hr__attendance": "員工編號",
    "facilities__electricity_bills": "戶號",
}


@for_each(
    "zeros_lost",
    "A spreadsheet took the leading zeros off all codes.",
    exports=set(CODES),
    harmless={
        "facilities__electricity_bills": "no account is printed, and each is still told from the others"
    },
)
def _(damage: Damage, export: str, part: str) -> None:
    for row in damage.open(part).rows():
        row[CODES[export]] = row.text(CODES[export]).lstrip("0")


@for_each(
    "scientific",
    "A spreadsheet turned long codes into 3.3E+8.",
    "scientific",
    "E\\+",
    exports={*CODES, "procurement__suppliers"},
)
def _(damage: Damage, export: str, part: str) -> None:
    heading = CODES.get(export, "統一社會信用代碼/商業登記號")
    for row in damage.open(part).rows(lambda row: len(row.text(heading)) >= 8):
        digits = "".join(one for one in row.text(heading).lstrip("0") if one.isdigit())
        row[heading] = f"{float(digits or 1):.2E}"
