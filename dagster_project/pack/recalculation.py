"""Part 9: every figure computed again, as live formulas beside the second computation, and amounts row by row.

Spreadsheets compute with fifteen digits. The exact ones are in `figures.json`, and the gate compares those.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from dagster_project.figures.numbers import round_half_up
from dagster_project.figures.values import Key
from dagster_project.lineage.again import Again, read_again
from dagster_project.lineage.factors import APPLIED, NAMES
from dagster_project.lineage.passport import topic_of
from dagster_project.lineage.rows import rows_of_figure
from dagster_project.lineage.shares import Share
from dagster_project.pack.parts import TICK, Cell, Column, Formula, Part, Table
from dagster_project.pack.traces import headline_figures
from dagster_project.pack.year import Year
from dagster_project.registry.kpis import Kpi

COMPUTED_AS = "{numerator}*{multiplier}/{divisor}"
SIX = 6
"""Decimals to which sums of a spreadsheet's floating numbers are compared, in base units."""
MOST_ROWS = 20_000


def recalculation(year: Year, of_files: Mapping[Key, Sequence[Share]]) -> Part:
    """Part 9: numerator, denominator and printed figure of every line, by formula, and by the second computation."""
    again = read_again(year.connection)
    rows = [_row(year, key, of_files.get(key, []), again.get(key)) for key in year.lines]
    numbers = [row for row in rows if isinstance(row[9], Formula)]
    disagree = sum(
        1 for row in numbers if any(isinstance(cell, Formula) and cell.value == "NO" for cell in row)
    )
    differ = [year.figure(key) for key, one in again.items() if key in year.lines and not one.agrees]
    return Part(
        "9",
        "重算 Recalculation",
        "由行相加、由公式重算、由第二套獨立程式重算，三者與印出數並列 Summed from rows, by formula, and by a second "
        "implementation in plain Python (dagster_project/recompute) that shares only the reader with the first",
        f"{len(numbers)} figures recalculated, {disagree} disagree with print; second implementation: {len(differ)} "
        f"beyond the rounding of bills",
        [
            Table(
                "recalculation_summary",
                "Recalculation",
                "重算結果 Result of the recalculation",
                [Column("what", "項目 Item", 60), Column("count", "數目 Count", 14)],
                [
                    ["印出的數字 Printed figures", Formula("=COUNTA({recalculation:figure})", len(rows))],
                    [
                        "公式重算與印出數不符 Formula disagrees with print",
                        _no("agrees", disagree_of(rows, "agrees")),
                    ],
                    [
                        "行相加與分子不符 Rows do not add up to the numerator",
                        _no("rows_agree", disagree_of(rows, "rows_agree")),
                    ],
                    [
                        "第二套程式不符 Second implementation disagrees",
                        _no("second_agrees", disagree_of(rows, "second_agrees")),
                    ],
                ],
                "",
            ),
            Table(
                "recalculation",
                "Every figure",
                "逐項重算 Every figure by formula",
                list(COLUMNS),
                rows,
                "",
                "表格軟件以15位有效數字計算；準確數字在 figures.json。容差為帳單按千分之一單位分攤的進位。 A "
                "spreadsheet has 15 "
                "digits; figures.json has them all. Allowed is the rounding of bills that are split in whole "
                "thousandths.",
                to_fill=TICK,
            ),
        ],
    )


COLUMNS = (
    Column("figure", "數字 Figure", 38),
    Column("label", "名稱 Label", 42),
    Column("unit", "單位 Unit", 11),
    Column("numerator", "分子 Numerator", 16),
    Column("denominator", "分母 Denominator", 16),
    Column("multiplier", "乘數 Multiplier", 10),
    Column("divisor", "除數 Divisor", 10),
    Column("decimals", "小數位 Decimals", 10),
    Column("printed", "印出數 Printed", 14),
    Column("recalculated", "公式重算 By formula", 14),
    Column("agrees", "相符 Agrees", 10),
    Column("rows_sum", "行相加 Sum of rows", 16),
    Column("rows_agree", "相符 Agrees", 10),
    Column("second_numerator", "第二套分子 Second numerator", 17),
    Column("second_denominator", "第二套分母 Second denominator", 17),
    Column("difference", "分子差額 Difference", 14),
    Column("denominator_difference", "分母差額 Difference", 14),
    Column("allowed", "容差 Allowed", 11),
    Column("second_agrees", "相符 Agrees", 10),
    Column("second_printed", "第二套重算 By the second", 14),
    Column("why", "無數字原因 Why there is none", 40),
)


