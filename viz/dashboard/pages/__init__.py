"""The pages of the dashboard, one file each.

worlds  two worlds in lock-step
"""
