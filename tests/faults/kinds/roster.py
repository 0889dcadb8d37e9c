"""Faults of the rosters: who is counted, and in which breakdown."""

from __future__ import annotations

from datetime import date

from tests.faults.damage import Damage, cells, dropped, kind, on, repeated, years
from tests.faults.exports import Row, day_of, moved

ROSTER = "hr__employees"
CLOSING = "花名冊_本年末_2"
CHENGDU = "花名冊_本年末_成都"
OPENING = "花名冊_上年末_2"
EMPLOYED = ("全職", "兼職")


def counted(row: Row) -> bool:
    """Whether the row is an employee of the headcount."""
    return (
        row["是否主崗"] == "是"
        and row["用工性質"] in EMPLOYED
        and row["任職狀態"] in ("在職", "試用")
        and row["入職日期"] is not None
    )


def not_employee(row: Row) -> bool:
    return row["用工性質"] in ("實習", "勞務派遣", "退休返聘")


def aged(row: Row, first: int, last: int) -> bool:
    return counted(row) and first <= 2023 - day_of(row["出生日期"]).year <= last


def same_person(row: Row) -> str:
    return row.text("員工編號").lstrip("0")


GENDER = ("gender|性別|women", "fct_employees", "opening", "roster", "history", "changed")
FLOW = ("opening", "closing", "roster", "flow", "headcount", "reconcil", "left", "leaver", "hire")

dropped(
    ROSTER, CLOSING, "closing_employee_lost", "Employees are missing on the closing roster.", counted, *FLOW
)
dropped(
    ROSTER,
    CHENGDU,
    "closing_employee_lost_chengdu",
    "Employees are missing on Chengdu's closing roster.",
    counted,
    *FLOW,
)
dropped(
    ROSTER, OPENING, "opening_employee_lost", "Employees are missing on the opening roster.", counted, *FLOW
)


def _renumbered(row: Row) -> None:
    row["員工編號"] = "0009" + row.text("員工編號")[-4:]
    row["證件號碼"] = "990000****0009" + row.text("員工編號")[-4:]


repeated(
    ROSTER,
    CLOSING,
    "closing_employee_invented",
    "Employees under new numbers stand on the closing roster who were never hired.",
    counted,
    _renumbered,
    *FLOW,
)


def _second_company(row: Row) -> None:
    companies = ["澄川示範信息（上海）有限公司（虛構）", "澄川示範數據（北京）有限公司（虛構）"]
    row["任職公司"] = companies[row["任職公司"] == companies[0]]


