"""One day of a place, readable as a list; and the days between two events of the model."""

from numpy import uint64

from joinedup.agents.compiled import kernel, step
from joinedup.agents.decision import shadow_price
from joinedup.agents.staff import open_places
from joinedup.agents.vocabulary import Letter, Luck, Sort, Where
from joinedup.model.calendar import DAYS, NO_DAY, sort_by, take_due
from joinedup.model.chance import luck, mixed
from joinedup.model.journey.appointments import SENT_IN, is_weekday, opens_book
from joinedup.model.journey.calls import opens_line
from joinedup.model.journey.community import answers_step_up, takes_from_wards
from joinedup.model.journey.electives import calls_from_list, starts_clock
from joinedup.model.journey.emergency import is_taken_in, opens_ae
from joinedup.model.journey.episode import first_day, lived, reschedule
from joinedup.model.journey.leaving import is_fit
from joinedup.model.journey.mental_health import is_referred_in_crisis
from joinedup.model.journey.social_care import is_assessed, serves_line, takes_to_package
from joinedup.model.journey.waking import starts_life, wakes
from joinedup.model.journey.wards import boards, fills_beds
from joinedup.model.panel import OCCUPANCY, note
from joinedup.model.waiting_list import joins_queue
from joinedup.model.world import NOBODY, RING, books

ENTRIES_OF_A_LIFE = 3  # that the year's last night writes about one person
A_MONTH = 30.0  # days


@kernel
def plays(world, first, last):
    """Play the days from `first` up to, not including, `last`."""
    sites = world.sites
    for day in range(first, last):
        world.today[0].day = day
        opens(world)
        delivers(world)
        gathers(world)
        for practice in range(len(world.starts) - 1):
            wakes_list(world, practice)
        takes(world)
        discharges(world)
        cares(world)
        for s in range(len(sites)):
            if sites[s].role == Sort.HOSPITAL:
                fills_beds(world, s)
                if is_weekday(day):
                    calls_from_list(world, s)
        books(world)


@step
def opens(world):
    """Morning: places that are free again, yesterday's crowding, today's shadow prices."""
    sites, freed, p = world.sites, world.freed, world.parameters[0]
    bucket = world.today[0].day & (DAYS - 1)
    q = p.decision
    for s in range(len(sites)):
        site = sites[s]
        if site.role == Sort.HOSPITAL:
            site.occupancy = float(site.occupied) / max(1, site.beds)
            opens_ae(site, p)
            site.price_bed = shadow_price(site.occupancy, q.bed_most, q.bed_from, q.bed_width)
            note(world.spread, OCCUPANCY, int(100.0 * site.occupancy))
            site.occupancy_lately += (site.occupancy - site.occupancy_lately) / A_MONTH
        elif Sort.COMMUNITY <= site.role <= Sort.OUT_OF_HOURS:
            site.in_use -= freed[s, bucket]
            freed[s, bucket] = 0
            site.free_this_morning = max(0, open_places(site) - site.in_use - site.queue_length)
            if site.role == Sort.COUNCIL and is_weekday(world.today[0].day):
                # time not used today is lost, but for the rest of one assessment
                site.assess_room = min(site.assess_room, 1.0) + site.assessments * site.speed
            used = float(site.in_use) / max(1, site.places)
            site.price_place = shadow_price(used, q.place_most, q.place_from, q.place_width)
            site.price_lately += (site.price_place - site.price_lately) / A_MONTH
            if site.role == Sort.MENTAL_HEALTH:
                taken = float(site.occupied) / max(1, site.beds)
                site.price_bed = shadow_price(taken, q.bed_most, q.bed_from, q.bed_width)
            elif site.role == Sort.OUT_OF_HOURS:
                opens_line(site)


@step
def lot(today, patient):
    """A patient's place in today's line: by lot, the same whoever else stands in it and however they are stored."""
    return mixed(luck(today.seed, patient.person, today.day * 16) + uint64(Luck.ORDER))


@step
def delivers(world):
    """Requests that arrive today, in an order that does not depend on who posted first."""
    people, charts, sites, edges, letters = (
        world.people,
        world.charts,
        world.sites,
        world.edges,
        world.letters,
    )
    p, today, diary, due, keys = world.parameters[0], world.today[0], world.diary, world.due, world.keys
    bucket = today.day & (RING - 1)
    slot = world.letter_heads[bucket]
    world.letter_heads[bucket] = NOBODY
    count = 0
    while slot != NOBODY:
        letter = letters[slot]
        due[count] = slot
        keys[count] = luck(today.seed, people[letter.row].person, letter.day * 16 + letter.letter)
        count += 1
        slot = letter.next
    sort_by(keys, due, count, world.ends)
    for n in range(count):
        slot = due[n]
        letter = letters[slot]
        i, target, kind = letter.row, letter.target, letter.letter
        letter.next = today.letters_free
        today.letters_free = slot
        patient, chart = people[i], charts[i]
        if patient.where == Where.DEAD:
            continue
        if kind == Letter.REFER_OP:
            starts_clock(i, patient, chart, sites, p, today, diary, world.threads, target)
        elif kind == Letter.STEP_DOWN:
            if patient.where == Where.DELAYED:
                joins_queue(world.threads, sites[target], i)
        elif kind == Letter.SC_REQUEST:
            home = world.households[i]
            is_assessed(i, patient, chart, sites, edges, p, today, diary, world.threads, home, target)
        elif kind == Letter.MH_CRISIS:
            is_referred_in_crisis(i, patient, chart, sites, edges, p, today, diary)
        reschedule(world.wake, i, patient, today.day)
    books(world)


