"""What people signed, kept by its sha256 beside the ledger: printed contents and lists of inputs."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from dagster_project.durable import write_whole
from dagster_project.publish.printed import Printed
from dagster_project.settings import Settings
from dagster_project.signoff.faults import SignOffError
from dagster_project.signoff.ledger import APPROVALS_FOLDER, canonical

KEPT_FOLDER = "kept"


def keep(settings: Settings, data: bytes) -> str:
    """Keep bytes and give their sha256; keeping the same again changes nothing."""
    digest = hashlib.sha256(data).hexdigest()
    path = _place(settings, digest)
    if not path.is_file():
        write_whole(path, data)
    return digest


def keep_list(settings: Settings, content: dict[str, str]) -> str:
    """Keep a list of files with their sha256, and give the sha256 of the list."""
    return keep(settings, canonical(content).encode("utf-8"))


def kept_printed(settings: Settings, digest: str) -> Printed:
    """The printed content with this sha256.

    Raises:
        SignOffError: it is gone, or is not what it was.
    """
    return Printed(digest, json.loads(_read(settings, digest)))


def kept_list(settings: Settings, digest: str) -> dict[str, str]:
    """The list of files with this sha256.

    Raises:
        SignOffError: it is gone, or is not what it was.
    """
    content: dict[str, Any] = json.loads(_read(settings, digest))
    return content


def _read(settings: Settings, digest: str) -> bytes:
    path = _place(settings, digest)
    data = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(data).hexdigest() != digest:
        found = "is gone" if not path.is_file() else "was changed"
        raise SignOffError(
            [f"{path} {found}: what was signed can no longer be shown. Bring it back from a backup."]
        )
    return data


def _place(settings: Settings, digest: str) -> Path:
    return settings.company_dir / APPROVALS_FOLDER / KEPT_FOLDER / f"{digest}.json"
