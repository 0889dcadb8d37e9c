"""When two spellings are the same heading or code: width, case, blanks, Chinese script. No types of cells."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from dagster_project.chinese import simplified

_INVISIBLE = re.compile("[\u00ad\u180e\u200b\u200c\u200d\u2060\ufeff]")
_BLANKS = re.compile(r"\s+")
_VARIANTS = str.maketrans({"账": "帐"})


def trimmed(text: str) -> str:
    """Without invisible characters, and without blanks of any width at the ends."""
    return text.strip() if text.isascii() else _INVISIBLE.sub("", text).strip()


def narrow(text: str) -> str:
    """Trimmed, with full-width letters, digits and signs made the usual ones (NFKC)."""
    return text.strip() if text.isascii() else unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).strip()


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """What headings and codes are compared by: narrow, without blanks and case, in Simplified Chinese."""
    bare = _BLANKS.sub("", narrow(text))
    if bare.isascii():
        return bare.casefold()
    return simplified(bare).translate(_VARIANTS).casefold()
