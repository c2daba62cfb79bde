"""The claims made for and against accountable care, each put to the model as a hypothesis.

claims.yaml    the claims: data, and no result
claim          what a claim is
claim_file     the door for YAML files of claims
plan           every run that claims need, each once
playing        those runs, played
verdict        what an interval says about a claim: one rule for every side
judging        claims judged on the runs
words          verdicts in words
tables         claims on the screen
report         claims as pictures, as Markdown and as JSON
"""
