import { ok } from '#shared/result.ts'
import type { Answers } from './memory-bridge.ts'

const columns = [
  { name: 'id', type: 'object' },
  { name: 'contract', type: 'object' },
  { name: 'tenure', type: 'int64' },
  { name: 'monthly', type: 'float64' },
  { name: 'p(churn)', type: 'float64' },
]

const rows = [
  ['0002', 'Month-to-month', 1, 29.85, 0.62],
  ['0013', 'One year', 34, 56.95, 0.08],
  ['0019', 'Month-to-month', 2, 53.85, 0.71],
  ['0027', 'Two year', 45, 42.3, 0.03],
  ['0031', 'Month-to-month', 8, 99.65, 0.58],
]

export const sampleOutputs: Answers = {
  'output.preview': () => ok({ preview: { kind: 'table', columns, rows, totalRows: 7043 }, url: null }),
  'output.page': ({ offset, limit }) =>
    ok({ columns, rows: rows.slice(offset, offset + limit), totalRows: rows.length, offset }),
  'run.usage': () =>
    ok({
      points: [100, 200, 300, 400].map((time) => ({
        time,
        memory: time * 1_000_000,
        cpu: 0.9,
        cpuSeconds: time / 1000,
        processes: 1,
      })),
      limits: { memoryBytes: null, cpuSeconds: null },
    }),
  'output.artifactUrl': ({ path }) => ok({ url: `artifact://sample/${path}` }),
}
