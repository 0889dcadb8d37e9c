"""Another key for the pseudonyms, everywhere in one step. Where keys come from is in `intake/pseudonym_keys.py`.

A rotation is decided by one file, `rotation.json`: while it is not there, the old key is in force everywhere. From the
moment it is, whoever next holds the writer lock puts the rest in place, however often that is cut off: the entry of the
ledger, with the copies of retired originals that were made anew, then these, answers that name a person by the old
hash, the key, no warehouse that holds old hashes. The years are then run again from the company folder, so that no hash
is made of a hash. What was sealed or chained keeps its hashes; their key is gone.
So that a published version can be rebuilt, the hashes that its answers name are kept with those that follow them.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
from pydantic import BaseModel, Field, ValidationError

from dagster_project.answers import answer_files, bring_to_today, seen_of_many
from dagster_project.company import COMPANY_FILE, Strict, describe_faults, read_company
from dagster_project.digests import Digest
from dagster_project.durable import write_whole
from dagster_project.gates.explanations import EXPLANATIONS_FOLDER
from dagster_project.intake import IntakeError, find_files, intake_contract, load_mappings, pseudonym
from dagster_project.intake.keys import OWNER_ONLY, key_of_environment, new_key, write_key
from dagster_project.intake.landing import read_landed
from dagster_project.intake.personal import hash_in
from dagster_project.intake.pseudonym_keys import KEY_VARIABLE, NEW_KEY_VARIABLE, key_id, pseudonym_key
from dagster_project.project import SEEDS_DIR
from dagster_project.registry.contracts import load_contracts
from dagster_project.retired import COPIES, read_retired
from dagster_project.retirement.rekey import land_rekeyed, put_in_place, successors_in_copies
from dagster_project.sealing.contributions import table_of
from dagster_project.sealing.laid_out import Evidence, landed_inputs
from dagster_project.settings import Settings
from dagster_project.signoff.ledger import add, ledger_file, next_entry, read_ledger
from dagster_project.successors import HashOrDigest, as_json, hashes_in, is_digest, read_successors
from dagster_project.warehouse.connection import warehouse

LARGEST_UNPACKED = 200_000_000


class RotationError(Exception):
    """The key cannot be changed; nothing was."""


class Decision(Strict):
    """What `rotation.json` says.

    Attributes:
        key: the new one in hex; None if it is in the environment.
        id: what tells it from others, `before` the same of the old key.
        by: who asked for it.
        successors: the hashes that follow those of older keys.
        copies: by the sha256 of each copy of a retired original that of its new one.
        years: whose warehouses go.
    """

    key: Digest | None
    id: str
    before: str
    by: str
    successors: dict[HashOrDigest, HashOrDigest]
    copies: dict[Digest, Digest] = Field(default={})
    years: list[int]


class _Sealed(BaseModel):
    """What of a manifest a rotation reads."""

    inputs: dict[str, Digest] = Field(default={})


@dataclass(frozen=True)
class Rotation:
    """What a rotation did.

    Attributes:
        years: to be run again.
        translated: answers' hashes that are now of the new key.
        unknown: hashes in answers that stand for nobody in the exports, left as they were.
        many: what was seen of so many people at once that its answer holds a digest; see `answers.carry_over`.
        kept_by: files that hold hashes of the old key and are not changed.
        unread: files that may hold some, and that could not be unpacked.
    """

    years: tuple[int, ...]
    translated: int
    unknown: int
    many: frozenset[str]
    kept_by: tuple[Path, ...]
    unread: tuple[Path, ...]


def rotate(settings: Settings, by: str, keep: Path | None = None) -> Rotation:
    """Bring a new key into force. The writer lock must be held; the years in the result have to be run again.

    Args:
        by: who asks for it, for the ledger.
        keep: a file to write the old key to; without one it is gone.

    Raises:
        KeyFileError: the key in force cannot be read, or the new one of the environment is none.
        RotationError: a year could not be run again, or the new key is missing or the old one.
    """
    old = pseudonym_key(settings)
    new, in_file = _new_key(old)
    years = _years_run(settings)
    lost = [year for year in years if not settings.raw_dir(year).is_dir()]
    if lost:
        raise RotationError(
            f"{', '.join(map(str, lost))}: there are no exports to run it again from. Put raw/<year> back, or delete "
            f"the year's folder in {settings.data_dir}."
        )
    old_hashes = {one for year in years for one in _hashes_of(settings.warehouse(year))}
    texts = [path.read_text(encoding="utf-8") for path in answer_files(settings)]
    standing = {one for text in texts for one in hashes_in(text)}
    before = read_successors(settings.successors)
    sealed = {one for text in _sealed_answers(settings) for one in hashes_in(text)}
    wanted = standing | sealed | {one for one in before.values() if not is_digest(one)}
    known = _translation(settings, old, new) if wanted or read_retired(settings).files else {}
    if not wanted <= known.keys():
        known |= _translation_of_versions(settings, old, new)
    of_copies = successors_in_copies(settings, known, new)
    known |= of_copies
    followed = {one: known[then] for one, then in before.items() if then in known}
    followed |= {one: then for one, then in before.items() if is_digest(one)}
    followed |= {one: known[one] for one in (standing | sealed) & known.keys()}
    many = frozenset(one for year in years for one in seen_of_many(settings.warehouse(year)))
    holds = {file: _holds(file, old_hashes) for file in _files_not_written_anew(settings)}
    kept_by = tuple(file for file, held in holds.items() if held)
    unread = tuple(file for file, held in holds.items() if held is None)
    if keep is not None:
        _keep(keep, old)
    decision = Decision(
        key=new.hex() if in_file else None,
        id=key_id(new),
        before=key_id(old),
        by=by,
        successors=followed,
        copies=land_rekeyed(settings, of_copies),
        years=years,
    )
    write_whole(settings.rotation, decision.model_dump_json().encode(), OWNER_ONLY)
    finish(settings)
    if not in_file:
        os.environ[KEY_VARIABLE] = new.hex()
    translated, unknown = len(standing & known.keys()), len(standing - known.keys())
    return Rotation(tuple(years), translated, unknown, many, kept_by, unread)


def finish(settings: Settings) -> bool:
    """Put in place what a rotation decided; gives whether there was one. The writer lock must be held.

    Raises:
        ValueError: the decision is damaged, or none of ours; nothing was changed.
    """
    decision = read_decision(settings.rotation)
    if decision is None:
        return False
    _enter(settings, decision)
    write_whole(settings.successors, as_json(decision.successors), OWNER_ONLY)
    bring_to_today(settings)
    put_in_place(settings, decision.copies)
    for year in decision.years:
        if settings.year_dir(year).is_dir():
            shutil.rmtree(settings.year_dir(year))
    if decision.key is None:
        settings.pseudonym_key.unlink(missing_ok=True)
    else:
        write_key(settings.pseudonym_key, bytes.fromhex(decision.key))
    write_whole(settings.key_in_force, f"{decision.id}\n".encode(), OWNER_ONLY)
    settings.rotation.unlink()
    return True


def read_decision(path: Path) -> Decision | None:
    """What a rotation decided that is not finished; None if there is none.

    Raises:
        ValueError: it is damaged, or none of ours.
    """
    return Decision.model_validate_json(path.read_bytes()) if path.is_file() else None


def _sealed_inputs(settings: Settings) -> Iterator[dict[str, str]]:
    """For each published version the sha256 of the files that it was made from, by path, as far as they are there."""
    for path in sorted(settings.company_dir.glob("releases/*/v*/manifest.json")):
        try:
            inputs = _Sealed.model_validate_json(path.read_bytes()).inputs
        except ValidationError as error:
            raise RotationError(
                f"{path} is no manifest of a sealed version:\n{describe_faults(error)}"
            ) from error
        yield {name: digest for name, digest in inputs.items() if (settings.landed_dir / digest).is_file()}


def _sealed_answers(settings: Settings) -> Iterator[str]:
    """The answers that published versions were made from, as they landed."""
    for inputs in _sealed_inputs(settings):
        for name, digest in inputs.items():
            if name.startswith(f"{EXPLANATIONS_FOLDER}/"):
                yield read_landed(digest, settings.landed_dir).decode("utf-8")


def _enter(settings: Settings, decision: Decision) -> None:
    """The rotation in the company's ledger, once, with the copies that it makes anew."""
    path = ledger_file(settings)
    entries = read_ledger(path)
    keys = {"key": decision.id, "before": decision.before}
    before = [one.body for one in entries if one.kind == "key_rotation"]
    if not (before and keys.items() <= before[-1].items()):
        body = keys | {COPIES: decision.copies}
        add(path, [next_entry(entries, "key_rotation", None, decision.by, body)])


