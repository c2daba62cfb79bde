"""`joinedup contract`: contracts settled on a table, without patients."""

import json
import subprocess
import sys
from importlib.resources import files

import pytest

from joinedup.experiments.clauses import clauses_of
from joinedup.experiments.settlement import settled
from joinedup.experiments.verification.drawn_contracts import Luck, drawn, kinds
from joinedup.model.payment.activity_table import parse_activity
from joinedup.model.payment.contract import ERRORS
from joinedup.model.payment.contract_file import parse_contracts

FOLDER = files("joinedup.experiments") / "contracts"
SAVINGS = """\
contract: shared savings
benchmark_years: [2015, 2016, 2017]
prices: {emergency_spell: 1000}
"""
TABLE = "year,people,emergency_spell\n" + "".join(
    f"{year},10000,{n}\n"
    for year, n in zip(range(2015, 2023), (900, 1000, 1100, 950, 900, 850, 840, 830), strict=True)
)


def run(text, table=TABLE):
    return settled(parse_contracts(text, "f.yaml"), parse_activity(table, "f.csv"))


def test_a_benchmark_is_made_of_the_years_the_contract_names():
    first = run(SAVINGS)[0]
    clauses = {c.what: c.value for c in first.clauses}
    assert first.year == 2018
    assert clauses["benchmark"] == pytest.approx(1_000 * (0.1 * 900 + 0.3 * 1_000 + 0.6 * 1_100))
    assert clauses["saving"] == pytest.approx(100_000)
    assert first.paid == 5_000_000  # pence: half of it


def test_after_three_years_the_agreement_is_rebased():
    by_year = {s.year: {c.what: c.value for c in s.clauses} for s in run(SAVINGS)}
    assert by_year[2020]["benchmark"] == pytest.approx(1_050_000)
    assert by_year[2021]["benchmark"] == pytest.approx(1_000 * (0.1 * 950 + 0.3 * 900 + 0.6 * 850))


def test_the_clauses_that_are_owed_sum_to_what_is_paid():
    for kind in kinds():
        luck = Luck(3)
        for _ in range(10):
            contract, forecast = drawn(kind, luck)
            years = contract.possible_years(forecast, ERRORS)
            for draw in (0, 100, 255):
                care = years._replace(services=years.services[draw], measures=years.measures[draw])
                owed = sum(c.value for c in clauses_of(contract, care) if c.owed)
                assert owed == pytest.approx(float(contract.payment(care)), abs=1e-6), kind


@pytest.mark.parametrize("name", ["one-sided", "two-sided", "hospital"])
def test_the_examples_settle_by_name(cli, name):
    code, out, err = cli("contract", name, "--activity", "example")
    assert (code, err) == (0, "")
    for words in ("counted", "what each clause comes to", "paid", "one more pays", "2020", "In all: £"):
        assert words in " ".join(out.split())


def test_a_path_is_as_good_as_a_name_and_json_is_one_object(cli):
    code, out, _ = cli(
        "contract", str(FOLDER / "one-sided.yaml"), "--activity", str(FOLDER / "example.csv"), "--json"
    )
    found = json.loads(out)
    assert code == 0
    assert [c["year"] for c in found["contracts"]] == [2018, 2019, 2020]
    first = found["contracts"][0]
    assert first["clauses"]["share of the saving"] == pytest.approx(first["paid"], abs=0.005)
    assert sum(first["members"].values()) == pytest.approx(first["paid"])
    assert found["total"] == pytest.approx(sum(c["paid"] for c in found["contracts"]))
    assert first["one_more_pays"]["elective_stay"] < 0.0


def test_settling_starts_no_patients():
    code = (
        "import sys\nfrom joinedup.experiments.cli import run\nrun(['contract', 'one-sided', '--json'])\n"
        "print(sorted({'joinedup.model.health_system', 'joinedup.model.journey'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "2015, 2016, 2017",
            "2014, 2015, 2016",
            "f.yaml:1:1: benchmark_years: 2014 is not in f.csv, which has 2015, 2016, 2017, 2018, 2019, 2020, 2021, "
            "2022; take one of those or add the year to the table",
        ),
        (
            "2015, 2016, 2017]",
            "2015, 2016, 2017]\nfirst_year: 2017",
            "f.yaml:1:1: benchmark_years: 2017 is not before 2017, the first settled year; take earlier years, or "
            "settle later with first_year",
        ),
        (
            "2015, 2016, 2017]",
            "2015, 2016, 2017]\nfirst_year: 2030",
            "f.csv: its last year is 2022 and the first to be settled is 2030; add a line for 2030, or settle "
            "earlier with first_year",
        ),
        (
            "emergency_spell: 1000",
            "emergency_spell: 1000, day_case: 5",
            "f.yaml:1:1: it counts day_case, and f.csv has no column day_case; add the column, with zeros if there "
            "was none, or take the service out of the contract",
        ),
        (
            "2015, 2016, 2017]",
            "2015, 2016, 2017]\nsites: [Hill]",
            "f.yaml:1:1: sites: there is no 'Hill' in f.csv, which has no column site; name one of those, or leave "
            "sites and lists out to take all",
        ),
        (
            "2015, 2016, 2017]",
            "2015, 2016, 2017]\ngate: {measure: within_four_hours, threshold: 0.9}",
            "f.yaml:1:1: it depends on within_four_hours, which f.csv does not give for 2018; add it to the column "
            "within_four_hours, or take the condition out",
        ),
        (
            "2015, 2016, 2017]",
            "2015, 2016, 2017]\ngate: {measure: readmissions, threshold: 0.9}",
            "f.yaml:1:1: it counts zero_day_spell, and f.csv has no column zero_day_spell; add the column, with "
            "zeros if there was none, or take the service out of the contract",
        ),
    ],
)
def test_what_the_table_lacks_is_a_sentence_that_names_the_cure(old, new, sentence):
    with pytest.raises(ValueError, match=r"f\.") as caught:
        run(SAVINGS.replace(old, new))
    assert str(caught.value) == sentence


def test_a_mistake_is_a_sentence_and_exit_code_2(cli):
    code, out, err = cli("contract", "one-sidde")
    assert (code, out) == (2, "")
    assert err.strip() == (
        "joinedup: contract 'one-sidde': unknown name (did you mean one-sided?); there are: hospital, one-sided, "
        "two-sided; or a path that ends in .yaml"
    )


def test_sites_are_counted_where_the_contract_says():
    table = "year,site,people,day_case\n2018,A,100,10\n2018,B,0,5\n"
    text = "contract: fee per procedure\nsites: [{0}]\nprices: {{day_case: 700}}\n"
    assert run(text.format("B"), table)[0].paid == 350_000
    assert run(text.format("A, B"), table)[0].paid == 1_050_000
