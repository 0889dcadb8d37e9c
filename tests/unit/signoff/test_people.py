"""What `sign_off.yml` may say, and who may sign."""

from __future__ import annotations

import copy

import pytest

from dagster_project.signoff.faults import SignOffError
from dagster_project.signoff.people import SIGN_OFF_FILE, read_sign_off
from dagster_project.signoff.signatures import new_key
from tests.unit.signoff.signing_company import RULES, SigningCompany


def changed(**changes):
    return copy.deepcopy(RULES) | changes


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        (changed(approvals=["chair"]), "no role is called chair"),
        (changed(approvals=["board", "committee", "preparer"]), "take preparer out of"),
        (changed(approvals=[]), "at least 1"),
        (changed(preparer_may_approve=True), "needs a `reason`"),
        (changed(people={"bo": {"name": "Bo", "roles": ["data_owner", "board"]}}), "nobody has the role preparer"),
        (changed(approvals=["data_owner", "committee"], people={"an": {"name": "An", "roles": ["preparer"]}}),
         "nobody has the role data_owner, committee"),
        (changed(quorum=2), "Extra inputs"),
        (changed(people={"an": {"name": "An", "roles": ["preparer"], "public_key": "short"}}), "public_key"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told(signing: SigningCompany, rules, told):
    signing.rules(rules)
    with pytest.raises(SignOffError, match=told):
        read_sign_off(signing.settings.company_dir)


def test_a_company_without_the_file_is_told_what_it_is_for(signing: SigningCompany):
    (signing.settings.company_dir / SIGN_OFF_FILE).unlink()
    with pytest.raises(SignOffError, match="names who submits and who approves"):
        read_sign_off(signing.settings.company_dir)


def test_roles_of_the_companys_own_may_approve(signing: SigningCompany):
    roles = {"owner_hr": {"zh-Hant": "人力數據負責人", "en": "Data owner, HR"}}
    people = RULES["people"] | {"di": {"name": "Di", "roles": ["owner_hr"]}}
    signing.rules(changed(roles=roles, people=people, approvals=["owner_hr", "board"]))
    assert read_sign_off(signing.settings.company_dir).signs_as("di", "owner_hr", None) == []


def test_who_may_sign_as_what(signing: SigningCompany, tmp_path):
    rules = read_sign_off(signing.settings.company_dir)
    assert rules.signs_as("bo", "data_owner", None) == []
    assert "does not have the role board" in rules.signs_as("bo", "board", None)[0]
    assert "has no public key" in rules.signs_as("bo", "data_owner", new_key(tmp_path / "bo.pem"))[0]
    with pytest.raises(SignOffError, match="zo is not in"):
        rules.signs_as("zo", "board", None)


def test_who_has_a_key_signs_with_it(signing: SigningCompany, tmp_path):
    key, other = new_key(tmp_path / "bo.pem"), new_key(tmp_path / "other.pem")
    people = copy.deepcopy(RULES["people"])
    people["bo"]["public_key"] = key.public
    signing.rules(changed(people=people))
    rules = read_sign_off(signing.settings.company_dir)
    assert rules.signs_as("bo", "data_owner", key) == []
    assert "found no key" in rules.signs_as("bo", "data_owner", None)[0]
    assert "found another key" in rules.signs_as("bo", "data_owner", other)[0]
