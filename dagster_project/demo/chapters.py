"""Which key figures the chapters of the made-up report print, in their order. What the figures are is elsewhere."""

from __future__ import annotations

from typing import Any

Line = str | tuple[str, str, str]

REPORT_PARTS: tuple[tuple[str, str, str, tuple[tuple[str, str, str, tuple[Line, ...]], ...]], ...] = (
    (
        "highlights", "年度亮點", "Highlights of the year",
        (
            (
                "chapter_highlights", "年度亮點", "Highlights",
                (
                    "complaint_resolution_rate", "career_courses", "course_rating", "suppliers_assessed",
                    "donations", "anti_corruption_courses", "anti_corruption_coverage",
                ),
            ),
            (
                "chapter_honours", "榮譽與認可", "Honours",
                ("competition_wins", "international_awards", "certifications", "honours_to_date"),
            ),
        ),
    ),
    (
        "governance", "管治", "Governance",
        (
            (
                "chapter_2_1", "2.1 合規經營", "2.1 Compliance",
                (
                    "directors",
                    ("director_share", "role", "executive"),
                    ("director_share", "role", "non_executive"),
                    ("director_share", "role", "independent"),
                    ("directors", "gender", "female"),
                    ("director_share", "gender", "female"),
                    ("director_share", "gender", "male"),
                    "board_meetings", "audit_committee_meetings", "remuneration_committee_meetings",
                    "regulatory_bulletins", "regulatory_briefings", "compliance_campaigns",
                ),
            ),
            (
                "chapter_2_2", "2.2 商業道德", "2.2 Business ethics",
                (
                    ("cases", "cause", "corruption"),
                    ("cases", "cause", "discrimination"),
                    ("cases", "cause", "privacy"),
                    ("cases", "cause", "conflict_of_interest"),
                    ("cases", "cause", "money_laundering"),
                ),
            ),
        ),
    ),
    (
        "social", "社會", "Society",
        (
            (
                "chapter_3_1", "3.1 以客為先", "3.1 Customers",
                (
                    "data_security_audits", "security_mailings", "information_security_courses", "emergency_drills",
                    "customer_satisfaction", "complaints", "complaint_resolution_rate", "satisfaction",
                ),
            ),
            (
                "chapter_3_2", "3.2 以人為本", "3.2 People",
                (
                    "headcount", ("headcount", "gender", "male"), ("headcount", "gender", "female"),
                    "new_hires", "internal_hire_share", "recruitment_cost",
                    "women_in_management", ("women_in_management", "management_level", "senior"),
                    ("women_in_management", "management_level", "junior"),
                    "women_in_revenue_management", "women_in_stem",
                    *(
                        (kpi, dimension, member)
                        for dimension, members in (
                            ("gender", ("male", "female")),
                            ("employee_category", ("senior", "middle", "junior")),
                        )
                        for member in members
                        for kpi in ("training_share", "training_hours", "trained_employees")
                    ),
                    ("classroom_programme_coverage", "employee_category", "middle"),
                    ("classroom_programme_coverage", "employee_category", "junior"),
                    "certified_employees", "welfare_satisfaction",
                    "safety_participation", "absence_rate",
                ),
            ),
            (
                "chapter_3_3", "3.3 共建行業", "3.3 The industry",
                ("suppliers_assessed", "suppliers_terminated", "supplier_commitment_rate"),
            ),
            (
                "chapter_3_4", "3.4 共享發展", "3.4 Community",
                (
                    "overseas_markets", "overseas_customers", "support_purchases", "goods_donated", "walk_funds",
                    "volunteer_participations", "volunteer_hours",
                ),
            ),
        ),
    ),
    (
        "green", "環境", "Environment",
        (("chapter_4_2", "4.2 開展綠色運營", "4.2 Green operations", ("water",)),),
    ),
)  # fmt: skip


def chapters_yml() -> dict[str, Any]:
    """The chapters as `registry.outline` reads them; only the year itself is printed."""
    return {
        "id": "chapters",
        "names": {"zh-Hant": "各章關鍵數字", "en": "Key figures of the chapters"},
        "repeats": True,
        "sections": [
            {
                "id": f"chapters_{part}",
                "names": {"zh-Hant": hant, "en": english},
                "categories": [
                    {
                        "id": chapter,
                        "names": {"zh-Hant": chapter_hant, "en": chapter_english},
                        "comparatives": 0,
                        "lines": [_line(line) for line in lines],
                    }
                    for chapter, chapter_hant, chapter_english, lines in chapters
                ],
            }
            for part, hant, english, chapters in REPORT_PARTS
        ],
    }


def _line(line: Line) -> dict[str, str]:
    if isinstance(line, str):
        return {"kpi": line}
    return dict(zip(("kpi", "dimension", "member"), line, strict=True))
