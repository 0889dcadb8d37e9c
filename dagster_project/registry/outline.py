"""The print order of a table, read from `seeds/appendix/`: sections, categories and lines. No figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field, ValidationError

from dagster_project.company import Identifier, Names, Strict, describe_faults
from dagster_project.registry.kpis import TOTAL, Kpi, RegistryError, load_kpis
from dagster_project.settings import SEEDS_DIR
from dagster_project.yaml_text import load_yaml

TABLE_5_1 = SEEDS_DIR / "appendix" / "table_5_1.yml"


class OutlineLine(Strict):
    """A KPI in the table: its undivided figure, or one line for each member of a breakdown."""

    kpi: Identifier
    dimension: Identifier = TOTAL


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
    """A whole table in print order."""

    id: Identifier
    names: Names
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
            for dimension, member in kpis[line.kpi].members()
            if dimension == line.dimension
        ]


def load_outline(path: Path = TABLE_5_1, kpis: Mapping[str, Kpi] | None = None) -> Outline:
    """The print order of a table, each line of which is in the registry (`seeds/kpis` if none is given).

    Raises:
        RegistryError: every fault: the file is missing or no YAML, keys are missing, unknown or of the
            wrong type, a line names an unknown KPI or breakdown or is printed twice.
    """
    if not path.is_file():
        raise RegistryError(f"{path} does not exist. The print order of the table is expected there.")
    try:
        outline = Outline.model_validate(load_yaml(path.read_text(encoding="utf-8")))
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
                f"{where}: no KPI {line.kpi!r} in seeds/kpis. Add {line.kpi}.yml, or correct the line."
            )
        elif line.dimension not in {dimension for dimension, _ in kpi.members()}:
            offered = ", ".join(dict.fromkeys(dimension for dimension, _ in kpi.members()))
            faults.append(f"{where}: {line.kpi} has no dimension {line.dimension!r}. It has: {offered}.")
        if line in seen:
            faults.append(f"{where}: {line.kpi} by {line.dimension} is printed twice. Remove one.")
        seen.add(line)
    return faults
