"""A made-up company and values whose integers give the golden table's figures; no warehouse is needed."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from dagster_project.company import Company, Names
from dagster_project.figures.numbers import parse_printed
from dagster_project.figures.values import Key, KpiValue
from dagster_project.project import SEEDS_DIR
from dagster_project.publish.comparison import Comparison
from dagster_project.publish.document import Edition
from dagster_project.publish.indices import Index, indices, printed_table
from dagster_project.publish.lines import appendix_lines
from dagster_project.publish.registers import Claim, Note, PublishedFigure, notes
from dagster_project.registry.kpis import load_kpis
from dagster_project.registry.outline import Outline, load_outline
from dagster_project.registry.standards import load_standards

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "appendix_5_1.csv"
REGISTRY = load_kpis()
OUTLINE = load_outline(kpis=REGISTRY).kept(lambda line: not line.optional)
CHAPTERS = Outline.model_validate(
    {
        "id": "chapters",
        "names": {"zh-Hant": "各章關鍵數字", "en": "Key figures of the chapters"},
        "repeats": True,
        "sections": [
            {
                "id": "chapters_social",
                "names": {"zh-Hant": "社會各章", "en": "Chapters on society"},
                "categories": [
                    {
                        "id": "chapter_3_2",
                        "names": {"zh-Hant": "3.2 以人為本", "en": "3.2 People"},
                        "comparatives": 0,
                        "lines": [
                            {"kpi": "headcount"},
                            {"kpi": "headcount", "dimension": "gender"},
                            {"kpi": "training_share", "dimension": "gender", "member": "female"},
                            {"kpi": "satisfaction"},
                        ],
                    }
                ],
            },
            {
                "id": "chapters_environment",
                "names": {"zh-Hant": "環境各章", "en": "Chapters on the environment"},
                "categories": [
                    {
                        "id": "chapter_4_1",
                        "names": {"zh-Hant": "4.1 綠色營運", "en": "4.1 Green operations"},
                        "comparatives": 0,
                        "lines": [{"kpi": "electricity"}],
                    }
                ],
            },
        ],
    }
)
KEYS = [Key(*member) for member in OUTLINE.members(REGISTRY)]
YEAR = 2023
AMOUNT_OF = {
    "ghg_scope2_intensity": "ghg_scope2",
    "hazardous_waste_intensity": "hazardous_waste",
    "nonhazardous_waste_intensity": "nonhazardous_waste",
    "electricity_intensity": "electricity",
    "water_intensity": "water",
    "fatality_rate": "fatalities",
}
NOTE_TEXT = {"zh-Hant": "附註文字", "zh-Hans": "附注文字", "en": "Text of the note"}


def company(**changes) -> Company:
    names = {"zh-Hant": "虛構科技集團", "zh-Hans": "虚构科技集团", "en": "Imagined Technology Group"}
    boundary = {"zh-Hant": "全部職場", "zh-Hans": "全部职场", "en": "All sites"}
    exports = {
        one for kpi in REGISTRY.values() for need in kpi.exports for one in getattr(need, "any_of", [need])
    }
    choices = {
        "id": "imagined",
        "names": names,
        "made_up": True,
        "first_year": 2022,
        "boundary": boundary,
        "exports": sorted(exports),
        "factors": {YEAR: {"default": "CN_ETS_0.5703"}, YEAR - 1: {"default": "CN_ETS_0.5810"}},
    }
    return Company.model_validate(choices | changes)


def said(text: str) -> Names:
    """A text that is the same in every language."""
    return Names.model_validate({"zh-Hant": text, "en": text})


def golden_rows() -> list[dict[str, str]]:
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def golden_column(column: str) -> dict[Key, str]:
    """What the golden table prints in a column, by what the line is of; blank cells are left out."""
    rows = zip(KEYS, golden_rows(), strict=True)
    return {key: row[column] for key, row in rows if row[column]}


def published(*years: int) -> list[PublishedFigure]:
    return [
        PublishedFigure(key, year, text, f"Report {year}")
        for year in years
        for key, text in golden_column(str(year)).items()
    ]


def golden_notes() -> list[Note]:
    texts = {"text_zh_hant": "附註文字", "text_zh_hans": "附注文字", "text_en": "Text of the note"}
    return notes(
        {"note_id": note_id, "year": YEAR, **key._asdict(), **texts}
        for key, note_id in golden_column("note").items()
    )


def value(key: Key, year: int = YEAR, **changes) -> KpiValue:
    """A value of one row; give its numerator and what else matters."""
    kpi = REGISTRY[key.kpi_id]
    fields = {
        "numerator": Decimal(0),
        "denominator": None,
        "scale": None,
        "unit": kpi.unit.id,
        "method": kpi.methods[0].id,
        "row_count": 1,
        "status": "computed",
    }
    return KpiValue(**key._asdict(), year=year, **(fields | changes))


def values_of(year: int) -> list[KpiValue]:
    """Values in base units whose rounded figures are those of the golden table's column."""
    column = {key: parse_printed(text) for key, text in golden_column(str(year)).items()}
    number = {key: cell.number or Decimal(0) for key, cell in column.items()}
    return [_value(key, year, number, column[key].scale) for key in KEYS]


