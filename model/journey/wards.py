"""Hospital beds: who gets one, who boards another night in A&E."""

from joinedup.agents.compiled import step
from joinedup.agents.happenings import What
from joinedup.agents.vocabulary import Luck, Where
from joinedup.model.chance import draw, luck
from joinedup.model.journey.episode import STAY, reschedule
from joinedup.model.waiting_list import QUEUE, joins_queue, next_in_queue
from joinedup.model.world import happens


@step
def boards(world, i):
    """An admitted patient waits in A&E for a bed."""
    patient = world.people[i]
    site = world.sites[patient.hospital]
    site.boarding += 1
    joins_queue(world.threads, site, i)


@step
def fills_beds(world, hospital):
    """Free beds go to those who have boarded longest; the others board another night."""
    people, threads, wake = world.people, world.threads, world.wake
    site, p, today, diary = world.sites[hospital], world.parameters[0], world.today[0], world.diary
    day = today.day
    while site.queue_length > 0 and site.occupied < site.beds:
        i = next_in_queue(threads, site)
        patient = people[i]
        if patient.where != Where.BOARDING:
            continue  # died while boarding
        site.occupied += 1
        site.boarding -= 1
        patient.where = Where.WARD
        patient.step_day = day + max(1, patient.visits)
        if day > patient.onset:
            key = luck(today.seed, patient.person, patient.onset * 16 + STAY)
            if draw(key, Luck.BOARDING_DEATH) < p.health.boarding_death:
                happens(diary, today, i, patient, What.DEATH_OF_BOARDING, hospital, -1, 1, 0)
                patient.death_day = min(patient.death_day, day + 1)
        patient.onset = day
        reschedule(wake, i, patient, day + 1)
    i = site.queue_head
    for _ in range(site.queue_length):
        if people[i].where == Where.BOARDING:
            happens(diary, today, i, people[i], What.BOARDED_DAYS, hospital, -1, 1, 0)
            if people[i].onset == day:
                happens(diary, today, i, people[i], What.BOARDED, hospital, -1, 1, 0)
        i = threads[i, QUEUE]
