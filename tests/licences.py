"""`make licences`: writes down the licence of every locked library, from what the installed ones say of themselves.

What they say in words of their own stands in `SAID`; a licence that nobody can tell stops it.
"""

from __future__ import annotations

import csv
import io
import re
from contextlib import suppress
from functools import cache
from importlib.metadata import Distribution, distributions
from typing import Any

from license_expression import ExpressionError, LicenseSymbol, Licensing, get_spdx_licensing

from dagster_project.dependencies import LICENCES, PYTHON_LOCK, Library, libraries
from dagster_project.project import PROJECT_ROOT

DOCUMENT = PROJECT_ROOT / "docs" / "licences.md"
COPYLEFT = re.compile(r"(?:A?GPL|LGPL|MPL|EPL|CDDL|EUPL|OFL)-")
SAID = {
    "Apache 2.0": "Apache-2.0",
    "Apache-2": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache License Version 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "3-Clause BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "ISC License": "ISC",
    "MIT license": "MIT",
    "MIT License": "MIT",
    "License :: OSI Approved :: MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSFL": "PSF-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
IN_ITS_TEXT = {
    "altair": "BSD-3-Clause",
    "antlr4-python3-runtime": "BSD-3-Clause",
    "colorama": "BSD-3-Clause",
    "gitdb": "BSD-3-Clause",
    "httpx2-jsfetch": "LicenseRef-not-read",
    "isodate": "BSD-3-Clause",
    "jinja2": "BSD-3-Clause",
    "jinja2-simple-tags": "BSD-3-Clause",
    "jsonlines": "BSD-3-Clause",
    "nodeenv": "BSD-3-Clause",
    "psutil": "BSD-3-Clause",
    "pyreadline3": "BSD-3-Clause",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "pywin32": "PSF-2.0",
    "scipy": "BSD-3-Clause",
    "sqlparse": "BSD-3-Clause",
    "text-unidecode": "Artistic-1.0-Perl OR GPL-2.0-or-later",
    "uvloop": "MIT OR Apache-2.0",
}
"""Read in the text of the licence that comes with the library; antlr4's says BSD and brings none.

httpx2-jsfetch is for Python in a browser only and cannot be installed here, so its licence was not read.
"""

HEADING = """# Licences

Every library of both locks, written by `make licences` and held against the locks by a test.
Licences are SPDX expressions; `LicenseRef-not-read` is one that nobody could read yet.

The project itself has no licence yet: there is no LICENSE, and `pyproject.toml` names none. Whoever chooses one
has to look at the libraries under copyleft: what is changed in their files, or in the fonts, stays under their
licence. The others ask for their notice.
"""


def licence_of(distribution: Distribution) -> str:
    """The SPDX expression of an installed library.

    Raises:
        ValueError: what it says is no licence that is known here.
    """
    said = distribution.metadata
    name = _plain(said["Name"])
    classifiers = [
        one.split(" :: ")[-1] for one in said.get_all("Classifier") or [] if one.startswith("License ::")
    ]
    for one in (IN_ITS_TEXT.get(name), said.get("License-Expression"), said.get("License"), *classifiers):
        expression = SAID.get(one or "", one)
        with suppress(ExpressionError):
            if expression:
                return str(_spdx().parse(expression, validate=True))
    raise ValueError(
        f"{name} says {said.get('License')!r} and {classifiers}: read its text and add it to IN_ITS_TEXT"
    )


def stated() -> dict[str, str]:
    """The licence of each library of the Python lock, whether or not it is installed on this machine."""
    here = {_plain(one.metadata["Name"]): one for one in distributions()}
    names = re.findall(r"^([\w.-]+)(?:\[[^]]*])?==", PYTHON_LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    return {
        name: licence_of(here[name]) if name in here else IN_ITS_TEXT[name] for name in sorted(set(names))
    }


@cache
def _spdx() -> Licensing:
    return get_spdx_licensing()


def is_copyleft(licence: str) -> bool:
    """Whether a licence asks that changes stay under it, whichever of its choices is taken."""

    def asks(part: Any) -> bool:
        if isinstance(part, LicenseSymbol):
            return COPYLEFT.match(part.key) is not None
        parts = [asks(one) for one in part.args]
        return all(parts) if part.operator.strip() == "OR" else any(parts)

    return asks(_spdx().parse(licence))


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def csv_text(licences: dict[str, str]) -> str:
    """What `dagster_project/licences.csv` says."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([("library", "licence"), *licences.items()])
    return out.getvalue()


def document(found: list[Library]) -> str:
    """What `docs/licences.md` says."""
    copyleft = [one for one in found if is_copyleft(one.licence)]
    counts: dict[str, int] = {}
    for one in found:
        counts[one.licence] = counts.get(one.licence, 0) + 1
    by_count = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    parts = [
        HEADING,
        "## Copyleft\n",
        _table([(one.name, one.version, one.licence, _used(one)) for one in copyleft]),
        "## How many have which\n",
        "| licence | libraries |\n|---|---|\n"
        + "".join(f"| {name} | {count} |\n" for name, count in by_count),
        "## Python\n",
        _table([(one.name, one.version, one.licence, _used(one)) for one in found if one.registry == "pypi"]),
        "## The page and the fonts\n",
        _table([(one.name, one.version, one.licence, _used(one)) for one in found if one.registry == "npm"]),
    ]
    return "\n".join(parts)


def _used(library: Library) -> str:
    use = "building and testing" if library.builds_only else "running"
    return f"{use}; {library.marker}" if library.marker else use


def _table(rows: list[tuple[str, str, str, str]]) -> str:
    head = "| library | version | licence | for |\n|---|---|---|---|\n"
    return head + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def main() -> None:
    """Write both files anew."""
    LICENCES.write_text(csv_text(stated()), encoding="utf-8")
    DOCUMENT.write_text(document(libraries()), encoding="utf-8")


if __name__ == "__main__":
    main()
