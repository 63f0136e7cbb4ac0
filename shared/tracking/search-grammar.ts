/**
 * What may stand in a search of MLflow, per kind of thing that is searched (mlflow/utils/search_utils.py of MLflow 3.17; see also
 * https://mlflow.org/docs/latest/search-runs.html).
 */
export type Entity = 'attribute' | 'metric' | 'parameter' | 'tag' | 'dataset'

export const comparators = [
  '=',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'LIKE',
  'ILIKE',
  'IN',
  'NOT IN',
  'IS NULL',
  'IS NOT NULL',
] as const
export type Comparator = (typeof comparators)[number]

export type Grammar = {
  /** Words before the dot. */
  readonly entities: Readonly<Record<string, Entity>>
  readonly textAttributes: readonly string[]
  readonly numberAttributes: readonly string[]
  /** Attributes that runs can be put in order by but not searched by. */
  readonly orderOnly: readonly string[]
  /** Attributes and columns that may be one of a list. */
  readonly lists: readonly string[]
  /** Other words for an attribute. */
  readonly aliases: Readonly<Record<string, string>>
}

const datasetKeys = ['name', 'digest', 'context']

const runWords: Grammar['entities'] = {
  metric: 'metric',
  metrics: 'metric',
  parameter: 'parameter',
  parameters: 'parameter',
  param: 'parameter',
  params: 'parameter',
  tag: 'tag',
  tags: 'tag',
  attribute: 'attribute',
  attributes: 'attribute',
  attr: 'attribute',
  run: 'attribute',
  dataset: 'dataset',
  datasets: 'dataset',
}

export const runGrammar: Grammar = {
  entities: runWords,
  textAttributes: ['status', 'artifact_uri', 'run_name', 'run_id', 'user_id'],
  numberAttributes: ['start_time', 'end_time'],
  orderOnly: [],
  lists: ['run_id', ...datasetKeys],
  aliases: {
    created: 'start_time',
    Created: 'start_time',
    'run name': 'run_name',
    'Run name': 'run_name',
    'Run Name': 'run_name',
  },
}

export const experimentGrammar: Grammar = {
  entities: { attribute: 'attribute', tag: 'tag', tags: 'tag' },
  textAttributes: ['name', 'experiment_id'],
  numberAttributes: ['creation_time', 'last_update_time'],
  orderOnly: [],
  lists: ['experiment_id'],
  aliases: {},
}

export const registeredModelGrammar: Grammar = {
  entities: { attribute: 'attribute', tag: 'tag', tags: 'tag' },
  textAttributes: ['name'],
  numberAttributes: [],
  orderOnly: ['creation_timestamp', 'last_updated_timestamp', 'timestamp'],
  lists: ['name'],
  aliases: {},
}

export const modelVersionGrammar: Grammar = {
  entities: { attribute: 'attribute', tag: 'tag', tags: 'tag' },
  textAttributes: ['name', 'run_id', 'source_path'],
  numberAttributes: ['version_number'],
  orderOnly: ['creation_timestamp', 'last_updated_timestamp'],
  lists: ['name', 'run_id'],
  aliases: { source: 'source_path' },
}

export const loggedModelGrammar: Grammar = {
  entities: { ...runWords, attribute: 'attribute' },
  textAttributes: ['name', 'model_id', 'model_type', 'status', 'source_run_id', 'experiment_id'],
  numberAttributes: ['creation_timestamp', 'creation_time', 'last_updated_timestamp', 'last_updated_time'],
  orderOnly: [],
  lists: ['name', 'model_id', 'model_type', 'status', 'source_run_id'],
  aliases: { creation_time: 'creation_timestamp', last_updated_time: 'last_updated_timestamp' },
}

export { datasetKeys }
