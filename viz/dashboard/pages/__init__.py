"""The pages of the dashboard, one file each.

person  the same person in both worlds
worlds  two worlds in lock-step
"""
