"""The evidence board: published effects that were never fitted to, each study played as shipped.

studies/           one study a file: what was done, to whom, against what, and its published figures
expectations.yaml  what was expected of the model before its first run
study              a study and its figures, as they are held
study_file         the door for the YAML files of studies
measures           what is measured of one year
reforms            changes that no form, number or contract of a file makes
found              findings that another command has, too
playing            the lives that all figures are read from, each lived once
estimates          a figure's counterpart with its interval
words              one word for how the model's interval lies to the published one
board              studies, played and held against what was published
expectations       what was expected, and whether it was met
tables             the board on the screen and as a table
panels             the board as pictures
apart              whether a figure of the board is also one that numbers are fitted to
markdown           the board as a page of text
measured_file      the part of that door that says how a figure is measured
going              the board from the command line
"""
