"""What people keep beside the figures in `<company>/assurance/*.csv`: misstatements, events, evidence, notes, access.

They are no inputs of the figures. A file is UTF-8 with or without a byte order mark; its headings are the Chinese
or the English ones that the rows below name, in any order. All faults of all files are told at once.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BeforeValidator, Field, StringConstraints, ValidationError, model_validator

from dagster_project.company import Strict
from dagster_project.intake.errors import Fault
from dagster_project.lineage.figure_id import PATTERN

FOLDER = "assurance"


class RegisterError(Exception):
    """Registers that cannot be used. `faults` holds every fault of every file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        lines = [f"{len(self.faults)} fault{'s' if len(self.faults) != 1 else ''} in {FOLDER}/:"]
        lines += [f"{number}. {fault}" for number, fault in enumerate(self.faults, 1)]
        super().__init__("\n".join(lines))


def _one_of(**spellings: str) -> BeforeValidator:
    """Accepts a word in Chinese or in English; what it means in the code is the name."""
    known = {word: name for name, hant in spellings.items() for word in (hant, name, name.replace("_", " "))}
    return BeforeValidator(
        lambda text: known.get(text.strip().lower(), text) if isinstance(text, str) else text
    )


Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
FigureName = Annotated[Said, StringConstraints(pattern=rf"^{PATTERN.pattern}$")]
Number = Annotated[
    Decimal, BeforeValidator(lambda text: text.replace(",", "") if isinstance(text, str) else text)
]
MisstatementKind = Annotated[
    Literal["factual", "judgemental", "projected"],
    _one_of(factual="事實", judgemental="判斷", projected="推算"),
]
Disposition = Annotated[
    Literal["corrected", "uncorrected"], _one_of(corrected="已更正", uncorrected="未更正")
]
EventKind = Annotated[
    Literal["adjusting", "non_adjusting"], _one_of(adjusting="調整", non_adjusting="非調整")
]
NoteState = Annotated[Literal["open", "closed"], _one_of(open="未結", closed="已結")]
Right = Annotated[
    Literal["read", "write", "approve", "administer"],
    _one_of(read="讀取", write="寫入", approve="批准", administer="管理"),
]
Principle = Annotated[
    Literal["inclusivity", "materiality", "responsiveness", "impact"],
    _one_of(inclusivity="包容性", materiality="實質性", responsiveness="回應性", impact="影響"),
]


class Row(Strict):
    """A row of a register; each field's title is its Chinese heading, its name the English one."""

    year: int = Field(title="年度")


class Misstatement(Row):
    """A difference between what is or was printed and what should be, found by a person.

    Attributes:
        effect: printed less right, in the printed unit of the figure; more than nothing where it is overstated.
        kind: factual, judgemental or projected from a sample (ISA 450, paragraph A6).
        reason: of an uncorrected one, why it stays.
    """

    id: Said = Field(title="編號")
    figure: FigureName = Field(title="數字")
    description: Said = Field(title="說明")
    effect: Number = Field(title="影響")
    kind: MisstatementKind = Field(title="性質")
    disposition: Disposition = Field(title="處理")
    reason: Said | None = Field(default=None, title="原因")
    found_by: Said = Field(title="發現人")
    found_on: date = Field(title="發現日期")
    decided_by: Said | None = Field(default=None, title="決定人")

    @model_validator(mode="after")
    def _left_with_a_reason(self) -> Misstatement:
        if self.disposition == "uncorrected" and not (self.reason and self.decided_by):
            raise ValueError("an uncorrected one needs a reason (原因) and who decided it (決定人)")
        return self


class Event(Row):
    """Something after the year end that a reader of the figures may have to know.

    Attributes:
        kind: adjusting if it tells of conditions that were there at the year end, else not.
        figures: those concerned, with semicolons between.
    """

    id: Said = Field(title="編號")
    on: date = Field(title="日期")
    description: Said = Field(title="說明")
    kind: EventKind = Field(title="類別")
    figures: str = Field(default="", title="數字")
    treatment: Said = Field(title="處理")
    by: Said = Field(title="記錄人")


