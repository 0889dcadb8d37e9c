"""Where the key of the pseudonyms comes from, and which keys are refused; no message says what a key is."""

from __future__ import annotations

import base64
import stat
from pathlib import Path

import pytest

from dagster_project.intake import pseudonym_key
from dagster_project.intake.keys import KeyFileError
from dagster_project.intake.pseudonym_keys import KEY_VARIABLE, key_id
from dagster_project.settings import Settings

KEY = bytes(range(32))


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    return Settings(tmp_path / "company", tmp_path / "data")


def test_the_file_is_made_once_and_private(settings):
    key = pseudonym_key(settings)
    assert len(key) == 32
    assert stat.S_IMODE(settings.pseudonym_key.stat().st_mode) == 0o600
    assert pseudonym_key(settings) == key
    settings.pseudonym_key.write_bytes(b"short")
    with pytest.raises(KeyFileError, match="5 bytes"):
        pseudonym_key(settings)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_that_others_can_read_is_refused(settings, mode):
    key = pseudonym_key(settings)
    settings.pseudonym_key.chmod(mode)
    with pytest.raises(KeyFileError, match=f"mode {mode:o}.*chmod 600"):
        pseudonym_key(settings)
    settings.pseudonym_key.chmod(0o600)
    assert pseudonym_key(settings) == key


@pytest.mark.parametrize(
    "text", [KEY.hex(), KEY.hex().upper(), base64.b64encode(KEY).decode(), f" {KEY.hex()}\n"]
)
def test_the_environment_comes_first_and_no_file_is_made(settings, monkeypatch, text):
    monkeypatch.setenv(KEY_VARIABLE, text)
    assert pseudonym_key(settings) == KEY
    assert not settings.pseudonym_key.exists()


@pytest.mark.parametrize(
    "text", ["secretword", KEY.hex()[:-1], KEY.hex() + "0", base64.b64encode(KEY[:31]).decode(), "00" * 32]
)
def test_what_is_no_key_in_the_environment_is_told_and_never_printed(settings, monkeypatch, text):
    monkeypatch.setenv(KEY_VARIABLE, text)
    with pytest.raises(KeyFileError, match="openssl rand -hex 32") as raised:
        pseudonym_key(settings)
    assert KEY_VARIABLE in str(raised.value)
    assert text not in str(raised.value)


def test_another_key_than_the_one_in_force_is_refused(settings, monkeypatch):
    key = pseudonym_key(settings)
    monkeypatch.setenv(KEY_VARIABLE, KEY.hex())
    with pytest.raises(KeyFileError, match=f"{KEY_VARIABLE} is another key") as raised:
        pseudonym_key(settings)
    assert KEY.hex() not in str(raised.value)
    monkeypatch.setenv(KEY_VARIABLE, key.hex())
    assert pseudonym_key(settings) == key
    monkeypatch.delenv(KEY_VARIABLE)
    settings.pseudonym_key.unlink()
    with pytest.raises(KeyFileError, match="There is no"):
        pseudonym_key(settings)
    assert not settings.pseudonym_key.exists()


def test_a_file_of_an_earlier_version_that_had_no_id_is_in_force(settings, monkeypatch):
    key = pseudonym_key(settings)
    settings.key_in_force.unlink()
    monkeypatch.setenv(KEY_VARIABLE, KEY.hex())
    with pytest.raises(KeyFileError, match="another key"):
        pseudonym_key(settings)
    monkeypatch.delenv(KEY_VARIABLE)
    assert pseudonym_key(settings) == key


def test_the_id_of_a_key_is_not_made_of_its_bytes(settings):
    assert key_id(KEY) != key_id(KEY[::-1])
    assert key_id(KEY) not in KEY.hex()
