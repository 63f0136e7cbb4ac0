import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { RunHost } from '#engine/history/runs-repository.ts'

const execFileAsync = promisify(execFile)

/** Seconds by which two ways of asking for a start time may differ. */
const tolerance = 3

/** Start time of a Linux process in clock ticks since this boot; null where there is no such process (or only its remains). */
const linuxStart = async (pid: number | 'self'): Promise<string | null> => {
  try {
    const [stat, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
    ])
    // The name of the executable, in parentheses, may hold spaces: count from the last parenthesis.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z' || fields[0] === 'X') return null
    return `${boot.trim()}:${fields[19]}`
  } catch {
    return null
  }
}

const askSystem = async (pid: number): Promise<string> => {
  if (process.platform === 'win32') {
    const script = `[DateTimeOffset]::new((Get-Process -Id ${pid}).StartTime).ToUnixTimeSeconds()`
    return (await execFileAsync('powershell.exe', ['-NoProfile', '-Command', script], { windowsHide: true })).stdout
  }
  const { stdout } = await execFileAsync('ps', ['-o', 'lstart=', '-p', String(pid)], {
    env: { ...process.env, LC_ALL: 'C' },
  })
  return String(Date.parse(stdout.trim()) / 1000)
}

/** Who runs the runs of this host: written into each of them. */
export const ownIdentity = async (): Promise<RunHost> => {
  const linux = process.platform === 'linux' ? await linuxStart('self') : null
  return { pid: process.pid, started: linux ?? `at:${Math.round(Date.now() / 1000 - process.uptime())}` }
}

/** True while the very process that wrote this identity lives; another one with the same number does not count. */
export const isHostAlive = async (host: RunHost): Promise<boolean> => {
  if (!host.started.startsWith('at:')) return (await linuxStart(host.pid)) === host.started
  try {
    const seconds = Number((await askSystem(host.pid)).trim())
    return Math.abs(seconds - Number(host.started.slice('at:'.length))) <= tolerance
  } catch {
    return false
  }
}
