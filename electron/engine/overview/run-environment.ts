import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { blockRunDirectory } from '#engine/run/block-run-directory.ts'
import { keptEnvironment } from '#engine/run/fingerprint/environment-file.ts'
import { fingerprintFileName, fingerprintSchema } from '#engine/run/fingerprint/fingerprint.ts'
import type { Run, RunSummary } from '#shared/model/run.ts'

/** Python and packages a run had; `packages` null where they were not kept. */
export type RunEnvironment = {
  readonly python: string | null
  readonly packages: ReadonlyMap<string, string> | null
}

const environmentOf = async (directory: string): Promise<{ python: string; packages: string } | null> => {
  try {
    const text = await readFile(join(directory, fingerprintFileName), 'utf8')
    return fingerprintSchema.parse(JSON.parse(text)).environment
  } catch {
    // Only finished blocks have one, and a run may have been made before they were kept.
    return null
  }
}

/** `numpy-2.4.2.dist-info` as name and version. */
const packageOf = (mark: string): [string, string] | null => {
  const found = /^(.+?)-([^-]+)\.(?:dist|egg)-info$/.exec(mark)
  return found === null ? null : [found[1]?.replaceAll('_', '-').toLowerCase() ?? '', found[2] ?? '']
}

/** What the blocks of a run ran in, by what the first finished one kept. */
export const runEnvironment = async (stateDirectory: string, run: Run): Promise<RunEnvironment> => {
  for (const { blockUuid, attempt } of run.blockRuns) {
    if (attempt === 0) continue
    const kept = await environmentOf(blockRunDirectory(stateDirectory, { runId: run.id, blockUuid, attempt }))
    if (kept === null) continue
    const marks = await keptEnvironment(stateDirectory, kept.packages)
    const packages = marks === null ? null : new Map(marks.flatMap((mark) => [packageOf(mark) ?? []].filter(isPair)))
    return { python: kept.python, packages }
  }
  return { python: null, packages: null }
}

const isPair = (value: readonly string[]): value is [string, string] => value.length === 2

/** Packages that only one of the environments has, or in another version, by name. */
export const packageDifferences = (left: RunEnvironment, right: RunEnvironment) => {
  if (left.packages === null || right.packages === null) return null
  const [ofLeft, ofRight] = [left.packages, right.packages]
  const names = [...new Set([...ofLeft.keys(), ...ofRight.keys()])].sort()
  return names
    .map((name) => ({ name, left: ofLeft.get(name) ?? null, right: ofRight.get(name) ?? null }))
    .filter((found) => found.left !== found.right)
}

/** A run without its block runs, edges and number of its last event. */
export const summaryOf = ({ blockRuns: _, edges: __, seq: ___, ...summary }: Run): RunSummary => summary
