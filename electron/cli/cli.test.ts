import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fails, ignoresSigterm, returns, sleeps } from '#engine/testing/fixture-blocks.ts'
import { createTempProject, type TempProject } from '#engine/testing/temp-project.ts'
import { waitFor } from '#engine/testing/wait-for.ts'

const root = join(import.meta.dirname, '..', '..')
type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string }
type Started = { readonly child: ChildProcess; readonly output: () => string; readonly ended: Promise<Ended> }

let project: TempProject
let data: TempProject

/** Runs the command line from its sources, as a script would: no terminal, its own data directory. */
const start = (...typed: readonly string[]): Started => {
  const child = spawn(process.execPath, [join(root, 'electron', 'cli.ts'), ...typed], {
    env: { ...process.env, PIPEWRIGHT_DATA_DIRECTORY: data.path },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })))
  return { child, output: () => stdout, ended }
}
const run = (...typed: readonly string[]): Promise<Ended> => start(...typed).ended

const chain = [
  { uuid: 'one', type: 'data_loader', code: returns([{ a: 1 }, { a: 2 }]).replace('@transformer', '@data_loader') },
  { uuid: 'two', upstream: ['one'] },
] as const

const talksWithoutEnd = `import time
@transformer
def run(*args, **kwargs):
    number = 0
    while True:
        number += 1
        print('said', number, flush=True)
        time.sleep(0.01)
`

beforeEach(async () => {
  project = await createTempProject([{ uuid: 'chain', blocks: chain }])
  data = await createTempProject([], 'data')
})
afterEach(async () => {
  await project.remove()
  await data.remove()
})

