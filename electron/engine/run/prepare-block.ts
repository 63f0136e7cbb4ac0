import type { Block } from '#shared/model/block.ts'
import type { JsonMap } from '#shared/model/json.ts'
import { fail, ok, type Result } from '#shared/result.ts'
import {
  type Attempt,
  blockRunDirectory,
  codeFileName,
  makeBlockRunDirectory,
  type RequestFile,
  writeRequest,
} from './block-run-directory.ts'
import type { BlockRunContext } from './run-block.ts'
import type { Unit } from './run-progress.ts'
import { reservedVariables } from './variables.ts'

export type Guests = { readonly conditionals: readonly Block[]; readonly callbacks: readonly Block[] }

export type BlockToPrepare = Pick<Unit, 'block' | 'arguments' | 'childIndex'> & {
  readonly signal: AbortSignal
  /** Whether a failure of this attempt is final: only then its callbacks are told. */
  readonly isLast: boolean
}

type GuestKind = 'conditional' | 'callback'
type LoadedGuest = { readonly entry: JsonMap; readonly file: RequestFile }

const loadGuests = async (
  code: BlockRunContext['code'],
  kind: GuestKind,
  guests: readonly Block[],
): Promise<Result<LoadedGuest[]>> => {
  const loaded: LoadedGuest[] = []
  for (const [index, guest] of guests.entries()) {
    const content = await code(guest)
    if (!content.ok) return content
    const name = `${kind}_${index + 1}${codeFileName(guest.file).slice('code'.length)}`
    const entry = { uuid: guest.uuid, code: name, sourcePath: guest.file ?? '', configuration: guest.configuration }
    loaded.push({ entry, file: { name, content: content.value } })
  }
  return ok(loaded)
}

type Extra = { readonly extra: JsonMap; readonly files: readonly RequestFile[] }

type ExtraContext = Pick<BlockRunContext, 'code' | 'guests' | 'dates' | 'contextPath' | 'product' | 'keepsFailures'>

/** `extra` of the request, and the code files it names. */
const extraOf = async (
  { code, guests, dates, contextPath, product, keepsFailures }: ExtraContext,
  { block, arguments: { forms }, childIndex, isLast, signal }: BlockToPrepare,
): Promise<Result<Extra>> => {
  const { conditionals, callbacks } = guests(block.uuid)
  const before = await loadGuests(code, 'conditional', conditionals)
  if (!before.ok) return before
  const after = await loadGuests(code, 'callback', callbacks)
  if (!after.ok) return after
  const ofProduct = block.type === 'global_data_product' ? await product(block, signal) : ok({})
  if (!ofProduct.ok) return ofProduct
  const extra = {
    ...ofProduct.value,
    ...(dates.length === 0 ? {} : { dates: [...dates] }),
    ...(contextPath === null ? {} : { contextPath }),
    ...(keepsFailures ? {} : { keepFailure: false }),
    ...(isLast ? {} : { lastAttempt: false }),
    ...(childIndex === null ? {} : { dynamicIndex: childIndex }),
    ...(Object.keys(forms).length === 0 ? {} : { inputs: forms }),
    ...(before.value.length === 0 ? {} : { conditionals: before.value.map(({ entry }) => entry) }),
    ...(after.value.length === 0 ? {} : { callbacks: after.value.map(({ entry }) => entry) }),
  }
  return ok({ extra, files: [...before.value, ...after.value].map(({ file }) => file) })
}

/** What the runner does not know yet, in words: it would take the text for Python and complain of its syntax. */
const checkRunnable = (block: Block): Result<null> => {
  if (block.type === 'dbt') return fail('unsupported', 'Blocks of type dbt cannot be run yet.')
  if (block.language === 'yaml')
    return fail('unsupported', 'YAML blocks cannot be run yet: they belong to data integration, streaming or dbt.')
  return ok(null)
}

/** Makes the folder of an attempt with all its process needs; gives the folder. */
export const prepareBlock = async (
  context: BlockRunContext,
  toPrepare: BlockToPrepare,
  attempt: Attempt,
): Promise<Result<string>> => {
  const { project, pipeline, variables, record } = context
  const { block } = toPrepare
  const directory = blockRunDirectory(project.stateDirectory, attempt)
  const run = record.run()
  try {
    makeBlockRunDirectory(directory)
    const runnable = checkRunnable(block)
    if (!runnable.ok) return runnable
    const code = await context.code(block)
    if (!code.ok) return code
    const extra = await extraOf(context, toPrepare)
    if (!extra.ok) return extra
    const facts = {
      attempt,
      project: { path: project.path, name: project.name },
      pipeline,
      block,
      inputs: toPrepare.arguments.inputs,
      variables,
      reserved: { ...reservedVariables(run.id, run.queuedAt, attempt.attempt), ...context.reserved },
      extra: extra.value.extra,
    }
    const files = [{ name: codeFileName(block.file), content: code.value }, ...extra.value.files]
    writeRequest(directory, facts, files)
    return ok(directory)
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    return fail('write-failed', `The folder of the block run cannot be written: ${words}.`)
  }
}
