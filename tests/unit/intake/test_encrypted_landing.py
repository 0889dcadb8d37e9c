"""Landed files that are encrypted at rest: nothing of them is plain on disk, and everything reads as before."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

import pytest

from dagster_project.intake import IntakeError
from dagster_project.intake.keys import key_id
from dagster_project.intake.landing import (
    MARK,
    LandingError,
    change_landing_key,
    encrypt_landed,
    land,
    landed_at,
    read_landed,
)
from dagster_project.intake.landing_keys import (
    IN_FORCE_NAME,
    KEY_NAME,
    KEY_VARIABLE,
    NEW_KEY_VARIABLE,
    OLD_KEY_NAME,
    key_in_force,
)
from dagster_project.resources import CompanyWriter
from tests.unit.intake.company_folder import YEAR, CompanyFolder

OLD, NEW = bytes(range(32)), bytes(range(32, 64))
DATA = "員工編號,姓名\n000123,張三\n".encode()


@pytest.fixture
def landed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for variable in (KEY_VARIABLE, NEW_KEY_VARIABLE):
        monkeypatch.delenv(variable, raising=False)
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


def test_without_the_key_in_force_nothing_lands_not_even_plain(landed: Path, monkeypatch):
    encrypt_landed(landed)
    landed.with_name(KEY_NAME).unlink()
    with pytest.raises(LandingError, match=f"none may land plain. Bring back {KEY_NAME}"):
        land(DATA, landed)
    monkeypatch.setenv(KEY_VARIABLE, NEW.hex())
    with pytest.raises(LandingError, match="none may land plain"):
        land(DATA, landed)
    assert list(landed.iterdir()) == []


def read_all(landed: Path, digests: list[str]) -> bool:
    return [read_landed(one, landed) for one in digests] == [DATA * times for times in range(1, 4)]


def of_key(landed: Path, key: bytes, monkeypatch) -> list[bool]:
    """Whether each file can be read with this key and no other."""
    with monkeypatch.context() as patch:
        patch.setattr("dagster_project.intake.landing.keys_at_hand", lambda landed_dir: [key])
        found = []
        for path in sorted(landed.iterdir()):
            try:
                read_landed(path.name, landed)
            except LandingError:
                found.append(False)
            else:
                found.append(True)
    return found


def test_another_key_takes_the_place_of_the_old_one_and_nothing_of_that_is_left(landed: Path, monkeypatch):
    digests = [land(DATA * times, landed) for times in (1, 2, 3)]
    times = [landed_at(one, landed) for one in digests]
    encrypt_landed(landed)
    old = landed.with_name(KEY_NAME).read_bytes()
    assert change_landing_key(landed) == 3
    new = landed.with_name(KEY_NAME).read_bytes()
    assert new != old
    assert stat.S_IMODE(landed.with_name(KEY_NAME).stat().st_mode) == 0o600
    assert of_key(landed, new, monkeypatch) == [True] * 3
    assert of_key(landed, old, monkeypatch) == [False] * 3
    assert [landed_at(one, landed) for one in digests] == times
    assert {stat.S_IMODE(path.stat().st_mode) for path in landed.iterdir()} == {0o400}
    assert [path for path in landed.parent.rglob("*") if path.is_file() and path.read_bytes() == old] == []
    assert change_landing_key(landed) == 3
    assert read_all(landed, digests)


WRITES = 7


@pytest.mark.parametrize("at", range(WRITES + 1))
@pytest.mark.parametrize("goes_on", [change_landing_key, encrypt_landed])
def test_cut_off_at_any_write_every_file_is_read_and_the_next_call_goes_on(
    landed: Path, monkeypatch, at: int, goes_on
):
    """Three files of keys (the old one kept, the new one, which is in force), three landed files, one removal."""
    digests = [land(DATA * times, landed) for times in (1, 2, 3)]
    encrypt_landed(landed)
    old = landed.with_name(KEY_NAME).read_bytes()
    with monkeypatch.context() as patch:
        done = stop_at(patch, at)
        if at < WRITES:
            with pytest.raises(StoppedError):
                change_landing_key(landed)
        else:
            change_landing_key(landed)
            assert done == list(range(WRITES))
    assert read_all(landed, digests)
    assert read_landed(land(DATA * 4, landed), landed) == DATA * 4
    goes_on(landed)
    new = landed.with_name(KEY_NAME).read_bytes()
    is_begun = at > 0 or goes_on is change_landing_key
    assert (new != old) == is_begun
    assert not landed.with_name(OLD_KEY_NAME).exists()
    assert of_key(landed, new, monkeypatch) == [True] * 4
    assert key_in_force(landed) == new


class StoppedError(Exception):
    pass


def stop_at(patch: pytest.MonkeyPatch, at: int) -> list[int]:
    """Raise before the write or removal of this number; gives the numbers of those that were begun."""
    from dagster_project.intake import keys, landing, landing_keys

    begun: list[int] = []

    def guarded(step):
        def instead(*given, **named):
            if len(begun) == at:
                raise StoppedError
            begun.append(len(begun))
            return step(*given, **named)

        return instead

    for module in (keys, landing, landing_keys):
        patch.setattr(module, "write_whole", guarded(module.write_whole))
    unlink = Path.unlink
    patch.setattr(
        Path,
        "unlink",
        lambda path, **given: (guarded(unlink) if path.name == OLD_KEY_NAME else unlink)(path, **given),
    )
    return begun


def test_a_key_of_the_environment_is_followed_by_one_of_the_environment(landed: Path, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, OLD.hex())
    digests = [land(DATA * times, landed) for times in (1, 2, 3)]
    with pytest.raises(LandingError, match=NEW_KEY_VARIABLE):
        change_landing_key(landed)
    assert of_key(landed, OLD, monkeypatch) == [True] * 3
    monkeypatch.setenv(NEW_KEY_VARIABLE, NEW.hex())
    with monkeypatch.context() as patch:
        stop_at(patch, 2)
        with pytest.raises(StoppedError):
            change_landing_key(landed)
    assert read_all(landed, digests)
    assert change_landing_key(landed) == 2
    assert of_key(landed, NEW, monkeypatch) == [True] * 3
    monkeypatch.delenv(NEW_KEY_VARIABLE)
    with pytest.raises(LandingError, match="after `esg encrypt-landed --new-key` it is the new one"):
        land(DATA * 4, landed)
    monkeypatch.setenv(KEY_VARIABLE, NEW.hex())
    assert read_all(landed, digests)
    assert {path.name for path in landed.parent.iterdir()} == {landed.name, IN_FORCE_NAME}


def test_a_key_that_moved_into_the_environment_leaves_no_file_after_a_change(landed: Path, monkeypatch):
    encrypt_landed(landed)
    monkeypatch.setenv(KEY_VARIABLE, landed.with_name(KEY_NAME).read_bytes().hex())
    monkeypatch.setenv(NEW_KEY_VARIABLE, NEW.hex())
    land(DATA, landed)
    change_landing_key(landed)
    assert not landed.with_name(KEY_NAME).exists()


def test_what_says_which_key_is_in_force_says_nothing_of_it(landed: Path):
    """A company that encrypted before it was kept has it from the first use on."""
    encrypt_landed(landed)
    key = landed.with_name(KEY_NAME).read_bytes()
    landed.with_name(IN_FORCE_NAME).unlink()
    land(DATA, landed)
    assert landed.with_name(IN_FORCE_NAME).read_text(encoding="ascii") == f"{key_id(key)}\n"


def test_a_company_that_demands_it_has_everything_encrypted_before_anything_lands(
    tmp_path: Path, monkeypatch
):
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    folder = CompanyFolder(tmp_path)
    choices = folder.company.model_dump(mode="json", by_alias=True)
    folder.write_yaml("company.yml", choices)
    landed = folder.settings.landed_dir
    digest = land(DATA, landed)
    CompanyWriter.at(folder.settings).inputs(YEAR)
    assert (landed / digest).read_bytes() == DATA
    folder.write_yaml("company.yml", choices | {"landed": "encrypted"})
    CompanyWriter.at(folder.settings).inputs(YEAR)
    assert (landed / digest).read_bytes().startswith(MARK)
    assert stat.S_IMODE(landed.with_name(KEY_NAME).stat().st_mode) == 0o600
    landed.with_name(KEY_NAME).unlink()
    with pytest.raises(IntakeError, match="none may land plain"):
        CompanyWriter.at(folder.settings).inputs(YEAR)


def test_reading_writes_nothing(landed: Path):
    """A rebuild may have no more than a copy of the folder and the key."""
    encrypt_landed(landed)
    digest = land(DATA, landed)
    landed.with_name(IN_FORCE_NAME).unlink()
    assert read_landed(digest, landed) == DATA
    assert not landed.with_name(IN_FORCE_NAME).exists()
