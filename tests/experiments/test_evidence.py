"""The evidence board: every study is there and can be played, and its figures are no input of the model."""

import re
from io import StringIO
from json import loads

import pytest

from joinedup.experiments.compare import Stop, compare
from joinedup.experiments.evidence import board, expectations, going
from joinedup.experiments.evidence.apart import Fact, facts_fitted, facts_of, shared
from joinedup.experiments.evidence.playing import Playing
from joinedup.experiments.evidence.study_file import studies, study_in
from joinedup.experiments.evidence.tables import as_table, board_table, in_pairs, summary
from joinedup.experiments.evidence.words import Word
from joinedup.experiments.executors.here import Here
from joinedup.experiments.targets import every_target, targets_in
from joinedup.model.parameters import Parameters, every_number

ASKED = [*(f"E{k}" for k in (1, 2, 3, 4, 5, 6, 7, 8, 12)), *(f"U{k}" for k in (1, 2, 3, 4, 5, 20)),
         *(f"M{k}" for k in (1, 4, 5, 6, 7, 8, 9, 13, 14, 15))]  # fmt: skip
SMALL = """
id: M99
title: A village
source: "Nobody 2018, Journal of Nothing"
experiment:
  place: dudley
  people: 1000
  arms: {alone: separate, shared: I}
  years: 2
  years_before: 1
  burn_in: 1
  replications: 4
figures:
  - {measure: Emergency admissions, unit: "%", year: 2, value: -3.0, low: -6.0, high: -1.0, grade: A,
     model: {of: emergency_admissions, in: shared, against: alone, as: difference}}
  - {measure: A&E attendances, unit: "%", year: [1, 2], direction: down, grade: A,
     model: {of: ae_attendances, from_age: 65, in: shared, against: alone, as: difference}}
  - {measure: Something else, direction: up, grade: A, cannot: it is not in the model}
"""


@pytest.fixture(scope="module")
def village():
    """A study of a thousand people, and its board."""
    study = study_in(SMALL, "village.yaml")
    return study, board.played([study], Here())


def test_every_study_of_the_evidence_is_on_the_board():
    assert [s.id for s in studies()] == ASKED


def test_a_study_says_what_was_done_and_what_is_played_for_it():
    for study in studies():
        for text in (study.intervention, study.population, study.comparison, study.emulation, study.estimate):
            assert text, study.id


def test_a_figure_is_played_or_says_in_a_sentence_why_not():
    for study in studies():
        for figure in study.figures:
            assert figure.model or figure.found or len(figure.cannot.split()) >= 6, (study.id, figure.measure)


def test_what_says_the_contrary_of_a_study_is_on_the_board_too():
    assert all(study.pair in ASKED for study in studies() if study.pair)
    pairs = {(s.id, s.pair) for s in studies() if s.pair}
    assert {("M4", "M7"), ("M5", "M7"), ("M13", "M14")} <= pairs


def test_a_study_is_not_shown_without_the_one_that_says_the_contrary():
    assert [s.id for s in board.chosen(["m4", "E1"])] == ["E1", "M4", "M7"]
    assert [s.id for s in board.chosen()] == ASKED


# --- nothing on the board may be fitted to


def test_no_figure_of_the_board_is_fitted_to():
    assert shared(facts_of(studies()), facts_fitted(every_target())) == []


@pytest.mark.parametrize(
    "planted",
    [
        Fact("CT repeated", "points", -8.7, "Lammers et al. 2014, Med Care 52:227"),
        Fact("repeated CT in emergency departments", "%", 8.7, "Lammers 2014"),  # in other words
        Fact(
            "Emergency admissions, Pioneers against neither", "%", -5.1, "a later edition"
        ),  # another source
        Fact("Emergency admissions, Pioneers against neither", "% change", 5.0, "the web"),
        Fact(
            "Images", "%", 1.0, "X-ray repeated less by 13.0, CT by 8.7"
        ),  # quoted in the text of another row
    ],
)
def test_a_figure_of_the_board_that_is_planted_among_the_targets_is_found(planted):
    found = shared(facts_of(studies()), [*facts_fitted(every_target()), planted])
    if planted.value == -5.1:  # only what is measured agrees: it may be another study's
        assert not found
    else:
        assert {theirs for _, theirs in found} == {planted}


def test_a_row_of_the_board_that_is_planted_in_the_file_of_targets_is_found(root):
    text = (root / "experiments" / "targets.yaml").read_text(encoding="utf-8")
    row = """
- pattern: ""
  measure: "Odds that an image is repeated"
  unit: ratio
  value: 0.75
  source: "Vest 2014"
  use: fit
  model: image_repeats
"""
    (pair,) = {
        theirs for _, theirs in shared(facts_of(studies()), facts_fitted(targets_in(text + row, "planted")))
    }
    assert pair.source == "Vest 2014"


