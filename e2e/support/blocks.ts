import { access } from 'node:fs/promises'
import type { SpecBlock } from './project.ts'

/** Whether a file or folder exists. */
export const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/** A data loader that gives a number. */
export const load: SpecBlock = {
  uuid: 'load',
  type: 'data_loader',
  upstream: [],
  code: '@data_loader\ndef load(*args, **kwargs):\n    return 1\n',
}

/** A transformer that hands on what it gets. */
export const transformer = (uuid: string, ...upstream: string[]): SpecBlock => ({
  uuid,
  type: 'transformer',
  upstream,
  code: `@transformer\ndef ${uuid}(data, *args, **kwargs):\n    return data\n`,
})

/** load → clean → score */
export const chain: readonly SpecBlock[] = [load, transformer('clean', 'load'), transformer('score', 'clean')]
