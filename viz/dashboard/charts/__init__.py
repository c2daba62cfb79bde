"""Pictures of the dashboard: tables in, Plotly's plain dicts out; no model, no state, no Solara.

land        places where they lie
layout      what all figures share
panels      a panel, as every command stores it, as a picture
plane       charts of two axes: lines and points
network     the referral map: providers, the links between them, and what differs
network_words  a provider or a link of the map in numbers and words
rows        charts of rows: intervals, waterfalls and bars
money_bars  what differs between two worlds' money, and who gains and who loses
money_words money in words and numbers
sankey      a year's money from those who pay to what it is spent on
time_line   the same person twice on one time line, and what each life cost
two_worlds  one outcome in two worlds over time, and how far they are apart
"""
