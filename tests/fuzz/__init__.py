"""Broken files without number against the door of intake. Files known to be hostile: `tests/unit/hostile`."""
