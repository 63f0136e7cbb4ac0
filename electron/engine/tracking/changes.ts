import type { EngineEvents } from '#engine/engine-events.ts'

/** Tells the window that something was tracked: at once the first time, then at most four times a second. */
export type ChangeTeller = {
  tell(projectId: string, experimentId: string, trackedRunId: string | null): void
  /** What still waits is told. */
  flush(): void
}

const pauseMs = 250

type Waiting = { readonly experiments: Set<string>; readonly runs: Set<string> }

export const createChangeTeller = (events: EngineEvents): ChangeTeller => {
  const waiting = new Map<string, Waiting>()
  let timer: NodeJS.Timeout | null = null
  const emit = () => {
    for (const [projectId, { experiments, runs }] of waiting)
      events.emit('tracking.changed', { projectId, experimentIds: [...experiments], trackedRunIds: [...runs] })
    waiting.clear()
  }
  const pause = () => {
    timer = setTimeout(() => {
      timer = null
      if (waiting.size === 0) return
      emit()
      pause()
    }, pauseMs)
    timer.unref()
  }
  return {
    tell: (projectId, experimentId, trackedRunId) => {
      const changes = waiting.get(projectId) ?? { experiments: new Set(), runs: new Set() }
      changes.experiments.add(experimentId)
      if (trackedRunId !== null) changes.runs.add(trackedRunId)
      waiting.set(projectId, changes)
      if (timer !== null) return
      emit()
      pause()
    },
    flush: () => {
      if (timer !== null) clearTimeout(timer)
      timer = null
      emit()
    },
  }
}
