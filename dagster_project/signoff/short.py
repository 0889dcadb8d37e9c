"""Where a year stands between draft and publication in a few words, for lists of years. The whole of it is `state`."""

from __future__ import annotations

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
    """One line for each signature that holds, that is waited for, or that a change made void."""
    if not (settings.company_dir / SIGN_OFF_FILE).is_file():
        return []
    try:
        rules = read_sign_off(settings.company_dir)
        state = year_sign_off(settings, year, rules)
    except SignOffError:
        return []
    lines = [
        {
            "role": _role(rules, one.role or PREPARER),
            "who": rules.person(one.by).name,
            "when": one.at,
            "signed": "Ed25519" if one.signature else NO_KEY,
            "holds": "yes",
        }
        for one in state.signatures
    ]
    if state.submission is not None:
        lines += [
            {"role": _role(rules, role), "who": "-", "when": "-", "signed": "-", "holds": "still to approve"}
            for role in state.waiting
        ]
    return lines + [
        {
            "role": _role(rules, one.entry.role or PREPARER),
            "who": one.entry.by,
            "when": one.entry.at,
            "signed": "Ed25519" if one.entry.signature else NO_KEY,
            "holds": f"void: {len(one.changes.figures)} figures and {len(one.changes.others)} texts changed since",
        }
        for one in state.voided
    ]


def _role(rules: SignOff, role: str) -> str:
    return rules.all_roles[role].en
