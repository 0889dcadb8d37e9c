"""The one error of this package: all faults at once, each with what to do. Gates are elsewhere."""

from __future__ import annotations

from collections.abc import Sequence


class PublishError(Exception):
    """The appendix cannot be written; `faults` lists every reason."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = list(faults)
        super().__init__(
            "The appendix cannot be written:\n" + "\n".join(f"  {fault}" for fault in self.faults)
        )
