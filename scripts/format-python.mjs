import { mendPython } from './lib/checks.mjs'

const { code, skipped } = await mendPython()
if (skipped) console.log(`Python was not formatted: ${skipped}`)
process.exitCode = code
