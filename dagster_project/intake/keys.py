"""Keys of 32 random bytes: from the environment, or from a file that is its owner's alone.

No message holds a key or a part of one.
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

KEY_BYTES = 32
FEWEST_DIFFERENT_BYTES = 8
OWNER_ONLY = 0o600

_HEX = re.compile(r"[0-9a-fA-F]{64}")


class KeyFileError(Exception):
    """A key cannot be used."""


def new_key() -> bytes:
    """A random key."""
    return secrets.token_bytes(KEY_BYTES)


def write_key(path: Path, key: bytes) -> None:
    """Put a key into its file, whole, in the place of the one that is there."""
    write_whole(path, key, OWNER_ONLY)


def write_new_key(path: Path) -> None:
    """Make a key."""
    write_key(path, new_key())


def key_id(key: bytes) -> str:
    """What tells two keys apart and says nothing of either."""
    return hashlib.blake2b(key=key, digest_size=8, person=b"id of the key").hexdigest()


def key_of_environment(variable: str) -> bytes | None:
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


def key_of_file(path: Path) -> bytes:
    """The key that a file holds.

    Raises:
        KeyFileError: it holds something else, or others can read it.
    """
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise KeyFileError(
            f"{path} can be read by others (mode {mode:o}). Keep it to yourself: chmod 600 {path}"
        )
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise KeyFileError(
            f"{path} holds {len(key)} bytes, not a key of {KEY_BYTES}. Restore it from a backup."
        )
    return key
