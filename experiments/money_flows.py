"""Where the money goes: a year of the ledger as flows from those who pay to what it is spent on, exact in pence.

From left to right: where money comes from, who pays, under which contract, to whom, for what. A node's surplus or
deficit is a flow of its own, so what comes into a node is what goes out of it. Money that goes back (a surplus
returned, a share of a loss) or from one provider to another ends on the right and begins again on the left.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from joinedup.agents.vocabulary import Sort
from joinedup.experiments.sectors import FIXED, SECTORS, fixed_shares, sector_of
from joinedup.model.ledger import COMMISSIONER, EQUITY, INPUTS, OUTSIDE, PATIENTS, TREASURY
from joinedup.model.organisation.entity import JOINT_NAME
from joinedup.model.payment.distribution import distributed

if TYPE_CHECKING:
    import polars as pl

PAYER, COUNCIL_PAYS, JOINT = "Commissioner", "Council", "Joint organisation"
PROVIDERS = {
    Sort.HOSPITAL: "Hospital",
    Sort.PRACTICE: "General practices",
    Sort.COMMUNITY: "Community services",
    Sort.MENTAL_HEALTH: "Mental health services",
    Sort.OUT_OF_HOURS: "111 and out of hours",
    Sort.COUNCIL: "Council's social care",
    Sort.CARE_HOME: "Care homes",
    Sort.HOME_CARE: "Home-care agencies",
}
COMES_FROM = {
    TREASURY: "Taxpayers",
    PATIENTS: "Patients' charges",
    EQUITY: "Private owner",
    OUTSIDE: "Outside the place",
    INPUTS: "Suppliers",
}
GOES_TO = {
    TREASURY: "Back to taxpayers",
    PATIENTS: "Back to patients",
    EQUITY: "Profit taken out",
    OUTSIDE: "Out of the place",
}
OVERSPENT, DEFICITS = "Overspending of the commissioner", "Deficits of providers and council"
SAVED, SURPLUSES = "Savings of the commissioner", "Surpluses of providers and council"
BACK_IN, BACK_OUT = "Paid back by providers", "Paid back to the commissioner"
PASSED_IN, PASSED_OUT = "From other providers", "To other providers"
SPENT = "Spent on "
SPENT_ON = {s.name: SPENT + s.meaning[0].lower() + s.meaning[1:] for s in SECTORS}
ADMINISTRATION, MEETINGS = SPENT + "administration", SPENT + "meetings"
CHANGE = SPENT + "records, setting up, investing and ending"
CONTRACTS = {  # what the books call them, and what stands in the picture
    "hospital": "Hospital contracts",
    "general practice": "General practice contracts",
    "community": "Community contract",
    "mental health": "Mental health contract",
    "out of hours": "Out-of-hours contract",
    "social care": "Social care budget",
    "client contributions": "Charges for care",
    "meetings": "Pay for meetings",
}
# from left to right; a node that is not named here is a contract
STAGES = (
    (*COMES_FROM.values(), OVERSPENT, DEFICITS, BACK_IN, PASSED_IN),
    (PAYER, COUNCIL_PAYS),
    tuple(CONTRACTS.values()),
    (JOINT,),
    tuple(PROVIDERS.values()),
    (
        *(words for name, words in SPENT_ON.items() if name != "cost_administration"),
        ADMINISTRATION, MEETINGS, CHANGE, *GOES_TO.values(), BACK_OUT, PASSED_OUT, SURPLUSES, SAVED,
    ),
)  # fmt: skip
CONTRACT_STAGE = 2
_WHO_KEEP = (3, 4)  # the stages of those who have a result: the joint organisation, and providers
_STAGE = {name: i for i, names in enumerate(STAGES) for name in names}
LOOPS = {BACK_IN, BACK_OUT, PASSED_IN, PASSED_OUT}  # the same pence once on the right, once on the left
HELD = {OVERSPENT, DEFICITS, SURPLUSES, SAVED}  # what nodes had or kept: no money came in or went out
LEFT_OUT = (
    "Nothing of the ledger is left out: 0p.",
    "Care homes and home-care agencies have no accounts in it: what the council pays them is in what is spent on "
    "social care. What people pay a care home or an agency who arrange their own care is in no ledger.",
    "Providers of one kind are shown as one, and what was paid back under a contract is taken off what it paid.",
)


class Closing(NamedTuple):
    """Whether the books of a table of flows close, in pence."""

    came_in: int  # from outside the place
    went_out: int  # of the place
    deficits: int  # spent without having come in
    surpluses: int  # came in without being spent

    @property
    def difference(self) -> int:
        """0, or the books are wrong."""
        return self.came_in + self.deficits - self.went_out - self.surpluses


def flows_of(model: Any, year: int) -> pl.DataFrame:
    """The flows of one closed year, counted from 0: source, target, kind, pence, pounds_a_head.

    pounds_a_head: £ per person-year lived.  The number of rows does not depend on the number of people.
    Raises: ValueError for a year that is not closed, or a cost that belongs to no sector.
    """
    import polars as pl

    from joinedup.model.outcomes.outcome import person_years

    if not 0 <= year < len(model.years):
        raise ValueError(f"year {year} is not closed; {len(model.years)} are, counted from 0")
    drawn = _balanced(_drawn(model.accounts, year))
    rows = [(*flow, pence) for flow, pence in sorted(drawn.items(), key=_left_to_right) if pence]
    people = person_years(model.years[year])
    schema = {"source": pl.String, "target": pl.String, "kind": pl.String, "pence": pl.Int64}
    a_head = pl.col("pence") / (100.0 * people) if people else pl.lit(None, pl.Float64)
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(pounds_a_head=a_head)


def mean_of(years: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Flows of several years as one table: pence of all of them together, £ a head as the mean of the years."""
    import polars as pl

    if len(years) == 1:
        return years[0]
    together = pl.concat(years).group_by("source", "target", "kind", maintain_order=True)
    found = together.agg(pl.col("pence").sum(), pl.col("pounds_a_head").sum() / len(years))
    rows = found.rows()
    order = sorted(range(len(rows)), key=lambda i: _left_to_right((rows[i][:3], 0)))
    return found[order]


