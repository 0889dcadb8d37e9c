"""A sample of the catalogue of faults, a few of each outcome. The whole of it is `make faults`."""

from __future__ import annotations

import pytest

from tests.faults.trials import Trial, one_trial
from tests.faults.workbench import Workbench

pytestmark = pytest.mark.slow
SAMPLE = {
    "stopped": (
        "file_missing@hr__injuries",
        "reversed_bill_lost",
        "published_last_digit",
        "known_difference_lost",
        "scale_of_five",
        "fatal_flag_set",
        "all_ratings_out_of_ten",
        "currency_changed",
    ),
    "explained": ("factor_of_a_province",),
    "harmless": ("period_shifted_in_agreement", "party_employee_as_company"),
}


@pytest.mark.parametrize(
    ("verdict", "kind"), [(verdict, kind) for verdict, kinds in SAMPLE.items() for kind in kinds]
)
def test_sample_of_the_catalogue(bench: Workbench, verdict: str, kind: str) -> None:
    result = one_trial(bench, Trial(kind, 0))
    assert result.outcome is not None, result.broken
    assert result.outcome.verdict == verdict, result.outcome
