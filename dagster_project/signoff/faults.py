"""The fault that stops a signature, an approval or a publication."""

from __future__ import annotations

from collections.abc import Sequence


class SignOffError(Exception):
    """What was asked cannot be signed, approved or published; every reason at once, and what to do."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(self.faults))
