"""What is printed and in which order: the table from `seeds/appendix/`, a company's chapters. No figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field, ValidationError

from dagster_project.company import (
    CHAPTERS_FILE,
    NO_LABELS,
    Company,
    Identifier,
    Labels,
    Names,
    Strict,
    company_labels,
    describe_faults,
)
from dagster_project.project import SEEDS_DIR
from dagster_project.registry.kpis import TOTAL, Kpi, RegistryError, load_kpis
from dagster_project.yaml_text import load_yaml

TABLE_5_1 = SEEDS_DIR / "appendix" / "table_5_1.yml"


class OutlineLine(Strict):
    """A KPI in print: its undivided figure, or one line for each member of a breakdown, or for one of them.

    Attributes:
        optional: printed only where the company switches it on in `optional_lines`.
    """

    kpi: Identifier
    dimension: Identifier = TOTAL
    member: Identifier | None = None
    optional: bool = False

    @property
    def switch(self) -> str:
        """What a company names in `optional_lines`."""
        return self.kpi if self.dimension == TOTAL else f"{self.kpi}/{self.dimension}"

    def members(self, kpi: Kpi) -> list[str]:
        """The members of the breakdown that the line prints, in the order of the registry."""
        return [
            member
            for dimension, member in kpi.members()
            if dimension == self.dimension and self.member in (None, member)
        ]


class Category(Strict):
    """A band of lines; `comparatives` is the number of earlier years that they are printed with."""

    id: Identifier
    names: Names
    comparatives: Annotated[int, Field(ge=0, le=2)] = 1
    lines: Annotated[list[OutlineLine], Field(min_length=1)]


class Section(Strict):
    """A part of the table, such as environment or society."""

    id: Identifier
    names: Names
    categories: Annotated[list[Category], Field(min_length=1)]


class Outline(Strict):
    """A whole table in print order; `repeats` lets a figure stand in several places."""

    id: Identifier
    names: Names
    repeats: bool = False
    sections: Annotated[list[Section], Field(min_length=1)]

    def lines(self) -> Iterator[tuple[Section, Category, OutlineLine]]:
        """Every line with the section and category that it stands in, in print order."""
        for section in self.sections:
            for category in section.categories:
                for line in category.lines:
                    yield section, category, line

    def members(self, kpis: Mapping[str, Kpi]) -> list[tuple[str, str, str]]:
        """Every (KPI, dimension, member) that the table prints, in print order."""
        return [
            (line.kpi, line.dimension, member)
            for _, _, line in self.lines()
            for member in line.members(kpis[line.kpi])
        ]

    def kept(self, wanted: Callable[[OutlineLine], bool]) -> Outline:
        """The outline with the lines that are wanted; what is left without lines is left out."""
        sections = []
        for section in self.sections:
            categories = [
                category.model_copy(update={"lines": lines})
                for category in section.categories
                if (lines := [line for line in category.lines if wanted(line)])
            ]
            if categories:
                sections.append(section.model_copy(update={"categories": categories}))
        return self.model_copy(update={"sections": sections})

    def followed_by(self, other: Outline) -> Outline:
        """The sections of both, one after the other."""
        return self.model_copy(update={"sections": [*self.sections, *other.sections]})


def table_of(company: Company, kpis: Mapping[str, Kpi]) -> Outline:
    """Table 5.1 as the company prints it, with the optional lines that it switched on.

    Raises:
        RegistryError: as `load_outline`; the company switches on a line that is not offered.
    """
    table = load_outline(TABLE_5_1, kpis)
    offered = {line.switch for _, _, line in table.lines() if line.optional}
    unknown = [name for name in company.optional_lines if name not in offered]
    if unknown:
        raise RegistryError(
            f"company.yml: optional_lines: {', '.join(unknown)}: no such line. "
            f"Offered: {', '.join(sorted(offered)) or 'none'}."
        )
    return table.kept(lambda line: not line.optional or line.switch in company.optional_lines)


def chapters_of(company_dir: Path, kpis: Mapping[str, Kpi]) -> Outline | None:
    """The key figures of the report's chapters, from the company's `chapters.yml`; None where there is none.

    Raises:
        RegistryError: as `load_outline`.
    """
    path = company_dir / CHAPTERS_FILE
    if not path.is_file():
        return None
    chapters = load_outline(path, kpis, company_labels(company_dir))
    taken = {section.id for section in load_outline(TABLE_5_1, kpis).sections}
    taken &= {section.id for section in chapters.sections}
    if taken:
        raise RegistryError(
            f"{CHAPTERS_FILE}: {', '.join(sorted(taken))}: sections of the table are called so. Use other ids, "
            "such as chapters_society."
        )
    return chapters


def printed_members(
    company: Company, company_dir: Path, kpis: Mapping[str, Kpi]
) -> frozenset[tuple[str, str, str]]:
    """Every (KPI, dimension, member) that the table or a chapter of the company prints.

    Raises:
        RegistryError: as `table_of`.
    """
    chapters = chapters_of(company_dir, kpis)
    return frozenset([*table_of(company, kpis).members(kpis), *(chapters.members(kpis) if chapters else ())])


def load_outline(
    path: Path = TABLE_5_1, kpis: Mapping[str, Kpi] | None = None, labels: Labels = NO_LABELS
) -> Outline:
    """The print order of a table, each line of which is in the registry (`seeds/kpis` if none is given).

    `labels` are those of a company, whose own outline it is.

    Raises:
        RegistryError: every fault: the file is missing or no YAML, keys are missing, unknown or of the
            wrong type, a line names an unknown KPI or breakdown or is printed twice.
    """
    if not path.is_file():
        raise RegistryError(f"{path} does not exist. The print order of the table is expected there.")
    try:
        outline = Outline.model_validate(load_yaml(path.read_text(encoding="utf-8")), context=labels)
    except yaml.YAMLError as error:
        raise RegistryError(f"{path.name}: not valid YAML: {error}") from error
    except ValidationError as error:
        raise RegistryError(f"{path.name}:\n{describe_faults(error)}") from error
    faults = _line_faults(outline, load_kpis() if kpis is None else kpis)
    if faults:
        raise RegistryError(f"{path.name}:\n" + "\n".join(f"  {fault}" for fault in faults))
    return outline


def _line_faults(outline: Outline, kpis: Mapping[str, Kpi]) -> list[str]:
    faults: list[str] = []
    seen: set[OutlineLine] = set()
    for section, category, line in outline.lines():
        where = f"{section.id}.{category.id}"
        kpi = kpis.get(line.kpi)
        if kpi is None:
            faults.append(
                f"{where}: no KPI {line.kpi!r} in seeds/kpis or indicators.yml. Add it there, or correct the line."
            )
        elif line.dimension not in {dimension for dimension, _ in kpi.members()}:
            offered = ", ".join(dict.fromkeys(dimension for dimension, _ in kpi.members()))
            faults.append(f"{where}: {line.kpi} has no dimension {line.dimension!r}. It has: {offered}.")
        elif line.member is not None and not line.members(kpi):
            offered = ", ".join(member for dimension, member in kpi.members() if dimension == line.dimension)
            faults.append(
                f"{where}: {line.kpi} by {line.dimension} has no {line.member!r}. It has: {offered}."
            )
        if line in seen and not outline.repeats:
            faults.append(f"{where}: {line.kpi} by {line.dimension} is printed twice. Remove one.")
        seen.add(line)
    return faults
