// A voice as a PEFT adapter and as a merged Hugging Face folder: read back, both say what the voice says.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { ExportInput } from '#main/engine/contract.ts'
import { exportVoice } from '#main/engine/process/export/index.ts'
import { putFolder } from '#main/engine/process/export/put.ts'
import { onnxRuntime } from '#main/engine/process/onnx.ts'
import { readSafetensors } from '#ml/safetensors/index.ts'
import { readCard } from '#main/models/card.ts'
import { farthest, layersOf, randomAdapter, sayGreedily } from '../../support/adapter.ts'
import { golden, goldenCases } from '../../support/golden.ts'
import { temporaryFolder } from '../../support/tiny-model.ts'

vi.setConfig({ testTimeout: 120_000 })

const base = join(import.meta.dirname, '../../../resources/models/aurore-base')
const card = { name: 'Sand “the voice”', base: 'Aurore Base', licence: 'cc0-1.0', languages: ['fr', 'en'], method: 'as a low-rank adapter' }
const prompt = [3, 1, 4, 1, 5, 9, 2, 6]
const greedy = 24

const exportAs = (as: ExportInput['as'], precision: ExportInput['precision'], weights: ExportInput['weights']) =>
  exportVoice(onnxRuntime, { as, precision, weights, card, to: join(temporaryFolder('out'), 'deep', as) })

const names = (folder: string): readonly string[] => [...new Set(layersOf(folder).map(({ name }) => name.split('.').at(-1) ?? ''))]
const cases = [['aurore-base', base] as const, ...goldenCases.map((name) => [name, join(golden, name)] as const)]
const adapted = cases.filter(([, folder]) => names(folder).length > 0)

describe('a merged Hugging Face folder', () => {
  // One model of each way to lay matrices is enough for the rarer ways to adapt them.
  const rare = adapted.filter(([name]) => name === 'gpt2' || name === 'llama' || adapted.length === 1)
  const ways = [['LoRA', {}, adapted], ['DoRA', { use_dora: true }, rare], ['rank-stabilised', { use_rslora: true }, rare]] as const
  it.each(ways.flatMap(([way, changes, models]) => models.map(([name, model]) => [name, way, model, changes] as const)))('says what base and adapter say: %s, %s', async (_, __, model, changes) => {
    const adapter = randomAdapter(model, names(model), changes)
    const [voice, plain] = [await sayGreedily({ model, adapter }, prompt, greedy), await sayGreedily({ model, adapter: null }, prompt, 1)]
    expect(farthest(voice.logits.slice(0, 1), plain.logits)).toBeGreaterThan(0.01) // the adapter does something
    const { path } = await exportAs('huggingface', 'f32', { model, adapter, phrases: null })
    const merged = await sayGreedily({ model: path, adapter: null }, prompt, greedy)
    expect(merged.tokens).toEqual(voice.tokens)
    expect(farthest(merged.logits, voice.logits)).toBeLessThan(1e-3)
  })

  it('is all there: configuration, tokenizer, weights, a card that is read again', async () => {
    const { path, files } = await exportAs('huggingface', 'f16', { model: base, adapter: randomAdapter(base, ['q_proj', 'v_proj']), phrases: null })
    expect(readdirSync(path).toSorted()).toEqual(['README.md', 'config.json', 'generation_config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json'])
    expect(files.map(({ name }) => name).toSorted()).toEqual(readdirSync(path).toSorted())
    for (const { name, bytes } of files) expect(readFileSync(join(path, name)).byteLength).toBe(bytes)
    expect(readCard(path)).toEqual({ name: card.name, licence: 'cc0-1.0', languages: ['fr', 'en'] })
    const config = JSON.parse(readFileSync(join(path, 'config.json'), 'utf8')) as unknown
    expect(config).toEqual({ ...JSON.parse(readFileSync(join(base, 'config.json'), 'utf8')) as object, torch_dtype: 'float16' })
    expect(new Set([...readSafetensors(readFileSync(join(path, 'model.safetensors'))).values()].map(({ dtype }) => dtype))).toEqual(new Set(['F16']))
    expect(readdirSync(join(path, '..'))).toEqual(['huggingface'])
  })

  it('of a model without an adapter is the model itself, number for number', async () => {
    const { path } = await exportAs('huggingface', 'f16', { model: base, adapter: null, phrases: null })
    const [before, after] = [base, path].map((folder) => readSafetensors(readFileSync(join(folder, 'model.safetensors'))))
    expect(after?.size).toBe(before?.size)
    for (const [name, { shape, bytes }] of before ?? []) {
      expect(after?.get(name)?.shape).toEqual(shape)
      expect(Buffer.from(after?.get(name)?.bytes ?? []).equals(bytes), name).toBe(true)
    }
  })
})

