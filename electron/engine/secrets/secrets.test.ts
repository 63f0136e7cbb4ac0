import { writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTempProject, type TempProject } from '#engine/testing/temp-project.ts'
import { given, openTempProject } from '#engine/testing/temp-runs.ts'
import { fail, ok } from '#shared/result.ts'
import { createSecretEnvironment, createSecrets, type Secrets } from './secrets.ts'

let folder: TempProject
let data: TempProject
let secrets: Secrets
let projectId = ''
const environment = () => createSecretEnvironment(data.path)(projectId)

beforeEach(async () => {
  folder = await createTempProject([])
  data = await createTempProject([], 'data')
  const project = openTempProject(folder.path)
  projectId = project.id
  secrets = createSecrets(data.path, (id) => (id === projectId ? ok(project) : fail('not-found', 'no such project')))
})
afterEach(async () => {
  await folder.remove()
  await data.remove()
})

describe('secrets', () => {
  it('are named without their values, reach the environment of blocks, and go', async () => {
    expect(await environment()).toEqual({})
    given(await secrets.set({ projectId, name: 'b', value: 'two' }))
    given(await secrets.set({ projectId, name: 'a.key', value: '' }))
    expect(given(await secrets.names({ projectId }))).toEqual(['a.key', 'b'])
    expect(await environment()).toEqual({ PIPEWRIGHT_SECRETS: '{"b":"two","a.key":""}' })
    given(await secrets.remove({ projectId, name: 'b' }))
    given(await secrets.remove({ projectId, name: 'a.key' }))
    expect(await environment()).toEqual({})
  })

  it('are refused in words where the name is none, is not there, or all together are too large', async () => {
    expect(await secrets.set({ projectId, name: 'a b', value: 'x' })).toMatchObject({
      error: { code: 'invalid-input', message: expect.stringContaining('Expected a name of letters') },
    })
    expect(await secrets.remove({ projectId, name: 'constructor' })).toMatchObject({ error: { code: 'not-found' } })
    expect(await secrets.set({ projectId, name: 'large', value: 'x'.repeat(100_000) })).toMatchObject({
      error: { code: 'invalid-input', message: expect.stringContaining('100 kB') },
    })
    expect(await secrets.names({ projectId: 'another' })).toMatchObject({ error: { code: 'not-found' } })
  })

  it('are not written over where their file was damaged, and blocks go without them', async () => {
    given(await secrets.set({ projectId, name: 'a', value: 'one' }))
    await writeFile(data.at(`secrets/${projectId}.json`), '{"a": ')
    expect(await environment()).toEqual({})
    expect(await secrets.set({ projectId, name: 'b', value: 'two' })).toMatchObject({
      error: { code: 'unreadable-file' },
    })
  })
})
