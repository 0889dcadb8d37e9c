"""Faults of paper orders, suppliers, their assessments and terminations."""

from __future__ import annotations

from tests.faults.damage import Damage, cells, dropped, kind, on, repeated, times, transposed, within, years
from tests.faults.exports import Row, day_of, moved

PAPER = "procurement__paper_orders"
ORDERS = "辦公用紙"
SUPPLIERS = "procurement__suppliers"
MASTER = "供應商主數據"
ASSESSMENTS = "procurement__supplier_assessments"
ASSESSED = "供應商評估"
TERMINATIONS = "procurement__supplier_terminations"
ENDED = "供應商終止"
DELIVERED = within("到貨日期", "2023-01-06", "2023-12-24")

BOUGHT = ("quantity|數量", "unit|單位|pack|box", "order|採購|paper|用紙", "price|單價", "movement|moved")

cells(
    PAPER,
    ORDERS,
    "boxes_as_packs",
    "Boxes stand as packs.",
    "單位",
    "包",
    lambda row: DELIVERED(row) and row["單位"] == "箱",
    *BOUGHT,
)
cells(
    PAPER,
    ORDERS,
    "packs_as_boxes",
    "Packs stand as boxes.",
    "單位",
    "箱",
    lambda row: DELIVERED(row) and row["單位"] == "包",
    *BOUGHT,
)
cells(PAPER, ORDERS, "sheets_as_unit", "A unit is not in the list.", "單位", "張", DELIVERED, *BOUGHT)
cells(
    PAPER,
    ORDERS,
    "return_ignored",
    "A return is blank.",
    "退貨數量",
    "",
    lambda row: DELIVERED(row) and row.text("退貨數量").isdigit(),
    *BOUGHT,
)
cells(
    PAPER,
    ORDERS,
    "returned_more_than_bought",
    "More was returned than bought.",
    "退貨數量",
    "900",
    DELIVERED,
    "return|退貨",
    *BOUGHT,
)
cells(
    PAPER,
    ORDERS,
    "paper_ten_times",
    "A quantity is ten times as large.",
    "數量",
    times(10),
    DELIVERED,
    *BOUGHT,
)
cells(
    PAPER,
    ORDERS,
    "paper_a_little_more",
    "A quantity is a fifth too large.",
    "數量",
    lambda row, old: str(int(float(str(old))) + 2),
    lambda row: DELIVERED(row) and row["數量"] in ("10", "14"),
    *BOUGHT,
)
cells(
    PAPER,
    ORDERS,
    "paper_digits_transposed",
    "Two digits of a quantity are exchanged.",
    "數量",
    transposed,
    lambda row: DELIVERED(row) and row["數量"] in ("28", "14", "12"),
    *BOUGHT,
)
cells(PAPER, ORDERS, "paper_negative", "A quantity is negative.", "數量", times(-1), DELIVERED, *BOUGHT)
cells(
    PAPER,
    ORDERS,
    "spec_fewer_sheets",
    "A pack has 50 sheets by its specification.",
    "規格",
    lambda row, old: str(old).replace("500張", "50張"),
    DELIVERED,
    "spec|規格|sheet",
    *BOUGHT,
)
cells(
    PAPER,
    ORDERS,
    "spec_heavier",
    "The paper weighs 800 g by its specification.",
    "規格",
    lambda row, old: str(old).replace("80g", "800g").replace("70g", "700g"),
    DELIVERED,
    "spec|規格|gram|g/m",
    *BOUGHT,
)
cells(
    PAPER,
    ORDERS,
    "spec_of_another",
    "A4 stands as A3.",
    "規格",
    lambda row, old: str(old).replace("A4", "A3"),
    lambda row: DELIVERED(row) and "A4" in row.text("規格"),
    "spec|規格",
    "material|物料",
    *BOUGHT,
)
cells(PAPER, ORDERS, "spec_blank", "The specification is blank.", "規格", "", DELIVERED, "spec|規格")
cells(
    PAPER,
    ORDERS,
    "delivery_over_year_end",
    "A delivery of December is dated in January.",
    "到貨日期",
    years(1),
    DELIVERED,
    "deliver|到貨|date",
    *BOUGHT,
)
cells(
    PAPER,
    ORDERS,
    "delivery_before_year",
    "A delivery is dated in the year before.",
    "到貨日期",
    years(-1),
    DELIVERED,
    "deliver|到貨|date",
    *BOUGHT,
)
cells(
    PAPER,
    ORDERS,
    "delivery_blank",
    "A delivery has no date, so that it does not count.",
    "到貨日期",
    "",
    DELIVERED,
    "deliver|到貨|date",
    *BOUGHT,
)
cells(
    PAPER,
    ORDERS,
    "order_of_next_year_counted",
    "A delivery of the next January is dated in December.",
    "到貨日期",
    on("2023-12-30"),
    lambda row: day_of(row["到貨日期"]).year == 2024,
    "deliver|到貨|date",
    *BOUGHT,
)
cells(
    PAPER,
    ORDERS,
    "paper_site_outside",
    "An order stands at the site outside the boundary.",
    "職場",
    "SZ09",
    DELIVERED,
    "site|職場|boundary",
    *BOUGHT,
)
cells(
    PAPER,
    ORDERS,
    "paper_supplier_unknown",
    "The supplier is not in the master data.",
    "供應商編碼",
    "V009999",
    DELIVERED,
    "supplier|供應商",
    harmless="the supplier of paper is in no printed figure",
)
dropped(PAPER, ORDERS, "order_lost", "An order is missing.", DELIVERED, *BOUGHT)
repeated(
    PAPER,
    ORDERS,
    "order_twice_other_number",
    "An order stands twice under another number.",
    DELIVERED,
    lambda row: row.__setitem__("採購單號", row.text("採購單號")[:-3] + "8" + row.text("採購單號")[-2:]),
    "twice",
    *BOUGHT,
)
dropped(
    PAPER,
    ORDERS,
    "paper_of_months_lost",
    "The orders of a site are missing for half a year.",
    lambda row: DELIVERED(row) and day_of(row["到貨日期"]).month > 6 and row["職場"] == "SH01",
    *BOUGHT,
)


