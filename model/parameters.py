"""Every number an experiment may change, in one immutable object, and the record the kernels read it from."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, NamedTuple

import numpy as np

from joinedup.agents.care_home import CareHomeParameters
from joinedup.agents.commissioner import CommissionerParameters
from joinedup.agents.community_care import CommunityParameters
from joinedup.agents.costs import CostParameters
from joinedup.agents.decision import DecisionParameters
from joinedup.agents.gp_practice import PracticeParameters
from joinedup.agents.health import HealthParameters
from joinedup.agents.help_seeking import SeekingParameters
from joinedup.agents.home_care import HomeCareParameters
from joinedup.agents.hospital import HospitalParameters
from joinedup.agents.household import HouseholdParameters
from joinedup.agents.investment import InvestmentParameters
from joinedup.agents.means_test import MeansTestParameters
from joinedup.agents.mental_health import MentalHealthParameters
from joinedup.agents.out_of_hours import CallParameters
from joinedup.agents.participation import ParticipationParameters
from joinedup.agents.quality_of_life import QualityParameters
from joinedup.agents.selection import SelectionParameters
from joinedup.agents.social_care import SocialCareParameters
from joinedup.agents.sourced import About, changed, numbers_of
from joinedup.agents.staff import StaffParameters
from joinedup.agents.testing import TestingParameters
from joinedup.model.edge_dynamics import LetterParameters
from joinedup.model.organisation.form_parameters import FormParameters
from joinedup.model.payment.prices import PriceParameters
from joinedup.model.payment.risk_weights import RiskParameters
from joinedup.model.population import PopulationParameters


class Parameters(NamedTuple):
    """The numbers of the model, by section."""

    health: HealthParameters = HealthParameters()
    seeking: SeekingParameters = SeekingParameters()
    decision: DecisionParameters = DecisionParameters()
    quality: QualityParameters = QualityParameters()
    testing: TestingParameters = TestingParameters()
    practice: PracticeParameters = PracticeParameters()
    hospital: HospitalParameters = HospitalParameters()
    community: CommunityParameters = CommunityParameters()
    mental_health: MentalHealthParameters = MentalHealthParameters()
    calls: CallParameters = CallParameters()
    social_care: SocialCareParameters = SocialCareParameters()
    staff: StaffParameters = StaffParameters()
    household: HouseholdParameters = HouseholdParameters()
    means_test: MeansTestParameters = MeansTestParameters()
    care_home: CareHomeParameters = CareHomeParameters()
    home_care: HomeCareParameters = HomeCareParameters()
    letters: LetterParameters = LetterParameters()
    costs: CostParameters = CostParameters()
    prices: PriceParameters = PriceParameters()
    risk: RiskParameters = RiskParameters()
    population: PopulationParameters = PopulationParameters()
    participation: ParticipationParameters = ParticipationParameters()
    investment: InvestmentParameters = InvestmentParameters()
    selection: SelectionParameters = SelectionParameters()
    commissioner: CommissionerParameters = CommissionerParameters()
    organisation: FormParameters = FormParameters()

    def with_changes(self, changes: Mapping[str, Any]) -> "Parameters":
        """These parameters with some replaced: {"decision.altruism": 1.0, ...}, each checked against its range.

        Raises: ValueError for an unknown section or name, or a value outside its range.
        """
        by_section: dict[str, dict[str, Any]] = {}
        for path, value in changes.items():
            section, _, name = path.partition(".")
            if section not in self._fields or not name:
                raise ValueError(
                    f"no parameter {path!r}{nearest_number(path)}; "
                    f"write section.name with a section of: {', '.join(self._fields)}"
                )
            by_section.setdefault(section, {})[name] = value
        return self._replace(**{s: changed(getattr(self, s), values) for s, values in by_section.items()})


def nearest_number(path: str) -> str:
    """A hint at the number that was meant by a path that is none; empty where nothing is near."""
    known = [name for name, _, _ in every_number(Parameters())]
    near = get_close_matches(path, known, n=1) or [n for n in known if n.partition(".")[2] == path][:1]
    return f" (did you mean {near[0]}?)" if near else ""


def every_number(parameters: Parameters) -> Iterator[tuple[str, Any, About]]:
    """Each number: its path, its value now, and its unit, source and range."""
    for section in parameters._fields:
        values = getattr(parameters, section)
        for name, _, about in numbers_of(type(values)):
            yield f"{section}.{name}", getattr(values, name), about


_BOARDROOM = (
    "prices",
    "risk",
    "staff",
    "organisation",
    "participation",
    "investment",
    "selection",
    "commissioner",
)
_KERNEL_SECTIONS = tuple(s for s in Parameters._fields if s not in _BOARDROOM)  # no kernel reads the others


def _field(name: str, value: Any) -> tuple[Any, ...]:
    return (name, "f8", (len(value),)) if isinstance(value, tuple) else (name, "f8")


_LAYOUT = np.dtype(
    (
        np.record,
        [
            (
                section,
                np.dtype(
                    (
                        np.record,
                        [
                            _field(name, value)
                            for name, value, _ in numbers_of(Parameters.__annotations__[section])
                        ],
                    )
                ),
            )
            for section in _KERNEL_SECTIONS
        ],
    )
)


def packed(parameters: Parameters) -> np.ndarray:
    """The parameters as one record, section by section, for the kernels: prices are left out on purpose."""
    table = np.zeros(1, _LAYOUT)
    for section in _KERNEL_SECTIONS:
        for name, value in getattr(parameters, section)._asdict().items():
            table[section][name] = value
    return table
