import type { LogLine } from '#shared/model/log.ts'
import type { RunEvent } from '#shared/model/run-event.ts'

/** Tells the user of a run what happens. */
export type Report = {
  happened(runId: number, seq: number, event: RunEvent): void
  logged(lines: readonly LogLine[]): void
  close(): void
}
