// What choosing the next token takes beside the model itself: each way of suggesting, and an author's turns of phrase mixed in. Knows logits; knows no model.
import { createRandom, seedState } from '#ml/random.ts'
import { neutralRule, openSampler } from '#ml/generation/sampling/index.ts'
import { learnNgrams } from '#ml/ngram/kneser-ney.ts'
import { withPhrases } from '#ml/ngram/phrases.ts'
import { presetNames, presets } from '#shared/presets.ts'
import { median } from '../measure.ts'

/** The built-in model's, GPT-2's, Qwen3's. */
const vocabularies = [8192, 50257, 151936]
const times = 60

export const choosingHead = ['what', ...vocabularies.map((count) => `${count} tokens`)] as const

/** As models give them: a few words likely, most of a vocabulary hardly possible. */
function someLogits(vocabulary: number, seed: number): Float32Array {
  const random = createRandom(seedState(seed))
  const logits = new Float32Array(vocabulary)
  for (let id = 0; id < vocabulary; id++) logits[id] = 3 * (random.float() + random.float() + random.float() + random.float() - 2) - 12
  for (let place = 0; place < 60; place++) logits[random.below(vocabulary)] = -place / 8
  return logits
}

function milliseconds(vocabulary: number, work: (logits: Float32Array) => unknown): number {
  const all = Array.from({ length: times }, (_, seed) => {
    const logits = someLogits(vocabulary, seed + 1)
    const start = performance.now()
    work(logits)
    return performance.now() - start
  })
  return median(all)
}

export function measureChoosing(): readonly (readonly string[])[] {
  const random = createRandom(seedState(1))
  const said = Array.from({ length: 400 }, () => random.below(8000))
  const row = (what: string, work: (vocabulary: number) => (logits: Float32Array) => unknown): readonly string[] =>
    [what, ...vocabularies.map((vocabulary) => `${milliseconds(vocabulary, work(vocabulary)).toFixed(2)} ms`)]
  const drawn = presetNames.map((name) => {
    const sampler = openSampler({ ...neutralRule, ...presets[name] }, () => random.float(), (id) => String(id))
    return row(name, () => (logits) => sampler.draw(logits, said, sampler.firstMu))
  })
  const greedy = openSampler({ ...neutralRule, temperature: 0 }, () => 0, (id) => String(id))
  const phrases = row('her turns of phrase', (vocabulary) => {
    const mixed = withPhrases({ model: learnNgrams([Array.from({ length: 100_000 }, () => Math.floor(8000 * random.float() ** 4))], vocabulary), share: 0.08 })
    return (logits) => mixed(logits, said)
  })
  return [row('the likeliest', () => (logits) => greedy.draw(logits, said, 0)), ...drawn, phrases]
}