def _new_key(old: bytes) -> tuple[bytes, bool]:
    """The new key, and whether it belongs into the file rather than into the environment."""
    if key_of_environment(KEY_VARIABLE) is None:
        return new_key(), True
    new = key_of_environment(NEW_KEY_VARIABLE)
    if new is None or new == old:
        raise RotationError(
            f"The key is in {KEY_VARIABLE}. Put another one into {NEW_KEY_VARIABLE} (openssl rand -hex 32) and call "
            f"again; afterwards that one belongs into {KEY_VARIABLE}."
        )
    return new, False


def _keep(path: Path, key: bytes) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    except FileExistsError:
        raise RotationError(f"{path} is there already, and is not written over. Name another file.") from None
    with os.fdopen(handle, "wb") as file:
        file.write(key)


def _years_run(settings: Settings) -> list[int]:
    """Years whose folder a run has made, whether it passed or not."""
    if not settings.data_dir.is_dir():
        return []
    return sorted(
        int(path.name) for path in settings.data_dir.iterdir() if path.is_dir() and path.name.isdecimal()
    )


def _translation(settings: Settings, old: bytes, new: bytes) -> dict[str, str]:
    """The new hash for the old one of everybody in the exports of all years that can be read."""
    contracts = load_contracts(SEEDS_DIR / "contracts")
    company = read_company(settings.company_dir)
    mappings = load_mappings(settings.company_dir, contracts)
    found: dict[str, str] = {}
    for folder in sorted((settings.company_dir / "raw").glob("*")):
        if not (folder.is_dir() and folder.name.isdecimal()):
            continue
        year = int(folder.name)
        files = find_files(settings, company, mappings, year, contracts)
        for contract in contracts.values():
            personal = list(contract.personal_columns("employee", "identity"))
            if not personal:
                continue
            try:
                frame = intake_contract(contract, files.of(contract.id), settings, year).frame
            except IntakeError:
                continue
            for name in personal:
                kind = contract.columns[name].personal or ""
                for value in frame[name].unique():
                    if isinstance(value, str) and not hash_in(value):
                        found[pseudonym(value, kind, old)] = pseudonym(value, kind, new)
    return found


