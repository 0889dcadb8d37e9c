"""Landing: a file's bytes kept untouched under their sha256, for the owner's eyes only. What they say is not read here.

Where the company has a key for it, they are encrypted at rest (AES-256 in GCM, NIST SP 800-38D) and are plain in memory
only. The name stays the sha256 of the plain bytes. Nobody else reads or writes the folder.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dagster_project.durable import write_whole
from dagster_project.intake.keys import KeyFileError
from dagster_project.intake.landing_keys import (
    KEY_NAME,
    KEY_VARIABLE,
    change_key,
    forget_old_keys,
    is_changing,
    key_in_force,
    keys_at_hand,
    make_key,
)

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o400
MARK = b"ESG landed AES-256-GCM 1\n"
NONCE_BYTES = 12
SHA256 = re.compile(r"[0-9a-f]{64}")


class LandingError(Exception):
    """The evidence of an earlier run is not what it was, or cannot be read."""


def landed_at(digest: str, landed_dir: Path) -> str:
    """When bytes landed first, as an ISO time in UTC to the second."""
    first = datetime.fromtimestamp((landed_dir / digest).stat().st_mtime, UTC)
    return first.isoformat(timespec="seconds")


def land(data: bytes, landed_dir: Path) -> str:
    """Keep a file's bytes and return their sha256 in hex. Landing the same bytes again changes nothing.

    Raises:
        LandingError: the landed copy of these bytes was changed since, or the key is missing or none.
    """
    digest = hashlib.sha256(data).hexdigest()
    landed_dir.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    landed_dir.chmod(PRIVATE_FOLDER)
    target = landed_dir / digest
    if target.exists():
        read_landed(digest, landed_dir)
        return digest
    with _told_as_ours():
        key = key_in_force(landed_dir)
    write_whole(target, data if key is None else _encrypted(data, digest, key), PRIVATE_FILE)
    return digest


def read_landed(digest: str, landed_dir: Path) -> bytes:
    """The plain bytes of a landed file.

    Raises:
        FileNotFoundError: it never landed.
        LandingError: it was changed since, or the key that it was encrypted with is not here.
    """
    if not SHA256.fullmatch(digest):
        raise LandingError(f"{digest!r:.80} is no sha256, so nothing landed under it.")
    path = landed_dir / digest
    data = path.read_bytes()
    if _is_encrypted(path):
        with _told_as_ours():
            keys = keys_at_hand(landed_dir)
        data = _decrypted(data, path, keys)
    if (found := hashlib.sha256(data).hexdigest()) != digest:
        raise LandingError(
            f"{path} was changed after it was landed, its sha256 is {found[:12]}... Bring it back from a backup, or "
            "delete it and run again to land it anew."
        )
    return data


def encrypt_landed(landed_dir: Path) -> int:
    """Encrypt what landed plain, and all that lands from now on; gives how many files were encrypted.

    Makes the key unless the environment or an earlier call has. Cut off, it goes on at the next call, and so does a
    change of the key.

    Raises:
        LandingError: a file was changed since it landed, or the key is none.
    """
    with _told_as_ours():
        make_key(landed_dir)
        if is_changing(landed_dir):
            return change_landing_key(landed_dir)
        return _encrypt(landed_dir, only_plain=True)


def change_landing_key(landed_dir: Path) -> int:
    """Encrypt every landed file with another key, and forget the old one; gives how many files were encrypted.

    Cut off anywhere, each file can be read, and the next call goes on.

    Raises:
        LandingError: as `encrypt_landed`, or the key that is to follow is missing in the environment.
    """
    with _told_as_ours():
        make_key(landed_dir)
        change_key(landed_dir)
        done = _encrypt(landed_dir, only_plain=False)
        forget_old_keys(landed_dir)
    return done


def _encrypt(landed_dir: Path, *, only_plain: bool) -> int:
    """Encrypt landed files with the key in force: the plain ones, or all that are not of this key."""
    key = key_in_force(landed_dir)
    assert key is not None
    done = 0
    for path in sorted(landed_dir.iterdir()) if landed_dir.is_dir() else []:
        if path.name.startswith(".") or (_is_encrypted(path) and (only_plain or _is_of(path, key))):
            continue
        times = path.stat()
        write_whole(path, _encrypted(read_landed(path.name, landed_dir), path.name, key), PRIVATE_FILE)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
        done += 1
    return done


@contextmanager
def _told_as_ours() -> Iterator[None]:
    """What is wrong with a key is a fault of landing."""
    try:
        yield
    except KeyFileError as error:
        raise LandingError(str(error)) from error


def _is_encrypted(path: Path) -> bool:
    """Whether a landed file is; a plain one may begin with the same bytes, but then they have its sha256."""
    with path.open("rb") as file:
        if file.read(len(MARK)) != MARK:
            return False
    return hashlib.sha256(path.read_bytes()).hexdigest() != path.name


def _is_of(path: Path, key: bytes) -> bool:
    """Whether an encrypted file can be read with a key."""
    try:
        _opened(path.read_bytes(), path.name, key)
    except (InvalidTag, ValueError):
        return False
    return True


def _encrypted(data: bytes, digest: str, key: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return MARK + nonce + AESGCM(key).encrypt(nonce, data, digest.encode())


def _opened(kept: bytes, digest: str, key: bytes) -> bytes:
    nonce, rest = kept[len(MARK) : len(MARK) + NONCE_BYTES], kept[len(MARK) + NONCE_BYTES :]
    return AESGCM(key).decrypt(nonce, rest, digest.encode())


def _decrypted(kept: bytes, path: Path, keys: Sequence[bytes]) -> bytes:
    if not keys:
        raise LandingError(
            f"{path} is encrypted, and its key is not here: bring back {KEY_NAME}, or put it into {KEY_VARIABLE}."
        )
    for key in keys:
        with suppress(InvalidTag, ValueError):
            return _opened(kept, path.name, key)
    raise LandingError(
        f"{path} was changed after it was landed, or the key is another one. Bring it or {KEY_NAME} back from a backup."
    )
