"""All of England: every registered person, each commissioner a place of its own, places played side by side.

    playing   the places of a run, the largest first; what each left behind, or why it failed
    nation    the places added up: rates weighted by people, totals, differences with their spread across places
    tiles     where each place stands in a picture in which no two overlap
    words     what a reader must know: what is left out, what the interval is, harm beside savings
    tables    the nation and its places on the screen
    panels    the nation and its places as pictures
    typical   England in small: one place like it, for what is published of the whole country
    folder    the run as one JSON object, and as Parquet tables with a manifest

From Python:

    from joinedup.experiments.england.nation import Nation
    from joinedup.experiments.england.playing import England, play
    from joinedup.experiments.executors.executor import executor_called
    from joinedup.model.england import places_of_england, share_of

    england = England(share_of(places_of_england(), 0.01))   # 606,063 people under both payments
    with executor_called(workers=1) as executor:
        nation = Nation(play(england, executor))
    nation.figure(1, "emergency_admissions")                  # of arm 1: rate, total, difference, interval
"""