repeated(
    ROSTER,
    CLOSING,
    "same_person_in_two_companies",
    "A person stands on the roster of two companies, both as main job.",
    counted,
    _second_company,
    "main job",
    "two",
    "twice",
    "more than one",
)
cells(
    ROSTER,
    CLOSING,
    "gender_flipped",
    "The gender of employees is wrong on the closing roster.",
    "性別",
    lambda row, old: "女" if old == "男" else "男",
    counted,
    *GENDER,
)
cells(
    ROSTER,
    CHENGDU,
    "gender_flipped_chengdu",
    "The gender of employees is wrong on Chengdu's closing roster.",
    "性別",
    lambda row, old: "2" if str(old) == "1" else "1",
    counted,
    *GENDER,
)
cells(
    ROSTER,
    CLOSING,
    "gender_unknown_code",
    "The gender is a code that nobody knows.",
    "性別",
    "9",
    counted,
    "gender|性別",
)
cells(ROSTER, CLOSING, "gender_blank", "The gender is blank.", "性別", "", counted, "gender|性別")
cells(
    ROSTER,
    CLOSING,
    "birth_typed_across_30",
    "A birth date is typed some years too early: from under 30 to above.",
    "出生日期",
    years(-8),
    lambda row: aged(row, 24, 29),
    "birth",
    "出生",
    "age",
    "history",
)
cells(
    ROSTER,
    CLOSING,
    "birth_typed_across_50",
    "A birth date is typed ten years too early: from under 50 to above.",
    "出生日期",
    years(-10),
    lambda row: aged(row, 42, 49),
    "birth",
    "出生",
    "age",
    "history",
)
cells(
    ROSTER,
    CLOSING,
    "birth_a_century_off",
    "A birth date is a hundred years too early.",
    "出生日期",
    years(-100),
    counted,
    "birth",
    "出生",
    "age",
)
cells(
    ROSTER,
    CLOSING,
    "birth_is_hire_date",
    "The birth date is the hire date.",
    "出生日期",
    lambda row, old: row["入職日期"],
    counted,
    "birth",
    "出生",
    "age",
)
cells(ROSTER, CLOSING, "birth_blank", "The birth date is blank.", "出生日期", "", counted, "birth|出生")
cells(
    ROSTER,
    CLOSING,
    "hired_next_year",
    "The hire date lies after the year end.",
    "入職日期",
    on("2024-03-01"),
    counted,
    "hire|入職",
)
cells(
    ROSTER,
    CLOSING,
    "hired_a_year_late",
    "The hire date is a year too late.",
    "入職日期",
    years(1),
    lambda row: counted(row) and day_of(row["入職日期"]).year == 2021,
    "hire|入職",
    "history",
    "opening",
)
cells(
    ROSTER,
    CLOSING,
    "intern_counted",
    "Interns are marked as full-time staff.",
    "用工性質",
    "全職",
    not_employee,
    "employ",
    "用工",
    *FLOW,
)
cells(
    ROSTER,
    CLOSING,
    "employee_as_intern",
    "Full-time staff are marked as interns.",
    "用工性質",
    "實習",
    counted,
    "employ",
    "用工",
    *FLOW,
)
cells(
    ROSTER,
    CLOSING,
    "employee_as_agency",
    "Full-time staff are marked as agency staff.",
    "用工性質",
    "勞務派遣",
    counted,
    "employ",
    "用工",
    *FLOW,
)
cells(
    ROSTER,
    CLOSING,
    "second_job_as_main",
    "A second job is marked as main job.",
    "是否主崗",
    "是",
    lambda row: row["是否主崗"] == "否",
    "main",
    "主崗",
    "twice",
    "two",
)
cells(
    ROSTER,
    CLOSING,
    "main_job_as_second",
    "A main job is marked as second job.",
    "是否主崗",
    "否",
    counted,
    "main",
    "主崗",
    *FLOW,
)
cells(
    ROSTER,
    CLOSING,
    "leaver_as_active",
    "Who left on 31 December stands as active.",
    "任職狀態",
    "在職",
    lambda row: row["任職狀態"] == "待離職",
    "status",
    "left",
    "leav",
    *FLOW,
)
cells(
    ROSTER,
    CLOSING,
    "active_as_left",
    "Active staff stand as having left, with no separation.",
    "任職狀態",
    "離職",
    counted,
    "status",
    "任職狀態",
    *FLOW,
)
cells(
    ROSTER,
    CLOSING,
    "unpaid_leave_flipped",
    "Staff stand as on unpaid leave who are not.",
    "停薪留職標誌",
    "是",
    counted,
    harmless="who is on unpaid leave is an employee",
)
cells(
    ROSTER,
    CLOSING,
    "grade_two_up",
    "Staff of grade C stand as grade A: junior becomes senior.",
    "職級",
    "A",
    lambda row: counted(row) and row["職級"] == "C",
    "grade|職級",
    "categor",
    "promot",
    "history",
)
cells(
    ROSTER,
    CLOSING,
    "grade_one_up",
    "Staff of grade C stand as grade B: junior becomes middle.",
    "職級",
    "B",
    lambda row: counted(row) and row["職級"] == "C",
    "grade|職級",
    "categor",
    "promot",
    "history",
)
cells(
    ROSTER,
    CLOSING,
    "grade_unknown",
    "A grade is not in the grade register.",
    "職級",
    "E",
    counted,
    "grade|職級",
)
cells(
    ROSTER,
    CLOSING,
    "grade_lower_case",
    "A grade is in lower case.",
    "職級",
    lambda row, old: str(old).lower(),
    counted,
    "grade|職級",
)
cells(
    ROSTER,
    CLOSING,
    "location_moved_abroad",
    "Staff in Shenzhen stand in Hong Kong.",
    "工作地點",
    "香港",
    lambda row: counted(row) and row["工作地點"] == "深圳",
    "location|地點",
    "region",
    "transfer",
    "history",
)
cells(
    ROSTER,
    CLOSING,
    "location_unknown",
    "A location is not in the location register.",
    "工作地點",
    "深圳灣",
    counted,
    "location|地點",
)
cells(
    ROSTER,
    CLOSING,
    "location_simplified",
    "A location is in simplified characters.",
    "工作地點",
    lambda row, old: {"深圳": "深圳市", "上海": "上海市"}[old],
    lambda row: counted(row) and row["工作地點"] in ("深圳", "上海"),
    "location|地點",
)
cells(
    ROSTER,
    CLOSING,
    "company_outside_boundary",
    "Staff stand in the parent group's company.",
    "任職公司",
    "虛川控股集團有限公司（虛構）",
    counted,
    "company|entit|公司",
    *FLOW,
)
cells(
    ROSTER,
    CLOSING,
    "company_unknown",
    "A company is not in the entity register.",
    "任職公司",
    "澄川示範（廣州）有限公司",
    counted,
    "company|entit|公司",
)
cells(
    ROSTER,
    CLOSING,
    "number_of_another",
    "An employee bears the number of another.",
    "員工編號",
    "00011518",
    lambda row: counted(row) and row.text("員工編號") != "00011518",
    "employee_no|員工編號",
    "twice",
    "key",
    "two",
    *FLOW,
)
cells(
    ROSTER,
    CLOSING,
    "number_typo",
    "Two digits of employee numbers are exchanged.",
    "員工編號",
    lambda row, old: str(old)[:-2] + str(old)[-1] + str(old)[-2],
    lambda row: counted(row) and row.text("員工編號")[-1] != row.text("員工編號")[-2],
    "employee_no|員工編號",
    "stranger",
    "unknown",
    "twice",
    *FLOW,
)


