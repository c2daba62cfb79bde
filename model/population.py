"""The people of a place: drawn by age, sex, deprivation, long-term conditions and mental illness.

Each person's sex, age and deprivation come from the 2011 table of England, re-weighted to the deprivation
of the place. The table is not aged to 2018: between the two the share of people aged 65 and over rose from
16% to 18%, less than places differ. Every draw belongs to the person's id, so one more person changes nobody
else's.
"""

from functools import cache
from importlib.resources import files
from math import exp, log
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from joinedup.agents.age_bands import group_of
from joinedup.agents.compiled import kernel, rule
from joinedup.agents.patient import CHART, LONG_AGO, NEVER, RECORD, USUAL_RISK
from joinedup.agents.sourced import sourced, sourced_list
from joinedup.agents.vocabulary import Luck, Sort, Where
from joinedup.model.chance import draw, luck, mixed_seed
from joinedup.model.given_people import take_given
from joinedup.model.place import Place
from joinedup.model.tables import room_for

OPEN_AGE = 85  # the last row of the table: 85 and over
OLDEST = 100  # years; nobody starts older
AGES = OLDEST + 1
YEAR = 365  # days
NO_DAY = 32_767  # a day that does not come, in the small fields of a chart
AT_START, CONTROL, HISTORY = 0, -2, -3  # occasions of luck before the first day: keys of their own

Table = NDArray[np.float64]


class PopulationParameters(NamedTuple):
    """How ill people are on the day the simulation starts, and how many are born."""

    conditions_level: float = sourced(
        -0.108,
        unit="log of conditions at age 50",
        source="assumption: calibrated to Cassell et al. (2018), BJGP 68(669):e245: 27.2% of adults "
        "have two or more",
        low=-2.0,
        high=1.0,
    )
    conditions_by_age: float = sourced(
        0.036,
        unit="log of conditions per year of age",
        source="assumption: calibrated to Cassell et al. (2018): about 76% of people of 75 and over "
        "have two or more",
        low=0.0,
        high=0.1,
    )
    conditions_by_deprivation: float = sourced(
        0.12,
        unit="log of conditions per standard deviation of deprivation",
        source="assumption: gradient of Barnett et al. (2012), Lancet 380:37-43",
        low=0.0,
        high=0.5,
    )
    conditions_of_children: float = sourced(
        0.12,
        unit="conditions per person under 16",
        source="assumption: calibrated to outpatient attendances of children: HES 2011/12 (Asaria "
        "2017, PSSRU)",
        low=0.0,
    )
    control_shape: tuple[float, ...] = sourced_list(
        (6.0, 3.0),
        unit="shapes of a beta distribution, whole numbers",
        source="assumption: mean 0.67, the fixed point of control under usual care",
        low=1.0,
        high=20.0,
    )
    control_by_deprivation: float = sourced(
        -0.04,
        unit="control per standard deviation of deprivation",
        source="assumption: varied in the sensitivity analysis",
        low=-0.2,
        high=0.2,
    )
    mind_level: float = sourced(
        -2.2,
        unit="log odds of mental illness",
        source="assumption: varied in the sensitivity analysis",
        low=-6.0,
    )
    mind_by_conditions: float = sourced(
        0.25,
        unit="log odds of mental illness per long-term condition",
        source="assumption: gradient of Barnett et al. (2012), Lancet 380:37-43",
        low=0.0,
        high=1.0,
    )
    mind_by_deprivation: float = sourced(
        0.25,
        unit="log odds of mental illness per standard deviation of deprivation",
        source="assumption: gradient of Barnett et al. (2012), Lancet 380:37-43",
        low=0.0,
        high=1.0,
    )
    mind_severity: tuple[float, ...] = sourced_list(
        (0.6, 0.3, 0.1),
        unit="shares of people with mental illness by severity 1, 2, 3",
        source="assumption: varied in the sensitivity analysis",
        low=0.0,
        high=1.0,
    )
    oldest_fall: float = sourced(
        0.85,
        unit="people of one age per person a year younger, from 85",
        source="assumption: 60% of those of 85 and over are under 90; ONS estimates of the very old, 2011",
        low=0.5,
        high=1.0,
    )
    recent_history: float = sourced(
        0.80,
        unit="share of people with a history taken within a year",
        source="assumption: share of people who see their practice in a year; wears off in the burn-in",
        low=0.0,
        high=1.0,
    )
    birth_rate: float = sourced(
        11.2,
        unit="births per 1,000 people per year",
        source="Office for National Statistics, births in England 2018: 625,651 among 55.98 million people",
        low=0.0,
        high=50.0,
    )


class Mix(NamedTuple):
    """Cumulative shares from which a person's tenth, sex and age are drawn in turn."""

    tenths: Table  # (10,) cumulative share of people by tenth of deprivation
    men: Table  # (5,) share of men by fifth
    ages: Table  # (5, 2, AGES) cumulative share of people by age, given fifth and sex
    scores: Table  # (10,) deprivation score by tenth