@step
def gathers(world):
    """Everybody for whom something is due today, practice by practice."""
    people, found, roster, starts, lists = (
        world.people,
        world.found,
        world.roster,
        world.starts,
        world.lists,
    )
    count = take_due(world.wake, world.today[0].day, found)
    practices = len(starts) - 1
    for practice in range(practices + 1):
        starts[practice] = 0
    for n in range(count):
        lists[n] = people[found[n]].practice
        starts[lists[n]] += 1
    total = 0
    for practice in range(practices):
        total += starts[practice]
        starts[practice] = total
    starts[practices] = total
    for n in range(count - 1, -1, -1):
        practice = lists[n]
        starts[practice] -= 1
        roster[starts[practice]] = found[n]


@step
def wakes_list(world, practice):
    """Everybody of a practice for whom something is due today."""
    people, charts, sites, edges = world.people, world.charts, world.sites, world.edges
    wake, due, keys = world.wake, world.due, world.keys
    p, today, diary, leavers = world.parameters[0], world.today[0], world.diary, world.leavers
    booked = world.booked[practice]
    opens_book(sites[practice], booked, today.day)
    first = world.starts[practice]
    count = world.starts[practice + 1] - first
    near = 0
    for n in range(count):
        i = world.roster[first + n]
        due[n] = i
        # reading records and charts here, and nothing else, fetches many from memory side by side
        near += int(people[i].visits) + int(charts[i].letter)
    today.near = near
    for n in range(count):
        keys[n] = lot(today, people[due[n]])
    sort_by(keys, due, count, world.ends)
    for n in range(count):
        i = due[n]
        patient = people[i]
        state = wakes(i, patient, charts[i], sites, edges, p, today, diary, booked)
        if state == 2:
            leavers[today.leaving] = i
            today.leaving += 1
        wake[i] = first_day(today.day + 1, patient) if state > 0 else NO_DAY
    books(world)


@step
def takes(world):
    """Everybody at the acute take today, the sent-in first, then by lot."""
    people, charts, sites, edges, take = world.people, world.charts, world.sites, world.edges, world.take
    p, today, diary, due, keys = world.parameters[0], world.today[0], world.diary, world.due, world.keys
    for n in range(today.taken):
        word = lot(today, people[take[n].row]) >> uint64(2)
        keys[n] = word if take[n].how == SENT_IN else word + (uint64(1) << uint64(62))
        due[n] = n
    sort_by(keys, due, today.taken, world.ends)
    for n in range(today.taken):
        slip = take[due[n]]
        i = slip.row
        patient = people[i]
        bed = is_taken_in(i, patient, charts[i], sites, edges, p, today, diary, slip.how, slip.informed)
        if bed:
            boards(world, i)
        reschedule(world.wake, i, patient, today.day + 1)
    today.taken = 0
    books(world)


@step
def discharges(world):
    """Everybody fit to leave a bed today."""
    people, charts, sites, edges = world.people, world.charts, world.sites, world.edges
    p, today, diary, due, keys = world.parameters[0], world.today[0], world.diary, world.due, world.keys
    count = today.leaving
    for n in range(count):
        due[n] = world.leavers[n]
        keys[n] = lot(today, people[due[n]])
    sort_by(keys, due, count, world.ends)
    today.leaving = 0
    for n in range(count):
        i = due[n]
        is_fit(i, people[i], charts[i], sites, edges, p, today, diary, world.households[i])
        reschedule(world.wake, i, people[i], today.day + 1)
    books(world)


@step
def cares(world):
    """Community and social care take patients on: from hospital beds first, then those asking today."""
    people, charts, sites, edges, ask = world.people, world.charts, world.sites, world.edges, world.ask
    p, today, diary, due, keys = world.parameters[0], world.today[0], world.diary, world.due, world.keys
    for s in range(len(sites)):
        if sites[s].role == Sort.COMMUNITY:
            takes_from_wards(world, s)
        elif sites[s].role == Sort.COUNCIL:
            takes_to_package(world, s)
    serves_line(world)
    for n in range(today.asking):
        due[n] = n
        keys[n] = lot(today, people[ask[n].row])
    sort_by(keys, due, today.asking, world.ends)
    for n in range(today.asking):
        slip = ask[due[n]]
        i = slip.row
        answers_step_up(i, people[i], charts[i], sites, edges, p, today, diary, slip.site)
        reschedule(world.wake, i, people[i], today.day + 1)
    today.asking = 0


@kernel
def settles_in(world, row, day):
    """Give people from `row` on their first dates and a bucket of the calendar."""
    today, p = world.today[0], world.parameters[0]
    today.day = day
    for i in range(row, len(world.people)):
        patient = world.people[i]
        start = starts_life(patient, world.sites, p, today)
        reschedule(world.wake, i, patient, start)


@kernel
def counts_lives(world, day):
    """The year's last night: the days everybody alive has lived this year, and how good they were, are noted."""
    today, diary, p = world.today[0], world.diary, world.parameters[0]
    today.day = day - 1
    for i in range(len(world.people)):
        patient = world.people[i]
        if patient.where != Where.DEAD and patient.where != Where.UNBORN:
            lived(i, patient, world.charts[i], p, today, diary, day)
            if today.entries > len(diary) - ENTRIES_OF_A_LIFE:
                books(world)
    books(world)
