"""The HR exports' file formats: which system writes which columns, in which encoding and style."""

from __future__ import annotations

from dagster_project.demo.files import COUNTED, Column, Export
from dagster_project.demo.hr_exports import Rows
from dagster_project.demo.people import CHENGDU_CITY
from dagster_project.demo.spelling import (
    coded,
    digits,
    duration,
    excel_date,
    excel_number,
    iso_date,
    mixed_date,
    month,
    month_first,
    number,
    text,
    timestamp,
    y_n,
    yes_no,
)

GENDER = {"male": "男", "female": "女"}
GENDER_CODES = {"male": "1", "female": "2"}
EMPLOYMENT = {
    "full_time": "全職",
    "part_time": "兼職",
    "intern": "實習",
    "agency": "勞務派遣",
    "rehired_retiree": "退休返聘",
}
STATUS = {"active": "在職", "probation": "試用", "notice": "待離職", "left": "離職"}
LEVEL = {"senior": "高級管理層", "middle": "中級管理層", "junior": "初級管理層", "none": "非管理崗"}
FUNCTION = {
    "technology": "科技",
    "functional": "職能",
    "business": "業務",
    "sales": "銷售",
    "presales": "售前",
    "solutions": "解決方案",
    "marketing": "市場拓展",
    "operations": "運營",
    "legal": "法律合規",
}
SEPARATION = {
    "resignation": "主動",
    "dismissal": "被動",
    "mutual": "協商",
    "retirement": "退休",
    "contract_end": "合同到期",
    "death": "死亡",
    "group_transfer": "集團內調動",
}
MOVEMENT = {
    "hire": "入職",
    "rehire": "再入職",
    "group_transfer_in": "集團調入",
    "group_transfer_out": "集團調出",
    "entity_transfer": "內部公司調動",
    "promotion": "晉升",
}
CHANNEL = {
    "referral": "內部推薦",
    "website": "官網",
    "headhunter": "獵頭",
    "campus": "校招",
    "group_transfer": "內部調入",
}


def roster_columns(gender: dict[str, str], dates=mixed_date) -> tuple[Column, ...]:
    """Columns of a roster, with its gender codes and its style of dates."""
    return (
        Column("employee_no", "員工編號"),
        Column("person_name", "姓名"),
        Column("gender", "性別", coded(gender)),
        Column("id_type", "證件類型"),
        Column("id_number", "證件號碼"),
        Column("birth_date", "出生日期", dates),
        Column("hire_date", "入職日期", dates),
        Column("employment_type", "用工性質", coded(EMPLOYMENT)),
        Column("staff_category", "員工類別"),
        Column("grade", "職級"),
        Column("management_level", "管理層級", coded(LEVEL)),
        Column("job_function", "職能序列", coded(FUNCTION)),
        Column("company", "任職公司"),
        Column("department_code", "部門編碼"),
        Column("department", "部門"),
        Column("work_location", "工作地點"),
        Column("is_main_job", "是否主崗", yes_no),
        Column("employment_status", "任職狀態", coded(STATUS)),
        Column("unpaid_leave", "停薪留職標誌", yes_no),
        Column("updated_at", "記錄更新時間"),
    )


def roster_exports(rows: Rows, year: int, snapshot_year: int) -> list[Export]:
    """The mainland roster as text in GB18030, the Chengdu company's as a workbook with serial dates."""
    which = "本年末" if year == snapshot_year else "上年末"
    chengdu = [row for row in rows if row["work_location"] == CHENGDU_CITY]
    others = [row for row in rows if row["work_location"] != CHENGDU_CITY]
    day = f"{snapshot_year}1231"
    return [
        Export(
            "hr__employees",
            f"raw/{year}/人力/在職花名冊_{which}_{day}.csv",
            roster_columns(GENDER),
            others,
            "gb18030",
            counted=COUNTED,
        ),
        Export(
            "hr__employees",
            f"raw/{year}/人力/在職花名冊_{which}_成都_{day}.xlsx",
            roster_columns(GENDER_CODES, excel_date),
            chengdu,
            "xlsx",
            title=("澄川示範服務（成都）在職花名冊（虛構數據）",),
            footnotes=("註：本表由系統導出，數據為虛構。",),
            counted=COUNTED,
            sheet_name="花名冊",
        ),
    ]


