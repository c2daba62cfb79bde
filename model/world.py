"""Everything compiled code reads and writes, and the diary into which everything that happens is written.

Kernels that run once a day take the whole `World`; whatever runs for one patient takes that patient's records,
the sites, the edges, the parameters, `today` and the diary. What a patient's day asks of others (a place at the
take, a letter, a community place) is an entry of the same diary, read when the practice's list is done.
"""

from typing import NamedTuple

import numpy as np

from joinedup.agents.compiled import INTEGER, record, rule, step, step_on, table
from joinedup.agents.happenings import GROUPS, WHATS
from joinedup.agents.household import ends_care
from joinedup.agents.patient import RECORD, Mark
from joinedup.model.calendar import DAYS
from joinedup.model.panel import STAYS, note, notes_contact

RING = 256  # days an appointment book and a letter can lie ahead; a power of two
WEEKS = 157  # of the histogram of elective waits
LOGGED = int(Mark.LOGGED)
NOBODY = -1

# entries of the diary that ask for something; What codes lie below
ASKS_TAKE = 200  # the acute take, today; cause: how the patient comes, amount: 1 informed by a letter
ASKS_LETTER = 201  # a letter under way; site: target, cause: Letter, amount: day due, pence: source
ASKS_PLACE = 202  # a community place, today; site: the service
ENDS_PLACE = 203  # a place of a service will be free again; amount: the day
NOTES_STAY = 206  # an emergency stay is over; amount: nights
NOTES_CONTACT = (
    207  # a contact of a member of the panel; site, cause: the doctor's number, -1 for the provider
)
STANDS_IN_LINE = 204  # asks for social care and waits
ENDS_CARE = 205  # social care ends: its hours or its bed are free again

ENTRY = np.dtype(
    (
        np.record,
        [
            ("row", "i4"),
            ("what", "i2"),
            ("site", "i2"),
            ("cause", "i2"),
            ("group", "i2"),
            ("amount", "i8"),
            ("pence", "i8"),
        ],
    )
)

EVENT = np.dtype(
    [
        ("person", "i4"),
        ("day", "i4"),
        ("what", "i2"),  # What
        ("site", "i2"),
        ("cause", "i2"),  # a code of the block's own vocabulary; -1 none
        ("group", "i2"),
        ("amount", "i8"),  # 1 for a count, else days, minutes, pounds or pence by What
        ("pence", "i8"),  # variable cost of care
    ]
)

LETTER = np.dtype(
    (
        np.record,
        [
            ("row", "i4"),
            ("next", "i4"),
            ("day", "i4"),  # sent
            ("source", "i2"),
            ("target", "i2"),
            ("letter", "i2"),  # Letter
        ],
    )
)

SLIP = np.dtype((np.record, [("row", "i4"), ("site", "i2"), ("how", "i2"), ("informed", "i8")]))

TODAY = np.dtype(
    (
        np.record,
        [
            ("seed", "u8"),  # mixed
            ("day", "i8"),
            ("entries", "i8"),  # in the diary
            ("lost", "i8"),  # entries, letters or log rows that found no room: `audit` stops the run
            ("log_length", "i8"),
            ("letters_free", "i8"),  # first free slot of the pool
            ("taken", "i8"),  # slips for the take
            ("asking", "i8"),  # slips for community places
            ("leaving", "i8"),  # patients fit to leave a bed
            ("waiting", "i8"),  # people in the line for social care
            ("homes", "i8"),  # care homes of the place
            ("agencies", "i8"),  # home-care agencies
            ("score", "f8", (10,)),  # normal score of deprivation by decile, + is deprived
            (
                "quantiles",
                "f8",
                (7, 257),
            ),  # severity at onset by Kind; last, of crises that unmet social need adds
            ("bounds", "f8", (2_220, 6)),  # highest plausible need rates; see `episode.bounds_row`
            ("steeper", "f8", (10, 6)),  # their multiplier by deprivation decile
            ("panel_every", "i8"),  # people with an id that this divides are the panel of continuity
            ("near", "i8"),  # nothing; reading a chart into it brings the chart near
            ("most", "f8", (6,)),  # scratch: highest plausible rate of each kind of need
        ],
    )
)


class World(NamedTuple):
    """The state that compiled code moves. Rows of `sites` are practices first, in order of their codes."""

    people: np.ndarray  # RECORD
    charts: np.ndarray  # CHART
    sites: np.ndarray  # SITE
    edges: np.ndarray  # EDGE
    parameters: np.ndarray  # one record, section by section
    today: np.ndarray  # one TODAY
    diary: np.ndarray  # ENTRY
    wake: np.ndarray  # (people,) calendar: the day on which something is next due
    found: np.ndarray  # scratch: rows due today, in order
    lists: np.ndarray  # scratch: their practices
    roster: np.ndarray  # scratch: the rows, practice by practice
    starts: np.ndarray  # scratch: (practices + 1,) where each practice begins in the roster
    ends: np.ndarray  # scratch of `sort_by`
    booked: np.ndarray  # (practices, RING) appointments booked per day
    letters: np.ndarray  # LETTER pool
    letter_heads: np.ndarray  # (RING,) first letter due on each day
    threads: np.ndarray  # (people, 2) next on the elective list, next in the queue for a bed or a place
    freed: np.ndarray  # (sites, 512) places that end on each day
    take: np.ndarray  # SLIP: at the take today
    ask: np.ndarray  # SLIP: asking for a community place today
    leavers: np.ndarray  # rows fit to leave hospital today
    due: np.ndarray  # scratch rows
    keys: np.ndarray  # scratch keys, uint64
    tallies: np.ndarray  # (groups, whats) int64; since the start of the year
    activity: np.ndarray  # (sites, whats) int64; since the start of the month
    spent: np.ndarray  # (sites, whats) int64 pence; since the start of the month
    waits: np.ndarray  # (groups, WEEKS) elective waits in whole weeks; since the start of the year
    panel: np.ndarray  # (members, 2 × columns) contacts by doctor and provider; see `model/panel.py`
    spread: np.ndarray  # (2, cells) histograms since the start of the year; see `model/panel.py`
    log: np.ndarray  # EVENT rows, of the people marked LOGGED
    households: np.ndarray  # HOUSEHOLD, one a person
    line: np.ndarray  # rows of people who wait for social care


