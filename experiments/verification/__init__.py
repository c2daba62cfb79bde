"""The known answers: what must come out whatever the parameters, and how it is checked on the shipped code.

check.py         one known answer: what is claimed, expected, observed, and whether it holds
laboratory.py    shipped kernels driven by hand: a service with Poisson arrivals, one kind of encounter
small_systems.py a queue laboratory: any small system out of the shipped parts, and a formula beside it
networks.py      priorities, a ward blocked by care packages, services in a row: exact chains beside the laboratory
little.py        Little's law on every queue of a place
runs.py          small places that live through a few years under some switches
rules.py         the decision rule and the rules of the body: worked numbers, signs, fixed points
encounters.py    a scan with a valid result elsewhere; letters over one hop and two
queues.py        Erlang, Poisson, and a place without limits
desks.py         one queue for several desks, day by day
altruism.py      altruism without end: money no longer moves anybody
evaluators.py    difference-in-differences: by hand, and where nothing happened
free_care.py     free at the point of need, in every arm
pooling.py       teams of five and of ten; staff lent inside one employer
social_care.py   the means test, the queue for care packages, more care-home beds
books.py         people and pence, a place without illness, a neutral switch
yearly.py        the choices of a year: wrong pockets, selection
payments.py      contracts: shared savings, ratchet, free-riding, profit caps, a slot in the wrong pocket
drawn_contracts.py  a contract of every kind with its terms drawn at random
neutrality.py    what may not matter: labels, order, placebo, money nobody feels
"""
