"""What a kind of fault is and what it gets to work with: a copy of the clean company. The kinds are in `kinds/`."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from dagster_project.company import COMPANY_FILE
from dagster_project.intake import IntakeError, load_mappings
from dagster_project.project import SEEDS_DIR
from dagster_project.registry.contracts import load_contracts
from tests.faults.exports import ExportFile, Row, day_of, files_below, moved
from tests.faults.sorting import Expected

SETTINGS = "company"
STATED_TOTAL = "which the file states as its"
"""A file's own total against its rows: a true cause of whatever was done to the rows after the total was printed."""
SEVERITIES = ((1, True), (10, False), (10, True), (1, False))
"""How hard a seed strikes: how many rows, and whether it befell the source system, whose exports then state
totals that agree, or the file, whose totals stay as they were. The seeds take them in turn."""


class NothingToStrike(Exception):  # noqa: N818
    """The company has nothing that this kind of fault could damage; a mistake of the catalogue."""


class Damage:
    """A copy of the clean company that a fault is done to.

    Attributes:
        rng: decides where it strikes; of one kind and seed always the same.
        rows: how many rows it strikes, where it strikes rows.
        at_source: whether totals that the file states follow what was done to its rows.
    """

    def __init__(
        self, company_dir: Path, year: int, rng: random.Random, rows: int = 1, at_source: bool = True
    ) -> None:
        self.company_dir = company_dir
        self.year = year
        self.rng = rng
        self.rows = rows
        self.at_source = at_source
        self._opened: dict[Path, ExportFile] = {}
        self._edited: set[Path] = set()

    @property
    def raw(self) -> Path:
        return self.company_dir / "raw" / str(self.year)

    def path(self, part: str) -> Path:
        """The one file of the year, of the registers or of the published figures whose name holds `part`."""
        folders = (self.raw, self.company_dir / "registers", self.company_dir / "published")
        found = [path for folder in folders for path in files_below(folder) if part in path.name]
        if len(found) != 1:
            raise NothingToStrike(f"{part!r} names {len(found)} files: {[path.name for path in found]}")
        self._edited.add(found[0])
        return found[0]

    def open(self, part: str) -> ExportFile:
        """The file of this name to edit; it is written back when all damage is done."""
        path = self.path(part)
        if path not in self._opened:
            self._opened[path] = ExportFile(path)
        return self._opened[path]

    def pick(self, rows: Sequence[Row], how_many: int | None = None) -> list[Row]:
        """Some of the rows, as many as this fault strikes.

        Raises:
            NothingToStrike: there is none.
        """
        if not rows:
            raise NothingToStrike("no row is of the kind that this fault strikes")
        return self.rng.sample(list(rows), min(how_many or self.rows, len(rows)))

    def one(self, rows: Sequence[Row]) -> Row:
        """One of the rows."""
        return self.pick(rows, 1)[0]

    def settings(self, change: Callable[[dict[str, Any]], None], name: str = COMPANY_FILE) -> None:
        """Edit a YAML file of the company."""
        path = self.company_dir / name
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        change(content)
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
        self._edited.add(path)

    def finish(self) -> list[Path]:
        """Write back what was edited, and give the files that were touched."""
        for opened in self._opened.values():
            if self.at_source:
                opened.restate_totals()
            opened.save()
        return sorted(self._edited)


@dataclass(frozen=True)
class Kind:
    """One way in which exports or settings go wrong.

    Attributes:
        export: contract whose rows it damages; `company` for a company's own settings and registers.
        about: what went wrong, in one sentence.
        causes: what a stop must say of it (any of these regular expressions), besides the file's name.
        places: further names of the place, besides those of the files and their contracts.
        seeds: how many times it strikes in a whole run of the catalogue.
        harmless: why no printed figure may follow from it; a kind without a reason has to move or stop something.
    """

    id: str
    export: str
    about: str
    apply: Callable[[Damage], None]
    causes: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    seeds: int = 2
    harmless: str = ""

    def strike(self, company_dir: Path, year: int, seed: int) -> list[Path]:
        """Do it to a copy of the company, and give the files that were touched."""
        rng = random.Random(f"{self.id}/{seed}")
        damage = Damage(company_dir, year, rng, *SEVERITIES[seed % len(SEVERITIES)])
        self.apply(damage)
        return damage.finish()

    def expected(self, company_dir: Path, year: int, touched: Sequence[Path]) -> Expected:
        """What a stop has to say: a touched file, or the contract or register that it feeds; and a cause."""
        contracts = load_contracts(SEEDS_DIR / "contracts")
        names = [path.name for path in touched]
        fed = {self.export} & set(contracts) | set(_fed(touched, company_dir, year))
        for name in sorted(fed):
            names += [name, contracts[name].title.zh_hant, contracts[name].title.en]
        causes = (*self.causes, STATED_TOTAL) if self.causes else ()
        return Expected(tuple(re.escape(name) for name in names) + self.places, causes, self.harmless)


