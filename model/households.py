"""Households of a place: means, home and carer of each person, and who has social care on the first day."""

from math import exp, log

import numpy as np

from joinedup.agents.care_home import hazard_of_home
from joinedup.agents.compiled import kernel
from joinedup.agents.home_care import hours_needed
from joinedup.agents.household import HOUSEHOLD, CareState
from joinedup.agents.means_test import contribution, means, pays_all
from joinedup.agents.patient import USUAL_RISK
from joinedup.agents.social_care import takes_up_chance
from joinedup.agents.vocabulary import Luck, Sort
from joinedup.model.chance import draw, exponential, luck, normal
from joinedup.model.journey.episode import OLD
from joinedup.model.journey.social_care import need_on
from joinedup.model.tables import room_for
from joinedup.model.world import World

LONG_AGO = -30_000
AT_START = 0  # occasion of luck before the first day
YEAR = 365
ALONE = 3.0  # residents of care homes per person with as much need: without a carer to one with; assumption
YEARS_IN_A_HOME, YEARS_AT_HOME = 2.0, 1.5  # mean years of care so far; assumption
STEEP = 3.0  # power of need by which care was given so far; assumption


def households_of(people: np.ndarray, today: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """A household for each person, drawn by the person's luck; nobody has care yet."""
    households = room_for(len(people), HOUSEHOLD)
    fill_households(households, people, today[0], numbers[0])
    return households


@kernel
def fill_households(households, people, today, p):
    """Capital and income are lognormal by deprivation fifth; a home and a carer by chance."""
    q = p.household
    for i in range(len(people)):
        home, patient = households[i], people[i]
        key = luck(today.seed, patient.person, AT_START)
        fifth = patient.decile // 2
        home.capital = int(min(1e9, q.capital[fifth] * exp(q.capital_spread * normal(key, Luck.CAPITAL))))
        home.income = int(100.0 * q.income[fifth] * exp(q.income_spread * normal(key, Luck.INCOME)))
        home.home_owner = 1 if draw(key, Luck.HOME_OWNER) < q.home_owner[fifth] else 0
        home.carer = 1 if draw(key, Luck.CARER) < q.carer else 0
        home.asked = LONG_AGO
        home.residence = -1
        home.agency = -1
        home.hours = 0
        home.care = CareState.NONE
        home.pays = 0
        home.listed = 0
        home.social_need = 0
        home.nursing = 0


@kernel
def turns(people, households, today, p, turn):
    """Whose turn for care came first in the years before, (people, 2): in a care home, at home; infinite below 65."""
    for i in range(len(people)):
        patient, home = people[i], households[i]
        turn[i, 0], turn[i, 1] = np.inf, np.inf
        if -patient.born < OLD * YEAR:
            continue
        need = need_on(patient, p, today)
        home.social_need = int(255.0 * need)
        key = luck(today.seed, patient.person, AT_START)
        waited = -log(1.0 - draw(key, Luck.FIRST_CARE)) / max(1e-9, need**STEEP)
        turn[i, 0] = waited * (ALONE if home.carer > 0 else 1.0)
        turn[i, 1] = waited


@kernel
def gives_first_care(world, rows, wanted, services, residential):
    """The first `wanted` live in these care homes, or have hours of these agencies, each in turn.

    Those whom the charge puts off have no hours, as later.
    """
    sites, p, today = world.sites, world.parameters[0], world.today[0]
    given = 0
    for n in range(len(rows)):
        if given == wanted:
            break
        patient, home = world.people[rows[n]], world.households[rows[n]]
        s = services[given % len(services)]
        at_home = 0.0 if residential else 1.0
        capital = means(home.capital, home.home_owner, home.carer, at_home, p.household.home_worth)
        key = luck(today.seed, patient.person, AT_START)
        if pays_all(capital, at_home, p.means_test):
            # has paid for a while
            weeks = (
                (YEARS_IN_A_HOME if residential else YEARS_AT_HOME)
                * 52.0
                * exponential(key, Luck.PAID_SO_FAR)
            )
            price = p.care_home.fee * (1.0 + p.care_home.premium) if residential else 10.0 * p.home_care.price
            home.capital -= int(max(0.0, price - home.income / 100.0 * (1.0 - at_home)) * weeks)
            capital = means(home.capital, home.home_owner, home.carer, at_home, p.household.home_worth)
        home.pays = 1 if pays_all(capital, at_home, p.means_test) else 0
        if residential:
            if sites[s].occupied >= sites[s].beds:
                continue
            given += 1
            sites[s].occupied += 1
            home.residence = s
            home.care = CareState.RESIDENT
            patient.home_risk = int(float(USUAL_RISK) * hazard_of_home(sites[s].quality, p.care_home) + 0.5)
        else:
            need = home.social_need / 255.0
            hours = hours_needed(need, p.home_care)
            price = p.home_care.price * hours
            charge = contribution(capital, home.income / 100.0, price, 1.0, p.means_test)
            if home.pays > 0:
                charge = price * (1.0 + p.home_care.premium)
            put_off = draw(key, Luck.TAKE_UP) >= takes_up_chance(need, charge, p.social_care)
            if put_off or sites[s].hours_used + hours > sites[s].hours:
                continue
            given += 1
            sites[s].hours_used += hours
            home.agency = s
            home.hours = hours
            home.care = CareState.RECEIVES


def opens_care(world: World) -> None:
    """Care homes and agencies begin nearly as full as they will be, with those most in need."""
    p, sites = world.parameters[0], world.sites
    if not (sites["role"] == Sort.COUNCIL).any():
        return
    turn = np.empty((len(world.people), 2))
    turns(world.people, world.households, world.today[0], p, turn)
    thousands = len(world.people) / 1_000.0
    for column, (sort, wanted) in enumerate(
        ((Sort.CARE_HOME, p.care_home.residents_per_1000), (Sort.HOME_CARE, p.home_care.receivers_per_1000))
    ):
        services = np.flatnonzero(sites["role"] == sort)
        services = services[np.argsort(sites["key"][services], kind="stable")]
        if not len(services):
            continue
        order = np.lexsort((world.people["person"], turn[:, column]))
        rows = order[np.isfinite(turn[order, column])]
        gives_first_care(world, rows, round(wanted * thousands), services, sort == Sort.CARE_HOME)
        turn[world.households["care"] != CareState.NONE] = np.inf
        if sort == Sort.CARE_HOME:
            left = sites["beds"][services] - sites["occupied"][services]
            sites["outside"][services] = np.rint(float(p.care_home.spillover) * left).astype(np.int64)