def new(row: Row) -> bool:
    return day_of(row["首次合作日期"]).year == 2023 and row["合作狀態"] == "合作中"


def old(row: Row) -> bool:
    return day_of(row["首次合作日期"]).year < 2021 and row["合作狀態"] == "合作中"


MASTERED = (
    "supplier|供應商",
    "first|首次|cooperat",
    "region|country|國家",
    "registration|credit|代碼",
    "movement|moved",
)

cells(
    SUPPLIERS,
    MASTER,
    "supplier_abroad",
    "A mainland supplier stands as one of Hong Kong.",
    "註冊國家地區",
    "中國香港",
    new,
    *MASTERED,
)
cells(
    SUPPLIERS,
    MASTER,
    "supplier_of_mainland",
    "A supplier abroad stands as one of the mainland.",
    "註冊國家地區",
    "中國",
    lambda row: new(row) and row["註冊國家地區"] != "中國",
    *MASTERED,
)
cells(
    SUPPLIERS,
    MASTER,
    "supplier_region_unknown",
    "A region is not in the register.",
    "註冊國家地區",
    "火星",
    new,
    *MASTERED,
)
cells(
    SUPPLIERS,
    MASTER,
    "supplier_first_a_year_early",
    "A new supplier's first day is a year too early.",
    "首次合作日期",
    years(-1),
    new,
    *MASTERED,
)
cells(
    SUPPLIERS,
    MASTER,
    "supplier_first_this_year",
    "An old supplier's first day is this year.",
    "首次合作日期",
    lambda row, value: moved(value, day_of(value).replace(year=2023, day=1)),
    old,
    *MASTERED,
    harmless="of the codes of one registration number the earliest day decides",
)
cells(
    SUPPLIERS,
    MASTER,
    "supplier_first_blank",
    "A new supplier's first day is blank.",
    "首次合作日期",
    "",
    new,
    *MASTERED,
)
cells(
    SUPPLIERS,
    MASTER,
    "supplier_number_altered",
    "A registration number is altered, its check digit wrong.",
    "統一社會信用代碼/商業登記號",
    transposed,
    new,
    *MASTERED,
)
cells(
    SUPPLIERS,
    MASTER,
    "supplier_number_of_another",
    "A new supplier bears the registration number of another.",
    "統一社會信用代碼/商業登記號",
    "91990000MA0000001B",
    new,
    *MASTERED,
)
cells(
    SUPPLIERS,
    MASTER,
    "supplier_as_prospect",
    "A new supplier stands as a prospect.",
    "合作狀態",
    "潛在",
    new,
    "status|狀態",
    *MASTERED,
)
cells(
    SUPPLIERS,
    MASTER,
    "prospect_as_supplier",
    "A prospect stands as a supplier.",
    "合作狀態",
    "合作中",
    lambda row: row["合作狀態"] == "潛在" and day_of(row["首次合作日期"]).year == 2023,
    "status|狀態",
    *MASTERED,
)
dropped(SUPPLIERS, MASTER, "supplier_lost", "New suppliers are missing from the master data.", new, *MASTERED)
repeated(
    SUPPLIERS,
    MASTER,
    "supplier_invented",
    "New suppliers stand in the master data under a second code and another number.",
    new,
    lambda row: (
        row.__setitem__("供應商編碼", "V01" + row.text("供應商編碼")[-4:]),
        row.__setitem__("統一社會信用代碼/商業登記號", "HK" + row.text("供應商編碼")[-6:]),
    )[0],
    *MASTERED,
)
repeated(
    SUPPLIERS,
    MASTER,
    "supplier_renamed_twice",
    "A supplier stands under a second code with the same registration number.",
    new,
    lambda row: row.__setitem__("供應商編碼", "V02" + row.text("供應商編碼")[-4:]),
    *MASTERED,
    harmless="codes of one registration number are one supplier",
)


