import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { OpenProject } from '#engine/project/open-project.ts'
import { ok, type Result } from '#shared/result.ts'

/** The token callers of this project's endpoints need; made at first need, readable by this user only. */
export const endpointToken = async (project: OpenProject): Promise<Result<string>> => {
  const state = await project.ensureStateDirectory()
  if (!state.ok) return state
  const folder = join(state.value, 'serving')
  const path = join(folder, 'token')
  const read = async () => (await readFile(path, 'utf8').catch(() => '')).trim()
  const known = await read()
  if (known !== '') return ok(known)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  // Exclusive: of two hosts that make it at once one wins, and both use that one.
  await writeFile(path, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' }).catch(
    () => undefined,
  )
  return ok(await read())
}
