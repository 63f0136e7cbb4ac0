import type { ExperimentSummary, TrackedRun } from '#shared/model/tracking.ts'
import { fail, ok } from '#shared/result.ts'
import type { Answers } from './memory-bridge.ts'

const experiment: ExperimentSummary = {
  id: '1',
  name: 'train_churn_model',
  artifactLocation: 'mlflow-artifacts:/1',
  lifecycle: 'active',
  createdAt: 1_764_000_000_000,
  updatedAt: 1_764_000_400_000,
  tags: {},
  runs: 3,
  running: 1,
  lastRunAt: 1_764_000_400_000,
}

/** One of three trainings with rising learning rates; the last one still runs. */
const trackedRun = (number: number): TrackedRun => ({
  id: `run${number}`,
  experimentId: '1',
  name: `Run ${number}`,
  status: number === 3 ? 'RUNNING' : 'FINISHED',
  lifecycle: 'active',
  user: 'ada',
  startedAt: 1_764_000_000_000 + number * 100_000,
  endedAt: number === 3 ? null : 1_764_000_000_000 + number * 100_000 + 42_000,
  artifactUri: `mlflow-artifacts:/1/run${number}/artifacts`,
  params: { lr: String(number / 100), model: number === 2 ? 'forest' : 'xgboost' },
  tags: { team: 'churn', 'mlflow.runName': `Run ${number}` },
  metrics: {
    auc: { value: 0.8 + number / 100, step: 0, time: 1_764_000_000_000 },
    loss: { value: 0.3 / number, step: 2, time: 1_764_000_002_000 },
  },
  runId: 40 + number,
  pipelineUuid: 'train_churn_model',
  blockUuid: null,
})

/** An experiment kept in memory, as the engine keeps it in its file. */
export const sampleExperiments = (): Answers => {
  let kept = [3, 2, 1].map(trackedRun)
  return {
    'experiment.list': () => ok([{ ...experiment, runs: kept.length }]),
    'trackedRun.search': ({ orderBy }) => {
      const isByAuc = orderBy[0] === 'metrics.auc ASC'
      const sorted = isByAuc
        ? [...kept].sort((a, b) => (a.metrics.auc?.value ?? 0) - (b.metrics.auc?.value ?? 0))
        : kept
      return ok({ trackedRuns: sorted, nextPageToken: null })
    },
    'trackedRun.get': ({ trackedRunId }) => {
      const run = kept.find(({ id }) => id === trackedRunId)
      return run === undefined ? fail('not-found', `Run with id=${trackedRunId} not found`) : ok(run)
    },
    'trackedRun.delete': ({ trackedRunIds }) => {
      kept = kept.filter(({ id }) => !trackedRunIds.includes(id))
      return ok(null)
    },
    'trackedRun.history': ({ trackedRunIds }) =>
      ok(
        trackedRunIds.map((trackedRunId) => ({
          trackedRunId,
          points: [0, 1, 2].map((step) => ({ value: 1 / (step + 1), step, time: 1_764_000_000_000 + step * 1000 })),
        })),
      ),
    'trackedRun.artifacts': ({ path }) => ok(path === '' ? [{ path: 'notes.md', isFolder: false, bytes: 6 }] : []),
    'trackedRun.artifact': () => ok({ kind: 'text', text: 'Better.', truncated: false }),
    'tracking.server': () => ok({ url: 'http://127.0.0.1:5001', token: 'secret' }),
  }
}