DIARY, DAY, PATIENT = table(ENTRY), record(TODAY), record(RECORD)


@step_on(DIARY, DAY, INTEGER, PATIENT, INTEGER, INTEGER, INTEGER, INTEGER, INTEGER)
def happens(diary, today, i, patient, what, site, cause, amount, pence):
    """Write one thing that happens to one patient into the diary: all that is counted, paid or logged.

    amount: 1 for a count, else days, minutes, pounds or pence.  pence: variable cost of care, integer.
    """
    n = today.entries
    if n >= len(diary):
        today.lost += 1
        return
    entry = diary[n]
    entry.row = i
    entry.what = what
    entry.site = site
    entry.cause = cause
    entry.group = patient.group
    entry.amount = amount
    entry.pence = pence
    today.entries = n + 1


@rule
def is_watched(patient, today):
    """Whether a patient belongs to the panel whose contacts are counted by doctor and provider."""
    return int(patient.person) % today.panel_every == 0


@step
def holds_place(i, patient, site, today, diary, s, days):
    """Take a place of a service for some days, fewer than the calendar is long."""
    site.in_use += 1
    happens(diary, today, i, patient, ENDS_PLACE, s, -1, today.day + min(days, DAYS - 2), 0)


@step
def books(world):
    """Book what the diary holds: tallies, activity, pence, the log; and pass on what was asked. Then it is empty."""
    people, diary, tallies = world.people, world.diary, world.tallies
    activity, spent, today = world.activity, world.spent, world.today[0]
    logging = len(world.log) > 1
    for n in range(today.entries):
        entry = diary[n]
        what, site = entry.what, entry.site
        if what >= ASKS_TAKE:
            passes_on(world, entry)
            continue
        tallies[entry.group, what] += entry.amount
        activity[site, what] += entry.amount
        spent[site, what] += entry.pence
        if logging and people[entry.row].marks & LOGGED:
            logs(world, entry)
    today.entries = 0


@step
def logs(world, entry):
    """Copy an entry into the event log."""
    today = world.today[0]
    n = today.log_length
    if n >= len(world.log):
        today.lost += 1
        return
    event = world.log[n]
    event["person"] = world.people[entry.row].person
    event["day"] = today.day
    event["what"] = entry.what
    event["site"] = entry.site
    event["cause"] = entry.cause
    event["group"] = entry.group
    event["amount"] = entry.amount
    event["pence"] = entry.pence
    today.log_length = n + 1


@step
def passes_on(world, entry):
    """Hand an asking entry to whoever must answer it: the take, a community service, or the post."""
    today = world.today[0]
    if entry.what == ASKS_TAKE:
        slip = world.take[today.taken]
        slip.row, slip.how, slip.informed = entry.row, entry.cause, entry.amount
        today.taken += 1
    elif entry.what == ASKS_PLACE:
        slip = world.ask[today.asking]
        slip.row, slip.site = entry.row, entry.site
        today.asking += 1
    elif entry.what == ENDS_PLACE:
        world.freed[entry.site, entry.amount & (DAYS - 1)] += 1
    elif entry.what == NOTES_STAY:
        note(world.spread, STAYS, entry.amount)
    elif entry.what == NOTES_CONTACT:
        person = int(world.people[entry.row].person)
        notes_contact(world.panel, today, len(world.starts) - 1, person, entry.site, entry.cause)
    elif entry.what == STANDS_IN_LINE:
        if today.waiting == len(world.line):
            today.lost += 1
        elif world.households[entry.row].listed == 0:
            world.households[entry.row].listed = 1
            world.line[today.waiting] = entry.row
            today.waiting += 1
    elif entry.what == ENDS_CARE:
        ends_care(world.sites, world.households[entry.row])
    else:
        free = today.letters_free
        if free == NOBODY:
            today.lost += 1
            return
        letter = world.letters[free]
        today.letters_free = letter.next
        bucket = entry.amount & (RING - 1)
        letter.row, letter.day, letter.letter = entry.row, today.day, entry.cause
        letter.source, letter.target = entry.pence, entry.site
        letter.next = world.letter_heads[bucket]
        world.letter_heads[bucket] = free


def empty_tallies(sites: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Tallies, activity, spent pence and waits with nothing in them."""
    return (
        np.zeros((GROUPS, WHATS), np.int64),
        np.zeros((sites, WHATS), np.int64),
        np.zeros((sites, WHATS), np.int64),
        np.zeros((GROUPS, WEEKS), np.int64),
    )
