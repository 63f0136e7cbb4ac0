import { pathToFileURL } from 'node:url'
import { install } from './install.mjs'
import { alone } from './lib/alone.mjs'
import { inRoot, runTool } from './lib/process.mjs'
import { isStale } from './lib/stale.mjs'

/** Builds main, command line, preload and renderer into out/. */
export function build(options = {}) {
  return runTool('electron-vite/bin/electron-vite.js', ['build', '--logLevel', 'warn'], options)
}

/** Builds what is stale of the parts; where another start is building, it is waited for. */
async function buildStale(parts, { env, say }) {
  const isNeeded = () => parts.some((part) => isStale(part))
  if (!isNeeded()) return
  say('Building…')
  await install()
  await alone(inRoot('.cache', 'building'), async () => {
    if (!isNeeded()) return
    const { code, output } = await build({ quiet: true, env })
    if (code !== 0) throw new Error(`The build failed.\n${output}`)
  })
}

/** Builds everything where a source is newer than what was built of it. */
export const buildIfStale = () => buildStale(['main', 'window'], { env: {}, say: console.log })

/** Builds only what the command line needs, and says so on stderr: stdout belongs to the command. */
export const buildMain = () => buildStale(['main'], { env: { PIPEWRIGHT_BUILD: 'main' }, say: console.error })

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = (await build()).code
