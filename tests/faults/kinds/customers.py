"""Faults of complaints, ratings and lawsuits."""

from __future__ import annotations

from tests.faults.damage import Damage, as_number, cells, dropped, kind, repeated, times, within, years
from tests.faults.exports import Row, day_of, moved

COMPLAINTS = "customers__complaints"
TICKETS = "客訴"
RATINGS = "customers__satisfaction"
SCORES = "滿意度"
LAWSUITS = "compliance__lawsuits"
CASES = "訴訟"
RECEIVED = within("受理日期", "2023-01-01", "2023-12-31")


def valid(row: Row) -> bool:
    return row["是否有效投訴"] == "是" and RECEIVED(row)


TOLD = ("complaint|客訴|投訴", "ticket|工單", "clos|結案", "valid|有效", "movement|moved")

dropped(COMPLAINTS, TICKETS, "complaint_lost", "A complaint is missing.", valid, *TOLD)
repeated(
    COMPLAINTS,
    TICKETS,
    "complaint_twice_other_number",
    "A complaint stands twice under another number.",
    valid,
    lambda row: row.__setitem__("工單號", "KS20239" + row.text("工單號")[-5:]),
    "twice",
    *TOLD,
)
cells(
    COMPLAINTS,
    TICKETS,
    "complaint_not_valid",
    "A valid complaint stands as none.",
    "是否有效投訴",
    "否",
    valid,
    *TOLD,
)
cells(
    COMPLAINTS,
    TICKETS,
    "inquiry_as_complaint",
    "An inquiry stands as a valid complaint.",
    "是否有效投訴",
    "是",
    lambda row: row["是否有效投訴"] == "否",
    *TOLD,
)
cells(
    COMPLAINTS,
    TICKETS,
    "complaint_flag_unreadable",
    "The flag is a question mark.",
    "是否有效投訴",
    "？",
    valid,
    *TOLD,
)
cells(
    COMPLAINTS,
    TICKETS,
    "complaint_not_closed",
    "The closing date of a complaint is gone.",
    "結案日期",
    "",
    valid,
    *TOLD,
)
cells(
    COMPLAINTS,
    TICKETS,
    "complaint_closed_before_received",
    "A complaint was closed before it was received.",
    "結案日期",
    years(-1),
    valid,
    *TOLD,
)
cells(
    COMPLAINTS,
    TICKETS,
    "complaint_next_year",
    "A complaint was received in the next year.",
    ("受理日期", "結案日期"),
    years(1),
    valid,
    "date|日期|year",
    *TOLD,
)
cells(
    COMPLAINTS,
    TICKETS,
    "complaint_of_last_year_counted",
    "A complaint of last December was received in January.",
    "受理日期",
    "2023-01-02",
    lambda row: day_of(row["受理日期"]).year == 2022,
    *TOLD,
)
cells(
    COMPLAINTS,
    TICKETS,
    "complaint_result_changed",
    "A complaint stands as not solved.",
    "處理結果",
    "處理中",
    valid,
    "result|處理",
    *TOLD,
    harmless="a closing date decides what is resolved",
)
cells(
    COMPLAINTS,
    TICKETS,
    "complaint_channel_changed",
    "A channel is wrong; none is printed.",
    "渠道",
    "熱線",
    lambda row: row["渠道"] == "郵件",
    harmless="no channel is printed",
)


def rated(row: Row) -> bool:
    return day_of(row["評價時間"]).year == 2023


RATED = ("rating|score|評分|滿分", "satisf|滿意", "scale|full", "total|count", "movement|moved")

cells(RATINGS, SCORES, "scale_of_ten", "Ratings stand as out of 10.", "滿分", "10", rated, *RATED)
cells(
    RATINGS,
    SCORES,
    "scale_of_five",
    "Ratings stand as out of 5, below the score.",
    "滿分",
    "5",
    lambda row: rated(row) and as_number(row["評分"]) > 5,
    *RATED,
)
cells(RATINGS, SCORES, "score_above_scale", "A score lies above the full score.", "評分", "90", rated, *RATED)
cells(
    RATINGS,
    SCORES,
    "score_changed",
    "A score of 9 stands as 1.",
    "評分",
    "1",
    lambda row: rated(row) and row["評分"] == "9",
    *RATED,
)
cells(RATINGS, SCORES, "score_blank", "A score is blank.", "評分", "", rated, *RATED)
cells(
    RATINGS,
    SCORES,
    "rating_next_year",
    "Ratings are dated in the next year.",
    "評價時間",
    years(1),
    rated,
    "date|時間",
    *RATED,
)
dropped(RATINGS, SCORES, "ratings_lost", "Ratings are missing.", rated, *RATED)


@kind(RATINGS, *RATED)
def all_ratings_out_of_ten(damage: Damage) -> None:
    """The survey's scale stands as 10 for all ratings."""
    for row in damage.open(SCORES).rows(rated):
        row["滿分"] = "10"


@kind(RATINGS, *RATED)
def low_ratings_lost(damage: Damage) -> None:
    """All low ratings are missing."""
    opened = damage.open(SCORES)
    opened.remove(opened.rows(lambda row: rated(row) and as_number(row["評分"]) <= 7))


