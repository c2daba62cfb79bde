"""Edges move by what happens on them: meetings, patients shared, effort, records bought."""

import numpy as np
import pytest

from joinedup.agents.patient import NEVER
from joinedup.agents.provider import SITE
from joinedup.agents.vocabulary import Letter
from joinedup.model.edge_dynamics import (
    Baseline,
    LetterParameters,
    completeness,
    delay_factor,
    loss_factor,
    maturity,
    refresh_letters,
    update_edges,
)
from joinedup.model.edges import EDGE

P = LetterParameters()
NOBODY_BOUGHT = np.zeros(2)
BOTH_MATURE = np.ones(2)


class OneEdge:
    """A practice and a hospital, the edge between them, and months that pass."""

    def __init__(self, relationship=0.25, availability=0.19, sent=40):
        self.sites = np.zeros(2, SITE)
        self.edges = np.zeros(1, EDGE)
        self.edges["target"] = 1
        self.edges["base_loss"], self.edges["base_delay"] = P.base_loss, P.base_delay
        self.edges["relationship"], self.edges["availability"] = relationship, availability
        self.edges["look_minutes"] = P.look_national
        refresh_letters(self.edges, self.sites, P)
        self.baseline = Baseline.of(self.edges)
        self.sent, self.month = sent, 0

    def passes(self, months, mature=NOBODY_BOUGHT, push=None):
        for _ in range(months):
            self.month += 1
            self.edges["sent"] = self.sent
            day = round(self.month * 365 / 12) - 1
            update_edges(self.edges, self.sites, P, mature, day, self.baseline, push)
        return self

    def __getattr__(self, name):
        return self.edges[name][0]


@pytest.mark.parametrize("relationship", [0.0, 0.10, 0.25, 0.55, 0.95])
@pytest.mark.parametrize("sent", [0, 1, 40, 5_000])
def test_a_relationship_stays_where_it_is_while_nothing_changes(relationship, sent):
    assert OneEdge(relationship, sent=sent).passes(120).relationship == pytest.approx(relationship, abs=1e-9)


def test_a_relationship_grows_when_more_patients_are_shared_and_fades_when_fewer_are():
    more, fewer = OneEdge().passes(12), OneEdge().passes(12)
    more.sent, fewer.sent = 80, 20
    assert fewer.passes(36).relationship < 0.20 < 0.30 < more.passes(36).relationship


def test_meetings_build_a_relationship_to_its_target_with_a_time_constant_of_thirty_months():
    edge = OneEdge()
    edge.edges["meeting_hours"] = 8.0
    target = 1.0 - np.exp(-1.0) * 0.75
    gap = target - 0.25
    assert edge.passes(30).relationship == pytest.approx(target - gap * (1 - 1 / 30) ** 30)
    assert edge.passes(600).relationship == pytest.approx(target, abs=1e-6)


def test_when_meetings_end_a_relationship_fades_at_the_rate_at_which_it_grew():
    edge = OneEdge()
    edge.edges["meeting_hours"] = 8.0
    height = edge.passes(24).relationship - 0.25
    edge.edges["meeting_hours"] = 0.0
    assert edge.passes(30).relationship - 0.25 == pytest.approx(height * (1 - 1 / 30) ** 30)


def test_shared_premises_build_a_relationship():
    edge = OneEdge()
    edge.edges["colocated"] = 1.0
    assert edge.passes(600).relationship == pytest.approx(1.0 - 0.75 * np.exp(-0.3), abs=1e-6)


def test_a_data_sharing_agreement_alone_opens_no_record_and_builds_no_trust():
    edge = OneEdge()
    edge.edges["agreement"] = 1.0
    edge.passes(60)
    assert edge.availability == 0.19
    assert edge.relationship == pytest.approx(0.25)


def test_a_platform_without_an_agreement_opens_no_record():
    edge = OneEdge().passes(3, mature=BOTH_MATURE)
    assert (edge.availability, edge.look_minutes) == (0.19, LetterParameters().look_national)


def test_a_mature_platform_with_an_agreement_opens_nine_in_ten_records_of_those_who_have_not_opted_out():
    edge = OneEdge()
    edge.edges["agreement"] = 1.0
    edge.passes(1, mature=BOTH_MATURE)
    assert edge.availability == pytest.approx(0.9 * 0.97)
    assert edge.look_minutes == P.look_local


def test_a_young_platform_never_makes_records_harder_to_open_than_the_national_summary():
    edge = OneEdge()
    edge.edges["agreement"] = 1.0
    assert edge.passes(1, mature=np.array([0.3, 0.3])).availability == 0.19
    assert edge.look_minutes == LetterParameters().look_national
    edge.passes(1, mature=np.array([0.5, 1.0]))
    assert edge.availability == pytest.approx(0.9 * 0.5 * 0.97)
    p = LetterParameters()
    assert edge.look_minutes == pytest.approx((p.look_national + p.look_local) / 2.0)  # the less mature end


def test_in_one_record_system_results_come_unasked_and_letters_sooner_and_fuller():
    before = OneEdge().passes(1)
    after = OneEdge().passes(1, push=np.ones(1))
    assert after.look_minutes == 0.0
    assert after.delay == pytest.approx(0.4 * before.delay)
    assert after.completeness == pytest.approx(before.completeness + 0.20)


def test_a_platform_matures_over_two_years_and_never_if_not_bought():
    days = 100 + 365
    assert maturity(100, 100.0, P) == 0.0
    assert maturity(days, np.array([100.0, days, NEVER]), P).tolist() == pytest.approx([0.5, 0.0, 0.0])
    assert maturity(100 + 5 * 365, 100.0, P) == 1.0


def test_one_discharge_letter_in_ten_never_arrives_at_typical_relationship_and_effort():
    lost = P.base_loss[Letter.DISCHARGE] * loss_factor(0.25, 0.19, 0.3, P)
    assert lost == pytest.approx(0.20 * np.exp(-0.3) * 0.886 * 0.85)
    assert 0.08 < lost < 0.13


def test_trust_record_and_effort_each_save_letters():
    strangers = loss_factor(0.0, 0.0, 0.0, P)
    assert strangers == 1.0
    assert loss_factor(1.0, 0.0, 0.0, P) == pytest.approx(np.exp(-1.2))
    assert loss_factor(0.0, 1.0, 0.0, P) == pytest.approx(0.4)
    assert loss_factor(0.0, 0.0, 1.0, P) == pytest.approx(0.5)


def test_delay_falls_with_trust_and_completeness_has_a_ceiling():
    assert delay_factor(1.0, 0.0, P) == pytest.approx(np.exp(-0.7))
    assert completeness(0.0, 0.0, 0.0, P) == 0.45
    assert completeness(1.0, 1.0, 1.0, P) == 0.98


def test_what_was_sent_this_month_is_counted_once():
    edge = OneEdge(sent=30).passes(12)
    assert (edge.sent, edge.edges["sent"][0], edge.shared) == (30, 0, 360)
    assert edge.flow == pytest.approx(30.0)


def test_the_first_years_flow_is_its_mean_whatever_the_season():
    edge = OneEdge()
    for sent in range(12):
        edge.sent = sent
        edge.passes(1)
    assert edge.baseline.flow[0] == pytest.approx(np.mean(range(12)))
    assert edge.flow == pytest.approx(np.mean(range(12)))


def test_the_senders_effort_counts_and_not_the_receivers():
    lazy, keen = OneEdge(), OneEdge()
    lazy.sites["effort"], keen.sites["effort"] = (0.0, 1.0), (1.0, 0.0)
    assert keen.passes(1).loss == pytest.approx(0.5 * lazy.passes(1).loss)
