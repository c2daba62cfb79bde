"""The rows of the tables: which outcomes a policy reader sees, in which words, and how they are written."""

from __future__ import annotations

from math import floor, isnan, log10
from typing import NamedTuple

from joinedup.experiments.compare import Difference


class Row(NamedTuple):
    """One outcome in a table: its label and unit in plain words."""

    outcome: str
    label: str
    unit: str
    scale: float = 1.0  # 100 for shares written as percent
    optional: bool = False  # left out of a table in which it is nothing in every arm


THOUSAND, HEAD, PERCENT = "per 1,000", "£ a head", "%"

SECTIONS: dict[str, tuple[Row, ...]] = {
    "Done twice, told twice": (
        Row("duplicate_tests", "Duplicate tests", THOUSAND),
        Row("duplicates_given_valid", "…chance of one given a valid result", PERCENT, 100.0),
        Row("repeated_histories", "Repeated histories", THOUSAND),
    ),
    "Use of hospital": (
        Row("ae_attendances", "A&E attendances", THOUSAND),
        Row("emergency_admissions", "Emergency admissions", THOUSAND),
        Row("readmissions", "Readmissions in 30 days", THOUSAND),
        Row("bed_days", "Bed days", THOUSAND),
        Row("delayed_days", "Delayed days", THOUSAND),
    ),
    "Waiting": (
        Row("elective_median_wait", "Elective wait, median", "days"),
        Row("treated_in_18_weeks", "…treated in 18 weeks", PERCENT, 100.0),
        Row("gp_wait", "Wait for a booked GP appointment", "days"),
    ),
    "Money": (
        Row("spend_total", "Spending by commissioner and council", HEAD),
        Row("resource_cost", "Cost of all care", HEAD),
        Row("cost_hospital", "…hospital", HEAD),
        Row("cost_general_practice", "…general practice", HEAD),
        Row("cost_community", "…community", HEAD),
        Row("cost_mental_health", "…mental health", HEAD),
        Row("cost_social_care", "…social care", HEAD),
        Row("cost_administration", "…administration, meetings, records", HEAD),
        Row("profit_extracted", "Profit paid out to owners", HEAD, optional=True),
        Row("bonuses", "Bonuses, less penalties", HEAD, optional=True),
        Row("set_up_cost", "Setting up", HEAD, optional=True),
        Row("rescue_payments", "Rescue payments", HEAD, optional=True),
    ),
    "What it does to patients": (
        Row("qalys", "Quality-adjusted life years", THOUSAND),
        Row("deaths", "Deaths", THOUSAND),
        Row("deaths_of_boarding", "…waiting for a bed", THOUSAND),
        Row("rationing_index", "Rationing: need not met in time", PERCENT, 100.0),
        Row("unmet_not_sought", "…help was not sought", PERCENT, 100.0),
        Row("unmet_waiting", "…waiting", PERCENT, 100.0),
        Row("unmet_threshold", "…refused or given less", PERCENT, 100.0),
        Row("unmet_lost", "…a message was lost", PERCENT, 100.0),
        Row("unmet_bounced", "…the service was full", PERCENT, 100.0),
        Row("unmet_means_test", "…the means test", PERCENT, 100.0, optional=True),
        Row("waste_index", "Waste: care worth less than its cost", PERCENT, 100.0),
        Row("patient_charges", "Charges to patients", HEAD, optional=True),
        Row("refused_in_need", "…in need and refused support", THOUSAND, optional=True),
        Row("usual_doctor", "Continuity: with the usual doctor", PERCENT, 100.0),
    ),
    "Most less least deprived": (
        Row("slope_qalys", "Quality-adjusted life years", THOUSAND),
        Row("slope_rationing", "Need not met in time", "% points", 100.0),
        Row("slope_avoidable_admissions", "Avoidable admissions", THOUSAND),
        Row("slope_charges", "Charges to patients", HEAD, optional=True),
    ),
    "Staff and practices": (
        Row("appointments_used", "GP appointments used", PERCENT, 100.0),
        Row("workload_gp", "Work of GPs ÷ their time", PERCENT, 100.0, optional=True),
        Row("vacancies", "Posts vacant", PERCENT, 100.0, optional=True),
        Row("wasted_hours", "Hours on what is known elsewhere", THOUSAND),
        Row("overtime", "Hours of overtime", THOUSAND, optional=True),
        Row("meeting_hours", "Hours in joint meetings", THOUSAND, optional=True),
        Row("practices_independent", "Practices with a contract of their own", PERCENT, 100.0),
        Row("practices_unasked", "…without one, and not by choice", PERCENT, 100.0, optional=True),
        Row("practices_in_alliance", "…in a joint organisation", PERCENT, 100.0, optional=True),
    ),
}
ROWS = {row.outcome: row for rows in SECTIONS.values() for row in rows}

SIGNIFICANT, NOTHING, UNKNOWN = "*", "=", "?"  # how a difference is marked
LEGEND = (
    f"{SIGNIFICANT} distinguishable from zero (the 95% interval leaves it out)   "
    f"{NOTHING} exactly the same in every replication   {UNKNOWN} no interval from one replication"
)
SAVINGS = (
    "What spending falls by is the payers' net saving, bonuses, setting up and rescues paid; what the cost of "
    "care falls by, the gross saving."
)
ADDED = {"P": "payment", "I": "shared records", "O": "one organisation", "K": "community money"}


def decimals(size: float) -> int:
    """Decimals that show a number of this size to four figures, two at most."""
    if isnan(size) or size == 0.0:
        return 1
    return min(2, max(0, 3 - floor(log10(abs(size)))))


def plain(value: float, size: float) -> str:
    """A number with thousands separated and the decimals that suit numbers of a size; a dash for none."""
    return "–" if isnan(value) else f"{value:,.{decimals(size)}f}".replace("-", "−")


def counted(count: int, what: str) -> str:
    """A number of things: 1 draw, 2 draws."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def signed(value: float, size: float) -> str:
    """A difference: always with its sign; nothing but zero is written as zero if one figure can avoid it."""
    if isnan(value):
        return "–"
    text = f"{value:+,.{decimals(size)}f}"
    if not any(c in "123456789" for c in text):
        text = f"{value:+.1g}" if abs(value) >= 1e-4 else text.lstrip("+-")
    return text.replace("-", "−")


def mark(d: Difference) -> str:
    """Whether a difference can be told from zero, in one character."""
    if isnan(d.mean):
        return ""
    if d.mean == 0.0 and (d.low == d.high == 0.0 or isnan(d.low)):
        return NOTHING
    if d.distinguishable is None:
        return UNKNOWN
    return SIGNIFICANT if d.distinguishable else ""


def percent(part: float, whole: float) -> str:
    """A difference in percent of its baseline, whose sign does not turn it round."""
    if isnan(part) or isnan(whole) or whole == 0.0:
        return "–"
    return signed(100.0 * part / abs(whole), 100.0) + "%"


def step_title(letters: str, first: bool) -> str:
    """What a rung of the ladder adds, as the head of a column."""
    words = " and ".join(ADDED[x] for x in letters)
    plural = "add" if letters == "I" or len(letters) > 1 else "adds"
    return f"what {words} alone {'do' if plural == 'add' else 'does'}" if first else f"what {words} {plural}"


def whole_labels() -> dict[str, str]:
    """{outcome: its label}, each in words that stand by themselves: one that goes on from the row above has its too."""
    found = {}
    for rows in SECTIONS.values():
        above = ""
        for row in rows:
            above = above if row.label.startswith("…") else row.label
            found[row.outcome] = f"{above}: {row.label[1:]}" if row.label.startswith("…") else row.label
    return found
