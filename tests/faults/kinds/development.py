"""Faults of training, attendance, recruitment and injuries."""

from __future__ import annotations

from datetime import timedelta

from tests.faults.damage import (
    Damage,
    as_number,
    cells,
    days,
    dropped,
    is_filled,
    kind,
    repeated,
    times,
    within,
    years,
)
from tests.faults.exports import Row, day_of, moved

TRAINING = "hr__training_records"
RECORDS = "培訓記錄"
INJURIES = "hr__injuries"
ACCIDENTS = "工傷台帳"
ATTENDANCE = "hr__attendance"
DAYS = "考勤月報"
RECRUITMENT = "hr__recruitment"
HIRED = "招聘台帳"
IN_YEAR = within("開始時間", "2023-01-02", "2023-12-28")


def counts(row: Row) -> bool:
    """Whether the row is training that counts."""
    return (
        row["課程類別"] == "職業發展"
        and row["完成狀態"] == "已完成"
        and row["簽到狀態"] != "缺席"
        and IN_YEAR(row)
    )


def plain_hours(row: Row) -> bool:
    return (
        counts(row) and row.text("培訓學時").replace(".", "").isdigit() and as_number(row["培訓學時"]) >= 0.5
    )


LEARNT = ("training|培訓", "hour|學時|duration", "learner", "lms|summary|total")

dropped(TRAINING, RECORDS, "training_lost", "Training records are missing.", counts, *LEARNT)
repeated(
    TRAINING,
    RECORDS,
    "training_twice_later",
    "Training records stand twice, a day apart.",
    counts,
    lambda row: (
        row.__setitem__("開始時間", days(1)(row, row["開始時間"])),
        row.__setitem__("結束時間", days(1)(row, row["結束時間"])),
    )[0],
    *LEARNT,
)
cells(
    TRAINING,
    RECORDS,
    "minutes_as_hours",
    "Minutes stand in the column of hours.",
    "培訓學時",
    times(60),
    plain_hours,
    *LEARNT,
)
cells(
    TRAINING,
    RECORDS,
    "hours_ten_times",
    "Hours are ten times as many.",
    "培訓學時",
    times(10),
    plain_hours,
    *LEARNT,
)
cells(
    TRAINING, RECORDS, "hours_doubled", "Hours are twice as many.", "培訓學時", times(2), plain_hours, *LEARNT
)
cells(TRAINING, RECORDS, "hours_blank", "Hours are blank.", "培訓學時", "", counts, *LEARNT)
cells(TRAINING, RECORDS, "hours_negative", "Hours are negative.", "培訓學時", "-1.5", counts, *LEARNT)
cells(
    TRAINING,
    RECORDS,
    "compliance_as_development",
    "Compliance courses stand as career development.",
    "課程類別",
    "職業發展",
    lambda row: row["課程類別"] in ("反貪污", "合規") and row["完成狀態"] == "已完成",
    "categor|類別",
    *LEARNT,
)
cells(
    TRAINING,
    RECORDS,
    "development_as_compliance",
    "Career development stands as compliance.",
    "課程類別",
    "合規",
    counts,
    "categor|類別",
    *LEARNT,
)
cells(
    TRAINING,
    RECORDS,
    "anti_corruption_as_compliance",
    "Courses against corruption stand as other compliance.",
    "課程類別",
    "合規",
    lambda row: row["課程類別"] == "反貪污" and row["完成狀態"] == "已完成",
    "categor|類別",
    *LEARNT,
    harmless="the learners completed other courses against corruption",
)
cells(
    TRAINING,
    RECORDS,
    "category_unknown",
    "A course category is not in the list.",
    "課程類別",
    "興趣",
    counts,
    "categor|類別",
    *LEARNT,
)
cells(
    TRAINING,
    RECORDS,
    "unfinished_as_completed",
    "Courses that were not finished stand as completed.",
    "完成狀態",
    "已完成",
    lambda row: row["完成狀態"] == "進行中" and row["課程類別"] == "職業發展",
    "complet|完成",
    *LEARNT,
)
cells(
    TRAINING,
    RECORDS,
    "completed_as_unfinished",
    "Completed courses stand as not finished.",
    "完成狀態",
    "進行中",
    counts,
    "complet|完成",
    *LEARNT,
)
cells(
    TRAINING,
    RECORDS,
    "absent_as_attended",
    "Absent participants stand as present.",
    "簽到狀態",
    "已簽到",
    lambda row: row["簽到狀態"] == "缺席" and row["課程類別"] == "職業發展",
    *LEARNT,
    harmless="completion decides what counts",
)
cells(
    TRAINING,
    RECORDS,
    "learner_unknown",
    "Learners whom no other export knows.",
    "學員工號",
    lambda row, old: "0005" + str(old)[-4:],
    counts,
    "learner|學員|employee_no|stranger|unknown",
    *LEARNT,
)
cells(
    TRAINING,
    RECORDS,
    "learner_mistaken",
    "Training is booked on another learner.",
    "學員工號",
    "00011518",
    counts,
    *LEARNT,
    harmless="both learners may be of one gender and category, and trained already",
)
cells(
    TRAINING,
    RECORDS,
    "repeat_flag_flipped",
    "Repeated courses stand as first ones.",
    "是否重複學習",
    lambda row, old: "是" if old == "否" else "否",
    counts,
    harmless="repeated courses count",
)
cells(
    TRAINING,
    RECORDS,
    "training_a_year_off",
    "Training is dated in the year before.",
    ("開始時間", "結束時間"),
    years(-1),
    counts,
    "date|時間|year",
    *LEARNT,
)
cells(
    TRAINING,
    RECORDS,
    "ends_before_it_starts",
    "The course ends before it starts.",
    "結束時間",
    days(-2),
    counts,
    "end|start|時間",
    *LEARNT,
)
cells(
    TRAINING,
    RECORDS,
    "rating_changed",
    "A rating of the course is wrong.",
    "滿意度評分",
    "1",
    lambda row: is_filled(row["滿意度評分"]),
    harmless="one rating of thousands",
)


