"""A suite file: the rules of one table at one gate, unknown keys refused. Running it is not here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import Field, StringConstraints, ValidationError, model_validator

from dagster_project.company import Strict, describe_faults
from dagster_project.gates.expectation_types import EXPECTATION_TYPES, columns_of, expected
from dagster_project.project import EXPECTATIONS_DIR
from dagster_project.yaml_text import load_yaml

Gate = Literal["intake", "publish"]
GATES: tuple[Gate, ...] = ("intake", "publish")
Severity = Literal["error", "warning"]

RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Sentence = Annotated[str, StringConstraints(min_length=10, strip_whitespace=True)]
TableName = Annotated[str, StringConstraints(pattern=r"^[a-z_]+\.[a-z][a-z0-9_]*$")]

PARAMETER = re.compile(r"\$([a-z_]+)")
KEY_ROW_ID = "row_id"
KPI_MART = Path("shared") / "kpi_mart.yml"


class SuiteError(Exception):
    """Suite files that cannot be used; every fault with its file and rule."""


class Derived(Strict):
    """A column made for a rule, from columns of the frame and parameters (`$year_end`). Exactly one is given.

    Attributes:
        days: days from the first date to the second; negative if the second lies before.
        years: completed years from the first date to the second.
        minutes: minutes from the first date and time to the second.
        difference: first number minus second.
        product: product of the numbers.
        total: sum of the numbers that are there; missing only where none is.
        present: how many of the columns are filled in.
        anywhere: 1 if the column is filled in any row of the table, else 0.
        last_of_file: latest day of the column in a file, in the file's first row only.
    """

    days: tuple[str, str] | None = None
    years: tuple[str, str] | None = None
    minutes: tuple[str, str] | None = None
    difference: tuple[str, str] | None = None
    product: list[str] | None = None
    total: list[str] | None = None
    present: list[str] | None = None
    anywhere: tuple[str] | None = None
    last_of_file: tuple[str] | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise ValueError(f"name exactly one of {', '.join(type(self).model_fields)}")
        return self

    @property
    def operation(self) -> str:
        return next(iter(self.model_fields_set))

    @property
    def inputs(self) -> list[str]:
        return list(getattr(self, self.operation))


class Rule(Strict):
    """One expectation with what a person reads when it fails.

    Attributes:
        type: the Great Expectations type, in snake case.
        kwargs: its arguments; `$name` stands for a parameter of the run, such as `$year_end`.
        severity: an error blocks; a warning is recorded and shown.
        scope: a row rule sends its failing rows to quarantine (intake only); a table rule fails the suite.
        message: what is wrong when the rule fails.
        remedy: what to do about it.
    """

    id: RuleId
    type: str
    kwargs: dict[str, Any] = Field(default_factory=dict)
    severity: Severity = "error"
    scope: Literal["row", "table"] = "table"
    message: Sentence
    remedy: Sentence

    @model_validator(mode="after")
    def _known_type(self) -> Self:
        kind = EXPECTATION_TYPES.get(self.type)
        if kind is None:
            raise ValueError(
                f"rule {self.id}: no expectation type {self.type!r}; see gates/expectation_types.py"
            )
        unknown = self.kwargs.keys() - kind.required - kind.optional
        missing = kind.required - self.kwargs.keys()
        if unknown or missing:
            raise ValueError(
                f"rule {self.id}: {self.type} takes {', '.join(sorted(kind.required | kind.optional))}"
                f" (unknown: {sorted(unknown)}, missing: {sorted(missing)})"
            )
        if self.scope == "row" and not kind.per_row:
            raise ValueError(f"rule {self.id}: {self.type} judges a table, so its scope cannot be row")
        if "regex" in self.kwargs and re.compile(self.kwargs["regex"]).groups:
            raise ValueError(f"rule {self.id}: write (?:...) for groups, nothing is captured")
        if len(self.kwargs.get("column_list", ["", ""])) < 2:
            raise ValueError(f"rule {self.id}: {self.type} wants two columns or more")
        if "min_value" in kind.optional and not self.kwargs.keys() & {"min_value", "max_value"}:
            raise ValueError(f"rule {self.id}: without min_value or max_value it cannot fail")
        return self

    @property
    def per_row(self) -> bool:
        return EXPECTATION_TYPES[self.type].per_row

    @property
    def typed(self) -> bool:
        return EXPECTATION_TYPES[self.type].typed

    @property
    def ignored(self) -> str | None:
        return EXPECTATION_TYPES[self.type].ignored

    @property
    def columns(self) -> list[str]:
        return columns_of(self.kwargs)

    @property
    def expected(self) -> str:
        return expected(self.type, self.kwargs)


class Suite(Strict):
    """The rules of one table at one gate.

    Attributes:
        suite: name, the same as the file's.
        table: the table it judges; for intake the one that the export is written to.
        about: what passing it means, in one sentence.
        select: SQL that makes the frame of a publish suite.
        key: columns that name a row of a publish suite in reports.
        kpis: of a KPI mart, the KPIs that it holds; select, key and first rules are then the shared ones.
        compared_with: of a KPI mart, for a KPI the other one that its rules compare it with.
        exports: of an audit, the exports that its table is made of: where to look when a rule fails.
        derived: columns made for rules.
    """

    gate: Gate
    suite: RuleId
    table: TableName
    about: Sentence
    select: str | None = None
    key: list[str] = Field(default_factory=list)
    kpis: list[RuleId] = Field(default_factory=list)
    compared_with: dict[RuleId, RuleId] = Field(default_factory=dict)
    exports: list[RuleId] = Field(default_factory=list)
    derived: dict[RuleId, Derived] = Field(default_factory=dict)
    rules: Annotated[list[Rule], Field(min_length=1)]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        ids = [rule.id for rule in self.rules]
        repeated = sorted({one for one in ids if ids.count(one) > 1})
        if repeated:
            raise ValueError(f"rule ids must differ; repeated: {repeated}")
        if self.gate == "intake" and (self.select or self.key or self.table != f"raw.{self.suite}"):
            raise ValueError("an intake suite judges raw.<its name> as it arrives: no select, no key")
        if self.gate == "publish":
            if not self.key or not self.select:
                raise ValueError(
                    "a publish suite has the select that makes its frame and the key of its rows"
                )
            if self.derived or any(rule.scope == "row" for rule in self.rules):
                raise ValueError("a publish suite derives columns in its select and has table rules only")
        return self

    @property
    def query(self) -> str:
        """The SQL whose rows a publish suite judges, in an order of their own: DuckDB gives them in any."""
        kpis = ", ".join(f"'{kpi}'" for kpi in self.kpis)
        pairs = ", ".join(f"('{kpi}', '{other}')" for kpi, other in self.compared_with.items())
        filled = {"{table}": self.table, "{kpis}": kpis, "{compared_with}": pairs or "(null, null)"}
        query = self.select or ""
        for place, value in filled.items():
            query = query.replace(place, value)
        return f"select * from ({query}) order by all"


@dataclass(frozen=True)
class GatedTable:
    """A table that a publish suite judges."""

    schema: str
    name: str
    suite: str


def load_suite(path: Path) -> Suite:
    """Read one suite file; its gate is the folder it lies in.

    Raises:
        SuiteError: no valid YAML, a key or an argument that is unknown, missing or wrong, or a name that
            differs from the file's; all faults of the file at once.
    """
    try:
        content = load_yaml(path.read_text(encoding="utf-8"))
        if not isinstance(content, dict):
            raise SuiteError(f"{path}: found {type(content).__name__}, expected the keys suite, about, rules")
        suite = Suite.model_validate(_completed(content, path))
    except yaml.YAMLError as error:
        raise SuiteError(f"{path} is not valid YAML: {error}") from error
    except ValidationError as error:
        raise SuiteError(f"{path}:\n{describe_faults(error)}") from error
    if suite.suite != path.stem:
        raise SuiteError(f"{path}: the suite is named {suite.suite!r}; name it {path.stem!r} like its file")
    return suite


def _completed(content: dict[str, Any], path: Path) -> dict[str, Any]:
    """The file's content with its gate, and with the table or the shared rules that follow from it."""
    gate = path.parent.name
    if gate == "intake":
        return {"gate": gate, "table": f"raw.{content.get('suite')}"} | content
    if not content.get("kpis"):
        return {"gate": gate} | content
    shared = load_yaml((path.parents[1] / KPI_MART).read_text(encoding="utf-8"))
    return {"gate": gate, **shared, **content, "rules": shared["rules"] + content.get("rules", [])}


