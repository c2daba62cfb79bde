"""The first day of a place: its world of arrays, built from the place, the parameters and a seed."""

import numpy as np

from joinedup.agents.health import HealthParameters
from joinedup.agents.patient import Mark
from joinedup.agents.vocabulary import Luck, Sort, Where
from joinedup.model.calendar import CELLS, empty_calendar
from joinedup.model.chance import mixed_seed, uniforms
from joinedup.model.households import households_of, opens_care
from joinedup.model.journey.episode import fill_bounds
from joinedup.model.messages import empty_post
from joinedup.model.panel import empty_panel, empty_spread, joined_panel, panel_every
from joinedup.model.parameters import Parameters, packed
from joinedup.model.population import deprivation_scores
from joinedup.model.referral_graph import ReferralGraph
from joinedup.model.tables import copied, lengthened
from joinedup.model.waiting_list import LIST
from joinedup.model.world import ENTRY, EVENT, RING, SLIP, TODAY, World, empty_tallies

POINTS = 257
DIARY_ROWS = 1 << 16


def severity_quantiles(health: HealthParameters) -> np.ndarray:
    """(kinds + 1, 257) quantiles of severity at onset: the beta law of each Kind, by the trapezium rule on a fine grid.

    The last row is of crises that unmet social need adds.
    """
    x = np.linspace(0.0, 1.0, 20_001)[1:-1]
    laws = [*zip(health.severity_a, health.severity_b, strict=True), tuple(health.severity_extra)]
    found = np.zeros((len(laws), POINTS))
    for kind, (a, b) in enumerate(laws):
        density = np.exp((a - 1.0) * np.log(x) + (b - 1.0) * np.log1p(-x))
        share = np.concatenate(([0.0], np.cumsum((density[1:] + density[:-1]) / 2.0)))
        found[kind] = np.interp(np.linspace(0.0, 1.0, POINTS), share / share[-1], x)
    return found


