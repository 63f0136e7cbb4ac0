import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const execFileAsync = promisify(execFile)

/** Oldest and newest minor version of Python 3 the runner is tested on. */
export const supportedPython = { oldest: 9, newest: 14 } as const

/**
 * Asks an executable for its Python version. Runs it, so only for a trusted folder or a system interpreter.
 * @returns `3.12.1`, or null where it does not answer within 5 s
 */
export const askPythonVersion = async (executable: string): Promise<string | null> => {
  const code = 'import sys; sys.stdout.write("%d.%d.%d" % sys.version_info[:3])'
  const asked = execFileAsync(executable, ['-I', '-S', '-c', code], { timeout: 5000, windowsHide: true })
  // One that waits for input must not wait for ours.
  asked.child.stdin?.end()
  const version = await asked.then(
    ({ stdout }) => stdout.trim(),
    () => '',
  )
  return /^\d+\.\d+\.\d+$/.test(version) ? version : null
}

/** Why a version cannot run blocks, in words; null where it can. */
export const versionComplaint = (version: string): string | null => {
  const [major, minor] = version.split('.').map(Number)
  if (major === 3 && minor !== undefined && minor >= supportedPython.oldest) return null
  return `Blocks need Python 3.${supportedPython.oldest} or newer; this interpreter is Python ${version}. Choose another one.`
}
