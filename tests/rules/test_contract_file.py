"""The YAML door of contracts and the CSV door of activity: every fault with its line and its cure."""

import numpy as np
import pytest

from joinedup.model.payment.activity_table import EVERYWHERE, parse_activity
from joinedup.model.payment.contract import Party
from joinedup.model.payment.contract_file import parse_contracts, read_contracts
from joinedup.model.payment.contract_terms import KINDS, terms_of
from joinedup.model.payment.fee_per_procedure import FeePerProcedure
from joinedup.model.payment.measure import COUNTED, OF, Measure, Target
from joinedup.model.payment.service import SERVICE_NAMES, SERVICES, Service, one_price
from joinedup.model.payment.shared_savings import SharedSavings

GOOD = """\
contract: shared savings
payee: Riverside
benchmark: 700
trend: 0.02
gate: {measure: readmissions, threshold: 0.15}
prices: {emergency_spell: 2400, test_scan: 70.5}
"""


def faults(text, parse=parse_contracts):
    with pytest.raises(ValueError, match=r"f\.\w+:\d+:\d+: ") as caught:
        parse(text, "f.yaml")
    return str(caught.value).splitlines()


def test_a_contract_file_is_a_contract(tmp_path):
    path = tmp_path / "savings.yaml"
    path.write_text("\ufeff" + GOOD, encoding="utf-8")
    (written,) = read_contracts(path)
    prices = np.array(one_price(Service.EMERGENCY_SPELL, 2_400.0)) + one_price(Service.TEST_SCAN, 70.5)
    assert written.contract == SharedSavings(
        benchmark=700.0, trend=0.02, gate=Target(Measure.READMISSIONS, 0.15), prices=tuple(prices.tolist())
    )
    assert (written.payer, written.payee, written.kind) == ("commissioner", "Riverside", "shared savings")
    assert written.where.endswith("savings.yaml:1:1")


def test_a_preset_sets_terms_and_terms_overrule_it():
    def terms(more, people=0.0):
        (written,) = parse_contracts(GOOD + more, "f.yaml", people)
        return written.contract.share, written.contract.minimum, written.contract.loss_share

    assert terms("preset: two-sided\n") == (0.60, 0.02, 0.60)
    assert terms("preset: one-sided\n", people=5_000) == (0.50, 0.039, 0.0)
    assert terms("preset: one-sided\nminimum: 0.01\n", people=5_000) == (0.50, 0.01, 0.0)


def test_several_contracts_and_one_inside_another():
    text = """\
- contract: outcome withhold
  target: {measure: within_four_hours, threshold: 0.95}
  inner: {contract: fee per procedure, prices: {day_case: 750}}
- contract: client contribution
  prices: {care_package_day: 4}
"""
    withhold, contribution = (w.contract for w in parse_contracts(text, "f.yaml"))
    assert withhold.inner == FeePerProcedure(prices=one_price(Service.DAY_CASE, 750.0))
    assert contribution.payer == Party.PATIENTS


def test_every_kind_of_contract_can_be_written():
    from joinedup.experiments.verification.drawn_contracts import kinds

    assert set(KINDS.values()) == set(kinds())


def test_every_service_has_a_name():
    assert sorted(SERVICE_NAMES.values()) == list(range(SERVICES))


