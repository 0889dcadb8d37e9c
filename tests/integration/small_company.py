"""The made-up company cut down to a few exports, so that a test may break it and run it in a second or two."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml

from dagster_project.company import COMPANY_FILE, read_company
from dagster_project.intake import find_files, load_mappings
from dagster_project.project import SEEDS_DIR
from dagster_project.registry.contracts import load_contracts
from dagster_project.settings import Settings

COMPLAINTS = "customers__complaints"
LAWSUITS = "compliance__lawsuits"
EMPLOYMENTS = "hr__employments"
EXPORTS = (COMPLAINTS, LAWSUITS, EMPLOYMENTS)
YEARS = (2022,)
NOT_COPIED = {
    "company__published_figures",
    "company__known_differences",
    "company__notes",
    "company__control_totals",
    "company__disclosures",
    "company__indicators",
}
ONLY_OVERSEAS = {
    "rule": "publish/mart_kpi_values/every_rate_has_a_denominator",
    "subject": "turnover_rate / region / mainland",
    "seen": "status = no_denominator",
    "reason": "Cut down for a test, which keeps the overseas people only.",
    "by": "A test",
    "on": "2023-01-20",
}
NOT_KEPT = {"company__published_figures": "Cut down for a test, which publishes no other figures."}


def cut_down(
    source: Path, target: Path, exports: tuple[str, ...] = EXPORTS, years: tuple[int, ...] = YEARS
) -> Path:
    """Copy what some exports of some years need, with no published figures and no control totals to compare with."""
    contracts = load_contracts(SEEDS_DIR / "contracts")
    company = read_company(source)
    mappings = load_mappings(source, contracts)
    kept = set(exports) | {name for name, contract in contracts.items() if contract.is_register}
    kept -= NOT_COPIED
    wanted = [one for one in mappings if kept & {feed.contract for feed in one.rules.feeds}]
    for year in years:
        found = find_files(Settings(source, source), company, mappings, year, contracts)
        for name in kept:
            for file in found.of(name).files:
                _copy(file.path, target / file.path.relative_to(source))
    for mapping in wanted:
        _copy(source / mapping.name, target / mapping.name)
    choices = yaml.safe_load((source / COMPANY_FILE).read_text(encoding="utf-8"))
    choices |= {
        "exports": list(exports),
        "rightly_empty": dict.fromkeys(years, NOT_KEPT),
        "factors": {},
        "regional_factors": {},
    }
    choices["small_cells"] = {
        "action": "ignore",
        "reason": "Cut down for a test, so that few people are left.",
    }
    (target / COMPANY_FILE).write_text(yaml.safe_dump(choices, allow_unicode=True), encoding="utf-8")
    if EMPLOYMENTS in exports:
        for year in years:
            path = target / "explanations" / f"{year}.yml"
            path.parent.mkdir(exist_ok=True)
            path.write_text(yaml.safe_dump([ONLY_OVERSEAS]), encoding="utf-8")
    return target


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def export(settings: Settings, part: str, year: int = 2022) -> Path:
    """The one file of a year whose name holds `part`."""
    (path,) = [path for path in settings.raw_dir(year).rglob("*") if part in path.name]
    return path


def put_old_draft(settings: Settings, year: int = 2022) -> Path:
    """A draft of an earlier run, which a run that is stopped must leave as it is."""
    old = settings.draft_dir(year) / "appendix.csv"
    old.parent.mkdir(parents=True)
    old.write_text("of an earlier run", encoding="utf-8")
    return old


def assert_only_the_old_draft(old: Path) -> None:
    assert [path.name for path in old.parent.iterdir()] == [old.name]
    assert old.read_text(encoding="utf-8") == "of an earlier run"
    assert [path.name for path in old.parent.parent.iterdir()] == ["draft"]