def separations_export(rows: Rows, year: int) -> Export:
    """The separations ledger in GBK."""
    columns = (
        Column("employee_no", "員工編號"),
        Column("person_name", "姓名"),
        Column("gender", "性別", coded(GENDER)),
        Column("birth_date", "出生日期", mixed_date),
        Column("hire_date", "入職日期", mixed_date),
        Column("leave_date", "離職日期", mixed_date),
        Column("last_working_day", "最後工作日", mixed_date),
        Column("separation_type", "離職類型", coded(SEPARATION)),
        Column("reason", "離職原因"),
        Column("employment_type", "用工性質", coded(EMPLOYMENT)),
        Column("company", "任職公司"),
        Column("work_location", "工作地點"),
        Column("grade", "職級"),
        Column(
            "approval_status",
            "審批狀態",
            coded({"approved": ("已審批", "審批通過"), "pending": "審批中", "withdrawn": "已撤回"}),
        ),
        Column("was_rehired", "是否再入職", yes_no),
    )
    return Export(
        "hr__separations", f"raw/{year}/人力/離職台帳_{year}.csv", columns, rows, "gbk", counted=COUNTED
    )


def movements_export(rows: Rows, year: int) -> Export:
    """Hires and movements in UTF-8."""
    columns = (
        Column("employee_no", "人員主鍵"),
        Column("movement_type", "異動類型", coded(MOVEMENT)),
        Column("effective_date", "生效日期", iso_date),
        Column("end_date", "結束日期", iso_date),
        Column("is_main_job", "是否主任職", y_n),
        Column("is_latest", "最新標誌", y_n),
        Column("from_company", "原公司"),
        Column("to_company", "新公司"),
        Column("from_grade", "原職級"),
        Column("to_grade", "新職級"),
    )
    return Export(
        "hr__movements", f"raw/{year}/人力/入職調動記錄_{year}.csv", columns, rows, "utf-8", counted=COUNTED
    )


def employments_export(rows: Rows, year: int) -> Export:
    """The overseas system's file: UTF-8 with a byte order mark, English headings, month first."""
    title = {key: key.capitalize() for key in FUNCTION}
    columns = (
        Column("employee_no", "userId"),
        Column("person_name", "fullName", text),
        Column("gender", "gender", coded({"male": "M", "female": "F"})),
        Column("birth_date", "dateOfBirth", month_first),
        Column("hire_date", "hireDate", month_first),
        Column("company", "company", text),
        Column("work_location", "location", text),
        Column("grade", "jobLevel", text),
        Column(
            "management_level",
            "managementLevel",
            coded({"senior": "Senior", "middle": "Middle", "junior": "Junior", "none": "None"}),
        ),
        Column("job_function", "jobFunction", coded(title)),
        Column(
            "employment_type",
            "employmentType",
            coded(
                {
                    "full_time": ("Full-time", "Regular"),
                    "part_time": "Part-time",
                    "intern": "Intern",
                    "agency": "Contingent",
                    "rehired_retiree": "Retiree",
                }
            ),
        ),
        Column("termination_date", "terminationDate", month_first),
        Column(
            "separation_type",
            "eventReason",
            lambda value, index: (
                ""
                if value is None
                else {
                    "resignation": "Resignation",
                    "dismissal": "Dismissal",
                    "mutual": "Mutual Agreement",
                    "retirement": "Retirement",
                    "contract_end": "End of Contract",
                    "death": "Death",
                    "group_transfer": "Intercompany Transfer",
                }[value]
            ),
        ),
        Column("unpaid_leave", "unpaidLeave", y_n),
    )
    return Export(
        "hr__employments", f"raw/{year}/人力/SuccessFactors_Employment_{year}.csv", columns, rows, "utf-8-sig"
    )