class EvidenceFile(Row):
    """A file that was attached to an export, a row of it or a figure.

    Attributes:
        file: its place below `assurance/`, sha256 the content that it had when it was attached.
        to: a figure (`2023/electricity`), an export (`raw/2023/bills.csv`), or a row (`raw/2023/bills.csv:30`).
    """

    file: Said = Field(title="檔案")
    name: Said = Field(title="原檔名")
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] = Field(title="檔案指紋")
    to: Said = Field(title="附於")
    note: Said = Field(title="說明")
    by: Said = Field(title="提交人")
    on: date = Field(title="日期")


class ReviewNote(Row):
    """A question of a reviewer and the answer to it.

    Attributes:
        about: a part of the pack, a figure, an export or a row.
    """

    id: Said = Field(title="編號")
    about: Said = Field(title="關於")
    note: Said = Field(title="問題")
    raised_by: Said = Field(title="提出人")
    raised_on: date = Field(title="提出日期")
    answer: Said | None = Field(default=None, title="答覆")
    answered_by: Said | None = Field(default=None, title="答覆人")
    answered_on: date | None = Field(default=None, title="答覆日期")
    state: NoteState = Field(title="狀態")

    @model_validator(mode="after")
    def _closed_with_an_answer(self) -> ReviewNote:
        if self.state == "closed" and not (self.answer and self.answered_by and self.answered_on):
            raise ValueError(
                "a closed note needs an answer (答覆), by whom (答覆人) and when (答覆日期); else it is open (未結)"
            )
        return self


class Access(Row):
    """Who could do what, where and how long; an empty end is still so."""

    who: Said = Field(title="人員")
    role: Said = Field(title="職責")
    where: Said = Field(title="範圍")
    right: Right = Field(title="權限")
    since: date = Field(title="開始")
    until: date | None = Field(default=None, title="結束")
    granted_by: Said = Field(title="批准人")


class PrincipleEvidence(Row):
    """How the company applied one of the four principles of AA1000AP (2018), and what shows it."""

    principle: Principle = Field(title="原則")
    statement: Said = Field(title="說明")
    evidence: Said = Field(title="憑據")


@dataclass(frozen=True)
class Registers:
    """The rows of one year."""

    misstatements: tuple[Misstatement, ...] = ()
    events: tuple[Event, ...] = ()
    evidence: tuple[EvidenceFile, ...] = ()
    review_notes: tuple[ReviewNote, ...] = ()
    access: tuple[Access, ...] = ()
    principles: tuple[PrincipleEvidence, ...] = ()


ROWS: Mapping[str, type[Row]] = {
    "misstatements": Misstatement,
    "events": Event,
    "evidence": EvidenceFile,
    "review_notes": ReviewNote,
    "access": Access,
    "principles": PrincipleEvidence,
}
"""By register, which is also the name of its file, what a row of it is."""
UNIQUE = ("misstatements", "events", "review_notes")

Kept = TypeVar("Kept", bound=Row)


def headings(row: type[Row]) -> dict[str, str]:
    """The Chinese heading of each field."""
    return {name: field.title or name for name, field in row.model_fields.items()}


def register_file(company_dir: Path, register: str) -> Path:
    """Where a company keeps a register."""
    return company_dir / FOLDER / f"{register}.csv"


def read_registers(company_dir: Path, year: int) -> Registers:
    """The rows of a year; a register that has no file has none.

    Raises:
        RegisterError: every fault of every file, of any year: encoding, headings, cells, numbers used twice.
    """
    faults: list[Fault] = []
    kept: dict[str, tuple[Row, ...]] = {}
    for register, row in ROWS.items():
        path = register_file(company_dir, register)
        rows = list(_read(path, row, faults)) if path.is_file() else []
        if register in UNIQUE:
            faults += _repeated(path, rows)
        kept[register] = tuple(one for _, one in rows if one.year == year)
    if faults:
        raise RegisterError(faults)
    return Registers(**kept)  # type: ignore[arg-type]


