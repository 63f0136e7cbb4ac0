"""Linux: every block process is the reaper of its own orphans, and the supervisor of those of blocks that are gone."""

from __future__ import annotations

from typing import Optional

from pipewright_runner.supervisor.containment.contained import Contained
from pipewright_runner.supervisor.process_table import below, end_all
from pipewright_runner.supervisor.usage import Usage, exact_memory, usage_of


class Reaped(Contained):
    """All below the block process or, once that is gone, among the supervisor's orphans."""

    def members(self, orphans: set[int]) -> set[int]:
        return below({self.pid} if self.alive else orphans)

    def is_empty(self, orphans: set[int]) -> bool:
        return not orphans

    def end(self, orphans: set[int]) -> set[int]:
        return end_all(lambda: self.members(orphans))

    def usage(self) -> Optional[Usage]:
        return usage_of(self.pid)

    def exact_memory(self, used: Usage) -> int:
        return exact_memory(used.pids) if len(used.pids) > 1 else used.memory
