"""How intake says what is wrong: faults, and the one error that carries them all. None is found here.

No fault may carry a name or an identity number: whoever makes one masks personal cells first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a file, a mapping or a correction, and what to do about it.

    Attributes:
        file: path relative to the company folder.
        sheet: sheet of a workbook, if it matters.
        row: row as a person sees it, from 1, if it matters.
        column: heading or contract column, if it matters.
        contract: id of the contract that cannot be read because of it; None if that is not known.
    """

    file: str
    found: str
    expected: str
    remedy: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    contract: str | None = None

    def __str__(self) -> str:
        place = [self.file]
        if self.sheet:
            place.append(f"sheet {self.sheet}")
        if self.row is not None:
            place.append(f"row {self.row}")
        if self.column:
            place.append(f"column {self.column}")
        return (
            f"{', '.join(place)}\n    found:    {self.found}\n    expected: {self.expected}"
            f"\n    to do:    {self.remedy}"
        )


class IntakeError(Exception):
    """Files that cannot be taken in. `faults` holds every fault found, not only the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(dict.fromkeys(faults))
        count = len(self.faults)
        lines = [f"{count} fault{'s' if count != 1 else ''} at intake:"]
        lines += [f"{number}. {fault}" for number, fault in enumerate(self.faults, 1)]
        super().__init__("\n".join(lines))
