"""How referral edges change from month to month: relationships, shared records, letters that arrive.

Nothing here knows who owns whom or how anybody is paid: edges move by meetings held, patients shared, effort
made and records bought.
"""

from typing import Any, NamedTuple

import numpy as np

from joinedup.agents.sourced import sourced, sourced_list

FloatArray = np.ndarray[Any, np.dtype[np.float64]]
YEAR_OF_MONTHS = 12
MONTH = 365.0 / YEAR_OF_MONTHS  # days

_CALIBRATED = (
    "assumption: at a relationship of .25 and effort .3 about 10% of discharge letters never arrive and 45% "
    "miss the first visit, as in two UK audits; Kripalani 2007, JAMA 297:831-841 is worse; varied x0.5 to x2"
)
_SHAPE = "assumption: varied x0.5 to x2 in the sensitivity analysis"
_NATIONAL = (
    "Greenhalgh et al. 2010, BMJ 340:c3111 (summary record opened in 4% of encounters, 21% when available)"
)


class LetterParameters(NamedTuple):
    """How well letters travel, records open and working relationships grow between two sites."""

    base_loss: tuple[float, ...] = sourced_list(
        (0.10, 0.02, 0.06, 0.20, 0.12, 0.08, 0.14, 0.12, 0.12, 0.20, 0.05),
        unit="chance that a letter is lost between strangers, by Letter",
        source=_CALIBRATED,
        low=0.0,
        high=1.0,
    )
    base_delay: tuple[float, ...] = sourced_list(
        (4.0, 0.2, 2.0, 9.0, 2.0, 0.5, 4.0, 0.5, 14.0, 7.0, 7.0),
        unit="days on the way between strangers, by Letter",
        source=_CALIBRATED,
        low=0.0,
        high=90.0,
    )
    loss_relationship: float = sourced(
        1.2, unit="fall of log loss per unit of relationship", source=_SHAPE, low=0.0, high=5.0
    )
    loss_record: float = sourced(
        0.6, unit="share of losses a shared record prevents", source=_SHAPE, low=0.0, high=1.0
    )
    loss_effort: float = sourced(
        0.5, unit="share of losses full effort prevents", source=_SHAPE, low=0.0, high=1.0
    )
    delay_relationship: float = sourced(
        0.7, unit="fall of log delay per unit of relationship", source=_SHAPE, low=0.0, high=5.0
    )
    delay_push: float = sourced(
        0.4, unit="multiplier of delay in one record system", source=_SHAPE, low=0.0, high=1.0
    )
    complete_base: float = sourced(
        0.45,
        unit="share of relevant items in a letter between strangers",
        source=_SHAPE,
        low=0.0,
        high=1.0,
    )
    complete_relationship: float = sourced(
        0.30, unit="share added at full relationship", source=_SHAPE, low=0.0, high=1.0
    )
    complete_effort: float = sourced(
        0.20, unit="share added at full effort", source=_SHAPE, low=0.0, high=1.0
    )
    complete_push: float = sourced(
        0.20, unit="share added by one record system", source=_SHAPE, low=0.0, high=1.0
    )
    complete_most: float = sourced(0.98, unit="share at most", source=_SHAPE, low=0.0, high=1.0)
    relationship_months: float = sourced(
        30.0,
        unit="months to close 63% of the gap",
        source="assumption: culture takes time and persistent effort; varied 12 to 60",
        low=1.0,
        high=240.0,
    )
    meeting_saturation: float = sourced(
        8.0, unit="joint meeting hours a month", source="assumption: varied 4 to 16", low=0.5, high=80.0
    )
    meeting_most: float = sourced(
        20.0, unit="joint meeting hours a month", source="assumption: varied 10 to 40", low=0.0, high=160.0
    )
    colocation: float = sourced(
        0.3, unit="drive towards a relationship from shared premises", source=_SHAPE, low=0.0, high=3.0
    )
    relationship_spread: float = sourced(
        0.05,
        unit="standard deviation between pairs of sites",
        source="assumption: varied 0 to 0.1",
        low=0.0,
        high=0.5,
    )
    flow_weight: float = sourced(
        1.0 / YEAR_OF_MONTHS, unit="weight of the last month in the flow", source=_SHAPE, low=0.01, high=1.0
    )
    flow_noise: float = sourced(
        1.0,
        unit="patients a month added to both sides of a ratio of flows",
        source=_SHAPE,
        low=0.01,
        high=100.0,
    )
    national_record: float = sourced(
        0.19, unit="chance that a summary record can be opened", source=_NATIONAL, low=0.0, high=1.0
    )
    shared_record_most: float = sourced(
        0.9, unit="chance that a shared record can be opened, fully in use", source=_SHAPE, low=0.0, high=1.0
    )
    opted_out: float = sourced(
        0.03, unit="share of people", source="assumption: varied 0 to 0.1", low=0.0, high=1.0
    )
    platform_months: float = sourced(
        24.0,
        unit="months from purchase to full use",
        source="assumption: varied 12 to 48",
        low=0.0,
        high=240.0,
    )
    look_national: float = sourced(
        2.2,
        unit="clinician-minutes to open a national summary",
        source="assumption: calibrated to records opened at 4% of contacts and 21% of those where "
        "one could be: Greenhalgh et al. 2010, BMJ 340:c3111",
        low=0.0,
        high=60.0,
    )
    look_local: float = sourced(
        1.5,
        unit="clinician-minutes to open a shared local record",
        source="assumption: half the minutes of the national summary; varied x0.5 to x2",
        low=0.0,
        high=60.0,
    )
    look_push: float = sourced(
        0.0, unit="clinician-minutes when the result is shown unasked", source=_SHAPE, low=0.0, high=60.0
    )
    detection_days: float = sourced(
        14.0, unit="days until a tracked letter is missed", source=_SHAPE, low=0.0, high=120.0
    )
    detected: float = sourced(
        0.8, unit="share of lost tracked letters that are missed", source=_SHAPE, low=0.0, high=1.0
    )


