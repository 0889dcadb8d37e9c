"""The key of the pseudonyms: from the environment or its file, and whether it is in force. Hashing is not here.

Hashes made with two keys do not meet, so people would be strangers to themselves in the year after. A key comes into
force when it is first used, and leaves it only by rotation (`dagster_project/rotation.py`).
"""

from __future__ import annotations

from dagster_project.durable import write_whole
from dagster_project.intake.keys import (
    OWNER_ONLY,
    KeyFileError,
    key_id,
    key_of_environment,
    key_of_file,
    write_new_key,
)
from dagster_project.settings import Settings

KEY_VARIABLE = "ESG_PSEUDONYM_KEY"
NEW_KEY_VARIABLE = "ESG_NEW_PSEUDONYM_KEY"


def pseudonym_key(settings: Settings) -> bytes:
    """The company's key in force: of the environment if it names one, else of the file, which is made at first use.

    Raises:
        KeyFileError: it is no key, others can read its file, or the company's data were made with another one.
    """
    key = key_of_environment(KEY_VARIABLE)
    if key is None:
        if settings.key_in_force.is_file() and not settings.pseudonym_key.is_file():
            raise KeyFileError(_not_in_force(f"There is no {settings.pseudonym_key}", settings))
        if not settings.pseudonym_key.is_file():
            write_new_key(settings.pseudonym_key)
        key = key_of_file(settings.pseudonym_key)
    if not settings.key_in_force.is_file():
        first = key_of_file(settings.pseudonym_key) if settings.pseudonym_key.is_file() else key
        write_whole(settings.key_in_force, f"{key_id(first)}\n".encode(), OWNER_ONLY)
    if settings.key_in_force.read_text(encoding="ascii").strip() != key_id(key):
        where = settings.pseudonym_key if key_of_environment(KEY_VARIABLE) is None else KEY_VARIABLE
        raise KeyFileError(_not_in_force(f"{where} is another key", settings))
    return key


def _not_in_force(found: str, settings: Settings) -> str:
    return (
        f"{found}, but the data in {settings.data_dir} were made with the key {settings.key_in_force.name} names, "
        "and people would not be found again in other years.\n"
        f"Restore that key, as file or in {KEY_VARIABLE}; after `esg rotate-key` it is the new one. If it is lost, "
        f"delete {settings.key_in_force.name} and every year's folder beside it, run the years again, and answer "
        "the warnings about people anew."
    )
