import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { jsonMapSchema } from '#shared/model/json.ts'
import { requestFileName } from './block-run-directory.ts'
import type { Arguments } from './fan-out.ts'

const requestSchema = z.object({
  inputs: z.array(z.object({ blockUuid: z.string(), type: z.string(), directory: z.string().nullable() })),
  extra: z.object({ inputs: jsonMapSchema.optional() }).optional(),
})

/** What a block run got from above it, by the request in its folder; null where that is gone. */
export const keptArguments = async (directory: string): Promise<Arguments | null> => {
  try {
    const { inputs, extra } = requestSchema.parse(JSON.parse(await readFile(join(directory, requestFileName), 'utf8')))
    return { inputs, forms: extra?.inputs ?? {} }
  } catch {
    return null
  }
}

const formOf = ({ forms }: Arguments, blockUuid: string) => {
  const form = Object.hasOwn(forms, blockUuid) ? forms[blockUuid] : undefined
  return typeof form === 'object' && form !== null && !Array.isArray(form) ? form : {}
}

const directoriesOf = (given: Arguments, { blockUuid, directory }: Arguments['inputs'][number]): readonly string[] => {
  const { children } = formOf(given, blockUuid)
  const ofChildren = Array.isArray(children) ? children.filter((child) => typeof child === 'string') : []
  return directory === null ? ofChildren : [directory, ...ofChildren]
}

/** The block run directories that a block run's arguments are read from, with the upstream block of each. */
export const argumentFolders = (
  given: Arguments,
): readonly { readonly blockUuid: string; readonly directory: string }[] =>
  given.inputs.flatMap((input) =>
    directoriesOf(given, input).map((directory) => ({ blockUuid: input.blockUuid, directory })),
  )

/** Names the block runs, and the items of them, that feed a block run: equal where it has the same place among its siblings. */
export const argumentNames = (given: Arguments): string =>
  JSON.stringify(
    given.inputs.map((input) => [
      input.blockUuid,
      // `runs/<run>/<block run>/<attempt>`: the run and the attempt may be others.
      directoriesOf(given, input).map((directory) => basename(dirname(directory))),
      formOf(given, input.blockUuid).item ?? null,
    ]),
  )