describe('pipewright run', () => {
  it('ends with 0 when the run completed, with plain lines in a pipe', async () => {
    const { code, stdout } = await run('run', project.path, 'chain', '--trust')
    expect(stdout).toMatch(/Run 1 · chain · 2 blocks[\s\S]*✓ one .*\n[\s\S]*✓ two .*\nRun 1 completed/)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: looks for escape sequences
    expect(stdout).not.toMatch(/\u001b/)
    expect(code).toBe(0)
  })

  it('ends with 1 when a block failed, and says why', async () => {
    await project.pipeline({ uuid: 'broken', blocks: [{ uuid: 'breaks', code: fails('no sevens') }] })
    const { code, stdout } = await run('run', project.path, 'broken', '--trust')
    expect(stdout).toContain('no sevens')
    expect(code).toBe(1)
  })

  it('runs nothing of a folder that is not trusted, and ends with 2', async () => {
    const { code, stderr, stdout } = await run('run', project.path, 'chain')
    expect(stderr).toContain('is not trusted')
    expect(stdout).toBe('')
    expect(code).toBe(2)
  })

  it('asks for trust once: it is remembered', async () => {
    await run('run', project.path, 'chain', '--trust')
    expect((await run('run', project.path, 'chain')).code).toBe(0)
  })

  it('gives newline-delimited events with --json', async () => {
    const { stdout } = await run('run', project.path, 'chain', '--trust', '--json')
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; state?: string })
    expect(events[0]?.kind).toBe('run-queued')
    expect(events.at(-1)).toMatchObject({ kind: 'run-ended', state: 'completed' })
  })

  it('passes variables: JSON where it parses, text where the pipeline declares text', async () => {
    const code = "@custom\ndef f(*args, **kwargs):\n    print('got', repr(kwargs['n']), repr(kwargs['word']))\n"
    await project.pipeline({
      uuid: 'vars',
      variables: { n: 1, word: 'x' },
      blocks: [{ uuid: 'reads', type: 'custom', code }],
    })
    const { stdout } = await run('run', project.path, 'vars', '--trust', '--var', 'n=5', '--var', 'word=7')
    expect(stdout).toContain("got 5 '7'")
  })

  it('feeds a single block from an earlier run', async () => {
    await run('run', project.path, 'chain', '--trust')
    const { code, stdout } = await run('run', project.path, 'chain', '--block', 'two')
    expect(stdout).not.toContain('✓ one')
    expect(stdout).toContain('✓ two')
    expect(code).toBe(0)
  })

  it('says before a run of what changed which blocks will run and why, and runs only those', async () => {
    await run('run', project.path, 'chain', '--trust')
    const explained = await run('run', project.path, 'chain', '--changed', '--explain')
    const lines = [
      '▸ one   Will run because data loaders always run',
      '? two   Reused if "one" gives the same output as before',
    ]
    for (const line of lines) expect(explained.stdout).toContain(line)
    expect(explained.stdout).not.toContain('Run 2')
    expect(explained.code).toBe(0)
    const { code, stdout } = await run('run', project.path, 'chain', '--changed')
    expect(stdout).toMatch(/▸ one[\s\S]*Run 2 [\s\S]*✓ one .*\n[\s\S]*↺ two .*Reused from run 1/)
    expect(code).toBe(0)
  })

  it('goes on from a run that failed with --resume, and needs no pipeline for it', async () => {
    await project.write('transformers/two.py', fails('not yet'))
    expect((await run('run', project.path, 'chain', '--trust')).code).toBe(1)
    await project.write('transformers/two.py', returns(1))
    const { code, stdout } = await run('run', project.path, '--resume', '1')
    expect(stdout).toMatch(/↺ one [\s\S]*✓ two [\s\S]*Run 2 completed/)
    expect(code).toBe(0)
    expect((await run('run', project.path, '--resume', 'x')).code).toBe(2)
    expect((await run('run', project.path, 'chain', '--explain')).code).toBe(2)
  })

  it('runs one child of a dynamic block again with --again, or those that failed, and says before what becomes of each block', async () => {
    const items = returns([[1, 2, 3]]).replace('@transformer', '@data_loader')
    const each = (code: string) =>
      `@transformer\ndef run(item, **kwargs):\n    print("each", item)\n    return ${code}\n`
    await project.pipeline({
      uuid: 'fan',
      blocks: [
        { uuid: 'items', type: 'data_loader', configuration: { dynamic: true }, code: items },
        { uuid: 'each', upstream: ['items'], code: each('1 / (item - 2)') },
      ],
    })
    expect((await run('run', project.path, 'fan', '--trust')).code).toBe(1)
    await project.write('transformers/each.py', each('item'))
    const explained = await run('run', project.path, '--resume', '1', '--again', 'each:failed', '--explain')
    expect(explained.stdout).toContain('▸ each:1  Will run because it was chosen.')
    const { code, stdout } = await run('run', project.path, 'fan', '--resume', '1', '--again', 'each:failed')
    expect(stdout).toMatch(/▸ each:1 [\s\S]*each 2[\s\S]*Run 2 completed/)
    expect(stdout).not.toMatch(/each [13]/)
    expect(code).toBe(0)
    const one = await run('run', project.path, '--resume', '2', '--again', 'each:0', '--json')
    expect(one.stdout).toContain('"each 1"')
    const none = await run('run', project.path, '--resume', '2', '--again', 'each:7')
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('"each:0" to "each:2"') })
    const other = await run('run', project.path, 'chain', '--resume', '2', '--again', 'each:0')
    expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('of the pipeline "fan", not of "chain"') })
    expect((await run('run', project.path, 'fan', '--again', 'each:0')).code).toBe(2)
  }, 30_000)

  it('ends with 2 for an unknown pipeline, naming those there are', async () => {
    const { code, stderr } = await run('run', project.path, 'chian', '--trust')
    expect(stderr).toContain('has no pipeline "chian". It has: chain')
    expect(code).toBe(2)
  })

  it('ends with 2 for an unknown block, naming it', async () => {
    const { code, stderr } = await run('run', project.path, 'chain', '--to', 'three', '--trust')
    expect(stderr).toContain('three')
    expect(code).toBe(2)
  })

  it('cancels on Ctrl+C, ends with 130, and leaves no process', async () => {
    const pidFile = project.at('pid')
    await project.pipeline({ uuid: 'stubborn', blocks: [{ uuid: 'stays', code: ignoresSigterm(pidFile) }] })
    const started = start('run', project.path, 'stubborn', '--trust')
    await waitFor(() => started.output().includes('ready'), 'the block to be ready', 20_000)
    const pid = Number(await project.read('pid'))
    started.child.kill('SIGINT')
    expect((await started.ended).code).toBe(130)
    expect(() => process.kill(pid, 0)).toThrow()
  })

  it('cancels and says nothing where the reader of its output is gone', async () => {
    await project.pipeline({ uuid: 'talks', blocks: [{ uuid: 'talks', code: talksWithoutEnd }] })
    const started = start('run', project.path, 'talks', '--trust')
    await waitFor(() => started.output().includes('said 1'), 'the first line', 20_000)
    started.child.stdout?.destroy()
    expect(await started.ended).toMatchObject({ code: 130, stderr: '' })
    expect((await run('list', project.path)).stdout).toMatch(/talks .* run 1 cancelled/)
  })

  it('leaves no process behind when it is killed', async () => {
    const code = `${sleeps(600).replace("print('started'", "print('started', os.getpid()")}\n`.replace(
      'import time',
      'import os\nimport time',
    )
    await project.pipeline({ uuid: 'sleeper', blocks: [{ uuid: 'sleeps', code }] })
    const started = start('run', project.path, 'sleeper', '--trust')
    const pid = await waitFor(() => /started (\d+)/.exec(started.output())?.[1], 'the block to start', 20_000)
    started.child.kill('SIGKILL')
    await waitFor(() => {
      try {
        process.kill(Number(pid), 0)
        return false
      } catch {
        return true
      }
    }, 'the block process to be gone')
  })
})

