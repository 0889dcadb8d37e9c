"""Landed originals past their retention, replaced by copies without identifiers. How copies are read: `intake/`."""
