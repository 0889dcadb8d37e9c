"""Landed files that are encrypted at rest: nothing of them is plain on disk, and everything reads as before."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

import pytest

from dagster_project.intake.landing import (
    KEY_NAME,
    KEY_VARIABLE,
    MARK,
    LandingError,
    encrypt_landed,
    land,
    landed_at,
    read_landed,
)

DATA = "員工編號,姓名\n000123,張三\n".encode()


@pytest.fixture
def landed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    return tmp_path / "data" / "landed"


def test_what_landed_before_and_after_is_encrypted_and_keeps_its_name_and_time(landed: Path):
    first = land(DATA, landed)
    before = landed_at(first, landed)
    assert (landed / first).read_bytes() == DATA
    assert encrypt_landed(landed) == 1
    assert landed_at(first, landed) == before
    second = land(DATA * 2, landed)
    assert second == hashlib.sha256(DATA * 2).hexdigest()
    assert (read_landed(first, landed), read_landed(second, landed)) == (DATA, DATA * 2)
    for path in landed.iterdir():
        kept = path.read_bytes()
        assert kept.startswith(MARK)
        assert DATA not in kept
        assert "張三".encode() not in kept
        assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert stat.S_IMODE((landed.parent / KEY_NAME).stat().st_mode) == 0o600
    assert encrypt_landed(landed) == 0


def test_landing_again_changes_nothing(landed: Path):
    encrypt_landed(landed)
    digest = land(DATA, landed)
    kept = (landed / digest).read_bytes()
    assert land(DATA, landed) == digest
    assert (landed / digest).read_bytes() == kept


def test_the_same_bytes_do_not_look_the_same_in_two_companies(landed: Path, tmp_path: Path):
    other = tmp_path / "other" / "landed"
    for folder in (landed, other):
        encrypt_landed(folder)
        land(DATA, folder)
    assert (landed / land(DATA, landed)).read_bytes() != (other / land(DATA, other)).read_bytes()


@pytest.mark.parametrize("at", [0, len(MARK), len(MARK) + 12, -1])
def test_a_byte_that_was_changed_is_noticed(landed: Path, at: int):
    encrypt_landed(landed)
    path = landed / land(DATA, landed)
    kept = bytearray(path.read_bytes())
    kept[at] ^= 1
    path.chmod(0o600)
    path.write_bytes(kept)
    with pytest.raises(LandingError, match="changed after it was landed"):
        read_landed(path.name, landed)
    with pytest.raises(LandingError, match="changed after it was landed"):
        land(DATA, landed)


def test_one_landed_file_in_the_place_of_another_is_noticed(landed: Path):
    encrypt_landed(landed)
    one, other = landed / land(DATA, landed), landed / land(DATA * 2, landed)
    other.replace(one)
    with pytest.raises(LandingError, match="changed"):
        read_landed(one.name, landed)


def test_without_its_key_a_file_is_not_read_and_what_to_do_is_said(landed: Path, monkeypatch):
    encrypt_landed(landed)
    digest = land(DATA, landed)
    key = landed.with_name(KEY_NAME).read_bytes()
    landed.with_name(KEY_NAME).unlink()
    with pytest.raises(LandingError, match=f"bring back {KEY_NAME}.*{KEY_VARIABLE}"):
        read_landed(digest, landed)
    monkeypatch.setenv(KEY_VARIABLE, key.hex())
    assert read_landed(digest, landed) == DATA
    monkeypatch.setenv(KEY_VARIABLE, bytes(range(32)).hex())
    with pytest.raises(LandingError, match="the key is another one"):
        read_landed(digest, landed)
    monkeypatch.setenv(KEY_VARIABLE, "secretword")
    with pytest.raises(LandingError, match="holds no key") as raised:
        land(DATA * 3, landed)
    assert "secretword" not in str(raised.value)


def test_a_key_in_the_environment_needs_no_file(landed: Path, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, bytes(range(32)).hex())
    digest = land(DATA, landed)
    assert (landed / digest).read_bytes().startswith(MARK)
    assert not landed.with_name(KEY_NAME).exists()


def test_encrypting_that_was_cut_off_goes_on(landed: Path, monkeypatch):
    from dagster_project.intake import landing

    digests = [land(DATA * times, landed) for times in (1, 2, 3)]
    whole, calls = landing.write_whole, []

    def second_one_stopped(*args):
        calls.append(args)
        if len(calls) == 2:
            raise OSError("stopped")
        whole(*args)

    with monkeypatch.context() as patch:
        patch.setattr(landing, "write_whole", second_one_stopped)
        with pytest.raises(OSError, match="stopped"):
            encrypt_landed(landed)
    assert [read_landed(one, landed) for one in digests] == [DATA, DATA * 2, DATA * 3]
    assert encrypt_landed(landed) == 2


def test_a_plain_file_that_begins_as_an_encrypted_one_does_is_read_as_it_is(landed: Path):
    digest = land(MARK + b"x" * 40, landed)
    assert read_landed(digest, landed) == MARK + b"x" * 40
