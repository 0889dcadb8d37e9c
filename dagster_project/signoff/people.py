"""Who signs an appendix off: the people and roles of `sign_off.yml`. What they signed is in the ledger.

The file is the company's own and no input of its figures: changing who signs changes no number.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self

import yaml
from pydantic import Field, StringConstraints, ValidationError, model_validator

from dagster_project.company import Identifier, Names, Strict, company_labels, describe_faults
from dagster_project.signoff.faults import SignOffError
from dagster_project.signoff.ledger import Entry
from dagster_project.signoff.signatures import SigningKey
from dagster_project.yaml_text import load_yaml

SIGN_OFF_FILE = "sign_off.yml"
PREPARER = "preparer"


def _names(hant: str, english: str) -> Names:
    return Names.model_validate({"zh-Hant": hant, "en": english})


USUAL_ROLES = {
    PREPARER: _names("編製人", "Preparer"),
    "data_owner": _names("數據負責人", "Data owner"),
    "committee": _names("環境、社會及管治委員會", "ESG committee"),
    "board": _names("董事會", "Board of directors"),
}

PublicKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{43}=$")]


class Person(Strict):
    """Someone who signs; with a public key each of their signatures must be made with its private key."""

    name: str = Field(min_length=1)
    roles: list[Identifier] = Field(min_length=1)
    public_key: PublicKey | None = None


class SignOff(Strict):
    """Who signs a company's appendix off.

    Attributes:
        roles: roles of the company's own, or other names for the usual ones.
        people: by id.
        approvals: the roles that have to approve before a year may be published.
        preparer_may_approve: whether who submitted a draft may approve it too; that needs a reason.
    """

    roles: dict[Identifier, Names] = Field(default_factory=dict)
    people: dict[Identifier, Person] = Field(min_length=1)
    approvals: list[Identifier] = Field(min_length=1)
    preparer_may_approve: bool = False
    reason: str | None = None

    @model_validator(mode="after")
    def _roles_are_held(self) -> Self:
        held = {role for person in self.people.values() for role in person.roles}
        unknown = sorted((held | set(self.approvals)) - self.all_roles.keys())
        if unknown:
            raise ValueError(
                f"no role is called {', '.join(unknown)}: name it under `roles`, or use one of them"
            )
        nobody = [role for role in dict.fromkeys([PREPARER, *self.approvals]) if role not in held]
        if nobody:
            raise ValueError(f"nobody has the role {', '.join(nobody)}, which is needed to publish")
        if PREPARER in self.approvals:
            raise ValueError(
                "the preparer submits, which is their signature: take preparer out of `approvals`"
            )
        if self.preparer_may_approve and not self.reason:
            raise ValueError("`preparer_may_approve` needs a `reason`: who else looks at the figures?")
        return self

    @property
    def all_roles(self) -> dict[str, Names]:
        return USUAL_ROLES | self.roles

    def person(self, by: str) -> Person:
        """The person with this id.

        Raises:
            SignOffError: there is none.
        """
        if by not in self.people:
            raise SignOffError(
                [f"{by} is not in {SIGN_OFF_FILE}. Those who sign are {', '.join(self.people)}."]
            )
        return self.people[by]

    def counts(self, entry: Entry) -> bool:
        """Whether a signature is of somebody who may sign so, made with their key if they have one."""
        return entry.kind not in ("submission", "approval", "sent_back") or self.may_have_signed(entry)

    def may_have_signed(self, entry: Entry) -> bool:
        """Whether who an entry is by has the role that it names, and it is of their key if they have one."""
        person = self.people.get(entry.by)
        return person is not None and entry.role in person.roles and entry.key == person.public_key

    def signs_as(self, by: str, role: str, key: SigningKey | None) -> list[str]:
        """What keeps a person from signing in a role, with this key; nothing if they may."""
        person = self.person(by)
        faults = []
        if role not in person.roles:
            faults.append(f"{by} does not have the role {role}. Their roles: {', '.join(person.roles)}.")
        if person.public_key and (key is None or key.public != person.public_key):
            found = "no key" if key is None else "another key"
            faults.append(
                f"{by} signs with the key {person.public_key[:12]}..., found {found}. "
                "Name its file with --key or ESG_SIGNING_KEY."
            )
        if key and not person.public_key:
            faults.append(
                f"{by} has no public key in {SIGN_OFF_FILE}, so nobody could tell whose signature it is. "
                f"Add there: public_key: {key.public}"
            )
        return faults


def read_sign_off(company_dir: Path) -> SignOff:
    """Read `sign_off.yml` of a company folder.

    Raises:
        SignOffError: it is missing, no YAML, or says what cannot be; all faults at once.
    """
    path = company_dir / SIGN_OFF_FILE
    if not path.is_file():
        raise SignOffError(
            [
                f"{path} does not exist. It names who submits and who approves: people with their roles, and the roles "
                "that have to approve. docs/controller.md has an example."
            ]
        )
    try:
        content = load_yaml(path.read_text(encoding="utf-8"))
        return SignOff.model_validate(content, context=company_labels(company_dir))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SignOffError([f"{path} is not valid YAML in UTF-8: {error}"]) from error
    except ValidationError as error:
        raise SignOffError([f"{path}:\n{describe_faults(error)}"]) from error
