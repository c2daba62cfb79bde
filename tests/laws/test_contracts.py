"""Laws that every contract keeps, present and future."""

import pickle
from dataclasses import FrozenInstanceError, fields, replace
from inspect import isabstract

import numpy as np
import pytest

from joinedup.model.payment import (  # noqa: F401, importing a contract makes it known
    block,
    capitation,
    fee_per_procedure,
    general_practice,
    social_care_cash,
    transformation_fund,
)
from joinedup.model.payment.contract import DRAWS, NOTHING, Care, Contract, Forecast
from joinedup.model.payment.fee_per_procedure import FeePerProcedure
from joinedup.model.payment.service import SERVICES, Service
from joinedup.model.payment.settlements import Settlements, pence

STATES = 200


def kinds_of(kind):
    below = [k for direct in kind.__subclasses__() for k in kinds_of(direct)]
    return below + ([] if isabstract(kind) else [kind])


KINDS = sorted(set(kinds_of(Contract)), key=lambda k: k.__name__)
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.__name__)


def drawn_contract(kind, rng):
    """A contract with every number drawn at random."""
    own = {f.name for f in fields(kind)} - {f.name for f in fields(Contract)}
    special = {
        "marginal_rate": lambda: rng.uniform(0, 1),
        "prices": lambda: tuple(rng.uniform(0, 4_000, SERVICES)),
        "baseline": lambda: rng.uniform(5e6, 4e7),
        "readmissions_agreed": lambda: rng.uniform(500, 2_000),
        "start": lambda: int(rng.integers(0, 365)),
        "growth": lambda: rng.uniform(-0.1, 0.1),
        "years": lambda: rng.uniform(1, 5),
    }
    drawn = {name: special.get(name, lambda: rng.uniform(0, 2_000))() for name in sorted(own)}
    return kind(adequacy=rng.uniform(0.9, 1.1), sites=(0, 1), lists=(0,), **drawn)


def drawn_forecast(rng):
    mean = rng.uniform(1_000, 10_000, (2, SERVICES))
    mean[:, Service.READMISSION] = rng.uniform(250, 1_000, 2)
    people = rng.uniform(1e4, 1e6, 2)
    return Forecast(mean, rng.uniform(0.0, 0.1), people, people * rng.uniform(0.5, 2))


def drawn_care(rng, years=1.0):
    return Care(rng.uniform(0, 10_000, SERVICES) * years, rng.uniform(1e3, 1e6), rng.uniform(1e3, 1e6), years)


def test_there_are_contracts_to_try():
    assert len(KINDS) >= 6


def tolerance(contract, forecast):
    """How far the closed form may be off: a slice of the 256 errors, and half a step of the count."""
    if not isinstance(contract, FeePerProcedure):
        return np.zeros(SERVICES)
    _, sd = forecast.over(contract.sites)
    spells = [Service.EMERGENCY_SPELL, Service.ZERO_DAY_SPELL]
    price, out = np.array(contract.prices), contract.readmission_price
    slope = min(sd[spells] @ price[spells], abs(sd[spells] @ price[spells] - out * sd[Service.READMISSION]))
    share = np.full(SERVICES, 1e-7)
    reduced = 1.0 - contract.marginal_rate
    share[spells] += reduced * (1 / DRAWS + 0.5 * price[spells] / slope)
    share[Service.READMISSION] += (
        1 / DRAWS + 0.5 / sd[Service.READMISSION] + reduced * (1 / DRAWS + 0.5 * out / slope)
    )
    unit = price.copy()
    unit[Service.READMISSION] = out
    return contract.adequacy * (share * unit + 1e-6)


@every_kind
def test_what_one_more_treatment_pays_is_the_slope_of_what_the_year_pays(kind):
    rng = np.random.default_rng(12)
    loosest = 0.0
    for _ in range(STATES if kind is FeePerProcedure else 20):
        contract, forecast = drawn_contract(kind, rng), drawn_forecast(rng)
        derived = Contract.marginals(contract, forecast)
        allowed = tolerance(contract, forecast)
        assert np.all(np.abs(contract.marginals(forecast) - derived) <= allowed)
        loosest = max(loosest, float(allowed.max()))
    assert loosest < 200.0, "too loose to fail: prices go to £4,000"


@every_kind
def test_a_contract_never_takes_money_for_giving_no_care(kind):
    rng = np.random.default_rng(1)
    contract = drawn_contract(kind, rng)
    assert contract.payment(drawn_care(rng)._replace(services=np.zeros(SERVICES))) >= 0.0


@every_kind
def test_half_the_adequacy_pays_half(kind):
    rng = np.random.default_rng(2)
    contract, care = drawn_contract(kind, rng), drawn_care(rng)
    half = replace(contract, adequacy=contract.adequacy / 2)
    assert half.payment(care) == pytest.approx(contract.payment(care) / 2)


@every_kind
def test_a_contract_answers_for_many_states_as_for_one(kind):
    rng = np.random.default_rng(3)
    contract, care = drawn_contract(kind, rng), drawn_care(rng)
    many = np.vstack([care.services, care.services / 2])
    together = np.broadcast_to(contract.payment(care._replace(services=many)), 2)
    apart = [contract.payment(care._replace(services=s)) for s in many]
    assert together == pytest.approx(apart)


@pytest.mark.parametrize("kind", [k for k in KINDS if not {"start"} & {f.name for f in fields(k)}])
def test_a_twelfth_of_a_steady_year_pays_a_twelfth(kind):
    rng = np.random.default_rng(7)
    for _ in range(20):
        contract, care = drawn_contract(kind, rng), drawn_care(rng)
        month = care._replace(services=care.services / 12, years=1 / 12)
        assert contract.payment(month) == pytest.approx(contract.payment(care) / 12)


@every_kind
def test_payments_on_account_and_the_true_up_make_the_year(kind):
    rng = np.random.default_rng(4)
    contract = replace(drawn_contract(kind, rng), sites=(0,))
    books = Settlements((contract,), sites=1)
    year = rng.integers(0, 500, (12, SERVICES)).astype(float)
    paid = 0
    for month in range(12):
        care = Care(year[month], 1_000.0, 1_100.0, 1 / 12, round(365 * (month + 1) / 12))
        owed = pence(contract.payment(care))
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
    contract = drawn_contract(kind, np.random.default_rng(5))
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
    rng = np.random.default_rng(6)
    for kind in KINDS:
        if kind is not FeePerProcedure:
            assert not np.any(drawn_contract(kind, rng).marginals(drawn_forecast(rng)) - NOTHING)
