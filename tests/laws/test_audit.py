"""The audit finds what is wrong and says it in a sentence; what is right it leaves alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.agents.household import HOUSEHOLD
from joinedup.agents.patient import RECORD
from joinedup.agents.provider import SITE
from joinedup.agents.vocabulary import Sort, Where
from joinedup.model.audit import audit_care, audit_people, audit_places, census
from joinedup.model.head_count import heads_of

PRACTICE, HOSPITAL, TRUST = range(3)
IN_BED = (Where.WARD, Where.DELAYED, Where.ELECTIVE_WARD)

people = st.lists(st.sampled_from(list(Where)), min_size=1, max_size=60)


def ward_of(wheres):
    """People in these places, and sites that say so."""
    records = np.zeros(len(wheres), RECORD)
    records["person"] = np.arange(len(wheres)) + 1_000
    records["where"] = wheres
    records["hospital"] = [TRUST if w == Where.CRISIS_BED else HOSPITAL for w in wheres]
    sites = np.zeros(3, SITE)
    sites["role"] = [Sort.PRACTICE, Sort.HOSPITAL, Sort.MENTAL_HEALTH]
    sites["occupied"] = [0, sum(w in IN_BED for w in wheres), sum(w == Where.CRISIS_BED for w in wheres)]
    sites["boarding"][HOSPITAL] = sum(w == Where.BOARDING for w in wheres)
    return records, sites


def counted(records, sites, residence=-1, agency=-1):
    """Everybody, counted."""
    households = np.zeros(len(records), HOUSEHOLD)
    households["residence"], households["agency"], households["hours"] = residence, agency, 10
    return heads_of(records, households, len(sites))


def audited(records, sites, *before, **flows):
    return audit_people(counted(records, sites), sites, *before, **flows)


@given(wheres=people)
def test_a_place_that_says_what_is_so_passes(wheres):
    now = audited(*ward_of(wheres))
    assert now.living == sum(w not in (Where.DEAD, Where.UNBORN) for w in wheres)
    assert now.in_hospital == sum(w in (*IN_BED, Where.BOARDING) for w in wheres)


@given(wheres=people, wrong=st.sampled_from([-1, 1]), field=st.sampled_from(["occupied", "boarding"]))
def test_one_patient_too_many_or_too_few_in_the_beds_is_found(wheres, wrong, field):
    records, sites = ward_of(wheres)
    sites[field][HOSPITAL] += wrong
    with pytest.raises(RuntimeError, match=rf"site 1 says {field} is -?\d+; there are \d+ people"):
        audited(records, sites)


def test_somebody_who_is_nowhere_is_named():
    records, sites = ward_of([Where.HOME, Where.WARD])
    records["where"][1] = 9
    with pytest.raises(RuntimeError, match="person 1001 is at place 9; it must be one of 0 to 7"):
        audited(records, sites)


@pytest.mark.parametrize(
    ("row", "sentence"), [(7, "row 7; there are 3 sites"), (PRACTICE, "site 0, which has none")]
)
def test_a_bed_that_does_not_exist_holds_nobody(row, sentence):
    records, sites = ward_of([Where.HOME, Where.WARD])
    records["hospital"][1] = row
    sites["occupied"][HOSPITAL] = 0
    with pytest.raises(RuntimeError, match=sentence):
        audited(records, sites)


@given(before=people, after=people, lost=st.sampled_from([0, 1]))
def test_flows_explain_every_change_in_who_is_alive_and_in_hospital(before, after, lost):
    then, (records, sites) = census(counted(*ward_of(before))), ward_of(after)
    now = census(counted(records, sites))
    deaths = now.dead - then.dead
    flows = {
        "births": now.living - then.living + deaths,
        "deaths": deaths,
        "admissions": now.in_hospital - then.in_hospital + 5 + lost,
        "discharges": 3,
        "deaths_in_hospital": 2,
    }
    if lost:
        with pytest.raises(RuntimeError, match="people in hospital are"):
            audited(records, sites, then, **flows)
    else:
        audited(records, sites, then, **flows)
        with pytest.raises(RuntimeError, match="people alive are"):
            audited(records, sites, then, births=flows["births"] + 1, deaths=deaths)
        with pytest.raises(RuntimeError, match="people dead are"):
            audited(records, sites, then, deaths=deaths + 1)


@pytest.mark.parametrize("field", ["occupied", "in_use"])
def test_fewer_than_no_places_in_use_is_found(field):
    sites = ward_of([Where.HOME])[1]
    audit_places(sites)
    sites[field][TRUST] = -1
    with pytest.raises(RuntimeError, match=f"site 2 says {field} is -1; it must be at least 0"):
        audit_places(sites)


def test_care_is_for_the_living_and_its_hours_agree():
    records, sites = ward_of([Where.HOME, Where.HOME])
    sites["role"] = [Sort.PRACTICE, Sort.CARE_HOME, Sort.HOME_CARE]
    sites["occupied"], sites["beds"] = [0, 1, 0], [0, 1, 0]
    sites["hours_used"], sites["hours"] = [0, 0, 10], [0, 0, 30]
    audit_care(counted(records, sites, [1, -1], [-1, 2]), sites)
    sites["hours_used"][2] = 20
    with pytest.raises(RuntimeError, match="site 2 says hours_used is 20; there are 10 hours"):
        audit_care(counted(records, sites, [1, -1], [-1, 2]), sites)
    records["where"][1] = Where.DEAD
    with pytest.raises(RuntimeError, match="person 1001 has home care and is not alive"):
        counted(records, sites, [1, -1], [-1, 2])
