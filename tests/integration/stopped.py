"""Work that is stopped just before one of its steps, as if the machine had stopped there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest


class StoppedError(Exception):
    """The step was reached at which the work stops."""


def stop_at(patch: pytest.MonkeyPatch, at: int, steps: Sequence[tuple[Any, str]]) -> list[int]:
    """Raise before the step of this number, from 0; gives the numbers of the steps that were begun.

    Args:
        steps: what counts as a step, each a module or class and the name of its function.
    """
    happened: list[int] = []

    def guarded(step: Callable[..., Any]) -> Callable[..., Any]:
        def instead(*args: Any, **named: Any) -> Any:
            happened.append(len(happened))
            if happened[-1] == at:
                raise StoppedError
            return step(*args, **named)

        return instead

    for owner, name in steps:
        patch.setattr(owner, name, guarded(getattr(owner, name)))
    return happened
