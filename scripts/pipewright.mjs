#!/usr/bin/env node
import module from 'node:module'
import { pathToFileURL } from 'node:url'
import { buildIfStale, buildMainIfStale } from './build.mjs'
import { inRoot, root } from './lib/process.mjs'

/** `open` starts a window; the command line is told here how a window is started from the sources. */
async function prepareWindow() {
  const { findElectron, sandboxSwitches } = await import('./electron-runtime.mjs')
  await buildIfStale()
  const { executable } = await findElectron()
  process.env.PIPEWRIGHT_WINDOW_COMMAND ??= JSON.stringify([executable, root, ...sandboxSwitches()])
}

// The command line from the sources. It runs in this very process: a second Node would double the time to the first line.
if (process.argv[2] === 'open') await prepareWindow()
await buildMainIfStale()
module.enableCompileCache?.(inRoot('.cache', 'compile'))
await import(pathToFileURL(inRoot('out', 'main', 'cli.cjs')).href)
