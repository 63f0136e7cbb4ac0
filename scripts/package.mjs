import { cpSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from './build.mjs'
import { findElectron } from './electron-runtime.mjs'
import { install } from './install.mjs'
import { inRoot, runTool } from './lib/process.mjs'

/** electron-builder copies the runtime as it is, so the development link to this folder must not be in it. */
function cleanCopy(dist) {
  const copy = inRoot('.cache', 'electron', 'packaging')
  const link = join(dist, 'resources', 'app')
  rmSync(copy, { recursive: true, force: true })
  cpSync(dist, copy, { recursive: true, verbatimSymlinks: true, filter: (source) => source !== link })
  return copy
}

/** Where Electron cannot be downloaded, the runtime we start is packaged. */
async function offlineArguments() {
  const { kind, dist } = await findElectron()
  if (kind !== 'stand-in') return []
  const version = readFileSync(join(dist, 'version'), 'utf8')
  return [`-c.electronDist=${cleanCopy(dist)}`, `-c.electronVersion=${version}`]
}

/** Packages for this platform; arguments go to electron-builder, such as `--linux dir`. */
async function main() {
  await install()
  const built = await build()
  if (built.code !== 0) return built.code
  const args = [...process.argv.slice(2), ...(await offlineArguments()), '--publish', 'never']
  return (await runTool('electron-builder/cli.js', args)).code
}

process.exitCode = await main()
