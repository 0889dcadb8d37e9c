"""What identifies a row's person leaves texts, whatever stands around it."""

from __future__ import annotations

import pytest

from dagster_project.intake.personal import masked


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("工號E1234調職", "工號***調職"),
        ("see E1234, please", "see ***, please"),
        ("E12345 and XE1234", "E12345 and XE1234"),
        ("陳大文先生", "***先生"),
        ("Chan (T.M.)left", "***left"),
    ],
)
def test_a_number_leaves_a_text_unless_it_is_part_of_a_longer_one(text: str, left: str):
    assert masked(text, ["E1234", "陳大文", "Chan (T.M.)"]) == left
