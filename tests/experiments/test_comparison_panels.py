"""The panels of a comparison say what the comparison says."""

from math import isnan

import polars as pl
import pytest

from joinedup.experiments.compare import PRIMARIES, Comparison
from joinedup.experiments.comparison_panels import VIEWS, panels_of, summary_of, title_of
from joinedup.experiments.pictures import Panel, checked
from joinedup.experiments.rows import ROWS


@pytest.fixture(scope="module")
def panels(found: Comparison) -> dict[str, Panel]:
    """The panels by their titles."""
    return {panel.title: panel for panel in panels_of(found)}


def test_every_panel_can_be_drawn_and_has_a_title_of_its_own(found, panels):
    assert len(panels) == len(panels_of(found)) == 4 + 1 + 2 + 2 + 6 + 6
    for panel in panels.values():
        assert checked(panel).table.height > 0


def test_a_difference_in_percent_is_that_of_the_comparison(found, panels):
    table = panels["Use of hospital"].table
    for arm in range(1, len(found.experiment.arms)):
        row = table.filter(
            pl.col("label") == "Emergency admissions", pl.col("series") == found.experiment.arms[arm].name
        )
        d, base = found.difference(arm, "emergency_admissions"), found.value(0, "emergency_admissions")
        assert row["mean"].item() == pytest.approx(100.0 * d.mean / base)
        assert row["low"].item() == pytest.approx(100.0 * d.low / base)
        assert row["difference"].item() == d.mean


def test_what_the_steps_add_comes_to_the_total(found, panels):
    steps = [panel for panel in panels.values() if panel.kind == "waterfall"]
    assert len(steps) == len(PRIMARIES)
    for panel, name in zip(steps, PRIMARIES):
        *parts, total = panel.table["amount"]
        assert sum(parts) == pytest.approx(total)
        assert total == pytest.approx(found.difference(3, name).mean * ROWS[name].scale)
        assert len(parts) == 3


def test_nothing_differs_before_the_switch(panels):
    courses = [panel.table for panel in panels.values() if panel.kind == "lines"]
    assert len(courses) == len(PRIMARIES)
    for table in courses:
        before = table.filter(pl.col("x") < 0).drop_nulls("y").filter(pl.col("y").is_not_nan())
        assert (before["y"] == 0.0).all()


@pytest.mark.parametrize(("view", "outcome"), [("payers", "spend_total"), ("resources", "resource_cost")])
def test_headings_sum_to_what_was_spent_in_all(found, panels, view, outcome):
    sums = panels[VIEWS[view]].table.group_by("series").agg(pl.col("value").sum())
    for a, arm in enumerate(found.experiment.arms):
        said = sums.filter(pl.col("series") == arm.name)["value"].item()
        assert said == pytest.approx(
            found.value(a, outcome), rel=0.02
        )  # heads: at the start, and as they live


def test_harm_stands_beside_savings_for_every_arm(found):
    summary = summary_of(found)
    arms = found.experiment.arms[1:]
    assert len(summary.savings) == len(summary.harm) == len(arms)
    for arm, saving, harm in zip(arms, summary.savings, summary.harm):
        assert saving.startswith(f"{arm.name}: spending")
        assert "£" in saving
        assert "deaths" in harm
    assert arms[-1].name in summary.headline
    assert arms[-1].name in title_of(found)


def test_one_replication_has_no_interval_and_says_so(found):
    single = Comparison(found.experiment, {0: found.runs[0]})
    assert "no interval from one replication" in summary_of(single).harm[0]
    table = next(p.table for p in panels_of(single) if p.kind == "intervals")
    assert all(isnan(low) for low in table["low"])


def test_one_arm_alone_has_its_spending(found):
    from dataclasses import replace

    alone = Comparison(replace(found.experiment, arms=found.experiment.arms[:1]), {0: found.runs[0][:1]})
    assert [panel.title for panel in panels_of(alone)] == list(VIEWS.values())
    assert "nothing to compare" in summary_of(alone).headline
