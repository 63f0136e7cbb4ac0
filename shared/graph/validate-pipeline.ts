import type { Pipeline } from '../model/pipeline.ts'
import type { Problem } from '../model/problem.ts'
import { isRunnable } from './plan-scope.ts'
import { cycleText, findCycle } from './walk.ts'

/** What the pipeline file says of a block besides the model. */
export type EntryFacts = {
  readonly line: number | null
  readonly downstream: readonly string[] | null
  readonly hasInlineCode: boolean
  readonly hasLegacyCallback: boolean
}

/** What validating needs to know besides the graph. */
export type ValidationFacts = {
  report(problem: {
    severity: Problem['severity']
    code: string
    message: string
    line: number | null
    block: string | null
  }): void
  /** Ids that stand in the file but could not be taken; they have a problem of their own already. */
  readonly leftOut: ReadonlySet<string>
  readonly entries: ReadonlyMap<string, EntryFacts>
  exists(file: string): boolean
  leadsOutside(file: string): boolean
}

type Graph = Pick<Pipeline, 'type' | 'blocks'>
type PipelineBlock = Graph['blocks'][number]

/** Reports everything wrong with a graph that was read: references, circles, missing files, what cannot run yet. */
export const validatePipeline = (pipeline: Graph, facts: ValidationFacts): void => {
  checkType(pipeline, facts)
  checkReferences(pipeline, facts)
  checkCycle(pipeline, facts)
  checkMirror(pipeline, facts)
  for (const block of pipeline.blocks) {
    checkFile(block, facts)
    checkAttached(block, facts)
  }
}

const lineOf = (block: string, facts: ValidationFacts) => facts.entries.get(block)?.line ?? null

const checkType = ({ type }: Graph, facts: ValidationFacts) => {
  if (type === 'python' || type === 'pyspark') return
  const words = { streaming: 'Streaming', integration: 'Integration' }[type as string] ?? `"${type}"`
  const message = `${words} pipelines can be seen and edited here, but not run yet. Run it in Mage.`
  facts.report({ severity: 'warning', code: 'pipeline-type-not-runnable', message, line: null, block: null })
}

const checkReferences = ({ blocks }: Graph, facts: ValidationFacts) => {
  const known = new Set(blocks.map((block) => block.uuid))
  for (const block of blocks) {
    for (const uuid of block.upstream) {
      if (known.has(uuid) || facts.leftOut.has(uuid)) continue
      const message = `Block "${block.uuid}" waits for "${uuid}", which is not in this pipeline. Add that block, or take "${uuid}" out of "upstream_blocks".`
      const line = lineOf(block.uuid, facts)
      facts.report({ severity: 'error', code: 'unknown-upstream', message, line, block: block.uuid })
    }
    if (block.replicaOf === null || known.has(block.replicaOf) || facts.leftOut.has(block.replicaOf)) continue
    const message = `Block "${block.uuid}" is a replica of "${block.replicaOf}", which is not in this pipeline. Add that block or delete "replicated_block".`
    const line = lineOf(block.uuid, facts)
    facts.report({ severity: 'warning', code: 'unknown-original', message, line, block: block.uuid })
  }
}

const checkCycle = ({ blocks }: Graph, facts: ValidationFacts) => {
  const cycle = findCycle(blocks)
  if (cycle === null) return
  const block = cycle[0] ?? null
  const message = `The blocks wait for each other in a circle: ${cycleText(cycle)}. Expected an order in which they can run; remove one of these links.`
  const line = block === null ? null : lineOf(block, facts)
  facts.report({ severity: 'error', code: 'cycle', message, line, block })
}

const checkMirror = ({ blocks }: Graph, facts: ValidationFacts) => {
  const byUuid = new Map(blocks.map((block) => [block.uuid, block]))
  for (const { uuid } of blocks) {
    for (const target of facts.entries.get(uuid)?.downstream ?? []) {
      const message = mirrorMessage(uuid, target, byUuid.get(target))
      if (message === null || facts.leftOut.has(target)) continue
      facts.report({ severity: 'warning', code: 'links-differ', message, line: lineOf(uuid, facts), block: uuid })
    }
  }
}

const mirrorMessage = (uuid: string, target: string, other: PipelineBlock | undefined): string | null => {
  if (other === undefined)
    return `Block "${uuid}" names "${target}" under "downstream_blocks", which is not in this pipeline. It is ignored; delete the line.`
  if (other.upstream.includes(uuid)) return null
  return `Block "${uuid}" names "${target}" under "downstream_blocks", but "${target}" does not name it under "upstream_blocks". There is no link between them; connect them or delete the line.`
}

const checkFile = (block: PipelineBlock, facts: ValidationFacts) => {
  const line = lineOf(block.uuid, facts)
  const report = (severity: Problem['severity'], code: string, message: string) =>
    facts.report({ severity, code, message, line, block: block.uuid })
  if (block.uuid.split(/[/\\]/).includes('..')) {
    const message = `The id "${block.uuid}" leads out of the block's folder. Expected a name such as load_users or users/load; rename the block.`
    return report('error', 'unsafe-block-id', message)
  }
  if (block.file === null) {
    if (block.type !== 'dbt') return
    const message = `The dbt block "${block.uuid}" names no model. Expected "file_path" under "configuration".`
    return report('warning', 'missing-file', message)
  }
  if (!facts.exists(block.file)) {
    if (facts.entries.get(block.uuid)?.hasInlineCode === true) {
      const message = `The code of "${block.uuid}" stands inside the pipeline file, which only old versions of Mage wrote. Move it to ${block.file}.`
      return report('warning', 'inline-code', message)
    }
    const message = `Expected the code of "${block.uuid}" at ${block.file}, but there is no such file. Restore it, or remove the block.`
    return report(isRunnable(block) ? 'error' : 'warning', 'missing-file', message)
  }
  if (facts.leadsOutside(block.file)) {
    const message = `The code of "${block.uuid}" at ${block.file} is a link that leads out of the project. It is not opened here; put a copy into the project.`
    report('warning', 'file-outside-project', message)
  }
}

const checkAttached = (block: PipelineBlock, facts: ValidationFacts) => {
  const line = lineOf(block.uuid, facts)
  if ((block.type === 'conditional' || block.type === 'callback') && block.upstream.length === 0) {
    const does = block.type === 'conditional' ? 'guards' : 'follows'
    const message = `The ${block.type} "${block.uuid}" ${does} no block. Expected block ids under its "upstream_blocks"; connect it or remove it.`
    facts.report({ severity: 'warning', code: 'points-at-nothing', message, line, block: block.uuid })
  }
  if (facts.entries.get(block.uuid)?.hasLegacyCallback !== true) return
  const file = `callbacks/${block.uuid.replaceAll('/', '_')}_callback.py`
  if (facts.exists(file)) return
  const message = `Block "${block.uuid}" has "has_callback: true", but there is no ${file}. Restore the file or set has_callback to false.`
  facts.report({ severity: 'warning', code: 'missing-callback', message, line, block: block.uuid })
}
