"""What we see: pictures of tables, and a page for each run. No model and no state.

figures    one kind of picture a file
report     one self-contained page per run
templates  its HTML
"""