@kind(TRAINING, *LEARNT)
def training_month_lost(damage: Damage) -> None:
    """A month of training records is missing."""
    opened = damage.open(RECORDS)
    month = damage.rng.randint(2, 11)
    opened.remove(opened.rows(lambda row: day_of(row["開始時間"]).month == month))


@kind(TRAINING, *LEARNT)
def training_of_overseas_lost(damage: Damage) -> None:
    """The records of overseas learners are missing."""
    opened = damage.open(RECORDS)
    opened.remove(opened.rows(lambda row: row.text("學員工號").startswith("SF")))


@kind(TRAINING, *LEARNT)
def training_course_lost(damage: Damage) -> None:
    """All records of one course are missing."""
    opened = damage.open(RECORDS)
    course = damage.one(opened.rows(counts))["課程/活動名稱"]
    opened.remove(opened.rows(lambda row: row["課程/活動名稱"] == course))


@kind(TRAINING, *LEARNT)
def all_plain_hours_are_minutes(damage: Damage) -> None:
    """The whole system exported minutes where it used to export hours."""
    for row in damage.open(RECORDS).rows(plain_hours):
        row["培訓學時"] = times(60)(row, row["培訓學時"])


@kind(TRAINING, *LEARNT)
def hours_move_between_learners(damage: Damage) -> None:
    """Hours move from one learner to another: the total stays."""
    rows = damage.open(RECORDS).rows(plain_hours)
    for _ in range(damage.rows):
        one, other = damage.pick(rows, 2)
        one["學員工號"], other["學員工號"] = other["學員工號"], one["學員工號"]


def certified(row: Row) -> bool:
    return day_of(row["認定日期"]).year == 2023


HURT = ("injur|工傷", "certif|認定", "days|天數", "death|死亡|fatal")

