"""File formats of the facilities', procurement's, customer service's and legal department's exports."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from dagster_project.demo.facilities import Rows
from dagster_project.demo.files import COUNTED, Column, Export
from dagster_project.demo.spelling import (
    Spell,
    coded,
    day_first,
    digits,
    excel_date,
    excel_number,
    iso_date,
    mixed_date,
    month,
    number,
    text,
    timestamp,
    yes_no,
)

REGISTER = {"sharp": "尖", "peak": "峰", "flat": "平", "valley": "谷", "total": "總"}
BILL = {"normal": "正常", "reversal": "沖紅", "meter_exchange": "換表"}
BILLED = ("billed_quantity", "amount")
ENERGY = ("metered_quantity", "adjustment_quantity", "loss_quantity", "billed_quantity")


def _electricity_columns(dates: Spell, quantity: Spell) -> tuple[Column, ...]:
    return (
        Column("account_no", "戶號"),
        Column("account_name", "戶名"),
        Column("address", "用電地址"),
        Column("site_code", "職場編碼"),
        Column("bill_month", "電費年月", month),
        Column("period_from", "上次抄表日期", dates),
        Column("period_to", "本次抄表日期", dates),
        Column("reading_type", "示數類型", coded(REGISTER)),
        Column("previous_reading", "上次示數", digits),
        Column("current_reading", "本次示數", digits),
        Column("multiplier", "倍率", digits),
        Column("metered_quantity", "抄見電量(kWh)", quantity),
        Column("adjustment_quantity", "退補電量", quantity),
        Column("loss_quantity", "變損電量", quantity),
        Column("billed_quantity", "結算電量", quantity),
        Column("amount", "電費(元)", number),
        Column("bill_no", "帳單號"),
        Column("bill_type", "帳單類型", coded(BILL)),
        Column("original_bill_no", "原帳單號"),
        Column("allocation_share", "分攤比例", digits),
        Column("is_estimated", "是否估抄", yes_no),
    )


def electricity_exports(rows: Rows, year: int) -> list[Export]:
    """The mainland's bills in GBK, Hong Kong's in Big5 with days first, Chengdu's in 萬kWh."""

    def of(system: str) -> Rows:
        return [row for row in rows if row["system"] == system]

    renamed = {"抄見電量(kWh)": "抄見電量(萬kWh)", "結算電量": "結算電量(萬kWh)"}
    chengdu = tuple(
        replace(column, heading=renamed.get(column.heading, column.heading))
        for column in _electricity_columns(iso_date, digits)
    )
    hong_kong = (*_electricity_columns(day_first, number), Column("quantity_unit", "電量單位"))
    small = [
        row | {key: Decimal(row[key]) / 10_000 for key in ENERGY} | {"quantity_unit": "10MWh"}
        for row in of("chengdu")
    ]
    island = [row | {"quantity_unit": "度"} for row in of("hong_kong")]
    folder, contract = f"raw/{year}/設施", "facilities__electricity_bills"
    return [
        Export(
            contract,
            f"{folder}/電費帳單明細_內地_{year}.csv",
            _electricity_columns(mixed_date, number),
            of("mainland"),
            "gbk",
            total_of=BILLED,
        ),
        Export(
            contract,
            f"{folder}/電費帳單明細_香港_{year}.csv",
            hong_kong,
            island,
            "big5",
            title=("電費帳單明細（虛構數據）",),
            total_of=BILLED,
        ),
        Export(contract, f"{folder}/電費帳單明細_成都_{year}.csv", chengdu, small, "utf-8", total_of=BILLED),
    ]


