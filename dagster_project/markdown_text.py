"""What others wrote, inside the Markdown that the Dagster UI shows: text, never markup. No report is made here."""

from __future__ import annotations

import re

_MARKUP = re.compile(r"[\\`<\[|]")
_ESCAPED = re.compile(r"\\([\\`<\[|])")
_BREAKS = re.compile(r"\s*[\r\n]\s*")


def escaped(text: object) -> str:
    """A text in running Markdown: no element, link, picture, code, table or line of its own begins in it."""
    return _MARKUP.sub(r"\\\g<0>", _BREAKS.sub(" ", str(text)))


def code(text: object) -> str:
    """A text as code. A backtick in it would end it, so it is shown as an apostrophe."""
    return f"`{_BREAKS.sub(' ', str(text)).replace('`', chr(39))}`"


def plain(markdown: str) -> str:
    """Markdown as a terminal shows it best: without the marks of emphasis and code, and without escapes."""
    kept = re.sub(r"\\`|\*\*|(?<!\\)`", lambda found: found[0] if found[0].startswith("\\") else "", markdown)
    return _ESCAPED.sub(r"\1", kept.strip())
