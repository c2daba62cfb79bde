"""Who belongs to whom, and under which terms: legal entities, switches, forms.

entity           legal entities: which site belongs to which
terms            everything a switch of policy may change, in one immutable object
base_year        the terms of the base year: all providers separate
facts            what has to be known on the day of a switch to make it budget-neutral
parts            the parts that a change of policy is made of
sharing          what members of a system share: gains, losses, savings
switches         the four switches: payment, information, organisation, capacity
dimensions       the dimensions of a form: each may be chosen independently of the others
forms            the forms of organisation, as data
form_parameters  their numbers
taking_form      what a form writes into the terms
repricing        terms in force after prices of the register have changed
own_contracts    contracts of a user's own, put in force on a day
participation    terms after practices have chosen how far they take part
"""
