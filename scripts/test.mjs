import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { build } from './build.mjs'
import { findElectron } from './electron-runtime.mjs'
import { install } from './install.mjs'
import { deadCode, lint, pythonLibraryTests, pythonLint, pythonTests, types } from './lib/checks.mjs'
import { hasDisplay, startVirtualScreen } from './lib/display.mjs'
import { inRoot, runTool } from './lib/process.mjs'
import { countCheck, countPlaywright, countUnittest, countVitest, sum } from './lib/report.mjs'
import { ensureSystemLibraries } from './lib/system-libraries.mjs'

const reports = inRoot('.cache', 'reports')
const skip = (reason) => ({ passed: 0, failed: 0, skipped: 1, reason })

/** A static check: quiet where it is right, everything it says where it is not. */
const check = (perform) => async () => {
  const { code, output, skipped } = await perform({ quiet: true })
  if (skipped) return skip(skipped)
  if (code !== 0) console.log(output)
  return countCheck(code)
}

async function vitest() {
  const report = `${reports}/vitest.json`
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { code } = await runTool('vitest/vitest.mjs', ['run', ...reporters], { report })
  return countVitest(report, code)
}

const unittest = (perform) => async () => {
  const { code, output, skipped } = await perform({ quiet: true })
  if (skipped) return skip(skipped)
  if (code !== 0) console.log(output)
  return countUnittest(output, code)
}

async function playwright() {
  if (!existsSync(inRoot('e2e'))) return skip('no e2e/')
  const electron = await findElectron()
  const needsScreen = !hasDisplay()
  const missing = await ensureSystemLibraries(electron.executable, { needsScreen })
  if (missing) return skip(missing)
  const report = `${reports}/e2e.json`
  const screen = needsScreen ? await startVirtualScreen() : null
  const env = {
    PIPEWRIGHT_ELECTRON: electron.executable,
    PIPEWRIGHT_CHECK_CONTRACT: '1',
    E2E_REPORT: report,
    ...(screen && { DISPLAY: screen.display }),
  }
  const { code } = await runTool('@playwright/test/cli.js', ['test'], { env, report })
  screen?.stop()
  return countPlaywright(report, code)
}

const parts = {
  lint: check(lint),
  types: check(types),
  'dead-code': check(deadCode),
  'python-lint': check(pythonLint),
  vitest,
  python: unittest(pythonTests),
  'python-libraries': unittest(pythonLibraryTests),
  build: check(build),
  e2e: playwright,
}

async function timed(name, perform) {
  const start = performance.now()
  console.log(`\n── ${name}`)
  const counts = await perform()
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  const reason = counts.reason ? ` (${counts.reason})` : ''
  console.log(
    `${name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped${reason} in ${seconds} s`,
  )
  return { name, seconds, ...counts }
}

/** All parts, or those named on the command line; a part that fails does not keep the others from being run. */
async function main() {
  const chosen = process.argv.slice(2)
  const unknown = chosen.find((name) => !(name in parts))
  if (unknown) throw new Error(`There is no part ${unknown}. Parts: ${Object.keys(parts).join(', ')}.`)
  await install()
  rmSync(reports, { recursive: true, force: true })
  mkdirSync(reports, { recursive: true })
  const results = []
  for (const name of chosen.length > 0 ? chosen : Object.keys(parts)) results.push(await timed(name, parts[name]))
  console.log(`\n${results.map(({ name, seconds }) => `${name} ${seconds} s`).join(' · ')}`)
  const { passed, failed, skipped } = sum(results)
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
  process.exitCode = failed > 0 ? 1 : 0
}

await main().catch((error) => {
  console.error(error.message)
  process.exitCode = 1
})
