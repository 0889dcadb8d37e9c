"""Which paths of a company folder are its own files, and which lead elsewhere or are none. None is opened here."""

from __future__ import annotations

import os
from pathlib import Path


def leads_out(path: Path, company_dir: Path) -> bool:
    """Whether a path, all links followed, lies outside of the company folder."""
    inside = os.path.realpath(company_dir)
    return os.path.commonpath([inside, os.path.realpath(path)]) != inside


def is_own_file(path: Path, company_dir: Path) -> bool:
    """Whether a path is a file of the company folder; a link to one inside of it is."""
    return path.is_file() and not leads_out(path, company_dir)


def is_plain_file(path: Path, below: Path) -> bool:
    """Whether a path is a file, and neither it nor a folder between it and `below` is a link."""
    return path.is_file() and path.resolve() == below.resolve() / path.relative_to(below)


def why_refused(path: Path, company_dir: Path) -> str | None:
    """What is wrong with a path as a file of the company; None if nothing is, or if it is a folder."""
    if leads_out(path, company_dir):
        return "a link that leads out of the company folder"
    if path.is_symlink() and not path.is_file():
        return "a link to a folder, which is never followed" if path.is_dir() else "a link to nothing"
    if not path.is_file() and not path.is_dir():
        return "neither a file nor a folder"
    if not path.name.isprintable():
        return "a name with signs that are no text, or in another encoding than UTF-8"
    return None


def shown(name: str) -> str:
    """A path as a message may show it: signs that are no text as escapes."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode("ascii") for one in name)
