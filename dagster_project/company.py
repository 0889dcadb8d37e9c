"""A company's choices: `company.yml`, read with unknown keys refused.

Only what differs between companies stands there. What a KPI is belongs to the registry, what an
export looks like to its contract, and how a company's files map onto contracts to its mappings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self, TypeVar

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from dagster_project.chinese import simplified_for_print
from dagster_project.languages import (
    WRITTEN,
    Label,
    Language,
    LanguageError,
    Stop,
    by_english,
    is_a_sign,
    known_languages,
    shared_labels,
    writing,
)
from dagster_project.yaml_text import excerpt, load_yaml

COMPANY_FILE = "company.yml"
INDICATORS_FILE = "indicators.yml"
CHAPTERS_FILE = "chapters.yml"
LANGUAGES_FOLDER = "languages"
DEFAULT_CURRENCY = "CNY"

Decimals = Annotated[int, Field(ge=0, le=9)]
COMMON_YEAR = 2023
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]


class CompanyError(Exception):
    """The company folder or its `company.yml` cannot be used; the message says what to do."""


class Strict(BaseModel):
    """A model that refuses unknown keys and cannot be changed after it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


Labels = Mapping[Language, Mapping[str, str]]
"""A company's own labels of further languages: by language and English text."""
NO_LABELS: Labels = MappingProxyType({})


_WRITTEN_KEYS = {*WRITTEN, "zh_hant", "zh_hans", "others"}


class Names(Strict):
    """One text in every language of a report.

    Simplified Chinese follows from Traditional; it is written only where the mainland's term is another. A further
    language finds its text by the English one: in `others`, which are written beside it or come from a company's label
    file (the context of validation), else among the labels of the language. Of two texts only what is written counts.
    """

    zh_hant: str = Field(alias="zh-Hant", min_length=1)
    zh_hans: str = Field(alias="zh-Hans", min_length=1)
    en: str = Field(min_length=1)
    others: dict[Language, str] = Field(default={}, exclude=True)
    _in: Callable[[Language], str] | None = PrivateAttr(default=None)

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, given: Any, info: ValidationInfo) -> Any:
        """Simplified Chinese and the texts of further languages."""
        if not isinstance(given, dict):
            return given
        further = given.keys() - _WRITTEN_KEYS
        further = further and further & set(known_languages())
        whole = {key: text for key, text in given.items() if key not in further}
        traditional = given.get("zh-Hant", given.get("zh_hant"))
        if isinstance(traditional, str) and not given.keys() & {"zh-Hans", "zh_hans"}:
            whole["zh-Hans"] = simplified_for_print(traditional)
        labels: Labels = info.context or NO_LABELS
        own = {language: texts[given["en"]] for language, texts in labels.items() if given.get("en") in texts}
        others = own | {language: given[language] for language in further}
        return whole | {"others": others} if others else whole

    @classmethod
    def composed(cls, text: Callable[[Language], str]) -> Names:
        """A text that is put together in each language by itself; `text` gives it in a language."""
        made = cls.model_validate({language: text(language) for language in WRITTEN})
        made._in = text
        return made

    @classmethod
    def of(cls, text: str) -> Names:
        """A text that is the same in every language."""
        return cls.composed(lambda _: text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Names) and self._written == other._written and self.others == other.others

    def __hash__(self) -> int:
        return hash(self._written)

    @property
    def _written(self) -> tuple[str, str, str]:
        return self.zh_hant, self.zh_hans, self.en

    def followed_by(self, part: Names) -> Names:
        """The name of a part of it, such as `Employees by gender: Female`."""
        return Names.composed(
            lambda language: (
                writing(language)
                .between["part"]
                .join((self.in_language(language), part.in_language(language)))
            )
        )

    def filled(self, **words: Names | str) -> Names:
        """The text with its places filled in, each word in the same language."""
        return Names.composed(
            lambda language: self.in_language(language).format(
                **{
                    place: word if isinstance(word, str) else word.in_language(language)
                    for place, word in words.items()
                }
            )
        )

    def in_language(self, language: Language) -> str:
        """The text in a language.

        Raises:
            LanguageError: there is no such language, or it has no label for the text.
        """
        if language in WRITTEN:
            return self._written[WRITTEN.index(language)]
        if self._in is not None:
            return self._in(language)
        text = self.others.get(language) or shared_labels(language).get(self.en)
        if text is None and is_a_sign(self.zh_hant, self.en):
            return self.en
        if text is None:
            raise LanguageError(f"{language}: no label for {self.en!r}.")
        return text


def joined(names: Iterable[Names], by: Stop) -> Names:
    """Texts in a row with what a language sets between them: in a list, between alternatives or clauses."""
    row = tuple(names)
    return Names.composed(
        lambda language: writing(language).between[by].join(one.in_language(language) for one in row)
    )


