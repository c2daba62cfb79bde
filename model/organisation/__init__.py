"""Who belongs to whom, and under which terms: legal entities, switches, forms.

entity    legal entities: which site belongs to which
terms     everything a switch of policy may change, in one immutable object
participation  terms after practices have chosen how far they take part
switches  the four switches: payment, information, organisation, capacity
forms     the forms of organisation, as data
"""
