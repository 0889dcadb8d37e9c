"""Where a year stands between draft and publication in a few words, for lists of years. The whole of it is `state`."""

from __future__ import annotations

from dagster_project.sealing.manifest import read_manifest
from dagster_project.settings import Settings
from dagster_project.signoff.faults import SignOffError
from dagster_project.signoff.people import PREPARER, SIGN_OFF_FILE, SignOff, read_sign_off
from dagster_project.signoff.state import YearSignOff, year_sign_off

NOT_SET_UP = f"no {SIGN_OFF_FILE}"
NO_KEY = "by name, no key"


def in_short(settings: Settings, year: int) -> str:
    """Where a year stands and who has yet to approve; what keeps that from being told, if something does."""
    if not (settings.company_dir / SIGN_OFF_FILE).is_file():
        return NOT_SET_UP
    try:
        rules = read_sign_off(settings.company_dir)
        return told(year_sign_off(settings, year, rules), rules)
    except SignOffError as error:
        return f"cannot be told: {error.faults[0]}"


def told(state: YearSignOff, rules: SignOff) -> str:
    """A state in a few words, such as `in review: still Board of directors (v1 in force)`."""
    if state.state == "published":
        before = f", supersedes {', '.join(state.superseded)}" if state.superseded else ""
        return f"published {state.version}{before}"
    words: str = state.state
    if state.state == "in review":
        words += f": still {', '.join(_role(rules, role) for role in state.waiting)}"
    if state.voided:
        words += f"; void: {', '.join(dict.fromkeys(one.entry.by for one in state.voided))}"
    return words + (f" ({state.version} in force)" if state.version else "")


def signatures(settings: Settings, year: int) -> list[dict[str, str]]:
    """One line for each signature that holds, that is waited for, or that a change made void; of a published year
    those that it was published on."""
    if not (settings.company_dir / SIGN_OFF_FILE).is_file():
        return []
    try:
        rules = read_sign_off(settings.company_dir)
        state = year_sign_off(settings, year, rules)
    except SignOffError:
        return []
    if state.state == "published" and state.version is not None:
        return [
            _line(one.role_names["en"], one.name, one.at, one.is_signed, "yes")
            for one in read_manifest(settings.releases_dir(year) / state.version).approvals
        ]
    lines = [
        _line(
            _role(rules, one.role or PREPARER), rules.person(one.by).name, one.at, bool(one.signature), "yes"
        )
        for one in state.signatures
    ]
    if state.submission is not None:
        lines += [_line(_role(rules, role), "-", "-", None, "still to approve") for role in state.waiting]
    for one in state.voided:
        entry, changed = one.entry, one.changes
        holds = f"void: {len(changed.figures)} figures and {len(changed.others)} texts changed since"
        lines.append(
            _line(_role(rules, entry.role or PREPARER), entry.by, entry.at, bool(entry.signature), holds)
        )
    return lines


def _line(role: str, who: str, when: str, has_key: bool | None, holds: str) -> dict[str, str]:
    signed = {True: "Ed25519", False: NO_KEY, None: "-"}[has_key]
    return {"role": role, "who": who, "when": when, "signed": signed, "holds": holds}


def _role(rules: SignOff, role: str) -> str:
    return rules.all_roles[role].en
