"""The traps that the made-up company's exports contain: what is there, who falls into it, what it moves.

A list for tests and documents. The traps themselves are built where the rows and files are.
"""

from __future__ import annotations

from dataclasses import dataclass

Figure = tuple[str, str, str]
HEADCOUNT: Figure = ("headcount", "total", "total")
ELECTRICITY: Figure = ("electricity", "total", "total")
WATER: Figure = ("water", "total", "total")
HAZARDOUS: Figure = ("hazardous_waste", "total", "total")
OFFICE: Figure = ("nonhazardous_waste", "total", "total")
PAPER: Figure = ("paper", "total", "total")
NEW_SUPPLIERS: Figure = ("new_suppliers", "total", "total")
ASSESSED: Figure = ("suppliers_assessed", "total", "total")
TERMINATED: Figure = ("suppliers_terminated", "total", "total")
MAINLAND_TURNOVER: Figure = ("turnover_rate", "region", "mainland")
OVERSEAS_TURNOVER: Figure = ("turnover_rate", "region", "overseas")
OLD_TURNOVER: Figure = ("turnover_rate", "age_band", "over_50")
MALE_HOURS: Figure = ("training_hours", "gender", "male")
MALE_SHARE: Figure = ("training_share", "gender", "male")
LOST_DAYS: Figure = ("lost_days", "total", "total")


@dataclass(frozen=True)
class Trap:
    """One trap.

    Attributes:
        id: its name; tests compute with the carelessness of this name.
        export: contract of the rows that carry it.
        where: how to find those rows.
        careless: what a reader does who falls into it.
        moves: a printed figure that is then wrong.
        year: the year in which it moves that figure.
    """

    id: str
    export: str
    where: str
    careless: str
    moves: Figure
    year: int = 2023


@dataclass(frozen=True)
class Spelling:
    """A way of writing that a reader must know; without it rows cannot be read, or are read wrongly.

    Attributes:
        files: pattern of the files below `raw/<year>/`.
        encoding: codec of the text files, `xlsx` for workbooks.
        sample: regular expression that some cell matches.
    """

    id: str
    files: str
    encoding: str
    sample: str


