"""Contracts of a user's own, put in force on a day: in place of what was paid for some sites' care, or beside it.

What a file leaves out comes from the books: sums are what was paid lately, prices the register's, targets and
benchmarks what care came to lately. A sum in a file is for all sites it is about, split by what each was paid.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import Any, NamedTuple

import numpy as np

from joinedup.agents.vocabulary import Sort
from joinedup.model.organisation import parts
from joinedup.model.organisation.facts import Facts
from joinedup.model.organisation.parts import Draft
from joinedup.model.organisation.repricing import SPELLS, worth_ratio
from joinedup.model.organisation.sharing import few_readmissions
from joinedup.model.organisation.terms import Terms
from joinedup.model.payment.contract import Contract, Party
from joinedup.model.payment.contract_file import Written
from joinedup.model.payment.fee_per_procedure import FeePerProcedure
from joinedup.model.payment.gain_risk_share import GainRiskShare
from joinedup.model.payment.general_practice import GeneralPractice
from joinedup.model.payment.outcome_withhold import OutcomeWithhold
from joinedup.model.payment.service import Service, hospital_prices
from joinedup.model.payment.shared_savings import SharedSavings, benchmark_from, preset
from joinedup.model.payment.social_care_cash import SocialCareCash
from joinedup.model.payment.transformation_fund import TransformationFund

YEAR = 365
IN_PLACE = (
    "fee per procedure", "block", "capitation", "general practice", "aligned incentive", "outcome withhold",
    "social care cash",
)  # fmt: skip
BESIDE = ("gain and risk share", "shared savings")  # over what is paid for the care itself
PAYEES = {
    "practices": Sort.PRACTICE,
    "hospital": Sort.HOSPITAL,
    "community": Sort.COMMUNITY,
    "mental health": Sort.MENTAL_HEALTH,
    "council": Sort.COUNCIL,
    "out of hours": Sort.OUT_OF_HOURS,
}
_ALSO = {
    "hospitals": "hospital",
    "practice": "practices",
    "general practice": "practices",
    "111": "out of hours",
}
ONLY_FOR = {"general practice": Sort.PRACTICE, "social care cash": Sort.COUNCIL}
SUMS = ("amount", "planned", "target", "baseline", "readmissions_agreed")


class OwnContracts(NamedTuple):
    """Contracts of a file, put in force on a day."""

    written: tuple[Written, ...]


def checked_contracts(written: Sequence[Written], sort: Sequence[int], codes: Sequence[str]) -> OwnContracts:
    """The contracts, if they can be put in force in a place with these sites.

    sort: Sort of each site.  codes: of each site.
    Raises: ValueError for a kind, a party or a site that makes no sense there.
    """
    for one in written:
        if one.kind not in (*IN_PLACE, *BESIDE):
            raise ValueError(
                f"{one.where}: contract: a {one.kind} cannot be put in force inside a run; "
                f"there are: {', '.join((*IN_PLACE, *BESIDE))}"
            )
        if "payer" in one.given and one.contract.payer != _payer_of(one):
            usual = (
                "the treasury pays the council's cash"
                if one.kind == "social care cash"
                else "the commissioner"
            )
            raise ValueError(
                f"{one.where}: payer: inside a run it must be {usual}, not {one.payer}; leave payer out"
            )
        for name in ("distribution", "benchmark_years", "first_year"):
            if name in one.given:
                raise ValueError(
                    f"{one.where}: {name}: it speaks of a table, and a run has none; leave it out, "
                    "and each payee is settled on its own, on the years of the run"
                )
        sites_of(one, sort, codes)
    return OwnContracts(tuple(written))


def _payer_of(one: Written) -> int:
    return Party.TREASURY if one.kind == "social care cash" else Party.COMMISSIONER


def sites_of(one: Written, sort: Sequence[int], codes: Sequence[str]) -> tuple[int, ...]:
    """Rows of the sites that are paid: all of a sort, or one by its code; only those in `sites`, if it is given.

    Raises: ValueError for a payee or site that is not there, or not one such a contract can be with.
    """
    name = one.payee.strip().lower()
    name = _ALSO.get(name, name)
    if name in PAYEES:
        rows = [i for i, s in enumerate(sort) if s == PAYEES[name]]
    else:
        rows = [i for i, code in enumerate(codes) if code.lower() == name and sort[i] in PAYEES.values()]
    if "payee" not in one.given or not rows:
        now = f"it is {one.payee!r}, and the place has none such" if "payee" in one.given else "it is missing"
        raise ValueError(
            f"{one.where}: payee: {now}; inside a run it must be one of {', '.join(PAYEES)}, or a site's code"
        )
    only = ONLY_FOR.get(one.kind)
    if only is not None and any(sort[i] != only for i in rows):
        whom = next(words for words, s in PAYEES.items() if s == only)
        raise ValueError(f"{one.where}: payee: a {one.kind} contract is with {whom}, not with {one.payee}")
    for field in (one.sites, one.lists):
        for code in field:
            if code not in codes:
                raise ValueError(
                    f"{one.where}: there is no site {code!r} in the place; name sites by their codes"
                )
    if one.sites and (stray := [code for code in one.sites if codes.index(code) not in rows]):
        raise ValueError(f"{one.where}: sites: {stray[0]} is no part of {one.payee}, whose contract it is")
    return tuple(i for i in rows if not one.sites or codes[i] in one.sites)


def with_own_contracts(terms: Terms, chosen: OwnContracts, facts: Facts, codes: Sequence[str]) -> Terms:
    """The terms with contracts of a user's own for some sites; all others stay, times the adequacy of the switch.

    facts.paid: £ a year of the contracts in force.
    Raises: ValueError where a site has no contract of its own that could be replaced.
    """
    draft = parts.scaled(parts.drafted(terms, facts), facts.adequacy)
    draft = draft._replace(
        paid=tuple(
            facts.adequacy * paid if c.payer == Party.COMMISSIONER else paid
            for c, paid in zip(draft.contracts, facts.paid, strict=True)
        )
    )
    for one in chosen.written:
        draft = _put(draft, terms, one, facts, codes)
    return replace(terms, contracts=draft.contracts, before=terms.before or terms)


def _put(draft: Draft, terms: Terms, one: Written, facts: Facts, codes: Sequence[str]) -> Draft:
    rows = sites_of(one, facts.sort, codes)
    theirs = [i for i, c in enumerate(draft.contracts) if _pays_for(c, rows)]
    lacking = sorted(set(rows) - {s for i in theirs for s in draft.contracts[i].sites})
    if lacking:
        raise ValueError(
            f"{one.where}: {codes[lacking[0]]} has no contract of its own on day {facts.day}, as its care is in a "
            "joint budget; put the contract in force where providers are paid apart"
        )
    total = sum(draft.paid[i] for i in theirs)
    contracts, paid = list(draft.contracts), list(draft.paid)
    for i in theirs:
        share = 1.0 if len(theirs) == 1 else draft.paid[i] / total if total > 0.0 else 1.0 / len(theirs)
        new = Filling(one, draft.contracts[i], draft.paid[i], share, facts, terms, codes).contract()
        if one.kind in BESIDE:
            contracts.append(new)
            paid.append(0.0)
        else:
            contracts[i] = new
    return draft._replace(contracts=tuple(contracts), paid=tuple(paid))


def _pays_for(contract: Contract, rows: Sequence[int]) -> bool:
    """Whether a contract pays for the care of some of these sites and of no others."""
    return (
        set(contract.sites) <= set(rows)
        and contract.payer != Party.PATIENTS
        and contract.what != parts.MEETINGS
        and not isinstance(contract, GainRiskShare | SharedSavings | TransformationFund)
    )


def same_terms(one: Contract, other: Contract) -> bool:
    """Whether two contracts are the same but for the last digits that a person does not write."""
    if type(one) is not type(other):
        return False
    pairs = [(getattr(one, f.name), getattr(other, f.name)) for f in fields(one)]
    return all(
        np.allclose(a, b, rtol=1e-9, atol=0.0) if _is_number(a) and _is_number(b) else a == b
        for a, b in pairs
    )


def _is_number(value: Any) -> bool:
    listed = value if isinstance(value, tuple) else (value,)
    return bool(listed) and all(isinstance(v, float) for v in listed)


class Filling(NamedTuple):
    """A written contract, what it comes in place of or beside, and what the books say."""

    one: Written
    old: Contract
    paid: float  # £ a year under the old one
    share: float  # of what all sites of the written one are paid
    facts: Facts
    terms: Terms
    codes: Sequence[str]

    def contract(self) -> Contract:
        """The contract between the parties of the old one, with all its terms."""
        one, old = self.one, self.old
        lists = tuple(self.codes.index(code) for code in one.lists) or old.lists
        named = one.contract.what if "what" in one.given else one.kind if one.kind in BESIDE else old.what
        parties = replace(
            one.contract, payer=old.payer, payee=old.payee, sites=old.sites, lists=lists, what=named
        )
        own = {f.name for f in fields(parties)}
        split = {
            name: getattr(parties, name) * self.share
            for name in SUMS
            if name in one.given & own and isinstance(getattr(parties, name), float) and self.share != 1.0
        }
        found = {name: value for name, value in self._left_out(parties).items() if name not in one.given}
        new = replace(parties, **(split | found))
        return old if same_terms(new, old) else new

    def _left_out(self, parties: Contract) -> dict[str, Any]:
        """Terms that the books know, by their names."""
        kinds: dict[str, Callable[[Contract], dict[str, Any]]] = {
            "fee per procedure": self._fee,
            "block": lambda _: {"amount": self.paid},
            "capitation": lambda c: {"per_weighted": self.paid / max(1e-9, self._weighted(c))},
            "general practice": self._practice,
            "aligned incentive": self._incentive,
            "outcome withhold": self._withhold,
            "social care cash": self._cash,
            "gain and risk share": self._control_total,
            "shared savings": self._savings,
        }
        return kinds[self.one.kind](parties)

    @property
    def _counted(self) -> np.ndarray:
        """(SERVICES,) of the old contract's sites in the last twelve months."""
        return np.asarray(self.facts.services[list(self.old.sites)].sum(axis=0))

    def _weighted(self, parties: Contract) -> float:
        return float(self.facts.weighted[list(parties.lists)].sum())

    def _prices(self, parties: Any) -> tuple[float, ...]:
        """£ by Service: as written, or those of the fees in force, or the register's for a hospital.

        Raises: ValueError where the care of the sites has no usual prices.
        """
        if "prices" in self.one.given:
            written: tuple[float, ...] = parties.prices
            return written
        fee = self._fee_before()
        if fee is not None:
            return fee.prices
        if any(self.facts.sort[s] == Sort.HOSPITAL for s in self.old.sites):
            return hospital_prices(self.facts.prices)
        raise ValueError(f"{self.one.where}: prices: they are missing, and only hospitals have usual prices")

    def _fee_before(self) -> FeePerProcedure | None:
        """The fees of these sites now, or before any change."""
        earlier = self.terms.before.contracts if self.terms.before else ()
        for contract in (self.old, *(c for c in earlier if c.sites == self.old.sites)):
            while isinstance(contract, OutcomeWithhold):
                contract = contract.inner
            if isinstance(contract, FeePerProcedure):
                return contract
        return None

    def _fee(self, parties: Contract) -> dict[str, Any]:
        """A baseline counts as many emergencies as before, at the new prices; left out with the rate, there is none."""
        prices = self._prices(parties)
        found: dict[str, Any] = {"prices": prices}
        if "prices" not in self.one.given:
            found["adequacy"] = self.old.adequacy
        before = self._fee_before()
        if "marginal_rate" in self.one.given:
            if before is not None:
                found["baseline"] = before.baseline * worth_ratio(
                    prices, before.prices, self._counted, SPELLS
                )
            else:
                value = float(self._counted[SPELLS] @ np.array(prices)[SPELLS])
                found["baseline"] = float(self.facts.prices.emergency_baseline) * value
        if "readmission_price" in self.one.given:
            found["readmissions_agreed"] = (
                float(self.facts.prices.readmission_agreed * self._counted[Service.READMISSION])
                if before is None
                else before.readmissions_agreed
            )
        return found

    def _practice(self, parties: Contract) -> dict[str, Any]:
        usual = self.old if isinstance(self.old, GeneralPractice) else None
        prices = self.facts.prices
        return {
            "per_weighted": usual.per_weighted if usual else float(prices.practice_list),
            "per_person": usual.per_person
            if usual
            else float(prices.practice_quality + prices.practice_rest),
        }

    def _incentive(self, parties: Contract) -> dict[str, Any]:
        prices = self._prices(parties)
        return {"prices": prices, "planned": float(self._counted @ np.array(prices)), "amount": self.paid}

    def _withhold(self, parties: Contract) -> dict[str, Any]:
        found: dict[str, Any] = {"target": few_readmissions(self.facts)}
        if self.one.inner is not None:
            found["inner"] = self._replace(one=self.one.inner).contract()
        return found

    def _cash(self, parties: Contract) -> dict[str, Any]:
        old = self.old if isinstance(self.old, SocialCareCash) else None
        grows_at_once = "amount" not in self.one.given
        return {
            "amount": self.paid,
            "growth": old.growth if old else float(self.facts.prices.council_growth),
            "start": self.facts.day - (YEAR if grows_at_once else 0),
        }

    def _control_total(self, parties: Any) -> dict[str, Any]:
        written = parties.costs if "costs" in self.one.given else self.facts.costs.tolist()
        costs = tuple(written)
        return {"costs": costs, "target": self.facts.adequacy * float(self._counted @ np.array(costs))}

    def _savings(self, parties: Contract) -> dict[str, Any]:
        """A benchmark of the last years' care, and what the kind of agreement says for so many people."""
        prices = self._prices(parties)
        written = self.one.contract
        assert isinstance(written, SharedSavings)
        here = list(self.old.sites)
        spent = [
            float(y.services[here].sum(axis=0) @ np.array(prices)) / y.weighted for y in self.facts.history
        ]
        weights = np.array(written.weights[-len(spent) :])
        benchmark = benchmark_from(spent[-len(weights) :], weights / weights.sum(), written.trend)
        kind = preset(self.one.preset, self._weighted(parties)) if self.one.preset else {}
        return {
            "prices": prices,
            "benchmark": self.facts.adequacy * benchmark,
            "start": self.facts.day,
            **kind,
        }
