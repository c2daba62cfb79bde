"""The pages of the dashboard, one file each.

limits  what this model cannot say, and where each number comes from
money   where the money goes
worlds  two worlds in lock-step
"""
