"""Letters, referrals and requests on their way between providers: sent, lost, late, complete or not.

Letters that only inform are settled when sent: the chart keeps the day they arrive. Letters that ask for
something travel in a pool, threaded by the day they are due.
"""

from math import log

import numpy as np

from joinedup.agents.compiled import rule, step
from joinedup.agents.happenings import What
from joinedup.agents.patient import Mark
from joinedup.agents.vocabulary import Luck
from joinedup.model.chance import draw
from joinedup.model.world import LETTER, RING, happens

NOBODY = -1
NOT_ARRIVING = 32_767
LETTER_SEEN_DUE, LETTER_COMPLETE = int(Mark.LETTER_SEEN_DUE), int(Mark.LETTER_COMPLETE)


def empty_post(most: int) -> tuple[np.ndarray, np.ndarray]:
    """A pool for `most` letters under way and the first of each due day."""
    pool = np.zeros(most, LETTER)
    pool["next"] = np.arange(1, most + 1)
    pool["next"][-1] = NOBODY
    return pool, np.full(RING, NOBODY, np.int32)


@rule
def transit(mean, key, purpose):
    """Days under way after the day of sending: 1 + Gamma(2, mean/2), whole days."""
    from_two = -log(1.0 - draw(key, purpose)) - log(1.0 - draw(key, purpose + 1))
    return 1 + int(0.5 * mean * from_two)


@step
def is_sent(i, patient, edge, p, today, diary, letter, key):
    """Whether and when a letter over an edge arrives: the day, or NOT_ARRIVING when it is lost.

    On a tracked edge a loss is noticed after two weeks, most of the time, and the letter goes again.
    """
    edge.sent += 1
    happens(diary, today, i, patient, What.LETTER_SENT_0 + letter, edge.source, letter, 1, 0)
    # eleven kinds of letter about one problem draw their own luck
    shift = 16 * letter
    due = today.day + min(120, transit(edge.delay[letter], key, Luck.TRANSIT + shift + 300))
    if draw(key, Luck.LOST + shift + 300) < edge.loss[letter]:
        happens(diary, today, i, patient, What.LETTER_LOST_0 + letter, edge.source, letter, 1, 0)
        if edge.track > 0.0 and draw(key, Luck.TRACKED + shift + 300) < p.letters.detected:
            return due + int(p.letters.detection_days)
        return NOT_ARRIVING
    return due


@step
def is_taken(i, patient, edge, today, diary, letter):
    """Whether a request that has arrived is within what the target takes in a month; if not, it is sent back.

    Source: assumption: a cap is kept first come, first served, and what is above it is not put on a list.
    """
    if edge.asked < edge.cap:
        edge.asked += 1
        return True
    edge.sent_back += 1
    happens(diary, today, i, patient, What.LETTER_BOUNCED, edge.target, letter, 1, 0)
    return False


@step
def informs_practice(i, patient, chart, edge, p, today, diary, letter, key):
    """A discharge, A&E or clinic letter to the practice; the chart keeps when it arrives and how complete it is."""
    due = is_sent(i, patient, edge, p, today, diary, letter, key)
    chart.letter = min(due, NOT_ARRIVING)
    patient.marks |= LETTER_SEEN_DUE
    patient.marks &= 255 - LETTER_COMPLETE
    if draw(key, Luck.PAYLOAD + 16 * letter + 300) < edge.completeness:
        patient.marks |= LETTER_COMPLETE
    return due