@cache
def england() -> Table:
    """People of England by fifth, sex and age: (5, 2, 86), the last age being 85 and over."""
    text = (files("joinedup.model") / "data" / "england_population.csv").read_text(encoding="utf-8")
    rows = [line.split(",")[1:] for line in text.splitlines() if line[0].isdigit()]
    table = np.array(rows, dtype=np.float64)  # (ages, women by fifth then men by fifth)
    table = np.ascontiguousarray(table.reshape(OPEN_AGE + 1, 2, 5).transpose(2, 1, 0))
    table.setflags(write=False)
    return table


def deprivation_scores() -> Table:
    """Normal score of the ridit of each deprivation tenth, 0 most deprived to 9; + is deprived, in sd.

    z_d = -Φ⁻¹((d + ½) / 10). Source: Bross (1958), "How to use ridit analysis", Biometrics 14(1):18-38.
    """
    return np.array([-NormalDist().inv_cdf((tenth + 0.5) / 10.0) for tenth in range(10)])


def mix_of(place: Place, parameters: PopulationParameters, *, newborn: bool = False) -> Mix:
    """The cumulative shares of a place, or of those born there: more children are born to the deprived."""
    table = np.zeros((5, 2, AGES))
    table[:, :, : OPEN_AGE + 1] = england()
    fall = float(parameters.oldest_fall) ** np.arange(AGES - OPEN_AGE)
    table[:, :, OPEN_AGE:] = england()[:, :, OPEN_AGE:] * fall / fall.sum()
    shares = np.asarray(place.deprivation, dtype=np.float64)
    if newborn:
        shares = shares * table[:, :, 0].sum(axis=1) / table.sum(axis=(1, 2))
        table[:, :, 1:] = 0.0
    shares = shares / shares.sum()
    ages = np.cumsum(table, axis=2)
    ages /= ages[:, :, -1:].copy()
    people = table.sum(axis=2)
    return Mix(
        np.cumsum(np.repeat(shares / 2.0, 2)), people[:, 1] / people.sum(axis=1), ages, deprivation_scores()
    )


def draw_people(
    place: Place, seed: int, parameters: PopulationParameters
) -> tuple[NDArray[np.void], NDArray[np.void]]:
    """Records and charts of everybody registered, by practice in the order of codes; ids count from 0.

    Where the place's people are given, their age, sex and illness are as given.
    """
    lists = np.array([practice.list_size for practice in place.practices], dtype=np.int64)
    records, charts = _empty(int(lists.sum()), Where.HOME)
    fill_people(records, charts, 0, lists, seed, mix_of(place, parameters), plain(parameters))
    if place.given is not None:
        take_given(records, charts, place.given)
    return records, charts


def births_of_year(
    place: Place, year: int, seed: int, first_person: int, parameters: PopulationParameters
) -> tuple[NDArray[np.void], NDArray[np.void]]:
    """Records and charts of the children born in a year (0 is the first), by practice; they wait UNBORN.

    ids count from `first_person`. Birthdays fall evenly on the days of the year.
    """
    births = births_by_practice([p.list_size for p in place.practices], year, parameters)
    records, charts = _empty(int(births.sum()), Where.UNBORN)
    mix = mix_of(place, parameters, newborn=True)
    fill_people(records, charts, first_person, births, seed, mix, plain(parameters))
    records["born"] += (year + 1) * YEAR - 1  # from the age they would have on day 0, 0 to 364 days, to a day
    records["control_day"] = records["born"]
    charts["history"] = LONG_AGO
    return records, charts


def births_by_practice(
    list_sizes: list[int], year: int, parameters: PopulationParameters
) -> NDArray[np.int64]:
    """Births of one year at each practice: whole, and over practices and years exact to one birth.

    Practice i gets ⌊r·L_i + f⌋ - ⌊r·L_(i-1) + f⌋ with r the rate, L_i the people of practices 0 to i and
    f = year × golden ratio modulo 1, so that what is rounded away this year comes back in another.
    """
    people = np.concatenate(([0], np.cumsum(np.asarray(list_sizes, dtype=np.int64))))
    turn = year * 0.618_033_988_749_895 % 1.0
    return np.diff(np.floor(float(parameters.birth_rate) / 1000.0 * people + turn)).astype(np.int64)


def plain(p: PopulationParameters) -> PopulationParameters:
    """The same numbers as plain floats and tuples: compiled code cannot take a list that knows its source."""
    values: dict[str, Any] = {
        name: tuple(v) if isinstance(v, tuple) else float(v) for name, v in p._asdict().items()
    }
    return PopulationParameters(**values)


