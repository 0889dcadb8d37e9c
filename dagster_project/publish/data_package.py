"""`datapackage.json`: what the files for machines hold, as a Frictionless Data Package 2.0. No figures.

The standard: https://datapackage.org/standard/data-package/.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, get_args

import pyarrow as pa

from dagster_project.company import Names
from dagster_project.digests import file_digest
from dagster_project.figures.values import Status
from dagster_project.languages import WRITTEN, Language
from dagster_project.publish.csv_file import claim_columns, columns, index_columns, note_columns
from dagster_project.publish.document import TEMPLATES, Edition, wording
from dagster_project.publish.figures import FIGURES_FILE, SCHEMA
from dagster_project.publish.lines import Line
from dagster_project.registry.kpis import Kpi
from dagster_project.yaml_text import load_yaml

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
KEY = ["kpi", "dimension", "member"]
IN_FIGURES = {"property": "figures", "json": {"property": "figures"}}
"""Where the rows of `figures.json` stand: as the standard says it, and where frictionless 5 looks for it."""
EMPTY_IN_FRAMES = ["", "nan"]
"""How pandas, which frictionless reads Parquet with, shows an empty integer."""
BOOLEAN = ("verified",)

Descriptor = dict[str, Any]


def data_package(folder: Path, edition: Edition) -> Descriptor:
    """The descriptor of the files for machines that stand in a folder: CSV, JSON and Parquet.

    `indicators` are in the descriptor itself: the names, units and definitions that the figures' ids stand for.
    No licence is granted, and it says so instead of naming one. Each file has its sha256; only the CSV has its
    `bytes` too: frictionless 5 counts none of JSON and Parquet, and takes any number there for wrong.
    """
    company, words = edition.company, _words()
    standing = "published" if edition.version else "draft"
    remarks = [words[standing], *([words["made_up"]] if company.made_up else [])]
    package: Descriptor = {
        "$schema": PROFILE,
        "name": f"{company.id}-{edition.year}",
        "title": f"{company.names.en}: {wording('en')['title'].format(year=edition.year)}",
        "description": " ".join(remarks),
        "status": standing,
        **({"version": str(edition.version.number)} if edition.version else {}),
        "madeUp": company.made_up,
        "contributors": [{"title": company.names.en, "roles": ["creator"]}],
        "resources": [*_files(folder, edition), _indicators(edition)],
    }
    if edition.documents:
        package["sources"] = [{"title": document} for document in edition.documents]
    return package


def write_data_package(path: Path, edition: Edition) -> None:
    """Write the descriptor of the files that stand beside it, which are written before it."""
    package = data_package(path.parent, edition)
    path.write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


@cache
def _words() -> dict[str, Any]:
    return load_yaml((TEMPLATES / "data_package.yml").read_text(encoding="utf-8"))


def _files(folder: Path, edition: Edition) -> list[Descriptor]:
    resources = [
        (folder / "appendix.csv", partial(_csv, fields=_line_fields(edition.lines))),
        (folder / "chapters.csv", partial(_csv, fields=_line_fields(edition.chapters))),
        (folder / "notes.csv", partial(_csv, fields=_fields("notes", note_columns(edition)), key=["note"])),
        *(
            (
                folder / f"index_{index.id}.csv",
                partial(_csv, fields=_fields("index", index_columns(edition)), key=["code"]),
            )
            for index in edition.indices
        ),
        (folder / "index_claims.csv", partial(_csv, fields=_fields("claims", claim_columns(edition)))),
        (folder / FIGURES_FILE, partial(_figures, mediatype="application/json", dialect=IN_FIGURES)),
        (
            folder / "figures.parquet",
            partial(_figures, mediatype="application/vnd.apache.parquet", missing=EMPTY_IN_FRAMES),
        ),
    ]
    return [describe(path) for path, describe in resources if path.is_file()]


def _file(path: Path, name: str, mediatype: str) -> Descriptor:
    return {
        "name": name,
        "type": "table",
        "path": path.name,
        "description": _words()["resources"][name],
        "format": path.suffix.removeprefix("."),
        "mediatype": mediatype,
        "hash": f"sha256:{file_digest(path)}",
    }


def _csv(path: Path, fields: list[Descriptor], key: Sequence[str] = ()) -> Descriptor:
    schema: Descriptor = {"fields": fields} | ({"primaryKey": list(key)} if key else {})
    return _file(path, path.stem.replace("_", "-"), "text/csv") | {
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "dialect": {"delimiter": ",", "lineTerminator": "\n"},
        "schema": schema,
    }


def _line_fields(lines: Sequence[Line]) -> list[Descriptor]:
    """Columns of a table as it is printed; a year's column is told by the year."""
    told = _words()["lines"]
    return [
        {"name": name, "type": "string", "description": told.get(name) or told["year"].format(year=name)}
        for name in columns(lines)
    ]


def _figures(
    path: Path, mediatype: str, dialect: Descriptor | None = None, missing: Sequence[str] = ("",)
) -> Descriptor:
    schema = {
        "fields": [_figure_field(field) for field in SCHEMA],
        "missingValues": list(missing),
        "primaryKey": KEY,
        "foreignKeys": [{"fields": ["kpi"], "reference": {"resource": "indicators", "fields": ["kpi"]}}],
    }
    file = _file(path, f"figures-{path.suffix.removeprefix('.')}", mediatype)
    return file | ({"dialect": dialect} if dialect else {}) | {"schema": schema}


def _figure_field(column: pa.Field) -> Descriptor:
    words = _words()
    field = {"name": column.name, "type": _type(column.type), "description": words["figures"][column.name]}
    constraints: Descriptor = {"required": True} if column.name in words["required"] else {}
    if column.name == "status":
        constraints["enum"] = list(get_args(Status))
    return field | ({"constraints": constraints} if constraints else {})


def _type(type_: pa.DataType) -> str:
    """What Table Schema calls a type of the figures' columns."""
    if pa.types.is_decimal(type_):
        return "number"
    if pa.types.is_integer(type_):
        return "integer"
    return "boolean" if pa.types.is_boolean(type_) else "string"


def _indicators(edition: Edition) -> Descriptor:
    languages = dict.fromkeys([*WRITTEN, *edition.company.languages])
    rows = [_indicator(edition.registry[kpi_id], languages) for kpi_id in sorted(edition.registry)]
    return {
        "name": "indicators",
        "type": "table",
        "description": _words()["resources"]["indicators"],
        "data": rows,
        "schema": {"fields": _fields("indicators", list(rows[0])), "primaryKey": ["kpi"]},
    }


def _indicator(kpi: Kpi, languages: Iterable[Language]) -> Descriptor:
    return {
        "kpi": kpi.id,
        "kind": kpi.kind,
        "direction": kpi.direction,
        "unit": kpi.unit.id,
        **_in_languages("name", kpi.names, languages),
        **_in_languages("unit_name", kpi.unit.names, languages),
        **_in_languages("definition", kpi.definition, languages),
    }


def _in_languages(column: str, names: Names, languages: Iterable[Language]) -> dict[str, str]:
    return {f"{column}:{language}": names.in_language(language) for language in languages}


def _fields(told_in: str, names: Sequence[str]) -> list[Descriptor]:
    """Columns of text; one that is in a language says in which."""
    fields = []
    for name in names:
        column, _, language = name.partition(":")
        told = _words()[told_in][column]
        fields.append(
            {
                "name": name,
                "type": "boolean" if column in BOOLEAN else "string",
                "description": f"{told} ({language})" if language else told,
            }
        )
    return fields