def first_world(
    people: np.ndarray,
    charts: np.ndarray,
    sites: np.ndarray,
    graph: ReferralGraph,
    parameters: Parameters,
    seed: int,
    log_rows: int,
) -> World:
    """The arrays of a place on its first morning: nobody has an open problem, nobody waits."""
    n, practices = len(people), int((sites["role"] == Sort.PRACTICE).sum())
    most = max(2_000, n // 20)  # at the take, in the post, leaving: on any one day
    letters, letter_heads = empty_post(most)
    today = np.zeros(1, TODAY)
    today["seed"] = mixed_seed(seed)
    today["score"] = deprivation_scores()
    today["quantiles"] = severity_quantiles(parameters.health)
    today["panel_every"] = every = panel_every(n)
    numbers = packed(parameters)
    fill_bounds(today[0], numbers[0].health)
    largest = int(np.bincount(people["practice"]).max(initial=1))
    scratch = max(most, largest) + 1_000
    link_sites(sites, graph)
    today["homes"] = np.count_nonzero(sites["role"] == Sort.CARE_HOME)
    today["agencies"] = np.count_nonzero(sites["role"] == Sort.HOME_CARE)
    world = World(
        people=people,
        charts=charts,
        sites=sites,
        edges=graph.edges,
        parameters=numbers,
        today=today,
        diary=np.zeros(DIARY_ROWS, ENTRY),
        wake=copied(empty_calendar(n)),
        found=copied(np.zeros(n + 1, np.int32)),
        lists=copied(np.zeros(n + 1, np.int16)),
        roster=copied(np.zeros(n + 1, np.int32)),
        starts=np.zeros(practices + 1, np.int64),
        ends=np.zeros((2, CELLS), np.int64),
        booked=np.zeros((practices, RING), np.int16),
        letters=letters,
        letter_heads=letter_heads,
        threads=copied(np.full((n, 2), -1, np.int32)),
        freed=np.zeros((len(sites), 512), np.int32),
        take=np.zeros(most, SLIP),
        ask=np.zeros(most, SLIP),
        leavers=np.zeros(most, np.int32),
        due=np.zeros(scratch, np.int32),
        keys=np.zeros(scratch, np.uint64),
        **dict(zip(("tallies", "activity", "spent", "waits"), empty_tallies(len(sites)), strict=True)),
        panel=empty_panel(n, every, len(sites) - practices),
        spread=empty_spread(),
        log=np.zeros(max(1, log_rows), EVENT),
        households=households_of(people, today, numbers),
        line=np.zeros(most, np.int32),
    )
    opens_care(world)
    return world


def link_sites(sites: np.ndarray, graph: ReferralGraph) -> None:
    """Tell each site the rows of its edges to and from the sites its patients usually go to.

    Raises: ValueError when an edge that a patient's way needs has been removed.
    """
    sites["edge_to"], sites["edge_from"] = -1, -1
    usual = {
        Sort.HOSPITAL: "hospital",
        Sort.COMMUNITY: "community",
        Sort.MENTAL_HEALTH: "mental_health",
        Sort.COUNCIL: "council",
        Sort.OUT_OF_HOURS: "out_of_hours",
    }
    for row in range(len(sites)):
        for role, column in usual.items():
            other = int(sites[column][row])
            if other < 0 or other == row:
                continue
            there, back = graph.edge_of[row, other], graph.edge_of[other, row]
            needed = role != Sort.OUT_OF_HOURS and (
                sites["role"][row] == Sort.PRACTICE or role in (Sort.COMMUNITY, Sort.COUNCIL)
            )
            if needed and sites["role"][row] in (Sort.PRACTICE, Sort.HOSPITAL) and (there < 0 or back < 0):
                raise ValueError(
                    f"patients are sent both ways between {graph.codes[row]} and {graph.codes[other]}, so the link "
                    "cannot be missing from the referral graph; cap or weaken it instead"
                )
            sites["edge_to"][row, role] = there
            sites["edge_from"][row, role] = back


def opening_list(world: World, parameters: Parameters, seed: int) -> None:
    """Put people on the elective lists as the country had them: a backlog at time zero, longest waiters first.

    The list holds as many as are referred in twice the median wait; clocks started evenly over that time.
    """
    people, charts, sites = world.people, world.charts, world.sites
    days = 2.0 * parameters.hospital.list_months_start * 365.0 / 12.0
    share = parameters.hospital.referrals_expected / 1_000.0 * days / 365.0
    ids = people["person"]
    u = uniforms(seed, int(Luck.BENEFIT), ids, -5)
    chosen = np.flatnonzero((u < share) & (people["where"] == Where.HOME))
    waited = uniforms(seed, int(Luck.REVIEW_GAP), ids[chosen], -5) * days
    benefit = -np.log1p(-uniforms(seed, int(Luck.PERCEIVED_BENEFIT), ids[chosen], -5))
    urgent = uniforms(seed, int(Luck.PRIORITY), ids[chosen], -5) < parameters.hospital.urgent_share
    people["marks"][chosen] |= Mark.WAITING
    charts["clock_start"][chosen] = -waited.astype(np.int64) - 1
    pounds = np.minimum(benefit * parameters.health.elective_benefit, 300_000.0)
    charts["benefit"][chosen] = (pounds / 10.0).astype(np.int64)
    hospital = sites["hospital"][people["practice"][chosen]]
    for row in np.unique(hospital):
        for which, wanted in enumerate((urgent, ~urgent)):
            rows = chosen[(hospital == row) & wanted]
            rows = rows[np.lexsort((ids[rows], charts["clock_start"][rows]))]
            if len(rows) == 0:
                continue
            world.threads[rows[:-1], LIST] = rows[1:]
            world.threads[rows[-1], LIST] = -1
            sites["list_head"][row, which] = rows[0]
            sites["list_tail"][row, which] = rows[-1]
            sites["list_length"][row, which] = len(rows)


def grown(world: World, people: np.ndarray, charts: np.ndarray) -> World:
    """The world with more people at the end of its tables."""
    more = len(people)
    return world._replace(
        people=lengthened(world.people, people),
        charts=lengthened(world.charts, charts),
        wake=lengthened(world.wake, empty_calendar(more)),
        found=lengthened(world.found, np.zeros(more, np.int32)),
        lists=lengthened(world.lists, np.zeros(more, np.int16)),
        roster=lengthened(world.roster, np.zeros(more, np.int32)),
        households=lengthened(world.households, households_of(people, world.today, world.parameters)),
        threads=lengthened(world.threads, np.full((more, 2), -1, np.int32)),
        panel=joined_panel(world.panel, people["person"], int(world.today["panel_every"][0])),
    )