def _empty(people: int, where: Where) -> tuple[NDArray[np.void], NDArray[np.void]]:
    """Records and charts of people without problem, plan or past."""
    record, chart = np.zeros(1, RECORD), np.zeros(1, CHART)
    for name in ("need_day", "death_day", "step_day", "review_day"):
        record[name] = NEVER
    record["onset"], record["hospital"], record["kind"], record["where"] = LONG_AGO, -1, -1, where
    record["home_risk"] = USUAL_RISK
    for name in ("tested", "history", "discharged"):
        chart[name] = LONG_AGO
    chart["tested_at"] = -1
    for name in ("letter", "clock_start", "lost"):
        chart[name] = NO_DAY
    records, charts = room_for(people, RECORD), room_for(people, CHART)
    records[:], charts[:] = record, chart
    return records, charts


@rule
def mean_conditions(age, score, p):
    """Expected long-term conditions of a person.

    From 16: exp(conditions_level + conditions_by_age·(age - 50) + conditions_by_deprivation·score).
    age: years.  score: of deprivation, sd.  p: PopulationParameters.
    Source: Cassell et al. (2018), BJGP 68(669):e245, for the level and the rise with age.
    """
    if age < 16.0:
        return p.conditions_of_children
    return exp(p.conditions_level + p.conditions_by_age * (age - 50.0) + p.conditions_by_deprivation * score)


@rule
def poisson(mean, most, u):
    """A Poisson number by inversion, at most `most`.  u: draw on [0, 1)."""
    share = exp(-mean)
    left, n = u - share, 0
    while left >= 0.0 and n < most:
        n += 1
        share *= mean / n
        left -= share
    return n


@rule
def gamma(key, first, shape):
    """A gamma draw of whole shape: a sum of exponentials, on `shape` purposes of a key from `first`."""
    product = 1.0
    for k in range(shape):
        product *= 1.0 - draw(key, first + k)
    return -log(product)


@rule
def control_of(key, score, p):
    """Control of long-term conditions: Beta(a, b) + control_by_deprivation·score, within 0.05 to 0.98.

    Beta(a, b) = G_a / (G_a + G_b).  Source: assumption, see PopulationParameters.
    """
    a, b = int(p.control_shape[0]), int(p.control_shape[1])
    good, poor = gamma(key, 0, a), gamma(key, a, b)
    return min(0.98, max(0.05, good / (good + poor + 1e-300) + p.control_by_deprivation * score))


@rule
def mind_of(conditions, score, u_ill, u_severity, p):
    """Severity of mental illness, 0 none to 3.

    P(> 0) = logistic(mind_level + mind_by_conditions·n + mind_by_deprivation·score); then by `mind_severity`.
    Source: Barnett et al. (2012), Lancet 380:37-43, for the direction; sizes are assumptions.
    """
    worth = p.mind_level + p.mind_by_conditions * conditions + p.mind_by_deprivation * score
    if u_ill * (1.0 + exp(-worth)) >= 1.0:
        return 0
    if u_severity < p.mind_severity[0]:
        return 1
    return 2 if u_severity < p.mind_severity[0] + p.mind_severity[1] else 3


@kernel
def fill_people(records, charts, first_person, lists, seed, mix, p):
    """Draw the people of each practice into the records: `lists` people at each, ids from `first_person`.

    born is minus the age in days on day 0; a first full history at the practice is dated before day 0.
    """
    word, i = mixed_seed(seed), 0
    for practice in range(len(lists)):
        for _ in range(lists[practice]):
            record, person = records[i], first_person + i
            key = luck(word, person, AT_START)
            tenth = min(9, np.searchsorted(mix.tenths, draw(key, Luck.DEPRIVATION), "right"))
            fifth = tenth // 2
            sex = 1 if draw(key, Luck.SEX) < mix.men[fifth] else 0
            age = min(OLDEST, np.searchsorted(mix.ages[fifth, sex], draw(key, Luck.AGE), "right"))
            since_birthday = int(draw(key, Luck.BIRTHDAY) * YEAR)
            score = mix.scores[tenth]
            years = age + since_birthday / YEAR
            conditions = poisson(mean_conditions(years, score, p), 9, draw(key, Luck.CONDITIONS))
            record.person = person
            record.practice = practice
            record.decile = tenth
            record.sex = sex
            record.born = -(age * YEAR + since_birthday)
            record.group = group_of(fifth, age)
            record.conditions = conditions
            record.mind = mind_of(
                conditions, score, draw(key, Luck.MENTAL), draw(key, Luck.SEVERITY_OF_MIND), p
            )
            record.control = control_of(luck(word, person, CONTROL), score, p)
            past = luck(word, person, HISTORY)
            if draw(past, 0) < p.recent_history:
                charts[i].history[Sort.PRACTICE] = max(record.born, -int(draw(past, 1) * YEAR))
            i += 1
