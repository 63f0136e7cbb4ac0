import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as blocks from '#engine/testing/fixture-blocks.ts'
import { mountSmallDisk, noSmallDisk, unmountSmallDisk } from '#engine/testing/small-disk.ts'
import { createTempRuns, given } from '#engine/testing/temp-runs.ts'
import { blockDirectoryName } from './block-run-directory.ts'
import { createLogFile, type FiledLine } from './log-file.ts'
import { readLog } from './read-log.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pipewright-log-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const query = { minimumLevel: null, search: null, fromEnd: false, limit: 10_000 }

describe('a log file', () => {
  const written = async (write: (log: ReturnType<typeof createLogFile>) => Promise<void>) => {
    const lines: FiledLine[] = []
    const failures: Error[] = []
    const path = join(folder, 'log.ndjson')
    const log = createLogFile({ path, onLine: (line) => lines.push(line), onFailure: (error) => failures.push(error) })
    await write(log)
    await log.close()
    const records = (await readFile(path, 'utf8'))
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line))
    return { lines, failures, records }
  }
  const channel = (log: ReturnType<typeof createLogFile>, name: 'stdout' | 'stderr') => {
    const stream = new PassThrough()
    log.read(name, stream)
    return async (text: string) => {
      const closed = new Promise((resolve) => stream.once('close', resolve))
      stream.end(text)
      await closed
    }
  }

  it('never lets time run backwards within a block, whoever tells it', async () => {
    const { records } = await written((log) =>
      channel(log, 'stdout')('arrives now\n\x1e{"stream":"log","level":"info","text":"said earlier","time":5}\n'),
    )
    expect(records.map(({ text }) => text)).toEqual(['arrives now', 'said earlier'])
    expect(records[1].time).toBeGreaterThanOrEqual(records[0].time)
  })

  it('takes levels from frames, and guesses them for what C code wrote to stderr', async () => {
    const { records } = await written(async (log) => {
      await channel(
        log,
        'stdout',
      )('plain ERROR\n\x1e{"stream":"log","level":"warning","text":"two\\nlines","time":5}\n')
      await channel(
        log,
        'stderr',
      )('reading\nlibfoo: WARNING: old\nTraceback (most recent call last):\n  File "x"\nKeyError: 1\nfine\n')
      log.engineLine('error', 'of ours')
    })
    expect(records.map(({ stream, level, text }) => [stream, level, text])).toEqual([
      ['stdout', 'info', 'plain ERROR'],
      ['log', 'warning', 'two'],
      ['log', 'warning', 'lines'],
      ['stderr', 'info', 'reading'],
      ['stderr', 'warning', 'libfoo: WARNING: old'],
      ['stderr', 'error', 'Traceback (most recent call last):'],
      ['stderr', 'error', '  File "x"'],
      ['stderr', 'error', 'KeyError: 1'],
      ['stderr', 'info', 'fine'],
      ['engine', 'error', 'of ours'],
    ])
  })

  it('tells each line under its place in the file', async () => {
    const { lines, records } = await written((log) => channel(log, 'stdout')('a\nb\nc\n'))
    expect(lines.map(({ line, text }) => [line, text])).toEqual(records.map(({ text }, line) => [line, text]))
  })

  it('keeps a progress bar in its last state only', async () => {
    const { records } = await written((log) => channel(log, 'stdout')('\r10%\r50%\r100%\ndone\n'))
    expect(records.map(({ text }) => text)).toEqual(['100%', 'done'])
  })

  it('goes on showing lines where the folder was removed, and says once that they are not kept', async () => {
    const failures: Error[] = []
    const lines: FiledLine[] = []
    const log = createLogFile({
      path: join(folder, 'gone', 'log.ndjson'),
      onLine: (line) => lines.push(line),
      onFailure: (error) => failures.push(error),
    })
    await channel(log, 'stdout')('a\nb\n')
    await log.close()
    expect(failures).toHaveLength(1)
    expect(lines.map(({ text }) => text)).toEqual(['a', 'b'])
  })

  it('says once that the disk is full, and the block goes on', async ({ skip }) => {
    if (!mountSmallDisk(folder, '64k')) skip(noSmallDisk)
    try {
      const failures: Error[] = []
      const log = createLogFile({
        path: join(folder, 'log.ndjson'),
        onLine: () => undefined,
        onFailure: (error) => failures.push(error),
      })
      await channel(log, 'stdout')('many words\n'.repeat(20_000))
      await log.close()
      expect(failures.map(({ message }) => message)).toEqual([expect.stringContaining('ENOSPC')])
    } finally {
      unmountSmallDisk(folder)
    }
  })
})

