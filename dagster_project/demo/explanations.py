"""What the made-up company's controller wrote to the warnings of each year. The rules themselves are elsewhere.

A controller copies what was seen into the answer; so the figures of 2023 stand here as they were seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from dagster_project.demo.company_files import REGIONAL_FACTORS, published_figures, scaled

YEAR = 2023
CONTROLLER = "虛構：可持續發展部 陳小明"
ANSWERED_ON = {2022: "2023-01-20", 2023: "2024-01-22"}
MOVED = "publish/appendix_movement/material_movement"

# A reason, then each figure that it explains: KPI, dimension, member and what was seen for 2023.
MOVEMENTS: tuple[tuple[str, str], ...] = (
    (
        "兩層辦公樓於年中退租，員工減少，用電隨之減少（虛構）",
        """
        electricity total total 1,924.37
        ghg_scope2 total total 1,097.47
        """,
    ),
    (
        "總量與上年相若，但年末員工減少一成四（虛構）",
        """
        hazardous_waste_intensity total total 0.0017
        """,
    ),
    (
        "業務轉移予母集團，年內離職917人、入職525人（虛構）",
        """
        headcount total total 2,440
        headcount gender male 1,581
        headcount gender female 859
        headcount employee_category middle 447
        headcount employee_category junior 1,945
        headcount age_band under_30 450
        headcount age_band over_50 37
        headcount region mainland 2,296
        headcount region overseas 144
        """,
    ),
    (
        "上年的業務重組已告一段落，離職回落；50歲以上只有數十人，少數人離職即令比率大幅變動（虛構）",
        """
        turnover_rate gender male 27
        turnover_rate gender female 27
        turnover_rate age_band under_30 28
        turnover_rate age_band from_30_to_50 27
        turnover_rate age_band over_50 45
        turnover_rate region mainland 25
        """,
    ),
    (
        "年內獲認定的工傷一宗，上年沒有（虛構）",
        """
        lost_days total total 35
        """,
    ),
    (
        "課程改為線上短課，普及至各級，每次時數減少（虛構）",
        """
        training_share employee_category senior 97.9
        training_share employee_category middle 99.3
        training_hours gender male 4.1
        training_hours gender female 5.2
        training_hours employee_category senior 6.6
        training_hours employee_category middle 4.6
        training_hours employee_category junior 4.4
        """,
    ),
    (
        "集中採購後供應商減少，准入從嚴，異常者終止合作（虛構）",
        """
        new_suppliers total total 479
        new_suppliers region mainland 461
        new_suppliers region overseas 18
        suppliers_assessed total total 324
        suppliers_terminated total total 39
        """,
    ),
    (
        "辦公室翻新後換裝節水器具，並停用中央空調冷卻塔（虛構）",
        """
        water total total 7,221.46
        water_intensity total total 2.96
        """,
    ),
    (
        "推行無紙化辦公及源頭減廢（虛構）",
        """
        paper total total 4.58
        nonhazardous_waste total total 190.80
        """,
    ),
)
FACTORS = "publish/aud_emission_factors"
ONE_FACTOR = "自2023年起全集團統一採用全國電網平均排放因子；香港職場用電只佔百分之三（虛構）"
FIRST_REGIONAL = (
    "區域電網因子自公告2024年第12號起首次公布，2023年的報告於刊發前補入，作為並列數字；"
    "香港採用同期公布的電力公司因子（虛構）"
)
REGIONAL_ANSWERS = (
    *(
        {
            "rule": f"{FACTORS}/published_in_time",
            "subject": f"regional {grid} / {factor}",
            "seen": "years_issued_later = 1",
            "reason": FIRST_REGIONAL,
            "on": "2024-04-18",
        }
        for grid, factor in REGIONAL_FACTORS.items()
    ),
    {
        "rule": f"{FACTORS}/compared_with_its_document",
        "subject": "regional hk_electric / HK_HKE_2023",
        "seen": "evidence = unverified",
        "reason": "因子由電力公司客戶服務部書面確認，其可持續發展報告未能逐字核對（虛構）",
        "on": "2024-04-18",
    },
)
OTHERS: dict[int, tuple[dict[str, str], ...]] = {
    2022: (
        {
            "rule": f"{FACTORS}/compared_with_its_document",
            "subject": "hk_electric / HK_HKE_2021",
            "seen": "evidence = unverified",
            "reason": "因子由電力公司客戶服務部書面確認，其可持續發展報告未能逐字核對（虛構）",
        },
    ),
    2023: (
        {
            "rule": "publish/appendix_movement/same_scale",
            "subject": "satisfaction / total / total",
            "seen": "rescaled = 10 → 9",
            "reason": "評分系統於2023年1月更換，滿分由10分改為9分，分數連同滿分刊載（虛構）",
        },
        {
            "rule": f"{FACTORS}/holds_where_the_sites_are",
            "subject": "hk_electric / CN_ETS_0.5703",
            "seen": "region_fault = 全國 for 中國香港",
            "reason": ONE_FACTOR,
        },
        {
            "rule": f"{FACTORS}/same_basis_as_last_year",
            "subject": "hk_electric / CN_ETS_0.5703",
            "seen": "basis_change = utility_per_unit_sold to national_grid_average_ets",
            "reason": ONE_FACTOR,
        },
        *REGIONAL_ANSWERS,
    ),
}
CLAIMED_MORE = "publish/appendix_index_claims/claims_no_more_than_is_shown"

# A reason, then what each claim of the printed index was found to be: standard, code, status. Of both years.
OVERCLAIMS: tuple[tuple[str, str], ...] = (
    (
        "登記冊照錄刊載的索引；所缺數字已可計算，但公司沿用刊載的表格而不列示（虛構）",
        """
        HKEX A1.2 partly
        HKEX A2.1 partly
        HKEX B1.1 partly
        HKEX B5.1 missing
        GRI 302-1 partly
        GRI 308-1 missing
        """,
    ),
    (
        "登記冊照錄刊載的索引；所缺數字部分或全部沒有導出文件，索引如實列示所缺（虛構）",
        """
        GRI 2-7 partly
        GRI 205-2 partly
        GRI 205-3 partly
        GRI 302-4 partly
        GRI 303-5 partly
        GRI 306-3 partly
        GRI 306-4 missing
        GRI 306-5 missing
        GRI 308-2 partly
        GRI 401-1 partly
        GRI 401-3 missing
        GRI 403-8 missing
        GRI 403-9 partly
        GRI 403-10 missing
        GRI 405-1 partly
        GRI 406-1 partly
        GRI 418-1 partly
        """,
    ),
    (
        "登記冊照錄刊載的索引；報告以文字說明而沒有數字，索引如實列示所缺（虛構）",
        """
        GRI 2-16 partly
        GRI 2-27 partly
        GRI 201-2 partly
        GRI 201-3 partly
        GRI 205-1 partly
        GRI 206-1 partly
        GRI 413-1 partly
        GRI 417-3 missing
        """,
    ),
)
OVERCLAIMS_OF_2022 = (
    "首年處理，先前報告沒有刊載2020年的數字（虛構）",
    "HKEX B2.1 partly",
)
SMALL_CELL = "publish/appendix_small_cells/printed_small_cell"
BELOW = 5  # as in the made-up company's company.yml

# Figures of few people at scale 1: KPI, dimension, member, what is small, how many, among how many, and why printed.
FEW_PEOPLE: dict[int, tuple[tuple[str, str, int, int | None, str], ...]] = {
    2022: (
        (
            "training_share / employee_category / junior",
            "complement",
            1,
            2181,
            "初級員工逾二千人，未受訓的一人無從識別（虛構）",
        ),
    ),
    2023: (
        ("lost_days / total / total", "rows", 1, None, "工傷一宗已於附註說明，傷者書面同意列示（虛構）"),
        (
            "training_share / employee_category / middle",
            "complement",
            3,
            447,
            "中級員工逾四百人，未受訓的三人無從識別（虛構）",
        ),
        (
            "training_share / employee_category / senior",
            "complement",
            1,
            48,
            "未受訓的一人年內休長假，本人書面同意列示（虛構）",
        ),
    ),
}


def explanations(scale: int = 1, year: int = YEAR) -> list[dict[str, Any]]:
    """Every entry of a year, for a company of this size; only 2023 has a year before to have moved from."""
    entries = [
        _movement(reason, line, scale)
        for reason, lines in (MOVEMENTS if year == YEAR else ())
        for line in lines.split("\n")
    ]
    answers = (*filter(None, entries), *_few_people(year, scale), *_overclaims(year), *OTHERS[year])
    return [{**one, "by": CONTROLLER, "on": one.get("on", ANSWERED_ON[year])} for one in answers]


def _movement(reason: str, line: str, scale: int) -> dict[str, str] | None:
    if not line.strip():
        return None
    kpi, dimension, member, printed = line.split()
    before = {
        (row["kpi_id"], row["dimension"], row["member"]): row["printed"]
        for row in published_figures(YEAR - 1, scale)
    }[kpi, dimension, member]
    return {
        "rule": MOVED,
        "subject": f"{kpi} / {dimension} / {member}",
        "seen": f"moved = {before} → {scaled(kpi, printed, YEAR, scale)}",
        "reason": reason,
    }


def _few_people(year: int, scale: int) -> Iterator[dict[str, str]]:
    """The answers to figures of few people, as long as a larger company has few of them too."""
    for subject, part, people, among, reason in FEW_PEOPLE[year]:
        if people * scale < BELOW:
            of = "" if among is None else f" of {among * scale}"
            seen = f"printed_small_cell = {part} {people * scale}{of}"
            yield {"rule": SMALL_CELL, "subject": subject, "seen": seen, "reason": reason}


def _overclaims(year: int) -> Iterator[dict[str, str]]:
    """The answers to claims of the register that the index does not bear out."""
    for reason, lines in (*OVERCLAIMS, *([OVERCLAIMS_OF_2022] if year == YEAR - 1 else [])):
        for standard, code, found in (line.split() for line in lines.split("\n") if line.strip()):
            yield {
                "rule": CLAIMED_MORE,
                "subject": f"{standard} / {code}",
                "seen": f"claims_more = disclosed, found {found}",
                "reason": reason,
            }


def write_explanations(folder: Path, scale: int) -> None:
    """Write the answers of each year into the company folder."""
    for year in OTHERS:
        path = folder / "explanations" / f"{year}.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = yaml.safe_dump(explanations(scale, year), allow_unicode=True, sort_keys=False, width=110)
        path.write_text(f"# 虛構數據 Made-up answers to the warnings of {year}.\n{text}", encoding="utf-8")
