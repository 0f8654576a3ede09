// npm test: sets everything up, then types, lint, layers, unit tests and the screens in a real Chromium; ends with one line of sums.
import { mkdirSync, rmSync } from 'node:fs'
import { findChromium } from './support/chromium.js'
import { playwrightSums, total, vitestSums } from './support/sums.js'
import { at, command, runNode, say } from './support/run.js'
import { setupOrExit } from './support/setup.js'

const reports = at('test-results', 'reports')
const report = (name) => at('test-results', 'reports', `${name}.json`)

/** Asked for after the set-up: before it, no tool is there to be found. */
const checks = () => [
  ['types', [at('scripts', 'check-types.js')]],
  ['lint', [command('eslint'), '.', '--max-warnings', '0']],
  ['layers', [command('dependency-cruiser', 'depcruise'), 'src', '--config', '.dependency-cruiser.cjs']]
]

setupOrExit()
rmSync(reports, { recursive: true, force: true })
mkdirSync(reports, { recursive: true })
const broken = checks().filter(([name, args]) => !check(name, args)).map(([name]) => name)
const sums = total([unitTests(), screenTests()])
if (broken.length > 0) console.error(`aurore: ${broken.join(', ')} did not hold`)
console.log(`${sums.passed} passed, ${sums.failed} failed, ${sums.skipped} skipped`)
process.exitCode = broken.length === 0 && sums.failed === 0 && sums.passed > 0 ? 0 : 1

function check(name, args) {
  say(`checking ${name}`)
  return runNode(args).status === 0
}

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
