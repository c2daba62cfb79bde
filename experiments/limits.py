"""What this model cannot say: printed under every comparison."""

# outcomes whose difference changes its sign within the ranges of the assumptions: `joinedup falsify --only F21`
UNCERTAIN_SIGNS = {"rationing_index": "need not met in time", "ae_attendances": "A&E attendances"}

LUCK_ONLY = (
    "The intervals hold the luck of the draw only. The numbers of the model are themselves uncertain, and "
    "that is not in them: `joinedup parameters` lists each with its source; those marked as assumptions are "
    "no more."
)
ALONE = (
    "A place stands alone: patients treated elsewhere, and hospitals shared with neighbours, are left out."
)
SENTENCES = (
    "This compares mechanisms under stated assumptions. It is no forecast for the place it is named after.",
    LUCK_ONLY,
    "Money moves decisions at the margin, to first order. Agreements may fail and practices may leave them, but no "
    "provider closes, merges or misleads.",
    "Social care, care homes and staff are drawn with few facts: their levels fit England, how they answer to money "
    "is assumed.",
    "Within the ranges of the assumptions, whether these rise or fall is not certain: "
    + ", ".join(UNCERTAIN_SIGNS.values())
    + " (`joinedup falsify --only F21`).",
    "A few years are short: buildings, training and people's habits of health do not change in them.",
    ALONE,
    "Less hospital use is not better care. Read it beside deaths, and beside need not met in time.",
)


def chosen(adequacy: float) -> tuple[str, ...]:
    """The sentences, with one more when the budget is not what was paid before."""
    if adequacy == 1.0:
        return SENTENCES
    return (
        *SENTENCES,
        f"Budgets after the switch are {adequacy:.0%} of what was paid before: part of every difference is "
        "that, and not the kind of payment.",
    )