def water_export(rows: Rows, year: int) -> Export:
    """Water bills in GBK."""
    columns = (
        Column("account_no", "戶號"),
        Column("site_code", "職場編碼"),
        Column("bill_no", "帳單號"),
        Column("bill_month", "帳單月份", month),
        Column("period_from", "上次抄表日期", mixed_date),
        Column("period_to", "本次抄表日期", mixed_date),
        Column("previous_reading", "上次到度", digits),
        Column("current_reading", "本次到度", digits),
        Column(
            "reading_state",
            "抄表情況",
            coded({"normal": "正常", "estimated": "估抄", "meter_exchange": "換表", "reversal": "沖紅"}),
        ),
        Column("quantity", "用水量(噸)", number),
        Column(
            "water_source",
            "供水類型",
            coded(
                {
                    "municipal": ("市政自來水", "自來水"),
                    "reclaimed": ("中水", "再生水"),
                    "bottled": ("桶裝水", "瓶裝水"),
                }
            ),
        ),
        Column("unit_price", "水價", digits),
        Column("amount", "金額", number),
        Column(
            "allocation_basis", "分攤方式", coded({"area": "面積", "headcount": "人數", "none": "獨立計量"})
        ),
        Column("allocation_share", "分攤比例", digits),
    )
    return Export(
        "facilities__water_bills",
        f"raw/{year}/設施/水費帳單_{year}.csv",
        columns,
        rows,
        "gbk",
        total_of=("quantity", "amount"),
    )


def hazardous_export(rows: Rows, year: int) -> Export:
    """Manifests as a workbook with headings over two lines."""
    columns = (
        Column("manifest_no", "聯單編號"),
        Column("site_code", "產生單位"),
        Column("waste_name", "廢物名稱", text, "廢物"),
        Column("waste_code", "廢物代碼", text, "廢物"),
        Column("unit", "計量單位", coded({"kg": ("千克", "公斤"), "t": "噸", "piece": ("個", "台")}), "數量"),
        Column("transferred_quantity", "轉移數量", excel_number, "數量"),
        Column("received_quantity", "簽收數量", excel_number, "數量"),
        Column("transferred_on", "轉移日期", excel_date, "日期"),
        Column("received_on", "簽收日期", excel_date, "日期"),
        Column("carrier", "承運單位"),
        Column("receiver", "接收單位"),
        Column("permit_no", "許可證號"),
        Column("treatment", "處置方式"),
        Column("asset_no", "資產編號"),
    )
    return Export(
        "facilities__hazardous_waste",
        f"raw/{year}/設施/危險廢物轉移聯單_{year}.xlsx",
        columns,
        rows,
        "xlsx",
        title=(f"{year}年危險廢物轉移聯單及電子廢棄物處置台帳（虛構數據）",),
        footnotes=("註：簽收數量與轉移數量不符時，以簽收數量為準。",),
        sheet_name="聯單",
    )


def office_waste_export(rows: Rows, year: int) -> Export:
    """Collection notes as a workbook with one sheet for each site and a total under each."""
    columns = (
        Column("site_code", "職場"),
        Column("month", "月份", month),
        Column("category", "類別", coded({"recyclable": "可回收", "food": "廚餘", "other": "其他"})),
        Column("bins", "桶數", excel_number, "容積"),
        Column("bin_litres", "每桶容積(L)", excel_number, "容積"),
        Column("fill_rate", "裝載率", excel_number, "估算"),
        Column("density_kg_per_litre", "密度係數(kg/L)", excel_number, "估算"),
        Column("weight_kg", "重量(kg)", excel_number),
        Column("collection_no", "清運單號"),
    )
    return Export(
        "facilities__office_waste",
        f"raw/{year}/設施/辦公垃圾清運單_{year}.xlsx",
        columns,
        rows,
        "xlsx",
        title=(f"{year}年辦公垃圾清運單（虛構數據）",),
        footnotes=("註：未過磅的清運按桶數、容積、裝載率及密度係數估算。",),
        sheet_by="site_code",
        total_of=("weight_kg",),
    )


def paper_export(rows: Rows, year: int) -> Export:
    """Paper orders in UTF-8."""
    columns = (
        Column("order_no", "採購單號"),
        Column("ordered_on", "下單日期", iso_date),
        Column("received_on", "到貨日期", iso_date),
        Column("site_code", "職場"),
        Column("material_code", "物料編碼"),
        Column("material_name", "品名"),
        Column("specification", "規格"),
        Column("unit", "單位", coded({"pack": "包", "box": "箱"})),
        Column("quantity", "數量", number),
        Column("returned_quantity", "退貨數量", digits),
        Column("unit_price", "單價", digits),
        Column("supplier_code", "供應商編碼"),
    )
    return Export(
        "procurement__paper_orders",
        f"raw/{year}/採購/辦公用紙採購單_{year}.csv",
        columns,
        rows,
        "utf-8",
        total_of=("quantity", "returned_quantity"),
    )


