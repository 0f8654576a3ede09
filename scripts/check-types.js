// Type-checks every layer against its own passport (tsconfig.json), and the Svelte components.
import { spawnSync } from 'node:child_process'

const layers = ['src/shared', 'src/ml', 'src/ml/runtime', 'src/main', 'src/main/desktop', 'src/preload', 'src/cli', 'test']
const run = (command, args) => spawnSync('npx', ['--no-install', command, ...args], { stdio: 'inherit', shell: process.platform === 'win32' }).status === 0
const failed = layers.filter((layer) => !run('tsc', ['-p', layer]))
if (!run('svelte-check', ['--tsconfig', 'src/renderer/tsconfig.json', '--fail-on-warnings'])) failed.push('src/renderer')
if (failed.length > 0) {
  console.error(`types do not hold in: ${failed.join(', ')}`)
  process.exit(1)
}
