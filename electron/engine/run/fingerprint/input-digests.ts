import type { Arguments } from '../fan-out.ts'
import type { InputDigest } from './fingerprint.ts'
import { dataDigest } from './stable-digest.ts'
import { outputsDigest } from './stored-outputs.ts'

/** An upstream that gives nothing (a note) has nothing to compare. */
export const nothingGiven = 'nothing'

/** Gives the digest of what lies in a block run directory. */
export type DigestOf = (directory: string) => string | null | Promise<string | null>

const digestsOf = async (digestOf: DigestOf, directories: readonly unknown[]): Promise<string | null> => {
  const digests = await Promise.all(
    directories.map((directory) => (typeof directory === 'string' ? digestOf(directory) : null)),
  )
  return digests.includes(null) ? null : dataDigest(digests)
}

const inputDigest = async (
  digestOf: DigestOf,
  forms: Arguments['forms'],
  { blockUuid, directory }: Arguments['inputs'][number],
): Promise<string | null> => {
  const form = Object.hasOwn(forms, blockUuid) ? forms[blockUuid] : undefined
  if (typeof form !== 'object' || form === null || Array.isArray(form)) {
    return directory === null ? nothingGiven : digestOf(directory)
  }
  // All children of an upstream block as one list; the names of their folders do not count.
  if (Array.isArray(form.children)) return digestsOf(digestOf, form.children)
  const whole = directory === null ? nothingGiven : await digestOf(directory)
  return whole === null ? null : dataDigest([whole, form])
}

/** The digests of all that a block run gets from above it; null where an upstream kept none. */
export const inputDigests = (
  given: Pick<Arguments, 'inputs' | 'forms'>,
  digestOf: DigestOf = outputsDigest,
): Promise<InputDigest[]> =>
  Promise.all(
    given.inputs.map(async (input) => ({
      block: input.blockUuid,
      digest: await inputDigest(digestOf, given.forms, input),
    })),
  )
