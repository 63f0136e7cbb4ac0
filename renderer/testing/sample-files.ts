import type { BlockTemplate } from '#shared/model/block.ts'
import type { FileEntry } from '#shared/model/project.ts'
import { fail, ok } from '#shared/result.ts'
import type { Answers } from './memory-bridge.ts'

const trainModel = `import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier


@transformer
def train_model(features: pd.DataFrame, **kwargs):
    """Fit the churn classifier on the prepared features."""
    target = kwargs["target"]
    X, y = features.drop(columns=target), features[target]
    model = HistGradientBoostingClassifier(
        max_iter=kwargs.get("epochs", 50),
        learning_rate=0.08,
        early_stopping=True,
    ).fit(X, y)
    kwargs["logger"].metric(val_auc=model.validation_score_[-1])
    return model


@test
def test_beats_baseline(model, *args):
    assert model.validation_score_[-1] > 0.80
`

const texts = new Map<string, string>([
  ['data_loaders/load_customers.py', 'import pandas as pd\n'],
  ['data_loaders/load_events.sql', 'select * from events\n'],
  ['transformers/build_features.py', 'import pandas as pd\n'],
  ['transformers/train_model.py', trainModel],
  ['conditionals/enough_rows.py', '@condition\ndef enough_rows(*args, **kwargs):\n    return True\n'],
  ['sensors/wait_for_export.py', '@sensor\ndef wait_for_export(*args, **kwargs):\n    return True\n'],
  ['data_exporters/register_model.py', '@data_exporter\ndef register_model(model, **kwargs):\n    ...\n'],
  ['pipelines/train_churn_model/triggers.yaml', 'triggers: []\n'],
  ['requirements.txt', 'pandas\nscikit-learn\n'],
])

const entriesOf = (folder: string): FileEntry[] => {
  const start = folder === '' || folder === '.' ? '' : `${folder}/`
  const found = new Map<string, FileEntry>()
  for (const [path, text] of texts) {
    if (!path.startsWith(start)) continue
    const [name = '', ...deeper] = path.slice(start.length).split('/')
    const kind = deeper.length === 0 ? 'file' : 'folder'
    found.set(name, { path: `${start}${name}`, kind, size: kind === 'file' ? text.length : 0 })
  }
  return [...found.values()]
}

const template = (id: string, name: string, type: BlockTemplate['type']): BlockTemplate => ({
  id,
  name,
  description: `${name}.`,
  type,
  language: 'python',
  group: 'Machine learning',
  requires: [],
})

/** Files and templates of the sample project. */
export const sampleFiles = (etag: string): Answers => ({
  'file.list': ({ folder }) => ok(entriesOf(folder)),
  'file.search': ({ query, limit }) =>
    ok(
      [...texts.keys()]
        .filter((path) => path.toLowerCase().includes(query.toLowerCase()))
        .slice(0, limit)
        .map((path) => ({ path, kind: 'file' as const, size: 1 })),
    ),
  'file.read': ({ path }) => {
    const text = texts.get(path)
    if (text === undefined) return fail('not-found', `There is no file ${path}.`)
    return ok({ path, text, etag, editable: true, message: null })
  },
  'file.picture': () => ok({ bytes: 2_480, picture: null }),
  'file.save': ({ path }) => ok({ path, etag }),
  'file.journal': () => ok(null),
  'file.journalled': () => ok([]),
  'file.history': () => ok([]),
  'block.files': () =>
    ok([
      {
        file: 'data_loaders/load_customers.py',
        uuid: 'load_customers',
        type: 'data_loader',
        language: 'python',
        pipelines: ['train_churn_model'],
      },
      {
        file: 'data_loaders/load_events.sql',
        uuid: 'load_events',
        type: 'data_loader',
        language: 'sql',
        pipelines: ['train_churn_model'],
      },
      {
        file: 'transformers/train_model.py',
        uuid: 'train_model',
        type: 'transformer',
        language: 'python',
        pipelines: ['train_churn_model'],
      },
    ]),
  'block.templates': () =>
    ok([
      template('read_csv', 'Read CSV / Parquet', 'data_loader'),
      template('query_postgres', 'Query PostgreSQL', 'data_loader'),
      template('split', 'Train / test split', 'transformer'),
      template('train_sklearn', 'Train scikit-learn model', 'transformer'),
      template('evaluate', 'Evaluate and plot', 'transformer'),
      template('register', 'Register model', 'data_exporter'),
      template('serve', 'Serve as an endpoint', 'data_exporter'),
    ]),
})
