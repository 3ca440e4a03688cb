"""From one sequence to another.

`beam_search`, the networks (`encoder_decoder`), their `training`, the `translator`, and the task
that shows the bottleneck (`reversal`).
"""
