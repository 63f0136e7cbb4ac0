import type { Outputs } from '#engine/engine.ts'
import type { EngineContext } from '#engine/engine-context.ts'
import { faceOf, later } from '#engine/later.ts'
import type { RunsDependencies } from '#engine/run/runs-dependencies.ts'

export type OutputsDependencies = Pick<RunsDependencies, 'findProject' | 'histories' | 'interpreterFor'>

/** Outputs of one engine, with what the composition root calls at the end. */
export type OutputsCapability = Outputs & AsyncDisposable

/** Makes what shows stored outputs and artifacts. */
export const createOutputs = (context: EngineContext, deps: OutputsDependencies): OutputsCapability => {
  const part = later<OutputsCapability>(async () => {
    const { createOutputsPart } = await import('./outputs-part.ts')
    return createOutputsPart(context, deps)
  })
  return {
    ...faceOf(part, ['preview', 'page', 'artifactUrl', 'artifactFile']),
    [Symbol.asyncDispose]: part[Symbol.asyncDispose],
  }
}
