"""Each year in one line, also the one that is asked for and has no exports yet."""

from __future__ import annotations

from dagster_project.quality.state import NEVER_RUN, year_states
from dagster_project.settings import Settings


def test_a_year_without_a_folder_of_exports_has_its_state_among_the_others(made_up_company, tmp_path):
    states = year_states(Settings(made_up_company, tmp_path), 2031)
    assert [one.year for one in states] == [2031, 2023, 2022]
    assert (states[0].says, states[0].exports, states[0].draft) == (NEVER_RUN, 0, "none")
    assert not states[0].may_be_published
    assert states[1].exports == states[1].of
