"""What would show that this is a toy, and what a run says about it: the falsification list as code.

finding.py      one check as it came out: its numbers with their intervals, and the verdict they force
futures.py      several futures of the same pasts, replicated: what every check compares
ladder.py        the four switches on the same people: what several checks read
labels.py        F1, F2, F6: names, money that nobody feels, pairs of sites that nothing reaches
time.py          F4, F5: savings that come too cheaply, culture that comes too fast
payment.py       F7, F8: what payment alone does to duplicates and to referrals
assumptions.py   F3, F20, F21: what depends on assumptions
need.py          F12, F16: who feels that money is short
agreements.py    F13, F14: agreements that fail, patients who are refused
flow.py          F9, F17: care homes and councils; full hospitals
contracts.py     F10, F19: what contracts do by chance, and by size
trials.py        F18: what an evaluator without a twin sees
"""
