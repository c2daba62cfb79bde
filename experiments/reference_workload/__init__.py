"""The reference workload: one small process, two engines, and how much faster the second is.

workload        the process and its numbers, the people, the daily counts
mesa_patients   `MesaPlace`: plain Mesa, one agent a patient, `shuffle_do("step")` every day
engine          the kernels: records of 32 bytes, day buckets, practices first and then their hospital
calendar        day buckets threaded through the people, for a workload of many short windows
place           `EnginePlace`: the same place on those kernels, by threads
ratio           `reference_ratio`: both engines in turn in one run
machine         `hash_and_log_rate`: the machine's own speed, to compare machines by
"""
