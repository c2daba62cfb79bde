"""What may be written of each kind of contract: its terms by name, their types, and who and when."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Annotated, Any

from pydantic import BaseModel, Field, create_model

from joinedup.model.payment.aligned_incentive import AlignedIncentive
from joinedup.model.payment.block import Block
from joinedup.model.payment.capitation import Capitation
from joinedup.model.payment.client_contribution import ClientContribution
from joinedup.model.payment.contract import Contract, Party
from joinedup.model.payment.cost_centre import CostCentre
from joinedup.model.payment.fee_per_procedure import FeePerProcedure
from joinedup.model.payment.gain_risk_share import GainRiskShare
from joinedup.model.payment.general_practice import GeneralPractice
from joinedup.model.payment.measure import MEASURE_NAMES, Target
from joinedup.model.payment.outcome_withhold import OutcomeWithhold
from joinedup.model.payment.service import SERVICE_NAMES, SERVICES
from joinedup.model.payment.shared_savings import SharedSavings
from joinedup.model.payment.social_care_cash import SocialCareCash
from joinedup.model.payment.transformation_fund import TransformationFund
from joinedup.model.yaml_file import Strict

KINDS: dict[str, type[Contract]] = {
    "fee per procedure": FeePerProcedure,
    "block": Block,
    "general practice": GeneralPractice,
    "capitation": Capitation,
    "shared savings": SharedSavings,
    "aligned incentive": AlignedIncentive,
    "outcome withhold": OutcomeWithhold,
    "gain and risk share": GainRiskShare,
    "cost centre": CostCentre,
    "social care cash": SocialCareCash,
    "client contribution": ClientContribution,
    "transformation fund": TransformationFund,
}
# terms without which a contract says nothing
_NEEDED = {
    "prices": (FeePerProcedure, SharedSavings, AlignedIncentive, ClientContribution),
    "costs": (GainRiskShare, CostCentre),
    "amount": (Block, AlignedIncentive, SocialCareCash),
    "per_weighted": (Capitation,),
    "planned": (AlignedIncentive,),
    "target": (GainRiskShare, OutcomeWithhold),
    "share": (GainRiskShare,),
    "budget": (CostCentre,),
    "inner": (OutcomeWithhold,),
    "per_person": (TransformationFund,),
}
PRICE_LISTS = ("prices", "costs", "items")


PARTIES = {p.name.lower(): int(p) for p in Party}
PARTY_NAMES = {int(p): p.name.lower() for p in Party}

Name = Annotated[str, Field(min_length=1, max_length=200)]
Amount = Annotated[float, Field(ge=0.0)]


class TargetTerms(Strict):
    """A gate or a target."""

    measure: Name
    threshold: Amount


class MemberTerms(Strict):
    """A member, and what the distribution key may look at."""

    name: Name
    share: Amount = 0.0
    budget: Amount = 0.0
    equity: Amount = 0.0
    performance: Amount = 0.0
    need: Amount = 0.0
    lost: Amount = 0.0


class DistributionTerms(Strict):
    """Between whom what a contract pays is divided."""

    key: Name
    members: list[MemberTerms] = Field(min_length=1)


def default_of(kind: type[Contract], name: str) -> Any:
    """What a term is if it is not written."""
    return next(f.default for f in fields(kind) if f.name == name)


_NEVER_IN_BOOKS = ("share", "inner")  # what no book could tell


def terms_of(kind: type[Contract], whole: bool = True) -> type[BaseModel]:
    """What may be said of a kind of contract: its terms, and who and when.

    whole: what a contract says nothing without must be there; False where books tell it.
    """
    keys: dict[str, Any] = {"contract": (Name, ...), "payer": (Name, None), "payee": (Name, None)}
    for name in ("sites", "lists"):
        keys[name] = (list[Name], None)
    for field in fields(kind):
        name = field.name
        if name in keys or name == "start":
            continue
        needed = kind in _NEEDED.get(name, ()) or field.default is MISSING
        needed = needed and (whole or name in _NEVER_IN_BOOKS)
        keys[name] = (_type(kind, name, field.default), ... if needed else None)
    if kind is SharedSavings:
        keys |= {"preset": (Name, None), "benchmark_years": (Annotated[list[int], Field(min_length=1)], None)}
    if kind in (SharedSavings, GainRiskShare):
        keys["distribution"] = (DistributionTerms, None)
    keys["first_year"] = (int, None)
    return create_model(kind.__name__, __base__=Strict, **keys)


def _type(kind: type[Contract], name: str, default: Any) -> Any:
    if name in PRICE_LISTS:
        return dict[str, Amount]
    if name == "gate" or (name == "target" and kind is OutcomeWithhold):
        return TargetTerms
    if name == "inner":
        return dict[str, Any]
    if isinstance(default, tuple):
        return list[Amount]
    if isinstance(default, int):
        return Annotated[int, Field(ge=0)]
    if isinstance(default, float):
        return Annotated[float, Field(ge=-1.0 if name in ("growth", "trend") else 0.0)]
    return Name


def as_held(name: str, value: Any) -> Any:
    """A term as the contract holds it."""
    if name in PRICE_LISTS:
        listed = [0.0] * SERVICES
        for service, price in value.items():
            listed[SERVICE_NAMES[service]] = float(price)
        return tuple(listed)
    if isinstance(value, dict) and "measure" in value:
        return Target(MEASURE_NAMES[value["measure"]], float(value["threshold"]))
    if isinstance(value, list):
        return tuple(value)
    return float(value) if isinstance(value, int) and name not in ("years", "horizon") else value
