import { readFile, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createTempRuns, given, type TempRuns } from '#engine/testing/temp-runs.ts'
import { waitFor } from '#engine/testing/wait-for.ts'
import { fail } from '#shared/result.ts'
import { artifactUrl, mimeOf, parseArtifactUrl } from './artifact-url.ts'
import { createOutputs, type OutputsCapability } from './outputs.ts'

const show = `@transformer
def run(*args, **kwargs):
    import os
    folder = os.environ['PIPEWRIGHT_ARTIFACTS']
    os.makedirs(folder, exist_ok=True)
    with open(folder + '/a #1?.svg', 'w') as file:
        file.write('<svg/>')
    return [{'a': number, 'b': f'text {number}'} for number in range(30)], 1
`

const childrenOf = async (pid: number) => {
  const pids = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).split(' ').filter((text) => text !== '')
  const found = await Promise.all(
    pids.map(async (child) => {
      // One that ended since it was listed is no child any more.
      const command = await readFile(`/proc/${child}/cmdline`, 'utf8').catch(() => null)
      return command === null ? [] : [{ pid: Number(child), command }]
    }),
  )
  return found.flat()
}

type Shown = { temp: TempRuns; outputs: OutputsCapability; directory: string; blockRun: BlockRunInput }
type BlockRunInput = { projectId: string; runId: number; blockUuid: string; attempt: number | null }

const useOutputs = async (use: (shown: Shown) => Promise<void>) => {
  await using temp = await createTempRuns([{ uuid: 'train', blocks: [{ uuid: 'deep/show', code: show }] }])
  await using outputs = createOutputs(temp.context, temp.deps)
  const run = await temp.finish('train')
  expect(run.blockRuns[0]?.reason).toBeNull()
  const blockRun = { projectId: temp.project.id, runId: run.id, blockUuid: 'deep/show', attempt: null }
  const log = given(await temp.runs.logPath(blockRun))
  await use({ temp, outputs, directory: join(log, '..'), blockRun })
}

