// The screens, driven in a real Chromium against the browser shell; and in Electron as well where its program is present.
import { existsSync } from 'node:fs'
import { defineConfig } from '@playwright/test'
import { findChromium } from './scripts/support/chromium.js'
import type { ShellOptions } from './test/e2e/support/aurore.ts'

const chromium = findChromium()
if (!chromium) throw new Error('No Chromium was found: set CHROMIUM_PATH to one.')

const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
const desktop = existsSync('node_modules/electron/path.txt') ? [{ name: 'desktop', use: { shell: 'desktop' as const } }] : []

export default defineConfig<ShellOptions>({
  testDir: 'test/e2e',
  outputDir: 'test-results/screens',
  timeout: 120_000,
  // A machine that may be busy is waited for; how quick it is, is no part of what is proven.
  expect: { timeout: 20_000 },
  // Most of a test is waiting: two files at a time, as for the unit tests; where nobody waits for the answer, one, so that no test is short of a processor.
  workers: process.env['CI'] ? 1 : 2,
  forbidOnly: Boolean(process.env['CI']),
  use: {
    launchOptions: { executablePath: chromium, args: quiet }, trace: 'retain-on-failure', viewport: { width: 1280, height: 800 },
    contextOptions: { reducedMotion: 'reduce' } // contrast is measured at rest, not in the middle of a change of light
  },
  projects: [{ name: 'browser', use: { shell: 'browser' } }, ...desktop]
})
