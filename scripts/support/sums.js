// Reads how many tests passed from the reports of vitest and Playwright. A runner that left no report, or failed outside any test, counts as one failure.
import { existsSync, readFileSync } from 'node:fs'

const read = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null)
const honest = (sums, status) => (status !== 0 && sums.failed === 0 ? { ...sums, failed: 1 } : sums)

export function vitestSums(path, status) {
  const report = read(path)
  const sums = report
    ? { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests + report.numTodoTests }
    : { passed: 0, failed: 0, skipped: 0 }
  return honest(sums, report ? status : 1)
}

export function playwrightSums(path, status) {
  const stats = read(path)?.stats
  const sums = stats ? { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped } : { passed: 0, failed: 0, skipped: 0 }
  return honest(sums, stats ? status : 1)
}

export const total = (parts) => parts.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }))
