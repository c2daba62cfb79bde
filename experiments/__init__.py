"""What we ask: experiments with the model, their tables and their command line.

    __main__     `python -m joinedup.experiments`
    cli          `joinedup`: what a mistake looks like, and exit codes
    commands     one group of commands a file
    choices      what a user chose, turned into an experiment
    arms         arms in a user's words
    arms_file    the door for YAML files of arms
    variants     places like others with some facts changed
    referral_map the referral map of a world as it stands, small whatever the number of people
    graph_edits  providers that are closed, and links that are set otherwise
    experiment   arms and replications: same people, same luck, different policy
    compare      paired differences with intervals; when to stop
    executors    where work is played: here, in processes, on Dask, on Slurm
    workers      how a comparison is shared out
    compiling    the first start on a machine
    question     what is asked: places, arms, numbers and how they are varied
    question_file  the door for YAML files of questions
    question_forms  older forms of that file, and the schema of today's
    sweep        many runs of one question, kept safe against anything
    going        a sweep from the command line
    answers      what a sweep says: chance and uncertain numbers kept apart
    answer_tables  that on the screen
    answer_panels  that as pictures
    sweep_panels  a part of a sweep as pictures: one place and outcome, some arms, some of the draws
    progress     the time left
    sectors      what care costs by sector
    money_flows  where the money goes: a year of the ledger from payers to what it is spent on
    rows         which outcomes a policy reader sees, and in which words
    tables       a comparison on the screen
    limits       what this model cannot say
    results      a comparison as JSON and as Parquet tables
    stored       what a folder of results holds
    pictures     what is to be seen: panels, and who draws them
    comparison_panels  a comparison as panels
    provenance   what a result came from
    england      all of England, each commissioner a place of its own
    journey      the same person under two arms
    two_lives    two lives of each of many people
    life_account  what a life cost and what health there was in it
    life_marks   two lives as marks on one time line
    people_found  whose lives to look at
    two_worlds   two arms lived in lock-step, month by month
    observing    outcomes of the last month and of the last twelve
    snapshot     two worlds on one day, as small tables
    setting      everything a visitor of the dashboard may choose, as a question
    levers       the numbers among it, with their ranges and sources
    life_story   an event log in words
    event_log    an event log as rows for process mining
    xes          those rows as XES
    calibration  the baseline against published figures
    calibration_draws  sets of numbers that published figures do not rule out
    calibration_table  that on the screen, misses first
    uncertainty  which numbers matter, in which worlds it works, what published figures leave
    targets      those figures: their sources, and which of them numbers may be fitted to
    counterparts what in the model answers to each
    counterparts_at_end  that, in the people at a year's end
    counterparts_logged  that, in the lives of single people: cost, concentration, who comes often
    settlement   contracts settled on a table of activity, without patients
    clauses      what each clause of a contract comes to
    settlement_table  a settlement on the screen
    verify       the model against known answers
    verification what verify is made of
    inventory    every actor, form and mechanism of the debate: where it is, what shows it
    claims       what is said for and against accountable care, put to the model
    decompose    an effect split by its four switches, exactly
    published    published figures beside what the model says
    decomposition_tables  a decomposition on the screen, as JSON, as tables and as pictures
    evaluation   what an evaluator would have seen without a twin
    evidence     published effects that were never fitted to, each study played as shipped
    falsify      what would show that this is a toy, and what a run says about it
    falsification what falsify is made of
    speed        how fast and how large
    places       one place a file
    contracts    example contracts, and a table of activity to settle them on
    questions    one question a file
    reference_workload  the workload that speed is measured on

From Python:

    from joinedup.experiments.compare import Stop, compare
    from joinedup.experiments.experiment import Experiment, arm

    experiment = Experiment("dudley", people=20_000, years_after=2)   # four arms unless said otherwise
    found = compare(experiment, Stop(replications=4), workers=1)
    found.difference(1, "ae_attendances")         # Difference(mean, low, high) of arm 1 less the baseline
    found.difference(3, "bed_days", against=2)    # what the third step of the ladder adds
    found.series(0, "bed_days")                   # (replications, years), the years before the switch first
    found.identical_before_switch                 # True, to the last bit

    from joinedup.experiments.results import difference_table, outcome_table
    outcome_table(found)                          # a polars DataFrame: arm, replication, group, outcome, year

More than one worker needs `if __name__ == "__main__":` around such a script: workers are spawned.
"""
