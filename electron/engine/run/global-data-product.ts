import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { History } from '#engine/history/history.ts'
import type { StoredRun } from '#engine/history/runs-repository.ts'
import { isRawMap, numberOf, type RawMap, textOf } from '#engine/pipelines/read-values.ts'
import { readYaml } from '#engine/pipelines/yaml-read.ts'
import type { Block } from '#shared/model/block.ts'
import type { JsonMap } from '#shared/model/json.ts'
import type { Pipeline } from '#shared/model/pipeline.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import { isFinished } from '#shared/run/apply-run-event.ts'
import { blockRunDirectory } from './block-run-directory.ts'
import { isOutdated } from './outdated.ts'
import type { StartOther } from './run-services.ts'
import { partitionOf } from './variables.ts'

export type ProductPlace = {
  readonly project: {
    readonly path: string
    readonly stateDirectory: string
    pipeline(uuid: string): Promise<Result<Pipeline>>
  }
  readonly history: History
  readonly startOther: StartOther
  /** Of the run that wants the product: the making ends with it. */
  readonly signal: AbortSignal
}

type Product = { readonly uuid: string; readonly pipelineUuid: string; readonly settings: RawMap }

const readProducts = async (projectPath: string): Promise<RawMap> => {
  const text = await readFile(join(projectPath, 'global_data_products.yaml'), 'utf8').catch(() => '')
  const loaded = await readYaml(text)
  return loaded.ok && isRawMap(loaded.value) ? loaded.value : {}
}

const mapOf = (value: unknown): RawMap => (isRawMap(value) ? value : {})

/** The product a block names, with the block's own settings over those of the project. */
const findProduct = async (projectPath: string, block: Block): Promise<Result<Product>> => {
  const own = mapOf(block.configuration.global_data_product)
  const uuid = textOf(own.uuid)
  if (uuid === null)
    return fail('invalid-input', `"${block.uuid}" names no global data product. Choose one in its settings.`)
  const products = await readProducts(projectPath)
  const found = products[uuid]
  const known = Object.keys(products).join(', ') || 'none'
  if (!isRawMap(found))
    return fail('not-found', `global_data_products.yaml has no product "${uuid}". It has: ${known}.`)
  const settings = { ...found, ...own }
  const pipelineUuid = textOf(settings.object_uuid)
  if (settings.object_type === 'block' || pipelineUuid === null)
    return fail(
      'unsupported',
      `The product "${uuid}" is no pipeline. Products made by a single block cannot be used yet.`,
    )
  return ok({ uuid, pipelineUuid, settings })
}

const completedRuns = (history: History, pipelineUuid: string): StoredRun[] =>
  history.runs
    .list({ pipelineUuid, states: ['completed'], before: null, limit: 100 })
    .filter(({ scope }) => scope.kind === 'all')

/** Makes the product anew where its newest run is outdated. */
const freshen = async ({ history, startOther, signal }: ProductPlace, product: Product): Promise<Result<null>> => {
  const [newest] = completedRuns(history, product.pipelineUuid)
  if (newest !== undefined && !isOutdated(newest.queuedAt, Date.now(), product.settings)) return ok(null)
  const started = await startOther(product.pipelineUuid, {})
  if (!started.ok) return started
  const { done, cancel } = started.value
  signal.addEventListener('abort', cancel)
  if (signal.aborted) cancel()
  const run = await done
  signal.removeEventListener('abort', cancel)
  if (run.state === 'completed') return ok(null)
  const words = `Run ${run.id} of ${product.pipelineUuid}, which makes the product "${product.uuid}", ended ${run.state}`
  return fail('invalid-input', `${words}: ${run.reason ?? 'no reason given'}`)
}

/** Blocks whose values are the product, each with how many of its newest runs count. */
const partsOf = (
  product: Product,
  pipeline: Pipeline,
): { readonly blockUuid: string; readonly partitions: number }[] => {
  const named = Object.entries(mapOf(product.settings.settings))
  if (named.length > 0)
    return named.map(([blockUuid, value]) => ({
      blockUuid,
      partitions: Math.max(1, numberOf(mapOf(value).partitions) ?? 1),
    }))
  const above = new Set(pipeline.blocks.flatMap(({ upstream }) => upstream))
  const last = pipeline.blocks.filter((block) => block.role === 'block' && !above.has(block.uuid))
  return last.map(({ uuid }) => ({ blockUuid: uuid, partitions: 1 }))
}

const directoriesOf = ({ project, history }: ProductPlace, run: StoredRun, blockUuid: string): string[] => {
  const all = history.blockRuns.ofRun(run.id)
  const children = all.filter(({ parentBlockUuid }) => parentBlockUuid === blockUuid)
  const runs = children.length > 0 ? children : all.filter((blockRun) => blockRun.blockUuid === blockUuid)
  return runs
    .filter(isFinished)
    .map((found) =>
      blockRunDirectory(project.stateDirectory, { runId: run.id, blockUuid: found.blockUuid, attempt: found.attempt }),
    )
}

/** `extra` of the request of a global data product's block: what its runner hands on, and what the block below is given. */
export const productExtra = async (place: ProductPlace, block: Block): Promise<Result<JsonMap>> => {
  const product = await findProduct(place.project.path, block)
  if (!product.ok) return product
  const { pipelineUuid } = product.value
  const fresh = await freshen(place, product.value)
  if (!fresh.ok) return fresh
  const pipeline = await place.project.pipeline(pipelineUuid)
  if (!pipeline.ok) return pipeline
  const runs = completedRuns(place.history, pipelineUuid)
  const parts = partsOf(product.value, pipeline.value).map(({ blockUuid, partitions }) => ({
    blockUuid,
    runs: runs.slice(0, partitions),
  }))
  return ok({
    globalDataProduct: parts.map(({ blockUuid, runs: used }) => ({
      blockUuid,
      directories: used.flatMap((run) => directoriesOf(place, run, blockUuid)),
    })),
    remoteBlocks: parts.flatMap(({ blockUuid, runs: used }) =>
      used.map((run) => ({
        block_uuid: blockUuid,
        execution_partition: partitionOf(run.queuedAt),
        pipeline_uuid: pipelineUuid,
        repo_path: place.project.path,
      })),
    ),
  })
}
