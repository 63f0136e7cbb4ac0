import { need } from '#engine/tracking/refused.ts'
import { checkMostResults, offsetOf, pageToken } from '#engine/tracking/store/check-values.ts'
import { compareByOrder, matchesSearch, type Subject } from '#shared/tracking/match-search.ts'
import { parseOrder, parseSearch } from '#shared/tracking/parse-search.ts'
import { type Grammar, modelVersionGrammar, registeredModelGrammar } from '#shared/tracking/search-grammar.ts'
import { modelForm, versionForm, versionUri } from './registry-forms.ts'
import { allModels, type FoundModel, type RegistryParts } from './registry-parts.ts'

type Asked = {
  readonly filter: string
  readonly order_by: readonly string[]
  readonly max_results: number
  readonly page_token?: string | undefined
}

type Candidate = { readonly subject: Subject; readonly form: unknown }
type Rules = { readonly grammar: Grammar; readonly order: readonly string[]; readonly most: number }

/** Prompts of MLflow are models with this tag; ours are none, so that asking for models alone finds them. */
const promptTag = 'mlflow.prompt.is_prompt'

const tagged = (tags: Readonly<Record<string, string>>, key: string): string | undefined =>
  tags[key] ?? (key === promptTag ? 'false' : undefined)

const page = (asked: Asked, candidates: readonly Candidate[], rules: Rules) => {
  checkMostResults(asked.max_results, rules.most)
  const clauses = need(parseSearch(asked.filter, rules.grammar))
  const order = need(
    parseOrder([...asked.order_by, ...rules.order].slice(0, Math.max(1, asked.order_by.length)), rules.grammar),
  )
  const offset = offsetOf(asked.page_token ?? null)
  const found = candidates
    .filter(({ subject }) => matchesSearch(clauses, subject))
    .sort((a, b) => compareByOrder(order, a.subject, b.subject))
  const end = offset + asked.max_results
  return {
    forms: found.slice(offset, end).map(({ form }) => form),
    token: end < found.length ? { next_page_token: pageToken(end) } : {},
  }
}

const modelCandidate = ({ model, versions }: FoundModel): Candidate => ({
  form: modelForm(model, versions),
  subject: ({ entity, key }) => {
    if (entity === 'tag') return tagged(model.tags, key)
    return {
      name: model.name,
      creation_timestamp: model.createdAt,
      last_updated_timestamp: model.updatedAt,
      timestamp: model.updatedAt,
    }[key]
  },
})

/** Registered models by MLflow's search, by name where no order is asked for. */
export const searchModels = async (parts: RegistryParts, asked: Asked): Promise<unknown> => {
  const candidates = (await allModels(parts)).map(modelCandidate)
  const { forms, token } = page(asked, candidates, { grammar: registeredModelGrammar, order: ['name'], most: 1000 })
  return { registered_models: forms, ...token }
}

const versionCandidates = ({ model, versions }: FoundModel): readonly Candidate[] =>
  versions.map((version) => ({
    form: versionForm(model, version),
    subject: ({ entity, key }) => {
      if (entity === 'tag') return tagged(version.tags, key)
      return {
        name: model.name,
        run_id: version.source.trackedRunId ?? '',
        source_path: versionUri(model.name, version.version),
        version_number: version.version,
        creation_timestamp: version.createdAt,
        last_updated_timestamp: version.createdAt,
      }[key]
    },
  }))

/** Versions by MLflow's search, newest first where no order is asked for. */
export const searchVersions = async (parts: RegistryParts, asked: Asked): Promise<unknown> => {
  const candidates = (await allModels(parts)).flatMap(versionCandidates)
  const rules = { grammar: modelVersionGrammar, order: ['last_updated_timestamp DESC'], most: 200_000 }
  const { forms, token } = page(asked, candidates, rules)
  return { model_versions: forms, ...token }
}