@kind(RATINGS, *RATED)
def scores_out_of_hundred(damage: Damage) -> None:
    """Scores and scale are eleven times as large: per cent instead of points."""
    for row in damage.open(SCORES).rows(rated):
        row["評分"] = str(round(as_number(row["評分"]) * 100 / 9))
        row["滿分"] = "100"


@kind(RATINGS, *RATED)
def ratings_of_a_quarter_lost(damage: Damage) -> None:
    """A quarter of ratings is missing."""
    opened = damage.open(SCORES)
    first = damage.rng.choice((1, 4, 7, 10))
    opened.remove(
        opened.rows(lambda row: rated(row) and day_of(row["評價時間"]).month in range(first, first + 3))
    )


def corruption(row: Row) -> bool:
    return row["案由"] in ("貪污", "賄賂", "職務侵占")


CASE = ("case|案", "lawsuit|訴訟", "part(y|ies)|當事人", "conclu|審結", "loss|損失", "movement|moved")

cells(
    LAWSUITS,
    CASES,
    "case_concluded_this_year",
    "A corruption case of 2021 was concluded in this year.",
    "審結日期",
    "2023-09-14",
    corruption,
    *CASE,
)
cells(
    LAWSUITS,
    CASES,
    "case_conclusion_blank",
    "A corruption case stands as pending.",
    "審結日期",
    "",
    lambda row: corruption(row) and bool(row["審結日期"]),
    *CASE,
    harmless="the case does not count in this year",
)
cells(
    LAWSUITS,
    CASES,
    "case_conclusion_year_off",
    "A corruption case was concluded a year earlier.",
    "審結日期",
    years(-1),
    lambda row: corruption(row) and day_of(row["審結日期"]).year == 2023,
    *CASE,
    harmless="the case does not count in this year",
)
cells(
    LAWSUITS,
    CASES,
    "case_as_contract_dispute",
    "A corruption case stands as a contract dispute.",
    "案由",
    "合同糾紛",
    corruption,
    *CASE,
    harmless="the case does not count in this year",
)
cells(
    LAWSUITS,
    CASES,
    "dispute_as_corruption",
    "A contract dispute of this year stands as corruption.",
    "案由",
    "貪污",
    lambda row: row["案由"] == "合同糾紛" and day_of(row["審結日期"]).year == 2023,
    *CASE,
)
cells(
    LAWSUITS,
    CASES,
    "case_cause_unknown",
    "A cause is not in the list.",
    "案由",
    "其他糾紛",
    corruption,
    *CASE,
)
cells(
    LAWSUITS,
    CASES,
    "party_employee_as_company",
    "The party of a corruption case stands as the company.",
    "當事人類型",
    "公司",
    corruption,
    *CASE,
    harmless="the case does not count in this year",
)
cells(
    LAWSUITS,
    CASES,
    "party_outside_as_employee",
    "A third party's corruption case stands as an employee's.",
    "當事人類型",
    "員工",
    lambda row: row["當事人類型"] == "第三方",
    *CASE,
)
cells(
    LAWSUITS,
    CASES,
    "loss_ten_times",
    "A loss is ten times as large.",
    "損失金額",
    times(10),
    lambda row: as_number(row["損失金額"]) > 0,
    *CASE,
    harmless="the case does not count in this year",
)
cells(
    LAWSUITS,
    CASES,
    "loss_in_dollars",
    "A loss stands in dollars.",
    "幣種",
    "USD",
    lambda row: row["幣種"] == "CNY",
    "currenc|幣種",
    *CASE,
    harmless="the case does not count in this year",
)
dropped(
    LAWSUITS,
    CASES,
    "case_lost",
    "A corruption case is missing.",
    corruption,
    *CASE,
    harmless="the case does not count in this year",
)
repeated(
    LAWSUITS,
    CASES,
    "case_twice_other_number",
    "A case stands twice under another number.",
    corruption,
    lambda row: row.__setitem__("案號", row.text("案號").replace("民初", "民終")),
    "twice",
    *CASE,
    harmless="the case does not count in this year",
)


@kind(LAWSUITS, *CASE)
def case_concluded_as_employee_this_year(damage: Damage) -> None:
    """A pending corruption case of an employee stands as concluded in this year."""
    for row in damage.pick(damage.open(CASES).rows(lambda row: corruption(row) and not row["審結日期"])):
        row["審結日期"] = "2023-11-02"


@kind(COMPLAINTS, *TOLD)
def one_complaint_lost_one_promoted(damage: Damage) -> None:
    """A valid complaint is missing and an inquiry stands in its place: the number stays."""
    opened = damage.open(TICKETS)
    gone = damage.one(opened.rows(valid))
    inquiry = damage.one(opened.rows(lambda row: row["是否有效投訴"] == "否" and RECEIVED(row)))
    inquiry["是否有效投訴"] = "是"
    opened.remove([gone])


@kind(RATINGS, harmless="all days lie in the year")
def ratings_exchange_days(damage: Damage) -> None:
    """Ratings bear each other's day: nothing that is printed changes."""
    one, other = damage.pick(damage.open(SCORES).rows(rated), 2)
    first, second = day_of(one["評價時間"]), day_of(other["評價時間"])
    one["評價時間"], other["評價時間"] = moved(one["評價時間"], second), moved(other["評價時間"], first)
