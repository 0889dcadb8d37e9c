"""`make fuzz-guided`: atheris lets what the reader's own branches do with a file decide how the next one is broken.

Atheris is no part of the lock: it has wheels for few machines. Its first inputs are those of `files.py`; what it
finds is written to `build/fuzz/` as `crash-...` and can be given to it again by name.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris  # pyright: ignore[reportMissingImports]

from dagster_project.project import PROJECT_ROOT

with atheris.instrument_imports(include=["dagster_project.intake"]):
    from tests.fuzz.properties import door
from tests.fuzz.__main__ import KEPT, input_of

FIRST_INPUTS = 300
CORPUS = PROJECT_ROOT / "build" / "fuzz" / "corpus"


def main() -> None:
    """Arguments are atheris' own, such as `-max_total_time=600` or `-runs=100000`."""
    CORPUS.mkdir(parents=True, exist_ok=True)
    for number in range(FIRST_INPUTS):
        (CORPUS / f"first-{number}").write_bytes(input_of(0, number))
    here = door()
    own = [f"-artifact_prefix={KEPT}/", "-rss_limit_mb=1500", "-timeout=20", "-max_len=65536"]
    files = [] if any(Path(argument).is_file() for argument in sys.argv[1:]) else [str(CORPUS)]
    atheris.Setup([sys.argv[0], *own, *sys.argv[1:], *files], lambda data: here.look_at(data) and None)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
