"""An edited referral map: nobody is lost, what is set is what holds, a mistake is a sentence with its place."""

from dataclasses import replace

import numpy as np
import pytest

from joinedup.agents.happenings import What
from joinedup.agents.vocabulary import Sort
from joinedup.experiments.experiment import BASELINE, Experiment, arm, runs_of
from joinedup.experiments.graph_edits import Edits
from joinedup.experiments.question_file import parse_question
from joinedup.experiments.setting import Setting
from joinedup.model.health_system import HealthSystem
from joinedup.model.links import Link
from joinedup.model.parameters import Parameters
from joinedup.model.place import load_place
from joinedup.model.sites import build_sites

DUDLEY = load_place("dudley")
SMALL = DUDLEY.scaled(2_000)
FIRST, SECOND = (p.code for p in SMALL.practices[:2])
HOSPITAL = SMALL.hospitals[0].code
SHARED = (("availability", 0.87), ("look_minutes", 3.0))
QUESTION = """version: 2
place: {{like: dudley, people: 2000{edits}}}
arms: {{fees: separate, budget: P}}
years: 1
years_before: 1
burn_in: 1
replications: 1
"""


def asked(tmp_path, edits):
    return parse_question(QUESTION.format(edits=edits), "q.yaml", tmp_path).question


@pytest.mark.parametrize("number", [1, 5, 30])
def test_closed_practices_lose_nobody(number):
    codes = tuple(p.code for p in DUDLEY.practices[:number])
    place = Edits(closed=codes).on(DUDLEY)
    assert place.people == DUDLEY.people
    assert {p.code for p in place.practices} == {p.code for p in DUDLEY.practices} - set(codes)
    before = {p.code: p.list_size for p in DUDLEY.practices}
    assert all(p.list_size >= before[p.code] for p in place.practices)


def test_people_of_a_closed_practice_register_nearby():
    gone = DUDLEY.practices[0]
    place = Edits(closed=(gone.code,)).on(DUDLEY)
    before = {p.code: p.list_size for p in DUDLEY.practices}
    ways = {p.code: np.hypot(p.x_km - gone.x_km, p.y_km - gone.y_km) for p in place.practices}
    taking = {p.code for p in place.practices if p.list_size > before[p.code]}
    assert len(taking) == 5
    assert max(ways[c] for c in taking) <= min(w for c, w in ways.items() if c not in taking)


def test_a_closed_practice_has_no_contacts_and_the_others_have_all_of_them():
    place = Edits(closed=(FIRST,)).on(DUDLEY.scaled(3_000))
    model = HealthSystem(place, rng=1)
    model.run_for(120)
    assert FIRST not in model.codes
    contacts = model.year_by_site[:, [What.GP_SAME_DAY, What.GP_BOOKED]].sum(axis=1)
    practices = model.world.sites["role"] == Sort.PRACTICE
    assert contacts.sum() == contacts[practices].sum() > 0
    assert (contacts[practices] > 0).all()


def test_the_last_open_care_home_takes_its_sort_with_it():
    codes = [c for c in build_sites(SMALL, Parameters()).codes if "care-home" in c]
    assert Edits(closed=tuple(codes)).on(SMALL).without == ("care_homes",)
    large = DUDLEY.scaled(100_000)
    homes = [c for c in build_sites(large, Parameters()).codes if "care-home" in c]
    left = build_sites(Edits(closed=(homes[1],)).on(large), Parameters())
    assert [c for c in left.codes if "care-home" in c] == [homes[0], *homes[2:]]
    whole = build_sites(large, Parameters())
    homes_left = left.table["role"] == Sort.CARE_HOME
    assert (
        left.table["beds"][homes_left].sum()
        == whole.table["beds"][whole.table["role"] == Sort.CARE_HOME].sum()
    )


def test_a_closed_service_is_a_service_the_place_lacks():
    assert Edits(closed=("dudley-council",)).on(SMALL) == replace(SMALL, without=("council",))


def test_a_link_given_shared_records_opens_them_and_changes_nothing_else_on_the_map():
    plain = HealthSystem(SMALL, rng=1)
    edited = HealthSystem(Edits(links=(Link(FIRST, HOSPITAL, SHARED, both_ways=True),)).on(SMALL), rng=1)
    for model in (plain, edited):
        model.run_for(0.5)  # both begin, no day is lived
    there = edited.referral_graph[FIRST][HOSPITAL]
    back = edited.referral_graph[HOSPITAL][FIRST]
    assert (there["availability"], back["availability"], back["look_minutes"]) == (0.87, 0.87, 3.0)
    set_ = {(FIRST, HOSPITAL), (HOSPITAL, FIRST)}
    for a, b, attributes in plain.referral_graph.edges(data=True):
        if (a, b) not in set_:
            assert edited.referral_graph[a][b] == attributes
    assert plain.referral_graph.nodes == edited.referral_graph.nodes
    for name in ("people", "charts"):
        assert (getattr(plain.world, name) == getattr(edited.world, name)).all()


