"""Simplified Chinese from Traditional. Terms that differ are written where they are named, not here."""

from __future__ import annotations

from functools import cache

from opencc import OpenCC

_QUOTES = str.maketrans("「」『』", "“”‘’")


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def simplified(text: str) -> str:
    """The characters in the simplified script, sign by sign; other text stays as it is."""
    return _converter().convert(text)


def simplified_for_print(text: str) -> str:
    """The same with the quotation marks that the mainland prints."""
    return simplified(text).translate(_QUOTES)
