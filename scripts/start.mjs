import { cpSync, existsSync } from 'node:fs'
import { buildIfStale } from './build.mjs'
import { findElectron, sandboxSwitches } from './electron-runtime.mjs'
import { install } from './install.mjs'
import { hasDisplay } from './lib/display.mjs'
import { inRoot, modernNode, root, run } from './lib/process.mjs'
import { ensureSystemLibraries } from './lib/system-libraries.mjs'

const example = { id: 'penguins', pipeline: 'train_penguin_classifier' }

async function openWindow(electron) {
  const chosen = process.argv.slice(2)
  const args = chosen.length > 0 ? chosen : ['--example', example.id]
  const { code } = await run(electron.executable, [root, ...sandboxSwitches(), ...args])
  return code
}

const pipewright = (...typed) => run(modernNode(), [inRoot('scripts', 'pipewright.mjs'), ...typed])

/** A folder that was named, where no window can show it: what is in it, and how it is run here. Nothing of it is run unasked. */
async function listInTerminal(reason, folder) {
  console.log(`No window: ${reason}. The pipelines of ${folder}:\n`)
  const { code } = await pipewright('list', folder)
  if (code === 0) console.log(`\nTo run one here: npm run -s pipewright -- run ${folder} <pipeline>`)
  return code
}

/** The example on a machine without a screen: the same engine, in the terminal, on a copy that may be changed. */
async function runInTerminal(reason) {
  const folder = process.argv.slice(2).find((typed) => !typed.startsWith('-'))
  if (folder !== undefined && !process.argv.includes('--example')) return listInTerminal(reason, folder)
  const copy = inRoot('.cache', 'examples', example.id)
  if (!existsSync(copy)) cpSync(inRoot('resources', 'examples', example.id), copy, { recursive: true })
  console.log(`No window: ${reason}. Running the example in the terminal instead.\n`)
  const { code } = await pipewright('run', copy, example.pipeline, '--trust')
  console.log('\nTo see the window, run npm start where there is a screen, or on a virtual one: xvfb-run -a npm start')
  return code
}

async function main() {
  await install()
  if (!hasDisplay()) return runInTerminal('there is no display (DISPLAY is not set)')
  await buildIfStale()
  const electron = await findElectron()
  const missing = await ensureSystemLibraries(electron.executable, { needsScreen: false })
  return missing ? runInTerminal(missing) : openWindow(electron)
}

process.exitCode = await main().catch((error) => {
  console.error(error.message)
  return 1
})
