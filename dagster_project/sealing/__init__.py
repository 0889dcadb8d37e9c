"""Versions of a year that were published and are never written again. Who approved them is in `signoff/`."""