def test_every_fault_is_reported_at_once_with_line_and_column():
    text = """\
- contract: shared saving
- contract: shared savings
  prices: {emergency_spel: 2400, day_case: -3}
  benchmark: 300
- contract: shared savings
  prices: {emergency_spell: 2400}
  minmum: 0.3
- contract: shared savings
  prices: {emergency_spell: 2400}
- contract: shared savings
  prices: {emergency_spell: 2400}
  benchmark: 300
  cap: 0.001
- contract: shared savings
  prices: {emergency_spell: 2400}
  benchmark_years: [2015, 2016]
  weights: [0.5, 0.4]
- contract: shared savings
  prices: {emergency_spell: 2400}
  benchmark_years: [2015, 2016]
- contract: fee per procedure
  payer: patients
  prices: {emergency_spell: 10}
- contract: outcome withhold
  target: {measure: readmission, treshold: 0.9}
  inner: {contract: block}
- block
- amount: 3
"""
    found = faults(text)
    services = ", ".join(SERVICE_NAMES)
    assert [line.split(": ", 2)[0] for line in found] == [
        "f.yaml:1:13", "f.yaml:3:12", "f.yaml:3:44", "f.yaml:7:3", "f.yaml:8:3", "f.yaml:13:8",
        "f.yaml:17:12", "f.yaml:20:20", "f.yaml:23:11", "f.yaml:25:11", "f.yaml:25:21", "f.yaml:25:34",
        "f.yaml:27:3", "f.yaml:28:3",
    ]  # fmt: skip
    told = [line.split(": ", 1)[1] for line in found]
    assert told[0].startswith(
        "0.contract: unknown contract (did you mean shared savings?); there are: fee per"
    )
    spelled = "unknown service (did you mean emergency_spell?); there are: "
    assert told[1] == f"1.prices.emergency_spel: {spelled}{services}"
    assert told[2] == "1.prices.day_case: Input should be greater than or equal to 0, not -3"
    assert told[3].startswith(
        "2.minmum: unknown key (did you mean minimum?); there are: contract, payer, payee"
    )
    assert told[4] == "3: say benchmark, £ per weighted person, or benchmark_years"
    assert told[5] == "4.cap: it is 0.001; it must be at least 0.01, what is shared at the minimum"
    assert told[6] == "5.weights: it is 0.9; they must sum to 1"
    assert told[7] == "6.benchmark_years: there are 2 years and 3 weights; give weights, one for each year"
    free = "it is 10; emergency_spell is free at the point of need; its price must be 0"
    assert told[8] == f"7.prices: {free}"
    assert told[9] == "8.target.threshold: it is missing"
    assert told[10].startswith(
        "8.target.measure: unknown measure (did you mean readmissions?); there are: within"
    )
    assert (
        told[11] == "8.target.treshold: unknown key (did you mean threshold?); there are: measure, threshold"
    )
    assert told[12] == "9: it is not a contract; begin with 'contract: ...'"
    assert told[13].startswith("10.contract: it is missing; there are: fee per procedure, block")


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        (
            "preset: one-side",
            "preset: unknown preset (did you mean one-sided?); there are: one-sided, two-sided",
        ),
        ("share: 1.5\ncap: 2.0", "share: it is 1.5; it must be at most 1"),
        ("payee: Hill", "payee: key given twice (first on line 2)"),
        ("trend: .nan", "trend: Input should be a finite number"),
        ("first_year: soon", "first_year: Input should be a valid integer"),
        (
            "distribution: {key: shares, members: [{name: a, share: 0.5}, {name: b, share: 0.4}]}",
            "distribution.members: their shares sum to 0.9; they must sum to 1",
        ),
        (
            "distribution: {key: equl, members: [{name: a}]}",
            "distribution.key: unknown distribution key (did you mean equal?)",
        ),
        ("distribution: {key: equal, members: []}", "distribution.members: List should have at least 1 item"),
        (
            "distribution: {key: equal, members: [{nam: a}]}",
            "distribution.members.0.nam: unknown key (did you mean name?); there are: name, share",
        ),
    ],
)
def test_a_fault_says_where_it_is_and_what_must_be(more, fault):
    text = GOOD.replace("trend: 0.02\n", "") if more.startswith("trend") else GOOD
    assert any(fault in line for line in faults(text + more))


@pytest.mark.parametrize(
    ("text", "fault"),
    [("", "f.yaml:1:1: it is empty"), ("x", "begin with 'contract"), ("[]", "it holds no contract"), ("a: [", "not YAML")],
)  # fmt: skip
def test_a_file_that_is_no_contract_says_so(text, fault):
    assert fault in faults(text)[0]


