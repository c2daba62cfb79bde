"""Who pays: the clinical commissioning group of the base year."""

import mesa


class Commissioner(mesa.Agent):
    """Holds the allocation and pays for care under whatever terms are in force."""

    def __init__(self, model: mesa.Model, code: str, name: str) -> None:
        super().__init__(model)
        self.code = code
        self.name = name