def supplier_exports(master: Rows, assessments: Rows, terminations: Rows, year: int) -> list[Export]:
    """Supplier master, assessments and terminations in GBK."""
    folder = f"raw/{year}/採購"
    suppliers = (
        Column("supplier_code", "供應商編碼"),
        Column("supplier_name", "供應商名稱"),
        Column("registration_no", "統一社會信用代碼/商業登記號"),
        Column("country_region", "註冊國家地區"),
        Column("address", "註冊地址"),
        Column("first_cooperation_on", "首次合作日期", mixed_date),
        Column(
            "cooperation_status",
            "合作狀態",
            coded({"active": "合作中", "terminated": "已終止", "candidate": "潛在", "frozen": "凍結"}),
        ),
        Column("commitment_signed_on", "反腐敗合規承諾函簽署日期", iso_date),
        Column("supplier_category", "供應商類別"),
    )
    assessed = (
        Column("assessment_no", "評估單號"),
        Column("supplier_code", "供應商編碼"),
        Column(
            "assessment_type",
            "評估類型",
            coded({"admission": "准入初審", "renewal_first": "續約初審", "renewal_review": "續約復審"}),
        ),
        Column("inspection", "考察方式"),
        Column("assessed_on", "評估日期", mixed_date),
        Column(
            "conclusion", "結論", coded({"passed": "通過", "failed": "不通過", "conditional": "有條件通過"})
        ),
        Column("esg_score", "ESG得分", digits),
    )
    terminated = (
        Column("termination_no", "終止單號"),
        Column("supplier_code", "供應商編碼"),
        Column("terminated_on", "終止日期", mixed_date),
        Column(
            "reason",
            "終止原因",
            coded({"irregularity": "異常行為", "contract_end": "合同到期", "breach": "違約"}),
        ),
        Column("approver", "審批人"),
    )
    return [
        Export(
            "procurement__suppliers",
            f"{folder}/供應商主數據_{year}.csv",
            suppliers,
            master,
            "gbk",
            counted=COUNTED,
        ),
        Export(
            "procurement__supplier_assessments",
            f"{folder}/供應商評估_{year}.csv",
            assessed,
            assessments,
            "gbk",
            counted=COUNTED,
        ),
        Export(
            "procurement__supplier_terminations",
            f"{folder}/供應商終止_{year}.csv",
            terminated,
            terminations,
            "gbk",
            counted=COUNTED,
        ),
    ]


def customer_exports(tickets: Rows, ratings: Rows, cases: Rows, year: int) -> list[Export]:
    """Complaints, ratings (UTF-16, tabs) and lawsuits (GB18030)."""
    ticket = (
        Column("ticket_no", "工單號"),
        Column("received_on", "受理日期", mixed_date),
        Column("channel", "渠道"),
        Column("product", "產品"),
        Column("is_valid", "是否有效投訴", yes_no),
        Column("closed_on", "結案日期", mixed_date),
        Column("outcome", "處理結果"),
    )
    rating = (
        Column("rated_at", "評價時間", timestamp),
        Column("score", "評分", digits),
        Column("full_score", "滿分", digits),
    )
    case = (
        Column("case_no", "案號"),
        Column(
            "cause",
            "案由",
            coded(
                {
                    "corruption": "貪污",
                    "bribery": "賄賂",
                    "embezzlement": "職務侵占",
                    "contract": "合同糾紛",
                    "labour": "勞動爭議",
                }
            ),
        ),
        Column("filed_on", "立案日期", iso_date),
        Column("concluded_on", "審結日期", iso_date),
        Column(
            "party", "當事人類型", coded({"company": "公司", "employee": "員工", "third_party": "第三方"})
        ),
        Column("loss", "損失金額", number),
        Column("currency", "幣種", text),
    )
    return [
        Export(
            "customers__complaints",
            f"raw/{year}/客服/客訴台帳_{year}.csv",
            ticket,
            tickets,
            "utf-8-sig",
            title=(f"{year}年客訴台帳（虛構數據）",),
        ),
        Export(
            "customers__satisfaction",
            f"raw/{year}/客服/在線滿意度_{year}.csv",
            rating,
            ratings,
            "utf-16",
            separator="\t",
        ),
        Export("compliance__lawsuits", f"raw/{year}/法務/訴訟台帳_{year}.csv", case, cases, "gb18030"),
    ]
