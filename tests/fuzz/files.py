"""Broken exports from a random source: text files and workbooks, damaged in their cells, their form and their bytes.

The same source gives the same bytes. Nothing is read here.
"""

from __future__ import annotations

import csv
import io
import struct
import zipfile
from collections.abc import Callable, Sequence
from functools import cache
from random import Random
from xml.sax.saxutils import escape

from tests.fuzz.export import HEADING
from tests.unit.hostile.workbooks import SHEET, parts_of, roster

ENCODINGS = (
    *("utf-8", "utf-8-sig", "gbk", "gb18030", "big5", "big5hkscs", "utf-16", "utf-16-le", "utf-16-be") * 4,
    "utf-32", "utf-7", "latin-1", "shift_jis", "cp037",
)  # fmt: skip
SEPARATORS = (*",,,,,,,\t\t;;||", ":", " ", "\x1f", "，", '"')
ENDS_OF_LINES = (*("\n", "\r\n") * 6, "\r", "\r", "\n\r", "\r\r\n", "\x0b", "\x85", "\u2028")
GOOD = (
    lambda at, source: str(100000 + source.randrange(10**5)),
    lambda at, source: source.choice(("張三", "李四", "O'Neil, Ann", "歐陽娜娜")),
    lambda at, source: source.choice(("440301199001051234", "A123456(7)", "")),
    lambda at, source: source.choice("男女"),
    lambda at, source: f"19{source.randrange(50, 99)}-0{source.randrange(1, 9)}-{source.randrange(10, 28)}",
    lambda at, source: source.choice(("1,924.37", "－", "-5", "", "1.5萬", "1E+3")),
    lambda at, source: source.choice(("2021-03-04 08:30", "2021/3/4 8:30:59", "44259.354", "")),
    lambda at, source: source.choice(("2023-07", "2023年7月", "2023/7", "45108", "")),
    lambda at, source: source.choice(("0", "3", "3.0", "1,000", "")),
    lambda at, source: source.choice(("7.5", "7:30", "450 min", "7h30m", "7小時30分", "0.3125", "")),
    lambda at, source: source.choice("YN是否01"),
    lambda at, source: source.choice(("0.5", "50%", "50 %", "1", "")),
)
STRANGE = (
    "", " ", "\u3000", "\ufeff", "\u200b", "\x00", "\x00" * 9, "\x1a", "\x1b[31m", "\r", "\n", "\r\n", '"',
    '""', "'", ",", ";", "\t", '","', '"\n"', "=1+1", "=cmd|'/C calc'!A0", "@SUM(A1)", "<script>", "&amp;",
    "]]>", "\ud7ff", "\U0001f468\u200d", "é", "e\u0301", "ﬁ", "١٢٣", "½", "²", "Ⅷ", "㈱", "㎏", "１２３",
    "1e999999", "-1e-999999", "inf", "nan", "0x10", "1_000", "9" * 400, "0" * 5000, "." * 300, "-" * 300,
    "1," * 300, "1900-02-29", "0000-00-00", "99999-01-01", "2023-13-45", "29/02/2023", "45291", "1e5",
    "24:00:00", "合計", "合计 12", "共 12 條", "共9999999999999999999999條", "註：", "注1", "總計：",
    "制表人：", "姓名", "員工編號", "男 ", "M/F", "true", "NULL", "#REF!", "#N/A", "../../etc/passwd",
    "\u202egnp", "長" * 2000, "民國110年3月4日", "Jul-23", "三", "百分之五十", "25:61", "-1 h", "200%", "2023-13",
)  # fmt: skip


def broken_file(source: Random) -> bytes:
    """One export, broken in some way; now and then one that is all right."""
    make = source.choices((_text_file, _workbook, _something_else), (70, 25, 5))[0]
    return _damaged(make(source), source)


def _rows(source: Random) -> list[list[str]]:
    heading = list(HEADING)
    for change in source.sample(_HEADINGS, source.choice((0, 0, 0, 0, 0, 0, 1, 2))):
        heading = change(heading, source)
    strangeness = source.choice((0, 0.02, 0.02, 0.2, 0.2, 0.8))
    rows = [_row(source, strangeness) for _ in range(source.choice((0, 1, 2, 5, 5, 12, 12, 40)))]
    before = [[source.choice(STRANGE)] for _ in range(source.choice((0, 0, 0, 0, 0, 0, 1, 3, 70)))]
    after = [[source.choice(STRANGE)] for _ in range(source.choice((0, 0, 0, 0, 1, 3)))]
    return [*before, heading, *rows, *after]