SIGNED = "反腐敗合規承諾函簽署日期"
for _name, _about, _to in (
    ("commitment_in_words", "The day of a signature is written in words.", "已簽"),
    ("commitment_signed_in_the_far_future", "A commitment is signed ten years from now.", years(10)),
    ("commitment_signed_a_century_ago", "A commitment is signed a century ago.", years(-100)),
):
    cells(SUPPLIERS, MASTER, _name, _about, SIGNED, _to, new, "sign|簽署", *MASTERED)


@kind(SUPPLIERS, "sign|簽署", *MASTERED)
def commitments_of_most_lost(damage: Damage) -> None:
    """Nine of ten signatures are lost."""
    for place, row in enumerate(damage.open(MASTER).rows(lambda row: row.text(SIGNED) != "")):
        if place % 10:
            row[SIGNED] = ""


@kind(SUPPLIERS, *MASTERED, harmless="the count stays")
def two_suppliers_change_years(damage: Damage) -> None:
    """As many new suppliers become old as old become new: the count stays."""
    opened = damage.open(MASTER)
    for row in damage.pick(opened.rows(lambda row: new(row) and row["註冊國家地區"] == "中國")):
        row["首次合作日期"] = moved(
            row["首次合作日期"], day_of(row["首次合作日期"]).replace(year=2019, day=1)
        )
    for row in damage.pick(opened.rows(lambda row: old(row) and row["註冊國家地區"] == "中國")):
        row["首次合作日期"] = moved(
            row["首次合作日期"], day_of(row["首次合作日期"]).replace(year=2023, day=1)
        )


IN_YEAR = within("評估日期", "2023-01-05", "2023-12-25")


def admitted(row: Row) -> bool:
    return row["評估類型"] == "准入初審" and IN_YEAR(row)


ASSESS = ("assess|評估", "type|類型", "date|日期", "supplier|供應商", "movement|moved")

