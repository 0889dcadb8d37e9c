"""Faults of separations, movements and the overseas employments: who left, who came, who moved."""

from __future__ import annotations

from tests.faults.damage import Damage, cells, days, dropped, kind, on, repeated, within, years
from tests.faults.exports import Row, day_of
from tests.faults.kinds.roster import CLOSING, EMPLOYED, FLOW, counted, same_person

SEPARATIONS = "hr__separations"
MOVEMENTS = "hr__movements"
OVERSEAS = "hr__employments"
LEDGER = "離職台帳"
MOVES = "入職調動記錄"
ABROAD = "SuccessFactors"
IN_YEAR = within("最後工作日", "2023-01-10", "2023-12-20")


def leaver(row: Row) -> bool:
    """Whether the row is a separation of the turnover rate."""
    return (
        row["用工性質"] in EMPLOYED
        and row["審批狀態"] in ("已審批", "審批通過")
        and row["離職類型"] != "集團內調動"
        and IN_YEAR(row)
    )


LEFT = ("separation", "離職", "leav", "left", *FLOW)

dropped(SEPARATIONS, LEDGER, "leaver_lost", "Separations are missing on the ledger.", leaver, *LEFT)
repeated(
    SEPARATIONS,
    LEDGER,
    "leaver_twice_other_day",
    "A separation stands twice, with another last day.",
    leaver,
    lambda row: row.__setitem__("最後工作日", days(3)(row, row["最後工作日"])),
    "twice",
    "two",
    *LEFT,
)
cells(
    SEPARATIONS,
    LEDGER,
    "resignation_as_transfer",
    "A resignation is entered as a transfer inside the group.",
    "離職類型",
    "集團內調動",
    lambda row: leaver(row) and row["離職類型"] == "主動",
    "transfer",
    *LEFT,
    harmless="a transfer that arrives nowhere is a separation",
)
cells(
    SEPARATIONS,
    LEDGER,
    "transfer_as_resignation",
    "A transfer inside the boundary is entered as a resignation.",
    "離職類型",
    "主動",
    lambda row: row["離職原因"] == "集團內公司間調動",
    "transfer",
    *LEFT,
)
cells(
    SEPARATIONS,
    LEDGER,
    "resignation_as_dismissal",
    "A resignation is entered as a dismissal; no printed figure tells them apart.",
    "離職類型",
    "被動",
    lambda row: leaver(row) and row["離職類型"] == "主動",
    harmless="no kind of separation is printed",
)
cells(
    SEPARATIONS,
    LEDGER,
    "withdrawn_as_approved",
    "A resignation that was taken back stands as approved.",
    "審批狀態",
    "已審批",
    lambda row: row["審批狀態"] == "已撤回",
    *LEFT,
)
cells(
    SEPARATIONS,
    LEDGER,
    "approved_as_withdrawn",
    "An approved separation stands as taken back.",
    "審批狀態",
    "已撤回",
    leaver,
    *LEFT,
)
cells(
    SEPARATIONS,
    LEDGER,
    "approved_as_pending",
    "An approved separation stands as pending.",
    "審批狀態",
    "審批中",
    leaver,
    *LEFT,
)
cells(
    SEPARATIONS,
    LEDGER,
    "last_day_into_next_year",
    "The last day of work is typed in the next year.",
    "最後工作日",
    years(1),
    leaver,
    *LEFT,
)
cells(
    SEPARATIONS,
    LEDGER,
    "last_day_into_last_year",
    "The last day of work is typed in the year before.",
    "最後工作日",
    years(-1),
    lambda row: leaver(row) and day_of(row["入職日期"]).year < 2022,
    *LEFT,
)
cells(
    SEPARATIONS,
    LEDGER,
    "last_day_is_processing_day",
    "The last day of work is the day of processing.",
    "最後工作日",
    lambda row, old: row["離職日期"],
    lambda row: leaver(row) and bool(row["離職日期"]),
    *LEFT,
    harmless="both days may lie in the year",
)
cells(
    SEPARATIONS,
    LEDGER,
    "last_day_before_hire",
    "The last day lies before the first.",
    "最後工作日",
    years(-30),
    leaver,
    *LEFT,
)
cells(
    SEPARATIONS,
    LEDGER,
    "year_end_leaver_slips",
    "Who left on 31 December left on 2 January by the ledger.",
    "最後工作日",
    on("2024-01-02"),
    lambda row: leaver(row) or day_of(row["最後工作日"]).isoformat() == "2023-12-31",
    *LEFT,
)
cells(
    SEPARATIONS,
    LEDGER,
    "leaver_gender_flipped",
    "The gender of leavers is wrong.",
    "性別",
    lambda row, old: "女" if old == "男" else "男",
    leaver,
    "gender|性別",
    *LEFT,
)
cells(
    SEPARATIONS,
    LEDGER,
    "leaver_birth_across_30",
    "A leaver's birth date is typed eight years too early.",
    "出生日期",
    years(-8),
    lambda row: leaver(row) and 24 <= 2023 - day_of(row["出生日期"]).year <= 29,
    "birth",
    "age",
    *LEFT,
)
cells(
    SEPARATIONS,
    LEDGER,
    "leaver_location_abroad",
    "Leavers of Shenzhen stand in Hong Kong.",
    "工作地點",
    "香港",
    lambda row: leaver(row) and row["工作地點"] == "深圳",
    "location|地點",
    *LEFT,
)
cells(
    SEPARATIONS,
    LEDGER,
    "leaver_as_intern",
    "A leaver stands as an intern.",
    "用工性質",
    "實習",
    leaver,
    "employment_type|用工",
    *LEFT,
)
cells(
    SEPARATIONS,
    LEDGER,
    "intern_as_leaver",
    "An intern who left stands as full-time staff.",
    "用工性質",
    "全職",
    lambda row: row["用工性質"] == "實習" and row["審批狀態"] in ("已審批", "審批通過"),
    "employment_type|用工",
    *LEFT,
)
cells(
    SEPARATIONS,
    LEDGER,
    "leaver_number_of_stranger",
    "A leaver bears a number that nobody has.",
    "員工編號",
    lambda row, old: "0007" + str(old)[-4:],
    leaver,
    "employee_no|員工編號",
    "stranger",
    "nobody",
    "unknown",
    *LEFT,
)
cells(
    SEPARATIONS,
    LEDGER,
    "leaver_number_of_stayer",
    "A leaver bears the number of somebody who stayed.",
    "員工編號",
    "00014724",
    leaver,
    "employee_no|員工編號",
    *LEFT,
)
cells(
    SEPARATIONS,
    LEDGER,
    "rehired_flag_flipped",
    "A leaver stands as hired again.",
    "是否再入職",
    "是",
    leaver,
    "rehire",
    *LEFT,
    harmless="the rosters decide who is there",
)
cells(
    SEPARATIONS,
    LEDGER,
    "leaver_grade_changed",
    "A leaver's grade is wrong; turnover is not printed by category.",
    "職級",
    "A",
    leaver,
)
cells(
    SEPARATIONS,
    LEDGER,
    "leaver_company_outside",
    "A leaver's company is the parent group.",
    "任職公司",
    "虛川控股集團有限公司（虛構）",
    leaver,
    "company|entit|公司",
    *LEFT,
)
cells(
    SEPARATIONS,
    LEDGER,
    "processing_day_years_off",
    "The day of processing is two years late; the last day decides.",
    "離職日期",
    years(2),
    lambda row: leaver(row) and bool(row["離職日期"]),
    "process",
    *LEFT,
)


