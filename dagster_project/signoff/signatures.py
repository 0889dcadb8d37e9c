"""Ed25519 signatures (RFC 8032): key files, signing a hash, checking it. What is signed is not known here."""

from __future__ import annotations

import base64
import os
import stat
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from dagster_project.signoff.faults import SignOffError

KEY_VARIABLE = "ESG_SIGNING_KEY"
OWNER_ONLY = 0o600


class SigningKey:
    """A person's private key; it signs hashes and tells its public key, both in base64."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private

    @property
    def public(self) -> str:
        raw = self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return base64.b64encode(raw).decode("ascii")

    def sign(self, digest: str) -> str:
        """The signature of a sha256 in hex."""
        return base64.b64encode(self._private.sign(bytes.fromhex(digest))).decode("ascii")


def new_key(path: Path) -> SigningKey:
    """Write a new private key that only its owner can read.

    Raises:
        SignOffError: something is there already; a key is never written over.
    """
    private = Ed25519PrivateKey.generate()
    text = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    except FileExistsError:
        raise SignOffError(
            [f"{path} is there already, and a key is never written over. Name another file."]
        ) from None
    with os.fdopen(file, "wb") as opened:
        opened.write(text)
    return SigningKey(private)


def load_key(path: Path) -> SigningKey:
    """Read a private key.

    Raises:
        SignOffError: there is none, others can read it, or it is no Ed25519 key.
    """
    if not path.is_file():
        raise SignOffError([f"There is no key {path}. Make one with: esg key {path}"])
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise SignOffError(
            [f"{path} can be read by others (mode {mode:o}). Keep it to yourself: chmod 600 {path}"]
        )
    try:
        private = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError) as error:
        raise SignOffError([f"{path} is no private key in PEM without a password: {error}"]) from error
    if not isinstance(private, Ed25519PrivateKey):
        raise SignOffError([f"{path} is a key of another kind. Make an Ed25519 key with: esg key FILE"])
    return SigningKey(private)


def is_signed(public: str, digest: str, signature: str) -> bool:
    """Whether the signature is of this sha256 by the owner of this public key."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public, validate=True))
        key.verify(base64.b64decode(signature, validate=True), bytes.fromhex(digest))
    except (InvalidSignature, ValueError):
        return False
    return True
