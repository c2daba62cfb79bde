"""Distribution: how members divide a saving or a loss, to the penny, or a contract between them.

Source: NW London ACP toolkit, the options for dividing savings; model 6.17 item 9.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from joinedup.model.payment.contract import Contract


class Members(NamedTuple):
    """What a key may look at, (members,) each."""

    budget: np.ndarray  # £ a year
    equity: np.ndarray  # £ each has put in
    performance: np.ndarray  # score; 0 earns nothing
    need: np.ndarray  # weighted people not yet served as well as others, or £ of unmet need
    lost: np.ndarray  # £ that each lost by the saving, such as fees for admissions avoided


def _shares(weights: np.ndarray) -> np.ndarray:
    """Shares that sum to 1; equal ones where nobody has any weight."""
    weights = np.maximum(np.asarray(weights, float), 0.0)
    total = weights.sum()
    return weights / total if total > 0.0 else np.full(len(weights), 1.0 / len(weights))


def _losers_first(saving: float, m: Members) -> np.ndarray:
    """Losses are made good, in proportion if the saving is too small; the rest goes by budget."""
    lost = np.maximum(np.asarray(m.lost, float), 0.0)
    if saving <= 0.0 or lost.sum() <= 0.0:
        return _shares(m.budget)
    made_good = lost * min(1.0, saving / lost.sum())
    return np.asarray((made_good + (saving - made_good.sum()) * _shares(m.budget)) / saving)


def _need_first(saving: float, m: Members) -> np.ndarray:
    """A saving goes where need is; a loss is borne by budget."""
    return _shares(m.need if saving > 0.0 else m.budget)


KEYS: dict[str, Callable[[float, Members], np.ndarray]] = {
    "equal": lambda saving, m: _shares(np.ones(len(m.budget))),
    "budget share": lambda saving, m: _shares(m.budget),
    "equity share": lambda saving, m: _shares(m.equity),
    "performance": lambda saving, m: _shares(m.performance),
    "need first": _need_first,
    "compensate losers": _losers_first,
}


def shares_by(key: str, saving: float, members: Members) -> np.ndarray:
    """(members,) shares of a saving, or of a loss where it is negative; they sum to 1.

    Raises: ValueError for an unknown key.
    """
    if key not in KEYS:
        raise ValueError(f"no distribution key {key!r}; there are: {', '.join(KEYS)}")
    return KEYS[key](saving, members)


def distributed(pence: int, shares: np.ndarray) -> list[int]:
    """Whole pence for each member, summing to the whole: what rounding leaves goes to the largest remainders.

    Raises: ValueError unless the shares sum to 1.
    """
    if abs(float(np.sum(shares)) - 1.0) > 1e-9 or np.min(shares) < 0.0:
        raise ValueError(f"the shares sum to {float(np.sum(shares)):g}; they must be 0 or more and sum to 1")
    sign, whole = (1, pence) if pence >= 0 else (-1, -pence)
    exact = [whole * float(share) for share in shares]
    parts = [int(x) for x in exact]
    left = whole - sum(parts)
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for k in range(abs(left)):
        parts[by_remainder[k % len(parts)]] += 1 if left > 0 else -1
    return [sign * part for part in parts]


def divided(contract: Contract, shares: Mapping[int, float]) -> tuple[Contract, ...]:
    """A contract with one payee as contracts with several, who each get a share of what it pays.

    shares: by legal entity.
    Raises: ValueError unless the shares sum to 1.
    """
    if abs(sum(shares.values()) - 1.0) > 1e-9:
        raise ValueError(f"the shares sum to {sum(shares.values()):g}; they must sum to 1")
    return tuple(
        replace(contract, payee=entity, adequacy=contract.adequacy * share)
        for entity, share in sorted(shares.items())
    )
