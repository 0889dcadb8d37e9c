"""The disclosures of reporting standards, read from `seeds/standards/`: what each asks for. No company's answers.

Which edition of a standard is in force in a year is decided here, for indices and for the codes beside lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import Field, ValidationError, model_validator

from dagster_project.company import Identifier, Names, Strict, describe_faults
from dagster_project.project import SEEDS_DIR
from dagster_project.registry.kpis import TOTAL, Kpi, RegistryError, StandardName, load_kpis
from dagster_project.yaml_text import load_yaml

STANDARDS_DIR = SEEDS_DIR / "standards"

Edition = Annotated[str, Field(pattern=r"^\d{4}$")]
Kind = Literal["narrative", "quantitative", "both"]
"""Answered by words that a signed register points to, by printed figures, or by both."""


@cache
def editions_of(standard: str) -> tuple[str, ...]:
    """The editions of a standard, from its file alone."""
    contents = [load_yaml(path.read_text(encoding="utf-8")) for path in STANDARDS_DIR.glob("*.yml")]
    return tuple(
        one["edition"]
        for content in contents
        if content["standard"] == standard
        for one in content["editions"]
    )


def edition_in_force(editions: Iterable[str], year: int) -> str:
    """The latest edition that is not later than the year, else the first of all.

    Raises:
        ValueError: there are no editions.
    """
    known = sorted(editions)
    return max((one for one in known if one <= str(year)), default=min(known))


class Ask(Strict):
    """A figure that a disclosure asks for. Exactly one of `kpi`, `what` and `any_of` is given.

    Attributes:
        kpi: its KPI, with the breakdowns asked for (`total` is the undivided figure), which members of the one
            breakdown if not all, and how many years, the reporting year the last of them.
        what: a figure that no KPI of the registry holds, in words.
        any_of: figures of which one is enough.
    """

    kpi: Identifier | None = None
    dimensions: Annotated[tuple[Identifier, ...], Field(min_length=1)] = (TOTAL,)
    members: tuple[Identifier, ...] = ()
    years: Annotated[int, Field(ge=1, le=3)] = 1
    what: Names | None = None
    any_of: Annotated[tuple[Ask, ...], Field(min_length=2)] | None = None

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if sum(one is not None for one in (self.kpi, self.what, self.any_of)) != 1:
            raise ValueError("give exactly one of kpi, what and any_of")
        if self.kpi is None and self.model_fields_set & {"dimensions", "members", "years"}:
            raise ValueError("dimensions, members and years belong to a kpi")
        if self.members and len(self.dimensions) != 1:
            raise ValueError("members are of one dimension")
        return self

    def kpis(self) -> Iterator[Ask]:
        """Itself or its alternatives, those that name a KPI."""
        if self.kpi is not None:
            yield self
        for alternative in self.any_of or ():
            yield from alternative.kpis()


class Disclosure(Strict):
    """One disclosure of a standard.

    Attributes:
        code: its number, or an id where the text gives it none.
        label: what an index prints in the code's place.
        aspect: the aspect of the standard that it belongs to.
        editions: the editions that have it; all of the standard where it says nothing.
        kind: what answers it; asks belong to figures only.
        shown_by: what the edition itself shows where it has it, so that it needs no words of the register.
        verified: whether its number was checked against the text itself.
    """

    code: str
    label: Names | None = None
    aspect: str | None = None
    editions: tuple[Edition, ...] = ()
    kind: Kind
    title: Names
    asks: tuple[Ask, ...] = ()
    shown_by: Literal["restatements"] | None = None
    verified: bool = True

    @model_validator(mode="after")
    def _figures_or_words(self) -> Self:
        if bool(self.asks) != (self.kind != "narrative"):
            raise ValueError(f"{self.code}: a narrative disclosure asks for no figure, any other for some")
        return self


class Part(Strict):
    """A part of a standard and its disclosures in order; `edition` where the part is a standard of its own."""

    names: Names
    edition: Edition | None = None
    items: Annotated[list[Disclosure], Field(min_length=1)]


class TextEdition(Strict):
    """An edition of a standard by its year, and what that text is called."""

    edition: Edition
    names: Names


class ReportingStandard(Strict):
    """A standard with its disclosures in the order of its text.

    Attributes:
        standard: as KPIs name it.
        names: what its index is called.
        lists: an index holds `all` disclosures, or those that are `claimed` by the company or answered by figures.
        aspects: aspects that disclosures name, by their code.
    """

    id: Identifier
    standard: StandardName
    names: Names
    lists: Literal["all", "claimed"]
    editions: Annotated[list[TextEdition], Field(min_length=1)]
    aspects: dict[str, Names]
    parts: Annotated[list[Part], Field(min_length=1)]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        known = {one.edition for one in self.editions}
        faults: list[str] = []
        for edition in sorted(known):
            codes = [item.code for _, item in self._of(edition)]
            faults += sorted({f"{code} stands twice in {edition}" for code in codes if codes.count(code) > 1})
        for part in self.parts:
            for item in part.items:
                faults += [f"{item.code}: no edition {one}" for one in item.editions if one not in known]
                if item.aspect is not None and item.aspect not in self.aspects:
                    faults.append(f"{item.code}: no aspect {item.aspect}")
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def edition(self, year: int) -> TextEdition:
        """The edition in force in a year."""
        in_force = edition_in_force((one.edition for one in self.editions), year)
        return next(one for one in self.editions if one.edition == in_force)

    def disclosures(self, year: int) -> list[tuple[Part, Disclosure]]:
        """Every disclosure of the edition in force in a year, with its part, in order."""
        return self._of(self.edition(year).edition)

    def _of(self, edition: str) -> list[tuple[Part, Disclosure]]:
        return [
            (part, item)
            for part in self.parts
            for item in part.items
            if not item.editions or edition in item.editions
        ]


def load_standards(
    folder: Path = STANDARDS_DIR, kpis: Mapping[str, Kpi] | None = None
) -> dict[str, ReportingStandard]:
    """Every standard of a folder by its id; each KPI that it asks for is in the registry (`seeds/kpis` if none).

    Raises:
        RegistryError: every fault of every file: no YAML, keys missing, unknown or of the wrong type, a file not
            named by its standard, a KPI or breakdown that the registry does not have.
    """
    registry = load_kpis() if kpis is None else kpis
    standards: dict[str, ReportingStandard] = {}
    faults: list[str] = []
    for path in sorted(folder.glob("*.yml"), reverse=True):
        try:
            standard = ReportingStandard.model_validate(load_yaml(path.read_text(encoding="utf-8")))
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            faults.append(f"{path.name}: not valid YAML in UTF-8: {error}")
        except ValidationError as error:
            faults.append(f"{path.name}:\n{describe_faults(error)}")
        else:
            if standard.id != path.stem:
                faults.append(f"{path.name}: id is {standard.id!r}. Name the file {standard.id}.yml.")
            faults += [f"{path.name}: {fault}" for fault in _ask_faults(standard, registry)]
            standards[standard.id] = standard
    if not standards and not faults:
        faults.append(f"{folder} holds no standard. One YAML for each standard is expected there.")
    if faults:
        raise RegistryError("The standards cannot be used:\n" + "\n".join(faults))
    return standards


def _ask_faults(standard: ReportingStandard, registry: Mapping[str, Kpi]) -> Iterator[str]:
    for part in standard.parts:
        for item in part.items:
            for ask in (one for asked in item.asks for one in asked.kpis()):
                kpi = registry.get(ask.kpi or "")
                if kpi is None:
                    yield f"{item.code} asks for {ask.kpi!r}, no KPI in seeds/kpis. Say `what` it is instead."
                    continue
                faults = _not_offered(ask, kpi)
                yield from (
                    f"{item.code} asks for {fault} Say `what` is asked for instead." for fault in faults
                )


def _not_offered(ask: Ask, kpi: Kpi) -> Iterator[str]:
    members: dict[str, list[str]] = {}
    for dimension, member in kpi.members():
        members.setdefault(dimension, []).append(member)
    for dimension in ask.dimensions:
        if dimension not in members:
            yield f"{kpi.id} by {dimension}. It has: {', '.join(members)}."
        elif unknown := [one for one in ask.members if one not in members[dimension]]:
            yield f"{kpi.id} of {', '.join(unknown)}. It has: {', '.join(members[dimension])}."