TRAPS: tuple[Trap, ...] = (
    Trap(
        "non_employees",
        "hr__employees",
        "employment_type intern, agency, rehired_retiree",
        "counts everyone on the roster",
        HEADCOUNT,
    ),
    Trap(
        "overseas_interns",
        "hr__employments",
        "employment_type intern or agency",
        "counts every employment",
        HEADCOUNT,
    ),
    Trap("second_jobs", "hr__employees", "is_main_job no", "counts jobs, not people", HEADCOUNT),
    Trap(
        "last_day_is_year_end",
        "hr__employees",
        "status notice, last_working_day 31 December in the separations",
        "counts the roster as it stands",
        HEADCOUNT,
    ),
    Trap(
        "unpaid_leave",
        "hr__employees",
        "unpaid_leave yes",
        "takes people on unpaid leave for gone",
        HEADCOUNT,
    ),
    Trap(
        "part_time", "hr__employees", "employment_type part_time", "counts full-time people only", HEADCOUNT
    ),
    Trap(
        "leading_zeros",
        "hr__employees",
        "numbers such as 10123 beside 00010123",
        "reads numbers as integers and merges people",
        HEADCOUNT,
    ),
    Trap(
        "overseas_file",
        "hr__employments",
        "every row",
        "forgets the overseas system",
        ("headcount", "region", "overseas"),
    ),
    Trap(
        "ended_employments",
        "hr__employments",
        "termination_date filled",
        "counts employments that ended",
        ("headcount", "region", "overseas"),
    ),
    Trap(
        "rehired_is_not_gone",
        "hr__separations",
        "was_rehired yes",
        "strikes everyone on the ledger off the roster",
        HEADCOUNT,
    ),
    Trap(
        "birthday_31_december_30",
        "hr__employees",
        "born 31 December 1993",
        "counts completed days over 365.25 up to the day before",
        ("headcount", "age_band", "under_30"),
    ),
    Trap(
        "birthday_31_december_51",
        "hr__employees",
        "born 31 December 1972",
        "counts completed days over 365.25 up to the day before",
        ("headcount", "age_band", "over_50"),
    ),
    Trap(
        "birthday_1_january",
        "hr__employees",
        "born 1 January 1994",
        "takes ages on the day of the export",
        ("headcount", "age_band", "under_30"),
    ),
    Trap(
        "fifty_is_not_over_50",
        "hr__employees",
        "aged exactly 50",
        "puts people of 50 into over 50",
        ("headcount", "age_band", "over_50"),
    ),
    Trap(
        "promoted_in_year",
        "hr__movements",
        "movement_type promotion",
        "takes grades from the opening roster",
        ("headcount", "employee_category", "senior"),
    ),
    Trap(
        "rehired_is_a_leaver",
        "hr__separations",
        "was_rehired yes",
        "lets a rehire undo the separation",
        OLD_TURNOVER,
    ),
    Trap(
        "withdrawn",
        "hr__separations",
        "approval_status withdrawn",
        "counts resignations that were taken back",
        OLD_TURNOVER,
    ),
    Trap(
        "pending",
        "hr__separations",
        "approval_status pending",
        "counts separations before approval",
        MAINLAND_TURNOVER,
    ),
    Trap(
        "transfer_inside",
        "hr__separations",
        "group_transfer with an entity_transfer in the movements",
        "counts moves inside the boundary",
        MAINLAND_TURNOVER,
    ),
    Trap(
        "transfer_to_parent",
        "hr__separations",
        "group_transfer to the parent group",
        "leaves every group transfer out",
        MAINLAND_TURNOVER,
    ),
    Trap(
        "overseas_transfer_inside",
        "hr__employments",
        "eventReason Intercompany Transfer",
        "counts moves inside the boundary",
        OVERSEAS_TURNOVER,
    ),
    Trap(
        "leave_date",
        "hr__separations",
        "leave_date and last_working_day in different years",
        "dates separations by the processing",
        OLD_TURNOVER,
    ),
    Trap(
        "age_on_last_day_51",
        "hr__separations",
        "aged 50 on the last day and 51 at the year end",
        "takes leavers' ages at the year end",
        OLD_TURNOVER,
    ),
    Trap(
        "age_on_last_day_30",
        "hr__separations",
        "aged 29 on the last day and 30 at the year end",
        "takes leavers' ages at the year end",
        ("turnover_rate", "age_band", "under_30"),
    ),
    Trap(
        "separated_non_employees",
        "hr__separations",
        "employment_type intern, agency, rehired_retiree",
        "counts every row of the ledger",
        MAINLAND_TURNOVER,
    ),
    Trap(
        "compliance_courses",
        "hr__training_records",
        "course_category anti_corruption, compliance, safety and others",
        "counts every course",
        MALE_HOURS,
    ),
    Trap(
        "not_completed",
        "hr__training_records",
        "completion_status not completed",
        "counts enrolments",
        MALE_HOURS,
    ),
    Trap(
        "trained_leavers", "hr__training_records", "learners who left", "counts everyone's hours", MALE_HOURS
    ),
    Trap("repeats_add_up", "hr__training_records", "is_repeat yes", "drops repeated courses", MALE_HOURS),
    Trap(
        "trained_twice",
        "hr__training_records",
        "learners with several sessions",
        "counts sessions as people",
        MALE_SHARE,
    ),
    Trap(
        "leading_zeros_of_learners",
        "hr__training_records",
        "learners 10123 beside 00010123",
        "reads numbers as integers and merges people",
        MALE_SHARE,
    ),
    Trap(
        "certified_later",
        "hr__injuries",
        "accident 2022, certified 2023",
        "dates injuries by the accident",
        LOST_DAYS,
    ),
    Trap(
        "certified_later_2022",
        "hr__injuries",
        "accident 2022, not certified in it",
        "dates injuries by the accident",
        LOST_DAYS,
        2022,
    ),
    Trap(
        "not_certified",
        "hr__injuries",
        "certified_on empty",
        "counts injuries that nobody certified",
        LOST_DAYS,
    ),
    Trap(
        "old_fatality",
        "hr__injuries",
        "death_date 2019",
        "counts the ledger's fatalities of all years",
        ("fatalities", "total", "total"),
    ),
    Trap(
        "registers_and_total",
        "facilities__electricity_bills",
        "account 0330012007: four registers and their total",
        "adds up all rows",
        ELECTRICITY,
    ),
    Trap(
        "registers_without_total",
        "facilities__electricity_bills",
        "account 3100551812: four registers, no total",
        "takes totals only",
        ELECTRICITY,
    ),
    Trap(
        "across_year_end",
        "facilities__electricity_bills",
        "periods that begin in one year and end in the next",
        "takes whole bills by their last day",
        ELECTRICITY,
    ),
    Trap(
        "booked_next_month",
        "facilities__electricity_bills",
        "bill_month after period_to",
        "takes bills by the supplier's month",
        ELECTRICITY,
    ),
    Trap(
        "reversed_bill",
        "facilities__electricity_bills",
        "bill_type reversal",
        "leaves reversals out",
        ELECTRICITY,
    ),
    Trap(
        "reversed_next_year",
        "facilities__electricity_bills",
        "bill of November 2022, reversed and billed again in February 2023",
        "takes bills by the supplier's month",
        ELECTRICITY,
        2022,
    ),
    Trap(
        "estimated_bill",
        "facilities__electricity_bills",
        "is_estimated yes",
        "leaves estimates out, not their reversals",
        ELECTRICITY,
    ),
    Trap(
        "meter_exchange",
        "facilities__electricity_bills",
        "bill_type meter_exchange",
        "leaves the old meter's bill out",
        ELECTRICITY,
    ),
    Trap(
        "multiplier",
        "facilities__electricity_bills",
        "multiplier above 1",
        "takes readings without the transformer ratio",
        ELECTRICITY,
    ),
    Trap(
        "transformer_loss",
        "facilities__electricity_bills",
        "loss_quantity",
        "takes metered instead of billed quantities",
        ELECTRICITY,
    ),
    Trap(
        "landlord_share",
        "facilities__electricity_bills",
        "allocation_share",
        "takes shared meters whole",
        ELECTRICITY,
    ),
    Trap(
        "outside_boundary",
        "facilities__electricity_bills",
        "site SZ09",
        "counts the data hall leased to others",
        ELECTRICITY,
    ),
    Trap(
        "ten_thousand_kwh",
        "facilities__electricity_bills",
        "Chengdu's file in 萬kWh",
        "takes every quantity for kWh",
        ELECTRICITY,
    ),
    Trap(
        "closed_site",
        "facilities__electricity_bills",
        "site SZ02, closed on 30 June 2023",
        "leaves out sites that are closed",
        ELECTRICITY,
    ),
    Trap(
        "hong_kong_factor",
        "facilities__electricity_bills",
        "site HK01",
        "applies the mainland's factor everywhere",
        ("ghg_scope2", "total", "total"),
        2022,
    ),
    Trap(
        "water_across_year_end",
        "facilities__water_bills",
        "periods across the year end",
        "takes whole bills by their last day",
        WATER,
    ),
    Trap(
        "water_reversal", "facilities__water_bills", "reading_state reversal", "leaves reversals out", WATER
    ),
    Trap(
        "water_meter_exchange",
        "facilities__water_bills",
        "reading_state meter_exchange",
        "leaves the old meter's bill out",
        WATER,
    ),
    Trap("water_share", "facilities__water_bills", "allocation_share", "takes shared meters whole", WATER),
    Trap(
        "water_outside_boundary",
        "facilities__water_bills",
        "site SZ09",
        "counts the data hall leased to others",
        WATER,
    ),
    Trap(
        "reclaimed_water",
        "facilities__water_bills",
        "water_source reclaimed",
        "counts reclaimed water",
        WATER,
    ),
    Trap("bottled_water", "facilities__water_bills", "water_source bottled", "counts bottled water", WATER),
    Trap("pieces", "facilities__hazardous_waste", "unit piece", "takes pieces for kilograms", HAZARDOUS),
    Trap("tonnes", "facilities__hazardous_waste", "unit t", "takes tonnes for kilograms", HAZARDOUS),
    Trap(
        "received_differs",
        "facilities__hazardous_waste",
        "received_quantity below transferred_quantity",
        "takes what was handed over",
        HAZARDOUS,
    ),
    Trap(
        "received_missing",
        "facilities__hazardous_waste",
        "received_quantity empty",
        "takes a missing receipt for none",
        HAZARDOUS,
    ),
    Trap(
        "received_next_year",
        "facilities__hazardous_waste",
        "transferred in December, received in January",
        "leaves out what was received later",
        HAZARDOUS,
    ),
    Trap(
        "december_before",
        "facilities__hazardous_waste",
        "transferred in the December before",
        "counts the whole file",
        HAZARDOUS,
    ),
    Trap(
        "not_weighed",
        "facilities__office_waste",
        "weight_kg empty",
        "takes a missing weight for none",
        OFFICE,
    ),
    Trap(
        "collected_before",
        "facilities__office_waste",
        "month in the year before",
        "counts the whole workbook",
        OFFICE,
    ),
    Trap(
        "sheet_totals",
        "facilities__office_waste",
        "the line 合計 under each sheet",
        "counts totals as collections",
        OFFICE,
    ),
    Trap(
        "returned_paper", "procurement__paper_orders", "returned_quantity", "counts what was sent back", PAPER
    ),
    Trap("boxes", "procurement__paper_orders", "unit box", "takes boxes for packs", PAPER),
    Trap(
        "light_paper", "procurement__paper_orders", "specification A4 70g", "takes all paper for 80 g", PAPER
    ),
    Trap("large_paper", "procurement__paper_orders", "specification A3", "takes all paper for A4", PAPER),
    Trap(
        "ordered_in_december",
        "procurement__paper_orders",
        "ordered in December, delivered in January",
        "dates orders by the order",
        PAPER,
    ),
    Trap(
        "candidates",
        "procurement__suppliers",
        "cooperation_status candidate",
        "counts candidates",
        NEW_SUPPLIERS,
    ),
    Trap(
        "renamed_supplier",
        "procurement__suppliers",
        "a second code of an old registration",
        "counts codes",
        NEW_SUPPLIERS,
    ),
    Trap(
        "terminated_is_new",
        "procurement__suppliers",
        "new and terminated in one year",
        "leaves out who was terminated",
        NEW_SUPPLIERS,
    ),
    Trap(
        "registered_abroad",
        "procurement__suppliers",
        "country_region outside the mainland",
        "takes every supplier for mainland",
        ("new_suppliers", "region", "mainland"),
    ),
    Trap(
        "renewals",
        "procurement__supplier_assessments",
        "assessment_type renewal",
        "counts every assessment",
        ASSESSED,
    ),
    Trap(
        "assessed_twice",
        "procurement__supplier_assessments",
        "two admissions of one supplier",
        "counts assessments, not suppliers",
        ASSESSED,
    ),
    Trap(
        "assessed_under_two_codes",
        "procurement__supplier_assessments",
        "admissions under both codes of a registration",
        "counts codes",
        ASSESSED,
    ),
    Trap(
        "assessed_last_year",
        "procurement__supplier_assessments",
        "assessed in the December before",
        "counts the whole file",
        ASSESSED,
    ),
    Trap(
        "new_is_not_assessed",
        "procurement__supplier_assessments",
        "new suppliers assessed in 2022",
        "takes new suppliers for assessed ones",
        ASSESSED,
    ),
    Trap(
        "contract_end",
        "procurement__supplier_terminations",
        "reason contract_end or breach",
        "counts every termination",
        TERMINATED,
    ),
    Trap(
        "terminated_under_two_codes",
        "procurement__supplier_terminations",
        "terminations of both codes of a registration",
        "counts codes",
        TERMINATED,
    ),
    Trap(
        "terminated_next_year",
        "procurement__supplier_terminations",
        "terminated in the January after",
        "counts the whole file",
        TERMINATED,
    ),
    Trap(
        "invalid_complaints",
        "customers__complaints",
        "is_valid no",
        "counts every ticket",
        ("complaints", "total", "total"),
    ),
    Trap(
        "received_before",
        "customers__complaints",
        "received in the December before",
        "counts the whole file",
        ("complaints", "total", "total"),
    ),
    Trap(
        "rated_outside",
        "customers__satisfaction",
        "rated just before or after the year",
        "averages the whole file",
        ("satisfaction", "total", "total"),
    ),
    Trap(
        "pending_case",
        "compliance__lawsuits",
        "concluded_on empty",
        "counts cases by their filing",
        ("corruption_cases", "total", "total"),
    ),
    Trap(
        "other_causes",
        "compliance__lawsuits",
        "cause contract or labour",
        "counts every case concluded",
        ("corruption_cases", "total", "total"),
    ),
    Trap(
        "third_party",
        "compliance__lawsuits",
        "party third_party",
        "counts cases against others",
        ("corruption_cases", "total", "total"),
    ),
    Trap(
        "case_of_another_year",
        "compliance__lawsuits",
        "corruption concluded in 2021",
        "counts the ledger of all years",
        ("corruption_losses", "total", "total"),
    ),
)

