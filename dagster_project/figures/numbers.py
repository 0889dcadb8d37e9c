"""From an exact value to the printed digits, and back: one division, one rounding. No table layout."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from dagster_project.figures.values import KpiValue, Notation
from dagster_project.languages import Language, writing
from dagster_project.registry.kpis import Kpi

MISSING = "-"
SUPPRESSED = "*"
NOTATION_KEYS: dict[Notation, str] = {
    "not_occurring": "NO",
    "not_estimated": "NE",
    "included_elsewhere": "IE",
}
"""What is printed where a signed checklist says why there is no quantity."""
_MISSING_SPELLINGS = {"", "-", "—", "–", "/"}
_PRINTED = re.compile(
    r"^(?P<digits>-?\d[\d,]*(?:\.\d+)?)\s*%?\s*"
    r"(?:\((?:滿分|满分|out of)\s*(?P<scale>\d+(?:\.\d+)?)\s*分?\))?$"
)


def exact_value(value: KpiValue, kpi: Kpi) -> Fraction | None:
    """The figure in its printed unit as an exact fraction; None where it is missing.

    A count or an amount is numerator * multiplier / divisor; a ratio or a score divides by its denominator.
    """
    if value.status != "computed" or value.numerator is None:
        return None
    figure = Fraction(value.numerator) * kpi.multiplier / kpi.divisor
    if kpi.is_additive:
        return figure
    if not value.denominator:
        return None
    return figure / Fraction(value.denominator)


def round_half_up(figure: Fraction, decimals: int) -> Decimal:
    """The figure at a number of decimals; a half goes away from zero. Exact for any size."""
    quotient, rest = divmod(abs(figure) * 10**decimals, 1)
    digits = int(quotient) + (2 * rest >= 1)
    sign = int(figure < 0 and digits > 0)
    return Decimal((sign, tuple(int(digit) for digit in str(digits)), -decimals))


def format_number(number: Decimal, decimals: int) -> str:
    """Digits with thousands separators, such as `1,326.30`; the number has at most these decimals."""
    return f"{number:,.{decimals}f}"


def sign_of_missing(status: str) -> str:
    """What is printed in place of a figure that has this status: `NO`, `NE`, `IE`, `*`, else `-`."""
    return {**NOTATION_KEYS, "suppressed": SUPPRESSED}.get(status, MISSING)


def plain(number: Decimal) -> str:
    """A decimal without exponent and without zeros at its end, such as `9` or `0.5`."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def scale_text(scale: Decimal, language: Language) -> str:
    """The full score of a scale as it stands behind a score, such as `(滿分9分)`."""
    return writing(language).scale.format(scale=plain(scale))


def with_scale(digits: str, scale: Decimal | None, language: Language) -> str:
    """Digits, followed by the full score where there is one."""
    return digits if scale is None else f"{digits} {scale_text(scale, language)}"


@dataclass(frozen=True)
class Printed:
    """What a printed cell says: digits as printed, their number and decimals, the full score of a scale."""

    digits: str
    number: Decimal | None
    decimals: int
    scale: Decimal | None

    def text(self, language: Language) -> str:
        return with_scale(self.digits, self.scale, language)


def parse_printed(text: str) -> Printed:
    """Read a printed cell: `1,326.30`, `9 (滿分10分)`, `-` for none, `*` for one kept back, or a notation key.

    Raises:
        ValueError: the text is neither a number nor a sign for missing.
    """
    folded = unicodedata.normalize("NFKC", text).replace("−", "-").strip()
    if folded in _MISSING_SPELLINGS:
        return Printed(MISSING, None, 0, None)
    if folded in (SUPPRESSED, *NOTATION_KEYS.values()):
        return Printed(folded, None, 0, None)
    match = _PRINTED.match(folded)
    if match is None:
        raise ValueError(f"{text!r} is no printed figure; expected digits such as 1,326.30, or - for none")
    number = Decimal(match["digits"].replace(",", ""))
    decimals = len(match["digits"].partition(".")[2])
    scale = Decimal(match["scale"]) if match["scale"] else None
    return Printed(match["digits"], number, decimals, scale)
