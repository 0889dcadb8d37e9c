"""The KPI registry: what each KPI is, from `seeds/kpis/` and a company's own indicators. No figures, no choices."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError, model_validator

from dagster_project.company import (
    DEFAULT_CURRENCY,
    Company,
    Identifier,
    Indicator,
    Names,
    Strict,
    describe_faults,
)
from dagster_project.languages import WRITTEN
from dagster_project.project import SEEDS_DIR
from dagster_project.yaml_text import load_yaml

KPIS_DIR = SEEDS_DIR / "kpis"
CURRENCIES = SEEDS_DIR / "currencies.yml"
TOTAL = "total"

REGISTER = "company__indicators"
REGISTER_MART = "mart_register"
REGISTER_METHOD = {
    "id": "kept_and_signed",
    "names": {"zh-Hant": "登記並簽署", "en": "Kept and signed"},
    "formula": {
        "zh-Hant": "負責人登記並簽署的數值；比率及評分為登記的數值除以登記的基數",
        "en": "The value that its owner keeps and signs; a ratio or a score is that value over the base kept with it",
    },
    "source": {"zh-Hant": "公司指標登記冊", "en": "The company's register of indicators"},
}


class RegistryError(Exception):
    """The registry, or a company's choice from it, cannot be used; the message lists every fault."""


def _same_in_all_languages(text: Any) -> Any:
    return dict.fromkeys(WRITTEN, text) if isinstance(text, str) else text


Text = Annotated[Names, BeforeValidator(_same_in_all_languages)]
"""Names in each language; a plain string (a citation, a symbol) stands for all of them."""


class Unit(Strict):
    """The unit that a KPI is printed in: its id, and how the table prints it in each language.

    Attributes:
        is_currency: it is money, in the company's currency.
    """

    id: Identifier
    names: Text
    is_currency: bool = Field(default=False, exclude=True)


def currency_unit(currency: str) -> Unit:
    """The unit of amounts of money in a currency, by its code of ISO 4217."""
    names = currencies().get(currency) or Names.of(currency)
    return Unit(id=currency.lower(), names=names, is_currency=True)


@cache
def currencies() -> dict[str, Names]:
    """What the amounts of each known currency are printed in, by its code."""
    content = load_yaml(CURRENCIES.read_text(encoding="utf-8"))
    return TypeAdapter(dict[str, Names]).validate_python(content)


def _money(unit: Any) -> Any:
    return currency_unit(DEFAULT_CURRENCY) if unit == "currency" else unit


class AnyOf(Strict):
    """Exports of which one is enough, such as a roster or a list of employments."""

    any_of: Annotated[list[Identifier], Field(min_length=2)]


class Component(Strict):
    """One term of a method: the part of the data, the side of the fraction and its weight."""

    component: Literal["leaver", "opening", "closing"]
    role: Literal["numerator", "denominator"]
    weight: Decimal


class Method(Strict):
    """One way to compute a KPI.

    Attributes:
        formula: what is divided by or summed over what, in words.
        components: the terms that the mart weighs; empty where the KPI has only one way.
        source: the standard, guidance or practice that the formula comes from.
    """

    id: Identifier
    names: Text
    formula: Text
    components: list[Component] = Field(default=[])
    source: Text


class Breakdown(Strict):
    """A division of a KPI.

    Attributes:
        names: label of the KPI in the lines of this breakdown.
        stands_alone: each member is printed as a KPI of its own, without a breakdown label.
        members: in print order, the label of each member.
    """

    names: Names
    stands_alone: bool = False
    members: Annotated[dict[Identifier, Names], Field(min_length=1)]


StandardName = Annotated[str, Field(pattern=r"^[A-Z][A-Za-z0-9 ]*$")]
"""What a standard is called in the YAML of KPIs and of `seeds/standards/`, such as HKEX or IFRS S2."""


class Standard(Strict):
    """A disclosure that a KPI answers.

    `edition` is the year of the text (HKEX 2023: the guide in force for 2023; 2025: the code with climate in
    its Part D); `verified` is false where the numbering was not checked against the text itself. `members` are the
    figures that the code stands beside; all of the KPI where there are none.
    """

    standard: StandardName
    edition: str
    code: str
    verified: bool = True
    members: tuple[Identifier, ...] = ()


PeopleCounted = Literal[
    "opening", "closing", "leaver", "hire", "recruit", "internal_recruit", "outside_recruit",
    "woman", "under_30", "over_50", "manager", "woman_manager", "revenue_manager", "woman_revenue_manager",
    "in_stem", "woman_in_stem", "trained", "classroom_learner", "anti_corruption_learner", "safety_learner",
    "certified", "deceased",
]  # fmt: skip
"""Groups of people. Employees at the start and at the end of the year, and those who left; who was hired, by the
HR system or by the recruiting ledger; parts of the closing headcount by what they are, by the post they hold and
by what they learned; who died from work."""

BREAKDOWN_OF: dict[PeopleCounted, tuple[str, str]] = {
    "woman": ("gender", "female"),
    "under_30": ("age_band", "under_30"),
    "over_50": ("age_band", "over_50"),
}
"""Of a group that a breakdown of the closing headcount counts as well: its dimension and member there."""


