import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { placeOfUri } from '#engine/tracking/artifacts.ts'
import { need, Refused } from '#engine/tracking/refused.ts'
import { wrong } from '#engine/tracking/store/check-values.ts'
import type { ModelVersion } from '#shared/model/registry.ts'
import { modelIdTag, sourceTag } from './registry-forms.ts'
import { findModel, type RegistryParts } from './registry-parts.ts'

type NewVersion = {
  readonly name: string
  readonly source: string
  readonly run_id?: string | undefined
  readonly model_id?: string | undefined
  readonly description?: string | undefined
  readonly tags: readonly { readonly key: string; readonly value: string }[]
}

/** Folder of a model by what MLflow's client says of it: an artifact of ours, a logged model, or a folder of this computer. */
const folderOf = async (parts: RegistryParts, { source, model_id: modelId }: NewVersion): Promise<string> => {
  const store = await parts.store()
  const logged = /^models:\/(m-[0-9a-f]{32})$/.exec(source)?.[1] ?? (modelId || undefined)
  if (logged !== undefined && !source.startsWith('mlflow-artifacts:')) {
    const { artifactUri } = store.models.get(logged, false)
    const place = placeOfUri(parts.artifactsRoot, artifactUri, '')
    return place.root
  }
  if (source.startsWith('mlflow-artifacts:')) return placeOfUri(parts.artifactsRoot, source, '').root
  const run = /^runs:\/([^/]+)\/(.+)$/.exec(source)
  if (run !== null) {
    const place = placeOfUri(parts.artifactsRoot, store.runs.get(run[1] ?? '').artifactUri, run[2] ?? '')
    return join(place.root, ...place.path.split('/'))
  }
  // A folder anywhere on this computer is nobody's to hand out by a request.
  if (/^(file:|[/\\~.])/.test(source))
    throw wrong(
      `Invalid model version source: '${source}'. To use a local path as a model version source, log it as an artifact of a run first.`,
    )
  throw wrong(
    `Invalid model version source: '${source}'. Expected an artifact of this server, such as mlflow-artifacts:/…, runs:/… or models:/<id>.`,
  )
}

const factsOfRun = async (parts: RegistryParts, runId: string | undefined) => {
  if (runId === undefined || runId === '') return null
  const store = await parts.store()
  const [run] = store.runs.many([runId])
  return run ?? null
}

/** Registers what MLflow's client logged as a new version of a model. */
export const registerFromMlflow = async (parts: RegistryParts, input: NewVersion): Promise<ModelVersion> => {
  await findModel(parts, input.name)
  const directory = await folderOf(parts, input)
  if (!(await stat(join(directory, 'MLmodel')).catch(() => null))?.isFile())
    throw new Refused(
      'not-found',
      `There is no MLmodel file at '${input.source}': log the model before it is registered.`,
    )
  const run = await factsOfRun(parts, input.run_id)
  const metrics = Object.entries(run?.metrics ?? {}).flatMap(([key, { value }]) =>
    value === null ? [] : [[key, value] as const],
  )
  const said = { [sourceTag]: input.source, ...(input.model_id ? { [modelIdTag]: input.model_id } : {}) }
  return need(
    await parts.models.register(parts.project, {
      name: input.name,
      directory,
      profilePath: null,
      alias: null,
      reason: null,
      by: parts.by,
      facts: {
        metrics: Object.fromEntries(metrics),
        params: run?.params ?? {},
        tags: { ...Object.fromEntries(input.tags.map(({ key, value }) => [key, value])), ...said },
        description: input.description || null,
        source: {
          runId: run?.runId ?? parts.runId,
          pipelineUuid: run?.pipelineUuid ?? parts.pipelineUuid,
          blockUuid: run?.blockUuid ?? parts.blockUuid,
          trackedRunId: input.run_id || null,
        },
      },
    }),
  )
}
