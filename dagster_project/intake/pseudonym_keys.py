"""The key of the pseudonyms: from the environment or its file, and whether it is in force. Hashing is not here.

Hashes made with two keys do not meet, so people would be strangers to themselves in the year after. A key comes into
force when it is first used, and leaves it only by rotation (`dagster_project/rotation.py`).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import re
import secrets
import stat
from pathlib import Path

from dagster_project.durable import write_whole
from dagster_project.settings import Settings

KEY_VARIABLE = "ESG_PSEUDONYM_KEY"
NEW_KEY_VARIABLE = "ESG_NEW_PSEUDONYM_KEY"
KEY_BYTES = 32
FEWEST_DIFFERENT_BYTES = 8
OWNER_ONLY = 0o600

_HEX = re.compile(r"[0-9a-fA-F]{64}")


class KeyFileError(Exception):
    """The key of the pseudonyms cannot be used. No message holds a key or a part of one."""


def pseudonym_key(settings: Settings) -> bytes:
    """The company's key in force: of the environment if it names one, else of the file, which is made at first use.

    Raises:
        KeyFileError: it is no key, others can read its file, or the company's data were made with another one.
    """
    key = key_of_environment()
    if key is None:
        if settings.key_in_force.is_file() and not settings.pseudonym_key.is_file():
            raise KeyFileError(_not_in_force(f"There is no {settings.pseudonym_key}", settings))
        if not settings.pseudonym_key.is_file():
            write_whole(settings.pseudonym_key, new_key(), OWNER_ONLY)
        key = _key_of_file(settings.pseudonym_key)
    if not settings.key_in_force.is_file():
        write_whole(settings.key_in_force, f"{key_id(key)}\n".encode(), OWNER_ONLY)
    if settings.key_in_force.read_text(encoding="ascii").strip() != key_id(key):
        where = settings.pseudonym_key if key_of_environment() is None else KEY_VARIABLE
        raise KeyFileError(_not_in_force(f"{where} is another key", settings))
    return key


def new_key() -> bytes:
    """A random key."""
    return secrets.token_bytes(KEY_BYTES)


def key_id(key: bytes) -> str:
    """What tells two keys apart and says nothing of either."""
    return hashlib.blake2b(key=key, digest_size=8, person=b"id of the key").hexdigest()


def key_of_environment(variable: str = KEY_VARIABLE) -> bytes | None:
    """The key that a variable of the environment holds, in hex or base64; None if it is not set.

    Raises:
        KeyFileError: it holds something else.
    """
    text = os.environ.get(variable, "").strip()
    if not text:
        return None
    key = _decoded(text)
    if len(key) != KEY_BYTES or len(set(key)) < FEWEST_DIFFERENT_BYTES:
        raise KeyFileError(
            f"{variable} holds no key: {len(text)} characters that are not {KEY_BYTES} random bytes in hex "
            "(64 digits) or base64 (44 characters). Make one with: openssl rand -hex 32"
        )
    return key


def _decoded(text: str) -> bytes:
    if _HEX.fullmatch(text):
        return bytes.fromhex(text)
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _key_of_file(path: Path) -> bytes:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise KeyFileError(
            f"{path} can be read by others (mode {mode:o}). Keep it to yourself: chmod 600 {path}\n"
            "If somebody may have read it, make another one after that: esg rotate-key"
        )
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise KeyFileError(
            f"{path} holds {len(key)} bytes, not a key of {KEY_BYTES}. Restore it from a backup."
        )
    return key


def _not_in_force(found: str, settings: Settings) -> str:
    return (
        f"{found}, but the data in {settings.data_dir} were made with the key {settings.key_in_force.name} names, "
        "and people would not be found again in other years.\n"
        f"Restore that key, as file or in {KEY_VARIABLE}; after `esg rotate-key` it is the new one. If it is lost, "
        f"delete {settings.key_in_force.name} and every year's folder beside it, run the years again, and answer "
        "the warnings about people anew."
    )
