import { describe, expect, it } from 'vitest'
import { blockFile, blockOfFile, type FolderFacts, type PlacedBlock, placeOf } from './block-file.ts'

const block = (uuid: string, more: Partial<PlacedBlock> = {}): PlacedBlock => ({
  uuid,
  type: 'data_loader',
  language: 'python',
  replicaOf: null,
  configuration: {},
  ...more,
})

const factsOf = (files: readonly string[], platform = false): FolderFacts => ({
  projectName: 'shop',
  platform,
  exists: (path) => files.includes(path) || files.some((file) => file.startsWith(`${path}/`)),
  insideProject: (path) => (path.startsWith('/home/shop/') ? path.slice('/home/shop/'.length) : null),
  findBySuffix: (path) => files.find((file) => file.endsWith(`/${path}`)) ?? null,
})

const fileOf = (wanted: PlacedBlock, files: string[] = [], others: PlacedBlock[] = []) =>
  blockFile(wanted, new Map([wanted, ...others].map((item) => [item.uuid, item])), factsOf(files))

describe('the place of a block', () => {
  it.each([
    [block('load'), 'data_loaders/load.py'],
    [block('finance/load_x'), 'data_loaders/finance/load_x.py'],
    [block('c', { type: 'custom' }), 'custom/c.py'],
    [block('q', { type: 'data_exporter', language: 'sql' }), 'data_exporters/q.sql'],
    [block('m', { type: 'markdown', language: 'markdown' }), 'markdowns/m.md'],
    [block('r', { language: 'r' }), 'data_loaders/r.r'],
    [block('k', { language: 'yaml' }), 'data_loaders/k.yaml'],
    [block('d', { type: 'dbt', language: 'yaml' }), 'dbts/d.yaml'],
    [block('g', { type: 'global_data_product' }), null],
    [block('../out'), null],
  ])('is by type, id and language: %o', (wanted, file) => {
    expect(fileOf(wanted)).toBe(file)
  })

  it('is the file of the original, along a chain of replicas', () => {
    const original = block('a')
    const second = block('b', { replicaOf: 'a' })
    expect(fileOf(block('c', { replicaOf: 'b' }), [], [second, original])).toBe('data_loaders/a.py')
  })

  it('does not hang on replicas of each other', () => {
    expect(fileOf(block('a', { replicaOf: 'b' }), [], [block('b', { replicaOf: 'a' })])).toMatch(/^data_loaders\//)
  })
})

describe('configuration.file_path', () => {
  const at = (path: string) => block('load', { configuration: { file_path: path } })

  it.each([
    ['data_loaders/other.py', ['data_loaders/other.py'], 'data_loaders/other.py'],
    ['shop/data_loaders/other.py', ['data_loaders/other.py'], 'data_loaders/other.py'],
    ['/home/shop/data_loaders/other.py', ['data_loaders/other.py'], 'data_loaders/other.py'],
    ['proj/models/x.sql', ['dbt/proj/models/x.sql'], 'dbt/proj/models/x.sql'],
    ['models/x.sql', ['dbt/proj/models/x.sql'], 'dbt/proj/models/x.sql'],
    ['gone/other.py', [], 'data_loaders/load.py'],
    ['../../etc/passwd', [], 'data_loaders/load.py'],
    ['/etc/passwd', [], 'data_loaders/load.py'],
  ])('%s leads with %o to %s', (path, files, wanted) => {
    expect(fileOf(at(path), files)).toBe(wanted)
  })

  it('keeps the path of a dbt model that is missing, so that a problem can name it', () => {
    const model = block('x', { type: 'dbt', language: 'sql', configuration: { file_path: 'dbt/p/x.sql' } })
    expect(fileOf(model)).toBe('dbt/p/x.sql')
  })

  it('follows file_source only on the project platform', () => {
    const moved = block('load', { configuration: { file_source: { path: 'shop/other/real.py' } } })
    const map = new Map([[moved.uuid, moved]])
    expect(blockFile(moved, map, factsOf(['other/real.py']))).toBe('data_loaders/load.py')
    expect(blockFile(moved, map, factsOf(['other/real.py'], true))).toBe('other/real.py')
  })
})

describe('blockOfFile', () => {
  it('is the reverse of the place', () => {
    const found = blockOfFile('transformers/a/b.sql')
    expect(found).toEqual({ uuid: 'a/b', type: 'transformer', language: 'sql' })
    expect(found === null ? null : placeOf(found)).toBe('transformers/a/b.sql')
  })

  it.each(['utils/x.py', 'data_loaders/__init__.py', 'data_loaders/.py', 'x.py', 'data_loaders/x.csv', 'charts'])(
    'knows that %s is no block',
    (file) => {
      expect(blockOfFile(file)).toBeNull()
    },
  )
})
