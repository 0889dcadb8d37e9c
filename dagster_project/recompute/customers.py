"""Complaints received and resolved, and the mean rating of online service."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from dagster_project.company import Company
from dagster_project.recompute.parts import UNKNOWN, Figures, Parts, Rows, Tables, ratio, total
from dagster_project.recompute.reading import Year, is_yes, number

COMPLAINTS = "customers__complaints"
RATINGS = "customers__satisfaction"


def figures(tables: Tables, company: Company, label: int) -> Figures:
    """Valid complaints received in the year, those of them that were closed since, and the mean score."""
    year = Year.of(company, label)
    valid = [row for row in tables[COMPLAINTS] if is_yes(row["is_valid"]) and year.holds(row["received_on"])]
    closed = [row for row in valid if row["closed_on"]]
    return {
        total("complaints"): Parts(Fraction(len(valid))),
        total("complaint_resolution_rate"): ratio(len(closed), len(valid)),
        total("satisfaction"): mean_score([row for row in tables[RATINGS] if year.holds(row["rated_at"])]),
    }


def mean_score(ratings: Rows) -> Parts:
    """Sum of scores, number of ratings and their scale; scores on several scales have no mean."""
    scales = {number(row["full_score"]) for row in ratings}
    if len(scales) != 1:
        return UNKNOWN
    times = Counter(number(row["score"]) for row in ratings)
    if None in times:
        return UNKNOWN
    score = sum((value * count for value, count in times.items() if value is not None), Fraction(0))
    return Parts(score, Fraction(len(ratings)), scales.pop())
