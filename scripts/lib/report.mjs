import { existsSync, readFileSync } from 'node:fs'

const number = (text, pattern) => Number(pattern.exec(text)?.[1] ?? 0)
const readJson = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {})

/** A part that ended badly without a failed test of its own (a file that does not load) still counts as one failure. */
const honest = (counts, code) => (code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts)

/** One check that is either right or wrong. */
export const countCheck = (code) => ({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 })

/** Counts of vitest's JSON report. */
export function countVitest(file, code) {
  const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0 } = readJson(file)
  return honest({ passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests }, code)
}

/** Counts of Playwright's JSON report. A test that passed only when repeated is not a passed test. */
export function countPlaywright(file, code) {
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = readJson(file).stats ?? {}
  return honest({ passed: expected, failed: unexpected + flaky, skipped }, code)
}

/** Counts of what `python -m unittest` prints at its end. */
export function countUnittest(output, code) {
  const summary = /^(?:OK|FAILED)(.*)$/m.exec(output)?.[1] ?? ''
  const failed =
    number(summary, /failures=(\d+)/) + number(summary, /errors=(\d+)/) + number(summary, /unexpected successes=(\d+)/)
  const skipped = number(summary, /skipped=(\d+)/)
  const ran = number(output, /^Ran (\d+) tests?/m)
  return honest({ passed: Math.max(0, ran - failed - skipped), failed, skipped }, code)
}

/** The sum of the counts of several parts. */
export function sum(parts) {
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const { passed, failed, skipped } of parts) {
    total.passed += passed
    total.failed += failed
    total.skipped += skipped
  }
  return total
}