dropped(ASSESSMENTS, ASSESSED, "assessment_lost", "Assessments are missing.", admitted, *ASSESS)
cells(
    ASSESSMENTS,
    ASSESSED,
    "admission_as_renewal",
    "An admission stands as a renewal.",
    "評估類型",
    "續約初審",
    admitted,
    *ASSESS,
)
cells(
    ASSESSMENTS,
    ASSESSED,
    "renewal_as_admission",
    "A renewal stands as an admission.",
    "評估類型",
    "准入初審",
    lambda row: row["評估類型"] == "續約復審" and IN_YEAR(row),
    *ASSESS,
)
cells(
    ASSESSMENTS,
    ASSESSED,
    "assessment_type_unknown",
    "A type is not in the list.",
    "評估類型",
    "抽查",
    admitted,
    *ASSESS,
)
cells(
    ASSESSMENTS,
    ASSESSED,
    "assessed_last_year",
    "An assessment is dated in the year before.",
    "評估日期",
    years(-1),
    admitted,
    *ASSESS,
)
cells(
    ASSESSMENTS,
    ASSESSED,
    "assessed_next_year",
    "An assessment is dated in the next year.",
    "評估日期",
    years(1),
    admitted,
    *ASSESS,
)
cells(
    ASSESSMENTS,
    ASSESSED,
    "assessed_unknown_supplier",
    "The supplier is not in the master data.",
    "供應商編碼",
    "V009999",
    admitted,
    *ASSESS,
)
cells(
    ASSESSMENTS,
    ASSESSED,
    "assessed_other_supplier",
    "An assessment is booked on another supplier that was assessed already.",
    "供應商編碼",
    "V000021",
    admitted,
    *ASSESS,
)
cells(
    ASSESSMENTS,
    ASSESSED,
    "assessment_conclusion_flipped",
    "A refusal stands as passed; the conclusion is not printed.",
    "結論",
    "通過",
    lambda row: row["結論"] == "不通過",
    harmless="the conclusion is not printed",
)
repeated(
    ASSESSMENTS,
    ASSESSED,
    "assessment_twice_other_number",
    "An assessment stands twice under another number; the suppliers are counted.",
    admitted,
    lambda row: row.__setitem__("評估單號", "PG20239" + row.text("評估單號")[-6:]),
    "twice",
    *ASSESS,
    harmless="suppliers are counted, not assessments",
)

TERMINATED = within("終止日期", "2023-01-10", "2023-12-20")


def abnormal(row: Row) -> bool:
    return row["終止原因"] == "異常行為" and TERMINATED(row)


TERMINATE = ("terminat|終止", "reason|原因", "date|日期", "supplier|供應商", "movement|moved")

dropped(TERMINATIONS, ENDED, "termination_lost", "Terminations are missing.", abnormal, *TERMINATE)
cells(
    TERMINATIONS,
    ENDED,
    "misconduct_as_expiry",
    "A termination for misconduct stands as an expiry.",
    "終止原因",
    "合同到期",
    abnormal,
    *TERMINATE,
    harmless="a supplier that was terminated twice counts once",
)
cells(
    TERMINATIONS,
    ENDED,
    "expiry_as_misconduct",
    "An expiry stands as misconduct.",
    "終止原因",
    "異常行為",
    lambda row: row["終止原因"] == "合同到期" and TERMINATED(row),
    *TERMINATE,
)
cells(
    TERMINATIONS,
    ENDED,
    "termination_reason_unknown",
    "A reason is not in the list.",
    "終止原因",
    "其他",
    abnormal,
    *TERMINATE,
)
cells(
    TERMINATIONS,
    ENDED,
    "terminated_last_year",
    "A termination is dated in the year before.",
    "終止日期",
    years(-1),
    abnormal,
    *TERMINATE,
)
cells(
    TERMINATIONS,
    ENDED,
    "terminated_next_year",
    "A termination is dated in the next year.",
    "終止日期",
    years(1),
    abnormal,
    *TERMINATE,
)
cells(
    TERMINATIONS,
    ENDED,
    "terminated_unknown_supplier",
    "The supplier is not in the master data.",
    "供應商編碼",
    "V009999",
    abnormal,
    *TERMINATE,
)
cells(
    TERMINATIONS,
    ENDED,
    "terminated_active_supplier",
    "The termination is booked on a supplier that is active.",
    "供應商編碼",
    "V000001",
    abnormal,
    *TERMINATE,
)
repeated(
    TERMINATIONS,
    ENDED,
    "termination_twice_other_number",
    "A termination stands twice under another number.",
    abnormal,
    lambda row: row.__setitem__("終止單號", "ZZ20238" + row.text("終止單號")[-5:]),
    "twice",
    *TERMINATE,
)