SPELLINGS: tuple[Spelling, ...] = (
    Spelling("rare_characters", "人力/在職花名冊_本年末_2*.csv", "gb18030", "㑇|𠮷|㛃|㐂"),
    Spelling("middle_dot", "人力/在職花名冊_本年末_2*.csv", "gb18030", "·"),
    Spelling("compact_dates", "人力/離職台帳_*.csv", "gbk", r"^20[0-9]{6}$"),
    Spelling("slashed_dates", "人力/離職台帳_*.csv", "gbk", r"^\d{4}/\d{1,2}/\d{1,2}$"),
    Spelling("chinese_dates", "人力/離職台帳_*.csv", "gbk", r"^\d{4}年\d{1,2}月\d{1,2}日$"),
    Spelling("excel_serials", "人力/在職花名冊_本年末_成都_*.xlsx", "xlsx", r"^[34]\d{4}$"),
    Spelling("gender_codes", "人力/在職花名冊_本年末_成都_*.xlsx", "xlsx", "^[12]$"),
    Spelling("month_first", "人力/SuccessFactors_*.csv", "utf-8-sig", r"^\d\d/[123]\d/\d{4}$"),
    Spelling("day_first_in_big5", "設施/電費帳單明細_香港_*.csv", "big5", r"^20/\d\d/\d{4}$"),
    Spelling("unit_du", "設施/電費帳單明細_香港_*.csv", "big5", "^度$"),
    Spelling("title_line", "設施/電費帳單明細_香港_*.csv", "big5", "^電費帳單明細（虛構數據）$"),
    Spelling("thousands_separators", "設施/電費帳單明細_內地_*.csv", "gbk", r"^-?\d{1,3}(,\d{3})+$"),
    Spelling("full_width_digits", "設施/電費帳單明細_內地_*.csv", "gbk", "^[０-９．]+$"),
    Spelling("nothing_in_words", "人力/離職台帳_*.csv", "gbk", "^(－|/|無)$"),
    Spelling("durations_in_words", "培訓/培訓記錄_*.csv", "gbk", r"^\d+小時\d+分$"),
    Spelling("durations_in_minutes", "培訓/培訓記錄_*.csv", "gbk", r"^\d+min$"),
    Spelling("durations_in_hours", "培訓/培訓記錄_*.csv", "gbk", r"^\d\.\d+$"),
    Spelling("leading_zeros", "人力/離職台帳_*.csv", "gbk", r"^000\d{5}$"),
    Spelling("byte_order_mark", "客服/客訴台帳_*.csv", "utf-8-sig", "^工單號$"),
    Spelling("utf_16_with_tabs", "客服/在線滿意度_*.csv", "utf-16", "^評價時間$"),
    Spelling("merged_headings", "設施/危險廢物轉移聯單_*.xlsx", "xlsx", "^數量$"),
    Spelling("footnotes", "人力/工傷台帳_*.xlsx", "xlsx", "^註："),
    Spelling("totals_under_sheets", "設施/辦公垃圾清運單_*.xlsx", "xlsx", "^合計$"),
    Spelling("months_in_words", "人力/考勤月報_*.csv", "gbk", r"^\d{4}年\d{1,2}月$"),
)