def test_a_target_that_is_planted_on_the_board_is_found():
    fitted = facts_fitted(every_target())
    for fact in fitted:
        assert (fact, fact) in shared([fact], fitted), fact


def _authors(source):
    """The names in a source that could be authors, with its year: ("Barker", "2017")."""
    source = re.sub(r"\b(Health|Econ|Care)\b", "", source)  # of journals and foundations
    years = re.findall(r"\b(?:19|20)\d\d\b", source)
    return {(name, year) for name in re.findall(r"\b[A-Z][a-z]{3,}", source) for year in years}


def test_a_number_that_was_set_by_a_study_is_said_to_be_an_input_of_it():
    inputs = {(s.id, f.used) for s in studies() for f in s.figures if f.used}
    # what these numbers took from the study is no effect of it, so the effect is still evidence
    facts = {
        ("M1", "health.usual_share"),
        ("M1", "health.usual_small"),
        ("M5", "testing.valid_days"),
        ("U5", "organisation.agreement_years"),
    }
    for study in studies():
        for name, _, about in every_number(Parameters()):
            if _authors(study.source) & _authors(about.source):
                assert (study.id, name) in inputs | facts, (study.id, name, about.source)


def test_figures_that_are_inputs_are_no_evidence(village):
    study = study_in(SMALL.replace("grade: A,", "grade: A, used: decision.altruism,", 1), "village.yaml")
    rows = board.played([study], Here())
    assert rows[0].word is Word.INPUT
    assert rows[0].found == village[1][0].found


# --- playing


def test_the_board_plays_the_same_worlds_as_compare(village):
    study, rows = village
    found = compare(study.trial.question.experiment(0), Stop(4))
    assert rows[0].found == found.difference(1, "emergency_admissions", year=2)


def test_people_from_an_age_are_those_of_the_age_bands(village):
    study, rows = village
    visits = 0.0
    experiment = study.trial.question.experiment(0)
    from dataclasses import replace

    grouped = compare(replace(experiment, by_group=True), Stop(1))
    years = grouped.runs[0]
    for band in ("age 65-74", "age 75-84", "age 85+"):
        visits += sum(years[1].by_group[band]["ae_attendances"][1:])
    assert visits > 0.0
    assert rows[1].found.low <= rows[1].found.mean <= rows[1].found.high


def test_studies_that_share_a_past_live_it_once(village):
    study, _ = village
    playing = Playing()
    other = study_in(SMALL.replace("shared: I", "pay: P").replace("in: shared", "in: pay"), "other.yaml")
    board.asked(playing, [study, other])
    (life,) = playing.lives.values()
    assert len(life.futures) == 3  # alone, shared, paid by head
    assert playing.years == 4 * (2 + 3 * 2)


def test_two_workers_come_to_the_same_numbers(village):
    from joinedup.experiments.executors.processes import Processes

    study, rows = village
    with Processes(2) as executor:
        assert board.played([study], executor) == rows


def test_quick_plays_fewer_people_a_third_of_the_time(village):
    study, _ = village
    whole, quick = Playing(), Playing(quick=True)
    for playing in (whole, quick):
        board.asked(playing, [study])
    (big,), (small,) = whole.lives.values(), quick.lives.values()
    assert big.experiment.people == 1_000
    assert small.experiment.people < big.experiment.people


FUND = """
id: E99
title: A fund
source: "Nobody 2018, Journal of Nothing"
experiment:
  place: dudley
  people: 2000
  arms: {never: separate, kept: separate, ended: separate}
  years: 2
  years_before: 1
  burn_in: 1
  replications: 4
one_practice: true
reforms:
  kept: {1: fund for electives}
  ended: {1: fund for electives, 2: no fund}
figures:
  - {measure: Referrals with a fund, unit: "%", year: 1, direction: down, grade: A,
     model: {of: referrals, in: kept, against: never, as: percent}}
  - {measure: Referrals before the fund ends, unit: "%", year: 1, direction: up, grade: A,
     model: {of: referrals, in: ended, against: kept, as: percent}}
  - {measure: Referrals once it has ended, unit: "%", year: 2, direction: up, grade: A,
     model: {of: referrals, in: ended, against: kept, as: percent}}
"""


