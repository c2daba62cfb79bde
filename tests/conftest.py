"""Settings for every test: repeatable random inputs, and which tests need compiled speed."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

HERE = Path(__file__).parent
NEEDS_SPEED = {"theory", "experiments"}  # folders whose tests run whole years
# and files; that plain Python lives the same lives, to the last bit, is a test of its own (test_world_repeats)
NEEDS_SPEED_TOO = {
    "test_yearly.py", "test_forms.py", "test_selecting.py", "test_outcomes.py", "test_world_books.py",
    "test_world_repeats.py", "test_social_care.py", "test_event_log.py", "test_mesa.py", "test_given_people.py",
    "test_new_numbers.py", "test_own_contracts.py", "test_frozen_behaviour.py", "test_money_flows.py",
}  # fmt: skip

# The same inputs every time: a test that fails in CI fails on the desk too. No deadline: the first
# example pays for compiling.
settings.register_profile(
    "joinedup", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("joinedup")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests in the folders and files that run whole years need compiled speed; say so for them."""
    for item in items:
        slow = item.path.is_relative_to(HERE) and item.path.relative_to(HERE).parts[0] in NEEDS_SPEED
        if slow or item.path.name in NEEDS_SPEED_TOO:
            item.add_marker(pytest.mark.compiled)


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the checkout."""
    return HERE.parent
