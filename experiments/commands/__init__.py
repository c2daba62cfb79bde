"""The commands of `joinedup`, one group a file. Heavy imports stay inside the commands: help must be quick.

compare   compare PLACE: the main job
decompose decompose PLACE: its effect, split by payment, records, one organisation and community money
evaluate  evaluate PLACE: what an evaluator without a twin would have seen
england   england: all of England, place by place
forms     forms: what each form of organisation is made of
calibration  calibration [PLACE...]: the baseline against published figures, England and every place
look      places, parameters, journey: see what there is
check     verify, falsify, bench: see whether it holds
contract  contract FILE: settle a contract on a table of activity
sweep     run, sweep, status, answer, rerun, questions: one file, one question, anywhere
uncertainty  sensitivity, discover, calibrate: which numbers matter, where it works, what published figures leave
dashboard dashboard: two worlds side by side, in a browser
report    report FOLDER: draw the figures and the page of a run again
"""
