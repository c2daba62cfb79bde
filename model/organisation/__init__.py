"""Who belongs to whom, and under which terms: legal entities, switches, forms.

entity    legal entities: which site belongs to which
terms     everything a switch of policy may change, in one immutable object
switches  the four switches: payment, information, organisation, capacity
forms     the forms of organisation, as data
"""
