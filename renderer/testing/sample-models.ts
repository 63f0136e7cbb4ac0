import type { ModelChange, ModelSummary, ModelVersion } from '#shared/model/registry.ts'
import { fail, ok } from '#shared/result.ts'
import type { Answers } from './memory-bridge.ts'

const hour = 3600_000

const sampleVersion = (version: number, auc: number, brier: number): ModelVersion => ({
  version,
  createdAt: Date.now() - (8 - version) * 26 * hour,
  source: {
    runId: 20 + version * 3,
    pipelineUuid: 'train_churn_model',
    blockUuid: 'train_model',
    trackedRunId: null,
    commit: 'a1b2c3d4',
  },
  flavor: 'sklearn',
  loader: 'skops',
  safe: true,
  metrics: { val_auc: auc, brier },
  params: { C: '1.0', penalty: 'l2' },
  tags: {},
  description: null,
  stage: version < 6 ? 'archived' : null,
  signature: {
    inputs: [
      { name: 'contract', type: 'string', required: true },
      { name: 'tenure', type: 'long', required: true },
      { name: 'monthly', type: 'double', required: false },
    ],
    outputs: [{ name: null, type: 'tensor', required: true, 'tensor-spec': { dtype: 'int64', shape: [-1] } }],
  },
  dataFingerprint: `sha256:${'0a'.repeat(32)}`,
  environment: { python: '3.12.1', packages: { 'scikit-learn': '1.9.1', pandas: '3.1.0' } },
  bytes: 81_234,
  sha256: '9f'.repeat(32),
  hasInputExample: true,
  hasFiles: true,
  hasProfile: true,
})

/** The model of the pictures, newest version first. */
const sampleVersions: readonly ModelVersion[] = [
  sampleVersion(7, 0.845, 0.071),
  sampleVersion(6, 0.842, 0.074),
  sampleVersion(5, 0.839, 0.08),
  sampleVersion(4, 0.831, 0.082),
]

const summaryOf = (champion: number): ModelSummary => ({
  name: 'churn-model',
  description: 'Who leaves within a quarter',
  tags: {},
  aliases: { champion, challenger: 6 },
  champion,
  newest: 7,
  versions: sampleVersions.length,
  createdAt: sampleVersions.at(-1)?.createdAt ?? 0,
  updatedAt: Date.now() - hour,
})

/** Answers about one model that can be promoted and rolled back; a fresh memory each time. */
export const sampleModels = (): Answers => {
  let champion = 7
  const changes: ModelChange[] = [
    {
      time: Date.now() - hour,
      kind: 'promoted',
      version: 7,
      alias: 'champion',
      previous: 5,
      reason: null,
      by: 'window',
    },
  ]
  const make = (kind: ModelChange['kind'], version: number, reason: string | null) => {
    changes.unshift({ time: Date.now(), kind, version, alias: 'champion', previous: champion, reason, by: 'window' })
    champion = version
  }
  return {
    'model.list': () => ok([summaryOf(champion)]),
    'model.get': ({ name }) =>
      name === 'churn-model'
        ? ok({ model: summaryOf(champion), versions: [...sampleVersions] })
        : fail('not-found', `Expected the model "${name}" at models/${name}, but there is none.`),
    'model.changes': () => ok({ changes, former: champion === 5 ? null : 5 }),
    'model.uses': () =>
      ok([{ kind: 'alias', what: 'the alias champion', file: 'models/churn-model/model.yaml', line: null }]),
    'model.card': () => ok({ path: 'models/churn-model/README.md', text: '# churn-model\n\n_What is it for?_\n' }),
    'model.promote': ({ version, reason }) => {
      make('promoted', version, reason)
      return ok(null)
    },
    'model.rollBack': ({ reason }) => {
      make('rolled-back', 5, reason)
      return ok({ version: 5 })
    },
    'model.setAlias': () => ok(null),
    'model.setStage': () => ok(null),
    'model.deleteVersion': () => ok(null),
    'model.package': ({ into, form }) =>
      ok({ directory: `${into}/churn-model-7-${form}`, start: 'python start.py', test: 'python test.py' }),
  }
}