def _stayer_as_leaver(damage: Damage, how_many: int) -> None:
    ledger = damage.open(LEDGER)
    after = damage.one(ledger.rows(leaver))
    for one in damage.pick(damage.open(CLOSING).rows(counted), how_many):
        row = after.copy()
        for heading in ("員工編號", "姓名", "性別", "出生日期", "入職日期", "任職公司", "工作地點", "職級"):
            row[heading] = one[heading]
        row["最後工作日"], row["離職日期"] = "2023-08-31", "2023-09-05"
        ledger.add(row, after)


@kind(SEPARATIONS, *LEFT)
def leaver_invented(damage: Damage) -> None:
    """Staff stand on the ledger as having left who are still on the closing roster."""
    _stayer_as_leaver(damage, damage.rows)


@kind(SEPARATIONS, *LEFT)
def one_leaver_lost_one_invented(damage: Damage) -> None:
    """One leaver is missing, another person stands in their place: the number of leavers stays."""
    ledger = damage.open(LEDGER)
    gone = damage.pick(ledger.rows(leaver))
    _stayer_as_leaver(damage, damage.rows)
    ledger.remove(gone)


@kind(SEPARATIONS, *LEFT)
def leaver_back_on_roster(damage: Damage) -> None:
    """Leavers are missing on the ledger and stand on the closing roster: one person moved from gone to here."""
    ledger, closing = damage.open(LEDGER), damage.open(CLOSING)
    after = damage.one(closing.rows(counted))
    for one in damage.pick(ledger.rows(leaver)):
        row = after.copy()
        for heading in (
            "員工編號",
            "姓名",
            "性別",
            "出生日期",
            "入職日期",
            "任職公司",
            "工作地點",
            "職級",
            "用工性質",
        ):
            row[heading] = one[heading]
        closing.add(row, after)
        ledger.remove([one])


