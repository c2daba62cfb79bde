"""Social care month by month: what is billed, who spends down, who asks, who moves, how supply moves."""

from math import floor

from numpy import uint64

from joinedup.agents.compiled import kernel, step
from joinedup.agents.happenings import What
from joinedup.agents.household import CareState, ends_care
from joinedup.agents.means_test import contribution, means, pays_all
from joinedup.agents.patient import USUAL_RISK
from joinedup.agents.vocabulary import Luck, Sort, Where
from joinedup.model.chance import draw, luck
from joinedup.model.journey.care_homes import begins_search
from joinedup.model.journey.episode import OLD, STAY
from joinedup.model.journey.social_care import need_on
from joinedup.model.world import STANDS_IN_LINE, books, happens

YEAR = 365
A_WEEK = 7.0  # days


@kernel
def closes_care_month(world, day, days):
    """The last night of a month of `days`: everybody of 65 and over, then the supply of care.

    day: the first of the next month.
    """
    people, households, today, diary = world.people, world.households, world.today[0], world.diary
    sites = world.sites
    today.day = day - 1
    for i in range(len(people)):
        patient = people[i]
        if today.day - patient.born < OLD * YEAR or patient.where >= Where.UNBORN:
            continue
        home = households[i]
        if sites[patient.practice].council < 0:
            continue
        if home.agency >= 0:
            pays_for_hours(world, i, patient, home, days)
        if home.care == CareState.RESIDENT:
            pays_for_home(world, i, patient, home, days)
        considers_care(world, i, patient, home)
        if today.entries > len(diary) // 2:
            books(world)
    books(world)
    moves_supply(world)


@step
def pays_for_hours(world, i, patient, home, days):
    """A month of care at home: the council's with a contribution, or all from the person's own pocket."""
    p, today, diary = world.parameters[0], world.today[0], world.diary
    council = world.sites[patient.practice].council
    billed = min(days, today.day - int(home.asked) + 1)
    hours = int(home.hours) * billed // 7
    weekly = p.home_care.price * int(home.hours)
    capital = means(home.capital, home.home_owner, home.carer, 1.0, p.household.home_worth)
    income, weeks = home.income / 100.0, billed / A_WEEK
    pays = home.pays > 0
    if home.care == CareState.SEEKS_BED:
        # what was tested last are the means for a care home, the house included
        pays = pays_all(capital, 1.0, p.means_test)
    if pays:
        price = weekly * (1.0 + p.home_care.premium)
        happens(diary, today, i, patient, What.HOME_CARE_OWN_HOURS, home.agency, -1, hours, 0)
        happens(diary, today, i, patient, What.SELF_FUNDED, home.agency, -1, int(100.0 * price * weeks), 0)
        kept = p.means_test.income_guarantee
        spends_down(i, patient, home, p, today, diary, council, price - max(0.0, income - kept), weeks, 1.0)
    else:
        cost = int(100.0 * p.home_care.price * hours)
        happens(diary, today, i, patient, What.HOME_CARE_HOURS, council, -1, hours, cost)
        charge = contribution(capital, income, weekly, 1.0, p.means_test)
        happens(diary, today, i, patient, What.SOCIAL_CHARGE, council, -1, int(100.0 * charge * weeks), 0)


@step
def pays_for_home(world, i, patient, home, days):
    """A month in a care home: the council's fee with a contribution, or all from the person's own means."""
    p, today, diary = world.parameters[0], world.today[0], world.diary
    council = world.sites[patient.practice].council
    billed = min(days, today.day - int(home.asked) + 1)
    capital = means(home.capital, home.home_owner, home.carer, 0.0, p.household.home_worth)
    income, weeks = home.income / 100.0, billed / A_WEEK
    if home.pays > 0:
        price = p.care_home.fee * (1.0 + p.care_home.premium)
        happens(diary, today, i, patient, What.CARE_HOME_OWN_DAYS, home.residence, -1, billed, 0)
        happens(diary, today, i, patient, What.SELF_FUNDED, home.residence, -1, int(100.0 * price * weeks), 0)
        kept = p.means_test.personal_allowance
        spends_down(i, patient, home, p, today, diary, council, price - max(0.0, income - kept), weeks, 0.0)
    else:
        cost = int(100.0 * p.care_home.fee * weeks)
        happens(diary, today, i, patient, What.CARE_HOME_DAYS, council, -1, billed, cost)
        charge = contribution(capital, income, p.care_home.fee, 0.0, p.means_test)
        happens(diary, today, i, patient, What.SOCIAL_CHARGE, council, -1, int(100.0 * charge * weeks), 0)


