import { loadPlainYaml } from './yaml-fast.ts'
import type { LoadedYaml, YamlFailure } from './yaml-load.ts'

/** As `loadYaml`. The whole parser is loaded with the first text that needs it: most files are in the plain style of Mage. */
export const readYaml = async (text: string): Promise<LoadedYaml | YamlFailure> => {
  const fast = loadPlainYaml(text)
  return fast === null ? (await import('./yaml-load.ts')).loadAnyYaml(text) : { ok: true, ...fast, duplicateKeys: [] }
}
