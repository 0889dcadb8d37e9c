"""People's identifiers: keyed hashes for numbers, masks in messages. What is personal, contracts say."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

import pandas as pd

from dagster_project.registry.contracts import Contract, birth_key

HASH_BYTES = 16
MASK = "***"

_HASHED = re.compile(r"hash-([0-9a-f]{32})")

_RESIDENT_ID = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])"
)
_HONG_KONG_ID = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{1,2}\d{6}\s?[(（][\dAa][)）]")


def pseudonym(value: str, kind: str, key: bytes) -> str:
    """A person's identifier as 32 hex digits; the same number of another kind gives another hash.

    What a copy without identifiers holds in its place is that hash already.
    """
    if known := hash_in(value):
        return known
    return hashlib.blake2b(value.encode(), digest_size=HASH_BYTES, key=key, person=kind.encode()).hexdigest()


def hashed(pseudonym: str) -> str:
    """How a copy without identifiers writes a person's keyed hash in the place of the number."""
    return f"hash-{pseudonym}"


def hash_in(cell: str) -> str | None:
    """The keyed hash that a cell of such a copy holds; None if it holds something else."""
    match = _HASHED.fullmatch(cell)
    return match[1] if match else None


def pseudonymise(frame: pd.DataFrame, contract: Contract, key: bytes) -> pd.DataFrame:
    """The frame as it may reach the warehouse: no names, employee and identity numbers as keyed hashes.

    A date of birth stays, for the age band, and gets a keyed hash of person and date beside it: with that alone can
    later years tell whether the date is the same.
    """
    result = frame.drop(columns=list(contract.personal_columns("name")), errors="ignore")
    for name in contract.personal_columns("employee", "identity"):
        kind = contract.columns[name].personal or ""
        hashes = {
            value: pseudonym(value, kind, key) if isinstance(value, str) else None
            for value in frame[name].unique()
        }
        result[name] = pd.Series([hashes[value] for value in frame[name]], index=frame.index, dtype=object)
    for name in contract.personal_columns("birth"):
        person = next(contract.personal_columns("employee"))
        keys = [
            pseudonym(f"{who}/{day}", "birth", key) if isinstance(who, str) and isinstance(day, str) else None
            for who, day in zip(result[person], result[name], strict=True)
        ]
        result[birth_key(name)] = pd.Series(keys, index=frame.index, dtype=object)
    return result


def masked(text: str, secrets_of_row: Iterable[str] = ()) -> str:
    """A text for a message: without the row's personal values and anything like an identity number."""
    for secret in sorted(filter(None, secrets_of_row), key=len, reverse=True):
        if secret not in text:
            continue
        border = r"\b" if secret.isascii() else ""
        text = re.sub(f"{border}{re.escape(secret)}{border}", MASK, text)
    return _RESIDENT_ID.sub(MASK, _HONG_KONG_ID.sub(MASK, text))
