"""Starts block processes by fork, and ends them for certain.

One supervisor lives outside the host process, per environment. On Linux every block process is the reaper of its own
orphans, and the supervisor the reaper of those of blocks that are gone; so nothing a block starts, however it detaches
itself, ever leaves the tree below the supervisor, and `exited` is said only when that block's part of the tree is empty.
"""
