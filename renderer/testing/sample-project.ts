import type { RequestOutput } from '#shared/contract/requests.ts'
import type { Block, BlockLanguage, BlockType } from '#shared/model/block.ts'
import type { Environment } from '#shared/model/environment.ts'
import type { Pipeline } from '#shared/model/pipeline.ts'
import type { PipelineSummary, Project } from '#shared/model/project.ts'

/** A project as in the pictures: churn-project with its five pipelines. */
export const sampleProjectId = '0123456789abcdef'
export const sampleEtag = 'a'.repeat(64)
const hour = 3600_000

const folders: Readonly<Partial<Record<BlockType, string>>> = {
  data_loader: 'data_loaders',
  transformer: 'transformers',
  data_exporter: 'data_exporters',
  sensor: 'sensors',
  conditional: 'conditionals',
}
const endings: Readonly<Partial<Record<BlockLanguage, string>>> = { python: 'py', sql: 'sql', r: 'r' }

const block = (uuid: string, type: BlockType, rest: Partial<Block> = {}): Block => {
  const language = rest.language ?? 'python'
  return {
    uuid,
    name: uuid,
    type,
    language,
    role: 'block',
    color: null,
    upstream: [],
    configuration: {},
    replicaOf: null,
    file: `${folders[type] ?? 'custom'}/${uuid}.${endings[language] ?? 'py'}`,
    timeoutSeconds: null,
    retry: null,
    ...rest,
  }
}

export const samplePipeline: Pipeline = {
  uuid: 'train_churn_model',
  name: 'train_churn_model',
  type: 'python',
  description: 'Trains the churn classifier.',
  tags: ['ml'],
  variables: { target: 'churned', epochs: 50, learning_rate: 0.08, sample: false, columns: ['tenure', 'monthly'] },
  blocks: [
    block('load_customers', 'data_loader'),
    block('load_events', 'data_loader', { language: 'sql' }),
    block('build_features', 'transformer', { upstream: ['load_customers', 'load_events'] }),
    block('train_model', 'transformer', { upstream: ['build_features'] }),
    block('enough_rows', 'conditional', { role: 'conditional', upstream: ['build_features'] }),
    block('wait_for_export', 'sensor'),
    block('register_model', 'data_exporter', { upstream: ['wait_for_export', 'train_model'] }),
  ],
  positions: {
    load_customers: { x: 20, y: 60 },
    load_events: { x: 20, y: 186 },
    build_features: { x: 264, y: 120 },
    train_model: { x: 508, y: 50 },
    enough_rows: { x: 508, y: 190 },
    wait_for_export: { x: 264, y: 280 },
    register_model: { x: 508, y: 308 },
  },
  etag: sampleEtag,
  undoLabel: null,
  redoLabel: null,
}

const emptyPipeline = (uuid: string): Pipeline => ({
  ...samplePipeline,
  uuid,
  name: uuid,
  blocks: [],
  variables: {},
  positions: {},
})

type LastRun = NonNullable<PipelineSummary['lastRun']>

const summary = (uuid: string, lastRun: LastRun | null, rest: Partial<PipelineSummary> = {}): PipelineSummary => ({
  uuid,
  name: uuid,
  type: 'python',
  description: null,
  tags: [],
  blockCount: 0,
  triggerCount: 0,
  runCount: lastRun === null ? 0 : 12,
  lastRun,
  readable: true,
  ...rest,
})

const ended = (runId: number, state: LastRun['state'], hoursAgo: number): LastRun => ({
  runId,
  state,
  startedAt: Date.now() - hoursAgo * hour - 41_000,
  endedAt: Date.now() - hoursAgo * hour,
})

/** @param runningSince start of run 41 of `train_churn_model` */
export const sampleProject = (runningSince: number): Project => ({
  id: sampleProjectId,
  name: 'churn-project',
  path: '/home/ada/work/churn-project',
  trusted: true,
  pipelines: [
    summary(
      'train_churn_model',
      { runId: 41, state: 'running', startedAt: runningSince, endedAt: null },
      { blockCount: 7, triggerCount: 2, runCount: 41 },
    ),
    summary('daily_scoring', ended(39, 'completed', 2)),
    summary('drift_report', ended(36, 'completed', 27)),
    summary('backfill_events', ended(31, 'failed', 75)),
    summary('stream_clicks', null, { type: 'streaming' }),
  ],
  problems: [
    {
      id: 'unused-1',
      severity: 'warning',
      code: 'missing-file',
      message:
        'pipelines/drift_report uses the block plot_drift, but transformers/plot_drift.py is not there. Make the file or take the block out.',
      file: 'pipelines/drift_report/metadata.yaml',
      line: 12,
      pipelineUuid: 'drift_report',
      blockUuid: 'plot_drift',
    },
  ],
  watchedFiles: 148,
  git: { branch: 'main', changedFiles: 2 },
})

export const samplePipelines: Readonly<Record<string, Pipeline>> = {
  train_churn_model: samplePipeline,
  daily_scoring: emptyPipeline('daily_scoring'),
  drift_report: emptyPipeline('drift_report'),
  backfill_events: emptyPipeline('backfill_events'),
  stream_clicks: emptyPipeline('stream_clicks'),
}

const interpreter: Environment['interpreter'] = {
  path: '/home/ada/work/churn-project/.venv/bin/python',
  version: '3.12.4',
  source: 'project-venv',
  label: 'Python 3.12 · .venv',
}

export const sampleEnvironment: Environment = { state: 'ready', interpreter, message: null, missing: [] }

export const sampleInterpreters: RequestOutput<'environment.interpreters'> = [
  interpreter,
  { path: '/usr/bin/python3', version: '3.11.2', source: 'system', label: 'Python 3.11 · system' },
]

export const sampleStart: RequestOutput<'system.start'> = {
  version: '0.1.0',
  platform: 'linux',
  projectId: sampleProjectId,
  recentProjects: [
    { path: '/home/ada/work/churn-project', name: 'churn-project', openedAt: Date.now() - 2 * hour, exists: true },
    { path: '/home/ada/work/demand', name: 'demand', openedAt: Date.now() - 50 * hour, exists: true },
    { path: '/media/usb/old-project', name: 'old-project', openedAt: Date.now() - 900 * hour, exists: false },
  ],
  examples: [
    { id: 'penguins', name: 'Penguins', description: 'Train a classifier of penguin species and look at its plots.' },
    { id: 'seattle_rain', name: 'Seattle rain', description: 'Forecast tomorrow’s rain from 70 years of days.' },
  ],
  templates: [
    { id: 'empty', name: 'Empty', description: 'The folders of a project and nothing else.' },
    { id: 'pandas_sklearn', name: 'pandas and scikit-learn', description: 'Load, clean, train: a pipeline to change.' },
  ],
  settings: {
    theme: 'dark',
    editorFontSize: 12,
    wordWrap: false,
    maxParallelBlocks: null,
    confirmCloseWhileRunning: true,
    warmInterpreter: true,
    keepFailures: true,
    apiPort: 6789,
    notifyOfRuns: 'failures',
    keepInTray: false,
    startAtLogin: false,
  },
  homeFolder: '/home/ada',
}
