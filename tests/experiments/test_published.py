"""Published figures beside what the model says."""

import polars as pl
import pytest

from joinedup.experiments import published
from joinedup.experiments.calibration import calibrate
from joinedup.experiments.targets import baseline_targets, every_target
from joinedup.model.place import load_place
from joinedup.viz.dashboard.charts.panels import picture_of


@pytest.fixture(scope="module")
def fits():
    return calibrate(load_place("dudley").scaled(2_000), 0)


def test_every_published_figure_stands_with_its_source_and_the_models_ratio(fits):
    table = published.table_of(fits)
    assert len(table) == len(every_target())
    assert all(table["source"].str.len_chars() > 3)
    for row, fit in zip(table.iter_rows(named=True), fits):
        assert row["published"] == fit.target
        if row["ratio"] is not None:
            assert row["ratio"] == pytest.approx(fit.model / fit.target)
        assert row["within"] == fit.met


def test_figures_that_are_held_out_have_no_model_and_say_what_shows_them(fits):
    held = published.table_of(fits).tail(len(every_target()) - len(baseline_targets()))
    assert held["model"].null_count() == len(held)
    assert all(held["shown"].str.starts_with("joinedup "))


def test_names_stand_by_themselves(fits):
    names = published.table_of(fits)["measure"]
    assert not any(name.startswith("…") for name in names)
    assert "Emergency admissions: of them without a night" in names.to_list()


def test_those_drawn_are_the_furthest_off(fits):
    table = published.table_of(fits)
    furthest, all_of_them = published.panels(table, "The model")
    drawn = furthest.table.filter(pl.col("series") == "model")["mean"]
    others = (table["ratio"].drop_nulls() - 1.0).abs().sort(descending=True)
    assert (drawn / 100.0 - 1.0).abs().to_list() == pytest.approx(others.head(len(drawn)).to_list())
    assert picture_of("x", furthest).figure
    assert not picture_of("x", all_of_them).figure


def test_a_fit_that_was_kept_without_a_column_is_said(fits):
    with pytest.raises(ValueError, match="has no column model; calibrate again"):
        published.beside(
            pl.DataFrame(
                {c: [] for c in ("measure", "unit", "target", "low", "high", "met", "use", "source")}
            )
        )


def test_a_year_told_of_as_it_goes_is_the_same_year():
    told = []
    place = load_place("dudley").scaled(1_000)
    assert calibrate(place, 1, told=told.append)[2].model == calibrate(place, 1)[2].model
    assert told == [0.5, 1.0]