@kind(SEPARATIONS, *LEFT)
def stayer_gone_from_both(damage: Damage) -> None:
    """Staff who are there stand as leavers, on the ledger and off the roster, in agreement with each other."""
    closing = damage.open(CLOSING)
    ledger = damage.open(LEDGER)
    after = damage.one(ledger.rows(leaver))
    for one in damage.pick(closing.rows(counted)):
        row = after.copy()
        for heading in ("員工編號", "姓名", "性別", "出生日期", "入職日期", "任職公司", "工作地點", "職級"):
            row[heading] = one[heading]
        row["最後工作日"], row["離職日期"] = "2023-08-31", "2023-09-05"
        ledger.add(row, after)
        closing.remove([one])


@kind(SEPARATIONS, *LEFT)
def leavers_of_a_month_lost(damage: Damage) -> None:
    """A month of separations is missing."""
    ledger = damage.open(LEDGER)
    month = damage.rng.randint(2, 11)
    ledger.remove(ledger.rows(lambda row: leaver(row) and day_of(row["最後工作日"]).month == month))


@kind(SEPARATIONS, "gender|性別", *LEFT)
def leaver_genders_exchanged(damage: Damage) -> None:
    """As many men stand as women as women as men: the totals stay."""
    rows = damage.open(LEDGER).rows(leaver)
    for old, new in (("男", "女"), ("女", "男")):
        for row in damage.pick([one for one in rows if one["性別"] == old]):
            row["性別"] = new
            rows.remove(row)


MOVED = ("movement|異動", "transfer", "調動", "hire", *FLOW)

