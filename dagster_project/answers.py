"""A company's written answers after a change of the key: they name people by the hashes of today.

What an answer is stands in `gates/explanations.py`, which hash follows which in `successors.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from dagster_project.durable import write_whole
from dagster_project.gates.explanations import EXPLANATIONS_FOLDER, Explanation, load_explanations
from dagster_project.gates.results import Finding, read_findings
from dagster_project.intake.keys import OWNER_ONLY
from dagster_project.settings import Settings
from dagster_project.successors import as_json, digest_in, of_today, read_successors
from dagster_project.warehouse.connection import warehouse


def carry_over(settings: Settings, year: int, answered: Collection[str]) -> int:
    """Bring answers that hold a digest of hashes to the digest by the new key; gives how many were.

    The year was run with the new key, and stopped since it waits for them. A digest does not say whom it is of. So an
    answer follows if it counted before, and the same rule sees as many rows: nothing but the key is another.

    Args:
        answered: what those findings were seen as that had an answer before the key was changed.
    """
    if not settings.warehouse(year).is_file():
        return 0
    with warehouse(settings.warehouse(year), read_only=True) as connection:
        waiting = [one for one in read_findings(connection) if one.answer is None]
    followed = {
        digest_in(entry.seen) or "": digest_in(finding.seen) or ""
        for finding in waiting
        for entry in load_explanations(settings.company_dir, year)
        if entry.answer and entry.seen in answered and _differ_by_digest(entry, finding)
    }
    if followed:
        known = {one: followed.get(then, then) for one, then in read_successors(settings.successors).items()}
        write_whole(settings.successors, as_json(known | followed), OWNER_ONLY)
        bring_to_today(settings)
    return len(followed)


def _differ_by_digest(entry: Explanation, finding: Finding) -> bool:
    """Whether an answer would be to a finding if that had another digest."""
    was, now = digest_in(entry.seen), digest_in(finding.seen)
    if was is None or now is None or was == now:
        return False
    return (entry.rule, entry.subject, entry.seen.replace(was, now), entry.times) == finding.identity


def seen_of_many(path: Path) -> Iterator[str]:
    """What findings that hold a digest were seen as, those that are answered."""
    if path.is_file():
        with warehouse(path, read_only=True) as connection:
            yield from (one.seen for one in read_findings(connection) if one.answer and digest_in(one.seen))


def bring_to_today(settings: Settings) -> None:
    """Put today's hashes and digests in the place of older ones. May be done again."""
    known = read_successors(settings.successors)
    for path in answer_files(settings):
        before = path.read_bytes().decode("utf-8")
        now = of_today(before, known)
        if now != before:
            write_whole(path, now.encode(), path.stat().st_mode & 0o777)


def answer_files(settings: Settings) -> list[Path]:
    """The files in which a company answers warnings, as they stand."""
    return sorted((settings.company_dir / EXPLANATIONS_FOLDER).glob("*.yml"))
