"""The registry and a company's choices for one year, as rows that the dbt models join. No figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any

import duckdb

from dagster_project.company import Company
from dagster_project.project import SEEDS_DIR
from dagster_project.registry.contracts import Contract, load_contracts
from dagster_project.registry.kpis import Kpi, RegistryError, company_kpis
from dagster_project.registry.standards import ReportingStandard, load_standards

Rows = list[dict[str, Any]]
Members = Set[tuple[str, str, str]]

REGISTRY_COLUMNS: dict[str, dict[str, str]] = {
    "reporting_year": {
        "reporting_year": "integer",
        "starts_on": "date",
        "ends_on": "date",
        "currency": "varchar",
    },
    "kpi_members": {
        "kpi_id": "varchar",
        "dimension": "varchar",
        "member": "varchar",
        "kind": "varchar",
        "unit": "varchar",
        "decimals": "integer",
        "multiplier": "integer",
        "divisor": "integer",
        "method": "varchar",
        "is_kept_by_hand": "boolean",
        "is_printed": "boolean",
        "in_scope": "boolean",
        "missing_needs": "varchar",
    },
    "method_components": {
        "kpi_id": "varchar",
        "method": "varchar",
        "component": "varchar",
        "role": "varchar",
        "weight": "decimal(28, 10)",
    },
    "grid_factors": {"grid": "varchar", "factor_id": "varchar"},
    "regional_factors": {"grid": "varchar", "factor_id": "varchar"},
    "estimate_thresholds": {"quantity": "varchar", "threshold": "decimal(28, 10)"},
    "contracts": {
        "contract": "varchar",
        "title": "varchar",
        "system": "varchar",
        "owner": "varchar",
        "grain": "varchar",
        "row_key": "varchar",
    },
    "disclosures": {
        "standard": "varchar",
        "edition": "varchar",
        "code": "varchar",
        "kind": "varchar",
        "listed": "varchar",
        "verified": "boolean",
    },
}


def registry_tables(
    kpis: Mapping[str, Kpi], company: Company, year: int, printed: Members | None = None
) -> dict[str, Rows]:
    """The rows of each registry table for a company and year, by table name, in a fixed order.

    Raises:
        RegistryError: every choice in `company.yml` that the registry does not offer.
    """
    refuse_unknown_choices(kpis, company, year)
    return {
        "reporting_year": reporting_year_rows(company, year),
        "kpi_members": kpi_member_rows(kpis, company, year, printed),
        "method_components": method_component_rows(kpis, company, year),
        "grid_factors": grid_factor_rows(company.factors.get(year, {})),
        "regional_factors": grid_factor_rows(company.regional_factors.get(year, {})),
        "estimate_thresholds": estimate_threshold_rows(company),
        "contracts": contract_rows(load_contracts(SEEDS_DIR / "contracts")),
        "disclosures": disclosure_rows(
            load_standards(SEEDS_DIR / "standards", kpis), company.reporting_year.begins_in(year)
        ),
    }


def disclosure_rows(standards: Mapping[str, ReportingStandard], year: int) -> Rows:
    """One row per disclosure of the editions in force in the year; `listed` says whether an index holds them all."""
    return [
        {
            "standard": standard.standard,
            "edition": standard.edition(year).edition,
            "code": item.code,
            "kind": item.kind,
            "listed": standard.lists,
            "verified": item.verified,
        }
        for standard in standards.values()
        for _, item in standard.disclosures(year)
    ]


def contract_rows(contracts: Mapping[str, Contract]) -> Rows:
    """One row per contract: the system that an export comes from, who owns it, what a row is and tells it apart."""
    return [
        {
            "contract": contract.id,
            "title": contract.title.en,
            "system": contract.system,
            "owner": contract.owner,
            "grain": contract.grain,
            "row_key": ", ".join(contract.key),
        }
        for contract in contracts.values()
    ]


def reporting_year_rows(company: Company, year: int) -> Rows:
    """One row: the year, its first and last day, the currency of amounts."""
    starts_on, ends_on = company.reporting_year.dates(year)
    return [
        {"reporting_year": year, "starts_on": starts_on, "ends_on": ends_on, "currency": company.currency}
    ]


def kpi_member_rows(
    kpis: Mapping[str, Kpi], company: Company, year: int, printed: Members | None = None
) -> Rows:
    """One row per KPI, dimension and member; `missing_needs` says why a KPI is not in scope, else None.

    `printed` are those that the report prints, all of them if it is not given.
    """
    rows: Rows = []
    for kpi_id in sorted(kpis):
        kpi = kpis[kpi_id]
        missing = kpi.missing_needs(company, year)
        shared = {
            "kind": kpi.kind,
            "unit": kpi.unit.id,
            "multiplier": kpi.multiplier,
            "divisor": kpi.divisor,
            "method": kpi.chosen_method(company, year).id,
            "is_kept_by_hand": kpi.is_kept_by_hand,
            "in_scope": not missing,
            "missing_needs": "; ".join(missing) or None,
        }
        rows += [
            {
                "kpi_id": kpi_id,
                "dimension": dimension,
                "member": member,
                "decimals": kpi.decimals_for(company, dimension, year),
                **shared,
            }
            for dimension, member in kpi.members()
        ]
    for row in rows:
        row["is_printed"] = printed is None or (row["kpi_id"], row["dimension"], row["member"]) in printed
    return rows


def method_component_rows(kpis: Mapping[str, Kpi], company: Company, year: int) -> Rows:
    """One row per component of the method chosen for each KPI that has components."""
    rows: Rows = []
    for kpi_id in sorted(kpis):
        method = kpis[kpi_id].chosen_method(company, year)
        rows += [
            {
                "kpi_id": kpi_id,
                "method": method.id,
                "component": part.component,
                "role": part.role,
                "weight": part.weight,
            }
            for part in method.components
        ]
    return rows


def grid_factor_rows(chosen: Mapping[str, str]) -> Rows:
    """One row per grid with the emission factor chosen for it; grid `default` serves the others."""
    return [{"grid": grid, "factor_id": factor} for grid, factor in sorted(chosen.items())]


def estimate_threshold_rows(company: Company) -> Rows:
    """One row per quantity with the largest part of it that may be estimated, 0 to 1."""
    return [
        {"quantity": quantity, "threshold": most}
        for quantity, most in sorted(company.most_estimated().items())
    ]


def refuse_unknown_choices(kpis: Mapping[str, Kpi], company: Company, year: int) -> None:
    """Check the choices in `company.yml` against the registry.

    Raises:
        RegistryError: every KPI, method and breakdown that the company names and the registry does not have.
    """
    faults = []
    chosen = {"methods": company.methods, f"methods_by_year.{year}": company.methods_by_year.get(year, {})}
    for where, methods in chosen.items():
        for kpi_id, method in methods.items():
            kpi = kpis.get(kpi_id)
            offered = [one.id for one in kpi.methods] if kpi else []
            if kpi is None:
                faults.append(f"{where}: no KPI {kpi_id!r} in the registry")
            elif method not in offered:
                faults.append(f"{where}.{kpi_id}: no method {method!r}; offered: {', '.join(offered)}")
    for key in company.decimals.get(year, {}):
        kpi_id, _, dimension = key.partition("/")
        kpi = kpis.get(kpi_id)
        if kpi is None:
            faults.append(f"decimals.{year}: no KPI {kpi_id!r} in the registry")
        elif dimension and dimension not in {name for name, _ in kpi.members()}:
            faults.append(f"decimals.{year}: {kpi_id} has no dimension {dimension!r}")
    faults += [
        f"materiality: no KPI {kpi_id!r} in the registry"
        for kpi_id in company.materiality
        if kpi_id not in kpis
    ]
    if faults:
        raise RegistryError("company.yml chooses what the registry does not offer:\n  " + "\n  ".join(faults))


def write_registry(
    connection: duckdb.DuckDBPyConnection,
    company: Company,
    year: int,
    kpis: Mapping[str, Kpi] | None = None,
    printed: Members | None = None,
) -> dict[str, int]:
    """Replace the tables of schema `registry`; gives the number of rows of each.

    Raises:
        RegistryError: as `registry_tables`.
    """
    tables = registry_tables(kpis or company_kpis(company), company, year, printed)
    connection.execute("create schema if not exists registry")
    for name, rows in tables.items():
        _replace_table(connection, name, REGISTRY_COLUMNS[name], rows)
    return {name: len(rows) for name, rows in tables.items()}


def _replace_table(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    columns: Mapping[str, str],
    rows: Sequence[dict[str, Any]],
) -> None:
    definition = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    connection.execute(f"create or replace table registry.{name} ({definition})")
    if rows:
        places = ", ".join(f"cast(? as {kind})" for kind in columns.values())
        connection.executemany(
            f"insert into registry.{name} values ({places})",
            [[row[column] for column in columns] for row in rows],
        )
