"""A short run of the fuzzer, the inputs that found something, and that the properties can fail."""

from __future__ import annotations

import shutil
from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dagster_project.intake import intake_contract
from tests.fuzz import properties
from tests.fuzz.__main__ import fuzz, input_of
from tests.fuzz.files import broken_file
from tests.fuzz.properties import Door, records
from tests.unit.hostile.workbooks import roster
from tests.unit.intake.company_folder import HEADING, ROWS, text_table

GOOD = text_table([HEADING, *ROWS]).encode("utf-8")


@pytest.fixture(scope="module")
def door():
    made = properties.door()
    yield made
    shutil.rmtree(made.settings.company_dir.parent)


@pytest.mark.slow
def test_hundreds_of_broken_files_are_refused_in_words_or_every_row_of_them_is_somewhere():
    outcomes, failures = fuzz(seed=7, first=0, inputs=600)
    assert failures == {}
    assert {"read", "read in part", "refused"} == set(outcomes)
    assert sum(outcomes.values()) == 600


@pytest.mark.slow
@settings(
    max_examples=80, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
@given(source=st.randoms(use_true_random=False))
def test_files_that_hypothesis_breaks(door, source):
    door.look_at(broken_file(source))


@settings(
    max_examples=150, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
@given(
    head=st.sampled_from([b"", GOOD, roster(), b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf"]),
    rest=st.binary(max_size=400),
)
def test_bytes_that_hypothesis_adds(door, head, rest):
    door.look_at(head + rest)


def test_the_same_number_is_the_same_input():
    assert input_of(7, 3) == broken_file(Random("7/3"))
    assert input_of(7, 3) != input_of(7, 4)


def test_a_good_file_is_read(door):
    assert door.look_at(GOOD) == "read"
    assert door.look_at(roster()) == "read"


@pytest.mark.parametrize("part", ["frame", "landed", "twice"])
def test_a_row_that_goes_missing_is_seen(door: Door, monkeypatch, part):
    def forgetful(*given):
        intake = intake_contract(*given)
        if part == "landed":
            files = tuple(replace(file, landed_rows=file.landed_rows + 1) for file in intake.files)
            return replace(intake, files=files)
        if part == "twice":
            return intake.with_frame(intake.frame.assign(source_row=2))
        (file,) = intake.files
        frame = intake.frame.iloc[:-1]
        return replace(intake.with_frame(frame), files=(replace(file, landed_rows=len(frame)),))

    monkeypatch.setattr(properties, "intake_contract", forgetful)
    for data in (GOOD, roster()):
        with pytest.raises(AssertionError):
            door.look_at(data)


def test_an_error_that_is_not_ours_is_a_failure(monkeypatch, tmp_path):
    def broken(*given):
        raise KeyError("of ours")

    monkeypatch.setattr(properties, "intake_contract", broken)
    monkeypatch.setattr("tests.fuzz.__main__.KEPT", tmp_path / "kept")
    _, failures = fuzz(seed=7, first=0, inputs=3)
    assert sorted(failures) == [0, 1, 2]
    assert (tmp_path / "kept" / "7-2.bin").read_bytes() == input_of(7, 2)


def test_an_input_that_ends_its_process_is_a_failure_and_the_next_one_is_looked_at(monkeypatch, tmp_path):
    looked_at = properties.Door.look_at

    def greedy(self, data):
        if data == input_of(7, 1):
            raise SystemExit(3)
        return looked_at(self, data)

    monkeypatch.setattr(properties.Door, "look_at", greedy)
    monkeypatch.setattr("tests.fuzz.__main__.KEPT", tmp_path / "kept")
    outcomes, failures = fuzz(seed=7, first=0, inputs=4)
    assert list(failures) == [1]
    assert outcomes["FAILED"] == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\r\nc\n", [["a", "b"], ["c"]]),
        ('"a\n""b",c\rd', [['a\n"b', "c"], ["d"]]),
        ("\n,\n", [[""], ["", ""]]),
        ('""', [[""]]),
    ],
)
def test_records_are_counted_as_they_are_written(text, expected):
    assert list(records(text, ",")) == expected
