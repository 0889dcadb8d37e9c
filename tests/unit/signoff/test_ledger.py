"""The chain of the ledger: what it shows of entries that are changed, removed, added or moved."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from dagster_project.signoff.faults import SignOffError
from dagster_project.signoff.ledger import (
    GENESIS,
    Entry,
    Link,
    add,
    check_chain,
    dated_back,
    excerpt,
    head_of,
    next_entry,
    read_ledger,
    read_links,
)
from dagster_project.signoff.signatures import load_key, new_key

NOON = datetime(2024, 3, 1, 12, 0, tzinfo=UTC)


def made(count: int, key=None, year=2023) -> list[Entry]:
    entries: list[Entry] = []
    for number in range(count):
        body = {"printed": f"{number:064x}"}
        entries.append(
            next_entry(entries, "approval", year, "bo", body, role="board", key=key, clock=lambda: NOON)
        )
    return entries


def test_entries_of_a_clock_that_was_set_back_keep_their_order_and_are_told(ledger):
    for hours in (1, -2, 0, 2):
        entries = read_ledger(ledger)
        moved = next_entry(
            entries, "sent_back", 2023, "cy", {}, clock=lambda at=hours: NOON + timedelta(hours=at)
        )
        add(ledger, [moved])
    entries = read_ledger(ledger)
    assert [entry.seq for entry in entries] == list(range(1, 9))
    assert check_chain(entries) == []
    assert [told.partition(",")[0] for told in dated_back(excerpt(entries, 2023))] == [
        "entry 6 is dated 2024-03-01T10:00:00+00:00",
        "entry 7 is dated 2024-03-01T12:00:00+00:00",
    ]
    assert "before entry 5 of 2024-03-01T13:00:00" in dated_back(entries)[0]
    assert dated_back(excerpt(entries, 2022)) == []


@pytest.fixture
def ledger(tmp_path):
    path = tmp_path / "approvals" / "ledger.jsonl"
    add(path, made(4))
    return path


def test_entries_are_read_as_they_were_added(ledger):
    assert read_ledger(ledger) == made(4)
    assert [one.seq for one in read_ledger(ledger)] == [1, 2, 3, 4]
    assert read_ledger(ledger)[0].previous == GENESIS


def test_an_entry_follows_the_last_one(ledger):
    entries = read_ledger(ledger)
    add(ledger, [next_entry(entries, "sent_back", 2023, "cy", {"reason": "no"})])
    assert len(read_ledger(ledger)) == 5
    with pytest.raises(SignOffError, match="entry 5 stands where entry 6 belongs"):
        add(ledger, [next_entry(entries, "sent_back", 2023, "cy", {"reason": "no"})])
    assert len(read_ledger(ledger)) == 5


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda lines: [*lines[:1], lines[1].replace('"bo"', '"cy"'), *lines[2:]], "entry 2 .* was altered"),
        (lambda lines: lines[:1] + lines[2:], "entry 3 stands where entry 2 belongs"),
        (lambda lines: [lines[1], lines[0], *lines[2:]], "entry 2 stands where entry 1 belongs"),
        (lambda lines: [*lines[:3], "{"], "line 4 is no entry"),
        (lambda lines: [*lines, lines[-1]], "entry 4 stands where entry 5 belongs"),
    ],
    ids=["altered", "removed", "moved", "torn", "twice"],
)
def test_what_happened_to_the_ledger_is_told(ledger, damage, told):
    lines = ledger.read_text(encoding="utf-8").splitlines()
    ledger.write_text("\n".join(damage(lines)) + "\n", encoding="utf-8")
    with pytest.raises(SignOffError, match=told):
        read_ledger(ledger)


def test_a_rewritten_entry_breaks_the_link_after_it(ledger):
    entries = read_ledger(ledger)
    other = next_entry(entries[:1], "approval", 2023, "cy", {"printed": "x"}, clock=lambda: NOON)
    assert check_chain([entries[0], other, *entries[2:]]) == [
        f"entry 3 follows {entries[1].hash[:12]}, but the entry before it is {other.hash[:12]}"
    ]


def test_the_end_that_was_cut_off_shows_against_the_head_only(ledger):
    entries = read_ledger(ledger)
    assert check_chain(entries[:3]) == []
    assert head_of(entries[:3]) != head_of(entries)


def test_times_are_in_utc_whatever_the_clock_says():
    hong_kong = NOON.astimezone(timezone(timedelta(hours=8)))
    assert (
        next_entry([], "approval", 2023, "bo", {}, clock=lambda: hong_kong).at == "2024-03-01T12:00:00+00:00"
    )


def test_a_clock_that_was_set_back_breaks_no_chain():
    first = next_entry([], "approval", 2023, "bo", {}, clock=lambda: NOON)
    second = next_entry([first], "approval", 2023, "bo", {}, clock=lambda: NOON - timedelta(days=400))
    assert check_chain([first, second]) == []


def test_a_failed_write_leaves_the_ledger_as_it_was(ledger, monkeypatch):
    before = ledger.read_bytes()

    def full(_):
        raise OSError("No space left on device")

    monkeypatch.setattr("dagster_project.durable.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        add(ledger, [next_entry(read_ledger(ledger), "approval", 2023, "bo", {})])
    assert ledger.read_bytes() == before
    assert [path.name for path in ledger.parent.iterdir()] == ["ledger.jsonl"]


def test_an_excerpt_keeps_the_chain_and_says_nothing_of_other_years(tmp_path):
    entries: list[Entry] = []
    for year in (2022, 2023, None, 2022):
        entries.append(next_entry(entries, "approval", year, f"of {year}", {}))
    kept = excerpt(entries, 2023)
    assert [type(one) for one in kept] == [Link, Entry, Entry, Link]
    assert check_chain(kept) == []
    assert "of 2022" not in json.dumps([one.model_dump() for one in kept])
    assert check_chain([kept[0], kept[2]]) != []


class TestSignatures:
    def test_a_signed_entry_holds(self, tmp_path):
        key = new_key(tmp_path / "bo.pem")
        entry = made(1, load_key(tmp_path / "bo.pem"))[0]
        assert entry.key == key.public
        assert check_chain([entry]) == []

    @pytest.mark.parametrize("gone", [{"signature": None}, {"signature": "AAAA"}, {"key": None}])
    def test_a_signature_that_does_not_hold_is_told(self, tmp_path, gone):
        entry = made(1, new_key(tmp_path / "bo.pem"))[0]
        faults = check_chain([entry.model_copy(update=gone)])
        assert any("signature that does not hold" in one for one in faults)

    def test_another_persons_signature_is_none(self, tmp_path):
        bo, cy = made(1, new_key(tmp_path / "bo.pem"))[0], made(1, new_key(tmp_path / "cy.pem"))[0]
        assert check_chain([bo.model_copy(update={"signature": cy.signature})]) != []

    def test_a_key_is_for_its_owner_alone_and_never_written_over(self, tmp_path):
        path = tmp_path / "bo.pem"
        new_key(path)
        assert path.stat().st_mode & 0o777 == 0o600
        with pytest.raises(SignOffError, match="never written over"):
            new_key(path)
        path.chmod(0o640)
        with pytest.raises(SignOffError, match="can be read by others"):
            load_key(path)

    def test_a_file_that_is_no_key_is_told(self, tmp_path):
        with pytest.raises(SignOffError, match="There is no key"):
            load_key(tmp_path / "none.pem")
        path = tmp_path / "text.pem"
        path.write_text("no key", encoding="utf-8")
        path.chmod(0o600)
        with pytest.raises(SignOffError, match="is no private key"):
            load_key(path)


def test_a_ledger_that_is_not_there_has_no_entries(tmp_path):
    assert read_links(tmp_path / "ledger.jsonl") == []


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\r"])
def test_a_text_with_a_sign_that_some_take_for_the_end_of_a_line_is_one_entry(ledger, sign):
    """Texts that were copied from a page have them."""
    entries = read_ledger(ledger)
    add(ledger, [next_entry(entries, "sent_back", 2023, "cy", {"reason": f"one{sign}two"})])
    assert read_ledger(ledger)[-1].body == {"reason": f"one{sign}two"}


def test_a_ledger_that_an_editor_saved_with_other_ends_of_lines_is_read(ledger):
    before = read_ledger(ledger)
    ledger.write_bytes(ledger.read_bytes().replace(b"\n", b"\r\n"))
    assert read_ledger(ledger) == before
