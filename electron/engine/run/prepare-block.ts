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
import { dbtExtra } from './dbt-block.ts'
import { withExactConfiguration, withExactNumbers } from './exact-numbers.ts'
import type { BlockRunContext } from './run-block.ts'
import type { Unit } from './run-progress.ts'
import { reservedVariables } from './variables.ts'

export type Guests = {
  readonly conditionals: readonly Block[]
  readonly callbacks: readonly Block[]
  readonly extensions: readonly Block[]
}

export type BlockToPrepare = Pick<Unit, 'block' | 'arguments' | 'childIndex'> & {
  readonly signal: AbortSignal
  /** Whether a failure of this attempt is final: only then its callbacks are told. */
  readonly isLast: boolean
}

type GuestKind = 'conditional' | 'callback' | 'extension'
type LoadedGuest = { readonly entry: JsonMap; readonly file: RequestFile }

const loadGuests = async (
  { code, numbers }: Pick<BlockRunContext, 'code' | 'numbers'>,
  kind: GuestKind,
  guests: readonly Block[],
): Promise<Result<LoadedGuest[]>> => {
  const loaded: LoadedGuest[] = []
  for (const [index, guest] of guests.entries()) {
    const content = await code(guest)
    if (!content.ok) return content
    const name = `${kind}_${index + 1}${codeFileName(guest.file).slice('code'.length)}`
    const { configuration } = withExactConfiguration(guest, numbers)
    const entry = { uuid: guest.uuid, code: name, sourcePath: guest.file ?? '', configuration }
    loaded.push({ entry, file: { name, content: content.value } })
  }
  return ok(loaded)
}

type Extra = { readonly extra: JsonMap; readonly files: readonly RequestFile[] }

const guestKinds = [
  ['conditionals', 'conditional'],
  ['callbacks', 'callback'],
  ['extensions', 'extension'],
] as const satisfies readonly (readonly [keyof Guests, GuestKind])[]

/** What runs with a block, by kind; a kind it has nothing of is left out. */
const extraOfGuests = async (
  context: Pick<BlockRunContext, 'code' | 'numbers'>,
  guests: Guests,
): Promise<Result<Extra>> => {
  const extra: JsonMap = {}
  const files: RequestFile[] = []
  for (const [key, kind] of guestKinds) {
    const loaded = await loadGuests(context, kind, guests[key])
    if (!loaded.ok) return loaded
    if (loaded.value.length > 0) extra[key] = loaded.value.map(({ entry }) => entry)
    files.push(...loaded.value.map(({ file }) => file))
  }
  return ok({ extra, files })
}

type ExtraContext = Pick<
  BlockRunContext,
  'code' | 'guests' | 'dates' | 'numbers' | 'contextPath' | 'product' | 'keepsFailures' | 'pipeline'
>

/** `extra` of the request, and the code files it names. */
const extraOf = async (
  { code, guests, dates, numbers, contextPath, product, keepsFailures, pipeline }: ExtraContext,
  { block, arguments: { forms }, childIndex, isLast, signal }: BlockToPrepare,
): Promise<Result<Extra>> => {
  const ofGuests = await extraOfGuests({ code, numbers }, guests(block.uuid))
  if (!ofGuests.ok) return ofGuests
  const ofProduct = block.type === 'global_data_product' ? await product(block, signal) : ok({})
  if (!ofProduct.ok) return ofProduct
  const extra = {
    ...ofProduct.value,
    ...dbtExtra(pipeline, block),
    ...(dates.length === 0 ? {} : { dates: [...dates] }),
    ...(contextPath === null ? {} : { contextPath }),
    ...(keepsFailures ? {} : { keepFailure: false }),
    ...(isLast ? {} : { lastAttempt: false }),
    ...(childIndex === null ? {} : { dynamicIndex: childIndex }),
    ...(Object.keys(forms).length === 0 ? {} : { inputs: forms }),
    ...ofGuests.value.extra,
  }
  return ok({ extra, files: ofGuests.value.files })
}

/** What the runner does not run, in words: it would take the text for Python and complain of its syntax. */
const checkRunnable = ({ type, language }: Block): Result<null> => {
  if (language !== 'yaml' || type === 'dbt') return ok(null)
  return fail(
    'unsupported',
    `A YAML block of type ${type} is a source or destination of data integration or streaming, which only Mage runs. Run it there, or write the block in Python or SQL.`,
  )
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
      block: withExactConfiguration(block, context.numbers),
      inputs: toPrepare.arguments.inputs,
      variables: withExactNumbers(variables, context.numbers.variables),
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
