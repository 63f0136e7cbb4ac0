import { isRunnable } from '#shared/graph/plan-scope.ts'
import type { Block } from '#shared/model/block.ts'
import type { JsonMap } from '#shared/model/json.ts'
import type { Pipeline } from '#shared/model/pipeline.ts'

type Graph = Pick<Pipeline, 'blocks' | 'extensions'>

const isOther = (block: Block): boolean => isRunnable(block) && block.type !== 'dbt'

/**
 * `extra.dbt` of the request of a dbt block: whether anything that is not dbt's gets its rows, so that all of them are read; and the
 * blocks whose data models of this pipeline may read, which dbt wants declared before it reads any model.
 */
export const dbtExtra = ({ blocks, extensions = [] }: Graph, { uuid, type }: Block): JsonMap => {
  if (type !== 'dbt') return {}
  const isNeeded = [...blocks.filter(isOther), ...extensions].some(({ upstream }) => upstream.includes(uuid))
  const read = new Set(blocks.flatMap((block) => (block.type === 'dbt' ? block.upstream : [])))
  const sources = blocks.filter((block) => isOther(block) && read.has(block.uuid)).map((block) => block.uuid)
  return { dbt: { needed: isNeeded, sources } }
}
