"""A panel of patients whose contacts are counted by doctor and by provider, and two small histograms.

Everybody whose id is a multiple of `panel_every` belongs to the panel: up to some 20,000 people drawn by lot,
since ids say nothing about people. Contacts of two years are kept, year by year in turn, in one dense table.
"""

import numpy as np

from joinedup.agents.compiled import step
from joinedup.model.tables import copied, lengthened

YEAR = 365
ENOUGH = 20_000  # members
DOCTORS = 8  # columns: the usual doctor, and others of the practice; the last column holds all beyond it
PRACTICE = DOCTORS  # column of the practice as a provider; those after it are the other sites in turn
OCCUPANCY, STAYS = 0, 1  # rows of the histograms: hospital-days by percent of beds in use, stays by nights
CELLS = 256


@step
def note(spread, row, value):
    """Count one value in a histogram; what lies beyond its ends counts at the ends."""
    spread[row, max(0, min(value, CELLS - 1))] += 1


@step
def notes_contact(panel, today, practices, person, site, doctor):
    """Count a contact of a member of the panel: with a doctor (0 the usual one), or with a provider (doctor -1)."""
    member = person // today.panel_every
    if member >= len(panel):
        return
    columns = panel.shape[1] // 2
    column = PRACTICE + 0
    if doctor >= 0:
        column = min(int(doctor), DOCTORS - 1)
    elif site >= practices:
        column = PRACTICE + 1 + site - practices
    panel[member, (today.day // YEAR) % 2 * columns + column] += 1


def panel_every(people: int) -> int:
    """The divisor that makes a panel of at most about `ENOUGH` of so many people."""
    return max(1, people // ENOUGH)


def empty_panel(people: int, every: int, services: int) -> np.ndarray:
    """(members, 2 × (doctors + practice + services)) counts, with room for those born later."""
    return copied(np.zeros((-(-people // every), 2 * (PRACTICE + 1 + services)), np.int16))


def joined_panel(panel: np.ndarray, persons: np.ndarray, every: int) -> np.ndarray:
    """The panel with rows for those of the newborn who belong to it."""
    more = max(0, int(persons.max(initial=-1)) // every + 1 - len(panel))
    return lengthened(panel, np.zeros((more, panel.shape[1]), panel.dtype))


def empty_spread() -> np.ndarray:
    """(2, cells) histograms with nothing in them."""
    return np.zeros((2, CELLS), np.int64)


def two_years(panel: np.ndarray) -> np.ndarray:
    """(members, columns) contacts of this year and the last."""
    columns = panel.shape[1] // 2
    return np.asarray(panel[:, :columns].astype(np.int32) + panel[:, columns:])


def forget_year(panel: np.ndarray, year: int) -> None:
    """Make room for the contacts of a year: those of two years before it are forgotten."""
    columns = panel.shape[1] // 2
    start = year % 2 * columns
    panel[:, start : start + columns] = 0
