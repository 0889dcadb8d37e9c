"""When two spellings are the same heading or code: width, case, blanks and Chinese script. Cells' types are not here."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from opencc import OpenCC

_INVISIBLE = dict.fromkeys([0x00AD, 0x180E, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
_BLANKS = re.compile(r"\s+")
_VARIANTS = str.maketrans({"账": "帐"})


@cache
def _simplified() -> OpenCC:
    return OpenCC("t2s")


def trimmed(text: str) -> str:
    """Without invisible characters, and without blanks of any width at the ends."""
    return text.translate(_INVISIBLE).strip()


def narrow(text: str) -> str:
    """Trimmed, with full-width letters, digits and signs made the usual ones (NFKC)."""
    return unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).strip()


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """What headings and codes are compared by: narrow, without blanks and case, in Simplified Chinese."""
    bare = _BLANKS.sub("", narrow(text))
    return _simplified().convert(bare).translate(_VARIANTS).casefold()
