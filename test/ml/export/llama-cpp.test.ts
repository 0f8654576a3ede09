// Our GGUF files in llama.cpp itself, where node-llama-cpp is installed beside the project (`npm install --no-save node-llama-cpp`; not a dependency of it): the same
// tokens of a text, and the same text greedily, from every family and however numbers are stored. Skipped, and said so, elsewhere.
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { toGguf } from '#ml/export/gguf/index.ts'
import { writeGguf } from '#ml/gguf/index.ts'
import { openMerged } from '#ml/runtime/index.ts'
import { loadTokenizer } from '#ml/tokenizer/index.ts'
import { sayGreedily } from '../../support/adapter.ts'
import { golden, goldenCases } from '../../support/golden.ts'
import { openLlamaCpp } from '../../support/llama-cpp.ts'
import { temporaryFolder } from '../../support/tiny-model.ts'

vi.setConfig({ testTimeout: 120_000 })

type Json = Readonly<Record<string, unknown>>
const base = resolve(import.meta.dirname, '../../../resources/models/aurore-base')
const samples = ['fr/la-varagne.md', 'en/the-mardler.md'].map((name) => resolve(import.meta.dirname, '../../../resources/samples', name))
const readJson = (folder: string, name: string): Json => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Json
const families = ['llama', 'llama-untied', 'qwen2', 'qwen3', 'gpt2', 'bloom'].filter((name) => goldenCases.includes(name))
const llama = await openLlamaCpp()

/** A model without words still needs names for its tokens there. */
const nameless = (count: number): { readonly definition: Json; readonly config: Json } => ({
  definition: { model: { type: 'BPE', vocab: Object.fromEntries(Array.from({ length: count }, (_, i) => [`t${i}`, i])), merges: [] }, pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, use_regex: true } },
  config: {}
})

async function written(folder: string, type: 'f32' | 'f16' | 'q8_0' | 'q4_0', words: boolean): Promise<string> {
  const merged = await openMerged({ model: folder, adapter: null })
  const tokenizer = words ? { definition: readJson(folder, 'tokenizer.json'), config: readJson(folder, 'tokenizer_config.json') } : nameless(merged.model.sizes.vocabulary)
  const file = join(temporaryFolder('llama-cpp'), `${type}.gguf`)
  writeFileSync(file, writeGguf(toGguf({ config: readJson(folder, 'config.json'), merged, tokenizer, about: { name: 'x', base: 'x', licence: '', languages: [] } }, type)))
  return file
}

describe.skipIf(llama === null)('llama.cpp (skipped without node-llama-cpp)', () => {
  afterAll(async () => { await llama?.dispose() })

  it.each(families)('%s says the same greedily', async (name) => {
    const folder = join(golden, name)
    const prompt = [5, 3, 9, 2, 30, 17, 44]
    const { tokens } = await sayGreedily({ model: folder, adapter: null }, prompt, 20)
    expect(await llama?.continued(await written(folder, 'f32', false), prompt, 20)).toEqual(tokens)
  })

  it('cuts a text into the same tokens', async () => {
    const tokenizer = loadTokenizer(readFileSync(join(base, 'tokenizer.json'), 'utf8'), readFileSync(join(base, 'tokenizer_config.json'), 'utf8'))
    const file = await written(base, 'f16', true)
    for (const sample of samples) {
      const text = readFileSync(sample, 'utf8').slice(0, 20_000)
      expect(await llama?.tokens(file, text)).toEqual(tokenizer.encode(text))
    }
  })

  it.each(['f32', 'f16', 'q8_0', 'q4_0'] as const)('the built-in model in %s: what a reader of the same file says', async (type) => {
    const prompt = [45, 426, 350, 318, 1280, 361]
    const { tokens } = await sayGreedily({ model: base, adapter: null }, prompt, 24)
    const said = await llama?.continued(await written(base, type, true), prompt, 24)
    expect(said).toHaveLength(24)
    if (type === 'f32') expect(said).toEqual(tokens)
    else expect(said?.[0]).toBe(tokens[0])
  })
})
