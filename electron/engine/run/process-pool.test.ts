import { symlink } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { createTempEngineContext } from '#engine/testing/temp-engine-context.ts'
import { createTempProject } from '#engine/testing/temp-project.ts'
import { testInterpreter } from '#engine/testing/temp-runs.ts'
import { ownIdentity } from './process-identity.ts'
import { createProcessPool } from './process-pool.ts'

it('does not end a supervisor under somebody who was just given it', async () => {
  await using context = await createTempEngineContext()
  await using folder = await createTempProject([])
  const linked = folder.at('python')
  await symlink(testInterpreter(), linked)
  const pool = createProcessPool(context, ownIdentity())
  const given = pool.of('0123456789abcdef', testInterpreter())
  // Another interpreter is chosen before the first block has started.
  const replaced = pool.of('0123456789abcdef', linked)
  const processes = await given
  await replaced
  await new Promise((resolve) => setTimeout(resolve, 50))
  const start = {
    id: '1/none/1',
    directory: folder.at('nowhere'),
    cwd: folder.path,
    environment: {},
    pythonPath: [],
    limits: { memoryBytes: null, cpuSeconds: null, wallSeconds: null, openFiles: null },
  }
  const end = await processes.start(start, { channel: (_, stream) => void stream.resume() }).ended
  expect(end.lost).toBeNull()
  await pool.dispose()
})

it('starts no supervisor once it is disposed', async () => {
  await using context = await createTempEngineContext()
  const pool = createProcessPool(context, ownIdentity())
  await pool.dispose()
  const before = process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length
  await pool.of('0123456789abcdef', testInterpreter())
  expect(process.getActiveResourcesInfo().filter((name) => name === 'ProcessWrap').length).toBe(before)
})
