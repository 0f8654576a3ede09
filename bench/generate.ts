// npm run bench -- generate [MODEL FOLDER]: how soon the first word comes, and how fast the rest.
import { resolve } from 'node:path'
import { openDecoder } from '#ml/runtime/index.ts'
import { readModel } from '#ml/runtime/folder.ts'
import { machine, median, table, timed, whole } from './measure.ts'

const folder = resolve(process.argv[2] ?? 'resources/models/aurore-base')
const { sizes } = await readModel(folder)
const prompt = Math.floor(sizes.context / 2)
const decoder = await openDecoder({ model: folder, adapter: null, device: 'cpu' })
const ids = Array.from({ length: prompt }, (_, i) => (i * 7919) % sizes.vocabulary)

const cold = await timed(9, 2, async () => {
  await decoder.truncate(0)
  await decoder.append(ids)
})
const warm = await timed(9, 2, async () => {
  await decoder.truncate(prompt - 1)
  await decoder.append(ids.slice(-1))
})
let next = 0
const decode = await timed(Math.min(100, sizes.context - prompt - 1), 1, () => decoder.append([next++ % sizes.vocabulary]))
await decoder.dispose()

process.stdout.write(`${machine()}; prompt of ${prompt} tokens; medians\n\n`)
table(['first token, cold prompt', 'first token, prompt known', 'tokens/s after it', 'prompt tokens/s'], [
  [`${whole(median(cold) * 1000)} ms`, `${whole(median(warm) * 1000)} ms`, whole(1 / median(decode)), whole(prompt / median(cold))]])