def load_suites(gate: Gate, expectations_dir: Path = EXPECTATIONS_DIR) -> dict[str, Suite]:
    """All suites of a gate by name, in the order of their names.

    Raises:
        SuiteError: no suite at all, or every fault of every file.
    """
    paths = sorted((expectations_dir / gate).glob("*.yml"))
    if not paths:
        raise SuiteError(
            f"{expectations_dir / gate} holds no suite; a gate without suites would pass anything"
        )
    suites, faults = {}, []
    for path in paths:
        try:
            suites[path.stem] = load_suite(path)
        except SuiteError as error:
            faults.append(str(error))
    if faults:
        raise SuiteError("\n".join(faults))
    return suites


@cache
def suite_named(gate: Gate, name: str, expectations_dir: Path = EXPECTATIONS_DIR) -> Suite:
    """One suite by name, read once in a process.

    Raises:
        SuiteError: there is no such file, or as `load_suite`.
    """
    path = expectations_dir / gate / f"{name}.yml"
    if not path.is_file():
        raise SuiteError(
            f"{path} does not exist; write the suite, since a table without one cannot pass its gate"
        )
    return load_suite(path)


def publish_tables(expectations_dir: Path = EXPECTATIONS_DIR) -> list[GatedTable]:
    """The tables that the publish gate judges, one for each suite, in the order of their suites' names."""
    suites = load_suites("publish", expectations_dir).values()
    named = ((suite.table.split("."), suite.suite) for suite in suites)
    return [GatedTable(schema, name, suite) for (schema, name), suite in named]