def stage_of(node: str) -> int:
    """How far from the left a node stands."""
    return _STAGE.get(node, CONTRACT_STAGE)


def closing_of(flows: pl.DataFrame) -> Closing:
    """What came in from outside and went out, what was kept and what was spent without it; loops left out."""
    into: Counter[str] = Counter()
    out_of: Counter[str] = Counter()
    for source, target, pence in flows.select("source", "target", "pence").iter_rows():
        out_of[source] += pence
        into[target] += pence
    came = sum(out_of[name] for name in COMES_FROM.values())
    went = sum(pence for name, pence in into.items() if name.startswith(SPENT) or name in GOES_TO.values())
    return Closing(came, went, out_of[OVERSPENT] + out_of[DEFICITS], into[SAVED] + into[SURPLUSES])


# --- from the ledger to the picture

type Drawn = dict[tuple[str, str, str], int]  # source, target, kind: pence


def _left_to_right(entry: tuple[Sequence[str], int]) -> tuple[int, int, str, str, str]:
    source, target, kind = entry[0]
    return stage_of(source), stage_of(target), source, target, kind


def _drawn(accounts: Any, year: int) -> Drawn:
    """The flows of a year without surpluses and deficits."""
    who = _names(accounts)
    between: Drawn = defaultdict(int)
    found: Drawn = defaultdict(int)
    for (payer, payee, what, when), pence in accounts.ledger.flows.items():
        if when != year:
            continue
        if payee != INPUTS:
            between[who[payer], who[payee], what] += pence
        elif what != FIXED:
            found[_source(who[payer]), _spent_on(what), what] += pence
    for (giver, taker, what), pence in between.items():
        back = between.get((taker, giver, what), 0) if giver != taker else 0
        if pence > back:
            for source, target in _way(giver, taker, what):
                found[source, target, what] += pence - back
    for account, sector, pence in _fixed(accounts, year):
        found[who[account], SPENT_ON[sector], FIXED] += pence
    return found


def _names(accounts: Any) -> dict[str, str]:
    """What each account is called in the picture; parties outside the place keep their names."""
    names = {account: account for account in (TREASURY, PATIENTS, EQUITY, OUTSIDE, INPUTS)}
    names |= {COMMISSIONER: PAYER, JOINT_NAME: JOINT}
    sorts = accounts.sort.tolist()
    return names | {accounts.names[row]: PROVIDERS[Sort(sort)] for row, sort in enumerate(sorts)}


def _source(name: str) -> str:
    return COMES_FROM.get(name, name)


def _spent_on(heading: str) -> str:
    sector = sector_of(heading)
    if sector != "cost_administration":
        return SPENT_ON[sector]
    return {"administration": ADMINISTRATION, "meetings": MEETINGS}.get(heading, CHANGE)


def _way(giver: str, taker: str, what: str) -> list[tuple[str, str]]:
    """The steps from left to right by which money gets from one to another."""
    if taker in GOES_TO:
        return [(_source(giver), GOES_TO[taker])]
    if taker == PAYER:
        return [(COMES_FROM[giver], PAYER)] if giver in COMES_FROM else [(giver, BACK_OUT), (BACK_IN, PAYER)]
    if giver == EQUITY or (giver == JOINT != taker):
        return [(_source(giver), taker)]
    if giver != PAYER and giver not in COMES_FROM:
        return [(giver, PASSED_OUT), (PASSED_IN, taker)]
    steps = [_source(giver), _contract(what), taker]
    if giver == TREASURY and taker == PROVIDERS[Sort.COUNCIL]:
        steps.insert(1, COUNCIL_PAYS)  # one account in the books, which pays and arranges
    return list(pairwise(steps))


def _contract(what: str) -> str:
    """What a payment under a contract is called; one of one's own may be named like another node."""
    title = CONTRACTS.get(what, what[:1].upper() + what[1:])
    taken = stage_of(title) != CONTRACT_STAGE or title.startswith(SPENT)
    return f"Contract: {title}" if taken else title


def _fixed(accounts: Any, year: int) -> Iterator[tuple[str, str, int]]:
    """Account, sector, pence of fixed and step costs; one that owns several sites pays for each."""
    shares = fixed_shares(accounts, year)
    for (payer, payee, what, when), pence in accounts.ledger.flows.items():
        if when == year and payee == INPUTS and what == FIXED:
            of = shares[payer]
            parts = distributed(pence, np.array(list(of.values())))
            yield from ((payer, sector, part) for sector, part in zip(of, parts))


def _balanced(drawn: Mapping[tuple[str, str, str], int]) -> Drawn:
    """The flows with what each node had left, or spent without having it."""
    left: dict[str, int] = defaultdict(int)
    for (source, target, _), pence in drawn.items():
        left[source] -= pence
        left[target] += pence
    found = dict(drawn)
    for node, pence in left.items():
        if node == PAYER or _STAGE.get(node) in _WHO_KEEP:
            over, under = (SAVED, OVERSPENT) if node == PAYER else (SURPLUSES, DEFICITS)
            kinds = ("savings", "overspending") if node == PAYER else ("surplus", "deficit")
            if pence > 0:
                found[node, over, kinds[0]] = pence
            elif pence < 0:
                found[under, node, kinds[1]] = -pence
    return found
