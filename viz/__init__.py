"""What we see: pictures of tables, a page for each run, and the dashboard.

dashboard  two worlds side by side, live, in a browser
figures    one kind of picture a file
report     one self-contained page per run
templates  its HTML
"""
