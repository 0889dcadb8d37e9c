"""Where a year stands between draft and publication, read from its draft, the ledger and the sealed versions.

Nothing is stored: an approval holds as long as what it names is what the draft prints.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from dagster_project.company import read_company
from dagster_project.digests import file_digest
from dagster_project.inputs import DraftState, company_files, draft_state
from dagster_project.publish.printed import PRINTED_FILE, Printed, read_printed
from dagster_project.registry.kpis import company_kpis
from dagster_project.settings import Settings
from dagster_project.signoff.changes import Changes, changes
from dagster_project.signoff.kept import kept_list, kept_printed
from dagster_project.signoff.ledger import Entry, ledger_file, read_ledger
from dagster_project.signoff.people import SignOff
from dagster_project.versions import sealed_versions

State = Literal["draft", "in review", "approved", "published"]
INPUTS, PRINTED = "inputs", "printed"


@dataclass(frozen=True)
class Voided:
    """A signature that no longer holds, since the draft prints something else by now, and what."""

    entry: Entry
    changes: Changes


@dataclass(frozen=True)
class YearSignOff:
    """Where a year stands.

    Attributes:
        version: the version in force; None if the year was never published.
        superseded: the versions before it.
        printed: what the draft prints; None without one.
        preparers: everybody who handed in what the draft prints.
        submission: the preparer's signature of what the draft prints.
        approvals: by role, the approvals of it that hold.
        waiting: the roles that have yet to approve.
        voided: signatures that a change of figures, methods or notes made void.
        changed_inputs: files that differ from those of the submission, though everything prints the same.
    """

    year: int
    state: State
    draft: DraftState
    version: str | None
    superseded: Sequence[str] = ()
    printed: Printed | None = None
    preparers: frozenset[str] = frozenset()
    submission: Entry | None = None
    approvals: dict[str, Entry] = field(default_factory=dict)
    waiting: Sequence[str] = ()
    voided: Sequence[Voided] = ()
    changed_inputs: Sequence[str] = ()

    @property
    def signatures(self) -> list[Entry]:
        """Those that hold, the preparer's first."""
        return [*([self.submission] if self.submission else []), *self.approvals.values()]


def year_sign_off(settings: Settings, year: int, rules: SignOff) -> YearSignOff:
    """Where a year stands. A version that the ledger does not have was not published.

    Raises:
        SignOffError: the ledger or what it names is damaged.
    """
    entries = [one for one in read_ledger(ledger_file(settings)) if one.year == year]
    recorded = {one.body.get("version") for one in entries if one.kind == "publication"}
    versions = [name for name in sealed_versions(settings, year) if name in recorded]
    superseded, version = versions[:-1], versions[-1] if versions else None
    draft = draft_state(settings, year)
    path = settings.draft_dir(year) / PRINTED_FILE
    if not path.is_file():
        state: State = "published" if version else "draft"
        return YearSignOff(year, state, draft, version, superseded)
    printed = read_printed(path)
    signed = _that_count(entries, rules)
    submission, approvals = standing_signatures(entries, rules, printed.digest)
    waiting = [role for role in rules.approvals if role not in approvals]
    published = _is_published(settings, year, version, printed.digest)
    return YearSignOff(
        year,
        _state(published, submission, waiting),
        draft,
        version,
        superseded,
        printed,
        _preparers(signed, printed.digest),
        submission,
        approvals,
        waiting,
        _voided(settings, signed, printed),
        _changed_inputs(settings, year, submission),
    )


def standing_signatures(
    entries: Sequence[Entry], rules: SignOff, printed: str
) -> tuple[Entry | None, dict[str, Entry]]:
    """The preparer's signature of a content, and by role the approvals of it that hold.

    Args:
        entries: of the year.
        printed: sha256 of the content.
    """
    signed = _that_count(entries, rules)
    submission = _last(signed, "submission", printed)
    if submission is None:
        return None, {}
    barred = frozenset() if rules.preparer_may_approve else _preparers(signed, printed)
    may = [one for one in signed if one.seq > submission.seq and one.by not in barred]
    found = {role: _last(may, "approval", printed, role) for role in rules.approvals}
    return submission, {role: one for role, one in found.items() if one is not None}


def _that_count(entries: Sequence[Entry], rules: SignOff) -> list[Entry]:
    """The entries after the last publication or sending back: what was signed before counts no more."""
    counting = [one for one in entries if rules.counts(one)]
    ends = [at for at, entry in enumerate(counting) if entry.kind in ("publication", "sent_back")]
    return counting[ends[-1] + 1 :] if ends else counting


def _preparers(signed: Sequence[Entry], printed: str) -> frozenset[str]:
    """Everybody who handed this content in, also if somebody else did so again."""
    return frozenset(one.by for one in signed if one.kind == "submission" and one.body[PRINTED] == printed)


def _last(entries: Sequence[Entry], kind: str, printed: str, role: str | None = None) -> Entry | None:
    found = [
        one
        for one in entries
        if one.kind == kind and one.body[PRINTED] == printed and role in (None, one.role)
    ]
    return found[-1] if found else None


def _state(published: bool, submission: Entry | None, waiting: Sequence[str]) -> State:
    if published:
        return "published"
    if submission is None:
        return "draft"
    return "in review" if waiting else "approved"


def _is_published(settings: Settings, year: int, version: str | None, printed: str) -> bool:
    if version is None:
        return False
    sealed = settings.releases_dir(year) / version / PRINTED_FILE
    return sealed.is_file() and file_digest(sealed) == printed


def _voided(settings: Settings, signed: Sequence[Entry], printed: Printed) -> list[Voided]:
    """Of each person and role the last signature, if it was of something else than the draft prints now."""
    last = {(one.kind, one.role, one.by): one for one in signed if one.kind in ("submission", "approval")}
    stale = [one for one in last.values() if one.body[PRINTED] != printed.digest]
    if not stale:
        return []
    company = read_company(settings.company_dir)
    registry = company_kpis(company)
    return [
        Voided(one, changes(kept_printed(settings, one.body[PRINTED]), printed, registry, company))
        for one in stale
    ]


def _changed_inputs(settings: Settings, year: int, submission: Entry | None) -> list[str]:
    if submission is None:
        return []
    before, now = kept_list(settings, submission.body[INPUTS]), company_files(settings, year)
    return [
        f"{name} ({'new' if name not in before else 'gone' if name not in now else 'changed'})"
        for name in sorted({*before, *now})
        if before.get(name) != now.get(name)
    ]
