"""The schedule of misstatements: what people and the software found, its effect, and its size against materiality.

Effect is what is (or was) printed less what is right, in the printed unit: more than nothing is overstated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from dagster_project.company import Company
from dagster_project.figures.numbers import parse_printed, round_half_up
from dagster_project.figures.values import Key
from dagster_project.intake.cells import CellFault, CellReader
from dagster_project.lineage.figure_id import FigureId
from dagster_project.lineage.left_out import Correction, corrections_of
from dagster_project.pack.parts import TICK, Cell, Column, Formula, Part, Table
from dagster_project.pack.registers import Misstatement
from dagster_project.pack.year import Year
from dagster_project.project import SEEDS_DIR
from dagster_project.recompute import Figure, Parts, recompute
from dagster_project.recompute_border import raw_rows
from dagster_project.registry.contracts import load_contracts
from dagster_project.registry.kpis import Kpi

REGISTER, SOFTWARE = "登記冊 register", "軟件 software"
KINDS = {"factual": "事實 factual", "judgemental": "判斷 judgemental", "projected": "推算 projected"}
DISPOSITIONS = {"corrected": "已更正 corrected", "uncorrected": "未更正 uncorrected"}
MOST_CORRECTIONS = 50
"""Corrections whose effect is computed one by one; each takes a recomputation of the year."""


@dataclass(frozen=True)
class Found:
    """One misstatement of one figure.

    Attributes:
        figure: None where rows are concerned that no figure can be computed of.
        effect: None where it cannot be told.
        threshold: what is material for the figure, in its unit.
    """

    id: str
    source: str
    figure: str | None
    label: str
    unit: str
    description: str
    kind: str
    disposition: str
    effect: Decimal | None
    threshold: Decimal | None
    reason: str
    by: str

    @property
    def is_above(self) -> bool | None:
        """Whether it alone exceeds the threshold; None where that cannot be told."""
        if self.effect is None or self.threshold is None:
            return None
        return abs(self.effect) > self.threshold


def threshold_of(kpi: Kpi, company: Company, number: Decimal | None) -> Decimal | None:
    """What is material for a figure that is printed so: its share of it, at least `least`; None without a number."""
    if number is None:
        return None
    chosen = kpi.materiality_for(company)
    share = abs(Fraction(number)) * Fraction(chosen.movement)
    return round_half_up(max(share, Fraction(chosen.least)), kpi.decimals + 2)


def uncorrected_sums(found: Sequence[Found]) -> list[tuple[str, Decimal, Decimal | None]]:
    """By figure, the sum of uncorrected effects and the threshold, in the order of their first entry."""
    sums: dict[str, tuple[Decimal, Decimal | None]] = {}
    for one in found:
        if one.figure and one.disposition == DISPOSITIONS["uncorrected"] and one.effect is not None:
            before = sums.get(one.figure, (Decimal(0), None))[0]
            sums[one.figure] = (before + one.effect, one.threshold)
    return [(figure, total, most) for figure, (total, most) in sums.items()]


def schedule(year: Year) -> list[Found]:
    """All misstatements of a year: those of the register, then those that the software knows."""
    return [
        *(_registered(year, one) for one in year.registers.misstatements),
        *_known_differences(year),
        *corrections(year),
        *_held_rows(year),
    ]


def _registered(year: Year, one: Misstatement) -> Found:
    figure = FigureId.parse(one.figure)
    line, kpi = year.lines.get(figure.key), year.registry.get(figure.key.kpi_id)
    printed = next((cell.number for cell in line.cells if cell.year == figure.year), None) if line else None
    label = year.label(figure.key) if kpi else "沒有此指標 no such KPI"
    return Found(
        one.id,
        REGISTER,
        one.figure,
        label,
        kpi.unit.names.zh_hant if kpi else "",
        one.description,
        KINDS[one.kind],
        DISPOSITIONS[one.disposition],
        one.effect,
        threshold_of(kpi, year.company, printed) if kpi else None,
        one.reason or "",
        f"{one.found_by}, {one.found_on}" + (f"; {one.decided_by}" if one.decided_by else ""),
    )


def _known_differences(year: Year) -> Iterator[Found]:
    """Published figures that their inputs contradict. What is printed now is computed, so this year's are corrected."""
    for number, one in enumerate(year.edition.differences(), 1):
        if one.outcome == "not_computed" or one.published is None:
            continue
        kpi, printed = year.registry[one.key.kpi_id], parse_printed(one.published).number
        is_comparative = one.year != year.year
        yield Found(
            f"D{number}",
            SOFTWARE,
            str(FigureId(one.year, one.key)),
            year.label(one.key),
            kpi.unit.names.zh_hant,
            f"刊載 published {one.published}, 計算 computed {one.computed or '-'}",
            KINDS["factual"],
            DISPOSITIONS["uncorrected" if is_comparative else "corrected"],
            None if one.difference is None else -one.difference,
            threshold_of(kpi, year.company, printed),
            f"{one.reason.zh_hant} {one.reason.en}" if one.reason else one.outcome,
            "known_differences.csv" if one.outcome == "known_difference" else "",
        )


