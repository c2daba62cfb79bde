"""Sweeps: many draws of the numbers of the model, each run under every arm.

designs      which sets of numbers are drawn
"""
