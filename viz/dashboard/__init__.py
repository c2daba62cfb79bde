"""The dashboard: two worlds side by side, live, in a browser.

app           its pages, and the frame around them
charts        pictures: tables in, Plotly's plain dicts out
lever_panel   the levers beside every page
limits        what a visitor may ask of the machine
nothing_yet   what a page says while there is nothing to be seen
offline       nothing leaves the machine, whoever starts it
pages         one page a file
people_search  finding a person whose lives to look at
picture       a picture with its reading, table and downloads
player        plays one setting for one visitor
plotly_view   a Plotly figure on a page
server        `joinedup dashboard`: the server, offline and same-origin
session       what one visitor has chosen and sees
setting_file  a file with a setting, chosen on a page
stored_run    a run that was kept, on a page
why_here      what the page Why plays itself
work          a longer piece of work for one visitor
"""