def corrections(year: Year) -> Iterator[Found]:
    """Cells corrected in writing: what the figures would print if each still said what the file says."""
    exports = sorted({one for kpi in year.registry.values() for one in kpi.possible_exports})
    cells = corrections_of(year.connection, exports)
    now = recompute(raw_rows(year.connection), year.company, year.year) if cells else {}
    for number, cell in enumerate(cells, 1):
        told = f"{cell.file_name}, row {cell.source_row}, {cell.column}: {cell.old} -> {cell.new}"
        who = f"{cell.decided_by}, {cell.decided_on}"
        old = _as_read(cell)
        if number > MOST_CORRECTIONS or isinstance(old, CellFault):
            yield _of_rows(f"C{number}", told, "corrected", cell.reason, who)
            continue
        before = recompute(
            raw_rows(year.connection, {(cell.row_id, cell.column): old}), year.company, year.year
        )
        moved = [key for key in year.lines if before[Figure(*key)] != now[Figure(*key)]]
        for key in moved:
            yield _moved(year, f"C{number}", key, (before[Figure(*key)], now[Figure(*key)]), told, cell, who)
        if not moved:
            yield _of_rows(
                f"C{number}", told, "corrected", f"{cell.reason} (沒有改變數字 moves no figure)", who
            )


def _moved(
    year: Year, number: str, key: Key, both: tuple[Parts, Parts], told: str, cell: Correction, who: str
) -> Found:
    kpi = year.registry[key.kpi_id]
    before, now = (_figure(kpi, parts) for parts in both)
    effect = None if before is None or now is None else round_half_up(before - now, kpi.decimals + 4)
    return Found(
        number,
        SOFTWARE,
        year.figure(key),
        year.label(key),
        kpi.unit.names.zh_hant,
        told,
        KINDS["factual"],
        DISPOSITIONS["corrected"],
        effect,
        threshold_of(kpi, year.company, year.lines[key].current.number),
        cell.reason,
        who,
    )


def _figure(kpi: Kpi, parts: Parts) -> Fraction | None:
    if parts.numerator is None:
        return None
    figure = parts.numerator * kpi.multiplier / kpi.divisor
    if kpi.is_additive:
        return figure
    return figure / parts.denominator if parts.denominator else None


def _as_read(cell: Correction) -> str | CellFault | None:
    """What the old text of a cell would have been read as; a fault if it cannot be read, or is masked."""
    column = load_contracts(SEEDS_DIR / "contracts")[cell.contract].columns.get(cell.column)
    if column is None or column.personal:
        return CellFault("a column of the contract that names no person", "", "")
    return CellReader(column).read(cell.old)


def _held_rows(year: Year) -> Iterator[Found]:
    for number, one in enumerate(year.quality.quarantine, 1):
        told = f"{one.place}, {one.column}: {one.found}"
        yield _of_rows(f"Q{number}", told, "uncorrected", f"隔離 in quarantine: {one.reason}", "")
    rows = year.connection.execute(
        "select files.file_name, rows.source_row, rows.rule, rows.reason, rows.decided_by, rows.decided_on "
        "from raw.excluded_rows as rows inner join (select distinct source_file, file_name from raw.landed_files) "
        "as files on rows.source_file = files.source_file where rows.decided_by is not null order by all"
    ).fetchall()
    for number, (file, row, rule, reason, by, on) in enumerate(rows, 1):
        yield _of_rows(
            f"X{number}", f"{file}, row {row}: 剔除 excluded ({rule})", "corrected", reason, f"{by}, {on}"
        )


