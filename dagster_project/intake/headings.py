"""Where a table begins in a sheet and which of its headings mean what. The rows under them are not read here.

The heading may stand under lines of title, run over two lines (a group over its parts), or name a column by
any alias; headings are compared as `spelling.fold` has them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from dagster_project.intake.dialect import HEAD_ROWS
from dagster_project.intake.mapping import Feed, FirstOf
from dagster_project.intake.spelling import fold, narrow
from dagster_project.registry.contracts import Contract


@dataclass(frozen=True)
class Wanted:
    """The headings that a contract and a mapping look for.

    Attributes:
        columns: by contract column, alternatives of which each is a set of folded spellings (several only
            for `first_of`, in order).
        needed: contract columns that the file must have.
        further: headings that rules of the mapping read (`only`, `unpivot`), as the mapping has them.
    """

    columns: dict[str, list[set[str]]]
    needed: set[str]
    further: list[str]

    @classmethod
    def of(cls, contract: Contract, feed: Feed) -> Wanted:
        given = set(feed.all_constants(contract)) | set(feed.unpivot.targets if feed.unpivot else [])
        columns: dict[str, list[set[str]]] = {}
        needed: set[str] = set()
        for name, column in contract.columns.items():
            if name in given:
                continue
            mapped = feed.columns.get(name)
            if isinstance(mapped, FirstOf):
                columns[name] = [{fold(heading)} for heading in mapped.first_of]
            elif mapped:
                columns[name] = [{fold(mapped)}]
            else:
                columns[name] = [{fold(alias) for alias in [name, *column.aliases]}]
            if mapped or column.needed or (column.required and column.default is None):
                needed.add(name)
        further = [rule.column for rule in feed.only] + list(feed.unpivot.headings if feed.unpivot else [])
        return cls(columns, needed, further)

    @property
    def spellings(self) -> set[str]:
        """Every folded heading that is looked for."""
        named = {spelling for options in self.columns.values() for option in options for spelling in option}
        return named | {fold(heading) for heading in self.further}

    def place_in(self, heading: Heading, name: str) -> int | None:
        """Where a column is that a person names by its heading or by the contract's name."""
        if fold(name) in heading.folded:
            return heading.position(name)
        places = heading.positions(self.columns.get(name, []))
        return places[0] if places else None

    def missing(self, folded: Sequence[str]) -> Iterator[str]:
        """What a heading row lacks: contract columns, and headings of the mapping's rules."""
        present = set(folded)
        for name in self.columns:
            lacks = [option for option in self.columns[name] if not option & present]
            if name in self.needed and lacks:
                yield name
        yield from (heading for heading in self.further if fold(heading) not in present)


@dataclass(frozen=True)
class Heading:
    """A heading that was found: its last row (from 1), its names as written, and the same folded."""

    last_row: int
    names: list[str]
    folded: list[str]

    @cached_property
    def width(self) -> int:
        """Columns up to the last one with a name."""
        return max((number for number, name in enumerate(self.folded, 1) if name), default=0)

    def repeated(self) -> list[str]:
        """Headings that stand more than once."""
        counts = Counter(name for name in self.folded if name)
        return list(
            dict.fromkeys(
                name for name, folded in zip(self.names, self.folded, strict=True) if counts[folded] > 1
            )
        )

    def position(self, heading: str) -> int:
        """Position of a heading from 0.

        Raises:
            ValueError: there is no such heading.
        """
        return self.folded.index(fold(heading))

    def positions(self, options: list[set[str]]) -> list[int]:
        """Positions of a contract column, in order of preference."""
        return [
            at
            for option in options
            for at in sorted(at for name in option for at in self._places.get(name, ()))
        ]

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """Where each heading stands; a sheet may be 16,384 columns wide."""
        places: dict[str, list[int]] = {}
        for at, name in enumerate(self.folded):
            places.setdefault(name, []).append(at)
        return places


def find_heading(rows: Sequence[Sequence[str]], wanted: Wanted) -> Heading | None:
    """The row, or two rows, in which most of the wanted headings stand; None if hardly any row has one."""
    spellings = wanted.spellings
    best: Heading | None = None
    best_score = (0, 0)
    for at in range(min(len(rows), HEAD_ROWS)):
        for heading in _candidates(rows, at, spellings):
            hits = sum(name in spellings for name in heading.folded)
            score = (-len(list(wanted.missing(heading.folded))), hits)
            if hits >= _enough(wanted) and (best is None or score > best_score):
                best, best_score = heading, score
    return best


def _enough(wanted: Wanted) -> int:
    """How many headings make a row the heading, though perhaps a faulty one."""
    return max(1, (len(wanted.needed) + len(wanted.further)) // 2)


def _candidates(rows: Sequence[Sequence[str]], at: int, spellings: Collection[str]) -> Iterator[Heading]:
    upper = [narrow(cell) for cell in rows[at]]
    yield _heading(at + 1, upper)
    if at + 1 < len(rows):
        lower = [narrow(cell) for cell in rows[at + 1]]
        if any(upper) and any(lower):
            yield _two_lines(at + 2, upper, lower, spellings)


def _heading(last_row: int, names: list[str]) -> Heading:
    return Heading(last_row, names, [fold(name) for name in names])


def _two_lines(last_row: int, upper: list[str], lower: list[str], spellings: Collection[str]) -> Heading:
    """A group's name holds for the blank cells to its right that have a part under them."""
    width = max(len(upper), len(lower))
    upper = upper + [""] * (width - len(upper))
    lower = lower + [""] * (width - len(lower))
    names: list[str] = []
    group = ""
    for above, below in zip(upper, lower, strict=True):
        if above or not below:
            group = above
        whole = f"{group}{below}"
        names.append(below if fold(below) in spellings and fold(whole) not in spellings else whole)
    return _heading(last_row, names)
