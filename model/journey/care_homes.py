"""Care homes: looking for a place, who is taken, moving in."""

from numpy import uint64

from joinedup.agents.care_home import hazard_of_home, takes_chance
from joinedup.agents.compiled import step
from joinedup.agents.happenings import What
from joinedup.agents.household import CareState
from joinedup.agents.means_test import means, pays_all
from joinedup.agents.patient import USUAL_RISK
from joinedup.agents.vocabulary import Delay, Luck, Sort, Where
from joinedup.model.chance import draw, exponential, luck
from joinedup.model.journey.episode import STAY, reschedule
from joinedup.model.journey.leaving import ends_delay, goes_home, waits_in_bed
from joinedup.model.world import happens

RISK = float(USUAL_RISK)


@step
def begins_search(i, patient, home, sites, p, today, diary, council):
    """A person at home is to live in a care home: whoever has the means pays, the home sold if nobody stays in it."""
    key = luck(today.seed, patient.person, today.day * 16 + STAY)
    home.nursing = 1 if draw(key, Luck.DELAY_REASON) < p.social_care.nursing_share else 0
    home.care = CareState.SEEKS_BED
    is_tested_for_home(i, patient, home, p, today, diary, council)
    wait = 0.0 if home.pays > 0 else p.care_home.panel_days * exponential(key, Luck.PANEL)
    home.asked = today.day + int(wait + p.care_home.settling_days * exponential(key, Luck.HOME_VISIT))


@step
def is_tested_for_home(i, patient, home, p, today, diary, council):
    """The means test for a care home."""
    capital = means(home.capital, home.home_owner, home.carer, 0.0, p.household.home_worth)
    home.pays = 1 if pays_all(capital, 0.0, p.means_test) else 0
    if home.pays > 0:
        happens(diary, today, i, patient, What.SELF_FUNDER, council, -1, 1, 0)


@step
def looks_for_bed(world, i, patient, home):
    """One home is looked at today: it has a place that suits, or not; and takes the person, or not.

    A place suits with the share of the home's beds that are free. Source: assumption, see CareHomeParameters.
    """
    p, today, diary, sites = world.parameters[0], world.today[0], world.diary, world.sites
    in_bed = patient.where == Where.DELAYED
    if in_bed and patient.failed == Delay.FUNDING:
        # the panel has agreed; now a home must be found
        ends_delay(i, patient, p, today, diary)
        reason = Delay.NURSING + 0 if home.nursing > 0 else Delay.RESIDENTIAL + 0
        waits_in_bed(patient, today.day, reason, patient.step_day)
        key = luck(today.seed, patient.person, today.day * 16 + STAY)
        home.asked = today.day + int(p.care_home.settling_days * exponential(key, Luck.HOME_VISIT))
        return
    searching = in_bed and (patient.failed == Delay.RESIDENTIAL or patient.failed == Delay.NURSING)
    if not (searching or patient.where == Where.HOME):
        return
    key = luck(today.seed, patient.person, today.day * 16 + STAY)
    best, found = -1.0, -1
    for s in range(len(world.starts) - 1, len(sites)):
        if sites[s].role == Sort.CARE_HOME:
            score = draw(key + uint64(sites[s].key), Luck.CHOICE_OF_HOME)
            if score > best:
                best, found = score, s
    if found < 0:
        return
    site = sites[found]
    free = site.beds - site.occupied - site.outside
    if free <= 0 or draw(key, Luck.PLACE_FREE) >= p.care_home.suits * free / site.beds:
        return
    if draw(key, Luck.HOME_DECIDES) >= takes_chance(site, home.pays, p.care_home):
        if home.pays == 0:
            happens(diary, today, i, patient, What.CARE_HOME_REFUSED, found, -1, 1, 0)
        return
    moves_in(world, i, patient, home, found)


@step
def moves_in(world, i, patient, home, s):
    """The person lives in a care home from today, straight from a hospital bed or from their own home."""
    p, today, diary, sites = world.parameters[0], world.today[0], world.diary, world.sites
    if home.agency >= 0:
        sites[home.agency].hours_used -= int(home.hours)
        home.agency = -1
        home.hours = 0
    sites[s].occupied += 1
    home.residence = s
    home.care = CareState.RESIDENT
    home.asked = today.day
    patient.unmet_social = 0
    patient.home_risk = int(RISK * hazard_of_home(sites[s].quality, p.care_home) + 0.5)
    happens(diary, today, i, patient, What.CARE_HOME_START, s, -1, 1, 0)
    if patient.where == Where.DELAYED:
        ends_delay(i, patient, p, today, diary)
        goes_home(i, patient, world.charts[i], sites, world.edges, p, today, diary, 1.0, 0.0)
        reschedule(world.wake, i, patient, today.day + 1)
