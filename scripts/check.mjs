import { install } from './install.mjs'
import { deadCode, lint, pythonLint, types } from './lib/checks.mjs'

await install()
const checks = { 'format and lint': lint, types, 'dead code': deadCode, 'python lint': pythonLint }
for (const [name, check] of Object.entries(checks)) {
  console.log(`\n── ${name}`)
  const { code, skipped } = await check()
  if (skipped) console.log(`skipped: ${skipped}`)
  if (code !== 0) process.exitCode = 1
}
