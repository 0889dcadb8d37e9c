"""`python -m dagster_project.demo.release`: the made-up company from draft to version, to show how it goes.

One program plays all its people, which is what sign-off is to prevent: it refuses any company that is not made up.
Two of them get an Ed25519 key, written below the company's data folder, which is never committed.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import typer

from dagster_project import cli_sign_off
from dagster_project.company import read_company
from dagster_project.settings import Settings, settings_for
from dagster_project.signoff.ledger import ledger_file, read_ledger
from dagster_project.signoff.people import PREPARER, SIGN_OFF_FILE, SignOff, read_sign_off
from dagster_project.signoff.signatures import load_key, new_key
from dagster_project.signoff.state import year_sign_off
from dagster_project.terminal import Terminal, fail, short
from dagster_project.versions import version_name

WITH_KEYS = ("committee_chair", "board_secretary")
out = Terminal(soft_wrap=True)


def main() -> None:
    """Release the year that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m dagster_project.demo.release")
    parser.add_argument("--year", type=int, default=2023)
    try:
        release(settings_for(), parser.parse_args().year)
    except typer.Exit as end:
        raise SystemExit(end.exit_code) from None


def release(settings: Settings, year: int) -> None:
    """Take the year's draft through review, approval and publication; a version that is there is only verified."""
    if not read_company(settings.company_dir).made_up:
        fail(
            f"{short(settings.company_dir)} is no made-up company: its own people submit, approve and publish. "
            "docs/controller.md says how."
        )
    version = settings.releases_dir(year) / version_name(1)
    if version.is_dir():
        out.print(f"{short(version)} is there already, and is never written again.", style="bold")
        _verify(settings, version)
        return
    out.print(
        "A demonstration: one program plays all the people of the made-up company.", style="bold yellow"
    )
    _give_keys(settings)
    rules = read_sign_off(settings.company_dir)
    state = year_sign_off(settings, year, rules)
    preparer = _holder(rules, PREPARER)
    if state.submission is None:
        _do(f"submit --year {year} --by {preparer}", _signed(settings, year, preparer, cli_sign_off.submit))
    for role in year_sign_off(settings, year, rules).waiting:
        by = _holder(rules, role)
        _do(
            f"approve --year {year} --by {by} --as {role}",
            _signed(settings, year, by, cli_sign_off.approve, role=role),
        )
    _do(f"publish --year {year} --by {preparer}", _signed(settings, year, preparer, cli_sign_off.publish))
    _verify(settings, version)
    _do(f"rebuild {short(version)}", lambda: cli_sign_off.rebuild(version))


def _signed(
    settings: Settings, year: int, by: str, command: Callable[..., None], **more: str
) -> Callable[[], None]:
    path = _key_file(settings, by)
    key = path if path.is_file() else None
    return lambda: command(year=year, by=by, company=settings.company_dir, key=key, **more)


def _head_of(settings: Settings, version: Path) -> str:
    """The hash of its publication from the company's ledger, which stands in for the minutes of the board."""
    of_year = int(version.parent.name)
    found = [
        one.hash
        for one in read_ledger(ledger_file(settings))
        if (one.kind, one.year, one.body.get("version")) == ("publication", of_year, version.name)
    ]
    if not found:
        fail(f"The ledger does not have the publication of {version}.")
    return found[-1]


def _verify(settings: Settings, version: Path) -> None:
    head = _head_of(settings, version)
    _do(f"verify {short(version)} --head {head}", lambda: cli_sign_off.verify(version, head))
    out.print("For the minutes of the board:")
    out.print(head)


def _do(told: str, command: Callable[[], None]) -> None:
    out.print(f"\n$ esg {told}", style="bold cyan")
    command()


def _holder(rules: SignOff, role: str) -> str:
    return next(by for by, person in rules.people.items() if role in person.roles)


def _key_file(settings: Settings, by: str) -> Path:
    return settings.data_dir / "keys" / f"{by}.pem"


def _give_keys(settings: Settings) -> None:
    """Keys of those who sign with one, their public halves written into `sign_off.yml`."""
    path = settings.company_dir / SIGN_OFF_FILE
    text = path.read_text(encoding="utf-8")
    for by, person in read_sign_off(settings.company_dir).people.items():
        if by not in WITH_KEYS or person.public_key:
            continue
        file = _key_file(settings, by)
        key = load_key(file) if file.is_file() else new_key(file)
        out.print(f"{by} signs with a key: {short(file)}, its public half in {short(path)}")
        text = text.replace(f"\n  {by}:\n", f"\n  {by}:\n    public_key: {key.public}\n")
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