dropped(
    MOVEMENTS,
    MOVES,
    "hire_lost",
    "Hires are missing among the movements.",
    lambda row: row["異動類型"] == "入職",
    *MOVED,
)
dropped(
    MOVEMENTS,
    MOVES,
    "transfer_in_lost",
    "Transfers from the parent group are missing among the movements.",
    lambda row: row["異動類型"] == "集團調入",
    *MOVED,
)
dropped(
    MOVEMENTS,
    MOVES,
    "inside_transfer_lost",
    "A transfer between two companies inside the boundary is missing: its separation now counts.",
    lambda row: row["異動類型"] == "內部公司調動",
    *MOVED,
)
dropped(
    MOVEMENTS,
    MOVES,
    "transfer_out_lost",
    "A transfer to the parent group is missing among the movements.",
    lambda row: row["異動類型"] == "集團調出" and IN_MOVES(row),
    *MOVED,
    harmless="the ledger has the separation",
)
IN_MOVES = within("生效日期", "2023-01-05", "2023-12-20")
repeated(
    MOVEMENTS,
    MOVES,
    "hire_twice",
    "A hire stands twice, on another day.",
    lambda row: row["異動類型"] == "入職" and IN_MOVES(row),
    lambda row: row.__setitem__("生效日期", days(2)(row, row["生效日期"])),
    "twice",
    *MOVED,
)
cells(
    MOVEMENTS,
    MOVES,
    "inside_transfer_goes_out",
    "A transfer inside the boundary goes to the parent group.",
    "新公司",
    "虛川控股集團有限公司（虛構）",
    lambda row: row["異動類型"] == "內部公司調動",
    *MOVED,
)
cells(
    MOVEMENTS,
    MOVES,
    "inside_transfer_as_transfer_out",
    "A transfer inside the boundary is labelled as one out of the group.",
    "異動類型",
    "集團調出",
    lambda row: row["異動類型"] == "內部公司調動",
    *MOVED,
    harmless="where a transfer arrives decides, not its label",
)
cells(
    MOVEMENTS,
    MOVES,
    "transfer_out_as_inside",
    "A transfer to the parent group is labelled as inside, so that nobody left.",
    ("異動類型", "新公司"),
    lambda row, old: "內部公司調動" if old == "集團調出" else "澄川示範信息（上海）有限公司（虛構）",
    lambda row: row["異動類型"] == "集團調出" and IN_MOVES(row),
    *MOVED,
)
cells(
    MOVEMENTS,
    MOVES,
    "hire_as_promotion",
    "A hire is labelled as a promotion.",
    "異動類型",
    "晉升",
    lambda row: row["異動類型"] == "入職",
    *MOVED,
)
cells(
    MOVEMENTS,
    MOVES,
    "transfer_a_year_off",
    "A transfer inside the boundary took effect a year later.",
    "生效日期",
    years(1),
    lambda row: row["異動類型"] == "內部公司調動" and IN_MOVES(row),
    *MOVED,
)
cells(
    MOVEMENTS,
    MOVES,
    "promotion_grade_wrong",
    "The new grade of a promotion is wrong.",
    "新職級",
    "A",
    lambda row: row["異動類型"] == "晉升",
    "grade|職級",
    *MOVED,
)
cells(
    MOVEMENTS,
    MOVES,
    "movement_of_stranger",
    "A movement is of a person whom no other export knows.",
    "人員主鍵",
    lambda row, old: "0006" + str(old)[-4:],
    lambda row: row["異動類型"] == "內部公司調動",
    "employee_no|主鍵",
    "stranger",
    "unknown",
    *MOVED,
)


def stays(row: Row) -> bool:
    """Whether the row is an overseas employee at the year end."""
    return row["employmentType"] in ("Full-time", "Regular") and not row["terminationDate"]


def left_abroad(row: Row) -> bool:
    return (
        row["employmentType"] in ("Full-time", "Regular")
        and row["eventReason"] != "Intercompany Transfer"
        and day_of(row["terminationDate"], "mdy").year == 2023
    )


