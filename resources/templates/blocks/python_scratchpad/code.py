"""Room to try things. A scratchpad can be run on its own and is never part of a run of the pipeline."""
