"""What the page's script is given: a passport for each figure, and the files behind them. No layout and no SQL.

Numbers are text, exact to the last digit. Nothing is in here that the public may not see: where figures of few people
are kept back, neither they nor anything that counts people by file is told, since a file may be of one small company.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dagster_project.company import Names
from dagster_project.figures.numbers import Printed, parse_printed, plain
from dagster_project.figures.values import Key, KpiValue
from dagster_project.gates.results import Finding
from dagster_project.languages import Writing, writing
from dagster_project.lineage.checks import checks_of
from dagster_project.lineage.evidence import Evidence
from dagster_project.lineage.figure_id import FigureId
from dagster_project.lineage.shares import Share
from dagster_project.project import SEEDS_DIR
from dagster_project.publish.document import Edition, codes_in_force, reason_text, wording
from dagster_project.publish.fct_figure import method_version
from dagster_project.publish.figures import figure_rows
from dagster_project.publish.index_words import SIGNS
from dagster_project.publish.lines import KEPT_BACK, Cell, Line
from dagster_project.publish.phrases import phrase
from dagster_project.registry.contracts import load_contracts
from dagster_project.registry.kpis import Kpi

Told = dict[str, Any]
STANDARDS = ("HKEX", "GRI", "ESRS", "IFRS S2")
NO_EVIDENCE = Evidence()


def page_data(edition: Edition, values: Sequence[KpiValue], evidence: Evidence = NO_EVIDENCE) -> Told:
    """All that the page tells besides its table, as plain data in the company's languages.

    Args:
        values: as the public may see them.
    """
    page = _Page(edition, values, evidence)
    figures = [page.figure(line) for line in edition.figures.values() if line.key in page.rows]
    files = page.files()
    rules = {one["rule"] for told in (*figures, *files) for one in told.get("leftOut", ())}
    return {
        "year": edition.year,
        "languages": list(edition.company.languages),
        "languageNames": {one: _names_of(writing(one)) for one in edition.company.languages},
        "madeUp": edition.company.made_up,
        "approvals": page.approvals(),
        "sections": [
            {"id": one.id, "name": page.told(one.names)}
            for one, _ in (*edition.sections(), *edition.chapter_sections())
        ],
        "statuses": page.statuses(),
        "figures": figures,
        "files": files,
        "exports": page.exports(),
        "rules": page.rules(rules),
    }


@dataclass(frozen=True)
class _Page:
    """One edition with what is known of it, told piece by piece."""

    edition: Edition
    values: Sequence[KpiValue]
    evidence: Evidence

    @cached_property
    def rows(self) -> Mapping[Key, Mapping[str, Any]]:
        rows = figure_rows(self.edition.registry, self.edition.company, self.values)
        return {Key(row["kpi"], row["dimension"], row["member"]): row for row in rows}

    @cached_property
    def file_numbers(self) -> Mapping[str, int]:
        return {file.sha256: number for number, file in enumerate(self.evidence.files)}

    @property
    def keeps_back(self) -> bool:
        return bool(self.edition.protection.suppressed)

    @cached_property
    def places(self) -> Mapping[Key, list[Told]]:
        """Where each figure stands: section and category of the table, part and chapter of the report."""
        found: dict[Key, list[Told]] = {}
        for line in self.edition.all_lines:
            place = {"section": line.section.id, "category": self.told(line.category.names)}
            found.setdefault(line.key, []).append(place)
        return found

    def approvals(self) -> list[Told]:
        """Who approved the version; of a draft nobody has."""
        version = self.edition.version
        signed = version.approvals if version else ()
        return [{"role": self.told(one.role), "name": one.name, "on": one.on.isoformat()} for one in signed]

    def statuses(self) -> list[Told]:
        """The statuses that rows of the indices have, for the filter."""
        found = {row.status for index in self.edition.indices for row in index.rows}
        return [{"id": one, "name": self.told(phrase("status", one))} for one in SIGNS if one in found]

    def hides_counts(self, kpi: Kpi) -> bool:
        """Whether rows of the KPI's files are people of whom some are kept back."""
        return self.keeps_back and kpi.people is not None

    def told(self, names: Names) -> dict[str, str]:
        return {language: names.in_language(language) for language in self.edition.company.languages}

    def told_from(self, hant: str, english: str) -> dict[str, str]:
        """Names of which only two languages are kept."""
        return self.told(Names.model_validate({"zh-Hant": hant, "en": english}))

    def told_reason(self, reason: str) -> dict[str, str]:
        return {language: reason_text(reason, language) for language in self.edition.company.languages}

    def figure(self, line: Line) -> Told:
        kpi = self.edition.registry[line.key.kpi_id]
        row = self.rows[line.key]
        method = kpi.method(row["method"])
        told = {
            "id": str(FigureId(self.edition.year, line.key)),
            "kpi": kpi.id,
            "name": self.told(kpi.names),
            "places": self.places[line.key],
            "label": {one: self.edition.label(line.key, one) for one in self.edition.company.languages},
            "definition": self.told(kpi.definition),
            "unit": self.told(kpi.unit.names),
            "printed": self._printed(line.current),
            "status": row["status"],
            "reason": None if line.current.reason is None else self.told_reason(line.current.reason),
            "why": row["reason"],
            "method": {
                "id": method.id,
                "name": self.told(method.names),
                "formula": self.told(method.formula),
                "source": self.told(method.source),
                "choices": len(kpi.methods),
                "version": method_version(kpi, method.id),
            },
            "standards": self._standards(line),
            "codes": [
                f"{name} {code}"
                for name in STANDARDS
                for code in codes_in_force(line.standards, name, self.edition.begins_in)
            ],
            "owner": kpi.owner,
            "notes": self._notes(line),
        }
        if line.current.reason == KEPT_BACK:
            return told
        return told | self._proof(line, kpi, row)

    def _proof(self, line: Line, kpi: Kpi, row: Mapping[str, Any]) -> Told:
        """What stands in no passport of a figure that is kept back."""
        topic = kpi.mart.removeprefix("mart_")
        return {
            "exact": None if row["value"] is None else plain(row["value"]),
            "isExact": row["is_exact"],
            "parts": self._parts(kpi, row),
            "history": self._history(line),
            "moved": self._moved(line.key),
            "topic": topic,
            "facts": list(self.evidence.facts.get(topic, [])),
            "shares": self._shares(line.key, kpi),
            "exports": kpi.possible_exports,
            "leftOut": self._left_out(kpi),
            "factors": self._factors(kpi),
            "checks": self._checks(kpi),
            "recomputed": self.evidence.recomputed.get(line.key),
            "findings": [] if self.hides_counts(kpi) else self._findings(line.key),
        }

    def _printed(self, cell: Cell) -> dict[str, str]:
        return {language: cell.text(language) for language in self.edition.company.languages}

    def _standards(self, line: Line) -> list[Told]:
        return [
            {"standard": one.standard, "edition": one.edition, "code": one.code, "verified": one.verified}
            for one in sorted(line.standards, key=lambda one: STANDARDS.index(one.standard))
        ]

    def _notes(self, line: Line) -> list[Told]:
        numbers = self.edition.footnotes()
        notes = dict.fromkeys(note.note_id for cell in line.cells for note in cell.notes)
        return [{"number": numbers[one][0], "text": self.told(numbers[one][1].text)} for one in notes]

    def _parts(self, kpi: Kpi, row: Mapping[str, Any]) -> Told | None:
        """The numbers that are put into the formula, in the marts' base unit."""
        if row["numerator"] is None:
            return None
        over = None if kpi.is_additive else row["denominator"]
        return {
            "numerator": plain(row["numerator"]),
            "denominator": None if over is None else plain(over),
            "multiplier": kpi.multiplier,
            "divisor": kpi.divisor,
        }

    def _history(self, line: Line) -> list[Told]:
        """What each year printed, from the earliest on; the year itself comes last."""
        compared = {one.year: one for one in self.edition.comparisons if one.key == line.key}
        found = []
        for one in sorted(self.edition.published, key=lambda one: one.year):
            if one.key == line.key and one.year < self.edition.year:
                comparison = compared.get(one.year)
                restated = comparison is not None and comparison.outcome == "restated" and comparison.computed
                printed = parse_printed(restated or one.printed)
                was = parse_printed(one.printed) if restated else None
                found.append(
                    {
                        "year": one.year,
                        "printed": self._restated(printed, was),
                        "number": None if printed.number is None else plain(printed.number),
                        "scale": None if printed.scale is None else plain(printed.scale),
                        "document": one.document,
                        "compared": comparison and comparison.outcome,
                    }
                )
        now = line.current
        found.append(
            {
                "year": self.edition.year,
                "printed": self._printed(now),
                "number": None if now.number is None else plain(now.number),
                "scale": None if now.scale is None else plain(now.scale),
                "document": None,
                "compared": None,
            }
        )
        return found

    def _restated(self, printed: Printed, was: Printed | None) -> dict[str, str]:
        """A figure of an earlier year, with what its report printed where this one restates it."""
        return {
            language: printed.text(language)
            if was is None
            else wording(language)["restated_from"].format(
                now=printed.text(language), before=was.text(language)
            )
            for language in self.edition.company.languages
        }

    def _moved(self, key: Key) -> Told | None:
        for one in self.edition.movements:
            if one.key == key and one.change is not None:
                return {"change": plain(one.change), "material": one.moved is not None}
        return None

    def _shares(self, key: Key, kpi: Kpi) -> list[Told]:
        """What each file adds; where counts are hidden, the files of the whole KPI without any number."""
        if self.hides_counts(kpi):
            of_kpi = [
                one for own, shares in self.evidence.shares.items() if own.kpi_id == kpi.id for one in shares
            ]
            return [
                {"file": number} for number in sorted({self.file_numbers[one.source_file] for one in of_kpi})
            ]
        return [self._share(one) for one in self.evidence.shares.get(key, []) if one.role != "scale"]

    def _share(self, share: Share) -> Told:
        return {
            "file": self.file_numbers[share.source_file],
            "role": share.role,
            "rows": share.rows,
            "subtotal": plain(share.subtotal),
            "corrected": share.corrected,
        }

    def _left_out(self, kpi: Kpi) -> list[Told]:
        if self.hides_counts(kpi):
            return []
        rows: dict[tuple[str, str], int] = {}
        for one in self.evidence.left_out:
            if one.export in kpi.possible_exports:
                rows[one.export, one.rule] = rows.get((one.export, one.rule), 0) + one.rows
        return [{"export": export, "rule": rule, "rows": count} for (export, rule), count in rows.items()]

    def _factors(self, kpi: Kpi) -> list[Told]:
        return [
            {
                "id": one.factor_id,
                "value": plain(one.value),
                "unit": one.unit,
                "document": one.document or f"{one.file_name}, {one.source_row}",
                "quantity": plain(one.quantity),
                "quantity_unit": one.quantity_unit,
            }
            for one in self.evidence.factors.get(kpi.id, ())
        ]

    def _checks(self, kpi: Kpi) -> list[Told]:
        return [
            {"gate": one.gate, "suite": one.suite, "outcome": one.outcome, "rules": one.rules}
            for one in checks_of(kpi, self.evidence.checks)
        ]

    def _findings(self, key: Key) -> list[Told]:
        return [_finding(one) for one in self.evidence.findings.get(key, [])]

    def files(self) -> list[Told]:
        """Each landed file that is an export or a register, with what it feeds and what became of its rows."""
        return [self._file(number) for number in range(len(self.evidence.files))]

    def _file(self, number: int) -> Told:
        file = self.evidence.files[number]
        feeds = [one for one in self.evidence.feeds if one.file == file.sha256]
        told: Told = {
            "name": file.name,
            "sha256": file.sha256,
            "system": file.system,
            "owner": file.owner,
            "feeds": [{"export": one.export} for one in feeds],
            "facts": [],
            "leftOut": [],
            "corrections": [],
        }
        if self.keeps_back:
            return told
        return told | {
            "rows": {
                "landed": file.landed,
                "used": file.used,
                "excluded": file.excluded,
                "quarantined": file.quarantined,
            },
            "feeds": [{"export": one.export, "landed": one.landed, "used": one.used} for one in feeds],
            "facts": [
                {"fact": one.fact, "rows": one.rows} for one in self.evidence.held if one.file == file.sha256
            ],
            "leftOut": [
                {"export": one.export, "rule": one.rule, "rows": one.rows}
                for one in self.evidence.left_out
                if one.file == file.sha256
            ],
            "corrections": [
                {
                    "column": one.column,
                    "cells": one.cells,
                    "reason": one.reason,
                    "by": one.by,
                    "on": str(one.on),
                }
                for one in self.evidence.corrections
                if one.file == file.sha256
            ],
        }

    def exports(self) -> Told:
        """The name of each export and register that a file feeds or a figure reads."""
        contracts = load_contracts(SEEDS_DIR / "contracts")
        named = {one.export for one in self.evidence.feeds}
        named |= {one for kpi in self.edition.registry.values() for one in kpi.possible_exports}
        return {
            name: self.told_from(contracts[name].title.zh_hant, contracts[name].title.en)
            for name in sorted(named & contracts.keys())
        }

    def rules(self, told: Iterable[str]) -> Told:
        """The name of each of these rules; a company's own rule is called as it calls it."""
        return {rule: self.told_from(*self.evidence.rules.get(rule, (rule, rule))) for rule in sorted(told)}


def _names_of(one: Writing) -> Told:
    return {"full": one.name, "short": one.short}


def _finding(finding: Finding) -> Told:
    answer = finding.answer
    return {
        "message": finding.message,
        "seen": finding.seen,
        "reason": answer.reason if answer else None,
        "by": answer.by if answer else None,
        "on": str(answer.on) if answer else None,
    }
