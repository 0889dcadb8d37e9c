"""The bill of materials of a sealed version: every locked library, in CycloneDX. The same locks give the same bytes."""

# The library declares its classes in a way that pyright cannot follow.
# pyright: reportCallIssue=false, reportAttributeAccessIssue=false, reportArgumentType=false

from __future__ import annotations

import uuid
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from dagster_project.dependencies import OURS, PYTHON_LOCK, WEB_LOCK, Library, libraries
from dagster_project.digests import file_digest

SBOM_FILE = "sbom.cdx.json"


def write_sbom(folder: Path) -> None:
    """Write the bill into a version's folder."""
    (folder / SBOM_FILE).write_text(sbom_text(), encoding="utf-8")


def sbom_text() -> str:
    """The bill as JSON, without a random number and without a time."""
    ours = Component(name=OURS, type=ComponentType.APPLICATION, bom_ref=OURS)
    found = libraries()
    parts = {one.purl: _component(one) for one in found}
    number = uuid.uuid5(uuid.NAMESPACE_OID, file_digest(PYTHON_LOCK) + file_digest(WEB_LOCK))
    bom = Bom(components=parts.values(), metadata=BomMetaData(component=ours), serial_number=number)
    bom.metadata.timestamp = None
    needed_by: dict[str, list[Component]] = {}
    for one in found:
        for name in one.asked_by:
            needed_by.setdefault(name, []).append(parts[one.purl])
    bom.register_dependency(ours, needed_by.get(OURS, []))
    for one in found:
        bom.register_dependency(parts[one.purl], needed_by.get(one.name, []))
    return JsonV1Dot6(bom).output_as_string(indent=1) + "\n"


def _component(library: Library) -> Component:
    return Component(
        name=library.name,
        version=library.version,
        type=ComponentType.LIBRARY,
        bom_ref=library.purl,
        purl=PackageURL.from_string(library.purl),
        scope=ComponentScope.EXCLUDED if library.builds_only else ComponentScope.REQUIRED,
        licenses=[LicenseFactory().make_from_string(library.licence)],
    )
