"""The table of a run of the catalogue, on the screen and as Markdown. Nothing is judged here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.table import Table

from tests.faults.damage import catalogue
from tests.faults.sorting import BAD
from tests.faults.trials import Result

VERDICTS = ("stopped", "explained", "harmless", "escaped", "misnamed", "missed")
COLOURS = {
    "stopped": "green",
    "explained": "green",
    "harmless": "dim",
    "escaped": "bold red",
    "misnamed": "red",
    "missed": "red",
}


def bad(results: Sequence[Result]) -> list[Result]:
    """What may not be: escapes, stops that do not name place or cause, strikes at nothing, trials without a verdict."""
    return [one for one in results if one.outcome is None or one.outcome.verdict in BAD]


def table(results: Sequence[Result]) -> Table:
    """Outcomes by export, and their sums."""
    shown = Table("export", "kinds", "faults", *VERDICTS, title="make faults")
    by_export: dict[str, list[Result]] = {}
    for one in results:
        by_export.setdefault(catalogue()[one.trial.kind].export, []).append(one)
    for export, ones in sorted(by_export.items()):
        shown.add_row(export, *_counts(ones))
    shown.add_section()
    shown.add_row("all", *_counts(results), style="bold")
    return shown


def _counts(results: Sequence[Result]) -> list[str]:
    verdicts = Counter(one.outcome.verdict for one in results if one.outcome)
    kinds = len({one.trial.kind for one in results})
    cells = [f"[{COLOURS[name]}]{verdicts[name]}[/]" if verdicts[name] else "" for name in VERDICTS]
    return [str(kinds), str(len(results)), *cells]


def write_markdown(path: Path, results: Sequence[Result], alarms: Sequence[str], seconds: float) -> None:
    """Write the whole report: sums, what escaped, false alarms, every fault with what was said."""
    kinds = {one.trial.kind for one in results}
    damages = {kind.split("@")[0] for kind in kinds}
    lines = [
        "# Faults",
        "",
        f"{len(results)} faults of {len(kinds)} kinds ({len(damages)} damages, some done to each export) in "
        f"{seconds:.0f} seconds. A harmless fault changed no printed figure and says why.",
        "",
        "| export | kinds | faults | " + " | ".join(VERDICTS) + " |",
        "|---|---:|---:|" + "---:|" * len(VERDICTS),
    ]
    exports = sorted({catalogue()[kind].export for kind in kinds})
    for export in exports:
        lines.append(_line(export, [one for one in results if catalogue()[one.trial.kind].export == export]))
    lines.append(_line("**all**", results))
    second = sum(bool(one.outcome and one.outcome.by_second_source) for one in results)
    lines += [
        "",
        f"{second} of the stopped ones were given away by nothing but a control total of another system: a company "
        "that keeps no such register would have to find them otherwise.",
    ]
    for heading, ones in (
        ("Escaped", [one for one in results if one.outcome and one.outcome.verdict == "escaped"]),
        ("Misnamed", [one for one in results if one.outcome and one.outcome.verdict == "misnamed"]),
        ("Missed", [one for one in results if one.outcome and one.outcome.verdict == "missed"]),
        ("Without a verdict", [one for one in results if one.outcome is None]),
    ):
        lines += ["", f"## {heading}", ""] + [_told(one) for one in ones] + ([] if ones else ["None."])
    lines += ["", "## False alarms on clean companies", "", *(f"- {one}" for one in alarms)]
    lines += [] if alarms else ["None."]
    lines += [
        "",
        "## Every fault",
        "",
        "| fault | seed | what went wrong | verdict | said |",
        "|---|---:|---|---|---|",
    ]
    for one in sorted(
        results, key=lambda one: (catalogue()[one.trial.kind].export, one.trial.kind, one.trial.seed)
    ):
        verdict = one.outcome.verdict if one.outcome else "none"
        said = one.outcome.said if one.outcome else one.broken
        about = catalogue()[one.trial.kind].about
        lines.append(f"| {one.trial.kind} | {one.trial.seed} | {about} | {verdict} | {_cell(said)} |")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _line(name: str, results: Sequence[Result]) -> str:
    verdicts = Counter(one.outcome.verdict for one in results if one.outcome)
    kinds = len({one.trial.kind for one in results})
    return (
        f"| {name} | {kinds} | {len(results)} | " + " | ".join(str(verdicts[one]) for one in VERDICTS) + " |"
    )


def _told(result: Result) -> str:
    kind = catalogue()[result.trial.kind]
    said = result.outcome.said if result.outcome else result.broken.strip().splitlines()[-1]
    moved = "; ".join(_zh_hant(result.outcome.moved)) if result.outcome else ""
    return f"- `{kind.id}` #{result.trial.seed} ({kind.export}): {kind.about} {_cell(said)}" + (
        f" Moved: {moved}" if moved else ""
    )


def _zh_hant(moved: Sequence[str]) -> list[str]:
    """One language is enough where digits moved; notes and labels stand in full."""
    return [one for one in moved if "/zh-Hant:" in one or ("/zh-Hans:" not in one and "/en:" not in one)][:6]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")[:300]
