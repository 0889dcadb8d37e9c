"""The gate report of a year: what stands in it, how it is read from the warehouse, its page and its short form.

Rules are judged in `gates/`; nothing here decides whether a year may be published. No Dagster here.
"""