def _row(source: Random, strangeness: float) -> list[str]:
    cells = [
        source.choice(STRANGE) if source.random() < strangeness else good(at, source)
        for at, good in enumerate(GOOD)
    ]
    if source.random() < strangeness / 4:
        cells = source.choice((cells[:-1], [*cells, source.choice(STRANGE)], [], cells * 3, cells[::-1]))
    return cells


_HEADINGS: Sequence[Callable[[list[str], Random], list[str]]] = (
    lambda heading, source: heading[:-1],
    lambda heading, source: heading[1:],
    lambda heading, source: [*heading, source.choice(heading)],
    lambda heading, source: source.sample(heading, len(heading)),
    lambda heading, source: [" ".join(name) for name in heading],
    lambda heading, source: [*heading, *["" for _ in range(source.randrange(300))]],
    lambda heading, source: [*heading, source.choice(STRANGE)],
)


def _text_file(source: Random) -> bytes:
    rows, separator, end = _rows(source), source.choice(SEPARATORS), source.choice(ENDS_OF_LINES)
    if source.random() < 0.01:
        rows[-1] = [*rows[-1], "x" * source.choice((131_072, 131_073, 300_000))]
    if source.random() < 0.6 and separator != '"' and end in ("\n", "\r\n", "\r"):
        buffer = io.StringIO(newline="")
        quoting = source.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
        csv.writer(buffer, delimiter=separator, lineterminator=end, quoting=quoting).writerows(rows)
        text = buffer.getvalue()
    else:
        text = end.join(separator.join(row) for row in rows) + source.choice(("", end))
    return text.encode(source.choice(ENCODINGS), source.choice(("ignore", "replace")))


@cache
def _good_parts() -> dict[str, bytes]:
    return parts_of(roster())


def _workbook(source: Random) -> bytes:
    parts = dict(_good_parts())
    sheet = parts[SHEET].decode("utf-8")
    begin, end = sheet.index("<sheetData>"), sheet.index("</sheetData>")
    wrongness = source.choice((0, 0, 0, 0, 0.01, 0.1))
    rows = "".join(_xml_row(number, row, source, wrongness) for number, row in enumerate(_rows(source), 1))
    parts[SHEET] = f"{sheet[:begin]}<sheetData>{rows}{sheet[end:]}".encode()
    for change in source.sample(_PARTS, source.choice((0, 0, 0, 0, 0, 1, 2))):
        change(parts, source)
    buffer = io.BytesIO()
    method = source.choice(
        (zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2)
    )
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return buffer.getvalue()


def _xml_row(number: int, row: list[str], source: Random, wrongness: float) -> str:
    cells = "".join(
        _xml_cell("ABCDEFGHIJKLMNOPQRSTUVWXYZ"[at % 26], number, text, source, wrongness)
        for at, text in enumerate(row[:26])
    )
    if source.random() < wrongness:
        number = source.choice((0, -1, 1, number - 1, number + 1000, 1_048_576, 1_048_577, 10**30))
    return f'<row r="{number}">{cells}</row>'


def _xml_cell(column: str, number: int, text: str, source: Random, wrongness: float) -> str:
    if source.random() < wrongness:
        column = source.choice(("A", "Z", "XFD", "XFE", "ZZZ", "ZZZZ", "", "a", "$B$"))
    if source.random() < wrongness:
        kind = source.choice(("s", "n", "b", "d", "e", "str", "inlineStr", "", "x"))
        style = source.choice(("", ' s="0"', ' s="1"', ' s="99"', ' s="-1"', ' s="x"'))
        inside = source.choice(
            ("<v>{}</v>", "<f>{}</f><v>1</v>", "<f>[1]S!A1</f><v>{}</v>", "<is>{}</is>", "{}", "<v/>")
        )
        value = source.choice(
            (escape(_xml_text(text)), "0", "-1", "99999999999", "1e400", "2958466", "x", "1" * 5000)
        )
        return f'<c r="{column}{number}" t="{kind}"{style}>{inside.format(value)}</c>'
    return f'<c r="{column}{number}" t="inlineStr"><is><t xml:space="preserve">{escape(_xml_text(text))}</t></is></c>'


