"""The keys of the landed files: which is in force, which may still be needed to read. Encryption is in `landing.py`.

Beside the folder lie `landing.key`, unless the environment holds the key, and `landing.id`, which says which key is in
force and nothing of it. While the key is changed, `landing.key.old` is there until no file needs it any more.
"""

from __future__ import annotations

from pathlib import Path

from dagster_project.durable import write_whole
from dagster_project.intake.keys import (
    OWNER_ONLY,
    KeyFileError,
    key_id,
    key_of_environment,
    key_of_file,
    new_key,
    write_key,
    write_new_key,
)

KEY_VARIABLE = "ESG_LANDING_KEY"
NEW_KEY_VARIABLE = "ESG_NEW_LANDING_KEY"
KEY_NAME = "landing.key"
OLD_KEY_NAME = "landing.key.old"
IN_FORCE_NAME = "landing.id"


def keys_at_hand(landed_dir: Path) -> list[bytes]:
    """Every key that a landed file may have been encrypted with, of the environment and of files.

    Raises:
        KeyFileError: one of them is none, or others can read its file.
    """
    of_environment = [key_of_environment(name) for name in (KEY_VARIABLE, NEW_KEY_VARIABLE)]
    files = [landed_dir.with_name(name) for name in (KEY_NAME, OLD_KEY_NAME)]
    of_files = [key_of_file(path) for path in files if path.is_file()]
    return [key for key in (*of_environment, *of_files) if key is not None]


def key_in_force(landed_dir: Path) -> bytes | None:
    """The key that whatever lands now is encrypted with; None where the company keeps its files plain.

    A key comes into force when it is first used, and leaves it only by `change_key`.

    Raises:
        KeyFileError: it is not at hand, or as `keys_at_hand`.
    """
    in_force = landed_dir.with_name(IN_FORCE_NAME)
    keys = keys_at_hand(landed_dir)
    if not in_force.is_file():
        if not keys:
            return None
        _bring_into_force(landed_dir, keys[0])
    wanted = in_force.read_text(encoding="ascii").strip()
    for key in keys:
        if key_id(key) == wanted:
            return key
    raise KeyFileError(
        f"The key of the landed files that {in_force} names is not here, and none may land plain. Bring back "
        f"{KEY_NAME} or put that key into {KEY_VARIABLE}; after `esg encrypt-landed --new-key` it is the new one."
    )


def make_key(landed_dir: Path) -> None:
    """Bring a key into force where there is none yet: that of the environment, else a new one in its file."""
    if key_in_force(landed_dir) is None:
        write_new_key(landed_dir.with_name(KEY_NAME))
        key_in_force(landed_dir)


def is_changing(landed_dir: Path) -> bool:
    """Whether the key in the file is being changed, so that some files are of the old key."""
    return landed_dir.with_name(OLD_KEY_NAME).is_file()


def change_key(landed_dir: Path) -> None:
    """Bring another key into force, or go on where that was cut off; the old one stays until `forget_old_keys`.

    Raises:
        KeyFileError: the key is in the environment, and the one that is to follow it is not.
    """
    if key_of_environment(KEY_VARIABLE) is not None:
        following = key_of_environment(NEW_KEY_VARIABLE)
        if following is None or following == key_of_environment(KEY_VARIABLE):
            raise KeyFileError(
                f"The key is in {KEY_VARIABLE}. Put another one into {NEW_KEY_VARIABLE} (openssl rand -hex 32) and "
                f"call again; afterwards that one belongs into {KEY_VARIABLE}."
            )
        _bring_into_force(landed_dir, following)
        return
    file, old = landed_dir.with_name(KEY_NAME), landed_dir.with_name(OLD_KEY_NAME)
    if not old.is_file():
        write_key(old, key_of_file(file))
    if key_of_file(file) == key_of_file(old):
        write_key(file, new_key())
    _bring_into_force(landed_dir, key_of_file(file))


def forget_old_keys(landed_dir: Path) -> None:
    """Remove the files of keys that are not in force, now that no landed file needs them."""
    in_force = key_in_force(landed_dir)
    for path in (landed_dir.with_name(name) for name in (OLD_KEY_NAME, KEY_NAME)):
        if path.is_file() and (path.name == OLD_KEY_NAME or key_of_file(path) != in_force):
            path.unlink()


def _bring_into_force(landed_dir: Path, key: bytes) -> None:
    write_whole(landed_dir.with_name(IN_FORCE_NAME), f"{key_id(key)}\n".encode(), OWNER_ONLY)
