"""Invented names: people, companies, sites and suppliers. No real company and no real person."""

from __future__ import annotations

import random

ISSUER = "澄川示範科技有限公司（虛構）"
SHANGHAI = "澄川示範信息（上海）有限公司（虛構）"
BEIJING = "澄川示範數據（北京）有限公司（虛構）"
CHENGDU = "澄川示範服務（成都）有限公司（虛構）"
HONG_KONG = "Chengchuan Demo (Hong Kong) Ltd. (made up)"
SINGAPORE = "Chengchuan Demo (Singapore) Pte. Ltd. (made up)"
PARENT_GROUP = "虛川控股集團有限公司（虛構）"

SURNAMES = (
    "王李張劉陳楊趙黃周吳徐孫胡朱高林何郭馬羅梁宋鄭謝韓唐馮於董蕭程曹袁鄧許傅沈曾彭呂蘇盧蔣蔡賈丁魏薛葉閻"
)
GIVEN = "偉芳娜敏靜麗強磊軍洋勇艷傑娟濤明超秀霞平剛桂文輝玲建國雲飛雪梅琳晨宇浩然子涵欣怡思遠博"
# Outside GBK, inside GB18030; and the middle dot of transcribed names.
RARE_NAMES = ("㑇一鳴", "𠮷田健", "阿依古麗·示例", "陳㐂", "歐陽㛃", "買買提·虛構")
LATIN_GIVEN = ("Alex", "Bea", "Chris", "Dana", "Eli", "Fay", "Gus", "Hana", "Ivan", "June", "Kit", "Lena")
LATIN_SURNAMES = ("Demo", "Sample", "Mock", "Fiction", "Specimen", "Placeholder", "Example", "Invented")

SUPPLIER_WORDS = ("示例", "虛構", "樣本", "演示", "試用", "假設", "模擬", "擬製")
SUPPLIER_TRADES = ("信息技術", "物業服務", "文儀", "人力資源", "網絡", "軟件", "諮詢", "商貿", "印務", "環保")


def chinese_name(rng: random.Random) -> str:
    """A surname with one or two characters after it."""
    return rng.choice(SURNAMES) + "".join(rng.choice(GIVEN) for _ in range(rng.choice((1, 2, 2))))


def latin_name(rng: random.Random) -> str:
    """A given name with a surname that nobody has."""
    return f"{rng.choice(LATIN_GIVEN)} {rng.choice(LATIN_SURNAMES)}"


def supplier_name(rng: random.Random, number: int) -> str:
    """A company name that says it is made up."""
    return f"{rng.choice(SUPPLIER_WORDS)}{number:05d}{rng.choice(SUPPLIER_TRADES)}有限公司（虛構）"
