"""The pages of the dashboard, one file each.

limits  what this model cannot say, and where each number comes from
money   where the money goes
person  the same person in both worlds
referral_map  who sends whom where, and what is changed about it
sweeps  sweeps and other runs that were kept
why     what the effect goes through, which numbers move it, and the evidence
worlds  two worlds in lock-step
"""