/** Puts a Parquet file in the place of the first output, as pandas and pyarrow would have written it. */
const storeParquet = async (directory: string, select: string) => {
  const { DuckDBInstance }: typeof import('@duckdb/node-api') = createRequire(import.meta.url)('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  await connection.run(`COPY (${select}) TO '${directory}/outputs/output_0/data.parquet' (FORMAT parquet)`)
  connection.closeSync()
  instance.closeSync()
  const result = JSON.parse(await readFile(join(directory, 'result.json'), 'utf8'))
  result.outputs[0] = { ...result.outputs[0], format: 'parquet', path: 'outputs/output_0/data.parquet' }
  await writeFile(join(directory, 'result.json'), JSON.stringify(result))
}

describe('outputs', () => {
  it('shows the preview the runner wrote', () =>
    useOutputs(async ({ outputs, blockRun }) => {
      const { preview, url } = given(await outputs.preview({ ...blockRun, output: 'output_0' }))
      expect(preview).toMatchObject({ kind: 'table', totalRows: 30 })
      expect(url).toBeNull()
      expect(await outputs.preview({ ...blockRun, output: 'output_7' })).toMatchObject({ error: { code: 'not-found' } })
    }))

  it('says what is wrong with a preview that is not one', () =>
    useOutputs(async ({ outputs, blockRun, directory }) => {
      await writeFile(join(directory, 'outputs/output_0/preview.json'), '{"kind":"table"}')
      const refused = await outputs.preview({ ...blockRun, output: 'output_0' })
      expect(refused).toMatchObject({ ok: false, error: { code: 'unreadable-file' } })
    }))

  it('reads pages of what only Python can read', () =>
    useOutputs(async ({ outputs, blockRun }) => {
      const sort = { column: 'a', descending: true }
      const input = { ...blockRun, output: 'output_0', offset: 5, limit: 2, sort: null }
      expect(given(await outputs.page(input))).toMatchObject({
        rows: [
          [5, 'text 5'],
          [6, 'text 6'],
        ],
        totalRows: 30,
        offset: 5,
      })
      const sorted = await outputs.page({ ...input, sort })
      expect(sorted.ok ? sorted.value.rows[0]?.[0] : sorted.error.message).toSatisfy(
        (value) => value === 24 || String(value).includes('cannot be sorted'),
      )
    }))

  it('gives first rows from the preview, without starting Python', () =>
    useOutputs(async ({ temp, blockRun, directory }) => {
      const interpreterFor = async () => fail('environment-missing', 'There is no Python here.')
      await using outputs = createOutputs(temp.context, { ...temp.deps, interpreterFor })
      const input = { ...blockRun, output: 'output_0', offset: 20, limit: 200, sort: null }
      const page = given(await outputs.page(input))
      expect(page).toMatchObject({ columns: [{ name: 'a', type: 'int' }, { name: 'b' }], totalRows: 30, offset: 20 })
      expect(page.rows.map(([a]) => a)).toEqual([20, 21, 22, 23, 24, 25, 26, 27, 28, 29])
      expect(await outputs.page({ ...input, sort: { column: 'a', descending: true } })).toMatchObject({
        error: { code: 'environment-missing' },
      })
      // Rows or columns that the preview has not.
      const path = join(directory, 'outputs/output_0/preview.json')
      const preview = JSON.parse(await readFile(path, 'utf8'))
      for (const change of [{ totalColumns: 3 }, { rows: preview.rows.slice(0, 25) }]) {
        await writeFile(path, JSON.stringify({ ...preview, ...change }))
        expect((await outputs.page(input)).ok).toBe(false)
      }
    }))

  it('reads pages of Parquet with exact numbers, missing values last', () =>
    useOutputs(async ({ outputs, blockRun, directory }) => {
      await storeParquet(
        directory,
        `SELECT i AS n, i / 2 AS half, 'x' || i AS "a ""name""", i % 2 = 0 AS even, 9007199254740993::BIGINT AS big,
         CASE WHEN i < 5 THEN NULL ELSE 'nan'::DOUBLE END AS hole, 1.5::DECIMAL(10,3) AS price FROM range(2000) r(i)`,
      )
      const input = { ...blockRun, output: 'output_0', offset: 1998, limit: 1000, sort: null }
      const page = given(await outputs.page(input))
      expect(page.totalRows).toBe(2000)
      expect(page.columns.map(({ name }) => name)).toEqual(['n', 'half', 'a "name"', 'even', 'big', 'hole', 'price'])
      expect(page.rows.at(-1)).toEqual([1999, 999.5, 'x1999', false, '9007199254740993', null, 1.5])
      const sort = { column: 'a "name"', descending: true }
      const sorted = given(await outputs.page({ ...input, offset: 0, limit: 1, sort }))
      expect(sorted.rows[0]?.[2]).toBe('x999')
      const wrong = await outputs.page({ ...input, sort: { column: 'n; DROP TABLE x', descending: false } })
      expect(wrong).toMatchObject({ ok: false, error: { code: 'invalid-input' } })
    }))

  it('says so where the files of a block run are gone', () =>
    useOutputs(async ({ outputs, blockRun, temp }) => {
      await temp.folder.remove()
      expect(await outputs.preview({ ...blockRun, output: 'output_0' })).toMatchObject({ error: { code: 'not-found' } })
    }))
})

describe.runIf(process.platform === 'linux')('looking at a table', () => {
  it('asks one reader for all pages, and another one after that was killed', () =>
    useOutputs(async ({ outputs, blockRun }) => {
      const sort = { column: 'a', descending: true }
      const input = { ...blockRun, output: 'output_0', offset: 5, limit: 2, sort }
      const readers = async () => (await childrenOf(process.pid)).filter(({ command }) => command.includes('--serve'))
      await Promise.all([outputs.page(input), outputs.page({ ...input, offset: 7 })])
      const [reader, ...more] = await readers()
      expect(more).toEqual([])
      process.kill(reader?.pid ?? 0, 'SIGKILL')
      await waitFor(async () => (await readers()).length === 0, 'its end')
      expect(given(await outputs.page(input)).rows[0]?.[0]).toBe(24)
      const wrong = await outputs.page({ ...input, sort: { column: 'z', descending: true } })
      expect(wrong).toMatchObject({ error: { message: expect.stringContaining('there is no column z') } })
      await outputs[Symbol.asyncDispose]()
      expect(await readers()).toEqual([])
    }))

  it('leaves no reserved memory behind that would hinder starting processes', () =>
    useOutputs(async ({ outputs, blockRun, directory }) => {
      const reserved = async () => Number(/VmData:\s+(\d+)/.exec(await readFile('/proc/self/status', 'utf8'))?.[1])
      await storeParquet(directory, 'SELECT 1 AS a')
      const before = await reserved()
      const input = { ...blockRun, output: 'output_0', offset: 0, limit: 10, sort: null }
      await Promise.all([outputs.page(input), outputs.page(input), outputs.page(input)])
      expect((await reserved()) - before).toBeLessThan(2 ** 20)
    }))
})

describe('artifacts', () => {
  it('have an address that leads back to their file', () =>
    useOutputs(async ({ outputs, blockRun }) => {
      const { url } = given(await outputs.artifactUrl({ ...blockRun, path: 'artifacts/a #1?.svg' }))
      const file = given(await outputs.artifactFile(url))
      expect(file.mime).toBe('image/svg+xml')
      expect(await readFile(file.path, 'utf8')).toBe('<svg/>')
    }))

  it('never lead out of their block run, not by dots, not by links', () =>
    useOutputs(async ({ outputs, blockRun, directory, temp }) => {
      await symlink('/etc', join(directory, 'artifacts/link'))
      await symlink(temp.folder.at('metadata.yaml'), join(directory, 'artifacts/inside'))
      const good = given(await outputs.artifactUrl({ ...blockRun, path: 'artifacts/a #1?.svg' })).url
      const base = good.slice(0, good.indexOf('/artifacts/'))
      const escapes = [
        '/artifacts/link/passwd',
        '/artifacts/inside',
        '/..%2f..%2f..%2fhistory.db',
        '/%2e%2e/x',
        '//etc/passwd',
        '/artifacts',
        '/',
      ]
      for (const way of escapes) expect((await outputs.artifactFile(base + way)).ok, way).toBe(false)
      expect((await outputs.artifactFile(good.replace('/1/', '/%2e%2e/'))).ok).toBe(false)
      expect((await outputs.artifactFile(good.replace('artifact:', 'file:'))).ok).toBe(false)
      expect((await outputs.artifactUrl({ ...blockRun, path: '../../../../metadata.yaml' })).ok).toBe(false)
    }))

  it('are addressed by escaped parts', () => {
    const address = { projectId: '0123456789abcdef', runId: 4, blockDirectory: 'a~b', attempt: 2, path: 'x y/é%.png' }
    expect(parseArtifactUrl(artifactUrl(address))).toEqual(address)
    expect(mimeOf('x/É.PNG')).toBe('image/png')
    expect(mimeOf('model.bin')).toBe('application/octet-stream')
  })
})
