// A model as a GGUF and back: the same numbers, the same settings, the same words; and files that others made.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { readGguf, writeGguf, type WrittenType } from '#ml/gguf/index.ts'
import { type FolderContents, fromGguf, toGguf } from '#ml/export/gguf/index.ts'
import { tokenizerIn } from '#ml/export/gguf/tokenizer-in.ts'
import { tokenizerKeys } from '#ml/export/gguf/tokenizer.ts'
import type { Tensor } from '#ml/export/merge.ts'
import { openMerged } from '#ml/runtime/index.ts'
import { writeSafetensors } from '#ml/safetensors/index.ts'
import { loadTokenizer } from '#ml/tokenizer/index.ts'
import { sayGreedily } from '../../support/adapter.ts'
import { golden, goldenCases } from '../../support/golden.ts'
import { temporaryFolder } from '../../support/tiny-model.ts'

vi.setConfig({ testTimeout: 120_000 })

type Json = Readonly<Record<string, unknown>>
const base = resolve(import.meta.dirname, '../../../resources/models/aurore-base')
const weights = resolve(import.meta.dirname, '../../../../shared/corpora/weights')
const readJson = (folder: string, name: string): Json => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Json

const about = { name: 'Élise', base: 'Aurore Base', licence: 'cc0-1.0', languages: ['fr'] }
const families = ['llama', 'llama-untied', 'qwen2', 'qwen3', 'gpt2', 'bloom'].filter((name) => goldenCases.includes(name))

async function throughGguf(folder: string, type: WrittenType) {
  const merged = await openMerged({ model: folder, adapter: null })
  const tokenizer = existsSync(join(folder, 'tokenizer.json')) ? { definition: readJson(folder, 'tokenizer.json'), config: readJson(folder, 'tokenizer_config.json') } : null
  const gguf = readGguf(writeGguf(toGguf({ config: readJson(folder, 'config.json'), merged, tokenizer, about }, type)))
  return { merged, gguf, contents: fromGguf(gguf) }
}

function write({ config, tensors, tokenizer }: FolderContents): string {
  const folder = join(temporaryFolder('gguf'), 'model')
  mkdirSync(folder)
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config))
  writeFileSync(join(folder, 'model.safetensors'), writeSafetensors(tensors))
  if (tokenizer) writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify(tokenizer.definition))
  return folder
}

const bytesOf = ({ data }: Tensor): Buffer => Buffer.from(data.buffer, data.byteOffset, data.byteLength)

function expectSame(found: readonly Tensor[], wanted: readonly Tensor[]): void {
  expect(found.map(({ name, shape }) => [name, shape])).toEqual(wanted.map(({ name, shape }) => [name, shape]))
  for (const [i, tensor] of wanted.entries()) expect(bytesOf(tensor).equals(bytesOf(found[i] ?? tensor)), tensor.name).toBe(true)
}

describe.skipIf(families.length === 0)('every family (skipped without ../shared/golden)', () => {
  it.each(families)('%s comes back number for number, and says the same', async (name) => {
    const folder = join(golden, name)
    const { merged, contents } = await throughGguf(folder, 'f32')
    expectSame(contents.tensors, merged.tensors)
    const prompt = [5, 3, 9, 2]
    const [there, back] = [await sayGreedily({ model: folder, adapter: null }, prompt, 12), await sayGreedily({ model: write(contents), adapter: null }, prompt, 12)]
    expect(back.tokens).toEqual(there.tokens)
    expect(back.logits[0]).toEqual(there.logits[0])
  })

  it.each(families.flatMap((name) => [[name, 'f16'], [name, 'q8_0'], [name, 'q4_0']] as const))('%s in %s is off by no more than a rounding', async (name, type) => {
    const { merged, gguf, contents } = await throughGguf(join(golden, name), type)
    expect(new Set([...gguf.tensors.values()].map((t) => t.type)).size).toBeGreaterThan(1) // norms stay whole
    for (const [i, { name: tensor, data }] of merged.tensors.entries()) {
      const found = contents.tensors[i]?.data ?? new Float32Array()
      const most = data.reduce((m, x) => Math.max(m, Math.abs(x)), 0)
      // Four bits have no step at the far end on the other side of zero: there they are off by a whole one.
      const allowed = type === 'f16' ? most * 2 ** -11 : (type === 'q8_0' ? most / 254 : most / 8) + most * 2 ** -10
      const off = data.reduce((worst, x, j) => Math.max(worst, Math.abs(x - (found[j] ?? NaN))), 0)
      expect(off, tensor).toBeLessThanOrEqual(allowed)
    }
  })

  it('queries and keys lie in pairs for llama, in halves for qwen', async () => {
    const first = async (name: string) => {
      const { merged, gguf } = await throughGguf(join(golden, name), 'f32')
      const { headDim, hidden } = merged.model.sizes
      const here = merged.tensors.find((t) => t.name === 'model.layers.0.self_attn.k_proj.weight')?.data ?? new Float32Array()
      const bytes = gguf.tensors.get('blk.0.attn_k.weight')?.bytes ?? new Uint8Array()
      const there = new Float32Array(new Uint8Array(bytes).buffer)
      const row = (of: Float32Array, i: number) => [...of.subarray(i * hidden, (i + 1) * hidden)]
      return { second: row(there, 1), neighbour: row(here, 1), half: row(here, headDim / 2) }
    }
    const [llama, qwen] = [await first('llama'), await first('qwen2')]
    expect(llama.second).toEqual(llama.half)
    expect(qwen.second).toEqual(qwen.neighbour)
  })

  const impossible: readonly (readonly [string, string, unknown])[] = [
    ['gpt2', 'activation_function', 'relu'], ['llama', 'hidden_act', 'gelu'], ['llama', 'sliding_window', 4], ['qwen2', 'model_type', 'lstm'],
    ['qwen2', 'rope_scaling', { rope_type: 'llama3', factor: 8 }], ['llama', 'layer_types', ['sliding_attention']]
  ]
  it.each(impossible)('%s with another %s is refused by that name', async (name, field, value) => {
    const folder = join(golden, name)
    const merged = await openMerged({ model: folder, adapter: null })
    expect(() => toGguf({ config: { ...readJson(folder, 'config.json'), [field]: value }, merged, tokenizer: null, about }, 'f32')).toThrow(expect.objectContaining({ field }) as Error)
  })
})