class Indicator(Strict):
    """A figure of the company's own that someone keeps by hand and signs, such as a number of drills.

    Attributes:
        definition: what is counted, where the name does not say it.
        kind: a ratio is its value over its base, a score the mean of ratings on a scale.
        multiplier: takes the value to the printed unit, such as 100 for per cent.
    """

    names: Names
    definition: Names | None = None
    unit: Identifier
    unit_names: Names
    decimals: Decimals = 0
    kind: Literal["count", "amount", "ratio", "score"] = "count"
    multiplier: Annotated[int, Field(ge=1)] = 1
    owner: str

    @model_validator(mode="after")
    def _per_cent_of_something(self) -> Self:
        if self.unit == "percent" and (self.kind, self.multiplier) != ("ratio", 100):
            raise ValueError(
                "a figure in percent needs `kind: ratio` and `multiplier: 100`: 2 of 9 are 22, not 0.22"
            )
        return self


def _known(language: Language) -> Language:
    writing(language)
    return language


KnownLanguage = Annotated[Language, AfterValidator(_known)]
OWN_FIGURES = TypeAdapter(dict[Identifier, Indicator])
OWN_LABELS = TypeAdapter(list[Label])
Checked = TypeVar("Checked")


class ReportingYear(Strict):
    """When a year begins, and whether its label is the calendar year of its first or its last day."""

    starts: Annotated[str, StringConstraints(pattern=r"^\d\d-\d\d$")] = "01-01"
    labelled_by: Literal["first_day", "last_day"] = "first_day"

    @field_validator("starts")
    @classmethod
    def _day_of_every_year(cls, starts: str) -> str:
        month, day = starts.split("-")
        try:
            date(COMMON_YEAR, int(month), int(day))
        except ValueError as error:
            raise ValueError(
                f"{starts} is no day of every year; write the month first, such as 04-01"
            ) from error
        return starts

    def dates(self, year: int) -> tuple[date, date]:
        """First and last day of the year with this label."""
        month, day = (int(part) for part in self.starts.split("-"))
        begins_in = year
        if self.labelled_by == "last_day" and (month, day) != (1, 1):
            begins_in = year - 1
        return date(begins_in, month, day), date(begins_in + 1, month, day) - timedelta(days=1)

    def begins_in(self, year: int) -> int:
        """The calendar year in which the year with this label begins."""
        return self.dates(year)[0].year


class SmallCells(Strict):
    """What becomes of a figure that few people stand behind.

    Attributes:
        below: a figure is of few people if more than none and fewer than this many are in it.
        action: `flag` prints it once it is explained in writing, `suppress` hides it and whatever would give
            it away, `ignore` prints it.
        reason: why small cells are ignored.
    """

    below: int = Field(default=5, ge=2)
    action: Literal["flag", "suppress", "ignore"] = "flag"
    reason: str | None = None

    @model_validator(mode="after")
    def _ignored_with_a_reason(self) -> Self:
        if self.action == "ignore" and not self.reason:
            raise ValueError("`action: ignore` needs a reason: why may the few people be seen?")
        return self


Estimated = Literal["electricity", "water", "office_waste", "hazardous_waste"]
# Meters are read, so little should be estimated; waste is commonly weighed by the bin or the piece.
MOST_ESTIMATED: dict[Estimated, Decimal] = {
    "electricity": Decimal("0.05"),
    "water": Decimal("0.05"),
    "office_waste": Decimal("0.25"),
    "hazardous_waste": Decimal("0.75"),
}