def test_worlds_are_one_until_a_record_is_opened_that_could_not_be():
    links = tuple(Link(p.code, HOSPITAL, SHARED, both_ways=True) for p in SMALL.practices)
    plain, shared = HealthSystem(SMALL, rng=2), HealthSystem(Edits(links=links).on(SMALL), rng=2)
    for _ in range(60):
        plain.run_for(1)
        shared.run_for(1)
        differ = np.flatnonzero((plain.world.tallies != shared.world.tallies).any(axis=0))
        if len(differ):
            break
        assert plain.digest() == shared.digest()
    letters = range(What.LETTER_SENT_0, What.LETTER_BOUNCED + 1)
    assert set(differ) & {What.LOOK, What.LOOK_FOUND, What.HISTORY_UNSEEN, *letters}
    for model in (plain, shared):
        model.run_until(365)
    looked = [m.years[0].tallies[:, [What.LOOK, What.LOOK_FOUND]].sum(axis=0) for m in (plain, shared)]
    assert (looked[1] > 1.2 * looked[0]).all()


def test_no_edits_change_nothing():
    assert Edits().on(SMALL) == SMALL
    assert Edits().written() == {}
    assert Edits.read({}) == Edits()


def test_what_is_written_is_read_again():
    edits = Edits(
        (FIRST,),
        (Link("A", "B", SHARED, both_ways=True), Link("111", SECOND, removed=True), Link("A", "C", SHARED)),
    )
    assert Edits.read(edits.written()) == edits


def test_a_question_and_python_play_an_edited_map_to_the_same_digests(tmp_path):
    edits = Edits((FIRST,), (Link(SECOND, HOSPITAL, SHARED, both_ways=True),))
    place = DUDLEY.scaled(2_000)
    mine = Experiment(edits.on(place), (BASELINE, arm("P")), years_burnt=1, years_before=1, years_after=1)
    link = f"{{from: {SECOND}, to: {HOSPITAL}, both_ways: true, availability: 0.87, look_minutes: 3}}"
    written = f", closed: [{FIRST}], links: [{link}]"
    theirs = asked(tmp_path, written).experiment(0)
    chosen = Setting(people=2_000, policy="P", years=1, edits=edits).experiment()
    digests = [[run.digest for run in runs_of(e, 0, [0, 1])] for e in (mine, theirs, chosen)]
    assert digests[0] == digests[1] == digests[2]
    plain = [run.digest for run in runs_of(asked(tmp_path, "").experiment(0), 0, [0, 1])]
    assert set(plain).isdisjoint(digests[0])


def test_what_decides_a_run_has_the_edits_in_it(tmp_path):
    plain, edited = asked(tmp_path, ""), asked(tmp_path, f", name: dudley, closed: [{FIRST}]")
    linked = asked(tmp_path, f", name: dudley, links: [{{from: {FIRST}, to: {HOSPITAL}, track: 1}}]")
    known = [q.canonical()["places"] for q in (plain, edited, linked)]
    assert len({str(k) for k in known}) == 3