def disagree_of(rows: Sequence[Sequence[Cell]], name: str) -> int:
    """How many rows say NO in a column."""
    place = [column.name for column in COLUMNS].index(name)
    return sum(1 for row in rows if isinstance(cell := row[place], Formula) and cell.value == "NO")


def _no(column: str, count: int) -> Formula:
    return Formula(f'=COUNTIF({{recalculation:{column}}},"NO")', count)


def _row(year: Year, key: Key, of_files: Sequence[Share], again: Again | None) -> list[Cell]:
    kpi, value, line = year.registry[key.kpi_id], year.values[key], year.lines[key]
    exact = year.exact(key)
    decimals = kpi.decimals_for(year.company, key.dimension, year.year)
    told: list[Cell] = [year.figure(key), year.label(key), line.unit.zh_hant]
    if exact is None or value.numerator is None:
        return [*told, *[None] * (len(COLUMNS) - 4), value.reason or value.status]
    denominator = None if kpi.is_additive else value.denominator
    printed = line.current.number
    formula = f"=ROUND({COMPUTED_AS}{_over(kpi, 'denominator')},{{decimals}})"
    recalculated = round_half_up(exact, decimals)
    summed = sum((one.subtotal for one in of_files if one.role == "numerator"), Decimal(0))
    told += [
        value.numerator,
        denominator,
        kpi.multiplier,
        kpi.divisor,
        decimals,
        printed,
        Formula(formula, recalculated),
        Formula(_same("{recalculated}", "{printed}", "{decimals}"), _yes(recalculated == printed)),
        Formula('=SUMIFS({shares:subtotal},{shares:figure},{figure},{shares:role},"numerator")', summed),
        Formula(_same("{rows_sum}", "{numerator}", str(SIX)), _yes(summed == value.numerator)),
    ]
    second = again.parts if again else {}
    if second.get("numerator") is None:
        return [*told, *[None] * 7, "第二套程式沒有此數 The second computation has none"]
    return [*told, *_second(kpi, again, decimals), ""] if again else told


def _second(kpi: Kpi, again: Again, decimals: int) -> list[Cell]:
    numerator = again.parts["numerator"]
    denominator = None if kpi.is_additive else again.parts["denominator"]
    assert numerator is not None
    gap = (again.warehouse["numerator"] or Decimal(0)) - numerator
    below = (
        Decimal(0) if kpi.is_additive else (again.warehouse["denominator"] or Decimal(0)) - (denominator or 0)
    )
    exact = Fraction(numerator) * kpi.multiplier / kpi.divisor
    if not kpi.is_additive and denominator:
        exact /= Fraction(denominator)
    return [
        numerator,
        denominator,
        Formula("={numerator}-{second_numerator}", gap),
        None if kpi.is_additive else Formula("={denominator}-{second_denominator}", below),
        again.rounding or Decimal(0),
        Formula(
            f"=IF(AND(ROUND(ABS({{difference}})-{{allowed}},{SIX})<=0,ROUND(N({{denominator_difference}}),{SIX})=0),"
            '"yes","NO")',
            _yes(again.agrees),
        ),
        Formula(
            "=ROUND({second_numerator}*{multiplier}/{divisor}"
            + _over(kpi, "second_denominator")
            + ",{decimals})",
            round_half_up(exact, decimals),
        ),
    ]


def _over(kpi: Kpi, denominator: str) -> str:
    return "" if kpi.is_additive else f"/{{{denominator}}}"