def _fed(touched: Sequence[Path], company_dir: Path, year: int) -> Iterator[str]:
    """The contracts that the touched files are read for, or that a touched mapping feeds."""
    try:
        mappings = load_mappings(company_dir, load_contracts(SEEDS_DIR / "contracts"))
    except IntakeError:  # the damage may be to a mapping itself
        return
    for path in touched:
        name = path.relative_to(company_dir).as_posix()
        for mapping in mappings:
            root = f"raw/{year}" if mapping.rules.from_ == "raw" else mapping.rules.from_
            claimed = name.startswith(f"{root}/") and mapping.rules.matches(name.removeprefix(f"{root}/"))
            if claimed or name == mapping.name:
                yield from (feed.contract for feed in mapping.rules.feeds)


KINDS: dict[str, Kind] = {}


def kind(
    export: str,
    *causes: str,
    places: tuple[str, ...] = (),
    seeds: int = 2,
    name: str | None = None,
    about: str | None = None,
    harmless: str = "",
) -> Callable[[Callable[[Damage], None]], Callable[[Damage], None]]:
    """Add a function to the catalogue: its name is the kind's id, its first line what went wrong."""

    def add(apply: Callable[[Damage], None]) -> Callable[[Damage], None]:
        told = about or (apply.__doc__ or "").strip().splitlines()[0]
        identifier = name or apply.__name__
        if identifier in KINDS:
            raise ValueError(f"two kinds are called {identifier}")
        KINDS[identifier] = Kind(identifier, export, told, apply, causes, places, seeds, harmless)
        return apply

    return add


def cells(
    export: str,
    part: str,
    name: str,
    about: str,
    heading: str | tuple[str, ...],
    to: Any,
    wanted: Callable[[Row], bool] = lambda row: True,
    *causes: str,
    places: tuple[str, ...] = (),
    seeds: int = 2,
    harmless: str = "",
) -> None:
    """Add a kind that changes one or several columns in some rows of one file.

    `to` is the new value, or a function of the row and the old value.
    """
    headings = (heading,) if isinstance(heading, str) else heading

    def apply(damage: Damage) -> None:
        opened = damage.open(part)
        for row in damage.pick(opened.rows(wanted)):
            for one in headings:
                row[one] = to(row, row[one]) if callable(to) else to

    kind(export, *causes, places=places, seeds=seeds, name=name, about=about, harmless=harmless)(apply)


def dropped(
    export: str,
    part: str,
    name: str,
    about: str,
    wanted: Callable[[Row], bool],
    *causes: str,
    harmless: str = "",
) -> None:
    """Add a kind that loses rows of one file."""

    def apply(damage: Damage) -> None:
        opened = damage.open(part)
        opened.remove(damage.pick(opened.rows(wanted)))

    kind(export, *causes, name=name, about=about, harmless=harmless)(apply)


def repeated(
    export: str,
    part: str,
    name: str,
    about: str,
    wanted: Callable[[Row], bool],
    change: Callable[[Row], None] = lambda row: None,
    *causes: str,
    harmless: str = "",
) -> None:
    """Add a kind that repeats rows of one file, changed a little."""

    def apply(damage: Damage) -> None:
        opened = damage.open(part)
        for row in damage.pick(opened.rows(wanted)):
            again = row.copy()
            change(again)
            opened.add(again, row)

    kind(export, *causes, name=name, about=about, harmless=harmless)(apply)


def times(factor: float) -> Callable[[Row, Any], Any]:
    """A number this many times as large, with as many decimals as it had, or more if it needs them."""

    def change(row: Row, value: Any) -> Any:
        if not is_filled(value):
            return value
        product = as_number(value) * factor
        result = round(product, 4)
        text = f"{result:.4f}".rstrip("0").rstrip(".")
        return text if isinstance(value, str) else float(text) if "." in text else int(text)

    return change


def is_filled(value: Any) -> bool:
    return value not in (None, "", "－", "/", "無", "-")


def as_number(value: Any) -> float:
    from tests.faults.exports import PLAIN

    return float(str(value).translate(PLAIN))


def transposed(row: Row, value: Any) -> Any:
    """The first two differing digits that stand side by side, exchanged: 1834 becomes 8134."""
    text = str(value)
    for place in range(len(text) - 1):
        left, right = text[place], text[place + 1]
        if left.isdigit() and right.isdigit() and left != right and right != "0":
            swapped = text[:place] + right + left + text[place + 2 :]
            return swapped if isinstance(value, str) else float(swapped) if "." in swapped else int(swapped)
    return value


def years(count: int, order: str = "ymd") -> Callable[[Row, Any], Any]:
    """The same day, years later or earlier."""

    def change(row: Row, value: Any) -> Any:
        day = day_of(value, order)
        return moved(value, _same_day(day, day.year + count), order)

    return change


def _same_day(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def days(count: int, order: str = "ymd") -> Callable[[Row, Any], Any]:
    """So many days later or earlier."""
    return lambda row, value: moved(value, day_of(value, order) + timedelta(days=count), order)


def on(day: str, order: str = "ymd") -> Callable[[Row, Any], Any]:
    """This day."""
    return lambda row, value: moved(value, date.fromisoformat(day), order)


def within(heading: str, first: str, last: str, order: str = "ymd") -> Callable[[Row], bool]:
    """Whether a row's date lies in these days, both included."""
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return lambda row: start <= day_of(row[heading], order) <= end


@cache
def catalogue() -> dict[str, Kind]:
    """Every kind by its id."""
    from tests.faults import kinds

    return kinds.load()
