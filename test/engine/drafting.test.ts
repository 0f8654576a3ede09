// Guessing ahead through the engine's own services: the text is the same, whoever guesses, and a model that cannot guess is refused in words.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { GenerateInput } from '#main/engine/contract.ts'
import { openTokenizer } from '#main/engine/process/model-folder.ts'
import { onnxRuntime } from '#main/engine/process/onnx.ts'
import { openSpeakers, type Speakers } from '#main/engine/process/speakers.ts'
import { openSpeeds } from '#main/engine/process/speeds.ts'
import { writeText } from '#main/engine/process/write.ts'
import { learnNgrams } from '#ml/ngram/kneser-ney.ts'
import { writePhrases } from '#ml/ngram/phrases.ts'
import { AuroreError } from '#shared/errors/index.ts'
import { temporaryFolder, tinyModel } from '../support/tiny-model.ts'

let speakers: Speakers
let model: string
let phrases: string
const words = 'Quand Germain revint au champ, il vit que la jument était là. Il revint au champ. '
beforeAll(async () => {
  model = tinyModel(32)
  phrases = join(temporaryFolder('phrases'), 'phrases.safetensors')
  const tokenizer = await openTokenizer(model)
  writeFileSync(phrases, writePhrases({ model: learnNgrams([tokenizer.encode(words.repeat(3))], tokenizer.vocabularySize), share: 0.9 }))
  const speeds = openSpeeds(temporaryFolder('speeds'))
  // What a look costs is a matter of the machine: here it costs next to nothing, so that guesses are made.
  speakers = openSpeakers(onnxRuntime, { ...speeds, recall: async (key) => (key[0] === 'look' ? 0.02 : speeds.recall(key)) })
})
afterAll(() => speakers.dispose())

async function write(changes: object): Promise<{ readonly text: string; readonly guesses: { readonly made: number; readonly right: number } | undefined }> {
  const input = GenerateInput.parse({ weights: { model, phrases }, prompt: 'Quand Germain revint', maxTokens: 24, stopAt: 'tokens', sampling: { temperature: 0.7, seed: 40 }, device: 'cpu', precision: 'f32', ...changes })
  let text = ''
  for await (const event of writeText(speakers, input, undefined)) {
    if (event.type === 'done') return { text, guesses: event.guesses }
    text += event.text
  }
  throw new Error('the writing did not end')
}

describe('guessing ahead', () => {
  it('by her turns of phrase, when asked to: the same text in fewer runs', async () => {
    const [plain, drafted] = [await write({}), await write({ drafting: 'auto' })]
    expect(drafted.text).toBe(plain.text)
    expect(plain.guesses).toBeUndefined()
    expect(drafted.guesses?.right).toBeGreaterThan(3)
  })

  it('by a small model that reads the same tokens', async () => {
    const small = tinyModel(32)
    const wish = { weights: { model }, sampling: { temperature: 0.7, seed: 3, bannedPhrases: ['la'] } }
    const [plain, drafted] = [await write({ ...wish, drafting: 'off' }), await write({ ...wish, drafting: { model: small } })]
    expect(drafted.text).toBe(plain.text)
    expect(drafted.guesses).toBeDefined()
  })

  it('not by one that reads others; the voice is free again afterwards', async () => {
    const stranger = tinyModel(32)
    const tokenizer = JSON.parse(readFileSync(join(stranger, 'tokenizer.json'), 'utf8')) as { added_tokens: unknown[] }
    writeFileSync(join(stranger, 'tokenizer.json'), JSON.stringify({ ...tokenizer, added_tokens: [] }))
    await expect(write({ drafting: { model: stranger } })).rejects.toEqual(new AuroreError('engine.draft-reads-otherwise'))
    expect((await write({})).text).not.toBe('')
  })
})
