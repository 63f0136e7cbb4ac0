import { pathToFileURL } from 'node:url'
import { install } from './install.mjs'
import { runTool } from './lib/process.mjs'
import { isStale } from './lib/stale.mjs'

/** Builds main, command line, preload and renderer into out/. */
export function build(options = {}) {
  return runTool('electron-vite/bin/electron-vite.js', ['build', '--logLevel', 'warn'], options)
}

async function buildOrFail(env) {
  await install()
  const { code, output } = await build({ quiet: true, env })
  if (code !== 0) throw new Error(`The build failed.\n${output}`)
}

/** Builds everything where a source is newer than what was built of it. */
export async function buildIfStale() {
  if (!isStale('main') && !isStale('window')) return
  console.log('Building…')
  await buildOrFail({})
}

/** Builds only what the command line needs, and says so on stderr: stdout belongs to the command. */
export async function buildMain() {
  console.error('Building…')
  await buildOrFail({ PIPEWRIGHT_BUILD: 'main' })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = (await build()).code
