"""The OpenLineage schema as the installed client has it, as JSON Schema.

No package ships the specification's JSON files, and none of them is copied here. The client's classes are generated
from them, so their fields, types and required ones are read back from the classes: an unknown key, a missing one or
one of another type is a fault. Each facet is looked up by the `_schemaURL` that it names, and stands under the key
and in the place (of a run, a job, a dataset, an input or an output) that the specification gives it.
What the specification says in words only, such as whether an end is included, the classes do not tell.
"""

from __future__ import annotations

import importlib
import pkgutil
import types
import typing
from enum import Enum
from functools import cache
from typing import Any

import attr
import jsonschema
from openlineage.client import generated
from openlineage.client.event_v2 import RunEvent
from openlineage.client.generated import base

JSON_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean"}
FORMATS = {
    "eventTime": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$",
    "nominalStartTime": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$",
    "nominalEndTime": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$",
    "runId": r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
    "producer": r"^[a-z][a-z0-9+.-]*:\S+$",
    "_producer": r"^[a-z][a-z0-9+.-]*:\S+$",
    "schemaURL": r"^https://openlineage\.io/spec/",
    "uri": r"^[a-z][a-z0-9+.-]*:\S+$",
}
KEYS = {
    "nominalTime": "NominalTimeRunFacet",
    "processing_engine": "ProcessingEngineRunFacet",
    "parent": "ParentRunFacet",
    "errorMessage": "ErrorMessageRunFacet",
    "jobType": "JobTypeJobFacet",
    "schema": "SchemaDatasetFacet",
    "columnLineage": "ColumnLineageDatasetFacet",
    "dataSource": "DatasourceDatasetFacet",
    "version": "DatasetVersionDatasetFacet",
    "dataQualityAssertions": "DataQualityAssertionsDatasetFacet",
    "outputStatistics": "OutputStatisticsOutputDatasetFacet",
    "tags": "TagsRunFacet",
}
"""The key under which the specification puts each facet: those of the project, and the one that the client adds."""
ALWAYS_THERE = {"producer", "schemaURL", "_producer", "_schemaURL"}
"""Required by the specification, though the classes fill them in."""
FACETS = (base.RunFacet, base.JobFacet, base.DatasetFacet, base.InputDatasetFacet, base.OutputDatasetFacet)

PLACES = {"inputFacets": base.InputDatasetFacet, "outputFacets": base.OutputDatasetFacet}
"""Where a dataset has the facets of one run only."""


@cache
def facet_classes() -> dict[str, type]:
    """Every facet class of the client, by the address of its schema."""
    found: dict[str, type] = {}
    for module in pkgutil.iter_modules(generated.__path__):
        members = vars(importlib.import_module(f"{generated.__name__}.{module.name}"))
        for member in members.values():
            if isinstance(member, type) and issubclass(member, FACETS) and member not in FACETS:
                found[member._get_schema()] = member
    return found


def schema_of(kind: type) -> dict[str, Any]:
    """The JSON Schema of a class of the client, with those that it is made of."""
    classes: dict[str, dict[str, Any]] = {}
    return {**_of_type(kind, classes), "$defs": classes}


def _of_type(hint: Any, classes: dict[str, dict[str, Any]]) -> dict[str, Any]:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        (kind,) = (one for one in arguments if one is not type(None))
        return _of_type(kind, classes)
    if origin is list:
        return {"type": "array", "items": _of_type(arguments[0], classes)}
    if origin is dict:
        of_facets = isinstance(arguments[1], type) and issubclass(arguments[1], FACETS)
        return {"type": "object"} | (
            {} if of_facets else {"additionalProperties": _of_type(arguments[1], classes)}
        )
    if hint is Any:
        return {}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"enum": [one.value for one in hint]}
    return {"type": JSON_TYPES[hint]} if hint in JSON_TYPES else _of_class(hint, classes)


def _of_class(kind: type, classes: dict[str, dict[str, Any]]) -> dict[str, Any]:
    name = f"{kind.__module__}.{kind.__name__}"
    if name not in classes:
        classes[name] = {"type": "object", "additionalProperties": False}
        hints = typing.get_type_hints(kind, localns=vars(typing))
        fields = attr.fields(kind)
        classes[name]["properties"] = {
            field.name: _of_type(hints[field.name], classes)
            | ({"pattern": FORMATS[field.name]} if field.name in FORMATS else {})
            for field in fields
        }
        classes[name]["required"] = [
            field.name for field in fields if field.default is attr.NOTHING or field.name in ALWAYS_THERE
        ]
    return {"$ref": f"#/$defs/{name}"}


@cache
def _validator(kind: type) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(schema_of(kind))


def faults_of(event: dict[str, Any]) -> list[str]:
    """What of an event, facets included, is not as the specification has it; empty if it is."""
    found = [f"{fault.json_path}: {fault.message}" for fault in _validator(RunEvent).iter_errors(event)]
    holders = [
        (event.get("run", {}), base.RunFacet),
        (event.get("job", {}), base.JobFacet),
        *((dataset, base.DatasetFacet) for dataset in event.get("inputs", []) + event.get("outputs", [])),
    ]
    for holder, of_holder in holders:
        for place, of_place in (("facets", of_holder), *PLACES.items()):
            for key, facet in (holder.get(place) or {}).items():
                found += _faults_of_facet(place, of_place, key, facet)
    return found


def _faults_of_facet(place: str, of_place: type, key: str, facet: dict[str, Any]) -> list[str]:
    kind = facet_classes().get(facet.get("_schemaURL", ""))
    if kind is None:
        return [f"{key}: no facet of the client has the schema {facet.get('_schemaURL')}"]
    if kind.__name__ != KEYS.get(key):
        return [f"{key}: a {kind.__name__} does not stand under this key"]
    if not issubclass(kind, of_place):
        return [f"{key}: a {kind.__name__} does not stand in {place}"]
    return [f"{key} {fault.json_path}: {fault.message}" for fault in _validator(kind).iter_errors(facet)]
