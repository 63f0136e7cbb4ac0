import { lstat, symlink } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { createTempPipelines, refusal, value } from './temp-pipelines.ts'

const rename = (block: string, name: string) => ({ kind: 'rename-block', block, name }) as const

const users = [
  {
    uuid: 'p',
    blocks: [
      { uuid: 'load', type: 'data_loader' as const },
      {
        uuid: 'clean',
        upstream: ['load'],
        configuration: {
          upstream_block_configuration: { load: { table_name: 't' } },
          dynamic: { reduce_output_upstream: ['load'] },
        },
      },
      { uuid: 'twin', code: null, type: 'data_loader' as const, entry: { replicated_block: 'load' } },
      { uuid: 'guard', type: 'conditional' as const, upstream: ['load'] },
      { uuid: 'tell', type: 'callback' as const, upstream: ['load'] },
    ],
    entry: { widgets: [{ uuid: 'plot', type: 'chart', language: 'python', upstream_blocks: ['load'] }] },
  },
  {
    uuid: 'q',
    blocks: [
      { uuid: 'load', type: 'data_loader' as const },
      { uuid: 'other', upstream: ['load'] },
    ],
  },
  { uuid: 'r', blocks: [{ uuid: 'load', type: 'transformer' as const }] },
]

describe('renaming a block', () => {
  it('moves the file, and every reference in every pipeline that uses it', async () => {
    await using temp = await createTempPipelines(users)
    await temp.project.write('charts/plot.py', '')
    await temp.project.write('data_loaders/load.py', 'the code\n')
    await temp.edit('q', { kind: 'move-blocks', positions: { load: { x: 1, y: 2 } } })
    const pipeline = await temp.edit('p', rename('load', 'Load all'))
    expect(pipeline.blocks.map(({ uuid, name, upstream, file }) => [uuid, name, upstream, file])).toEqual([
      ['load_all', 'Load all', [], 'data_loaders/load_all.py'],
      ['clean', 'clean', ['load_all'], 'transformers/clean.py'],
      ['twin', 'twin', [], 'data_loaders/load_all.py'],
      ['tell', 'tell', ['load_all'], 'callbacks/tell.py'],
      ['guard', 'guard', ['load_all'], 'conditionals/guard.py'],
      ['plot', 'plot', ['load_all'], 'charts/plot.py'],
    ])
    expect(pipeline.blocks[1]?.configuration).toEqual({
      upstream_block_configuration: { load_all: { table_name: 't' } },
      dynamic: { reduce_output_upstream: ['load_all'] },
    })
    expect(await temp.project.read('data_loaders/load_all.py')).toBe('the code\n')
    const q = (await temp.read('q')).pipeline
    expect(q?.blocks.map(({ uuid }) => uuid)).toEqual(['load_all', 'other'])
    expect(q?.positions).toEqual({ load_all: { x: 1, y: 2 } })
    expect((await temp.read('r')).pipeline?.blocks[0]?.uuid).toBe('load')
    for (const uuid of ['p', 'q', 'r']) expect((await temp.read(uuid)).problems).toEqual([])
    expect(temp.changes.at(-1)?.pipelines.sort()).toEqual(['p', 'q'])
  })

  it('comes back in all of them with one undo', async () => {
    await using temp = await createTempPipelines(users)
    const before = await Promise.all(['p', 'q', 'r'].map(temp.yaml))
    await temp.edit('p', rename('load', 'Load all'))
    value(await temp.pipelines.undo({ projectId: temp.projectId, pipelineUuid: 'p' }))
    expect(await Promise.all(['p', 'q', 'r'].map(temp.yaml))).toEqual(before)
    expect(await temp.project.read('data_loaders/load.py')).toContain('def')
    const again = value(await temp.pipelines.redo({ projectId: temp.projectId, pipelineUuid: 'p' }))
    expect(again.blocks[0]?.uuid).toBe('load_all')
    expect((await temp.read('q')).problems).toEqual([])
  })

  it('follows the path that a rename in Mage left in the configuration', async () => {
    const block = { uuid: 'a', code: null, configuration: { file_path: 'transformers/old_place.py' } }
    await using temp = await createTempPipelines([{ uuid: 'p', blocks: [block] }])
    await temp.project.write('transformers/old_place.py', 'x\n')
    const pipeline = await temp.edit('p', rename('a', 'b'))
    expect(pipeline.blocks[0]).toMatchObject({
      configuration: { file_path: 'transformers/b.py' },
      file: 'transformers/b.py',
    })
    expect(await temp.project.read('transformers/b.py')).toBe('x\n')
  })

  it('moves a link as a link', async () => {
    await using temp = await createTempPipelines([{ uuid: 'p', blocks: [{ uuid: 'a', code: null }] }])
    await temp.project.write('transformers/real.py', 'x\n')
    await symlink('real.py', temp.project.at('transformers/a.py'))
    await temp.edit('p', rename('a', 'b'))
    expect((await lstat(temp.project.at('transformers/b.py'))).isSymbolicLink()).toBe(true)
    expect(await temp.project.read('transformers/real.py')).toBe('x\n')
  })

  it('into a folder makes the folder; a replica keeps the file of its original', async () => {
    await using temp = await createTempPipelines(users)
    const pipeline = await temp.edit('p', rename('clean', 'prepare/clean'), rename('twin', 'second'))
    expect(pipeline.blocks.find(({ uuid }) => uuid === 'prepare/clean')?.file).toBe('transformers/prepare/clean.py')
    expect(pipeline.blocks.find(({ uuid }) => uuid === 'second')?.file).toBe('data_loaders/load.py')
  })

  it('changes only the name where the id stays', async () => {
    await using temp = await createTempPipelines(users)
    const pipeline = await temp.edit('p', rename('load', 'LOAD'))
    expect(pipeline.blocks[0]).toMatchObject({ uuid: 'load', name: 'LOAD' })
  })

  it('is refused where the name is taken here, there or on disk', async () => {
    await using temp = await createTempPipelines(users)
    await temp.project.write('data_loaders/taken.py', '')
    expect(refusal(await temp.tryEdit('p', rename('load', 'clean')))).toBe(
      'already-exists: This pipeline has a block "clean" already. Choose another name.',
    )
    expect(refusal(await temp.tryEdit('p', rename('load', 'other')))).toBe(
      'already-exists: Pipeline "q" uses this block too and has another block "other". Choose another name.',
    )
    expect(refusal(await temp.tryEdit('p', rename('load', 'taken')))).toBe(
      'already-exists: There is a file data_loaders/taken.py already. Choose another name, or delete that file first.',
    )
    expect(refusal(await temp.tryEdit('p', rename('load', '!?')))).toMatch(
      /^invalid-input: Expected a name with letters/,
    )
  })

  it('is refused while a pipeline that may use the block cannot be read', async () => {
    await using temp = await createTempPipelines(users)
    await temp.project.write('pipelines/q/metadata.yaml', 'blocks: [load\n')
    expect(refusal(await temp.tryEdit('p', rename('load', 'x')))).toMatch(
      /^unreadable-file: The file of pipeline "q" cannot be read/,
    )
  })

  it('of a block made in the same request moves its new file', async () => {
    await using temp = await createTempPipelines(users)
    const add = {
      kind: 'add-block',
      name: 'fresh',
      type: 'transformer',
      language: 'python',
      templateId: null,
      upstream: [],
      downstream: [],
      position: null,
    } as const
    await temp.edit('p', { ...add, upstream: [], downstream: [] }, rename('fresh', 'fresher'))
    expect(await temp.project.read('transformers/fresher.py')).toContain('def')
    await expect(temp.project.read('transformers/fresh.py')).rejects.toThrow('ENOENT')
  })

  it('follows into extensions and forms', async () => {
    const extensions = {
      great_expectations: { blocks: [{ uuid: 'check', type: 'extension', upstream_blocks: ['a'] }] },
    }
    await using temp = await createTempPipelines([{ uuid: 'p', blocks: [{ uuid: 'a' }], entry: { extensions } }])
    await temp.project.write('pipelines/p/interactions.yaml', '# forms\nblocks:\n  a:\n  - uuid: x\n')
    await temp.edit('p', rename('a', 'b'))
    expect(await temp.yaml('p')).toMatch(/upstream_blocks:\n\s+- b\n/)
    expect(await temp.project.read('pipelines/p/interactions.yaml')).toBe('# forms\nblocks:\n  b:\n  - uuid: x\n')
    await temp.edit('p', { kind: 'remove-block', block: 'b', bridge: false })
    expect(await temp.yaml('p')).not.toMatch(/- b\n/)
  })
})
