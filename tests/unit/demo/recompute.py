"""The table's figures by hand from typed rows, rightly or with one carelessness; no code of the models.

`Reader(rows, year, careless)` computes each figure as printed; `careless` is the id of a trap of
`dagster_project.demo.traps` into which it then falls, or "" for none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from dagster_project.demo.facilities import SITES
from dagster_project.demo.names import PARENT_GROUP
from dagster_project.demo.people import GRADES
from dagster_project.demo.waste import PIECES

Row = dict[str, Any]
Figure = tuple[str, str, str]
TOTAL = ("total", "total")
EMPLOYEES = ("full_time", "part_time")
OVERSEAS_PLACES = {"香港", "新加坡", "Hong Kong", "Singapore", "Jakarta"}
CATEGORY = {grade: name for name, grades in GRADES.items() for grade in grades}
PAPER_KG = {"P-A4-80": Decimal("2.4948"), "P-A4-70": Decimal("2.18295"), "P-A3-80": Decimal("4.9896")}
PACKS_IN_A_BOX = {"P-A4-80": 5, "P-A4-70": 8, "P-A3-80": 4}


def printed(value: Fraction | Decimal | int, decimals: int) -> str:
    """Rounded half up, with thousands separators."""
    exact = Fraction(value) * 10**decimals
    whole = Decimal((exact + Fraction(1, 2)).__floor__())
    return f"{whole.scaleb(-decimals).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):,}"


def age(birth: date, day: date) -> int:
    return day.year - birth.year - ((birth.month, birth.day) > (day.month, day.day))


class Reader:
    """One year of the company, read with at most one carelessness."""

    def __init__(self, exports: dict[str, list[Row]], year: int, careless: str = "") -> None:
        self.of, self.year, self.careless = exports, year, careless
        self.first, self.last = date(year, 1, 1), date(year, 12, 31)
        self.people = self._closing()
        self.gone = self._leavers()
        self.heads = len(self.people)

    def falls_for(self, *traps: str) -> bool:
        return self.careless in traps

    def figures(self) -> dict[Figure, str]:
        """Every figure of the table, as printed with the registry's decimals."""
        parts = (
            self._headcount(), self._turnover(), self._training(), self._safety(), self._energy(),
            self._water(), self._waste(), self._paper(), self._suppliers(), self._customers(),
        )  # fmt: skip
        return {figure: text for part in parts for figure, text in part.items()}

    # People

    def _learner(self, number: str) -> str:
        careless = self.falls_for("leading_zeros_of_learners") and number.isdigit()
        return str(int(number)) if careless else number

    def _inside_transfers(self) -> set[tuple[str, date]]:
        return {
            (row["employee_no"], row["effective_date"] - timedelta(days=1))
            for row in self.of["hr__movements"]
            if row["movement_type"] == "entity_transfer" and row["to_company"] != PARENT_GROUP
        }

    def _separations(self) -> list[Row]:
        """Rows of the ledger that end an employment, whatever their date."""
        inside = self._inside_transfers()
        rows = []
        for row in self.of["hr__separations"]:
            status, kind = row["approval_status"], row["separation_type"]
            if row["employment_type"] not in EMPLOYEES and not self.falls_for("separated_non_employees"):
                continue
            if status == "withdrawn" and not self.falls_for("withdrawn"):
                continue
            if status == "pending" and not self.falls_for("pending"):
                continue
            if kind == "group_transfer":
                moved_inside = (row["employee_no"], row["last_working_day"]) in inside
                if moved_inside and not self.falls_for("transfer_inside"):
                    continue
                if not moved_inside and self.falls_for("transfer_to_parent"):
                    continue
            rows.append(row)
        return rows

    def _closing(self) -> list[Row]:
        ended = {
            (row["employee_no"], row["hire_date"])
            for row in self._separations()
            if row["last_working_day"] <= self.last and row["approval_status"] == "approved"
        }
        on_ledger = {number for number, _ in ended}
        opening = {
            row["employee_no"]: row["grade"]
            for row in self.of["hr__employees"]
            if row["snapshot"] == "opening"
        }
        people: dict[str, Row] = {}
        for row in self.of["hr__employees"]:
            number = row["employee_no"]
            if row["snapshot"] != "closing":
                continue
            if row["employment_type"] not in EMPLOYEES and not self.falls_for("non_employees"):
                continue
            if row["employment_type"] == "part_time" and self.falls_for("part_time"):
                continue
            if not row["is_main_job"] and not self.falls_for("second_jobs"):
                continue
            left = (number, row["hire_date"]) in ended and not self.falls_for(
                "last_day_is_year_end", "transfer_inside"
            )
            if left or (self.falls_for("rehired_is_not_gone") and number in on_ledger):
                continue
            if row["unpaid_leave"] and self.falls_for("unpaid_leave"):
                continue
            grade = opening.get(number, row["grade"]) if self.falls_for("promoted_in_year") else row["grade"]
            key = str(int(number)) if self.falls_for("leading_zeros") else number
            key = key if row["is_main_job"] else f"{key} second"
            people[key] = row | {"grade": grade}
        if not self.falls_for("overseas_file"):
            people |= self._overseas()
        return list(people.values())

    def _overseas(self) -> dict[str, Row]:
        people = {}
        for row in self.of["hr__employments"]:
            ended = row["termination_date"]
            if row["employment_type"] not in EMPLOYEES and not self.falls_for("overseas_interns"):
                continue
            if ended is not None and ended <= self.last and not self.falls_for("ended_employments"):
                continue
            if row["hire_date"] <= self.last:
                people[f"{row['employee_no']} {row['hire_date']}"] = row
        return people

    def _leavers(self) -> list[Row]:
        on_roster = {row["employee_no"] for row in self.people}
        rows = []
        for row in self._separations():
            dated = row["leave_date"] or row["last_working_day"]
            day = dated if self.falls_for("leave_date") else row["last_working_day"]
            undone = self.falls_for("rehired_is_a_leaver") and row["employee_no"] in on_roster
            if self.first <= day <= self.last and not undone:
                rows.append(row | {"left_on": row["last_working_day"]})
        inside = self._inside_transfers()
        for row in self.of["hr__employments"]:
            day = row["termination_date"]
            moved = (row["employee_no"], day) in inside and not self.falls_for("overseas_transfer_inside")
            if row["employment_type"] in EMPLOYEES and day and self.first <= day <= self.last and not moved:
                rows.append(row | {"left_on": day})
        return rows

    def _band(self, birth: date, day: date, leaver: bool = False) -> str:
        if leaver and self.falls_for("age_on_last_day_51", "age_on_last_day_30"):
            day = self.last
        if not leaver and self.falls_for("birthday_31_december_30", "birthday_31_december_51"):
            day -= timedelta(days=1)
        if not leaver and self.falls_for("birthday_1_january"):
            day += timedelta(days=1)
        years = age(birth, day)
        top = 49 if self.falls_for("fifty_is_not_over_50") else 50
        return "under_30" if years < 30 else "from_30_to_50" if years <= top else "over_50"

    def _members(self, row: Row, day: date, leaver: bool = False) -> dict[str, str]:
        return {
            "gender": row["gender"],
            "employee_category": CATEGORY[row["grade"]],
            "age_band": self._band(row["birth_date"], day, leaver),
            "region": "overseas" if row["work_location"] in OVERSEAS_PLACES else "mainland",
        }

    def _count(self, members: Iterable[dict[str, str]]) -> dict[tuple[str, str], int]:
        counts: dict[tuple[str, str], int] = defaultdict(int)
        for one in members:
            for pair in one.items():
                counts[pair] += 1
        return counts

    def _headcount(self) -> dict[Figure, str]:
        counts = self._count(self._members(row, self.last) for row in self.people)
        figures = {("headcount", *pair): printed(count, 0) for pair, count in counts.items()}
        return figures | {("headcount", *TOTAL): printed(self.heads, 0)}

    def _turnover(self) -> dict[Figure, str]:
        closing = self._count(self._members(row, self.last) for row in self.people)
        left = self._count(self._members(row, row["left_on"], leaver=True) for row in self.gone)
        return {
            ("turnover_rate", *pair): printed(Fraction(100 * left[pair], left[pair] + closing[pair]), 0)
            for pair in closing
            if pair[0] != "employee_category"
        }

    def _training(self) -> dict[Figure, str]:
        known = {self._learner(row["employee_no"]): self._members(row, self.last) for row in self.people}
        if self.falls_for("trained_leavers"):
            known = {row["employee_no"]: self._members(row, self.last) for row in self.gone} | known
        minutes: dict[tuple[str, str], int] = defaultdict(int)
        trained: dict[tuple[str, str], list[str]] = defaultdict(list)
        for row in self.of["hr__training_records"]:
            number = self._learner(row["employee_no"])
            if number not in known or not self._is_counted(row):
                continue
            for dimension in ("gender", "employee_category"):
                pair = (dimension, known[number][dimension])
                minutes[pair] += row["duration_minutes"]
                trained[pair].append(number)
        heads = self._count(self._members(row, self.last) for row in self.people)
        figures: dict[Figure, str] = {}
        for pair, learners in trained.items():
            people = len(learners) if self.falls_for("trained_twice") else len(set(learners))
            coarse = self.year == 2022 and pair[0] == "employee_category"
            figures["training_share", *pair] = printed(
                Fraction(100 * people, heads[pair]), 0 if coarse else 1
            )
            figures["training_hours", *pair] = printed(
                Fraction(minutes[pair], 60 * heads[pair]), 0 if coarse else 1
            )
        return figures

    def _is_counted(self, row: Row) -> bool:
        if row["course_category"] != "career_development" and not self.falls_for("compliance_courses"):
            return False
        if row["completion_status"] != "completed" and not self.falls_for("not_completed"):
            return False
        return not (row["is_repeat"] and self.falls_for("repeats_add_up"))

    def _safety(self) -> dict[Figure, str]:
        days = deaths = 0
        for row in self.of["hr__injuries"]:
            dated = row["certified_on"]
            if self.falls_for("certified_later", "certified_later_2022"):
                dated = row["accident_date"]
            if self.falls_for("not_certified") and dated is None:
                dated = row["accident_date"]
            if dated and dated.year == self.year:
                days += row["lost_days"] or 0
            died = row["death_date"]
            if row["is_fatal"] and (died.year == self.year or self.falls_for("old_fatality")):
                deaths += 1
        return {
            ("lost_days", *TOTAL): printed(days, 0),
            ("fatalities", *TOTAL): printed(deaths, 0),
            ("fatality_rate", *TOTAL): printed(Fraction(100 * deaths, self.heads), 0),
        }

    # Facilities

    def _days(self, row: Row) -> Fraction:
        """The part of a bill that the year takes."""
        first, last = row["period_from"] + timedelta(days=1), row["period_to"]
        if self.falls_for("across_year_end", "water_across_year_end"):
            return Fraction(last.year == self.year)
        if self.falls_for("booked_next_month", "reversed_next_year"):
            return Fraction(row["bill_month"].startswith(str(self.year)))
        inside = (min(last, self.last) - max(first, self.first)).days + 1
        return Fraction(max(0, inside), (last - first).days + 1)

    def _kwh(self, row: Row) -> Fraction:
        quantity = row["billed_quantity"]
        if self.falls_for("transformer_loss"):
            quantity = row["metered_quantity"]
        if self.falls_for("multiplier"):
            quantity = row["current_reading"] - row["previous_reading"]
        if row["quantity_unit"] == "10MWh" and not self.falls_for("ten_thousand_kwh"):
            quantity *= 10_000
        share = row["allocation_share"]
        whole = share is None or self.falls_for("landlord_share")
        return Fraction(quantity) * (1 if whole else Fraction(share))

    def _energy(self) -> dict[Figure, str]:
        with_total = {
            (row["account_no"], row["bill_no"])
            for row in self.of["facilities__electricity_bills"]
            if row["reading_type"] == "total"
        }
        kwh: dict[str, Fraction] = defaultdict(Fraction)
        for row in self.of["facilities__electricity_bills"]:
            is_total = row["reading_type"] == "total"
            if not is_total and (row["account_no"], row["bill_no"]) in with_total:
                if not self.falls_for("registers_and_total"):
                    continue
            elif not is_total and self.falls_for("registers_without_total"):
                continue
            if row["bill_type"] == "reversal" and self.falls_for("reversed_bill"):
                continue
            if row["bill_type"] == "meter_exchange" and self.falls_for("meter_exchange"):
                continue
            if row["is_estimated"] and row["bill_type"] == "normal" and self.falls_for("estimated_bill"):
                continue
            if self._is_site_counted(row["site_code"], "outside_boundary"):
                kwh[row["site_code"]] += self._kwh(row) * self._days(row)
        total = sum(kwh.values(), Fraction(0))
        factor = {2022: Fraction("0.581"), 2023: Fraction("0.5703")}[self.year]
        island = Fraction("0.71") if self.year == 2022 and not self.falls_for("hong_kong_factor") else factor
        tonnes = (total - kwh["HK01"]) / 1000 * factor + kwh["HK01"] / 1000 * island
        return {
            ("electricity", *TOTAL): printed(total / 1000, 2),
            ("electricity_intensity", *TOTAL): printed(total / 1000 / self.heads, 2),
            ("ghg_scope2", *TOTAL): printed(tonnes, 2),
            ("ghg_scope2_intensity", *TOTAL): printed(tonnes / self.heads, 2),
        }

    def _is_site_counted(self, code: str, boundary_trap: str) -> bool:
        site = next(site for site in SITES if site.code == code)
        if not site.in_boundary and not self.falls_for(boundary_trap):
            return False
        return not (site.lease_to and site.lease_to < self.last and self.falls_for("closed_site"))

    def _water(self) -> dict[Figure, str]:
        total = Fraction(0)
        for row in self.of["facilities__water_bills"]:
            source, state = row["water_source"], row["reading_state"]
            if source == "reclaimed" and not self.falls_for("reclaimed_water"):
                continue
            if source == "bottled" and not self.falls_for("bottled_water"):
                continue
            if state == "reversal" and self.falls_for("water_reversal"):
                continue
            if state == "meter_exchange" and self.falls_for("water_meter_exchange"):
                continue
            share = row["allocation_share"]
            part = Fraction(1) if share is None or self.falls_for("water_share") else Fraction(share)
            if self._is_site_counted(row["site_code"], "water_outside_boundary"):
                total += Fraction(row["quantity"]) * part * self._days(row)
        return {
            ("water", *TOTAL): printed(total, 2),
            ("water_intensity", *TOTAL): printed(total / self.heads, 2),
        }

    def _waste(self) -> dict[Figure, str]:
        hazardous = sum(
            (self._hazardous_kg(row) for row in self.of["facilities__hazardous_waste"]), Decimal(0)
        )
        office = Decimal(0)
        by_sheet: dict[str, Decimal] = defaultdict(Decimal)
        for row in self.of["facilities__office_waste"]:
            by_sheet[row["site_code"]] += row["weight_kg"] or 0
            if not row["month"].startswith(str(self.year)) and not self.falls_for("collected_before"):
                continue
            if row["weight_kg"] is not None:
                office += row["weight_kg"]
            elif not self.falls_for("not_weighed"):
                office += (
                    Decimal(row["bins"]) * row["bin_litres"] * row["fill_rate"] * row["density_kg_per_litre"]
                )
        if self.falls_for("sheet_totals"):
            office += sum(by_sheet.values())
        return {
            ("hazardous_waste", *TOTAL): printed(hazardous / 1000, 2),
            ("hazardous_waste_intensity", *TOTAL): printed(Fraction(hazardous) / 1000 / self.heads, 4),
            ("nonhazardous_waste", *TOTAL): printed(office / 1000, 2),
            ("nonhazardous_waste_intensity", *TOTAL): printed(Fraction(office) / 1000 / self.heads, 4),
        }

    def _hazardous_kg(self, row: Row) -> Decimal:
        if row["transferred_on"].year != self.year and not self.falls_for("december_before"):
            return Decimal(0)
        if row["received_on"].year > self.year and self.falls_for("received_next_year"):
            return Decimal(0)
        quantity = row["received_quantity"]
        if quantity is None:
            quantity = Decimal(0) if self.falls_for("received_missing") else row["transferred_quantity"]
        if self.falls_for("received_differs"):
            quantity = row["transferred_quantity"]
        weights = {piece[0]: Decimal(piece[3]) for piece in PIECES}
        if row["unit"] == "piece" and not self.falls_for("pieces"):
            return quantity * weights[row["waste_name"]]
        return quantity * (1000 if row["unit"] == "t" and not self.falls_for("tonnes") else 1)

    def _paper(self) -> dict[Figure, str]:
        kilograms = Decimal(0)
        for row in self.of["procurement__paper_orders"]:
            dated = row["ordered_on"] if self.falls_for("ordered_in_december") else row["received_on"]
            if dated is None or dated.year != self.year:
                continue
            kept = row["quantity"] - (
                0 if self.falls_for("returned_paper") else row["returned_quantity"] or 0
            )
            material = row["material_code"]
            packs = PACKS_IN_A_BOX[material] if row["unit"] == "box" and not self.falls_for("boxes") else 1
            weight = PAPER_KG[material]
            if material == "P-A4-70" and self.falls_for("light_paper"):
                weight = PAPER_KG["P-A4-80"]
            if material == "P-A3-80" and self.falls_for("large_paper"):
                weight = PAPER_KG["P-A4-80"]
            kilograms += kept * packs * weight
        return {("paper", *TOTAL): printed(kilograms / 1000, 2)}

    # Procurement, customers, legal

    def _suppliers(self) -> dict[Figure, str]:
        registration = {
            row["supplier_code"]: row["registration_no"] for row in self.of["procurement__suppliers"]
        }
        by_codes = self.falls_for(
            "renamed_supplier", "assessed_under_two_codes", "terminated_under_two_codes"
        )
        first: dict[str, tuple[date, str]] = {}
        for row in self.of["procurement__suppliers"]:
            status = row["cooperation_status"]
            if status == "candidate" and not self.falls_for("candidates"):
                continue
            if status == "terminated" and self.falls_for("terminated_is_new"):
                continue
            key = row["supplier_code"] if by_codes else row["registration_no"]
            found = (row["first_cooperation_on"], row["country_region"])
            first[key] = min(first.get(key, found), found)
        new = [country for day, country in first.values() if day.year == self.year]
        mainland = len(new) if self.falls_for("registered_abroad") else new.count("中國")
        return {
            ("new_suppliers", *TOTAL): printed(len(new), 0),
            ("new_suppliers", "region", "mainland"): printed(mainland, 0),
            ("new_suppliers", "region", "overseas"): printed(len(new) - mainland, 0),
            ("suppliers_assessed", *TOTAL): printed(self._assessed(registration, by_codes, len(new)), 0),
            ("suppliers_terminated", *TOTAL): printed(self._terminated(registration, by_codes), 0),
        }

    def _assessed(self, registration: dict[str, str], by_codes: bool, new: int) -> int:
        if self.falls_for("new_is_not_assessed"):
            return new
        found = []
        for row in self.of["procurement__supplier_assessments"]:
            if row["assessment_type"] != "admission" and not self.falls_for("renewals"):
                continue
            if row["assessed_on"].year == self.year or self.falls_for("assessed_last_year"):
                found.append(row["supplier_code"] if by_codes else registration[row["supplier_code"]])
        return len(found) if self.falls_for("assessed_twice") else len(set(found))

    def _terminated(self, registration: dict[str, str], by_codes: bool) -> int:
        found = set()
        for row in self.of["procurement__supplier_terminations"]:
            if row["reason"] != "irregularity" and not self.falls_for("contract_end"):
                continue
            if row["terminated_on"].year == self.year or self.falls_for("terminated_next_year"):
                code = row["supplier_code"]
                found.add(code if by_codes else registration[code])
        return len(found)

    def _customers(self) -> dict[Figure, str]:
        tickets = [
            row
            for row in self.of["customers__complaints"]
            if (row["received_on"].year == self.year or self.falls_for("received_before"))
            and (row["is_valid"] or self.falls_for("invalid_complaints"))
        ]
        closed = sum(row["closed_on"] is not None for row in tickets)
        ratings = [
            row
            for row in self.of["customers__satisfaction"]
            if row["rated_at"].year == self.year or self.falls_for("rated_outside")
        ]
        mean = Fraction(sum(row["score"] for row in ratings), len(ratings))
        full = ratings[0]["full_score"]
        cases = [row for row in self.of["compliance__lawsuits"] if self._is_case(row)]
        losses = sum((row["loss"] or Decimal(0) for row in cases), Decimal(0))
        return {
            ("complaints", *TOTAL): printed(len(tickets), 0),
            ("complaint_resolution_rate", *TOTAL): printed(Fraction(100 * closed, len(tickets)), 0),
            ("satisfaction", *TOTAL): f"{printed(mean, 0 if self.year == 2022 else 1)} (滿分{full}分)",
            ("corruption_cases", *TOTAL): printed(len(cases), 0),
            ("corruption_losses", *TOTAL): printed(losses, 0),
        }

    def _is_case(self, row: Row) -> bool:
        if row["cause"] not in ("corruption", "bribery", "embezzlement") and not self.falls_for(
            "other_causes"
        ):
            return False
        if row["party"] == "third_party" and not self.falls_for("third_party"):
            return False
        dated = row["filed_on"] if self.falls_for("pending_case") else row["concluded_on"]
        if dated is None:
            return False
        return dated.year == self.year or self.falls_for("case_of_another_year")
