"""What uncertain numbers do: which matter, in which worlds the switch works, and what published figures leave of them.

drawn        a finished sweep as arrays
sensitivity  which numbers matter: Morris, Sobol, rank regression
influence    the sensitivity analysis of a sweep, as tables and pictures
screening    which numbers are assumptions, and the question that screens them
prim         a box of numbers in which worlds are as wanted
discover     in what share of worlds the switch does what is wanted, and what decides it
history_matching  numbers ruled out wave by wave by what was observed
fitting      a place fitted to published figures: the runs
fit_report   what a fit left
"""
