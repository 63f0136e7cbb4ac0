import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { promisify } from 'node:util'

const execFileAsync = promisify(execFile)

/** Every process of a block run carries it in its environment, as `<project id>:<id>`; inherited by whatever it starts. */
export const markVariable = 'PIPEWRIGHT_BLOCK_RUN'

export type MarkedProcess = { readonly pid: number; readonly mark: string }

const markIn = (environment: string, separator: string | RegExp): string | null => {
  const found = environment.split(separator).find((entry) => entry.startsWith(`${markVariable}=`))
  return found === undefined ? null : found.slice(markVariable.length + 1).trimEnd()
}

/** The user whose processes can be looked at; null for the one who may look at all. */
const onlyUser = (): number | null => (process.geteuid?.() === 0 ? null : (process.geteuid?.() ?? null))

const environmentOf = (pid: string, user: number | null): Buffer | null => {
  try {
    // Asked first: a refusal costs many times as much as this.
    if (user !== null && statSync(`/proc/${pid}`).uid !== user) return null
    return readFileSync(`/proc/${pid}/environ`)
  } catch {
    // Gone meanwhile, or somebody else's.
    return null
  }
}

/** Not by promises: the kernel answers from memory, and for hundreds of processes their way through other threads takes ten times as long. */
const linuxProcesses = (): MarkedProcess[] => {
  const user = onlyUser()
  return readdirSync('/proc').flatMap((name) => {
    const environment = /^\d+$/.test(name) ? environmentOf(name, user) : null
    if (environment === null || !environment.includes(markVariable)) return []
    const mark = markIn(environment.toString('latin1'), '\0')
    return mark === null ? [] : [{ pid: Number(name), mark }]
  })
}

const psProcesses = async (): Promise<MarkedProcess[]> => {
  const { stdout } = await execFileAsync('ps', ['-E', '-ww', '-axo', 'pid=,command='], { maxBuffer: 64 * 1024 * 1024 })
  return stdout.split('\n').flatMap((line) => {
    const mark = markIn(line, /\s+/)
    return mark === null ? [] : [{ pid: Number.parseInt(line, 10), mark }]
  })
}

/**
 * Live processes of block runs of a project, this process left out. Windows tells no environment of others: there it is always empty,
 * and block processes end with their host by other means.
 */
export const markedProcesses = async (projectId: string): Promise<MarkedProcess[]> => {
  if (process.platform === 'win32') return []
  const all = process.platform === 'linux' ? linuxProcesses() : await psProcesses()
  return all.filter(({ pid, mark }) => pid !== process.pid && mark.startsWith(`${projectId}:`))
}

const kill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // Ended by itself meanwhile.
  }
}

/** Milliseconds after which processes that cannot be ended (stuck in the kernel) are given up on. */
const patience = 10_000

/**
 * Ends processes of a project by their mark and resolves when a scan finds none; processes started while it works are found by the
 * next scan. Returns how many there were.
 */
export const endMarkedProcesses = async (
  projectId: string,
  isWanted: (mark: string) => boolean | Promise<boolean>,
): Promise<number> => {
  const ended = new Set<number>()
  const giveUpAt = performance.now() + patience
  for (;;) {
    const found = await markedProcesses(projectId)
    const wanted = await Promise.all(found.map(({ mark }) => isWanted(mark.slice(projectId.length + 1))))
    const left = found.filter((_, index) => wanted[index] === true)
    if (left.length === 0 || performance.now() > giveUpAt) return ended.size
    for (const { pid } of left) {
      ended.add(pid)
      kill(pid)
    }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
