import type { Engine } from '#engine/engine.ts'
import { ok } from '#shared/result.ts'
import type { HandlersOf } from './handlers-of.ts'
import type { Host } from './host.ts'

/** Runs, their logs and their outputs. */
export const runHandlers = ({ runs, outputs }: Engine, host: Host): HandlersOf<'run' | 'output'> => ({
  'run.start': (input) => runs.start(input),
  'run.explain': (input) => runs.explain(input),
  'run.resume': (input) => runs.resume(input),
  'run.explainResume': (input) => runs.explainResume(input),
  'run.cancel': (input) => runs.cancel(input),
  'run.list': (input) => runs.list(input),
  'run.get': (input) => runs.get(input),
  'run.latest': (input) => runs.latest(input),
  'run.newestOfBlocks': (input) => runs.newestOfBlocks(input),
  'run.delete': (input) => runs.delete(input),
  'run.rememberedVariables': (input) => runs.rememberedVariables(input),
  'run.code': (input) => runs.code(input),
  'run.log': (input) => runs.log(input),
  'run.usage': (input) => runs.usage(input),
  'run.failure': (input) => runs.failure(input),
  'run.revealLog': async (input) => {
    const path = await runs.logPath(input)
    if (!path.ok) return path
    host.reveal(path.value)
    return ok(null)
  },
  'output.preview': (input) => outputs.preview(input),
  'output.page': (input) => outputs.page(input),
  'output.artifactUrl': (input) => outputs.artifactUrl(input),
})
