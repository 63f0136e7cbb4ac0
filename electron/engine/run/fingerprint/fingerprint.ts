import { z } from 'zod'
import { dataDigest } from './stable-digest.ts'

/** All a block's outputs depend on, each part as a digest. Kept beside them in `fingerprint.json`. */
export const fingerprintSchema = z.object({
  format: z.literal(1),
  /** Code without comments and formatting, type and language. */
  code: z.string(),
  /** Project files it imports, near or far. */
  files: z.record(z.string(), z.string()),
  /** Files its configuration declares under `reads`. */
  reads: z.record(z.string(), z.string()),
  /** Conditionals and callbacks, by id. */
  guests: z.record(z.string(), z.string()),
  configuration: z.string(),
  variables: z.record(z.string(), z.string()),
  environment: z.object({ python: z.string(), packages: z.string() }),
  /** Upstream blocks in argument order, with the digest of what they gave. */
  inputs: z.array(z.object({ block: z.string(), digest: z.string() })),
})
export type Fingerprint = z.infer<typeof fingerprintSchema>

/** All but the inputs: known before anything runs. */
export type StaticFingerprint = Omit<Fingerprint, 'inputs'>

/** Digest null = not known before that block has run. */
export type InputDigest = { readonly block: string; readonly digest: string | null }

export const fingerprintFileName = 'fingerprint.json'

/** The beginning of the key of every block run that was made of the same, whatever its inputs. */
export const staticKey = (parts: StaticFingerprint): string => {
  const { format, code, files, reads, guests, configuration, variables, environment } = parts
  return `${dataDigest({ format, code, files, reads, guests, configuration, variables, environment })}:`
}

/** Equal for two block runs exactly where all parts are. */
export const fingerprintKey = (parts: StaticFingerprint, inputs: readonly InputDigest[]): string =>
  `${staticKey(parts)}${dataDigest(inputs.map(({ block, digest }) => ({ block, digest })))}`

const changedKeys = (before: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>) => ({
  changed: Object.keys(now).filter((key) => before[key] !== undefined && before[key] !== now[key]),
  added: Object.keys(now).filter((key) => before[key] === undefined),
  removed: Object.keys(before).filter((key) => now[key] === undefined),
})

type KeyWords = { readonly changed: string; readonly added: string; readonly removed: string }

const keyWords = (
  before: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
  words: KeyWords,
): string[] => {
  const { changed, added, removed } = changedKeys(before, now)
  return [
    ...changed.map((key) => words.changed.replace('%', key)),
    ...added.map((key) => words.added.replace('%', key)),
    ...removed.map((key) => words.removed.replace('%', key)),
  ]
}

const inputWords = (before: Fingerprint['inputs'], now: readonly InputDigest[]): string[] => {
  if (before.map(({ block }) => block).join('\n') !== now.map(({ block }) => block).join('\n'))
    return ['its upstream blocks changed']
  return now
    .filter(({ digest }, index) => digest !== null && digest !== before[index]?.digest)
    .map(({ block }) => `the output of "${block}" changed`)
}

const environmentWords = (before: Fingerprint['environment'], now: Fingerprint['environment']): string[] => {
  if (before.python !== now.python) return [`Python changed from ${before.python} to ${now.python}`]
  return before.packages === now.packages ? [] : ['packages of the environment changed']
}

/** What is different, in words that continue "because …"; empty where nothing is. */
export const differences = (
  before: Fingerprint,
  now: StaticFingerprint,
  inputs: readonly InputDigest[],
): readonly string[] => [
  ...(before.code === now.code ? [] : ['its code changed']),
  ...keyWords(before.files, now.files, {
    changed: 'the imported % changed',
    added: '% was added to its imports',
    removed: '% left its imports',
  }),
  ...keyWords(before.reads, now.reads, {
    changed: '%, which it reads, changed',
    added: '% was added to what it reads',
    removed: '% left what it reads',
  }),
  ...keyWords(before.guests, now.guests, {
    changed: '"%", which runs with it, changed',
    added: '"%" was added to run with it',
    removed: '"%" was taken from it',
  }),
  ...(before.configuration === now.configuration ? [] : ['its configuration changed']),
  ...keyWords(before.variables, now.variables, {
    changed: 'the variable "%" changed',
    added: 'the variable "%" was added',
    removed: 'the variable "%" was removed',
  }),
  ...environmentWords(before.environment, now.environment),
  ...inputWords(before.inputs, inputs),
]