def _xml_text(text: str) -> str:
    return "".join(one for one in text if one in "\t\n\r" or one >= " ")


def _drop(parts: dict[str, bytes], source: Random) -> None:
    del parts[source.choice(list(parts))]


def _swap(parts: dict[str, bytes], source: Random) -> None:
    one, other = source.sample(list(parts), 2)
    parts[one], parts[other] = parts[other], parts[one]


def _rename(parts: dict[str, bytes], source: Random) -> None:
    name = source.choice(list(parts))
    parts[source.choice((name.upper(), "../" + name, "/" + name, name + "/", "長" * 300))] = parts.pop(name)


def _cut(parts: dict[str, bytes], source: Random) -> None:
    name = source.choice(list(parts))
    parts[name] = parts[name][: source.randrange(len(parts[name]) + 1)]


def _flip(parts: dict[str, bytes], source: Random) -> None:
    name = source.choice(list(parts))
    parts[name] = _flipped(parts[name], source)


def _recode(parts: dict[str, bytes], source: Random) -> None:
    name = source.choice(list(parts))
    parts[name] = (
        parts[name].decode("utf-8", "replace").encode(source.choice(("utf-16", "utf-7", "gbk")), "replace")
    )


def _declare(parts: dict[str, bytes], source: Random) -> None:
    name = source.choice(list(parts))
    parts[name] = b'<!DOCTYPE x [<!ENTITY a "b">]>' + parts[name]


def _retype(parts: dict[str, bytes], source: Random) -> None:
    name = "[Content_Types].xml"
    if name in parts:
        kind = source.choice((b"sheet.main", b"worksheet", b"ContentType", b"spreadsheetml", b"PartName"))
        parts[name] = parts[name].replace(kind, source.choice((b"template.main", b"chartsheet", b"x", b"")))


_PARTS = (_drop, _swap, _rename, _cut, _flip, _recode, _declare, _retype)


def _something_else(source: Random) -> bytes:
    """What is neither a text file nor a workbook, whatever its name says."""
    text = "\n".join(",".join(row) for row in _rows(source))
    beginning = source.choice(
        (b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\x1f\x8b\x08", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04",
         b"PK\x05\x06", b"<html><table>", b"{\\rtf1", b"[{", b"SQLite format 3\x00", b"PAR1",
         b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\x00")
    )  # fmt: skip
    return beginning + source.choice((text.encode("utf-8"), source.randbytes(source.randrange(2000)), b""))


def _flipped(data: bytes, source: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(source.choice((1, 1, 3, 30))):
        if changed:
            changed[source.randrange(len(changed))] = source.choice(
                (0, 0x22, 0x2C, 0x0A, 0xFF, source.randrange(256))
            )
    return bytes(changed)


def _doubled(data: bytes, source: Random) -> bytes:
    at, to = sorted((source.randrange(len(data) + 1), source.randrange(len(data) + 1)))
    return data[:to] + data[at:to] * source.choice((1, 2, 20)) + data[to:]


def _sizes(data: bytes, source: Random) -> bytes:
    """Another size or method in the header of a part of a ZIP file."""
    at = data.rfind(b"PK\x01\x02", 0, source.randrange(len(data) + 1))
    if at < 0 or at + 46 > len(data):
        return data
    place, form = source.choice(((24, "<L"), (20, "<L"), (10, "<H"), (8, "<H"), (42, "<L"), (28, "<H")))
    number = struct.pack(form, source.choice((0, 1, 9, 99, 0xFFFF, source.randrange(0xFFFF))))
    return data[: at + place] + number + data[at + place + len(number) :]


_DAMAGES: Sequence[Callable[[bytes, Random], bytes]] = (
    lambda data, source: data[: source.randrange(len(data) + 1)],
    lambda data, source: data[source.randrange(len(data) + 1) :],
    _flipped,
    _doubled,
    _sizes,
    lambda data, source: data
    + source.choice((b"\x00" * 512, b"\x1a", b"\xff", b'"', b"\n" * 100, source.randbytes(50))),
    lambda data, source: source.choice((b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xef\xbb\xbf" * 2, b"\n" * 70)) + data,
)  # fmt: skip


def _damaged(data: bytes, source: Random) -> bytes:
    for damage in source.sample(_DAMAGES, source.choice((0, 0, 0, 0, 0, 0, 1, 1, 2))):
        data = damage(data, source)
    return data
