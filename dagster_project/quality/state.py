"""Each year of a company in one line: what arrived, what is held back or wants an explanation, gates passed, draft.

The gate report of a year, which says all of it, is in `model.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

from dagster_project.company import read_company
from dagster_project.inputs import DraftState, draft_state, inputs_fingerprint
from dagster_project.intake import missing_exports
from dagster_project.project import SEEDS_DIR
from dagster_project.quality.model import Quality
from dagster_project.quality.page import headline
from dagster_project.quality.writing import last_quality
from dagster_project.registry.contracts import load_contracts
from dagster_project.settings import Settings
from dagster_project.signoff.short import in_short

NEVER_RUN = "Not run yet"
NARROWED = "The draft has only some of its formats: run the year again without --format"


@dataclass(frozen=True)
class YearState:
    """How a year stands on its present inputs.

    Attributes:
        says: the verdict in a few words.
        exports: how many of the exports in scope have arrived, and `of` how many.
        sign_off: where it stands between draft and publication, and who has yet to approve.
        quality: the gate report of its last run; None if it was never run.
    """

    year: int
    says: str
    exports: int
    of: int
    draft: DraftState
    sign_off: str
    quality: Quality | None

    @property
    def may_be_published(self) -> bool:
        return self.quality is not None and self.quality.verdict == "passed" and self.draft == "up to date"


def year_states(settings: Settings, year: int) -> list[YearState]:
    """The state of this year and of every other that has a folder of exports, the latest first."""
    folders = (settings.company_dir / "raw").glob("*/")
    years = {year, *(int(path.name) for path in folders if path.name.isdigit())}
    return [year_state(settings, one) for one in sorted(years, reverse=True)]


def year_state(settings: Settings, year: int) -> YearState:
    """The state of one year."""
    contracts = load_contracts(SEEDS_DIR / "contracts")
    in_scope = read_company(settings.company_dir).exports
    exports = {name for name in in_scope if name not in contracts or not contracts[name].is_register}
    quality = None
    if settings.warehouse(year).is_file():
        quality = last_quality(settings, year, inputs_fingerprint(settings, year))
    draft = draft_state(settings, year)
    says = headline(quality) if quality else NEVER_RUN
    if draft == "narrowed" and quality and quality.verdict == "passed":
        says = NARROWED
    arrived = len(exports.difference(missing_exports(settings, year)))
    return YearState(year, says, arrived, len(exports), draft, in_short(settings, year), quality)