def _read(path: Path, row: type[Kept], faults: list[Fault]) -> Iterator[tuple[int, Kept]]:
    """Each row with its line in the file, from 1; what cannot be read goes to `faults`."""
    where = f"{FOLDER}/{path.name}"
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        faults.append(
            Fault(where, f"byte {error.start} is no UTF-8", "UTF-8", "Save it as CSV UTF-8 and try again")
        )
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    fields = _fields(where, row, next(reader, []), faults)
    if fields is None:
        return
    for cells in reader:
        texts = [unicodedata.normalize("NFC", cell).strip() for cell in cells]
        if not any(texts):
            continue
        if len(texts) > len(fields):
            faults.append(
                Fault(
                    where, f"{len(texts)} cells", f"{len(fields)}, as many as headings",
                    "Put a text with commas in quotation marks", row=reader.line_num,
                )
            )  # fmt: skip
            continue
        given = {name: text for name, text in zip(fields, texts, strict=False) if text}
        try:
            yield reader.line_num, row.model_validate(given)
        except ValidationError as error:
            faults += [_fault(where, reader.line_num, row, one) for one in error.errors()]


def _fields(where: str, row: type[Row], line: list[str], faults: list[Fault]) -> list[str] | None:
    """The field of each column; None where a heading is missing, unknown or there twice."""
    known = {title: name for name, title in headings(row).items()}
    known |= {name: name for name in row.model_fields} | {
        name.replace("_", " "): name for name in row.model_fields
    }
    told = [unicodedata.normalize("NFC", heading).strip() for heading in line]
    fields = [known.get(heading.lower(), known.get(heading, "")) for heading in told]
    needed = [name for name, field in row.model_fields.items() if field.is_required()]
    wrong = [
        heading for heading, name in zip(told, fields, strict=True) if not name or fields.count(name) > 1
    ]
    missing = [f"{headings(row)[name]} ({name})" for name in needed if name not in fields]
    if wrong or missing:
        found = [f"no such heading, or twice: {', '.join(wrong)}"] if wrong else []
        found += [f"missing: {', '.join(missing)}"] if missing else []
        faults.append(
            Fault(
                where, "; ".join(found), ", ".join(f"{hant} ({name})" for name, hant in headings(row).items()),
                "Correct the headings; Chinese or English, in any order", row=1,
            )
        )  # fmt: skip
        return None
    return fields


_EXPECTED = {
    "missing": "a value",
    "date_from_datetime_parsing": "a date such as 2024-01-31",
    "date_parsing": "a date such as 2024-01-31",
    "decimal_parsing": "a number such as -12.5",
    "int_parsing": "a year such as 2023",
}


def _fault(where: str, line: int, row: type[Row], error: Any) -> Fault:
    name = str(error["loc"][0]) if error["loc"] else None
    expected = _EXPECTED.get(error["type"], error["msg"].removeprefix("Value error, "))
    found = "nothing" if error["type"] == "missing" or name is None else repr(error["input"])
    return Fault(
        where, found, str(expected), "Correct the cell and try again", row=line,
        column=headings(row)[name] if name else None,
    )  # fmt: skip


def _repeated(path: Path, rows: Iterable[tuple[int, Row]]) -> Iterator[Fault]:
    first: dict[tuple[int, str], int] = {}
    for line, one in rows:
        identity = (one.year, one.id)  # type: ignore[attr-defined]
        if first.setdefault(identity, line) != line:
            yield Fault(
                f"{FOLDER}/{path.name}", f"{identity[1]} again, as in row {first[identity]}",
                "a number once in a year", "Give one of them another number", row=line, column="編號",
            )  # fmt: skip
