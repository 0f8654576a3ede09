// npm run bench -- memory: what a run was said to need beside what it needed, over shapes of model, method and batch. Each in a process of its own.
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { machine, table, whole } from './measure.ts'
import { rows } from './support/shapes.ts'

const base = 'resources/models/aurore-base'
const temporary = mkdtempSync(join(tmpdir(), 'aurore-bench-'))

/** A folder with a shape and no weights, to learn from scratch. */
function shapeOnly(name: string): string {
  const folder = join(temporary, name)
  mkdirSync(folder)
  writeFileSync(join(folder, 'config.json'), JSON.stringify(rows[name]?.config))
  for (const file of ['tokenizer.json', 'tokenizer_config.json']) copyFileSync(join(base, file), join(folder, file))
  return folder
}

const gpt2 = shapeOnly('gpt2-small-full')
const cases: readonly (readonly [string, string, 'full' | 'lora' | 'scratch', number, number])[] = [
  ['built-in', base, 'full', 1, 256], ['built-in', base, 'full', 4, 256], ['built-in', base, 'full', 16, 256], ['built-in', base, 'lora', 4, 256], ['built-in', base, 'lora', 16, 256],
  ['GPT-2 of 13.9 M', gpt2, 'scratch', 4, 256], ['GPT-2 of 13.9 M', gpt2, 'scratch', 16, 128]
]

const lines = cases.map(([title, folder, method, batch, length]) => {
  const out = execFileSync(process.execPath, [join(import.meta.dirname, 'support', 'memory-row.ts'), folder, method, String(batch), String(length)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  const { estimated, measured } = JSON.parse(out) as { estimated: number; measured: number }
  return [title, method, `${batch} × ${length}`, whole(estimated / 1e6), whole(measured / 1e6), `${Math.round((100 * estimated) / measured - 100)} %`]
})
process.stdout.write(`${machine()}; peak of the whole process, in MB\n\n`)
table(['model', 'method', 'batch', 'estimated', 'measured', 'off by'], lines)
rmSync(temporary, { recursive: true, force: true })
