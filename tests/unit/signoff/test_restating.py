"""A draft of a published year that prints other figures is submitted only with the reason of each."""

from __future__ import annotations

import json
import shutil

import pytest

from dagster_project.publish.printed import PRINTED_FILE
from dagster_project.signoff.approvals import submit
from dagster_project.signoff.faults import SignOffError
from dagster_project.signoff.ledger import add, ledger_file, next_entry, read_ledger
from dagster_project.signoff.people import read_sign_off
from dagster_project.signoff.recorded import record_written
from dagster_project.signoff.state import year_sign_off
from tests.unit.publish.printed_values import YEAR
from tests.unit.signoff.signing_company import SigningCompany

ELECTRICITY, WATER = f"{YEAR}/electricity", f"{YEAR}/water"


@pytest.fixture
def published(signing: SigningCompany) -> SigningCompany:
    """A company whose draft is published as it is, as far as the sign-off asks."""
    folder = signing.settings.releases_dir(YEAR) / "v1"
    folder.mkdir()
    shutil.copyfile(signing.settings.draft_dir(YEAR) / PRINTED_FILE, folder / PRINTED_FILE)
    add(ledger_file(signing.settings), [next_entry([], "publication", YEAR, "an", {"version": "v1"})])
    return signing


def faults(company: SigningCompany) -> list[str]:
    with pytest.raises(SignOffError) as error:
        submit(company.settings, YEAR, "an")
    return error.value.faults


def test_every_figure_without_a_reason_is_told_with_the_command_that_helps(published):
    published.draft({ELECTRICITY: "1", WATER: "2"})
    told = faults(published)
    assert len(told) == 3
    assert "(electricity) was 1,924.37 in v1 and is 1 now" in told[0]
    assert "(water)" in told[1]
    assert f"esg restate --year {YEAR} --draft" in told[2]


def test_with_a_reason_for_each_it_is_submitted(published):
    published.restate({"figures": ["electricity"]}, {"figures": ["water"], "class": "method"})
    published.draft({ELECTRICITY: "1", WATER: "2"})
    assert submit(published.settings, YEAR, "an").kind == "submission"


@pytest.mark.parametrize("change", [{"of": "v2"}, {"printed_in": "next_report"}, {"figures": ["water"]}])
def test_an_entry_of_another_version_figure_or_report_is_no_reason(published, change):
    published.restate({"figures": ["electricity"]} | change)
    published.draft({ELECTRICITY: "1"})
    assert "(electricity) was" in faults(published)[0]


def test_an_entry_whose_figure_prints_the_same_is_stale(published):
    published.restate({"figures": ["electricity", "water"]})
    published.draft({ELECTRICITY: "1"})
    (told,) = faults(published)
    assert "water is restated" in told and "take it out" in told


def test_an_entry_of_all_that_changed_where_nothing_did_is_stale(published):
    published.restate({})
    published.draft()
    assert any("none of its figures changed" in one for one in faults(published))


def rewritten(company: SigningCompany, change) -> None:
    """Change what the draft prints in another way than a figure of the year."""
    path = company.settings.draft_dir(YEAR) / PRINTED_FILE
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    company.up_to_date()


def test_a_comparative_is_not_changed_without_a_mark(published):
    def change(content, notes=()):
        content["figures"][WATER]["cells"][str(YEAR - 1)] |= {"digits": "1", "notes": list(notes)}

    rewritten(published, change)
    (told,) = faults(published)
    assert f"{YEAR - 1} was 16,098.54 and is 1" in told
    assert f"restatements/{YEAR - 1}.yml" in told
    rewritten(published, lambda content: change(content, ["restated-2022-1"]))
    assert submit(published.settings, YEAR, "an").kind == "submission"


def test_a_figure_is_not_left_out_of_a_later_version(published):
    def change(content):
        content["table"].remove(WATER)
        del content["figures"][WATER]

    rewritten(published, change)
    (told,) = faults(published)
    assert "was printed and is not" in told


def test_what_a_restatement_said_before_stays_in_the_ledger(published):
    published.restate({"figures": ["electricity"]})
    record_written(published.settings, YEAR)
    published.restate({"figures": ["electricity"], "class": "factor"})
    (entry,) = record_written(published.settings, YEAR)
    assert entry.kind == "restatement"
    assert (entry.body["before"]["class"], entry.body["now"]["class"]) == ("error", "factor")
    kinds = [one.kind for one in read_ledger(ledger_file(published.settings))]
    assert kinds == ["publication", "restatement", "restatement"]


def test_a_version_that_the_ledger_does_not_have_was_not_published(signing: SigningCompany):
    """Anybody could put a copy of the draft there."""
    settings, rules = signing.settings, read_sign_off(signing.settings.company_dir)
    folder = settings.releases_dir(YEAR) / "v1"
    folder.mkdir()
    shutil.copyfile(settings.draft_dir(YEAR) / PRINTED_FILE, folder / PRINTED_FILE)
    state = year_sign_off(settings, YEAR, rules)
    assert (state.state, state.version) == ("draft", None)
    add(ledger_file(settings), [next_entry([], "publication", YEAR, "an", {"version": "v1"})])
    state = year_sign_off(settings, YEAR, rules)
    assert (state.state, state.version) == ("published", "v1")
