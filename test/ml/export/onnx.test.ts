// An exported ONNX folder in transformers.js: loaded as it lies, it writes token for token what our own decoder writes, alone and in a padded batch.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AutoModelForCausalLM, AutoTokenizer, env, type PreTrainedModel, Tensor } from '@huggingface/transformers'
import { describe, expect, it, vi } from 'vitest'
import { exportVoice } from '#main/engine/process/export/index.ts'
import { onnxRuntime } from '#main/engine/process/onnx.ts'
import { onnxConfigOf, onnxFiles } from '#ml/export/onnx.ts'
import { openMerged } from '#ml/runtime/index.ts'
import { farthest, layersOf, randomAdapter, sayGreedily } from '../../support/adapter.ts'
import { golden, goldenCases } from '../../support/golden.ts'
import { temporaryFolder } from '../../support/tiny-model.ts'

env.allowRemoteModels = false
vi.setConfig({ testTimeout: 120_000 })
const base = join(import.meta.dirname, '../../../resources/models/aurore-base')
const card = { name: 'Sand', base: 'Aurore Base', licence: 'cc0-1.0', languages: ['fr'], method: 'as a low-rank adapter' }
const count = 16

const readJson = (path: string): Record<string, unknown> => JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
const typeOf = (folder: string): string => String(readJson(join(folder, 'config.json'))['model_type'])
/** Architectures that transformers.js has too. */
const known = new Set(['llama', 'mistral', 'qwen2', 'qwen3', 'gpt2', 'bloom', 'gemma3_text', 'smollm3'])
const cases = [['aurore-base', base] as const, ...goldenCases.map((name) => [name, join(golden, name)] as const)]
const stateful = cases.filter(([, folder]) => !known.has(typeOf(folder)))

const open = (folder: string): Promise<PreTrainedModel> => AutoModelForCausalLM.from_pretrained(folder, { dtype: 'fp32', local_files_only: true })
const longs = (rows: readonly (readonly number[])[]): Tensor => new Tensor('int64', BigInt64Array.from(rows.flat(), BigInt), [rows.length, rows[0]?.length ?? 0])

/** Rows of tokens after each prompt; shorter prompts are filled up on the left and masked there. */
async function continued(model: PreTrainedModel, prompts: readonly (readonly number[])[]): Promise<readonly (readonly number[])[]> {
  const width = Math.max(...prompts.map((p) => p.length))
  const filled = prompts.map((p) => [...new Array<number>(width - p.length).fill(0), ...p])
  const mask = prompts.map((p) => [...new Array<number>(width - p.length).fill(0), ...new Array<number>(p.length).fill(1)])
  const options = { input_ids: longs(filled), attention_mask: longs(mask), max_new_tokens: count, do_sample: false, eos_token_id: -1 }
  const out = await model.generate(options as Parameters<typeof model.generate>[0]) as Tensor
  const all = Array.from(out.data as BigInt64Array, Number)
  return prompts.map((_, row) => all.slice(row * (width + count) + width, (row + 1) * (width + count)))
}

async function exported(model: string, adapter: string | null): Promise<string> {
  const to = join(temporaryFolder('onnx'), 'voice')
  await exportVoice(onnxRuntime, { as: 'onnx', precision: 'f32', weights: { model, adapter, phrases: null }, card, to })
  return to
}

describe('transformers.js', () => {
  it.each(cases.filter(([, folder]) => known.has(typeOf(folder))))('writes what our decoder writes: %s', async (_, model) => {
    const targets = [...new Set(layersOf(model).map(({ name }) => name.split('.').at(-1) ?? ''))]
    const adapter = randomAdapter(model, targets)
    const prompts = [[3, 1, 4, 1, 5, 9, 2, 6], [7, 2, 8]]
    const wanted = await Promise.all(prompts.map(async (prompt) => (await sayGreedily({ model, adapter }, prompt, count)).tokens))
    const theirs = await open(await exported(model, adapter))
    expect(await continued(theirs, prompts.slice(0, 1))).toEqual(wanted.slice(0, 1))
    expect(await continued(theirs, prompts)).toEqual(wanted)
    await theirs.dispose()
  })

  it('gives the logits of every position', async () => {
    const prompt = [3, 1, 4, 1, 5, 9]
    const theirs = await open(await exported(base, null))
    const { logits } = await theirs({ input_ids: longs([prompt]), attention_mask: longs([prompt.map(() => 1)]) }) as { logits: Tensor }
    const [, , vocabulary = 0] = logits.dims
    expect(logits.dims).toEqual([1, prompt.length, 8192])
    const ours = await Promise.all(prompt.map(async (_, i) => (await sayGreedily({ model: base, adapter: null }, prompt.slice(0, i + 1), 1)).logits[0] ?? new Float32Array()))
    const found = prompt.map((_, i) => (logits.data as Float32Array).subarray(i * vocabulary, (i + 1) * vocabulary))
    expect(farthest(ours, found)).toBeLessThan(1e-3)
    await theirs.dispose()
  })

  it('reads the folder’s own tokenizer', async () => {
    const folder = await exported(base, null)
    const tokenizer = await AutoTokenizer.from_pretrained(folder, { local_files_only: true })
    const text = 'Quand elle revint, la nuit était tombée.'
    expect(tokenizer.decode(tokenizer.encode(text, { add_special_tokens: false }))).toBe(text)
  })

  it('finds weights that lie beside the model, as those above 2 GB must', async () => {
    const merged = await openMerged({ model: base, adapter: null })
    const { model, data } = onnxFiles(merged, 1000)
    const folder = await exported(base, null)
    for (const [name, file] of [['model.onnx', model], ['model.onnx_data', data]] as const) {
      const bytes = Buffer.concat([...file?.chunks() ?? []])
      expect(bytes.byteLength).toBe(file?.bytes)
      writeFileSync(join(folder, 'onnx', name), bytes)
    }
    expect(model.bytes).toBeLessThan(200_000)
    writeFileSync(join(folder, 'config.json'), JSON.stringify(onnxConfigOf(readJson(join(folder, 'config.json')), merged, true)))
    const theirs = await open(folder)
    const prompt = [11, 12, 13]
    expect(await continued(theirs, [prompt])).toEqual([(await sayGreedily({ model: base, adapter: null }, prompt, count)).tokens])
    await theirs.dispose()
  })
})

describe('an ONNX export', () => {
  it.skipIf(stateful.length === 0).each(stateful)('of a model that keeps a state is refused by its kind: %s (skipped without ../shared/golden)', async (_, model) => {
    const to = join(temporaryFolder('onnx'), 'voice')
    mkdirSync(to)
    await expect(exportVoice(onnxRuntime, { as: 'onnx', precision: 'f32', weights: { model, adapter: null, phrases: null }, card, to })).rejects.toMatchObject({ code: 'voices.export-impossible', params: { form: 'ONNX' } })
    expect(existsSync(join(to, 'onnx'))).toBe(false)
  })
})
