"""Pictures of the dashboard: tables in, Plotly's plain dicts out; no model, no state, no Solara.

land        places where they lie
layout      what all figures share
panels      a panel, as every command stores it, as a picture
plane       charts of two axes: lines and points
rows        charts of rows: intervals, waterfalls and bars
two_worlds  one outcome in two worlds over time, and how far they are apart
"""
