// npm run bench -- memory [large|readers]: what a run was said to need beside what it needed, over shapes of model, method and batch. Each in a process of its own.
// "readers" measures a model that reads in full size; "large" measures models of 0.6 and 1.2 thousand million parameters instead, which takes minutes and 5 GB of disk.
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { machine, table, whole } from './measure.ts'
import { randomModel } from './support/random-model.ts'
import { camembert, large, rows } from './support/shapes.ts'

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

interface Case { readonly title: string; readonly folder: () => string; readonly method: 'full' | 'lora' | 'scratch'; readonly batch: number; readonly length: number; readonly way?: string }

const builtIn = { title: 'built-in', folder: () => base, length: 256 } as const
const gpt2 = { title: 'GPT-2 of 13.9 M', folder: () => shapeOnly('gpt2-small-full'), method: 'scratch' } as const
const smollm2 = { title: 'SmolLM2 of 135 M', folder: () => randomModel(join(temporary, 'smollm2'), rows['smollm2-lora']?.config ?? {}), method: 'lora', batch: 4, length: 512 } as const

const usual: readonly Case[] = [
  { ...builtIn, method: 'full', batch: 1 }, { ...builtIn, method: 'full', batch: 4 }, { ...builtIn, method: 'full', batch: 16 }, { ...builtIn, method: 'full', batch: 16, way: 'checkpointed' },
  { ...builtIn, method: 'lora', batch: 4 }, { ...builtIn, method: 'lora', batch: 16 }, { ...builtIn, method: 'lora', batch: 16, way: 'checkpointed' },
  { ...gpt2, batch: 4, length: 256 }, { ...gpt2, batch: 16, length: 128 }, { ...gpt2, batch: 16, length: 128, way: 'checkpointed' },
  smollm2, { ...smollm2, way: 'checkpointed' }
]

const heavy: readonly Case[] = large.flatMap(({ title, config }) => ['checkpointed', 'checkpointed, int8'].map((way): Case =>
  ({ title, folder: () => randomModel(join(temporary, title), config), method: 'lora', batch: 1, length: 512, way })))

const reader = { title: 'CamemBERT of 110 M', folder: () => randomModel(join(temporary, 'camembert'), camembert), length: 256 } as const
const readers: readonly Case[] = [
  { ...reader, method: 'full', batch: 4, way: 'two labels' }, { ...reader, method: 'lora', batch: 4, way: 'two labels' }, { ...reader, method: 'lora', batch: 16, way: 'two labels' },
  { ...reader, method: 'full', batch: 4, way: 'hidden words' }, { ...reader, method: 'lora', batch: 4, way: 'hidden words' }
]

const lines: string[][] = []
for (const { title, folder, method, batch, length, way = '' } of process.argv.includes('large') ? heavy : process.argv.includes('readers') ? readers : usual) {
  const place = folder()
  const out = execFileSync(process.execPath, [join(import.meta.dirname, 'support', 'memory-row.ts'), place, method, String(batch), String(length), way], { env: { ...process.env, STEPS: process.env['STEPS'] ?? (process.argv.includes('large') ? '1' : '3') }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  const { estimated, measured, seconds } = JSON.parse(out) as { estimated: number; measured: number; seconds: number }
  lines.push([title, way === '' ? method : `${method}, ${way}`, `${batch} × ${length}`, whole(estimated / 1e6), whole(measured / 1e6), `${Math.round((100 * estimated) / measured - 100)} %`, seconds.toPrecision(2)])
  if (place !== base) rmSync(place, { recursive: true, force: true })
}
process.stdout.write(`${machine()}; peak of the whole process, in MB\n\n`)
table(['model', 'method', 'batch', 'estimated', 'measured', 'off by', 'seconds a step'], lines)
rmSync(temporary, { recursive: true, force: true })
