"""Joint meetings: how many hours a month two sites sit down together.

A lever of both ends. Hours make letters, plans and trust better, with less and less to gain; they cost staff
time, which some contracts pay for and most do not.
"""

from math import log

from joinedup.agents.compiled import rule


@rule
def meeting_hours(benefit, marginal_cost, saturation, most):
    """Hours a month that maximise benefit·(1 - exp(-h/saturation)) - marginal_cost·h, between 0 and `most`.

    h* = saturation·ln(benefit / (saturation·marginal_cost)). With nothing to pay, as many as possible,
    if there is anything to gain.

    benefit: £ a month of meeting without end.  marginal_cost: £ an hour to those who decide.
    Source: first-order condition of a saturating benefit; assumption: `LetterParameters.meeting_saturation`.
    """
    if marginal_cost <= 0.0:
        return most if benefit > 0.0 or marginal_cost < 0.0 else 0.0
    if benefit <= saturation * marginal_cost:
        return 0.0  # even the first hour costs more than it brings
    return min(most, saturation * log(benefit / (saturation * marginal_cost)))


@rule
def offers_meetings(benefit, hour_cost, hour_pay, saturation, most):
    """Hours a month that one end offers: none unless a contract pays for them.

    hour_cost: £ of staff an hour.  hour_pay: £ that a contract pays for it.
    Source: assumption: without pay, meetings are what the start of the run already contains.
    """
    if hour_pay <= 0.0:
        return 0.0
    return meeting_hours(benefit, hour_cost - hour_pay, saturation, most)