def _of_rows(number: str, told: str, disposition: str, reason: str, who: str) -> Found:
    return Found(
        number,
        SOFTWARE,
        None,
        "",
        "",
        told,
        KINDS["factual"],
        DISPOSITIONS[disposition],
        None,
        None,
        reason,
        who,
    )


def misstatements(year: Year) -> Part:
    """Part A: the schedule, and by figure the sum of what stays uncorrected against its materiality."""
    found = schedule(year)
    sums = uncorrected_sums(found)
    above = [figure for figure, total, most in sums if most is not None and abs(total) > most]
    uncorrected = sum(1 for one in found if one.disposition == DISPOSITIONS["uncorrected"])
    return Part(
        "A",
        "錯報彙總 Schedule of misstatements",
        "已發現的錯報：登記冊所載，及軟件所知（與刊載數的差異、書面更正、隔離及書面剔除的行）；"
        "未更正者按數字合計並與重要性比較 "
        "Misstatements found: of the register, and what the software knows; those not corrected are added up by figure "
        "and held against materiality (ISA 450; ISSA 5000)",
        f"{len(found)} found, {uncorrected} uncorrected in {len(sums)} figures; "
        f"{len(above) or 'none'} above materiality",
        [
            Table(
                "uncorrected",
                "Uncorrected, summed",
                "未更正錯報合計 Uncorrected misstatements by figure, against materiality",
                [
                    Column("figure", "數字 Figure", 44),
                    Column("sum", "合計影響 Sum of effects", 18),
                    Column("threshold", "門檻 Threshold", 14),
                    Column("share", "佔門檻 Share of it", 13, decimals=4),
                    Column("above", "結論 Conclusion", 34),
                ],
                [_sum_row(*one) for one in sums],
                "沒有未更正的錯報 No misstatement stays uncorrected.",
                to_fill=TICK,
            ),
            Table(
                "misstatements",
                "Misstatements",
                "錯報明細 Misstatements, one by one",
                [
                    Column("id", "編號 No.", 10),
                    Column("source", "來源 From", 18),
                    Column("figure", "數字 Figure", 44),
                    Column("label", "名稱 Label", 44),
                    Column("unit", "單位 Unit", 12),
                    Column("description", "說明 What is wrong", 60),
                    Column("kind", "性質 Kind", 18),
                    Column("disposition", "處理 Disposition", 20),
                    Column("effect", "影響 Effect (printed - right)", 16),
                    Column("threshold", "門檻 Threshold", 14),
                    Column("above", "超過 Above", 12),
                    Column("reason", "原因 Reason", 60),
                    Column("by", "由何人 By", 36),
                ],
                [_row(one) for one in found],
                "登記冊沒有錯報，軟件亦沒有發現 The register has none for the year, and the software knows of none.",
                "影響 = 印出（或曾刊載）減應為；空白為不能計算：行不能讀取，或更正不影響數字。 Empty where it "
                "cannot be told.",
                to_fill=TICK,
            ),
        ],
    )


def _row(one: Found) -> list[Cell]:
    return [
        one.id, one.source, one.figure, one.label, one.unit, one.description, one.kind, one.disposition, one.effect,
        one.threshold, one.is_above, one.reason, one.by,
    ]  # fmt: skip


def _sum_row(figure: str, total: Decimal, most: Decimal | None) -> list[Cell]:
    of_figure = (
        f'{{misstatements:figure}},{{figure}},{{misstatements:disposition}},"{DISPOSITIONS["uncorrected"]}"'
    )
    summed = Formula(f"=SUMIFS({{misstatements:effect}},{of_figure})", total)
    if most is None:
        return [figure, summed, None, None, "沒有門檻可比 No threshold: the figure is not printed this year"]
    share = (
        None
        if most == 0
        else Formula(
            "=ROUND(ABS({sum})/{threshold},4)", round_half_up(Fraction(abs(total)) / Fraction(most), 4)
        )
    )
    return [
        figure,
        summed,
        most,
        share,
        Formula(
            '=IF(ABS({sum})>{threshold},"超過重要性 ABOVE","低於重要性 below")',
            "超過重要性 ABOVE" if abs(total) > most else "低於重要性 below",
        ),
    ]
