"""Submitting a draft, approving it and sending it back. The rules are in `people`, where a year stands in `state`."""

from __future__ import annotations

from dagster_project.inputs import company_files
from dagster_project.publish.printed import PRINTED_FILE, read_printed
from dagster_project.publish.restated import cells_of, differing, gone_or_unmarked
from dagster_project.publish.restatements import RestatementError, figure_text, load_restatements
from dagster_project.settings import Settings
from dagster_project.signoff.faults import SignOffError
from dagster_project.signoff.kept import keep, keep_list
from dagster_project.signoff.ledger import Entry, Kind, add, ledger_file, next_entry, read_ledger
from dagster_project.signoff.people import PREPARER, SignOff, read_sign_off
from dagster_project.signoff.signatures import SigningKey
from dagster_project.signoff.state import INPUTS, PRINTED, YearSignOff, year_sign_off


def submit(settings: Settings, year: int, by: str, key: SigningKey | None = None) -> Entry:
    """Sign a year's draft as its preparer and hand it to those who approve. The writer lock must be held.

    Raises:
        SignOffError: the draft is missing, out of date or narrowed, it is published as it is, a figure that was
            published is another now and no entry says why, or the person may not.
    """
    rules = read_sign_off(settings.company_dir)
    state = year_sign_off(settings, year, rules)
    faults = [*rules.signs_as(by, PREPARER, key), *(_not_ready(state) or restatement_faults(settings, state))]
    if state.state != "draft" and not faults:
        faults.append(f"{year} is {state.state} already: the draft prints the same.")
    if faults:
        raise SignOffError(faults)
    return _sign(settings, year, "submission", by, PREPARER, key)


def approve(
    settings: Settings, year: int, by: str, role: str | None = None, key: SigningKey | None = None
) -> Entry:
    """Approve what a year's draft prints, in a role. The writer lock must be held.

    Args:
        role: needed where the person has several of the roles that approve.

    Raises:
        SignOffError: the draft is not in review or out of date, the person may not approve in this role, prepared
            the draft, or approved in this role already.
    """
    rules = read_sign_off(settings.company_dir)
    state = year_sign_off(settings, year, rules)
    chosen = role or _only_role(rules, by)
    faults = [*rules.signs_as(by, chosen, key), *_not_ready(state)]
    if chosen not in rules.approvals:
        faults.append(f"The role {chosen} does not approve. Those who do: {', '.join(rules.approvals)}.")
    if state.submission is None:
        faults.append(
            f"{year} is not in review. Its preparer hands it in with: esg submit --year {year} --by WHO"
        )
    elif by in state.preparers and not rules.preparer_may_approve:
        faults.append(f"{by} prepared the draft, and who prepares does not approve. Someone else has to.")
    if chosen in state.approvals:
        faults.append(f"{state.approvals[chosen].by} approved it as {chosen} already.")
    if faults:
        raise SignOffError(faults)
    return _sign(settings, year, "approval", by, chosen, key)


def send_back(settings: Settings, year: int, by: str, reason: str, key: SigningKey | None = None) -> Entry:
    """Refuse what is in review, with a reason; its signatures count no more. The writer lock must be held.

    Raises:
        SignOffError: nothing is in review, the reason is empty, or the person has no role that approves.
    """
    rules = read_sign_off(settings.company_dir)
    state = year_sign_off(settings, year, rules)
    roles = [role for role in rules.person(by).roles if role in (*rules.approvals, PREPARER)]
    faults = rules.signs_as(by, roles[0], key) if roles else [f"{by} has no role that approves."]
    if state.submission is None:
        faults.append(f"{year} is not in review: there is nothing to send back.")
    if not reason.strip():
        faults.append("Sending back needs a reason.")
    if faults:
        raise SignOffError(faults)
    body = {PRINTED: state.printed.digest if state.printed else None, "reason": reason.strip()}
    entry = next_entry(
        read_ledger(ledger_file(settings)), "sent_back", year, by, body, role=roles[0], key=key
    )
    add(ledger_file(settings), [entry])
    return entry


def _only_role(rules: SignOff, by: str) -> str:
    roles = [role for role in rules.person(by).roles if role in rules.approvals]
    if len(roles) == 1:
        return roles[0]
    found = f"has the roles {', '.join(roles)}" if roles else "has no role that approves"
    raise SignOffError(
        [f"{by} {found}. Say in which one with --as; those that approve: {', '.join(rules.approvals)}."]
    )


def _not_ready(state: YearSignOff) -> list[str]:
    year = state.year
    if state.draft == "up to date":
        return []
    found = {
        "none": f"There is no draft of {year}.",
        "out of date": f"The draft of {year} is not of the present inputs, or its last run was stopped.",
        "narrowed": f"The draft of {year} has only some of its formats.",
    }[state.draft]
    return [f"{found} Run it with: esg run --year {year}"]


def restatement_faults(settings: Settings, state: YearSignOff) -> list[str]:
    """What keeps a draft from being a new version of its year: restated figures without a reason, stale entries."""
    if state.version is None or state.printed is None:
        return []
    sealed = read_printed(settings.releases_dir(state.year) / state.version / PRINTED_FILE)
    changed = differing(cells_of(sealed), cells_of(state.printed))
    try:
        entries = load_restatements(settings.company_dir, state.year)
    except RestatementError as error:
        return [str(error)]
    own = [one for one in entries if (one.of, one.printed_in) == (state.version, "new_version")]
    file = f"restatements/{state.year}.yml"
    faults = [
        f"{sealed.label(key, 'en')} ({figure_text(key)}) was {sealed.text_of(key)('en')} in {state.version} and is "
        f"{state.printed.text_of(key)('en')} now: say why in {file}"
        for key in changed
        if not any(entry.covers(key) for entry in own)
    ]
    stale = [
        f"{figure_text(key)} is restated in {file}, but prints what {state.version} printed: take it out there."
        for entry in own
        for key in entry.keys
        if key not in changed
    ]
    empty = [
        f"{file} restates {state.version}, and none of its figures changed: take the entry out."
        for entry in own
        if entry.figures is None and not changed
    ]
    besides = [f"{state.version}: {one}" for one in gone_or_unmarked(sealed, state.printed)]
    if faults:
        faults.append(f"Entries to fill in are added by: esg restate --year {state.year} --draft")
    return [*faults, *stale, *empty, *besides]


def _sign(settings: Settings, year: int, kind: Kind, by: str, role: str, key: SigningKey | None) -> Entry:
    body = {
        PRINTED: keep(settings, (settings.draft_dir(year) / PRINTED_FILE).read_bytes()),
        INPUTS: keep_list(settings, company_files(settings, year)),
    }
    entry = next_entry(read_ledger(ledger_file(settings)), kind, year, by, body, role=role, key=key)
    add(ledger_file(settings), [entry])
    return entry