def _translation_of_versions(settings: Settings, old: bytes, new: bytes) -> dict[str, str]:
    """As `_translation`, of everybody in the exports that published versions were made from, as they landed.

    Raises:
        RotationError: a landed file was changed, or a manifest names a place outside of the company folder.
    """
    found: dict[str, str] = {}
    evidence = Evidence(settings.landed_dir, settings.pseudonym_key, retired=settings.retired)
    for inputs in _sealed_inputs(settings):
        if COMPANY_FILE not in inputs:
            continue
        with tempfile.TemporaryDirectory(prefix="esg-rotate-") as scratch:
            there = Settings(Path(scratch) / "company", Path(scratch) / "data", laid_out=True)
            faults: list[str] = []
            contents = dict(landed_inputs(inputs, evidence, there, faults))
            if faults:
                raise RotationError("\n".join(["The key is as it was:", *faults]))
            for path, data in contents.items():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
            found |= _translation(there, old, new)
    return found


def _hashes_of(path: Path) -> set[str]:
    """Every keyed hash in the raw tables of a warehouse."""
    if not path.is_file():
        return set()
    found: set[str] = set()
    with warehouse(path, read_only=True) as connection:
        columns = connection.execute(
            "select table_name, column_name from information_schema.columns "
            "where table_schema = 'raw' and data_type = 'VARCHAR'"
        ).fetchall()
        for table, column in columns:
            values = connection.execute(
                f'select distinct "{column}" from raw."{table}" where length("{column}") = 32'
            ).fetchall()
            found |= {value for (value,) in values if hashes_in(value)}
    return found


def _files_not_written_anew(settings: Settings) -> Iterator[Path]:
    """Files of a company in which a rotation changes no hash."""
    kept = [settings.dagster_home]
    kept += [path for path in settings.company_dir.iterdir() if path.name not in ("raw", EXPLANATIONS_FOLDER)]
    for root in kept:
        yield from (
            path for path in ([root] if root.is_file() else sorted(root.rglob("*"))) if path.is_file()
        )


def _holds(file: Path, hashes: set[str]) -> bool | None:
    """Whether a file holds one of the hashes; None if it is packed and cannot be unpacked."""
    if hashes & hashes_in(file.read_bytes().decode("utf-8", errors="replace")):
        return True
    try:
        return any(hashes & hashes_in(text) for text in _unpacked(file))
    except (duckdb.Error, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError):
        return None


def _unpacked(file: Path) -> Iterator[str]:
    """What is packed in a file; nothing if it is plain.

    Raises:
        OSError: it unpacks to more than is read. Broken and locked files raise what their library does.
    """
    if file.suffix == ".parquet":
        with duckdb.connect() as connection:
            rows = connection.execute(f"from {table_of(file)}").fetchall()
        yield from map(str, rows)
    elif zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as book:
            if sum(part.file_size for part in book.infolist()) > LARGEST_UNPACKED:
                raise OSError(errno.EFBIG, "unpacks to more than is read", str(file))
            yield from (book.read(name).decode("utf-8", errors="replace") for name in book.namelist())