class Materiality(Strict):
    """How far a printed figure may move from the year before without a written explanation.

    Attributes:
        movement: share of the figure before, such as 0.1; with 0 every change counts.
        least: in the printed unit, a change that never counts however large its share.
    """

    movement: Annotated[Decimal, Field(ge=0)]
    least: Annotated[Decimal, Field(ge=0)] = Decimal(0)


class People(Strict):
    """Which parts of a figure count people, so that a figure of few people can be told.

    Attributes:
        numerator: whom the numerator counts; None where it counts no people (kWh, minutes).
        denominator: whom the denominator counts.
        part: the people of the numerator are among those of the denominator, so the others are counted too.
        by_method: both sides and `part` follow from the components of the chosen method.
        rows: each row of the figure is of one person.
    """

    numerator: PeopleCounted | None = None
    denominator: PeopleCounted | None = None
    part: bool = False
    by_method: bool = False
    rows: bool = False

    @model_validator(mode="after")
    def _says_who(self) -> Self:
        if self.by_method == bool(self.numerator or self.denominator or self.rows):
            raise ValueError("say either by_method, or whom numerator, denominator or rows count")
        if self.part and not (self.numerator and self.denominator):
            raise ValueError("part needs the people of both numerator and denominator")
        return self


class Kpi(Strict):
    """One KPI.

    Attributes:
        total: the undivided figure exists (a rate may exist by breakdown only).
        unit: `currency` in a file is that of the company.
        decimals: places that a figure is printed with, unless the company chose others for a year.
        multiplier: with `divisor`, integers that take the base unit of the marts to the printed unit.
        exports: what must be in the company's scope for the KPI to be computed.
        uses_grid_factors: needs emission factors chosen in `company.yml` for the year: those under `factors`
            (`chosen`), or those under `regional_factors` (`regional`).
        people: where the figure counts people, or is one over people: which parts do.
        methods: the first is the default.
    """

    id: Identifier
    names: Names
    definition: Text
    unit: Annotated[Unit, BeforeValidator(_money)]
    decimals: Annotated[int, Field(ge=0, le=9)]
    direction: Literal["lower_is_better", "higher_is_better", "neutral"]
    kind: Literal["count", "amount", "ratio", "score"]
    multiplier: Annotated[int, Field(ge=1)] = 1
    divisor: Annotated[int, Field(ge=1)] = 1
    exports: Annotated[list[Identifier | AnyOf], Field(min_length=1)]
    uses_grid_factors: Literal["chosen", "regional"] | None = None
    total: bool = True
    breakdowns: dict[Identifier, Breakdown] = Field(default={})
    people: People | None = None
    methods: Annotated[list[Method], Field(min_length=1)]
    materiality: Materiality
    mart: Annotated[str, Field(pattern=r"^mart_[a-z_]+$")]
    standards: list[Standard] = Field(default=[])
    owner: str
    notes: str = ""

    @model_validator(mode="after")
    def _has_something_to_print(self) -> Kpi:
        if not self.total and not self.breakdowns:
            raise ValueError("a KPI without a total needs at least one breakdown")
        if TOTAL in self.breakdowns:
            raise ValueError(f"{TOTAL!r} names the undivided figure and cannot be a breakdown")
        ids = [method.id for method in self.methods]
        if len(set(ids)) != len(ids):
            raise ValueError(f"method ids repeat: {', '.join(ids)}")
        if len(self.methods) > 1 and not all(method.components for method in self.methods):
            raise ValueError(
                "where methods differ, each needs components, or the mart cannot tell them apart"
            )
        return self

    @model_validator(mode="after")
    def _codes_of_members_that_stand_alone(self) -> Kpi:
        alone = {member for part in self.breakdowns.values() if part.stands_alone for member in part.members}
        for one in self.standards:
            if unknown := [member for member in one.members if member not in alone]:
                raise ValueError(
                    f"{one.standard} {one.code} is about {', '.join(unknown)}, but `members` are those of a breakdown "
                    f"whose members stand alone. Here they are: {', '.join(sorted(alone)) or 'none'}"
                )
        return self

    def standards_of(self, member: str) -> tuple[Standard, ...]:
        """The disclosures that one of its figures answers."""
        return tuple(one for one in self.standards if not one.members or member in one.members)

    @property
    def is_additive(self) -> bool:
        """Parts add up to the total; ratios and scores do not."""
        return self.kind in ("count", "amount")

    @property
    def is_kept_by_hand(self) -> bool:
        """A signed register states the figure: where it states none the figure is missing, not nought."""
        return self.mart == REGISTER_MART

    @property
    def possible_exports(self) -> list[str]:
        """Every export that the KPI may be computed from."""
        return [one for need in self.exports for one in (need.any_of if isinstance(need, AnyOf) else [need])]

    def members(self) -> list[tuple[str, str]]:
        """Every (dimension, member) that has a figure; the undivided figure first."""
        total = [(TOTAL, TOTAL)] if self.total else []
        return total + [(name, member) for name, part in self.breakdowns.items() for member in part.members]

    def method(self, method_id: str) -> Method:
        """The method with this id.

        Raises:
            RegistryError: the KPI offers no such method.
        """
        for method in self.methods:
            if method.id == method_id:
                return method
        raise RegistryError(
            f"{self.id}: no method {method_id!r}. Offered: {', '.join(method.id for method in self.methods)}."
        )

    def chosen_method(self, company: Company, year: int) -> Method:
        """The method that the company chose for the year, else the first.

        Raises:
            RegistryError: the company chose a method that the KPI does not offer.
        """
        return self.method(company.method(self.id, year, self.methods[0].id))

    def missing_needs(self, company: Company, year: int) -> list[str]:
        """What the company does not hand in but the KPI needs; empty when it can be computed."""
        in_scope = set(company.exports)
        missing = []
        for need in self.exports:
            alternatives = need.any_of if isinstance(need, AnyOf) else [need]
            if not in_scope.intersection(alternatives):
                missing.append(" | ".join(alternatives))
        factors = {
            "chosen": ("factors", company.factors),
            "regional": ("regional_factors", company.regional_factors),
        }
        if self.uses_grid_factors:
            key, by_year = factors[self.uses_grid_factors]
            missing += [] if by_year.get(year) else [f"{key}.{year}"]
        return missing

    def materiality_for(self, company: Company) -> Materiality:
        """What counts as a movement: the company's choice for the KPI, else the registry's."""
        chosen = company.materiality.get(self.id)
        return Materiality.model_validate(chosen) if chosen else self.materiality

    def decimals_for(self, company: Company, dimension: str, year: int) -> int:
        """Decimals of a printed figure: the company's for the breakdown or the KPI, else the registry's."""
        chosen = company.decimals.get(year, {})
        return chosen.get(f"{self.id}/{dimension}", chosen.get(self.id, self.decimals))