@pytest.mark.parametrize(
    ("edits", "words"),
    [
        (", closed: M87001", ("q.yaml:2:", "closed", "it must be a list of codes of providers")),
        (", closed: [M8700l]", ("q.yaml:2:46", "places.closed.0", "no provider 'M8700l'; nearest: M87")),
        (", closed: [RNA]", ("closed.0", "would have no hospital left; leave at least one open")),
        (f", closed: [{FIRST}, {FIRST}]", ("closed.1", "is closed twice")),
        (f", closed: [{', '.join(p.code for p in SMALL.practices)}]", ("would have no practice left",)),
        (f", links: [{{from: {FIRST}}}]", ("links.0.to", "to must be the code of a provider")),
        (f", links: [{{from: {FIRST}, to: RNA}}]", ("links.0", "what is set, or removed: true")),
        (f", links: [{{from: {FIRST}, to: RNA, availibility: 1}}]", ("links.0.availibility", "did you mean availability?")),
        (f", links: [{{from: {FIRST}, to: RNA, availability: 1.2}}]", ("it must be a number from 0 to 1")),
        (f", links: [{{from: {FIRST}, to: RNA, push: 0.5}}]", ("push of", "it must be 0 or 1")),
        (f", links: [{{from: {FIRST}, to: RNB, track: 1}}]", ("links.0", "no provider 'RNB'; nearest: RNA")),
        (f", links: [{{from: {FIRST}, to: dudley-care-home-01, track: 1}}]", ("there is no way from",)),
        (f", links: [{{from: {FIRST}, to: RNA, removed: true}}]", ("patients are sent both ways", "weaken it instead")),
        (f", links: [{{from: RNA, to: {FIRST}, cap: 3}}]", ("only what a practice asks of a hospital",)),
        (f", links: [{{from: {FIRST}, to: RNA, both_ways: 1, track: 1}}]", ("it must be true or false, not 1",)),
    ],
)  # fmt: skip
def test_a_mistake_is_a_sentence_with_its_place(tmp_path, edits, words):
    with pytest.raises(ValueError) as error:  # noqa: PT011
        asked(tmp_path, edits)
    said = str(error.value)
    for word in words:
        assert word.replace("places.", "place.") in said, said
    assert len(said.splitlines()) == 1


def test_a_way_nobody_needs_can_be_closed():
    calls = "dudley-111"
    place = Edits(links=(Link(calls, FIRST, removed=True),)).on(SMALL)
    model = HealthSystem(place, rng=1)
    model.run_for(1)
    assert not model.referral_graph.has_edge(calls, FIRST)
    assert model.referral_graph.has_edge(calls, SECOND)


def month_by_month(place, months, seed=1):
    """Requests taken over each capped way in each month, just before its end."""
    model = HealthSystem(place, rng=seed)
    taken = []
    for end in np.cumsum([30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28, 31])[:months]:
        model.run_until(int(end) - 1)
        edges = model.graph.edges
        taken.append(edges["asked"][edges["cap"] < 1e6].tolist())
        model.run_until(int(end))
    return model, np.array(taken)


def test_a_capped_link_takes_no_more_requests_a_month_and_sends_the_rest_back():
    place = Edits(links=(Link(FIRST, HOSPITAL, (("cap", 4.0),)),)).on(SMALL)
    model, taken = month_by_month(place, 6)
    assert taken.max() == 4
    edge = model.graph.edges[model.graph.edges["cap"] < 1e6][0]
    assert edge["sent_back"] > 0
    assert model.world.tallies[:, What.LETTER_BOUNCED].sum() >= edge["sent_back"]
    assert len(model.records) > 0  # the audit of every month has found nobody lost


def test_over_a_link_capped_at_nothing_nobody_is_referred():
    place = Edits(links=tuple(Link(p.code, HOSPITAL, (("cap", 0.0),)) for p in SMALL.practices)).on(SMALL)
    capped, plain = HealthSystem(place, rng=1), HealthSystem(SMALL, rng=1)
    for model in (capped, plain):
        model.run_until(365)
    starts = [m.years[0].tallies[:, What.CLOCK_START].sum() for m in (capped, plain)]
    assert starts[0] < 0.1 * starts[1]
    bounced = [m.years[0].tallies[:, What.LETTER_BOUNCED].sum() for m in (capped, plain)]
    assert bounced[0] > bounced[1] + 0.5 * starts[1]


def test_a_cap_that_is_never_reached_changes_nothing():
    links = tuple(Link(p.code, HOSPITAL, (("cap", 5_000.0),)) for p in SMALL.practices)
    digests = set()
    for place in (SMALL, Edits(links=links).on(SMALL)):
        model = HealthSystem(place, rng=1)
        model.run_until(120)
        digests.add(model.digest())
    assert len(digests) == 1


def test_a_setting_keeps_its_edits_in_its_file_and_its_link():
    edits = Edits((FIRST,), (Link(SECOND, HOSPITAL, SHARED, both_ways=True),))
    setting = Setting(people=2_000, edits=edits)
    assert Setting.from_question(setting.as_question()) == setting
    assert Setting.from_query(setting.as_query()) == setting
    assert setting.experiment().where.links == edits.links
    assert FIRST not in {p.code for p in setting.experiment().where.practices}
    for query, sentence in (("edits={", "copy the link whole"), ('edits={"closed": 3}', "must be a list")):
        with pytest.raises(ValueError, match=sentence):
            Setting.from_query(query)
