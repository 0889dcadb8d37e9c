"""The catalogue of faults: one module for each part of the exports, and one for the company's own settings."""

from __future__ import annotations

from importlib import import_module

from tests.faults.damage import KINDS, Kind

MODULES = (
    "files",
    "roster",
    "leavers",
    "development",
    "electricity",
    "water",
    "waste",
    "procurement",
    "customers",
    "settings",
    "disclosures",
    "indicators",
    "metered",
)


def load() -> dict[str, Kind]:
    """Every kind by its id, in the order of the modules."""
    for name in MODULES:
        import_module(f"{__name__}.{name}")
    return KINDS