describe('reading a log', () => {
  const write = async (block: string, attempt: number, records: readonly object[]) => {
    const directory = join(folder, blockDirectoryName(block), String(attempt))
    await mkdir(directory, { recursive: true })
    await writeFile(join(directory, 'log.ndjson'), records.map((record) => `${JSON.stringify(record)}\n`).join(''))
  }
  const record = (time: number, text: string, level = 'info') => ({ time, stream: 'stdout', level, text })

  it('puts lines of all blocks and attempts in the order of their times', async () => {
    await write('a', 1, [record(1, 'a1'), record(4, 'a4')])
    await write('a', 2, [record(6, 'again')])
    await write('deep/b', 1, [record(2, 'b2'), record(5, 'b5')])
    const page = await readLog(folder, ['a', 'deep/b'], query)
    expect(page.lines.map(({ text }) => text)).toEqual(['a1', 'b2', 'a4', 'b5', 'again'])
    expect(page.lines.at(-1)).toMatchObject({ blockUuid: 'a', attempt: 2, line: 0 })
    expect(page.total).toBe(5)
  })

  it('takes the first or the last lines, and counts all', async () => {
    await write(
      'a',
      1,
      Array.from({ length: 9_000 }, (_, index) => record(index, `line ${index} ${'x'.repeat(60)}`)),
    )
    const first = await readLog(folder, ['a'], { ...query, limit: 3 })
    expect(first.lines.map(({ line }) => line)).toEqual([0, 1, 2])
    const last = await readLog(folder, ['a'], { ...query, fromEnd: true, limit: 3 })
    expect(last.lines.map(({ line }) => line)).toEqual([8_997, 8_998, 8_999])
    expect([first.total, last.total]).toEqual([9_000, 9_000])
  })

  it('searches words and levels', async () => {
    await write('a', 1, [record(1, 'Loss 0.2'), record(2, 'bad loss', 'error'), record(3, 'other', 'error')])
    const found = await readLog(folder, ['a'], { ...query, search: 'LOSS' })
    expect(found.lines.map(({ line }) => line)).toEqual([0, 1])
    const errors = await readLog(folder, ['a'], { ...query, search: 'loss', minimumLevel: 'warning' })
    expect(errors.lines.map(({ line }) => line)).toEqual([1])
    expect(errors.total).toBe(1)
  })

  it('leaves out a last line that is still being written', async () => {
    await write('a', 1, [record(1, 'whole')])
    const path = join(folder, 'a', '1', 'log.ndjson')
    await writeFile(path, `${await readFile(path, 'utf8')}{"time":2,"str`)
    expect(await readLog(folder, ['a'], query)).toMatchObject({ total: 1, lines: [{ text: 'whole' }] })
  })
})

describe('the log of a run', () => {
  it('loses none of 200,000 lines printed as fast as Python can, and spares the window', async () => {
    await using temp = await createTempRuns([
      { uuid: 'train', blocks: [{ uuid: 'flood', code: blocks.floods(200_000) }] },
    ])
    let gaps = 0
    temp.context.events.on('run.logged', ({ gap }) => {
      gaps += gap ? 1 : 0
    })
    const run = await temp.finish('train')
    const page = given(
      await temp.runs.log({ projectId: temp.project.id, runId: run.id, blockUuid: 'flood', ...query, fromEnd: true }),
    )
    expect(page.total).toBe(200_000)
    expect(page.lines.map(({ text }) => text)).toEqual(
      Array.from({ length: 10_000 }, (_, index) => `line ${190_000 + index}`),
    )
    expect(gaps).toBeGreaterThan(0)
    expect(temp.logged.length).toBeLessThan(200_000)
    expect(temp.logged.at(-1)?.text).toBe('line 199999')
  })
})
