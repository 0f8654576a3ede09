import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// Workers and the programs they start find here what Node made of their text before.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/aurore')

// Two workers: the machine CI promises has two cores, and the engine's own threads must not starve.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', 'node_modules/**'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000
  }
})
