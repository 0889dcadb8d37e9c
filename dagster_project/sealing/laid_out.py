"""The company folder as it was when a version was published, from its landed files. Nothing is run here."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dagster_project.gates.explanations import EXPLANATIONS_FOLDER
from dagster_project.intake.keys import key_of_environment
from dagster_project.intake.landing import LandingError, read_landed
from dagster_project.intake.pseudonym_keys import KEY_VARIABLE
from dagster_project.retired import as_json as retired_as_json
from dagster_project.retired import named_in, read_register, unnamed
from dagster_project.sealing.manifest import Manifest
from dagster_project.sealing.verify import publication_of, verify
from dagster_project.settings import Settings
from dagster_project.signoff.faults import SignOffError
from dagster_project.signoff.ledger import read_links
from dagster_project.successors import Successors, as_json, of_today
from dagster_project.versions import EXCERPT, VERSION


@dataclass(frozen=True)
class Evidence:
    """What a rebuild reads of a company's data: the landed files, and the key of the pseudonyms if it is there.

    Attributes:
        successors: the hashes that follow those of older keys.
        key_changed: whether the key is perhaps another one than when a version was published.
        retired: the register of originals in whose place a copy without identifiers stands, if there is one.
        ledger: the company's ledger, which proves that they do, if it is at hand.
    """

    landed_dir: Path
    pseudonym_key: Path
    successors: Successors = field(default_factory=dict)
    key_changed: bool = False
    retired: Path | None = None
    ledger: Path | None = None

    @property
    def has_no_key(self) -> bool:
        return not self.pseudonym_key.is_file() and key_of_environment(KEY_VARIABLE) is None

    @property
    def has_other_key(self) -> bool:
        """Whether hashes may be others than when a version was published."""
        return self.key_changed or self.has_no_key


def lay_out(folder: Path, manifest: Manifest, evidence: Evidence, settings: Settings) -> None:
    """The company folder as it was when a version was published, as far as its year depends on it.

    Raises:
        SignOffError: landed files are missing or altered, or a version before it is; all faults at once.
    """
    faults: list[str] = []
    earlier = list(_published_before(folder, manifest))
    if manifest.supersedes and folder.parent / manifest.supersedes not in earlier:
        faults.append(
            f"{manifest.supersedes} of {manifest.year} is not beside {folder}, and {manifest.version} follows it. "
            "Put it there"
        )
    for version in earlier:
        checks = verify(version, ledger=evidence.ledger).checks
        faults += [f"{version}: {fault}" for check in checks for fault in check.faults]
    faults += copies_of(folder, manifest.inputs, evidence).refused
    contents = dict(landed_inputs(manifest.inputs, evidence, settings, faults))
    if faults:
        raise SignOffError(
            [f"{manifest.version} of {manifest.year} cannot be rebuilt. Bring back from a backup:", *faults]
        )
    for version in earlier:
        for path in version.iterdir():
            target = settings.releases_dir(int(version.parent.name)) / version.name / path.name
            contents.setdefault(target, path.read_bytes())
    for path, data in contents.items():
        if path.is_relative_to(settings.company_dir / EXPLANATIONS_FOLDER):
            data = of_today(data.decode("utf-8"), evidence.successors).encode("utf-8")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    settings.data_dir.mkdir(parents=True)
    settings.successors.write_bytes(as_json(evidence.successors))
    if evidence.pseudonym_key.is_file():
        shutil.copy(evidence.pseudonym_key, settings.pseudonym_key)
    retired = read_register(evidence.retired).as_of(manifest.inputs)
    settings.retired.write_bytes(retired_as_json(retired.files))


@dataclass(frozen=True)
class Copies:
    """The inputs of a version in whose place a copy stands.

    Attributes:
        named: paths of those that a ledger names.
        unchecked: paths of those of which no ledger at hand can tell: it is that of the version, which was closed when
            it was published, or a change of the key was not entered with its copies.
        refused: what is wrong with those that the company's ledger does not name.
    """

    named: Sequence[str]
    unchecked: Sequence[str]
    refused: Sequence[str]


def copies_of(folder: Path, inputs: Mapping[str, str], evidence: Evidence) -> Copies:
    """Which inputs of a version are copies, as far as a ledger proves it: the company's, or else the version's own.

    Raises:
        SignOffError: the ledger cannot be read.
    """
    register = read_register(evidence.retired)
    named = named_in(read_links(evidence.ledger or folder / EXCERPT))
    copies: dict[bool | None, list[str]] = {True: [], None: [], False: []}
    for name, digest in inputs.items():
        if (file := register.files.get(digest)) is None:
            continue
        stands = named.stands_for(file.copied_to, digest)
        if evidence.ledger is None and not stands:
            stands = None
        copies[stands].append(name if stands is not False else unnamed(file))
    return Copies(copies[True], copies[None], copies[False])


def landed_inputs(
    inputs: Mapping[str, str], evidence: Evidence, settings: Settings, faults: list[str]
) -> Iterator[tuple[Path, bytes]]:
    """The content of each input, or of the copy in its place, by where it belongs; adds what is wrong to `faults`.

    Args:
        inputs: the sha256 of each by its path in the company folder, as a manifest says them.
        settings: where the company folder is laid out.
    """
    landed_dir, retired = evidence.landed_dir, read_register(evidence.retired)
    for name, digest in inputs.items():
        place = (settings.company_dir / name).resolve()
        if not place.is_relative_to(settings.company_dir.resolve()):
            faults.append(f"{name} would lie outside the company folder: the manifest is none of ours")
            continue
        try:
            yield place, read_landed(retired.standing_for(digest), landed_dir)
        except FileNotFoundError:
            faults.append(f"{name}: its landed file {landed_dir / digest} is missing")
        except LandingError as error:
            faults.append(f"{name}: its landed file {error}")


def _published_before(folder: Path, manifest: Manifest) -> Iterator[Path]:
    """The versions beside that were there when this one was published, of its year and earlier ones."""
    seq = publication_of(folder).seq
    for path in sorted(folder.parents[1].glob("*/v*")):
        is_version = path.parent.name.isdigit() and VERSION.fullmatch(path.name) and path.is_dir()
        if is_version and int(path.parent.name) <= manifest.year and publication_of(path).seq < seq:
            yield path
