"""Data sharing: whether a practice signs an agreement that lets others open its patients' records."""

from joinedup.agents.compiled import rule


@rule
def worth_of_open_record(altruism, mishaps_avoided, harm, minutes, price_minute):
    """£ that one opened record is worth to a practice: patients unharmed, and the story not told again.

    mishaps_avoided: per treatment.  harm: £ of health a mishap.  minutes: to tell the story.
    """
    return altruism * mishaps_avoided * harm + minutes * price_minute


@rule
def signs_sharing(opened, worth, people, cost):
    """Whether records opened in a year are worth more than the duty of a data controller.

    opened: records a year.  worth: £ each.  cost: £ felt a person on the list.
    Source: assumption: `FormParameters.sharing_cost`, swept.
    """
    return opened * worth > people * cost
