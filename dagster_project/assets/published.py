"""The published versions of a year in the graph: an asset that no run writes, only a publication tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dagster import (
    AssetKey,
    AssetMaterialization,
    AssetSpec,
    MetadataValue,
    PartitionsDefinition,
    TableRecord,
)

from dagster_project.assets.description import RULES
from dagster_project.assets.translator import GROUPS, OWNER
from dagster_project.links import version_file

if TYPE_CHECKING:
    from dagster_project.sealing.seal import Sealed

PUBLISHED = AssetKey(["release", "published"])


def published_asset(partitions: PartitionsDefinition) -> AssetSpec:
    """The asset, to be looked at only: its versions come from `esg publish` or the job of that name."""
    return AssetSpec(
        key=PUBLISHED,
        deps=[["release", "draft"]],
        group_name=GROUPS["release"],
        partitions_def=partitions,
        description="One folder per year and version, never written again: what was approved, in all formats, with "
        "its manifest, the ledger's excerpt and the entry of its publication. Written by publishing an approved draft.",
        kinds={"excel", "html", "parquet"},
        owners=[OWNER],
        tags={"layer": "release"},
        metadata={
            RULES: "Refuses unless every role of sign_off.yml approved what is printed, and every gate passes again."
        },
    )


def publication_event(sealed: Sealed) -> AssetMaterialization:
    """What a publication tells of itself: files, manifest, approvals, and the hash for the minutes."""
    from dagster_project.digests import file_digest
    from dagster_project.sealing.manifest import read_manifest
    from dagster_project.versions import MANIFEST

    manifest = read_manifest(sealed.folder)
    listing = "\n".join(
        f"| [{name}]({version_file(manifest.year, manifest.version, name)}) | `{digest}` |"
        for name, digest in manifest.files.items()
    )
    signed = [
        TableRecord(
            {
                "role": one.role_names["en"],
                "who": one.name,
                "when": one.at,
                "signed": "Ed25519" if one.is_signed else "by name, no key",
            }
        )
        for one in manifest.approvals
    ]
    return AssetMaterialization(
        asset_key=PUBLISHED,
        partition=str(manifest.year),
        description=f"{manifest.year} {manifest.version}",
        metadata={
            "version": manifest.version,
            "supersedes": manifest.supersedes or "-",
            "hash for the minutes": sealed.entry.hash,
            "sha256 of the manifest": file_digest(sealed.folder / MANIFEST),
            "sha256 of what is printed": manifest.printed,
            "approvals": MetadataValue.table(signed),
            "files": MetadataValue.md(f"| file | sha256 |\n|---|---|\n{listing}"),
            "folder": MetadataValue.path(sealed.folder),
            "git commit": manifest.made_by.commit or "-",
        },
    )
