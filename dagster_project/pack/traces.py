"""Parts 5 and 14: from figures to rows of files and back, and samples to test. Rows are read by `lineage/`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dagster_project.figures.values import Key
from dagster_project.lineage.passport import topic_of
from dagster_project.lineage.rows import Contribution, looked_up, sample_of_figure
from dagster_project.lineage.rows import Part as RowPart
from dagster_project.lineage.shares import Share, shares_of
from dagster_project.lineage.trace import touched_by_rows
from dagster_project.pack.parts import TEST, TICK, Cell, Column, Part, Table
from dagster_project.pack.year import Year
from dagster_project.registry.kpis import TOTAL

TRACED = 3
"""Rows that are traced of every figure."""
MOST_TOLD = 12
"""Figures that are named of a row that touches more."""


@dataclass(frozen=True)
class Sampling:
    """How samples are drawn: rows of each KPI, and the seed, so that the same rows are drawn again."""

    size: int = 25
    seed: int = 7


USUAL = Sampling()


def shares(year: Year) -> dict[Key, list[Share]]:
    """What each file adds to each side of each printed figure."""
    found: dict[Key, list[Share]] = {}
    for topic, keys in year.topics.items():
        wanted = set(keys)
        found |= {key: of for key, of in shares_of(year.connection, topic).items() if key in wanted}
    return found


def traces(year: Year, of_files: dict[Key, list[Share]], sampling: Sampling) -> Part:
    """Part 5: a few rows of every figure with their file and line; what files and rows feed; how to get all."""
    drawn = [one for key in year.lines for one in _drawn(year, key, TRACED, sampling.seed, by_amount=False)]
    forward: list[list[Cell]] = [
        [
            year.figure(one.key),
            f"marts.{year.registry[one.key.kpi_id].mart}",
            one.role,
            one.amount,
            one.factor,
            one.row_id,
            one.row_key,
            one.file_name,
            one.sheet,
            one.source_row,
            one.corrected,
            one.source_file,
        ]
        for one in drawn
    ]
    by_file: list[list[Cell]] = [
        [year.figure(key), one.role, one.file_name, one.rows, one.subtotal, one.corrected, one.source_file]
        for key in year.lines
        for one in of_files.get(key, [])
    ]
    empty = [year.figure(key) for key in year.lines if not of_files.get(key)]
    backward = _backward(year, drawn)
    return Part(
        "5",
        "逐行追溯 Row-level traces",
        "數字 → 集市行 → 暫存行 → 檔案及行號，及反向；全部行：esg explain <figure> --rows --xlsx 及 esg trace <file> "
        "--row N。 From a figure to its rows in files, and back; all rows of any figure: esg explain FIGURE --rows "
        "--xlsx FILE; all figures of any row: esg trace FILE --row N",
        f"{len(by_file)} shares of files in {len(year.lines) - len(empty)} figures; {len(forward)} rows traced "
        f"forward, {len(backward)} back; {len(empty)} figures have no rows",
        [
            Table(
                "shares",
                "Figures and files",
                "每項數字由哪些檔案組成（全部） What each file adds to each figure (all of them)",
                [
                    Column("figure", "數字 Figure", 40),
                    Column("role", "角色 Role", 13),
                    Column("file", "檔案 File", 52),
                    Column("rows", "行數 Rows", 11),
                    Column("subtotal", "小計 Subtotal in the base unit", 20),
                    Column("corrected", "更正行 Rows corrected", 12),
                    Column("sha256", "檔案指紋 sha256", 20),
                ],
                by_file,
                "沒有印出的數字有行 No printed figure has rows.",
                "分子及分母各自相加，即第9部分的分子及分母。滿分(scale)取最高者，不相加。 Subtotals of a side "
                "add up to the "
                "numerator or denominator of part 9; of a scale the highest counts. "
                f"沒有行的數字 Figures without rows: {', '.join(empty) or '無 none'}",
            ),
            Table(
                "forward",
                "Figure to row",
                f"由數字到檔案行（每項抽{TRACED}行） From figures to rows of files ({TRACED} of each, drawn)",
                [
                    Column("figure", "數字 Figure", 40),
                    Column("mart", "集市 Mart", 24),
                    Column("role", "角色 Role", 13),
                    Column("amount", "計入數 Amount", 16),
                    Column("factor", "因子 Factor", 30),
                    Column("row_id", "暫存行號 Staging row id", 22),
                    Column("key", "單據 Row in its system", 56),
                    Column("file", "檔案 File", 52),
                    Column("sheet", "工作表 Sheet", 12),
                    Column("row", "行 Row", 8, plain=True),
                    Column("corrected", "更正 Corrected", 30),
                    Column("sha256", "檔案指紋 sha256", 20),
                ],
                forward,
                "沒有印出的數字有行 No printed figure has rows.",
                "暫存行號 = 檔案指紋前12位:工作表:行；一行原始記錄即一行暫存記錄。 The staging row id is the "
                "first 12 digits "
                "of the file's sha256, the sheet and the row: one row in, one staging row.",
                to_fill=TICK,
            ),
            Table(
                "backward",
                "Row to figures",
                "由檔案行到數字 From the same rows of files to every figure that they touch",
                [
                    Column("file", "檔案 File", 52),
                    Column("sheet", "工作表 Sheet", 12),
                    Column("row", "行 Row", 8, plain=True),
                    Column("key", "單據 Row in its system", 56),
                    Column("count", "觸及數字 Figures touched", 13),
                    Column("figures", "數字 Figures", 100),
                ],
                backward,
                "沒有印出的數字有行 No printed figure has rows.",
                to_fill=TICK,
            ),
        ],
    )


def _backward(year: Year, drawn: Sequence[Contribution]) -> list[list[Cell]]:
    once = {one.row_id: one for one in drawn}
    touched = touched_by_rows(year.connection, year.year, list(once))
    rows: list[list[Cell]] = []
    for row_id, one in sorted(
        once.items(), key=lambda item: (item[1].file_name, item[1].sheet or "", item[1].source_row)
    ):
        figures = [str(figure) for figure in dict.fromkeys(each.figure for each in touched.get(row_id, []))]
        more = f" + {len(figures) - MOST_TOLD}" if len(figures) > MOST_TOLD else ""
        rows.append(
            [
                one.file_name, one.sheet, one.source_row, one.row_key, len(figures),
                "; ".join(figures[:MOST_TOLD]) + more,
            ]
        )  # fmt: skip
    return rows


def _drawn(year: Year, key: Key, size: int, seed: int, *, by_amount: bool) -> list[Contribution]:
    kpi = year.registry[key.kpi_id]
    parts: list[RowPart] = sample_of_figure(
        year.connection, topic_of(kpi), key, size, seed, by_amount=by_amount
    )
    return looked_up(year.connection, key, kpi.possible_exports, parts)


def headline_figures(year: Year) -> list[Key]:
    """One figure of each printed KPI: the undivided one, else its first."""
    first: dict[str, Key] = {}
    for key in year.lines:
        if key.dimension == TOTAL or key.kpi_id not in first:
            first[key.kpi_id] = key
    return [first[kpi.id] for kpi in year.kpis]


def samples(year: Year, sampling: Sampling) -> Part:
    """Part 14: of each KPI's first figure a sample to test, and a sheet for the results."""
    rows: list[list[Cell]] = []
    results: list[list[Cell]] = []
    linked = _linked(year)
    for key in headline_figures(year):
        kpi = year.registry[key.kpi_id]
        by_amount = kpi.kind == "amount"
        drawn = _drawn(year, key, sampling.size, sampling.seed, by_amount=by_amount)
        how = "以金額單位 by amount (monetary unit)" if by_amount else "以行 by row (attribute)"
        rows += [
            [
                f"{year.figure(key)} #{number}", year.figure(key), how, one.role, one.amount, one.factor, one.row_key,
                one.file_name, one.sheet, one.source_row,
                linked.get(f"{one.file_name}:{one.source_row}") or linked.get(one.file_name),
            ]
            for number, one in enumerate(drawn, 1)
        ]  # fmt: skip
        if drawn:
            again = (
                f"esg explain {year.figure(key)} --sample {sampling.size} --seed {sampling.seed} --xlsx FILE"
            )
            results.append([year.figure(key), year.label(key), how, len(drawn), again])
    return Part(
        "14",
        "抽樣 Samples",
        "按種子抽樣：數量以金額單位抽取，人數及比率以行抽取；結果表供填寫 Drawn by a seed: amounts by monetary unit "
        "(ISA 530, appendix 4), counts and rates by row; a sheet for the results",
        f"{len(rows)} rows of {len(results)} figures, size {sampling.size}, seed {sampling.seed}",
        [
            Table(
                "samples",
                "Samples",
                "樣本 Rows drawn",
                [
                    Column("item", "樣本 Item", 44),
                    Column("figure", "數字 Figure", 36),
                    Column("how", "方法 Drawn", 26),
                    Column("role", "角色 Role", 13),
                    Column("amount", "計入數 Amount in the base unit", 16),
                    Column("factor", "因子 Factor", 28),
                    Column("key", "單據 Row in its system", 56),
                    Column("file", "檔案 File", 52),
                    Column("sheet", "工作表 Sheet", 12),
                    Column("row", "行 Row", 8, plain=True),
                    Column("evidence", "所附憑據 Evidence attached", 44),
                ],
                rows,
                "沒有印出的數字有行 No printed figure has rows to draw from.",
                "所附憑據為 assurance/ 下的檔案；未附者可用 esg attach 附上。 Evidence lies in assurance/ of "
                "the pack; where "
                "there is none, attach it with esg attach.",
                to_fill=TEST,
            ),
            Table(
                "sample_results",
                "Sample results",
                "抽樣結果 Results, to be filled in",
                [
                    Column("figure", "數字 Figure", 36),
                    Column("label", "名稱 Label", 44),
                    Column("how", "方法 Drawn", 26),
                    Column("size", "樣本數 Items", 11),
                    Column("again", "重抽 Draw again", 66),
                ],
                results,
                "沒有印出的數字有行 No printed figure has rows to draw from.",
                to_fill=[
                    Column("tested", "已測 Tested", 11),
                    Column("errors", "差錯 Errors", 11),
                    Column("sum", "差額合計 Sum of differences", 16),
                    Column("projected", "推算 Projected", 16),
                    Column("conclusion", "結論 Conclusion", 36),
                ],
            ),
        ],
    )


def _linked(year: Year) -> dict[str, str]:
    """By what it is attached to, the files of evidence."""
    found: dict[str, list[str]] = {}
    for one in year.registers.evidence:
        found.setdefault(one.to, []).append(f"{one.name} ({one.file})")
    return {to: "; ".join(names) for to, names in found.items()}