dropped(OVERSEAS, ABROAD, "overseas_employee_lost", "Overseas employees are missing.", stays, *FLOW)
dropped(OVERSEAS, ABROAD, "overseas_leaver_lost", "Overseas leavers are missing.", left_abroad, *FLOW)
repeated(
    OVERSEAS,
    ABROAD,
    "overseas_employee_invented",
    "Overseas employees stand there who were never hired.",
    stays,
    lambda row: row.__setitem__("userId", "SF009" + row.text("userId")[-4:]),
    *FLOW,
)
cells(
    OVERSEAS,
    ABROAD,
    "overseas_leaver_stays",
    "An overseas leaver's termination date is gone.",
    ("terminationDate", "eventReason"),
    "",
    left_abroad,
    "terminat",
    *FLOW,
)
cells(
    OVERSEAS,
    ABROAD,
    "overseas_termination_year_off",
    "An overseas termination is dated a year early.",
    "terminationDate",
    years(-1, "mdy"),
    lambda row: left_abroad(row) and day_of(row["hireDate"], "mdy").year < 2022,
    "terminat",
    *FLOW,
)
cells(
    OVERSEAS,
    ABROAD,
    "overseas_termination_next_year",
    "An overseas termination is dated a year late.",
    "terminationDate",
    years(1, "mdy"),
    left_abroad,
    "terminat",
    *FLOW,
)
cells(
    OVERSEAS,
    ABROAD,
    "overseas_gender_flipped",
    "The gender of overseas employees is wrong.",
    "gender",
    lambda row, old: "F" if old == "M" else "M",
    stays,
    "gender",
    *FLOW,
)
cells(
    OVERSEAS,
    ABROAD,
    "overseas_gender_undeclared",
    "The gender of overseas employees is U.",
    "gender",
    "U",
    stays,
    "gender",
    *FLOW,
)
cells(
    OVERSEAS,
    ABROAD,
    "overseas_employee_as_contingent",
    "Overseas employees stand as contingent workers.",
    "employmentType",
    "Contingent",
    stays,
    "employment",
    *FLOW,
)
cells(
    OVERSEAS,
    ABROAD,
    "overseas_intern_as_regular",
    "Overseas interns stand as regular employees.",
    "employmentType",
    "Regular",
    lambda row: row["employmentType"] in ("Intern", "Contingent"),
    "employment",
    *FLOW,
)
cells(
    OVERSEAS,
    ABROAD,
    "overseas_birth_across_30",
    "An overseas birth date is typed eight years too early.",
    "dateOfBirth",
    years(-8, "mdy"),
    lambda row: stays(row) and 24 <= 2023 - day_of(row["dateOfBirth"], "mdy").year <= 29,
    "birth",
    "age",
    *FLOW,
)
cells(
    OVERSEAS,
    ABROAD,
    "overseas_transfer_as_resignation",
    "An intercompany transfer is entered as a resignation.",
    "eventReason",
    "Resignation",
    lambda row: row["eventReason"] == "Intercompany Transfer",
    "transfer",
    *FLOW,
)
cells(
    OVERSEAS,
    ABROAD,
    "overseas_resignation_as_transfer",
    "A resignation is entered as an intercompany transfer.",
    "eventReason",
    "Intercompany Transfer",
    left_abroad,
    "transfer",
    *FLOW,
    harmless="a transfer that arrives nowhere is a separation",
)
cells(
    OVERSEAS,
    ABROAD,
    "overseas_grade_up",
    "Overseas staff of grade C stand as grade A.",
    "jobLevel",
    "A",
    lambda row: stays(row) and row["jobLevel"] == "C",
    "grade|jobLevel",
    "categor",
    *FLOW,
)
cells(
    OVERSEAS,
    ABROAD,
    "overseas_location_mainland",
    "Overseas staff stand in Shenzhen.",
    "location",
    "深圳",
    stays,
    "location",
    *FLOW,
)
cells(
    OVERSEAS,
    ABROAD,
    "overseas_unknown_location",
    "An overseas location is not in the register.",
    "location",
    "Kuala Lumpur",
    stays,
    "location",
    *FLOW,
)
cells(
    OVERSEAS,
    ABROAD,
    "overseas_dates_day_first",
    "Dates were exported day first.",
    ("dateOfBirth", "hireDate"),
    lambda row, old: "/".join([old.split("/")[1], old.split("/")[0], old.split("/")[2]]),
    stays,
    "date",
    "birth",
    "hire",
    *FLOW,
)


@kind(OVERSEAS, *FLOW, "twice", "two")
def overseas_employee_on_both_systems(damage: Damage) -> None:
    """Mainland employees stand in the overseas system as well, both as main employment."""
    abroad = damage.open(ABROAD)
    after = damage.one(abroad.rows(stays))
    for one in damage.pick(damage.open(CLOSING).rows(counted)):
        row = after.copy()
        row["userId"] = same_person(one).zfill(8)
        abroad.add(row, after)