def test_a_reform_is_carried_out_in_its_year_and_in_its_arm_alone():
    held, before, after = board.played([study_in(FUND, "fund.yaml")], Here())
    assert held.found.mean < 0.0
    assert before.found.mean == 0.0
    assert after.found.mean > 0.0


def test_a_fund_that_is_abolished_leaves_the_terms_there_were():
    from joinedup.experiments.evidence.reforms import REFORMS
    from joinedup.experiments.falsification.payment import one_practice
    from joinedup.model.health_system import HealthSystem

    model = HealthSystem(one_practice(1_000), rng=1)
    model.run_for(365)
    before = model.accounts.terms.contracts
    REFORMS["fund for electives"](model)
    assert len(model.accounts.terms.contracts) == len(before) + 2
    REFORMS["no fund"](model)
    after = model.accounts.terms.contracts
    assert [type(c) for c in after] == [type(c) for c in before]
    for was, now in zip(before, after, strict=True):
        assert getattr(now, "prices", ()) == pytest.approx(getattr(was, "prices", ()))


# --- what is printed and written


def test_the_board_prints_each_figure_with_its_word(village):
    from rich.console import Console

    _, rows = village
    console = Console(width=112, record=True, file=StringIO())
    console.print(board_table(rows, "Board"))
    text = console.export_text()
    for row in rows:
        assert row.figure.measure in text
        assert str(row.word) in text
    assert "1 study, 3 figures" in summary(rows)


def test_what_conflicts_stands_together(village):
    study, rows = village
    contrary = study._replace(id="M97", pair="M99")
    between = study._replace(id="M98")
    given = [r._replace(study=s) for s in (contrary, between, study) for r in rows[:1]]
    assert [r.study.id for r in in_pairs(given)] == ["M97", "M99", "M98"]


def test_the_table_has_a_row_for_each_figure(village):
    table = as_table(village[1])
    assert table["word"].to_list() == [str(r.word) for r in village[1]]
    assert table["published_low"].to_list() == [-6.0, None, None]


@pytest.fixture
def one_village(monkeypatch, village):
    """A board of that village alone, and one expectation about it."""
    study, _ = village
    monkeypatch.setattr(board, "studies", lambda: (study,))
    check = expectations.Check("admissions", "%", -50.0, 50.0, False, study.figures[0].model)
    one = expectations.Expectation("X1", "Records do not halve admissions", "", study.trial, (check,))
    monkeypatch.setattr(expectations, "expectations", lambda: (one,))
    monkeypatch.setattr(going, "executor_called", lambda where, workers: Here())


def test_the_command_prints_the_board_and_writes_a_report(cli, one_village, tmp_path):
    code, out, said = cli("evidence", "--out", tmp_path / "board")
    assert code == 0, said
    assert "A village" in out
    assert "Records do not halve admissions" in out
    written = {p.name for p in (tmp_path / "board").iterdir()}
    assert {"evidence.parquet", "expectations.parquet", "manifest.json", "figures"} <= written
    page = (tmp_path / "board" / "evidence.md").read_text(encoding="utf-8")
    assert "## M99 A village" in page
    assert page.count("| X1 |") == 1


def test_the_command_answers_in_json(cli, one_village):
    code, out, _ = cli("evidence", "m99", "--json", "--quick")
    found = loads(out)
    assert code == 0
    assert [f["word"] for f in found["figures"]][2] == "not played"
    assert found["expectations"] == []  # only with the whole board


def test_the_command_lists_what_it_would_play(cli):
    code, out, _ = cli("evidence", "--list")
    assert code == 0
    assert "fundholding" in out.lower()


def test_a_study_that_is_not_there_is_one_sentence(cli):
    code, _, said = cli("evidence", "E99")
    assert code == 2
    assert "no study E99; there are: E1, E2" in said


def test_half_of_what_is_claimed_against_the_benchmark_is_the_bonus():
    from joinedup.experiments.evidence.measures import Lived, claimed_saving, under_benchmark
    from joinedup.model.health_system import HealthSystem
    from joinedup.model.outcomes import OUTCOMES

    model = HealthSystem("dudley", 4_000, rng=12)
    model.run_for(2 * 365)
    model.takes_form(model.day, "us-aco")
    contracts = model.accounts.terms.contracts
    model.run_for(365)
    year = Lived(model.years[-1], model, contracts)
    bonus = OUTCOMES["bonuses"](year.book)
    assert bonus > 0.0  # with this luck one is paid
    assert claimed_saving(year) == pytest.approx(
        2.0 * bonus, rel=0.05
    )  # people counted at the end, not by month
    assert under_benchmark(year) == 100.0
