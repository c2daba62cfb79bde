"""The pool: whoever holds one budget for a place's care, when somebody does."""

import mesa


class AccountableBody(mesa.Agent):
    """Holds the single budget once the place's providers share one legal entity; before that, nothing."""

    def __init__(self, model: mesa.Model, code: str, name: str) -> None:
        super().__init__(model)
        self.code = code
        self.name = name
        self.holds_budget = False
