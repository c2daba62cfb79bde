"""The reference workload as this project's engine does it: records, day buckets and two phases a window.

First each practice plays a window of days by itself, its 8,000 records brought into the cache in order;
what concerns the hospital leaves as messages. Then the hospital plays the same days over the messages of
its catchment, sorted by day and person, so that the length of the window changes nothing at all. People
who come home and are due again before the window ends are played by the hospital. A referral of somebody
who may have been seen meanwhile is decided by the hospital, on its day.
"""

from math import exp, floor

from joinedup.agents.compiled import kernel, rule
from joinedup.experiments.reference_workload.calendar import NOBODY, schedule, take_due
from joinedup.experiments.reference_workload.records import (
    AGAIN,
    LONG_AGO,
    NEVER,
    WARDS,
    Count,
    Purpose,
    Queue,
    Sent,
    Where,
)
from joinedup.model.calendar import insertion_sort
from joinedup.model.chance import draw, exponential, luck, normal


@rule
def joins(c, queue, row):
    """Somebody goes to the end of the queue."""
    ends = c.queue_ends[queue]
    c.queues[queue, (ends[0] + ends[1]) % c.queues.shape[1]] = row
    ends[1] += 1


@rule
def calls(c, queue):
    """The row of whoever has waited longest, who leaves the queue."""
    ends = c.queue_ends[queue]
    row = c.queues[queue, ends[0]]
    ends[0] = (ends[0] + 1) % c.queues.shape[1]
    ends[1] -= 1
    return row


@rule
def next_day(patient, key, purpose, earliest, terms):
    """First day from `earliest` on with a need or a readmission.

    Days to the need are geometric: floor(E / -log(1 - q)), E exponential with mean 1, q the daily need.
    """
    day = earliest + int(exponential(key, purpose) * terms.gaps[patient.conditions])
    if patient.readmission_day >= earliest:
        day = min(day, patient.readmission_day)
    return day


@rule
def is_tested(patient, day, key, terms, count):
    """A test, a duplicate of a valid one nobody saw, or none because the result was seen."""
    kind = int(draw(key, Purpose.TEST_KIND) * terms.numbers.test_kinds)
    valid = day - patient.last_tests[kind] < terms.numbers.test_valid
    if valid and draw(key, Purpose.SEEN) < terms.numbers.result_seen:
        count[Count.AVOIDED] += 1
        return
    count[Count.TESTS] += 1
    count[Count.DUPLICATES] += int(valid)
    patient.last_tests[kind] = day


@rule
def is_admitted(patient, count):
    """The person leaves home for the queue for a bed."""
    count[Count.ADMISSIONS] += 1
    patient.where = Where.QUEUE
    patient.readmission_day = NEVER
    return Sent.ADMISSION


@rule
def is_referred(patient, day, count):
    """The wait for the clinic begins."""
    count[Count.REFERRALS] += 1
    patient.waiting = 1
    patient.referral_day = day
    return Sent.REFERRAL


@rule
def lives_a_day(patient, day, key, terms, contacts, count):
    """A day on which something happens to a person at home; returns what the hospital gets to know."""
    if patient.readmission_day == day:
        count[Count.READMISSIONS] += 1
        return is_admitted(patient, count)
    if draw(key, Purpose.KIND) < terms.emergency_share:
        count[Count.EMERGENCIES] += 1
        if draw(key, Purpose.ADMITTED) < terms.numbers.admitted:
            return is_admitted(patient, count)
        return Sent.NOTHING
    count[Count.GP_CONTACTS] += 1
    contacts[patient.practice] += 1
    if draw(key, Purpose.TESTED) < terms.numbers.tested:
        is_tested(patient, day, key, terms, count)
    if draw(key, Purpose.REFERRED) < terms.numbers.referred:
        if patient.waiting:
            return Sent.PERHAPS_REFERRAL
        return is_referred(patient, day, count)
    return Sent.NOTHING


@kernel
def settle(c, age, conditions, seed, terms):
    """Everybody at home, with a day for the next need."""
    end = len(c.counts)
    for practice in range(len(c.bounds) - 1):
        for row in range(c.bounds[practice], c.bounds[practice + 1]):
            patient = c.people[row]
            patient.age = age[row]
            patient.conditions = conditions[row]
            patient.practice = practice
            patient.readmission_day = NEVER
            patient.where = Where.HOME
            for kind in range(4):
                patient.last_tests[kind] = LONG_AGO
            day = next_day(patient, luck(seed, c.first_person + row, -1), Purpose.GAP, 0, terms)
            if day < end:
                schedule(c.heads, c.links, practice, day, row)


@kernel
def play_practices(c, start, stop, seed, terms):
    """Every practice plays the days `start` to `stop`, filling the hospital's box with messages."""
    sent, touched, end, due = 0, 0, len(c.counts), c.scratch[0]
    for practice in range(len(c.bounds) - 1):
        # in order now, at random later: the machine fetches ahead only the former
        for row in range(c.bounds[practice], c.bounds[practice + 1], 2):
            touched += c.people[row].where + c.links[row]
        for day in range(start, stop):
            count = c.counts[day]
            for i in range(take_due(c.heads, c.links, practice, day, due)):
                row = due[i]
                patient = c.people[row]
                key = luck(seed, c.first_person + row, day)
                sends = lives_a_day(patient, day, key, terms, c.contacts, count)
                if sends != Sent.NOTHING:
                    if sent < len(c.box):
                        c.box[sent, 0] = row
                        c.box[sent, 1] = sends
                        c.box[sent, 2] = c.box_heads[day]
                        c.box_heads[day] = sent
                    sent += 1
                if sends != Sent.ADMISSION:
                    then = next_day(patient, key, Purpose.GAP, day + 1, terms)
                    if then < end:
                        schedule(c.heads, c.links, practice, then, row)
    c.hospital[0].messages = sent
    return touched


