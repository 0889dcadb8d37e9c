"""Workbooks that no spreadsheet program writes, made part by part from one that it does."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from tests.unit.intake.company_folder import HEADING, workbook

SHEET = "xl/worksheets/sheet1.xml"
BOOK = "xl/workbook.xml"
PEOPLE = [["1", "張三", "", "男", "1990-01-05", "1"], ["2", "李四", "", "女", "1985-02-03", "2"]]
ROW = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>{0}</t></is></c></row>'


def roster(sheets: int = 1) -> bytes:
    """A workbook that is all right."""
    return workbook({f"s{number}": [HEADING, *PEOPLE] for number in range(sheets)})


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes], *more: tuple[str, bytes]) -> bytes:
    """Parts as a workbook; `more` may name a part again."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in [*parts.items(), *more]:
            archive.writestr(name, content)
    return buffer.getvalue()


def changed(part: str, old: str, new: str, data: bytes | None = None) -> bytes:
    """A workbook in one part of which a text is another."""
    parts = parts_of(data or roster())
    text = parts[part].decode("utf-8")
    assert old in text, text
    return packed(parts | {part: text.replace(old, new, 1).encode("utf-8")})
