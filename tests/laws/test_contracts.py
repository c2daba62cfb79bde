"""Laws that every contract keeps, present and future."""

import pickle
from dataclasses import FrozenInstanceError, fields, replace
from importlib import import_module
from pkgutil import iter_modules

import numpy as np
import pytest

import joinedup.model.payment as payments
from joinedup.experiments.verification.drawn_contracts import BUILDERS, Luck, drawn, kinds, slope_gap
from joinedup.model.payment.contract import Care, FixedSum, Party
from joinedup.model.payment.measure import MEASURES
from joinedup.model.payment.service import CHARGEABLE, SERVICES, Service, one_price
from joinedup.model.payment.settlements import Settlements, pence
from joinedup.model.payment.shared_savings import SharedSavings

STATES = 30  # `joinedup verify` tries 200
KINDS = sorted(set(kinds()), key=lambda k: k.__name__)
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.__name__)


def drawn_contract(kind, seed):
    return drawn(kind, Luck(seed, 1_000))[0]


def drawn_care(seed, years=1.0):
    rng = np.random.default_rng(seed)
    services = rng.uniform(0, 10_000, SERVICES) * years
    of = rng.uniform(1e3, 1e4, MEASURES) * years
    measures = np.stack([of * rng.uniform(0, 1, MEASURES), of], axis=1)
    return Care(services, rng.uniform(1e3, 1e6), rng.uniform(1e3, 1e6), years, 730, measures)


def test_every_kind_of_contract_is_tried():
    for module in iter_modules(payments.__path__):
        import_module(f"joinedup.model.payment.{module.name}")
    assert {k for k in kinds()} == set(BUILDERS) == set(KINDS)


@every_kind
def test_what_one_more_treatment_pays_is_the_slope_of_what_the_year_pays(kind):
    luck = Luck(12)
    assert max(slope_gap(*drawn(kind, luck)) for _ in range(STATES)) <= 1.0


@every_kind
def test_a_contract_never_takes_money_for_giving_no_care(kind):
    contract = drawn_contract(kind, 1)
    assert contract.payment(drawn_care(1)._replace(services=np.zeros(SERVICES))) >= 0.0


@every_kind
def test_half_the_adequacy_pays_half(kind):
    contract, care = drawn_contract(kind, 2), drawn_care(2)
    half = replace(contract, adequacy=contract.adequacy / 2)
    assert half.payment(care) == pytest.approx(contract.payment(care) / 2)


@every_kind
def test_a_contract_answers_for_many_states_as_for_one(kind):
    contract, care = drawn_contract(kind, 3), drawn_care(3)
    many = np.vstack([care.services, care.services / 2])
    together = np.broadcast_to(contract.payment(care._replace(services=many)), 2)
    apart = [contract.payment(care._replace(services=s)) for s in many]
    assert together == pytest.approx(apart)


@pytest.mark.parametrize(
    "kind", [k for k in KINDS if k is SharedSavings or "start" not in {f.name for f in fields(k)}]
)
def test_a_twelfth_of_a_steady_year_pays_a_twelfth(kind):
    for seed in range(20):
        contract, care = drawn_contract(kind, seed), drawn_care(seed)
        month = care._replace(services=care.services / 12, measures=care.measures / 12, years=1 / 12)
        assert contract.payment(month) == pytest.approx(contract.payment(care) / 12)


@every_kind
def test_payments_on_account_and_the_true_up_make_the_year(kind):
    rng = np.random.default_rng(4)
    contract = replace(drawn_contract(kind, 4), sites=(0,))
    books = Settlements((contract,), sites=1)
    year = rng.integers(0, 500, (12, SERVICES)).astype(float)
    paid = 0
    for month in range(12):
        care = Care(year[month], 1_000.0, 1_100.0, 1 / 12, round(365 * (month + 1) / 12))
        owed = pence(contract.on_account(care))
        books.services[0] += year[month]
        books.people[0] += 1_000.0
        books.weighted[0] += 1_100.0
        books.months[0] += 1
        books.paid[0] += owed
        paid += owed
    settled = paid + books.due(0, 365)
    assert settled == pence(contract.payment(Care(year.sum(axis=0), 1_000.0, 1_100.0, 1.0, 365)))


@every_kind
def test_a_contract_cannot_be_changed_and_can_be_sent_to_another_computer(kind):
    contract = drawn_contract(kind, 5)
    with pytest.raises(FrozenInstanceError):
        contract.adequacy = 2.0
    assert pickle.loads(pickle.dumps(contract)) == contract
    assert hash(replace(contract)) == hash(contract)


@every_kind
@pytest.mark.parametrize("wrong", [-1.0, float("nan")])
def test_a_contract_refuses_terms_that_make_no_sense(kind, wrong):
    with pytest.raises(ValueError, match=rf"{kind.__name__}.adequacy is .*; it must be at least 0"):
        kind(adequacy=wrong)


def test_fixed_sums_pay_nothing_for_one_more_of_anything():
    fixed = [k for k in KINDS if issubclass(k, FixedSum)]
    assert len(fixed) >= 4
    for kind in fixed:
        contract, forecast = drawn(kind, Luck(6, 1_000))
        assert not contract.marginals(forecast).any()


@pytest.mark.parametrize("kind", [k for k in KINDS if k.only_prices], ids=lambda k: k.__name__)
@pytest.mark.parametrize("service", list(Service), ids=lambda s: s.name)
def test_no_nhs_care_can_be_given_a_price_for_patients(kind, service):
    priced = {"payer": Party.PATIENTS, "prices": one_price(service, 10.0)}
    if service in CHARGEABLE:
        assert kind(**priced).payer == Party.PATIENTS
    else:
        sentence = f"{kind.__name__}.prices is 10; {service.name.lower()} is free at the point of need"
        with pytest.raises(ValueError, match=sentence):
            kind(**priced)


@pytest.mark.parametrize("kind", [k for k in KINDS if not k.only_prices], ids=lambda k: k.__name__)
def test_patients_pay_no_sums(kind):
    with pytest.raises(ValueError, match="patients pay only prices for social care"):
        kind(payer=Party.PATIENTS)