def test_terms_are_named_as_in_the_code():
    assert {"prices", "benchmark", "share", "minimum", "cap", "gate"} <= set(
        terms_of(SharedSavings).model_fields
    )
    assert "start" not in terms_of(SharedSavings).model_fields, "files say first_year"


# --- the table


def test_a_table_is_years_and_sites():
    text = "year,site,people,day_case,within_four_hours\n2019,B,10,5,\n2019,A,30,7,0.9\n2018,A,20,1,0.8\n2018,B,20,2,0.9\n"
    table = parse_activity("\ufeff".lstrip("\ufeff") + text, "f.csv")
    assert list(table.years) == [2018, 2019]
    assert table.sites == ("B", "A")
    year = table.years[2019]
    assert year.services[:, Service.DAY_CASE].tolist() == [5.0, 7.0]
    assert year.weighted.tolist() == year.people.tolist() == [10.0, 30.0]
    assert year.measures[:, Measure.WITHIN_FOUR_HOURS, COUNTED].tolist() == pytest.approx([0.0, 27.0])
    assert year.measures[:, Measure.WITHIN_FOUR_HOURS, OF].tolist() == [0.0, 30.0]
    assert parse_activity("year,people\n2018,1\n", "f.csv").sites == (EVERYWHERE,)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "f.csv:1:1: it is empty; its first line names the columns: year, people, …"),
        ("year,people\n", "f.csv:1:1: the file: it has no years; give a line for each year"),
        ("year,day_case\n2018,1\n", "f.csv:1:1: people: the column is missing"),
        (
            "year,people,day_cas\n",
            "f.csv:1:3: day_cas: unknown column (did you mean day_case?); there are: year",
        ),
        ("year,people,people\n", "f.csv:1:3: people: column given twice (first in column 2)"),
        ("year,people\n2018,1,2\n", "f.csv:2:3: the line: it has 3 values; there are 2 columns"),
        ("year,people\n2018,many\n", "f.csv:2:2: people: it is 'many'; it must be a number, such as 1200"),
        ("year,people\n\n2018,-1\n", "f.csv:3:2: people: it is -1; it must be at least 0"),
        ("year,people\n2018.5,1\n", "f.csv:2:1: year: it is 2018.5; it must be a whole year, such as 2018"),
        (
            "year,people\n2018,1\n2018,2\n",
            "f.csv:3:1: year: 2018 is there twice (first on line 2); give one line",
        ),
        (
            "year,site,people\n2018,A,1\n2018,B,1\n2019,A,1\n",
            "f.csv:4:1: year: 2019 has no line for B; give every site a line in every year",
        ),
        ("year,site,people\n2018,,1\n", "f.csv:2:2: site: it has no name"),
    ],
)
def test_a_fault_of_a_table_says_where_it_is_and_what_must_be(text, fault):
    with pytest.raises(ValueError, match=r"f.csv") as caught:
        parse_activity(text, "f.csv")
    assert str(caught.value).startswith(fault)


def test_a_year_counts_once_in_a_benchmark_and_usual_terms_are_called_by_name():
    written = "contract: shared savings\nprices: {day_case: 1}\n"
    with pytest.raises(
        ValueError, match="f.yaml:3:18: benchmark_years: 2015 is there twice; give each year once"
    ):
        parse_contracts(written + "benchmark_years: [2015, 2015, 2017]\n", "f.yaml")
    with pytest.raises(ValueError, match="f.yaml:4:8: share: it is 2; it must be at most 1"):
        parse_contracts(written + "benchmark: 3\nshare: 2\nminimum: 3\n", "f.yaml")
    with pytest.raises(ValueError, match="f.yaml:1:1: cap: it is 0.1; it must be at least"):
        parse_contracts(written + "benchmark: 3\nminimum: 3\n", "f.yaml")
