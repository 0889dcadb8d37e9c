"""`make fuzz`: broken files in their thousands against the door of intake, in processes of bounded memory and time.

What failed is kept in `build/fuzz/` as `<seed>-<number>.bin`; `--only NUMBER` makes it again and shows the error.
"""

from __future__ import annotations

import argparse
import mmap
import shutil
import signal
import struct
import sys
import time
import traceback
from collections import Counter
from functools import partial
from random import Random

from dagster_project.project import PROJECT_ROOT
from tests.fuzz.bounds import TooMuchError, bounded
from tests.fuzz.files import broken_file
from tests.fuzz.properties import door

KEPT = PROJECT_ROOT / "build" / "fuzz"
BATCH, MEGABYTES, SECONDS_FOR_ONE = 2000, 400, 20
Failures = dict[int, str]


def input_of(seed: int, number: int) -> bytes:
    """The input of a number: the same for the same seed, however many are run."""
    return broken_file(Random(f"{seed}/{number}"))


def run_batch(seed: int, first: int, beyond: int, at: mmap.mmap) -> tuple[Counter[str], Failures]:
    """Look at the inputs of some numbers; `at` holds the one that is looked at, for whoever survives this process."""
    here, outcomes, failures = door(), Counter[str](), {}
    signal.signal(signal.SIGVTALRM, _too_slow)
    try:
        for number in range(first, beyond):
            at[:8] = struct.pack("q", number)
            signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS_FOR_ONE)
            try:
                outcomes[here.look_at(input_of(seed, number))] += 1
            except Exception:
                outcomes["FAILED"] += 1
                failures[number] = traceback.format_exc(limit=-3)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        shutil.rmtree(here.settings.company_dir.parent)
    return outcomes, failures


def _too_slow(*_: object) -> None:
    raise TooMuchError(f"more than {SECONDS_FOR_ONE} seconds")


def fuzz(seed: int, first: int, inputs: int) -> tuple[Counter[str], Failures]:
    """Run inputs in batches; one that ends its process is a failure, and the next batch begins behind it."""
    outcomes, failures, began = Counter[str](), dict[int, str](), time.monotonic()
    at, number, beyond = mmap.mmap(-1, 8), first, first + inputs
    while number < beyond:
        last = min(number + BATCH, beyond)
        try:
            some, failed = bounded(
                partial(run_batch, seed, number, last, at), MEGABYTES, BATCH * SECONDS_FOR_ONE
            )
        except TooMuchError as error:
            (last,) = struct.unpack("q", at[:8])
            some, failed, last = Counter({"FAILED": 1}), {last: str(error)}, last + 1
        outcomes, failures, number = outcomes + some, failures | failed, last
        for one, told in failed.items():
            keep(seed, one, told)
        say(seed, first, number, outcomes, time.monotonic() - began)
    return outcomes, failures


def keep(seed: int, number: int, told: str) -> None:
    """Keep an input that failed."""
    KEPT.mkdir(parents=True, exist_ok=True)
    (KEPT / f"{seed}-{number}.bin").write_bytes(input_of(seed, number))
    print(f"input {number} of seed {seed} failed:\n{told}", flush=True)


def say(seed: int, first: int, beyond: int, outcomes: Counter[str], seconds: float) -> None:
    """One line: how many were run so far, and what became of them."""
    told = ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(outcomes.items()))
    print(
        f"seed {seed}, from input {first:,}: {beyond - first:,} run in {seconds:,.0f} s: {told}", flush=True
    )


def main() -> int:
    """Run what is asked for; the exit status is 1 if any input failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--first", type=int, default=0, help="number of the first input, to go on where a run ended"
    )
    parser.add_argument("--only", type=int, help="one input, with its error")
    asked = parser.parse_args()
    if asked.only is not None:
        print(door().look_at(input_of(asked.seed, asked.only)))
        return 0
    _, failures = fuzz(asked.seed, asked.first, asked.inputs)
    for number in failures:
        print(f"again: python -m tests.fuzz --seed {asked.seed} --only {number}")
    return int(bool(failures))


if __name__ == "__main__":
    sys.exit(main())
