"""Where work is played: in this process, in spawned ones, on a Dask cluster or on Slurm. The results are the same.

    executor      what every executor does: tasks in, results out, a failure for a task that cannot be played
    here          this process
    processes     spawned processes of this machine
    dask_cluster  a Dask cluster that somebody has started
    slurm         jobs of Slurm, as a Dask cluster
    line          which task is begun next
    on_worker     what a worker elsewhere does with a task
    program       which program this is, so that all play the same
    ticking       years played, for the time left

From Python:

    from joinedup.experiments.executors.executor import executor_called

    with executor_called() as executor:
        for task, result in executor.played(work, iter(tasks)):
            ...

`work` is a function of a module, or a partial of one; workers are spawned, so a script needs
`if __name__ == "__main__":` around this.
"""
