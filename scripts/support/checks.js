// What is checked without running the program: types by layer, lint, layers; several at a time, each told when it has ended. Knows the tools, no test.
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { at, command, gatherNode, say } from './run.js'

/** TypeScript's native compiler is five times as quick; where it has no program for the system, the other one checks the same. */
const compiler = () => command(existsSync(at('node_modules', 'typescript-native')) ? 'typescript-native' : 'typescript', 'tsc')

/** Every layer against its own passport (tsconfig.json), and the Svelte components; the longest first. */
export const types = () => [
  ['types of src/renderer', [command('svelte-check'), '--tsconfig', 'src/renderer/tsconfig.json', '--fail-on-warnings']],
  ...['test', 'src/main', 'src/main/desktop', 'src/cli', 'src/shared', 'src/ml', 'src/ml/runtime', 'src/preload'].map((layer) => [`types of ${layer}`, [compiler(), '-p', layer]])
]

export const lint = () => [['lint', [command('eslint'), '.', '--max-warnings', '0']]]

export const layers = () => [['layers', [command('dependency-cruiser', 'depcruise'), 'src', '--config', '.dependency-cruiser.cjs']]]

/** Runs them all, as many at once as the machine has cores; the names of those that did not hold. */
export async function broken(checks) {
  const [waiting, failed] = [[...checks], []]
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [name, args] = next
      const { status, said } = await gatherNode(args)
      if (status !== 0) failed.push(name)
      say(`${name}: ${status === 0 ? 'in order' : `\n${said}`}`)
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work))
  return failed
}