@step
def spends_down(i, patient, home, p, today, diary, council, weekly, weeks, at_home):
    """What income does not cover comes out of capital; at the limit the council takes over."""
    home.capital -= int(max(0.0, weekly) * weeks)
    capital = means(home.capital, home.home_owner, home.carer, at_home, p.household.home_worth)
    if not pays_all(capital, at_home, p.means_test):
        home.pays = 0
        happens(diary, today, i, patient, What.SPENT_DOWN, council, -1, 1, 0)


@step
def considers_care(world, i, patient, home):
    """A month's chances: a resident moves away, somebody with home care seeks a home, somebody else asks the council."""
    p, today, diary = world.parameters[0], world.today[0], world.diary
    key = luck(today.seed, patient.person, today.day * 16 + STAY)
    council = world.sites[patient.practice].council
    if home.care == CareState.RESIDENT:
        if patient.where == Where.HOME and draw(key, Luck.MOVE) < p.care_home.leave:
            ends_care(world.sites, home)
            patient.home_risk = USUAL_RISK
    elif home.care == CareState.RECEIVES:
        if draw(key, Luck.STOP) < p.social_care.stops:
            ends_care(world.sites, home)
            return
        alone = home.carer == 0 and today.homes > 0 and patient.where == Where.HOME
        if alone and draw(key, Luck.MOVE) < p.social_care.moves:
            if need_on(patient, p, today) >= p.social_care.residential_from:
                begins_search(i, patient, home, world.sites, p, today, diary, council)
                happens(diary, today, i, patient, STANDS_IN_LINE, council, -1, 0, 0)
    elif home.care == CareState.NONE or home.care == CareState.INELIGIBLE or home.care == CareState.DECLINED:
        if home.care != CareState.NONE and today.day - home.asked < p.social_care.asks_again:
            return
        luck_of_asking = draw(key, Luck.ASK_FOR_CARE)
        if patient.where != Where.HOME or luck_of_asking >= p.social_care.asks:
            return
        need = need_on(patient, p, today)
        if need >= p.social_care.asks_from and luck_of_asking < p.social_care.asks * need:
            home.care = CareState.ASSESSING
            home.asked = today.day
            happens(diary, today, i, patient, What.SOCIAL_REQUEST, council, -1, 1, 0)
            happens(diary, today, i, patient, STANDS_IN_LINE, council, -1, 0, 0)


@step
def moves_supply(world):
    """People from elsewhere move into free beds and leave; agencies grow while they are busy and shrink while not.

    In balance people from elsewhere hold the share `spillover` of all beds that residents of the place leave.
    """
    p, today, sites = world.parameters[0], world.today[0], world.sites
    for s in range(len(world.starts) - 1, len(sites)):
        site = sites[s]
        u = draw(luck(today.seed, 0, today.day) + uint64(site.key), Luck.CHOICE_OF_HOME)
        if site.role == Sort.CARE_HOME:
            q = p.care_home
            free = site.beds - site.occupied - site.outside
            come = q.spillover / (1.0 - q.spillover) * free / q.stay_months
            change = floor(come - site.outside / q.stay_months + u)
            site.outside = max(0, site.outside + min(change, max(0, free)))
        elif site.role == Sort.HOME_CARE:
            used = site.hours_used / max(1.0, float(site.hours))
            rate = p.home_care.growth if used > p.home_care.profitable else -p.home_care.growth
            site.hours = max(site.hours_used, floor(site.hours * (1.0 + rate) + u))