describe('a PEFT adapter', () => {
  it('goes out and comes in, without the way to her folders', async () => {
    const adapter = randomAdapter(base, ['q_proj', 'down_proj'])
    const { path } = await exportAs('peft', 'f32', { model: base, adapter, phrases: null })
    expect(readFileSync(join(path, 'adapter_model.safetensors')).equals(readFileSync(join(adapter, 'adapter_model.safetensors')))).toBe(true)
    expect(readFileSync(join(path, 'adapter_config.json'), 'utf8')).toContain('"base_model_name_or_path": "aurore-base"')
    const [there, back] = [await sayGreedily({ model: base, adapter }, prompt, greedy), await sayGreedily({ model: base, adapter: path }, prompt, greedy)]
    expect(back).toEqual(there)
  })

  it('is not to be had of a whole model', async () => {
    await expect(exportAs('peft', 'f32', { model: base, adapter: null, phrases: null })).rejects.toMatchObject({ code: 'voices.export-no-adapter' })
  })

  it('made elsewhere is read: a pattern for its targets, rank-stabilised scale', async () => {
    const targets = ['q_proj', 'v_proj']
    const [plain, stabilised] = [{ lora_alpha: 24 }, { lora_alpha: 12, use_rslora: true, target_modules: '.*self_attn\\.(q|v)_proj' }].map((changes) => randomAdapter(base, targets, changes))
    const [six, twelveByRoot] = [await sayGreedily({ model: base, adapter: plain ?? '' }, prompt, 2), await sayGreedily({ model: base, adapter: stabilised ?? '' }, prompt, 2)]
    expect(twelveByRoot).toEqual(six) // 24/4 = 12/√4
  })

  const refused: readonly (readonly [string, unknown])[] = [
    ['rank_pattern', { q_proj: 8 }], ['alpha_pattern', { q_proj: 8 }], ['modules_to_save', ['lm_head']], ['bias', 'all'], ['layers_to_transform', [0]],
    ['init_lora_weights', 'pissa'], ['peft_type', 'LOHA'], ['a_field_of_tomorrow', 1]
  ]
  it.each(refused)('that asks for %s is refused by that name', async (field, value) => {
    const adapter = randomAdapter(base, ['q_proj'], { [field]: value })
    await expect(sayGreedily({ model: base, adapter }, prompt, 1)).rejects.toMatchObject({ name: 'UnsupportedConfig', field })
  })

  it('with a tensor nobody asks for is refused by that tensor', async () => {
    const adapter = randomAdapter(base, ['q_proj', 'v_proj'])
    const config = join(adapter, 'adapter_config.json')
    writeFileSync(config, readFileSync(config, 'utf8').replace('"q_proj",', ''))
    await expect(sayGreedily({ model: base, adapter }, prompt, 1)).rejects.toThrow(/does not know: base_model\.model\.model\.layers\.0\.self_attn\.q_proj\.lora_A\.weight/)
  })
})

describe('an export', () => {
  it('never goes where something is, and leaves nothing half-written', async () => {
    const out = temporaryFolder('taken')
    writeFileSync(join(out, 'hers.txt'), 'hers')
    await expect(exportVoice(onnxRuntime, { as: 'huggingface', precision: 'f32', weights: { model: base, adapter: null, phrases: null }, card, to: out })).rejects.toMatchObject({ code: 'voices.export-taken' })
    const to = join(out, 'hers.txt', 'below')
    await expect(exportVoice(onnxRuntime, { as: 'huggingface', precision: 'f32', weights: { model: base, adapter: null, phrases: null }, card, to })).rejects.toMatchObject({ code: 'voices.export-unwritable' })
    expect(readdirSync(out)).toEqual(['hers.txt'])
    expect(existsSync(`${out}.writing`)).toBe(false)
  })

  it('says beforehand, or when it comes to it, that the disk is full', async () => {
    const folder = join(temporaryFolder('full'), 'voice')
    const huge = { name: 'a', bytes: 1e18, chunks: () => [] }
    await expect(putFolder(folder, [huge])).rejects.toMatchObject({ code: 'voices.export-no-room', params: { needed: 1e12 } })
    const filling = { name: 'a', bytes: 3, chunks: function* () { yield Uint8Array.of(1); throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }) } }
    await expect(putFolder(folder, [filling])).rejects.toMatchObject({ code: 'voices.export-no-room' })
    expect(readdirSync(join(folder, '..'))).toEqual([])
  })

  it('may fill an empty folder', async () => {
    const to = temporaryFolder('empty')
    await exportVoice(onnxRuntime, { as: 'huggingface', precision: 'f16', weights: { model: base, adapter: null, phrases: null }, card, to })
    expect(readdirSync(to)).toContain('model.safetensors')
  })
})
