import type { BlockRun } from '#shared/model/run.ts'

/** Share done, from 0 to 1; null where nobody knows. */
export const progressShare = (blockRun: BlockRun | null): number | null => {
  const progress = blockRun?.progress
  if (progress === null || progress === undefined || progress.total === null || progress.total <= 0) return null
  return Math.min(1, Math.max(0, progress.done / progress.total))
}

const progressText = (blockRun: BlockRun): string => {
  if (blockRun.progress === null) return ''
  const { done, total, text } = blockRun.progress
  if (text !== null && text !== '') return text
  return total === null ? String(done) : `${done} / ${total}`
}

const outputSummary = (blockRun: BlockRun): string => {
  const shown = blockRun.outputs.filter((output) => output.kind !== 'none')
  const [first] = shown
  if (first !== undefined) return shown.length > 1 ? `${first.summary} +${shown.length - 1}` : first.summary
  return blockRun.blockType === 'conditional' ? 'passed' : ''
}

/** What stands at the right of the state line: shape of the output, progress, or what went wrong. */
export const resultText = (blockRun: BlockRun | null): string => {
  if (blockRun === null) return ''
  switch (blockRun.state) {
    case 'queued':
      return '—'
    case 'running':
      return progressText(blockRun)
    case 'completed':
    case 'reused':
      return outputSummary(blockRun)
    case 'failed':
    case 'crashed':
      return blockRun.error?.type ?? ''
    case 'upstream-failed':
    case 'condition-failed':
    case 'cancelled':
      return ''
  }
}

/** Milliseconds the block run took or takes so far; null before it started. */
export const elapsed = (blockRun: BlockRun, now: number): number | null =>
  blockRun.startedAt === null ? null : Math.max(0, (blockRun.endedAt ?? now) - blockRun.startedAt)

/** What the state line says after its icon. `duration` is the elapsed time in words, null where there is none. */
export const stateText = (blockRun: BlockRun | null, duration: string | null): string => {
  if (blockRun === null) return 'not run'
  switch (blockRun.state) {
    case 'queued':
      return 'waiting'
    case 'running':
      return duration ?? 'starting'
    case 'completed':
      return duration ?? 'completed'
    case 'failed':
      return duration === null ? 'failed' : `failed · ${duration}`
    case 'crashed':
      return duration === null ? 'crashed' : `crashed · ${duration}`
    case 'reused':
      return 'reused'
    case 'upstream-failed':
      return 'upstream failed'
    case 'condition-failed':
      return 'condition not met'
    case 'cancelled':
      return 'cancelled'
  }
}

/** Tests of the block run that failed. */
export const failedTests = (blockRun: BlockRun | null): number =>
  blockRun?.tests.filter((test) => test.state === 'failed').length ?? 0
