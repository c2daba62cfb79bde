"""Continuity of care: how much of one person's care one doctor or one provider gives."""

from collections.abc import Sequence
from math import fsum
from typing import Any

import numpy as np

from joinedup.agents.gp_practice import doctors_of
from joinedup.model.outcomes.outcome import outcome
from joinedup.model.panel import DOCTORS, PRACTICE, two_years

FEWEST = 2  # contacts in two years, below which nothing can be said
SMALL, LARGE = 3, 8  # doctors: at most so many is a small practice, at least so many a large one
OLDER = (62.0, 82.0)  # ages to which the published index refers
YEAR = 365.0
STEPS = 2.0**20


def usual_provider_index(visits: Sequence[int]) -> float:
    """Share of a person's visits with whom they see most: max n_j ÷ N; nan without a visit.

    visits: how often each provider was seen.
    Source: Breslau & Reeb (1975), "Continuity of care in a university-based practice", J Med Educ 50:965-969.
    """
    whole = sum(visits)
    return max(visits) / whole if whole else float("nan")


def bice_boxerman(visits: Sequence[int]) -> float:
    """Chance that two of a person's visits were with the same provider: (Σ n_j² - N) ÷ (N·(N - 1)).

    visits: how often each provider was seen. nan with fewer than two visits.
    Source: Bice & Boxerman (1977), "A quantitative measure of continuity of care", Med Care 15(4):347-349.
    """
    whole = sum(visits)
    if whole < 2:
        return float("nan")
    return (sum(n * n for n in visits) - whole) / (whole * (whole - 1))


def usual_shares(visits: np.ndarray) -> np.ndarray:
    """(people,) usual provider index of each row of visits (people, providers); nan below two visits."""
    whole = visits.sum(axis=1)
    return np.where(whole >= FEWEST, visits.max(axis=1) / np.maximum(whole, 1), np.nan)


def same_again(visits: np.ndarray) -> np.ndarray:
    """(people,) Bice-Boxerman index of each row of visits (people, providers); nan below two visits."""
    whole = visits.sum(axis=1)
    pairs = np.maximum(whole * (whole - 1), 1)
    return np.where(whole >= FEWEST, ((visits**2).sum(axis=1) - whole) / pairs, np.nan)


def care_density(practice: np.ndarray, seen: np.ndarray, scale: float = 1.0) -> np.ndarray:
    """(people,) mean over the pairs of a person's providers of log(1 + other patients the two share); nan below two.

    practice: (people,) row of each one's practice.  seen: (people, 1 + services) whether the practice, and each
    other service, was seen.  scale: people in the place for one who is counted.
    Source: Pollack et al. (2013), "Patient sharing among physicians and costs of care", J Gen Intern Med 28:459.
    """
    own, services = seen[:, 0] > 0, seen[:, 1:] > 0
    row, service = np.nonzero(services)  # few to a person
    practices, width = int(practice.max(initial=0)) + 1, services.shape[1]
    cell = practice[row] * width + service  # of practice and service
    with_practice = np.bincount(cell, own[row], minlength=practices * width)
    several = np.bincount(row, minlength=len(seen)) > 1
    pairs_of = services[several].astype(np.float64)

    def weight(shared: np.ndarray) -> np.ndarray:
        # in steps of about a millionth, of which sums are exact: the order of people and providers may not matter
        return np.asarray(np.round(STEPS * np.log1p(scale * np.maximum(shared - 1.0, 0.0))) / STEPS)

    to_practice = own * np.bincount(row, weight(with_practice)[cell], minlength=len(seen))
    links = weight(pairs_of.T @ pairs_of)
    np.fill_diagonal(links, 0.0)
    among = np.zeros(len(seen))
    among[several] = ((pairs_of @ links) * pairs_of).sum(axis=1) / 2.0
    providers = own + np.bincount(row, minlength=len(seen))
    pairs = providers * (providers - 1.0) / 2.0
    return np.where(pairs > 0.0, (to_practice + among) / np.maximum(pairs, 1.0), np.nan)


def mean_of(values: np.ndarray) -> float:
    """The mean of those that are known; nan when none is."""
    known = values[~np.isnan(values)]
    return fsum(known) / len(known) if len(known) else float("nan")


def continuity_of(world: Any, parameters: Any) -> dict[str, float]:
    """Means over the panel, of contacts of two years; those with too few to tell are left out."""
    people, every = world.people, int(world.today["panel_every"][0])
    rows = np.flatnonzero(people["person"] % every == 0)
    rows = rows[np.argsort(people["person"][rows])]  # the same sums, however people are stored
    visits = two_years(world.panel)[people["person"][rows] // every]
    doctors, providers = visits[:, :DOCTORS], visits[:, PRACTICE:]
    practice = people["practice"][rows].astype(np.int64)
    of_practice = np.array([doctors_of(int(n), parameters.practice) for n in world.sites["people"]])[practice]
    usual = usual_shares(doctors)
    age = (float(world.today["day"][0]) - people["born"][rows]) / YEAR
    older = (age >= OLDER[0]) & (age <= OLDER[1])
    return {
        "usual doctor": mean_of(usual),
        "usual doctor, 62 to 82": mean_of(usual[older]),
        "usual doctor, 62 to 82, small practices": mean_of(usual[older & (of_practice <= SMALL)]),
        "usual doctor, 62 to 82, large practices": mean_of(usual[older & (of_practice >= LARGE)]),
        "same doctor again": mean_of(same_again(doctors)),
        "same provider again": mean_of(same_again(providers)),
        "several providers": float(((providers > 0).sum(axis=1) > 1).mean()),
        "care density": mean_of(care_density(practice, providers > 0, float(every))),
    }


@outcome("share of contacts", by_group=False)
def usual_doctor(book: Any) -> float:
    """Usual provider index: GP contacts of two years with the doctor seen most."""
    return float(book.continuity["usual doctor"])


@outcome("chance", by_group=False)
def same_doctor_again(book: Any) -> float:
    """Continuity of care index (Bice-Boxerman) over the doctors of the practice, two years."""
    return float(book.continuity["same doctor again"])


@outcome("chance", by_group=False)
def same_provider_again(book: Any) -> float:
    """Continuity of care index (Bice-Boxerman) over providers, two years."""
    return float(book.continuity["same provider again"])


@outcome("log of shared patients", by_group=False)
def care_density_index(book: Any) -> float:
    """Care density: how many other patients each pair of a patient's providers share."""
    return float(book.continuity["care density"])
