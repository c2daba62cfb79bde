"""What every provider shares: its row in the table of sites, and the Mesa agent that reviews it monthly."""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np

from joinedup.agents.vocabulary import Act, Skill, Sort

ACTS, SKILLS = len(Act), len(Skill)

SITE = np.dtype(
    (
        np.record,
        [
            ("key", "i8"),  # a number made from the site's code; orders ties, keys the site's luck
            ("row", "i8"),  # its own row
            ("role", "i2"),  # Sort
            ("hospital", "i2"),  # rows of the sites a patient of this one is usually sent to
            ("community", "i2"),  # as hospital; -1 where the place has none
            ("mental_health", "i2"),  # as hospital; -1 none
            ("council", "i2"),  # as hospital; -1 none
            ("out_of_hours", "i2"),  # as hospital; -1 none
            ("edge_to", "i2", (6,)),  # row of the edge towards that site, by Sort; -1 none
            ("edge_from", "i2", (6,)),  # row of the edge back
            ("x_km", "f8"),  # kilometres east of the middle of the place
            ("y_km", "f8"),  # kilometres north of it
            ("people", "i8"),  # registered (practice) or served (others)
            # practice
            ("slots", "i8"),  # ten-minute appointments a weekday
            ("same_day", "i8"),  # of those, held for same-day need
            ("same_day_left", "i8"),  # still free today
            ("next_free", "i8"),  # first weekday after today with a bookable slot
            ("gp_wait", "f8"),  # days to the next bookable slot, this morning
            ("slots_used", "i8"),  # this month
            ("slots_offered", "i8"),  # this month
            # hospital, mental health: beds;  community, crisis team, council: places
            ("beds", "i8"),  # acute, mental health or care-home beds, taken or free
            ("occupied", "i8"),  # beds in use, electives and delayed included
            ("boarding", "i8"),  # admitted patients in A&E who wait for a bed
            ("occupancy", "f8"),  # yesterday's
            ("ae_slots", "f8"),  # attendances a day that A&E is staffed for
            ("ae_hours", "f8"),  # time in A&E that a newcomer expects
            ("ae_today", "i8"),  # attendances so far today
            ("elective_slots", "f8"),  # ordinary treatments a weekday, before extra lists
            ("elective_room", "f8"),  # treatments that may begin today
            (
                "list_head",
                "i8",
                (2,),
            ),  # elective list, 0 urgent and 1 routine: row of the first person on each; -1 none
            ("list_tail", "i8", (2,)),  # row of the last person on each
            ("list_length", "i8", (2,)),  # people on each
            ("list_wait", "f8"),  # months, mean wait of those treated lately
            ("places", "i8"),  # of a service, whether there is staff for them or not
            ("in_use", "i8"),  # places taken
            ("free_this_morning", "i8"),  # places with staff, less those taken and those waited for
            ("queue_head", "i8"),  # patients waiting in a hospital bed for a place here
            ("queue_tail", "i8"),  # the last of them
            ("queue_length", "i8"),  # how many they are
            # social care
            ("hours", "i8"),  # agency: hours of home care a week
            ("hours_used", "i8"),  # of those, given to people
            ("outside", "i8"),  # care home: residents from elsewhere
            ("quality", "f8"),  # care home: 0 to 1
            (
                "weekly_margin",
                "f8",
                (2,),
            ),  # care home: £ a week of a resident the council pays for, one who pays
            ("threshold", "f8"),  # council: social need from which care begins
            ("assessments", "f8"),  # council: a weekday, at ordinary speed
            ("assess_room", "f8"),  # that may still be done today
            ("assess_wait", "f8"),  # months, mean wait of those assessed at home lately
            ("speed", "f8"),  # multiplier of ordinary assessments
            ("dispute", "f8"),  # hospital: 1 where it and the council keep separate books, so can dispute
            # what behaviour sees of money: never a contract
            ("altruism", "f8"),  # £ of own money given up per £ of patient benefit
            ("response", "f8"),  # share of the entity's marginal pound the clinician feels
            ("board_response", "f8"),  # the same for those who set policy
            ("money", "f8"),  # marginal utility of money
            ("margin", "f8", (ACTS,)),  # £ by Act
            ("price_minute", "f8"),  # £ a clinician's minute
            ("price_bed", "f8"),  # £ a bed-day, today
            ("occupancy_lately", "f8"),  # mean of about the last month
            ("price_place", "f8"),  # £ a place-day
            ("price_lately", "f8"),  # its mean over about the last month
            ("calls", "f8"),  # calls a day that 111 can answer
            ("calls_today", "i8"),  # so far
            ("engaged", "f8"),  # chance that a call is not answered today
            # levers, set at the monthly review
            ("readiness", "f8"),  # multiplier of clinical stay
            ("effort", "f8"),  # 0 to 1, on handing over
            ("throughput", "f8"),  # multiplier of ordinary elective treatments
            ("reviews", "f8"),  # multiplier of planned reviews
            ("visits", "f8"),  # multiplier of ordinary visits in a community episode
            ("caseload_from", "f8"),  # admissions a year from which somebody is visited before falling ill
            # staff, in minutes a month by Skill; see agents/staff.py
            ("posts", "f8", (SKILLS,)),  # paid for
            ("staffed", "f8", (SKILLS,)),  # of those, filled
            ("needed", "f8", (SKILLS,)),  # by the work of the last months
            ("strained", "i8", (SKILLS,)),  # months in a row of too much work
            ("posts_months", "i8"),  # months on which the posts were reckoned, a year at most
            ("posts_for", "f8"),  # slots, beds or places they were reckoned for
            ("staffing", "f8"),  # share of slots, places and A&E that there is staff for
            ("elective_plan", "f8"),  # the same as `throughput`, as far as the payer will pay; 0 for no plan
        ],
    )
)


class Provider(mesa.Agent):
    """An organisation's site that treats patients. Its numbers are a row of the site table."""

    sort: Sort

    def __init__(self, model: mesa.Model, sites: np.ndarray, row: int, code: str, name: str) -> None:
        super().__init__(model)
        self.row = row
        self.code = code
        self.name = name
        self._sites = sites

    @property
    def record(self) -> Any:
        """The site's row: read and write its fields with dots."""
        return self._sites[self.row]

    def __getattr__(self, name: str) -> Any:
        sites = self.__dict__.get("_sites")
        if sites is not None and name in sites.dtype.names:
            return sites[name][self.__dict__["row"]]
        raise AttributeError(f"{type(self).__name__} has no {name!r}")

    def review(self, month: Any) -> None:
        """Set the levers for the coming month from what this site can sense."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.code}>"
