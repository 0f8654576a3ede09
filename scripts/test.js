// npm test: sets everything up, then types, lint, layers, unit tests and the screens in a real Chromium; ends with one line of sums.
import { mkdirSync, rmSync } from 'node:fs'
import { broken, layers, lint, types } from './support/checks.js'
import { findChromium } from './support/chromium.js'
import { playwrightSums, total, vitestSums } from './support/sums.js'
import { at, command, runNode, say } from './support/run.js'
import { setupOrExit } from './support/setup.js'

const reports = at('test-results', 'reports')
const report = (name) => at('test-results', 'reports', `${name}.json`)

setupOrExit()
rmSync(reports, { recursive: true, force: true })
mkdirSync(reports, { recursive: true })
say('checking types, lint and layers')
const unsound = await broken([...lint(), ...types(), ...layers()])
const sums = total([unitTests(), screenTests()])
if (unsound.length > 0) console.error(`aurore: ${unsound.join(', ')} did not hold`)
console.log(`${sums.passed} passed, ${sums.failed} failed, ${sums.skipped} skipped`)
process.exitCode = unsound.length === 0 && sums.failed === 0 && sums.passed > 0 ? 0 : 1

function unitTests() {
  say('running the unit tests')
  const { status } = runNode([command('vitest'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report('unit')}`])
  return vitestSums(report('unit'), status)
}

function screenTests() {
  const chromium = findChromium()
  if (!chromium) {
    say('no Chromium on this machine (set CHROMIUM_PATH to one): the tests of the screens were left out')
    return { passed: 0, failed: 0, skipped: 1 }
  }
  say(`running the tests of the screens in ${chromium}`)
  const { status } = runNode([command('@playwright/test', 'playwright'), 'test', '--reporter=list,json'], { env: { CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: report('screens') } })
  return playwrightSums(report('screens'), status)
}
