#!/usr/bin/env node
import module from 'node:module'
import { isStale } from './lib/stale.mjs'

if (Number(process.versions.node.split('.')[0]) < 20) {
  console.error(`pipewright: Node 20 or newer is needed; this is ${process.versions.node}.`)
  process.exit(2)
}

/** `open` starts a window; the command line is told here how a window is started from the sources. */
async function prepareWindow() {
  const { findElectron, sandboxSwitches } = await import('./electron-runtime.mjs')
  const { buildIfStale } = await import('./build.mjs')
  const { root } = await import('./lib/process.mjs')
  await buildIfStale()
  const { executable } = await findElectron()
  process.env.PIPEWRIGHT_WINDOW_COMMAND ??= JSON.stringify([executable, root, ...sandboxSwitches()])
}

// The command line from the sources. It runs in this very process: a second Node would double the time to the first line.
const asksForHelp = process.argv.some((typed) => typed === '--help' || typed === '-h')
if (process.argv[2] === 'open' && !asksForHelp) await prepareWindow()
if (isStale('main')) {
  const { buildMain } = await import('./build.mjs')
  await buildMain().catch((error) => {
    console.error(`pipewright: ${error.message}`)
    process.exit(1)
  })
}
// Required, not imported: for an import Node would first look for names that it exports.
const require = module.createRequire(import.meta.url)
module.enableCompileCache?.(require('node:url').fileURLToPath(new URL('../.cache/compile', import.meta.url)))
require('../out/main/cli.cjs')