describe('the other commands', () => {
  it('list names pipelines with their last run', async () => {
    await run('run', project.path, 'chain', '--trust')
    const { code, stdout } = await run('list', project.path)
    expect(stdout).toMatch(/^chain\s+python\s+2 blocks\s+run 1 completed/)
    expect(code).toBe(0)
  })

  it('validate ends with 1 and names file and line of an error', async () => {
    await project.write('pipelines/bad/metadata.yaml', 'blocks:\n- uuid: [a\n')
    const { code, stdout } = await run('validate', project.path)
    expect(stdout).toMatch(/pipelines\/bad\/metadata\.yaml:\d+: error: /)
    expect(code).toBe(1)
  })

  it('says what is wrong with a folder that is no project', async () => {
    const { code, stderr } = await run('list', data.at('nothing-here'))
    expect(stderr).toContain('There is no folder')
    expect(code).toBe(2)
  })

  it('help and version need no engine; an unknown command ends with 2 and names the one that was meant', async () => {
    expect((await run('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect((await run('--help')).stdout).toContain('Exit codes')
    const unknown = await run('rnu')
    expect(unknown.code).toBe(2)
    expect(unknown.stderr).toBe('pipewright: there is no command "rnu". Did you mean "run"? See pipewright --help.\n')
  })

  it('each has a help of its own, which names its options and no other', async () => {
    const { code, stdout } = await run('run', '--help')
    expect(code).toBe(0)
    expect(stdout).toContain('--again <block run>')
    expect(stdout).not.toContain('--halving')
    expect((await run('help', 'sweep')).stdout).toContain('--halving <step>')
  })

  it('refuse what they can make nothing of, instead of passing it over', async () => {
    const option = await run('list', project.path, '--parallel', '4')
    expect(option).toMatchObject({ code: 2, stdout: '' })
    expect(option.stderr).toContain('"list" takes no option --parallel.')
    const word = await run('validate', project.path, 'chain')
    expect(word).toMatchObject({ code: 2, stdout: '' })
    expect(word.stderr).toContain('"chain" is one word too many.')
    expect((await run('open', data.at('nothing-here'))).code).toBe(2)
  })
})

describe('pipewright backfill', () => {
  it('runs each date of a range and says how each ended', async () => {
    const range = ['--from', '2026-01-30', '--to', '2026-02-01', '--parallel', '2']
    const { code, stdout } = await run('backfill', project.path, 'chain', ...range, '--trust')
    expect(stdout).toMatch(/2026-01-30 00:00 {2}run \d completed/)
    expect(stdout).toContain('3 of 3 dates completed')
    expect(code).toBe(0)
  })

  it('says what it expects of dates and steps', async () => {
    const dates = await run('backfill', project.path, 'chain', '--from', 'yesterday', '--to', '2026-02-01')
    expect(dates).toMatchObject({ code: 2 })
    expect(dates.stderr).toContain('dates in UTC')
    const range = ['--from', '2026-01-30', '--to', '2026-02-01']
    for (const step of ['fortnight', '0 days']) {
      const steps = await run('backfill', project.path, 'chain', ...range, '--every', step)
      expect(steps.stderr).toContain('"2 hours"')
    }
  })
})
