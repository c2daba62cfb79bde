"""Pictures of the dashboard: tables in, Plotly's plain dicts out; no model, no state, no Solara.

layout      what all figures share
time_line   the same person twice on one time line, and what each life cost
two_worlds  one outcome in two worlds over time, and how far they are apart
"""