def _both(damage: Damage, heading: str, change, wanted) -> None:
    closing, opening = damage.open(CLOSING), damage.open(OPENING)
    known = {same_person(row): row for row in opening.rows(counted)}
    for row in damage.pick(closing.rows(lambda row: wanted(row) and same_person(row) in known)):
        before = known[same_person(row)]
        row[heading], before[heading] = change(row, row[heading]), change(before, before[heading])


def _flip(row: Row, old: str) -> str:
    return "女" if old == "男" else "男"


@kind(ROSTER, *GENDER)
def gender_flipped_on_both_rosters(damage: Damage) -> None:
    """The gender is wrong in the HR system itself, so on both rosters."""
    _both(damage, "性別", _flip, counted)


@kind(ROSTER, *GENDER)
def gender_flipped_two_ways(damage: Damage) -> None:
    """Two genders are wrong on the closing roster, one each way: the totals stay."""
    rows = damage.open(CLOSING).rows(counted)
    for gender in ("男", "女"):
        for row in damage.pick([one for one in rows if one["性別"] == gender]):
            row["性別"] = _flip(row, gender)


@kind(ROSTER, "birth", "age", "history")
def birth_across_30_on_both_rosters(damage: Damage) -> None:
    """The birth date is wrong in the HR system itself, so on both rosters."""
    _both(damage, "出生日期", years(-8), lambda row: aged(row, 24, 29))


@kind(ROSTER, *FLOW)
def employee_lost_on_both_rosters(damage: Damage) -> None:
    """A filter of the export loses the same employees on both rosters."""
    closing, opening = damage.open(CLOSING), damage.open(OPENING)
    known = {same_person(row): row for row in opening.rows(counted)}
    gone = damage.pick(closing.rows(lambda row: counted(row) and same_person(row) in known))
    closing.remove(gone)
    opening.remove([known[same_person(row)] for row in gone])


@kind(ROSTER, *FLOW)
def one_lost_one_invented(damage: Damage) -> None:
    """As many employees are missing as others stand on the roster who are not there: the total stays."""
    closing = damage.open(CLOSING)
    gone = damage.pick(closing.rows(counted))
    invented = damage.pick(closing.rows(lambda row: counted(row) and all(row is not one for one in gone)))
    for row in invented:
        again = row.copy()
        _renumbered(again)
        closing.add(again, row)
    closing.remove(gone)


@kind(ROSTER, *FLOW)
def department_lost(damage: Damage) -> None:
    """A whole department is missing on the closing roster."""
    closing = damage.open(CLOSING)
    code = damage.one(closing.rows(counted))["部門編碼"]
    closing.remove(closing.rows(lambda row: row["部門編碼"] == code))


@kind(ROSTER, *FLOW)
def closing_taken_a_month_later(damage: Damage) -> None:
    """The closing roster was taken at the end of January: the leavers of January are gone."""
    closing = damage.open(CLOSING)
    closing.remove(damage.pick(closing.rows(counted), 18))


@kind(ROSTER, *FLOW, "same", "year")
def closing_is_opening(damage: Damage) -> None:
    """The opening roster lies under the closing roster's name."""
    closing, opening = damage.path(CLOSING), damage.path(OPENING)
    closing.write_bytes(opening.read_bytes())


@kind(ROSTER, *FLOW)
def rosters_exchanged(damage: Damage) -> None:
    """Opening and closing roster lie under each other's name."""
    closing, opening = damage.path(CLOSING), damage.path(OPENING)
    first, second = closing.read_bytes(), opening.read_bytes()
    closing.write_bytes(second)
    opening.write_bytes(first)


@kind(ROSTER, "birth", "出生", "age")
def birth_day_and_month_exchanged(damage: Damage) -> None:
    """Day and month of birth dates are exchanged: no age band changes but at its edge."""
    for row in damage.pick(
        damage.open(CLOSING).rows(lambda row: counted(row) and day_of(row["出生日期"]).day <= 12)
    ):
        day = day_of(row["出生日期"])
        row["出生日期"] = moved(row["出生日期"], date(day.year, day.day, day.month))


@kind(ROSTER, harmless="intake reads digits of any width")
def full_width_numbers(damage: Damage) -> None:
    """Employee numbers are typed in full-width digits."""
    for row in damage.pick(damage.open(CLOSING).rows(counted)):
        row["員工編號"] = "".join(
            chr(ord(one) + 0xFEE0) if one.isdigit() else one for one in row.text("員工編號")
        )


@kind(ROSTER, *FLOW)
def number_reissued_on_closing(damage: Damage) -> None:
    """Staff came into a new system and bear new numbers on the closing roster only."""
    for row in damage.pick(damage.open(CLOSING).rows(counted)):
        row["員工編號"] = "0008" + row.text("員工編號")[-4:]