describe('the built-in model', () => {
  it('goes out with its words, and comes in with them', async () => {
    const { gguf, contents, merged } = await throughGguf(base, 'f32')
    expectSame(contents.tensors, merged.tensors)
    expect(gguf.metadata.get('tokenizer.ggml.pre')).toEqual({ type: 'string', value: 'gpt-2' })
    expect(gguf.metadata.get('general.name')).toEqual({ type: 'string', value: 'Élise' })
    const [there, back] = [loadTokenizer(JSON.stringify(readJson(base, 'tokenizer.json')), '{}'), loadTokenizer(JSON.stringify(contents.tokenizer?.definition), '{}')]
    for (const text of ['« Où vas-tu ? » dit-elle.', 'The old man’s hat, 1827.\n\n— No!', '   three  blanks ']) {
      expect(back.encode(text)).toEqual(there.encode(text))
      expect(back.decode(back.encode(text))).toBe(text)
    }
    expect(back.vocabularySize).toBe(there.vocabularySize)
  })
})

describe.skipIf(!existsSync(join(weights, 'stories260K.gguf')))('files of llama.cpp (skipped without ../shared)', () => {
  it('stories260K becomes a folder that tells its story', async () => {
    const contents = fromGguf(readGguf(readFileSync(join(weights, 'stories260K.gguf'))))
    const folder = write(contents)
    const tokenizer = loadTokenizer(JSON.stringify(contents.tokenizer?.definition), JSON.stringify(contents.tokenizer?.config))
    const prompt = [...tokenizer.beginning, ...tokenizer.encode('Once upon a time')]
    const { tokens } = await sayGreedily({ model: folder, adapter: null }, prompt, 40)
    expect(tokenizer.decode([...prompt, ...tokens])).toMatch(/^Once upon a time, there was a little girl named Lily\./)
  })

  it.each(['gpt-2', 'llama-spm', 'phi-3'])('the tokenizer of %s gives the numbers llama.cpp gives, and survives going out again', (name) => {
    const path = (ending: string): string => join(weights, 'tokenizers/llama.cpp_vocab_tests', `ggml-vocab-${name}.gguf${ending}`)
    const { metadata } = readGguf(readFileSync(path('')))
    const files = tokenizerIn(metadata)
    const texts = readFileSync(path('.inp'), 'utf8').split('\n__ggml_vocab_test__\n').slice(0, -1)
    const wanted = readFileSync(path('.out'), 'utf8').split('\n').map((line) => line.trim().split(/\s+/).filter(Boolean).map(Number))
    const vocabulary = (metadata.get('tokenizer.ggml.tokens')?.value as readonly string[]).length
    const again = tokenizerIn(tokenizerKeys(files.definition, files.config, {}, vocabulary))
    for (const { definition, config } of [files, again]) {
      const tokenizer = loadTokenizer(JSON.stringify(definition), JSON.stringify(config))
      const found = texts.map((text) => tokenizer.encode(text))
      expect(texts.filter((_, i) => found[i]?.join() !== wanted[i]?.join())).toEqual([])
      expect(texts.length).toBeGreaterThan(30)
    }
    const kept = tokenizerKeys(files.definition, files.config, {}, vocabulary)
    for (const field of ['model', 'tokens', 'bos_token_id', 'eos_token_id']) expect(kept.get(`tokenizer.ggml.${field}`)).toEqual(metadata.get(`tokenizer.ggml.${field}`))
  })
})
