"""What the rows of a figure were multiplied by: emission factors, weights of a piece, areas of a sheet. No amounts.

A factor is read where it is frozen: on the lines of energy, or beside the line that it weighed. Which row of which
file it stands in is looked up, so that it is an input like any other.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from dagster_project.digests import file_digest
from dagster_project.project import PROJECT_ROOT, SEEDS_DIR

EMISSIONS = """
    select row_id, factor_id, factor_value, factor_unit, factor_document, kwh, 'kWh',
           'seeds/reference/emission_factors.csv', null, null
    from core.fct_energy
    where factor_id is not null
"""
REGIONAL = """
    select row_id, regional_factor_id, regional_factor_value, regional_factor_unit, regional_factor_document, kwh,
           'kWh', 'seeds/reference/emission_factors.csv', null, null
    from core.fct_energy
    where regional_factor_id is not null
"""
CERTIFIED = f"""
    {EMISSIONS}
    union all
    select instruments.row_id, instruments.grid_factor_id, instruments.grid_factor_value, grid.factor_unit,
           grid.factor_document, -instruments.kwh, 'kWh', 'seeds/reference/emission_factors.csv', null, null
    from core.fct_energy_attributes as instruments
    left join (
        select distinct factor_id, factor_unit, factor_document
        from core.fct_energy
    ) as grid on instruments.grid_factor_id = grid.factor_id
    union all
    select instruments.row_id, instruments.instrument_no, instruments.factor_value, 'kgCO2e/kWh', instruments.evidence,
           instruments.kwh, 'kWh', files.file_name, instruments.source_file, instruments.source_row
    from core.fct_energy_attributes as instruments
    inner join raw.landed_files as files
        on instruments.source_file = files.source_file and files.contract = 'facilities__energy_attributes'
"""
PIECES = """
    select weighed.row_id, weighed.waste_name, weighed.kg_per_unit, 'kg/piece', weights.source, weighed.quantity,
           'piece', files.file_name, weights.source_file, weights.source_row
    from intermediate.int_hazardous_waste__weighed as weighed
    inner join staging.stg_company__unit_weights as weights on weighed.waste_name = weights.waste_name
    inner join raw.landed_files as files
        on weights.source_file = files.source_file and files.contract = 'company__unit_weights'
    where weighed.unit = 'piece'
"""
SHEETS = """
    select weighed.row_id, units.unit, units.factor, 'm2/sheet', null, weighed.sheets, 'sheet',
           'seeds/reference/units.csv', null, null
    from intermediate.int_paper_orders__weighed as weighed
    inner join reference.units as units on units.quantity = 'paper_sheet' and weighed.paper_size = units.unit
"""
APPLIED = {
    "ghg_scope2": EMISSIONS,
    "ghg_scope2_intensity": EMISSIONS,
    "ghg_scope2_location": REGIONAL,
    "ghg_scope2_market": CERTIFIED,
    "ghg_scope2_per_facility": EMISSIONS,
    "hazardous_waste": PIECES,
    "hazardous_waste_intensity": PIECES,
    "hazardous_waste_per_facility": PIECES,
    "paper": SHEETS,
}
"""By KPI, the lines that a factor was applied to: row, factor, quantity, and where the factor stands."""

NAMES = (
    "(row_id, factor_id, factor_value, factor_unit, document, quantity, quantity_unit, file_name, "
    "source_file, source_row)"
)


@dataclass(frozen=True)
class Factor:
    """A factor of a figure, and the quantity that it was applied to.

    Attributes:
        quantity: of the rows that it was applied to, in `quantity_unit`.
        file_name: where it stands, in the company folder or among the project's seeds.
        source_file: sha256 of that file; of a seed, as it is now.
        source_row: its row there; None if a seed no longer has it.
    """

    factor_id: str
    value: Decimal
    unit: str
    document: str | None
    quantity: Decimal
    quantity_unit: str
    file_name: str
    source_file: str
    source_row: int | None

    def __str__(self) -> str:
        return f"{self.value.normalize():f} {self.unit} ({self.factor_id})"


def factors_of(connection: duckdb.DuckDBPyConnection, kpi_id: str) -> list[Factor]:
    """The factors of a KPI, each once; none where rows count as they are."""
    if kpi_id not in APPLIED:
        return []
    query = f"""
        select factor_id, factor_value, factor_unit, document, sum(quantity), quantity_unit, file_name,
               source_file, source_row
        from ({APPLIED[kpi_id]}) as applied{NAMES}
        group by all
        order by factor_id
    """
    return [_placed(*row) for row in connection.execute(query).fetchall()]


def factors_by_row(
    connection: duckdb.DuckDBPyConnection, kpi_id: str, ids: Sequence[str]
) -> Mapping[str, str]:
    """By row id, what a row's quantity was multiplied by, such as `0.5703 tCO2/MWh (CN_ETS_0.5703)`."""
    if kpi_id not in APPLIED:
        return {}
    query = f"""
        select distinct row_id, factor_id, factor_value, factor_unit
        from ({APPLIED[kpi_id]}) as applied{NAMES}
        where row_id in (select unnest(?::varchar[]))
        order by all
    """
    found: dict[str, str] = {}
    for row_id, factor_id, value, unit in connection.execute(query, [ids]).fetchall():
        told = f"{value.normalize():f} {unit} ({factor_id})"
        found[row_id] = f"{found[row_id]}; {told}" if row_id in found else told
    return found


def _placed(
    factor_id: str,
    value: Decimal,
    unit: str,
    document: str | None,
    quantity: Decimal,
    quantity_unit: str,
    file_name: str,
    source_file: str | None,
    source_row: int | None,
) -> Factor:
    if source_file is None:
        source_file, source_row = file_digest(PROJECT_ROOT / file_name), _row_of_seed(file_name, factor_id)
    return Factor(
        factor_id, value, unit, document, quantity, quantity_unit, file_name, source_file, source_row
    )


def _row_of_seed(file_name: str, factor_id: str) -> int | None:
    with (SEEDS_DIR.parent / file_name).open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        return next((lines.line_num for line in lines if factor_id in line[:2]), None)
