"""One person: the record behind every patient, and `Patient`, a Mesa agent seen through it.

The record is one cache line (64 bytes) that every event touches; the chart is a second one with what
providers know: last results and histories. A `Patient` is made when somebody looks and costs nothing at
rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from joinedup.agents.vocabulary import Kind, Where

if TYPE_CHECKING:
    from joinedup.agents.patients import Patients

NEVER = 2_000_000_000  # a day that does not come
LONG_AGO = -30_000  # a day before any window of validity
TESTS = 7
USUAL_RISK = 64  # `home_risk` of everybody who does not live in a care home

RECORD = np.dtype(
    (
        np.record,
        [
            ("severity", "f8"),  # 0 to 1; of the active problem, on the day it was last brought up to date
            ("control", "f8"),  # 0 to 1; control of long-term conditions, on `control_day`
            ("person", "i4"),  # id; the key of all random draws
            ("born", "i4"),  # day of birth; day 0 is 1 April of the first year
            ("need_day", "i4"),  # day of the next candidate need
            ("death_day", "i4"),  # day of death if it falls before the next birthday, else NEVER
            ("step_day", "i4"),  # day of the next step about the active problem, else NEVER
            ("review_day", "i4"),  # day of the next planned review, else NEVER
            ("onset", "i4"),  # day the active problem began
            ("control_day", "i2"),  # day `control` was last brought up to date
            ("unmet_social", "u1"),  # unmet need of social care, 255 all of it
            ("home_risk", "u1"),  # hazard of acute illness where the patient lives, 64 as at home
            ("practice", "i2"),  # row of the site
            ("hospital", "i2"),  # row of the site where the patient is or was last
            ("kind", "i1"),  # Kind of the active problem; -1 none
            ("doing", "u1"),  # Step
            ("where", "u1"),  # Where
            ("sex", "u1"),  # 0 woman, 1 man
            ("decile", "u1"),  # deprivation tenth, 0 most deprived to 9 least
            ("conditions", "u1"),  # long-term conditions, 0 to 9
            ("mind", "u1"),  # severity of mental illness, 0 to 3
            ("group", "u1"),  # deprivation fifth × 8 + age band; the row of the tallies
            ("delayed_weeks", "u1"),  # weeks lived as a delayed discharge; each adds to frailty
            ("failed", "u1"),  # Unmet: what last stood in the way of the active problem
            ("marks", "u1"),  # bits, see Mark
            ("visits", "u1"),  # contacts about the active problem so far
        ],
    )
)
assert RECORD.itemsize == 64

CHART = np.dtype(
    (
        np.record,
        [
            ("tested", "i2", (TESTS,)),  # day of the last result of each Test
            ("tested_at", "i2", (TESTS,)),  # row of the site that holds it
            ("test_severity", "u1", (TESTS,)),  # severity when tested, in 1/255
            ("test_episode", "u1", (TESTS,)),  # onset of the problem tested for, modulo 256
            ("history", "i2", (6,)),  # day of the last full history by Sort of site
            ("letter", "i2"),  # day the last hospital letter reaches the practice; 32767 never
            ("discharged", "i2"),  # day of the last discharge
            ("clock_start", "i2"),  # day the elective clock started; 32767 not waiting
            ("lost", "i2"),  # day a lost or bounced message became the only answer; 32767 none
            ("benefit", "i2"),  # of the elective treatment waited for, in £10; -1: the last stay was for it
        ],
    )
)
assert CHART.itemsize == 64


class Mark:
    """Bits of `marks`."""

    WAITING = 1  # on an elective waiting list
    REVIEW_BOOKED = 2  # `review_day` is a booked slot, not the day the review falls due
    PLAN = 4  # has a shared care plan
    FAILED_GP = 8  # an attempt to get an appointment failed in this episode
    LETTER_SEEN_DUE = 16  # the last hospital letter has not yet met a contact
    LETTER_COMPLETE = 32  # the last hospital letter carried the history and results
    MESSAGE_LOST = 64  # through the net: a lost or bounced message is the only answer
    LOGGED = 128  # every event of this patient goes to the event log


class Patient(mesa.Agent):
    """One registered person, seen through the table: reading a field reads the record, setting it writes it.

    Never registered with the model: `model.agents_by_type[Patient]` is the table itself. Two views of one
    person are equal.
    """

    pos = None  # a patient is in a place, not on one of Mesa's spaces

    def __init__(self, patients: Patients, row: int) -> None:
        # deliberately not mesa.Agent.__init__, which would register the view and keep it alive
        state = self.__dict__
        state["patients"] = patients
        state["row"] = row

    @property
    def model(self) -> mesa.Model:
        """The model whose table this is."""
        return self.patients.model

    @property
    def unique_id(self) -> int:
        """The person's id, the same in every arm of an experiment."""
        return int(self.patients.records["person"].item(self.row))

    @property
    def step(self) -> int:
        """What the patient is doing about the active problem (Step): a field, not Mesa's method."""
        return int(self.patients.value(self.row, "step"))

    def __getattr__(self, name: str) -> Any:
        # while a view is being copied or unpickled it has no table yet, and must not look for one for ever
        if name.startswith("__") or name in ("patients", "row"):
            raise AttributeError(name)
        return self.patients.value(self.row, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self.patients.put(self.row, name, value)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self.patients.columns})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Patient) and other.model is self.model and other.unique_id == self.unique_id

    def __hash__(self) -> int:
        return hash((id(self.model), self.unique_id))

    def __repr__(self) -> str:
        kind = Kind(int(self.kind)).name.lower()
        where = Where(int(self.where)).name.lower()
        return f"<Patient {self.unique_id}: {self.age:.0f} years, {where}, {kind}>"

    def remove(self) -> None:
        """Refused: a patient leaves by dying, not by a deletion that would unbalance the people."""
        raise ValueError(f"Patient {self.unique_id} cannot be removed; people leave a place by dying")
