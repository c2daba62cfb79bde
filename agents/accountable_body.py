"""The pool: whoever holds one budget for a place's care, when somebody does. What it feels of a loss, and when it fails."""

import mesa

CONTINUES, RESCUED, ENDED = "continues", "rescued", "ended"


def felt_share(share: float, rescue_chance: float) -> float:
    """Surplus ÷ turnover as a board feels it that may be rescued: a deficit weighs only as far as it will be borne."""
    return share * (1.0 - rescue_chance) if share < 0.0 else share


def review(
    deficit: float, turnover: float, most: float, equity: float, rescue_chance: float, luck: float
) -> str:
    """What becomes of a joint agreement at the end of a year.

    deficit: £ cumulative, negative for a surplus.  equity: £ the owner has left to lose; infinite without one, and
    nobody rescues an owner who has nothing left.  luck: uniform on [0, 1).
    """
    if equity <= 0.0:
        return ENDED
    if deficit <= most * turnover:
        return CONTINUES
    return RESCUED if luck < rescue_chance else ENDED


class AccountableBody(mesa.Agent):
    """Holds the single budget once the place's providers share one legal entity; before that, nothing."""

    def __init__(self, model: mesa.Model, code: str, name: str) -> None:
        super().__init__(model)
        self.code = code
        self.name = name
        self.holds_budget = False