def _same(one: str, other: str, decimals: str) -> str:
    return f'=IF(ROUND({one}-{other},{decimals})=0,"yes","NO")'


def _yes(holds: bool) -> str:
    return "yes" if holds else "NO"


def row_by_row(year: Year) -> list[Part]:
    """The workbook of amounts: all rows of each printed amount, summed by formula; with its factor where it has one."""
    parts = []
    for key in headline_figures(year):
        kpi = year.registry[key.kpi_id]
        if kpi.kind == "amount" and year.exact(key) is not None:
            table = _amount(year, key)
            if table.rows:
                parts.append(
                    Part("9", year.label(key), "", f"{len(table.rows)} rows", _with_sum(year, key, table))
                )
    return parts


def _amount(year: Year, key: Key) -> Table:
    kpi = year.registry[key.kpi_id]
    applied: dict[str, tuple[Decimal, Decimal]] = {}
    if kpi.id in APPLIED:
        found = year.connection.execute(
            f"select row_id, sum(quantity), min(factor_value), max(factor_value) from ({APPLIED[kpi.id]}) as "
            f"applied{NAMES} "
            "group by row_id"
        ).fetchall()
        applied = {row_id: (quantity, least) for row_id, quantity, least, most in found if least == most}
    rows: list[list[Cell]] = []
    for one in rows_of_figure(year.connection, topic_of(kpi), key, kpi.possible_exports)[:MOST_ROWS]:
        quantity, value = applied.get(one.row_id, (None, None))
        product = None if quantity is None or value is None else quantity * value
        fits = product is not None and abs(product - one.amount) < Decimal("0.000001")
        rows.append(
            [
                one.role, one.file_name, one.sheet, one.source_row, one.row_key,
                quantity if fits else None, value if fits else None,
                Formula("={quantity}*{factor}", product) if fits and product is not None else None, one.amount,
                Formula(_same("{product}", "{amount}", str(SIX)), "yes") if fits else None,
            ]
        )  # fmt: skip
    return Table(
        f"rows_{kpi.id}",
        kpi.id[:24],
        f"{year.label(key)}：{year.figure(key)}",
        [
            Column("role", "角色 Role", 13),
            Column("file", "檔案 File", 48),
            Column("sheet", "工作表 Sheet", 12),
            Column("row", "行 Row", 8, plain=True),
            Column("key", "單據 Row in its system", 56),
            Column("quantity", "數量 Quantity", 16),
            Column("factor", "因子 Factor", 12),
            Column("product", "數量 × 因子 Product", 16),
            Column("amount", "計入數 Amount in the base unit", 18),
            Column("agrees", "相符 Agrees", 10),
        ],
        rows,
        "",
        to_fill=TICK,
    )


def _with_sum(year: Year, key: Key, table: Table) -> list[Table]:
    kpi, value, printed = year.registry[key.kpi_id], year.values[key], year.lines[key].current.number
    exact = year.exact(key)
    decimals = kpi.decimals_for(year.company, key.dimension, year.year)
    total = value.numerator or Decimal(0)
    lines: list[list[Cell]] = [
        ["行相加 Sum of the rows", Formula(f"=SUM({{{table.id}:amount}})", total)],
        ["分子 Numerator in the warehouse", total],
        [
            f"× {kpi.multiplier} ÷ {kpi.divisor}, {decimals} 位小數 decimals",
            Formula(
                f"=ROUND(SUM({{{table.id}:amount}})*{kpi.multiplier}/{kpi.divisor},{decimals})",
                round_half_up(exact, decimals),
            ),
        ],
        ["印出數 Printed", printed],
    ]
    summary = Table(
        f"sum_{kpi.id}",
        f"{kpi.id[:18]} sum",
        f"{year.label(key)}：合計 Sum",
        [Column("what", "項目 Item", 46), Column("value", "數值 Value", 20)],
        lines,
        "",
    )
    return [summary, table]