class Baseline(NamedTuple):
    """What each edge was like at the start: what later months are compared with. One number per edge."""

    relationship: FloatArray
    availability: FloatArray
    look_minutes: FloatArray
    flow: FloatArray  # patients a month, mean of the first year

    @classmethod
    def of(cls, edges: np.ndarray) -> "Baseline":
        """The edges as they are now, before anybody has been sent anywhere."""
        return cls(
            edges["relationship"].copy(),
            edges["availability"].copy(),
            edges["look_minutes"].copy(),
            np.zeros(len(edges)),
        )


def update_edges(
    edges: np.ndarray,
    sites: np.ndarray,
    p: LetterParameters,
    maturity: FloatArray,
    day: int,
    baseline: Baseline,
    push: FloatArray | None = None,
) -> None:
    """Close a month: take in what was sent, then move relationships, records and letters, in this order.

    `sent` moves into `shared` and `flow` and starts again at 0. In the first year `baseline.flow` is measured
    and relationships stay where meetings and premises leave them.

    maturity: (sites,) 0 to 1, how far each site uses the shared record platform.  day: the month's last day.
    push: (edges,) 1 where both ends now use one record system; without it, as before.
    """
    months = max(1, round((day + 1) / MONTH))
    sent = edges["sent"].astype(np.float64)
    # at first the mean of the months so far, then a moving one: no start-up value to forget
    edges["flow"] += max(p.flow_weight, 1.0 / months) * (sent - edges["flow"])
    edges["shared"] += edges["sent"]
    edges["sent"] = 0
    edges["asked"] = 0
    flow_ratio: FloatArray | float = 1.0
    if months <= YEAR_OF_MONTHS:
        baseline.flow[:] += (sent - baseline.flow) / months
    else:
        flow_ratio = (edges["flow"] + p.flow_noise) / (baseline.flow + p.flow_noise)

    target = relationship_target(
        baseline.relationship, flow_ratio, edges["meeting_hours"], edges["colocated"], p
    )
    edges["relationship"] += (target - edges["relationship"]) / p.relationship_months

    if push is not None:
        edges["push"] = push
    source, destination = maturity[edges["source"]], maturity[edges["target"]]
    local = record_availability(source, destination, edges["agreement"], p)
    better = local > baseline.availability
    edges["availability"] = np.where(better, local, baseline.availability)
    edges["look_minutes"] = np.where(
        better, look_minutes(np.minimum(source, destination), p), baseline.look_minutes
    )
    edges["look_minutes"] = np.where(edges["push"] > 0.0, p.look_push, edges["look_minutes"])
    refresh_letters(edges, sites, p)


