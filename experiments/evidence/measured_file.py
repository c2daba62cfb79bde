"""How a figure is measured, as it is written under `model` in a file: checked, and turned into what is played."""

from __future__ import annotations

from pydantic import Field

from joinedup.experiments.evidence.measures import checked
from joinedup.experiments.evidence.study import (
    BEYOND,
    EXTRA,
    GROWTH,
    HOWS,
    LEVEL,
    Key,
    Measured,
    Trial,
    World,
)
from joinedup.model.yaml_file import Strict, unknown


class WrittenWorld(Strict):
    """A world that is more than an arm."""

    arm: str
    draw: int = Field(default=1, ge=1)
    place: int = Field(default=1, ge=1)


class WrittenStep(Strict):
    """Another measure, and the step of it that a change is given for."""

    of: str
    from_age: int | None = None
    step: float = 1.0


class MeasuredAs(Strict):
    """How a figure is measured, as it is written."""

    of: str
    world: str | WrittenWorld = Field(alias="in")
    against: str | WrittenWorld | None = None
    second: str | WrittenWorld | None = None
    both: str | WrittenWorld | None = None
    how: str = Field(alias="as")
    from_age: int | None = Field(default=None, ge=0, le=120)
    times: float = 1.0
    per: WrittenStep | None = None

    def measured(self, years: tuple[int, ...]) -> Measured:
        """The same, checked.

        Raises: ValueError for a measure, a kind or worlds that cannot be.
        """
        if self.how not in HOWS:
            raise ValueError(unknown("as", self.how, tuple(HOWS)))
        alone = self.how in (LEVEL, GROWTH)
        if alone != (self.against is None):
            raise ValueError(
                f"{self.how} is of one world: leave against out" if alone else "against is missing"
            )
        if (self.how == EXTRA) != (self.second is not None and self.both is not None):
            raise ValueError(f"second and both go with {EXTRA!r}, and only with it")
        if self.how == BEYOND and self.per is None:
            raise ValueError(f"{self.how} needs per: the other measure")
        per = checked(Key(self.per.of, self.per.from_age)) if self.per else None
        return Measured(
            checked(Key(self.of, self.from_age)), self.how, _world(self.world), _maybe(self.against), years, self.times,
            per, self.per.step if self.per else 1.0, _maybe(self.second), _maybe(self.both),
        )  # fmt: skip


def _world(written: str | WrittenWorld) -> World:
    return World(written) if isinstance(written, str) else World(**written.model_dump())


def _maybe(written: str | WrittenWorld | None) -> World | None:
    return None if written is None else _world(written)


def checked_worlds(model: Measured, trial: Trial | None) -> None:
    """Nothing, if there are the worlds and years that a figure is measured in.

    Raises: ValueError that names what there is not.
    """
    if trial is None:
        raise ValueError("model: the study has no experiment; say cannot instead")
    question = trial.question
    arms = [arm.name for arm in question.arms]
    for world in model.worlds:
        if world.arm not in arms:
            raise ValueError(unknown("arm", world.arm, arms))
        if world.draw > question.draws or world.place > len(question.places):
            raise ValueError(
                f"draw {world.draw}, place {world.place}: there are {question.draws} and {len(question.places)}"
            )
    if late := [y for y in model.years if not 1 <= y <= question.years]:
        raise ValueError(f"year {late[0]}: {question.years} years are watched after the switch")
