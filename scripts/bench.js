// npm run bench -- NAME: runs one measurement of bench/; without a name, says which there are.
import { existsSync, readdirSync } from 'node:fs'
import { at, becomeNode } from './support/run.js'
import { setupOrExit } from './support/setup.js'

const names = existsSync(at('bench')) ? readdirSync(at('bench')).filter((file) => file.endsWith('.ts')).map((file) => file.slice(0, -3)) : []
const [name, ...options] = process.argv.slice(2)

if (name && names.includes(name)) {
  setupOrExit()
  process.exitCode = await becomeNode([at('bench', `${name}.ts`), ...options])
} else {
  console.log(`npm run bench -- NAME, where NAME is one of: ${names.join(', ') || '(none yet)'}`)
  process.exitCode = name ? 1 : 0
}