def refresh_letters(edges: np.ndarray, sites: np.ndarray, p: LetterParameters) -> None:
    """Work out loss, delay and completeness from relationship, record, push and the sender's effort."""
    effort = sites["effort"][edges["source"]]
    relationship, push = edges["relationship"], edges["push"]
    edges["loss"] = edges["base_loss"] * loss_factor(relationship, edges["availability"], effort, p)[:, None]
    edges["delay"] = edges["base_delay"] * delay_factor(relationship, push, p)[:, None]
    edges["completeness"] = completeness(relationship, effort, push, p)


def relationship_target(
    at_start: FloatArray,
    flow_ratio: FloatArray | float,
    hours: FloatArray,
    colocated: FloatArray,
    p: LetterParameters,
) -> FloatArray:
    """Where a relationship heads: 1 - exp(-(hours/8 + flow_ratio·habit + 0.3·colocated)).

    habit = -ln(1 - at_start), so that with unchanged flows, no meetings and no shared premises it stays
    where it started, in a place of any size; a fixed number of patients a month would not.

    flow_ratio: patients shared a month ÷ the same in the first year.  hours: joint meetings a month.
    Source: assumption: sharing, meeting and shared premises add up and saturate; see `LetterParameters`.
    """
    habit = -np.log1p(-at_start)
    drive = hours / p.meeting_saturation + flow_ratio * habit + p.colocation * colocated
    target: FloatArray = -np.expm1(-drive)
    return target


def loss_factor(
    relationship: FloatArray, availability: FloatArray, effort: FloatArray, p: LetterParameters
) -> FloatArray:
    """Losses against those between strangers: exp(-1.2·relationship)·(1 - 0.6·availability)·(1 - 0.5·effort).

    Source: assumption: see `LetterParameters`.
    """
    factor: FloatArray = (
        np.exp(-p.loss_relationship * relationship)
        * (1.0 - p.loss_record * availability)
        * (1.0 - p.loss_effort * effort)
    )
    return factor


def delay_factor(relationship: FloatArray, push: FloatArray, p: LetterParameters) -> FloatArray:
    """Delays against those between strangers: exp(-0.7·relationship), times 0.4 in one record system.

    Source: assumption: see `LetterParameters`.
    """
    factor: FloatArray = np.exp(-p.delay_relationship * relationship) * (1.0 - (1.0 - p.delay_push) * push)
    return factor


def completeness(
    relationship: FloatArray, effort: FloatArray, push: FloatArray, p: LetterParameters
) -> FloatArray:
    """Share of the relevant items in what arrives.

    0.45 + 0.30·relationship + 0.20·effort + 0.20·push, at most 0.98.
    Source: assumption: see `LetterParameters`.
    """
    items = (
        p.complete_base
        + p.complete_relationship * relationship
        + p.complete_effort * effort
        + p.complete_push * push
    )
    return np.clip(items, 0.0, p.complete_most)


def maturity(day: int, bought_day: FloatArray | float, p: LetterParameters) -> Any:
    """How far a site uses the platform it bought: rises from 0 to 1 in a straight line over 24 months.

    bought_day: day of purchase, one or one per site; `NEVER` for no purchase.
    """
    ramp = p.platform_months * MONTH
    months_in = np.asarray(day, np.float64) - bought_day
    return np.clip(months_in / ramp, 0.0, 1.0) if ramp > 0.0 else (months_in >= 0.0) * 1.0


def record_availability(
    source: FloatArray, destination: FloatArray, agreement: FloatArray, p: LetterParameters
) -> FloatArray:
    """Chance that a shared local record can be opened: 0.9·maturity·maturity·agreement·(1 - opted out)."""
    chance: FloatArray = p.shared_record_most * source * destination * agreement * (1.0 - p.opted_out)
    return chance


def look_minutes(maturity: FloatArray, p: LetterParameters) -> FloatArray:
    """Clinician-minutes to open a shared record: from those of the national summary to those of a local one.

    maturity: of the less mature end, 0 to 1.
    """
    minutes: FloatArray = p.look_national + (p.look_local - p.look_national) * maturity
    return minutes
