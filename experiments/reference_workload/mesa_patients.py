"""The reference workload as a Mesa tutorial would write it: one registered agent a patient, one step a day.

Written to be fair: attributes that a step reads are found without a detour, a step that finds nothing to do
ends after one comparison and one draw, and nothing is collected that the fast engine does not count too.
"""

from collections import deque
from itertools import pairwise
from math import log
from typing import Any

import mesa
import numpy as np

from joinedup.experiments.reference_workload.workload import (
    COUNTS,
    Day,
    ReferenceParameters,
    capacities,
    daily_need,
    edges,
    emergency_share,
    people,
)

NEVER = -1
LONG_AGO = -1_000


class Practice(mesa.Agent):
    """A general practice, which counts its contacts."""

    def __init__(self, model: Any) -> None:
        super().__init__(model)
        self.contacts = 0


class Hospital(mesa.Agent):
    """Beds, home-care packages and a clinic for one catchment, each with its queue."""

    def __init__(self, model: Any, people: int) -> None:
        super().__init__(model)
        self.free_beds, self.free_packages, self.slots = capacities(people, model.numbers)
        self.occupied = 0
        self.waiting_for_bed: deque[Patient] = deque()
        self.waiting_for_care: deque[Patient] = deque()
        self.waiting_for_clinic: deque[Patient] = deque()
        self.leaving: dict[int, list[Patient]] = {}
        self.packages_ending: dict[int, int] = {}

    def morning(self) -> None:
        """Packages come free, and people go home who can."""
        today = self.model.today
        self.free_packages += self.packages_ending.pop(today, 0)
        while self.free_packages and self.waiting_for_care:
            self.discharge(self.waiting_for_care.popleft(), with_package=True)
        for patient in self.leaving.pop(today, ()):
            if not patient.needs_care:
                self.discharge(patient, with_package=False)
            elif self.free_packages:
                self.discharge(patient, with_package=True)
            else:
                self.waiting_for_care.append(patient)

    def discharge(self, patient: "Patient", with_package: bool) -> None:
        if with_package:
            self.free_packages -= 1
            end = self.model.today + self.model.package_days
            self.packages_ending[end] = self.packages_ending.get(end, 0) + 1
        self.free_beds += 1
        self.occupied -= 1
        patient.goes_home()

    def evening(self) -> None:
        """Free beds and the day's clinic slots go to those who have waited longest."""
        model, numbers, today = self.model, self.model.numbers, self.model.today
        while self.free_beds and self.waiting_for_bed:
            patient = self.waiting_for_bed.popleft()
            self.free_beds -= 1
            self.occupied += 1
            stay = round(self.random.lognormvariate(model.log_stay, numbers.stay_spread))
            stay = max(1, min(int(numbers.longest_stay), stay))
            old = patient.age >= numbers.old_age
            share = numbers.old_need_care if old else numbers.young_need_care
            patient.needs_care = self.random.random() < share
            self.leaving.setdefault(today + stay, []).append(patient)
        count = model.count
        slots = int(self.slots * (today + 1)) - int(self.slots * today)
        for _ in range(min(slots, len(self.waiting_for_clinic))):
            patient = self.waiting_for_clinic.popleft()
            patient.waiting = False
            count.seen += 1
            count.waited_days += today - patient.referral_day
        count.occupied += self.occupied
        count.delayed += len(self.waiting_for_care)
        count.bed_queue += len(self.waiting_for_bed)
        count.clinic_queue += len(self.waiting_for_clinic)


class Patient(mesa.Agent):
    """One registered person."""

    def __init__(self, model: Any, age: int, conditions: int, practice: Practice, hospital: Hospital) -> None:
        super().__init__(model)
        self.age = age
        self.conditions = conditions
        self.need = model.daily_need[conditions]
        self.practice = practice
        self.hospital = hospital
        self.at_home = True
        self.waiting = False
        self.needs_care = False
        self.readmission_day = NEVER
        self.referral_day = NEVER
        self.last_tests = [LONG_AGO] * int(model.numbers.test_kinds)

    def step(self) -> None:
        if not self.at_home:
            return
        if self.readmission_day == self.model.today:
            self.model.count.readmissions += 1
            self.is_admitted()
        elif self.random.random() < self.need:
            if self.random.random() < self.model.emergency_share:
                self.attends_emergency()
            else:
                self.sees_gp()

    def attends_emergency(self) -> None:
        self.model.count.emergencies += 1
        if self.random.random() < self.model.numbers.admitted:
            self.is_admitted()

    def is_admitted(self) -> None:
        self.model.count.admissions += 1
        self.at_home = False
        self.readmission_day = NEVER
        self.hospital.waiting_for_bed.append(self)

    def sees_gp(self) -> None:
        self.practice.contacts += 1
        self.model.count.gp_contacts += 1
        if self.random.random() < self.model.numbers.tested:
            self.is_tested()
        if self.random.random() < self.model.numbers.referred and not self.waiting:
            self.waiting = True
            self.referral_day = self.model.today
            self.model.count.referrals += 1
            self.hospital.waiting_for_clinic.append(self)

    def is_tested(self) -> None:
        model, count = self.model, self.model.count
        kind = self.random.randrange(len(self.last_tests))
        valid = model.today - self.last_tests[kind] < model.numbers.test_valid
        if valid and self.random.random() < model.numbers.result_seen:
            count.avoided += 1
            return
        count.tests += 1
        count.duplicates += valid
        self.last_tests[kind] = model.today

    def goes_home(self) -> None:
        numbers, draw = self.model.numbers, self.random.random
        self.model.count.discharges += 1
        self.at_home = True
        followed = draw() < numbers.followed_up
        if draw() < (numbers.readmitted_followed if followed else numbers.readmitted):
            self.readmission_day = self.model.today + 1 + int(draw() * numbers.readmitted_within)


class MesaPlace(mesa.Model):
    """A place of the reference workload in which every patient is a registered agent."""

    def __init__(self, persons: int, seed: int, numbers: ReferenceParameters | None = None) -> None:
        super().__init__(rng=seed)
        self.numbers = numbers or ReferenceParameters()
        self.daily_need = [float(q) for q in daily_need(self.numbers)]
        self.emergency_share = emergency_share(self.numbers)
        self.log_stay = log(self.numbers.mean_stay) - self.numbers.stay_spread**2 / 2.0
        self.package_days = int(self.numbers.package_days)
        self.today = -1
        self.count = Day()
        self.counts: list[Day] = []
        self.hospitals: list[Hospital] = []
        self._settle(persons, seed)
        self.patients = self.agents_by_type[Patient]

    def _settle(self, persons: int, seed: int) -> None:
        age, conditions = (x.tolist() for x in people(0, persons, seed, self.numbers))
        catchments = edges(0, persons, self.numbers.catchment_size)
        for first, last in pairwise(catchments):
            hospital = Hospital(self, int(last - first))
            self.hospitals.append(hospital)
            bounds = edges(int(first), int(last), self.numbers.practice_size)
            for start, stop in pairwise(bounds):
                practice = Practice(self)
                for i in range(start, stop):
                    Patient(self, age[i], conditions[i], practice, hospital)

    def step(self) -> None:
        self.today += 1
        self.count = Day()
        for hospital in self.hospitals:
            hospital.morning()
        self.patients.shuffle_do("step")
        for hospital in self.hospitals:
            hospital.evening()
        self.counts.append(self.count)

    def play(self, days: int) -> np.ndarray:
        """Live `days` days; returns the daily counts, (days, 15)."""
        for _ in range(days):
            self.step()
        return np.array([[getattr(day, name) for name in COUNTS] for day in self.counts], np.int64)
