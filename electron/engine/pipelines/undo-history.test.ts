import { rm } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { createTempPipelines, refusal, value } from './temp-pipelines.ts'

const pair = { uuid: 'p', blocks: [{ uuid: 'a' }, { uuid: 'b', upstream: ['a'] }] }
const add = (name: string) =>
  ({ kind: 'add-block', name, type: 'transformer', language: 'python', templateId: null, position: null }) as const

const open = async () => {
  const temp = await createTempPipelines([pair])
  const on = { projectId: temp.projectId, pipelineUuid: 'p' }
  return {
    ...temp,
    make: async (
      label: string,
      ...edits: Parameters<typeof temp.edit> extends [string, ...infer Rest] ? Rest : never
    ) => value(await temp.pipelines.edit({ ...on, edits, label })).pipeline,
    undo: () => temp.pipelines.undo(on),
    redo: () => temp.pipelines.redo(on),
    get: async () => value(await temp.pipelines.get(on)),
    [Symbol.asyncDispose]: temp[Symbol.asyncDispose],
  }
}

describe('undo', () => {
  it('brings back every byte, and redo brings them back again', async () => {
    await using temp = await open()
    const texts = [await temp.yaml('p')]
    await temp.make('Add c', { ...add('c'), upstream: ['b'], downstream: [] })
    texts.push(await temp.yaml('p'))
    await temp.make('Disconnect', { kind: 'disconnect', from: 'a', to: 'b' })
    texts.push(await temp.yaml('p'))
    expect(await temp.get()).toMatchObject({ undoLabel: 'Disconnect', redoLabel: null })
    expect(value(await temp.undo())).toMatchObject({ undoLabel: 'Add c', redoLabel: 'Disconnect' })
    expect(await temp.yaml('p')).toBe(texts[1])
    expect(value(await temp.undo())).toMatchObject({ undoLabel: null, redoLabel: 'Add c' })
    expect(await temp.yaml('p')).toBe(texts[0])
    value(await temp.redo())
    value(await temp.redo())
    expect(await temp.yaml('p')).toBe(texts[2])
    expect(await temp.project.read('transformers/c.py')).toContain('def c')
  })

  it('removes the file of a block it takes back, unless somebody has worked on it', async () => {
    await using temp = await open()
    await temp.make('Add c', { ...add('c'), upstream: [], downstream: [] })
    value(await temp.undo())
    await expect(temp.project.read('transformers/c.py')).rejects.toThrow('ENOENT')
    value(await temp.redo())
    await temp.project.write('transformers/c.py', 'my work\n')
    value(await temp.undo())
    expect((await temp.get()).blocks.map(({ uuid }) => uuid)).toEqual(['a', 'b'])
    expect(await temp.project.read('transformers/c.py')).toBe('my work\n')
    value(await temp.redo())
    expect(await temp.project.read('transformers/c.py')).toBe('my work\n')
  })

  it('keeps what somebody changed elsewhere in the file since', async () => {
    await using temp = await open()
    await temp.make('Name', { kind: 'set-properties', name: 'Renamed' })
    const text = await temp.yaml('p')
    await temp.project.write('pipelines/p/metadata.yaml', `# a note of mine\n${text}`)
    expect(value(await temp.undo()).name).toBe('p')
    expect(await temp.yaml('p')).toMatch(/^# a note of mine\n/)
    expect(value(await temp.redo()).name).toBe('Renamed')
    expect(await temp.yaml('p')).toBe(`# a note of mine\n${text}`)
  })

  it('is refused in words where the same lines were changed since, and changes nothing', async () => {
    await using temp = await open()
    await temp.make('Name', { kind: 'set-properties', name: 'Renamed' })
    const theirs = (await temp.yaml('p')).replace('name: Renamed', 'name: Theirs')
    await temp.project.write('pipelines/p/metadata.yaml', theirs)
    expect(refusal(await temp.undo())).toBe(
      'conflict: pipelines/p/metadata.yaml was changed since in the very lines that this would change. Nothing was changed. Make the change by hand, or restore the file from its history.',
    )
    expect(await temp.yaml('p')).toBe(theirs)
  })

  it('is refused where a renamed file is gone, or its old name is taken', async () => {
    await using temp = await open()
    await temp.make('Rename', { kind: 'rename-block', block: 'a', name: 'c' })
    await temp.project.write('transformers/a.py', 'new\n')
    expect(refusal(await temp.undo())).toMatch(/^conflict: Another file is now at transformers\/a.py/)
    await rm(temp.project.at('transformers/c.py'))
    expect(refusal(await temp.undo())).toMatch(/^conflict: transformers\/c.py is not there any more/)
  })

  it('has nothing to do at the beginning, and a new edit ends what could be made again', async () => {
    await using temp = await open()
    const text = await temp.yaml('p')
    value(await temp.undo())
    value(await temp.redo())
    expect(await temp.yaml('p')).toBe(text)
    await temp.make('One', { kind: 'set-properties', name: 'one' })
    value(await temp.undo())
    await temp.make('Two', { kind: 'set-properties', name: 'two' })
    expect(await temp.get()).toMatchObject({ undoLabel: 'Two', redoLabel: null })
  })

  it('does not count an edit that changes nothing', async () => {
    await using temp = await open()
    await temp.make('Nothing', { kind: 'connect', from: 'a', to: 'b' })
    expect(await temp.get()).toMatchObject({ undoLabel: null })
    expect(temp.changes).toEqual([])
  })
})