class Company(Strict):
    """A company's choices.

    Attributes:
        id: folder name of its data.
        exports: ids of the contracts in scope; one not listed prints "-", one listed and missing blocks.
        rightly_empty: by year, the exports that hold no rows, each with its reason.
        methods: by KPI, the method chosen where the registry offers several; `<year>` overrides.
        currency: the code of ISO 4217 that amounts of money are in.
        languages: the tags of the languages that the appendix is written in, such as `zh-Hant`; the first is its own.
        decimals: by year, `<kpi>/<dimension>` or `<kpi>`, decimals that differ from the registry's.
        factors: by year and grid (or `default`), the emission factor that is applied.
        regional_factors: by year and grid (or `default`), the factor of the regional grid or utility, for the
            emissions that stand beside those by `factors`.
        materiality: by KPI, `movement` and `least` where they differ from the registry's.
        estimates: by quantity, the largest part of it that may be estimated, where it differs from the default.
        small_cells: what becomes of figures that few people stand behind; `<year>` overrides.
        optional_lines: lines of the table that are printed only if they are named here: `<kpi>`, or
            `<kpi>/<dimension>` for a breakdown.
        indicators: figures of the company's own, from `indicators.yml`.
        retention_years: whole years after a reporting year in which its landed originals are kept with names and
            numbers of people; without it they are kept for good.
        landed: whether landed files have to be encrypted; `plain` leaves it to `esg encrypt-landed`.
    """

    id: Identifier
    names: Names
    made_up: bool = False
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = DEFAULT_CURRENCY
    languages: Annotated[list[KnownLanguage], Field(min_length=1)] = ["zh-Hant"]
    reporting_year: ReportingYear = ReportingYear()
    first_year: int
    boundary: Names
    exports: list[Identifier]
    rightly_empty: dict[int, dict[Identifier, str]] = {}
    methods: dict[Identifier, str] = {}
    methods_by_year: dict[int, dict[Identifier, str]] = {}
    decimals: dict[int, dict[str, Decimals]] = {}
    factors: dict[int, dict[str, str]] = {}
    regional_factors: dict[int, dict[str, str]] = {}
    materiality: dict[Identifier, dict[str, Decimal]] = {}
    estimates: dict[Estimated, Annotated[Decimal, Field(ge=0, le=1)]] = {}
    small_cells: SmallCells = SmallCells()
    small_cells_by_year: dict[int, SmallCells] = {}
    optional_lines: list[str] = []
    indicators: dict[Identifier, Indicator] = {}
    retention_years: Annotated[int, Field(ge=1, le=100)] | None = None
    landed: Literal["plain", "encrypted"] = "plain"

    def method(self, kpi_id: str, year: int, default: str) -> str:
        """The method of a KPI in a year: chosen for the year, else for the KPI, else the registry's first."""
        return self.methods_by_year.get(year, {}).get(kpi_id) or self.methods.get(kpi_id) or default

    def most_estimated(self) -> dict[Estimated, Decimal]:
        """The largest part of each quantity that may be estimated without an explanation, 0 to 1."""
        return MOST_ESTIMATED | self.estimates

    def small_cells_of(self, year: int) -> SmallCells:
        """What becomes of figures of few people in a year: chosen for the year, else for all."""
        return self.small_cells_by_year.get(year, self.small_cells)


def company_id(company_dir: Path) -> str:
    """The id in `company.yml`.

    Raises:
        CompanyError: as `read_company`.
    """
    return read_company(company_dir).id


def read_company(company_dir: Path) -> Company:
    """Read `company.yml` of a company folder, and its `indicators.yml` where there is one.

    Raises:
        CompanyError: a file is missing, no YAML, or a key is missing, unknown or of the wrong type;
            all faults of a file at once.
    """
    path = company_dir / COMPANY_FILE
    labels = company_labels(company_dir)
    if not path.is_file():
        raise CompanyError(
            f"{path} does not exist. Name a company folder with --company or ESG_COMPANY, "
            "or write the made-up company with `esg demo`."
        )
    choices = _read_yaml(path)
    indicators = company_dir / INDICATORS_FILE
    if isinstance(choices, dict) and indicators.is_file():
        if "indicators" in choices:
            raise CompanyError(
                f"{path}: indicators stand in {INDICATORS_FILE}. Keep them in one of the two files."
            )
        own = _checked(indicators, OWN_FIGURES.validate_python, _read_yaml(indicators), labels)
        choices |= {"indicators": own}
    return _checked(path, Company.model_validate, choices, labels)


def company_labels(company_dir: Path) -> Labels:
    """The labels of a company folder's `languages/<language>.yml`, those that are filled in.

    Raises:
        CompanyError: a file is no YAML, no list of labels, or names a text twice.
    """
    return {path.stem: _own_labels(path) for path in sorted((company_dir / LANGUAGES_FOLDER).glob("*.yml"))}


def _own_labels(path: Path) -> Mapping[str, str]:
    labels = _checked(path, OWN_LABELS.validate_python, _read_yaml(path) or [])
    try:
        return by_english(labels, path)
    except LanguageError as error:
        raise CompanyError(str(error)) from error


def _checked(path: Path, check: Callable[..., Checked], content: Any, labels: Labels = NO_LABELS) -> Checked:
    try:
        return check(content, context=labels)
    except ValidationError as error:
        raise CompanyError(f"{path}:\n{describe_faults(error)}") from error


def _read_yaml(path: Path) -> Any:
    try:
        return load_yaml(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CompanyError(f"{path} is not valid YAML in UTF-8: {error}") from error


def describe_faults(error: ValidationError) -> str:
    """One line for each fault of a YAML file: where, what was found, what was expected."""
    return "\n".join(
        f"  {'.'.join(str(part) for part in fault['loc']) or '(top)'}: {fault['msg']}"
        f" (found {excerpt(fault.get('input'))})"
        for fault in error.errors()
    )
