"""From draft to approved: who may do what when, and what makes a signature void."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from dagster_project.company import Names
from dagster_project.publish.printed import printed_content
from dagster_project.signoff.approvals import approve, send_back, submit
from dagster_project.signoff.faults import SignOffError
from dagster_project.signoff.ledger import add, ledger_file, next_entry, read_ledger, write_links
from dagster_project.signoff.people import read_sign_off
from dagster_project.signoff.signatures import new_key
from dagster_project.signoff.state import year_sign_off
from tests.unit.publish.printed_values import YEAR
from tests.unit.signoff.signing_company import RULES, SigningCompany

ELECTRICITY = f"{YEAR}/electricity"


def state(signing: SigningCompany):
    return year_sign_off(signing.settings, YEAR, read_sign_off(signing.settings.company_dir))


def approved(signing: SigningCompany) -> SigningCompany:
    submit(signing.settings, YEAR, "an")
    approve(signing.settings, YEAR, "bo")
    approve(signing.settings, YEAR, "cy")
    return signing


def test_the_way_of_a_draft(signing: SigningCompany):
    assert (state(signing).state, state(signing).waiting) == ("draft", ["data_owner", "board"])
    submit(signing.settings, YEAR, "an")
    assert state(signing).state == "in review"
    approve(signing.settings, YEAR, "cy")
    assert (state(signing).state, state(signing).waiting) == ("in review", ["data_owner"])
    approve(signing.settings, YEAR, "bo")
    assert state(signing).state == "approved"
    assert [one.by for one in state(signing).signatures] == ["an", "bo", "cy"]


def test_nobody_approves_what_is_not_in_review(signing: SigningCompany):
    with pytest.raises(SignOffError, match="is not in review"):
        approve(signing.settings, YEAR, "bo")
    assert read_ledger(ledger_file(signing.settings)) == []


def test_who_prepared_does_not_approve(signing: SigningCompany):
    signing.rules(copy.deepcopy(RULES) | {"approvals": ["committee", "board"]})
    submit(signing.settings, YEAR, "an")
    with pytest.raises(SignOffError, match="who prepares does not approve"):
        approve(signing.settings, YEAR, "an", "committee")


def test_who_prepared_approves_where_the_company_says_so_with_a_reason(signing: SigningCompany):
    rules = {"approvals": ["committee"], "preparer_may_approve": True, "reason": "Two people in all"}
    signing.rules(copy.deepcopy(RULES) | rules)
    submit(signing.settings, YEAR, "an")
    approve(signing.settings, YEAR, "an")
    assert state(signing).state == "approved"
    signing.rules(copy.deepcopy(RULES) | {"approvals": ["committee"]})
    assert state(signing).state == "in review"


def test_one_approves_once(signing: SigningCompany):
    submit(signing.settings, YEAR, "an")
    approve(signing.settings, YEAR, "bo")
    with pytest.raises(SignOffError, match="bo approved it as data_owner already"):
        approve(signing.settings, YEAR, "bo")
    with pytest.raises(SignOffError, match="is in review already"):
        submit(signing.settings, YEAR, "an")


def test_all_reasons_are_told_at_once(signing: SigningCompany):
    (signing.settings.raw_dir(YEAR) / "export.csv").write_text("a,b\n1,3\n", encoding="utf-8")
    with pytest.raises(SignOffError) as refused:
        approve(signing.settings, YEAR, "bo", "board")
    told = " ".join(refused.value.faults)
    assert len(refused.value.faults) == 3
    assert "does not have the role board" in told
    assert "is not of the present inputs" in told
    assert "is not in review" in told


def test_a_role_is_asked_for_where_somebody_has_several(signing: SigningCompany):
    people = copy.deepcopy(RULES["people"])
    people["bo"]["roles"] = ["data_owner", "board"]
    signing.rules(RULES | {"people": people})
    submit(signing.settings, YEAR, "an")
    with pytest.raises(SignOffError, match=r"has the roles data_owner, board\. Say in which one"):
        approve(signing.settings, YEAR, "bo")
    approve(signing.settings, YEAR, "bo", "board")
    assert state(signing).waiting == ["data_owner"]


@pytest.mark.parametrize(("digits", "material"), [("1", True), (None, False)])
def test_a_changed_figure_voids_what_was_signed_however_small_it_is(
    signing: SigningCompany, digits, material
):
    before = state(approved(signing)).printed
    assert before is not None
    cell = before.content["figures"][ELECTRICITY]["cells"][str(YEAR)]["digits"]
    if digits is None:
        digits = cell[:-1] + ("1" if cell[-1] != "1" else "2")
    signing.draft({ELECTRICITY: digits})
    now = state(signing)
    assert (now.state, now.submission, now.approvals) == ("draft", None, {})
    assert [one.entry.by for one in now.voided] == ["an", "bo", "cy"]
    (figure,) = now.voided[0].changes.figures
    assert (figure.key.kpi_id, figure.before, figure.now) == ("electricity", cell, digits)
    assert figure.material is material


def test_a_changed_note_voids_it_too(signing: SigningCompany):
    from dataclasses import replace

    from tests.unit.publish.printed_values import golden_notes, said

    signing.given.notes = golden_notes()
    signing.draft()
    approved(signing)
    signing.given.notes = [replace(one, text=said("another text")) for one in golden_notes()]
    signing.draft()
    (first, *_) = state(signing).voided
    assert first.changes.figures == []
    assert all(one.startswith("footnote ") for one in first.changes.others)
    assert first.changes.others


def test_a_draft_that_prints_the_same_again_is_approved_again(signing: SigningCompany):
    approved(signing)
    signing.draft({ELECTRICITY: "1"})
    signing.draft()
    assert state(signing).state == "approved"


def test_a_changed_input_that_moves_nothing_is_shown_and_voids_nothing(signing: SigningCompany):
    approved(signing)
    (signing.settings.raw_dir(YEAR) / "export.csv").write_text("a,b\n1,2\n\n", encoding="utf-8")
    (signing.settings.raw_dir(YEAR) / "new.csv").write_text("a\n", encoding="utf-8")
    signing.up_to_date()
    now = state(signing)
    assert now.state == "approved"
    assert now.changed_inputs == [f"raw/{YEAR}/export.csv (changed)", f"raw/{YEAR}/new.csv (new)"]


def test_what_is_sent_back_has_to_be_signed_anew(signing: SigningCompany):
    approved(signing)
    with pytest.raises(SignOffError, match="needs a reason"):
        send_back(signing.settings, YEAR, "cy", " ")
    send_back(signing.settings, YEAR, "cy", "The scope is wrong")
    assert (state(signing).state, state(signing).signatures) == ("draft", [])
    submit(signing.settings, YEAR, "an")
    assert state(signing).waiting == ["data_owner", "board"]


def test_an_approval_written_into_the_ledger_by_hand_does_not_count(signing: SigningCompany, tmp_path):
    key = new_key(tmp_path / "cy.pem")
    people = copy.deepcopy(RULES["people"])
    people["cy"]["public_key"] = key.public
    signing.rules(RULES | {"people": people})
    submit(signing.settings, YEAR, "an")
    path = ledger_file(signing.settings)
    entries = read_ledger(path)
    forged = next_entry(entries, "approval", YEAR, "cy", dict(entries[0].body), role="board")
    write_links(path, [*entries, forged])
    assert state(signing).waiting == ["data_owner", "board"]
    approve(signing.settings, YEAR, "cy", key=key)
    assert state(signing).waiting == ["data_owner"]


def test_who_lost_the_role_no_longer_counts(signing: SigningCompany):
    approved(signing)
    people = copy.deepcopy(RULES["people"]) | {"di": {"name": "Di", "roles": ["board"]}}
    people["cy"]["roles"] = ["committee"]
    signing.rules(RULES | {"people": people})
    assert state(signing).waiting == ["board"]


def test_a_signed_content_that_was_changed_is_told(signing: SigningCompany):
    approved(signing)
    kept = next(
        path
        for path in (signing.settings.company_dir / "approvals" / "kept").iterdir()
        if path.stem == state(signing).submission.body["printed"]  # type: ignore[union-attr]
    )
    kept.write_text("{}", encoding="utf-8")
    signing.draft({ELECTRICITY: "1"})
    with pytest.raises(SignOffError, match="was changed: what was signed can no longer be shown"):
        state(signing)


@pytest.mark.parametrize(
    ("name", "told"), [("boundary", "the reporting boundary"), ("names", "the name of the company")]
)
def test_other_words_around_the_figures_void_what_was_signed(signing: SigningCompany, name, told):
    approved(signing)
    other = {"zh-Hant": "另一", "en": "Another"}
    signing.given.company = signing.given.company.model_copy(update={name: Names.model_validate(other)})
    signing.draft()
    now = state(signing)
    assert (now.state, len(now.voided)) == ("draft", 3)
    assert now.voided[0].changes.others == [told]


def test_definition_and_source_of_each_method_are_signed(signing: SigningCompany):
    before = printed_content(signing.given.edition())
    assert all(one["definition"] and one["source"] for one in before["methods"].values())


def test_who_handed_it_in_first_does_not_approve_after_somebody_else_did(signing: SigningCompany):
    rules: dict[str, Any] = copy.deepcopy(RULES) | {"approvals": ["committee"]}
    rules["people"]["bo"]["roles"] = ["preparer"]
    signing.rules(rules)
    submit(signing.settings, YEAR, "an")
    path = ledger_file(signing.settings)
    body = read_ledger(path)[0].body
    again = next_entry(read_ledger(path), "submission", YEAR, "bo", body, role="preparer")
    add(path, [again])
    with pytest.raises(SignOffError, match="who prepares does not approve"):
        approve(signing.settings, YEAR, "an")
    add(path, [next_entry(read_ledger(path), "approval", YEAR, "an", body, role="committee")])
    assert state(signing).waiting == ["committee"]
