"""Many runs of one question: drawn, played anywhere, kept safe against anything that may happen to them.

designs    sets of numbers: grid, one at a time, Latin hypercube, Sobol, Morris, a table
playing    one job: a place, a draw and a replication, with all arms
journal    finished jobs, appended one by one
parts      finished blocks of jobs, one Parquet file each
describing what decides a run, and how one sweep differs from another
store      the folder of a sweep: what is done, what is missing, what came out
sweeping   from what is missing to what is done
sign_of_life  how a running sweep is seen from another shell
status     how far a sweep is, and who plays it
estimate   how many runs, how long, how much disk
"""
