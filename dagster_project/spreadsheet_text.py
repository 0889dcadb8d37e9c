"""When a text would be a formula where a spreadsheet opens it, and how it stays text. No file is written here."""

from __future__ import annotations

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""East Asian spreadsheets take the wide signs as well."""
PLAIN_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""XlsxWriter's options of every workbook: no text becomes a formula, a link or a number, however it is written."""


def as_text(text: str) -> str:
    """The text for a CSV file: with an apostrophe before it if a spreadsheet would compute it."""
    return f"'{text}" if text.startswith(BEGINS_A_FORMULA) else text
