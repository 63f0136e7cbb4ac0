import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** A path inside the project. */
export const inRoot = (...parts) => join(root, ...parts)

const MINIMUM_NODE = 22

/** The Node that is new enough for our tools: the running one, or the one that comes as a dependency. */
export function modernNode() {
  if (Number(process.versions.node.split('.')[0]) >= MINIMUM_NODE) return process.execPath
  const bundled = inRoot('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  return existsSync(bundled) ? bundled : process.execPath
}

const graceMs = 30_000

/** Ends a program that has written its report and still runs after the grace. */
function endOnceReported(child, report) {
  let reportedAt = 0
  return setInterval(() => {
    if (reportedAt === 0 && existsSync(report)) reportedAt = Date.now()
    if (reportedAt === 0 || Date.now() - reportedAt < graceMs) return
    console.log('It reported its results but did not end: some process was left behind. Ending it.')
    child.kill('SIGKILL')
  }, 1000)
}

/**
 * Runs a program to its end.
 *
 * With `quiet`, what it prints is collected and returned; otherwise it goes to the terminal as it comes. With `report`, the program
 * has done its work once that file is there: if it does not end then (a process left behind keeps it open), it is ended with code 124.
 */
export function run(command, args, options = {}) {
  const { quiet = false, env = {}, cwd = root, report } = options
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    })
    const chunks = []
    child.stdout?.on('data', (chunk) => chunks.push(chunk))
    child.stderr?.on('data', (chunk) => chunks.push(chunk))
    const overdue = report && endOnceReported(child, report)
    child.on('error', (error) => resolve({ code: 127, output: error.message }))
    child.on('close', (code, signal) => {
      clearInterval(overdue)
      resolve({
        code: code ?? 124,
        output: Buffer.concat(chunks).toString() + (signal ? `\nended by ${signal}\n` : ''),
      })
    })
  })
}

/** Runs a tool from node_modules, given the path of its script, with a Node that is new enough for it. */
export function runTool(script, args, options = {}) {
  const node = modernNode()
  // Tools start further Nodes by name; they must find the same one.
  const path = `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`
  return run(node, [inRoot('node_modules', script), ...args], { ...options, env: { PATH: path, ...options.env } })
}

/** Runs npm, which is a batch file on Windows and so needs a shell there. */
export function runNpm(args, options = {}) {
  if (process.env.npm_execpath?.endsWith('.js'))
    return run(process.execPath, [process.env.npm_execpath, ...args], options)
  if (process.platform === 'win32')
    return run(process.env.ComSpec ?? 'cmd.exe', ['/d', '/s', '/c', 'npm', ...args], options)
  return run('npm', args, options)
}

/** The name under which Python 3 answers here, or null. */
export async function findPython() {
  for (const name of process.platform === 'win32' ? ['python', 'py'] : ['python3', 'python']) {
    const { code, output } = await run(name, ['--version'], { quiet: true })
    if (code === 0 && output.startsWith('Python 3')) return name
  }
  return null
}
