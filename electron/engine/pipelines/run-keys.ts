import { isRawMap, numberOf, type RawMap, wordsFor } from './read-values.ts'

type Warn = (code: string, message: string) => void

const limitKeys: ReadonlySet<string> = new Set(['memory_mb', 'cpu_seconds', 'open_files'])

const isPositive = (value: unknown): boolean => (numberOf(value) ?? 0) > 0

const isTextOrList = (value: unknown): boolean =>
  typeof value === 'string' || (Array.isArray(value) && value.every((path) => typeof path === 'string'))

/** What may stand at each key, and how it is said. */
const expected: Readonly<Record<string, readonly [string, (value: unknown) => boolean]>> = {
  reuse: ['true or false', (value) => typeof value === 'boolean'],
  reads: ['a path or a list of paths in the project', isTextOrList],
  pool: ['the name of a pool', (value) => typeof value === 'string' && value !== ''],
  priority: ['a number', (value) => typeof value === 'number' && Number.isFinite(value)],
  limits: ['a map such as {memory_mb: 2000}', isRawMap],
}

const checkLimits = (limits: RawMap, warn: Warn): void => {
  for (const [key, value] of Object.entries(limits)) {
    if (!limitKeys.has(key))
      warn(
        'unknown-limit',
        `"${key}" under "limits" limits nothing. Expected ${[...limitKeys].join(', ')}; the time is limited by "timeout" of the block.`,
      )
    else if (value !== null && !isPositive(value))
      warn('bad-limit', `Expected a number above 0 as "${key}", but found ${wordsFor(value)}. It limits nothing.`)
  }
}

/** Reports keys of a block's configuration that are ours and would be ignored: a limit that is misspelt must not look like one. */
export const checkRunKeys = (configuration: RawMap, warn: Warn): void => {
  for (const [key, [words, fits]] of Object.entries(expected)) {
    const value = configuration[key]
    if (value === undefined || value === null) continue
    if (!fits(value)) warn('bad-run-key', `Expected ${words} as "${key}", but found ${wordsFor(value)}. It is ignored.`)
  }
  if (isRawMap(configuration.limits)) checkLimits(configuration.limits, warn)
}