def training_export(rows: Rows, year: int) -> Export:
    """The learning system's records in GBK, durations in three spellings."""
    columns = (
        Column("employee_no", "學員工號"),
        Column("course_name", "課程/活動名稱"),
        Column("delivery", "培訓方式", coded({"online": "線上", "classroom": "線下"})),
        Column("started_at", "開始時間", timestamp),
        Column("ended_at", "結束時間", timestamp),
        Column("duration_minutes", "培訓學時", duration),
        Column(
            "completion_status",
            "完成狀態",
            coded(
                {"completed": "已完成", "in_progress": "進行中", "not_started": "未開始", "failed": "未通過"}
            ),
        ),
        Column(
            "sign_in_status",
            "簽到狀態",
            coded({"signed_in": "已簽到", "absent": "缺席", "not_required": "無需簽到"}),
        ),
        Column(
            "course_category",
            "課程類別",
            coded(
                {
                    "career_development": "職業發展",
                    "anti_corruption": "反貪污",
                    "information_security": "信息安全",
                    "compliance": "合規",
                    "safety": "安全",
                    "certification": "證書",
                    "volunteering": "志願服務",
                }
            ),
        ),
        Column("is_repeat", "是否重複學習", yes_no),
        Column("score", "滿意度評分", digits),
    )
    return Export(
        "hr__training_records", f"raw/{year}/培訓/培訓記錄_{year}.csv", columns, rows, "gbk", counted=COUNTED
    )


def injuries_export(rows: Rows, year: int) -> Export:
    """The injuries ledger as a workbook with headings over two lines."""
    columns = (
        Column("employee_no", "工號"),
        Column("accident_date", "事故日期", excel_date, "事故"),
        Column("accident_type", "事故類型", text, "事故"),
        Column("certificate_no", "工傷認定決定書文號", text, "認定"),
        Column("certified_on", "認定日期", excel_date, "認定"),
        Column("leave_from", "停工留薪期起", excel_date, "停工留薪"),
        Column("leave_to", "停工留薪期止", excel_date, "停工留薪"),
        Column("lost_days", "休假天數", excel_number, "停工留薪"),
        Column("is_fatal", "是否死亡", yes_no, "死亡"),
        Column("death_date", "死亡日期", excel_date, "死亡"),
    )
    return Export(
        "hr__injuries",
        f"raw/{year}/人力/工傷台帳_{year}.xlsx",
        columns,
        rows,
        "xlsx",
        title=(f"{year}年工傷台帳（虛構數據）",),
        counted=COUNTED,
        footnotes=("註：未取得認定決定書的事故不計入。", "填報部門：員工關係組（虛構）"),
        sheet_name="工傷台帳",
    )


def attendance_export(rows: Rows, year: int) -> Export:
    """Monthly attendance in GBK."""
    columns = (
        Column("employee_no", "員工編號"),
        Column("month", "月份", month),
        Column("scheduled_days", "應出勤天數", digits),
        Column("attended_days", "實際出勤天數", digits),
        Column("sick_days", "病假", digits),
        Column("personal_days", "事假", digits),
        Column("annual_leave_days", "年假", digits),
        Column("other_absence_days", "其他缺勤", digits),
    )
    return Export(
        "hr__attendance", f"raw/{year}/人力/考勤月報_{year}.csv", columns, rows, "gbk", counted=COUNTED
    )


def recruitment_export(rows: Rows, year: int) -> Export:
    """The recruitment ledger as a workbook."""
    columns = (
        Column("requisition_no", "需求編號"),
        Column("position", "崗位"),
        Column("grade", "職級"),
        Column("job_function", "職能", coded(FUNCTION)),
        Column("channel", "招聘渠道", coded(CHANNEL)),
        Column("employee_no", "錄用員工編號"),
        Column("start_date", "到崗日期", excel_date),
        Column("cost", "招聘費用(元)", number),
        Column("currency", "幣種"),
    )
    return Export(
        "hr__recruitment",
        f"raw/{year}/人力/招聘台帳_{year}.xlsx",
        columns,
        rows,
        "xlsx",
        title=(f"{year}年招聘台帳（虛構數據）",),
        counted=COUNTED,
        sheet_name="招聘台帳",
    )
