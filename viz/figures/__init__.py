"""Tables in, figures out: one kind of picture a file; no model and no state.

style      colours, letters and numbers
sheet      a sheet of paper measured in px
rows       what charts with named rows share
plane      what charts with two axes share
intervals  means with intervals about zero: a forest plot
waterfall  parts to their total
bars       amounts
lines      a course over time, with bands and marks
points     one thing against another
maps       places where they lie
drawing    a panel as a figure, as SVG and as PNG, the same bytes each time
"""