def _value(key: Key, year: int, number: dict[Key, Decimal], scale: Decimal | None) -> KpiValue:
    kpi = REGISTRY[key.kpi_id]
    if kpi.is_additive:
        return value(key, year, numerator=number[key] * kpi.divisor / kpi.multiplier)
    if kpi.kind == "score":
        return value(key, year, numerator=number[key] * 10, denominator=Decimal(10), scale=scale)
    if kpi.id == "complaint_resolution_rate":
        return value(key, year, numerator=Decimal(4), denominator=Decimal(4))
    heads = number[Key("headcount", key.dimension, key.member)]
    if kpi.id in AMOUNT_OF:
        amount = Key(AMOUNT_OF[kpi.id], "total", "total")
        kilos = number[amount] * REGISTRY[amount.kpi_id].divisor
        return value(key, year, numerator=kilos, denominator=heads)
    if kpi.id == "turnover_rate":
        leavers = round(number[key] * heads / (100 - number[key]))
        return value(key, year, numerator=Decimal(leavers), denominator=heads + leavers)
    if kpi.id == "training_hours":
        return value(key, year, numerator=Decimal(round(number[key] * 60 * heads)), denominator=heads)
    return value(key, year, numerator=Decimal(round(number[key] * heads / 100)), denominator=heads)


@dataclass
class Given:
    """What an edition is made from; a test changes one thing."""

    year: int = YEAR
    company: Company = field(default_factory=company)
    values: list[KpiValue] = field(default_factory=lambda: values_of(YEAR))
    published: list[PublishedFigure] = field(default_factory=lambda: published(YEAR - 2, YEAR - 1))
    notes: list[Note] = field(default_factory=golden_notes)
    comparisons: list[Comparison] = field(default_factory=list)
    chapters: Outline | None = None

    def lines(self, outline: Outline = OUTLINE):
        return appendix_lines(
            REGISTRY, outline, self.values, self.published, self.notes, self.year, self.company
        )

    def chapter_lines(self):
        """Key figures of the chapters, all of which stand in the table too."""
        if self.chapters is None:
            return []
        printed = {Key(*member) for member in self.chapters.members(REGISTRY)}
        noted = [note for note in self.notes if note.key in printed]
        return appendix_lines(
            REGISTRY, self.chapters, self.values, self.published, noted, self.year, self.company
        )

    def edition(self, **changes) -> Edition:
        whole = {
            "company": self.company,
            "year": self.year,
            "registry": REGISTRY,
            "outline": OUTLINE,
            "lines": self.lines(),
            "chapter_outline": self.chapters,
            "chapters": self.chapter_lines(),
            "comparisons": self.comparisons,
        }
        return Edition(**(whole | changes))


ANSWERED = [Claim(YEAR, standard, "none", "omitted", None, None, signed=True) for standard in ("HKEX", "GRI")]
"""A register that answers both standards and claims nothing of what they have."""


def indices_of(made: Given, claims: Sequence[Claim] = ANSWERED) -> tuple[Index, ...]:
    """The indices of the standards for what is printed; the number of the first row of each is unverified."""
    outlines = [(OUTLINE.names, made.lines())]
    if made.chapters is not None:
        outlines.append((made.chapters.names, made.chapter_lines()))
    tables = [printed_table(names, lines) for names, lines in outlines]
    held = {one.key for one in made.values}
    found = indices(
        load_standards(SEEDS_DIR / "standards", REGISTRY),
        REGISTRY,
        tables,
        held,
        claims,
        made.year,
        made.year,
    )
    return tuple(replace(one, rows=(replace(one.rows[0], verified=False), *one.rows[1:])) for one in found)
