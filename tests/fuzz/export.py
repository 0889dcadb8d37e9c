"""The export that the fuzzer breaks: a roster with a column of every type that a contract may have."""

from __future__ import annotations

import yaml

from dagster_project.registry.contracts import Contract
from tests.unit.intake.company_folder import HEADING as ROSTER_HEADING
from tests.unit.intake.company_folder import ROSTER

MORE_COLUMNS = yaml.safe_load("""
entered_at: {type: datetime, aliases: [到職時間], meaning: When the person came}
paid_in: {type: month, aliases: [計薪月份], meaning: Month of the pay}
dependants: {type: integer, aliases: [扶養人數], meaning: How many}
overtime: {type: duration, aliases: [加班時數], unit: h, meaning: Time}
is_manager: {type: flag, aliases: [主管], meaning: Whether}
full_time_share: {type: decimal, unit: "1", aliases: [工時比例], meaning: Share of full time}
""")
PEOPLE = Contract.model_validate(
    ROSTER.model_dump(by_alias=True) | {"columns": ROSTER.model_dump(by_alias=True)["columns"] | MORE_COLUMNS}
)
HEADING = [*ROSTER_HEADING, *(column["aliases"][0] for column in MORE_COLUMNS.values())]
REQUIRED = sum(column.required for column in PEOPLE.columns.values())
"""How many headings every file has."""
