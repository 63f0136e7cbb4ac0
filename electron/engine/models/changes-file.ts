import { mkdir, open, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { writeFailure } from '#engine/project/file-errors.ts'
import { championAlias, type ModelChange, modelChangeSchema } from '#shared/model/registry.ts'
import { ok, type Result } from '#shared/result.ts'
import { changesPath } from './model-folders.ts'

/** All changes of a model, oldest first. A line that cannot be read (torn by a kill, edited) is passed over. */
export const readChanges = async (projectPath: string, name: string): Promise<readonly ModelChange[]> => {
  const text = await readFile(join(projectPath, changesPath(name)), 'utf8').catch(() => '')
  return text.split('\n').flatMap((line) => {
    if (line.trim() === '') return []
    try {
      const read = modelChangeSchema.safeParse(JSON.parse(line))
      return read.success ? [read.data] : []
    } catch {
      return []
    }
  })
}

const lineFeed = 10

/**
 * Appends a line. One write of a file opened for appending: lines of two hosts do not mix. A line that a kill tore is closed first, so
 * that it spoils no other.
 */
export const appendChange = async (projectPath: string, name: string, change: ModelChange): Promise<Result<null>> => {
  const path = join(projectPath, changesPath(name))
  try {
    await mkdir(dirname(path), { recursive: true })
    const handle = await open(path, 'a+')
    try {
      const { size } = await handle.stat()
      const last = size === 0 ? null : (await handle.read(Buffer.alloc(1), 0, 1, size - 1)).buffer[0]
      const isTorn = last !== null && last !== lineFeed
      await handle.appendFile(`${isTorn ? '\n' : ''}${JSON.stringify(change)}\n`)
      await handle.sync()
    } finally {
      await handle.close()
    }
    return ok(null)
  } catch (error) {
    return writeFailure(error, changesPath(name))
  }
}

/** Champions up to `version` of those that came before it; back to it from the last one. */
const goneBackTo = (champions: readonly number[], version: number): number[] => {
  const at = champions.lastIndexOf(version)
  return [...champions.slice(0, at < 0 ? -1 : at), version]
}

const afterChange = (champions: number[], { kind, alias, version }: ModelChange): number[] => {
  if (alias !== championAlias || version === null) return champions
  if (kind === 'rolled-back') return goneBackTo(champions, version)
  const isNew = (kind === 'promoted' || kind === 'alias-set') && champions.at(-1) !== version
  return isNew ? [...champions, version] : champions
}

/**
 * Champions in the order they came, the present one last: what `rollBack` goes back along. A roll back takes the last one away, so that
 * two in a row go back two. `current` counts where somebody changed the alias by hand.
 */
export const championsOf = (changes: readonly ModelChange[], current: number | null): readonly number[] => {
  const champions = changes.reduce<number[]>(afterChange, [])
  return current === null || champions.at(-1) === current ? champions : [...champions, current]
}