@rule
def waits_at_home(c, row, key, purpose, earliest, stop, terms):
    """The person is put into the hospital's own bucket until the window ends, else into the practice's."""
    patient = c.people[row]
    then = next_day(patient, key, purpose, earliest, terms)
    if then < len(c.counts):
        schedule(c.heads, c.links, len(c.heads) + AGAIN if then < stop else patient.practice, then, row)


@kernel
def goes_home(c, row, packages, day, stop, seed, terms):
    """The bed comes free and the person is at home, with 0 or 1 packages, perhaps to be readmitted."""
    patient, hospital = c.people[row], c.hospital[0]
    key = luck(seed, c.first_person + row, day)
    hospital.free_packages -= packages
    c.packages_ending[day + int(terms.numbers.package_days)] += packages
    hospital.free_beds += 1
    hospital.occupied -= 1
    c.counts[day, Count.DISCHARGES] += 1
    patient.where = Where.HOME
    again = terms.numbers.readmitted
    if draw(key, Purpose.FOLLOWED) < terms.numbers.followed_up:
        again = terms.numbers.readmitted_followed
    if draw(key, Purpose.READMITTED) < again:
        days = int(draw(key, Purpose.READMISSION_DAY) * terms.numbers.readmitted_within)
        patient.readmission_day = day + 1 + days
    waits_at_home(c, row, key, Purpose.GAP_HOME, day, stop, terms)


@kernel
def morning(c, day, stop, seed, terms):
    """Packages come free, and people go home who can."""
    hospital, due = c.hospital[0], c.scratch[0]
    hospital.free_packages += c.packages_ending[day]
    while hospital.free_packages > 0 and c.queue_ends[Queue.CARE, 1] > 0:
        goes_home(c, calls(c, Queue.CARE), 1, day, stop, seed, terms)
    for i in range(take_due(c.heads, c.links, len(c.heads) + WARDS, day, due)):
        row = due[i]
        needs_care = c.people[row].where == Where.BED_THEN_CARE
        if needs_care and hospital.free_packages <= 0:
            c.people[row].where = Where.DELAYED
            joins(c, Queue.CARE, row)
        else:
            goes_home(c, row, int(needs_care), day, stop, seed, terms)


@kernel
def arrivals(c, day, stop, seed, terms):
    """Messages of the day and people home again are put in order of person, then join their queues."""
    count, n = c.counts[day], 0
    due, keys, kinds = c.scratch[0], c.scratch[1], c.scratch[2]
    message = c.box_heads[day]
    while message != NOBODY:
        keys[n] = c.box[message, 0]
        kinds[n] = c.box[message, 1]
        message = c.box[message, 2]
        n += 1
    for i in range(take_due(c.heads, c.links, len(c.heads) + AGAIN, day, due)):
        row = due[i]
        key = luck(seed, c.first_person + row, day)
        sends = lives_a_day(c.people[row], day, key, terms, c.contacts, count)
        if sends != Sent.ADMISSION:
            waits_at_home(c, row, key, Purpose.GAP, day + 1, stop, terms)
        if sends != Sent.NOTHING:
            keys[n] = row
            kinds[n] = sends
            n += 1
    insertion_sort(keys, kinds, n)
    for i in range(n):
        row, sent = keys[i], kinds[i]
        if sent == Sent.PERHAPS_REFERRAL:
            if c.people[row].waiting:
                continue
            is_referred(c.people[row], day, count)
        joins(c, Queue.BED if sent == Sent.ADMISSION else Queue.CLINIC, row)


@kernel
def evening(c, day, seed, terms):
    """Free beds and the day's clinic slots go to those who have waited longest."""
    hospital, numbers, count = c.hospital[0], terms.numbers, c.counts[day]
    while hospital.free_beds > 0 and c.queue_ends[Queue.BED, 1] > 0:
        row = calls(c, Queue.BED)
        patient, key = c.people[row], luck(seed, c.first_person + row, day)
        hospital.free_beds -= 1
        hospital.occupied += 1
        days = floor(exp(terms.log_stay + numbers.stay_spread * normal(key, Purpose.STAY)) + 0.5)
        stay = int(max(1.0, min(numbers.longest_stay, days)))
        share = numbers.young_need_care
        if patient.age >= numbers.old_age:
            share = numbers.old_need_care
        patient.where = Where.BED
        if draw(key, Purpose.NEEDS_CARE) < share:
            patient.where = Where.BED_THEN_CARE
        schedule(c.heads, c.links, len(c.heads) + WARDS, day + stay, row)
    slots = int(terms.slots * (day + 1)) - int(terms.slots * day)
    for _ in range(min(slots, c.queue_ends[Queue.CLINIC, 1])):
        patient = c.people[calls(c, Queue.CLINIC)]
        patient.waiting = 0
        count[Count.SEEN] += 1
        count[Count.WAITED_DAYS] += day - patient.referral_day
    count[Count.OCCUPIED] = hospital.occupied
    count[Count.DELAYED] = c.queue_ends[Queue.CARE, 1]
    count[Count.BED_QUEUE] = c.queue_ends[Queue.BED, 1]
    count[Count.CLINIC_QUEUE] = c.queue_ends[Queue.CLINIC, 1]


@kernel
def play_hospital(c, start, stop, seed, terms):
    """The hospital plays the days `start` to `stop` over the messages of its practices."""
    for day in range(start, stop):
        morning(c, day, stop, seed, terms)
        arrivals(c, day, stop, seed, terms)
        evening(c, day, seed, terms)