dropped(INJURIES, ACCIDENTS, "injury_lost", "The injury that counts is missing.", certified, *HURT)
cells(
    INJURIES,
    ACCIDENTS,
    "injury_days_ten_times",
    "Days off work are ten times as many.",
    "休假天數",
    times(10),
    certified,
    *HURT,
)
cells(
    INJURIES,
    ACCIDENTS,
    "injury_days_typo",
    "Days off work are 53 instead of 35.",
    "休假天數",
    53,
    certified,
    *HURT,
)
cells(
    INJURIES, ACCIDENTS, "injury_days_blank", "Days off work are blank.", "休假天數", None, certified, *HURT
)
cells(
    INJURIES,
    ACCIDENTS,
    "certificate_into_next_year",
    "The certificate is dated in the next year.",
    "認定日期",
    years(1),
    certified,
    *HURT,
)
cells(
    INJURIES,
    ACCIDENTS,
    "certificate_blank",
    "The certificate's date is blank.",
    ("認定日期", "工傷認定決定書文號"),
    None,
    certified,
    *HURT,
)
cells(
    INJURIES,
    ACCIDENTS,
    "certificate_dated_blank_only",
    "The certificate has a number and no date.",
    "認定日期",
    None,
    certified,
    *HURT,
)
cells(
    INJURIES,
    ACCIDENTS,
    "certificate_of_next_year_too_early",
    "A certificate of January is dated in this year.",
    "認定日期",
    years(-1),
    lambda row: day_of(row["認定日期"]).year == 2024,
    *HURT,
)
cells(
    INJURIES,
    ACCIDENTS,
    "uncertified_as_certified",
    "An accident that nobody certified bears a date.",
    "認定日期",
    "2023-11-20",
    lambda row: not row["認定日期"],
    *HURT,
)
cells(
    INJURIES,
    ACCIDENTS,
    "fatal_flag_set",
    "An injury stands as fatal, with no date of death.",
    "是否死亡",
    "是",
    certified,
    *HURT,
)
cells(
    INJURIES,
    ACCIDENTS,
    "death_this_year",
    "An injury stands as fatal, with a date of death.",
    ("是否死亡", "死亡日期"),
    lambda row, old: "是" if old == "否" else "2023-02-25",
    certified,
    *HURT,
)
cells(
    INJURIES,
    ACCIDENTS,
    "old_death_moved",
    "The fatality of 2019 is dated in this year.",
    "死亡日期",
    "2023-03-09",
    lambda row: row["是否死亡"] == "是",
    *HURT,
)
cells(
    INJURIES,
    ACCIDENTS,
    "injury_of_stranger",
    "The injured person is nobody whom another export knows.",
    "工號",
    "00051526",
    certified,
    "employee_no|工號|stranger|unknown",
    *HURT,
)
cells(
    INJURIES,
    ACCIDENTS,
    "injury_before_accident",
    "The certificate is older than the accident.",
    "事故日期",
    "2023-06-01",
    certified,
    *HURT,
)
repeated(
    INJURIES,
    ACCIDENTS,
    "injury_twice_other_document",
    "The injury stands twice under another document.",
    certified,
    lambda row: row.__setitem__("工傷認定決定書文號", "示範認字〔2023〕322號"),
    "twice",
    *HURT,
)


@kind(INJURIES, *HURT)
def injury_period_shortened_too(damage: Damage) -> None:
    """Days and period off work are both a week too short, in agreement."""
    row = damage.one(damage.open(ACCIDENTS).rows(certified))
    row["休假天數"] = int(row["休假天數"]) - 7
    end = day_of(row["停工留薪期止"]) - timedelta(days=7)
    row["停工留薪期止"] = moved(row["停工留薪期止"], end)


cells(
    ATTENDANCE,
    DAYS,
    "attendance_above_due",
    "More days attended than due.",
    "實際出勤天數",
    "31",
    lambda row: True,
    "attend|出勤|days",
)
cells(
    ATTENDANCE,
    DAYS,
    "sick_days_changed",
    "Sick days are wrong.",
    "病假",
    "5",
    lambda row: row["病假"] == "2",
)
cells(
    ATTENDANCE,
    DAYS,
    "sick_days_untold",
    "Sick days are blank.",
    "病假",
    "",
    lambda row: row["病假"] not in ("", "0"),
    "absence|days|attend",
)
dropped(
    ATTENDANCE,
    DAYS,
    "attendance_rows_lost",
    "Months of attendance are missing.",
    lambda row: True,
    harmless="a few months of thousands move the absence rate below its printed precision",
)
cells(
    ATTENDANCE,
    DAYS,
    "attendance_of_stranger",
    "Attendance of people whom nobody knows.",
    "員工編號",
    lambda row, old: "0004" + str(old)[-4:],
    lambda row: True,
    "employee_no|員工編號|stranger|unknown",
)
cells(
    RECRUITMENT,
    HIRED,
    "start_date_a_year_off",
    "A hire starts a year later; the rosters decide.",
    "到崗日期",
    years(1),
    within("到崗日期", "2023-01-05", "2023-12-20"),
    "start|到崗|hire|date",
)
cells(
    RECRUITMENT,
    HIRED,
    "recruitment_cost_ten_times",
    "A hire's cost is ten times as large.",
    "招聘費用(元)",
    times(10),
    lambda row: is_filled(row["招聘費用(元)"]),
    harmless="the average cost is in no table that the made-up company prints",
)
cells(
    RECRUITMENT,
    HIRED,
    "recruitment_cost_blank",
    "A hire from outside has no cost.",
    "招聘費用(元)",
    None,
    lambda row: is_filled(row["招聘費用(元)"]),
    "cost|費用",
)
cells(
    RECRUITMENT,
    HIRED,
    "hired_stranger",
    "The hired number is nobody's.",
    "錄用員工編號",
    lambda row, old: "0003" + str(old)[-4:],
    lambda row: True,
    "employee|錄用|stranger|unknown|hire",
)
cells(
    RECRUITMENT,
    HIRED,
    "channel_changed",
    "A hire from outside stands as one inside the group.",
    "招聘渠道",
    "內部調入",
    lambda row: row["招聘渠道"] != "內部調入",
    "hire|transfer|channel|渠道",
)
