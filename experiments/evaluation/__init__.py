"""What an evaluator would have seen: designs drawn from places that lived with and without a change.

two_groups   difference-in-differences of two groups, beside the twin that only a model has
design       who is treated, who is not, and from which year on
estimators   difference-in-differences and stepped wedge on a panel of places and years
synthetic    a synthetic control: the mixture of other places that was most like the treated one
bank         places and their years, each lived once with and without the change
power        designs drawn from the bank again and again: bias, false alarms, and what is missed
seen         the answer on the screen, as JSON, as tables and as pictures
"""
