"""In which encoding and with which separator a text file was written. What columns mean is for `headings`.

A file without a mark of its encoding is read in each encoding that its bytes allow; the one in which the
export's headings appear is right. Bytes alone cannot tell Big5 from GBK.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Collection
from dataclasses import dataclass

from charset_normalizer import from_bytes

from dagster_project.intake.spelling import fold

HEAD_BYTES = 65536
HEAD_ROWS = 60
SEPARATORS = [",", "\t", ";", "|"]
MARKS = [(codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")]
CHINESE_ENCODINGS = ["gbk", "gb18030", "big5", "big5hkscs"]
"""Narrower before wider, so that the plainer name is reported where both read the file alike."""


class DialectError(Exception):
    """A text file that cannot be read as text or as a table; row is given where it is known."""

    def __init__(self, found: str, expected: str, remedy: str, row: int | None = None) -> None:
        super().__init__(found)
        self.found, self.expected, self.remedy, self.row = found, expected, remedy, row


@dataclass(frozen=True)
class TextTable:
    """A text file's records, each cell as it stands."""

    encoding: str
    separator: str
    records: list[list[str]]


def read_text_table(data: bytes, headings: Collection[str]) -> TextTable:
    """Decode and split a text file; `headings` are the folded spellings that its columns may have.

    Raises:
        DialectError: bytes that no supported encoding reads, or a quote that is never closed.
    """
    encoding, text = decode(data, headings)
    separator = sniff_separator(text, headings)
    return TextTable(encoding, separator, _split(text, separator))


def decode(data: bytes, headings: Collection[str]) -> tuple[str, str]:
    """The encoding's name and the whole text, decoded strictly.

    Raises:
        DialectError: no encoding reads every byte.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return encoding, _strictly(data, encoding)
    try:
        return "utf-8", data.decode("utf-8")
    except UnicodeDecodeError as error:
        failures = [error]
    unmarked = _unmarked_utf16(data)
    if unmarked:
        return unmarked, _strictly(data, unmarked)
    for encoding in _by_headings(data, headings):
        try:
            return encoding, data.decode(encoding)
        except UnicodeDecodeError as error:
            failures.append(error)
    raise _undecodable(data, max(failures, key=lambda failure: failure.start))


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(data, error) from error


def _undecodable(data: bytes, error: UnicodeDecodeError) -> DialectError:
    at = error.start
    row = data[:at].count(b"\n") + 1
    return DialectError(
        f"bytes {data[at : at + 4].hex(' ')} at byte {at}, which are no text in {error.encoding}",
        "UTF-8 (with or without BOM), GBK, GB18030, Big5 or UTF-16",
        "Export the file again as UTF-8; if it was cut or edited by a program, fetch the original",
        row,
    )


def _unmarked_utf16(data: bytes) -> str | None:
    head = data[:HEAD_BYTES]
    if len(head) < 4 or b"\0" not in head:
        return None
    return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"


def _by_headings(data: bytes, headings: Collection[str]) -> list[str]:
    """The Chinese encodings: first those that show most headings; if none does, the likeliest."""
    head = data[:HEAD_BYTES]
    matches = {name: _headings_in(head.decode(name, "ignore"), headings) for name in CHINESE_ENCODINGS}
    if not any(matches.values()):
        guess = from_bytes(head, cp_isolation=["gb18030", "big5", "big5hkscs", "utf_16"]).best()
        likely = guess.encoding if guess else "gb18030"
        matches = {name: int(name.startswith(likely[:4])) for name in CHINESE_ENCODINGS}
        matches["gbk"] = matches["gb18030"]
    return sorted(CHINESE_ENCODINGS, key=lambda name: -matches[name])


def _headings_in(text: str, headings: Collection[str]) -> int:
    """How many headings the best line of a text has, with the best separator."""
    return max(_best_line(text, separator, headings) for separator in SEPARATORS)


def _best_line(text: str, separator: str, headings: Collection[str]) -> int:
    lines = text.splitlines()[:HEAD_ROWS]
    return max(
        (sum(fold(cell.strip('"')) in headings for cell in line.split(separator)) for line in lines),
        default=0,
    )


def sniff_separator(text: str, headings: Collection[str]) -> str:
    """The separator in which most headings appear; without any, the one that splits the head most often."""
    head = text[:HEAD_BYTES]
    return max(
        SEPARATORS, key=lambda separator: (_best_line(head, separator, headings), head.count(separator))
    )


def _split(text: str, separator: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    records: list[list[str]] = []
    try:
        for record in reader:
            records.append(record)
    except csv.Error as error:
        raise DialectError(
            f"a quotation mark that is not closed or stands inside a field ({error})",
            "every quoted field closed, and quotation marks inside it doubled",
            "The file was probably cut or edited: fetch it again from the source system",
            len(records) + 1,
        ) from error
    return records