def load_kpis(folder: Path = KPIS_DIR) -> dict[str, Kpi]:
    """Every KPI of a folder by its id, in the order of the ids.

    Raises:
        RegistryError: every fault of every file: no YAML, keys missing, unknown or of the wrong type, a
            file not named by its KPI, a unit that is printed in two ways.
    """
    return dict(_read(folder))


@cache
def _read(folder: Path) -> dict[str, Kpi]:
    kpis: dict[str, Kpi] = {}
    faults: list[str] = []
    for path in sorted(folder.glob("*.yml")):
        try:
            kpi = Kpi.model_validate(load_yaml(path.read_text(encoding="utf-8")))
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            faults.append(f"{path.name}: not valid YAML in UTF-8: {error}")
        except ValidationError as error:
            faults.append(f"{path.name}:\n{describe_faults(error)}")
        else:
            if kpi.id != path.stem:
                faults.append(
                    f"{path.name}: id is {kpi.id!r}. Name the file {kpi.id}.yml, or correct the id."
                )
            kpis[kpi.id] = kpi
    if not kpis and not faults:
        faults.append(f"{folder} holds no KPI. One YAML file for each KPI is expected there.")
    faults += _unit_faults(kpis)
    if faults:
        raise RegistryError("The KPI registry cannot be used:\n" + "\n".join(faults))
    return kpis


def company_kpis(company: Company) -> dict[str, Kpi]:
    """The registry of a company: the KPIs that all share, and its own indicators, by id.

    Raises:
        RegistryError: as `load_kpis`; an indicator has the id of a KPI, or prints a known unit in another way.
    """
    shared = load_kpis()
    own = {name: _own_kpi(name, indicator) for name, indicator in company.indicators.items()}
    faults = [
        f"indicators.yml: {name} is a KPI of the registry. Give the company's figure another id."
        for name in own
        if name in shared
    ]
    money = currency_unit(company.currency)
    kpis = {
        name: kpi.model_copy(update={"unit": money}) if kpi.unit.is_currency else kpi
        for name, kpi in shared.items()
    } | own
    faults += _unit_faults(kpis)
    if faults:
        raise RegistryError("The company's indicators cannot be used:\n" + "\n".join(faults))
    return kpis


def _own_kpi(name: str, indicator: Indicator) -> Kpi:
    return Kpi.model_validate(
        {
            "id": name,
            "names": indicator.names,
            "definition": indicator.definition or indicator.names,
            "unit": {"id": indicator.unit, "names": indicator.unit_names},
            "decimals": indicator.decimals,
            "direction": "neutral",
            "kind": indicator.kind,
            "multiplier": indicator.multiplier,
            "exports": [REGISTER],
            "methods": [REGISTER_METHOD],
            "materiality": {"movement": "0"},
            "mart": REGISTER_MART,
            "owner": indicator.owner,
        }
    )


def _unit_faults(kpis: dict[str, Kpi]) -> list[str]:
    first: dict[str, Kpi] = {}
    faults = []
    for kpi in kpis.values():
        known = first.setdefault(kpi.unit.id, kpi)
        if known.unit.names != kpi.unit.names:
            faults.append(
                f"{kpi.id}.yml: unit {kpi.unit.id!r} is printed in another way than in {known.id}.yml. "
                "Use the same names, or another unit id."
            )
    return faults
