// Alternatives through the engine's own services: every one is what its seed writes alone, and a listener who leaves frees the speaker.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeAlternatives } from '#main/engine/process/alternatives.ts'
import { onnxRuntime } from '#main/engine/process/onnx.ts'
import { openSpeakers, type Speakers } from '#main/engine/process/speakers.ts'
import { openSpeeds } from '#main/engine/process/speeds.ts'
import { writeText } from '#main/engine/process/write.ts'
import { AlternativesInput } from '#main/engine/contract.ts'
import { temporaryFolder, tinyModel } from '../support/tiny-model.ts'

let speakers: Speakers
let model: string
beforeAll(() => {
  model = tinyModel(32)
  speakers = openSpeakers(onnxRuntime, openSpeeds(temporaryFolder('speeds')))
})
afterAll(() => speakers.dispose())

const inputFor = (changes: object = {}) => AlternativesInput.parse({
  weights: { model }, prompt: 'Quand Germain revint', maxTokens: 10, stopAt: 'tokens', sampling: { temperature: 1, seed: 40 }, device: 'cpu', count: 3, ...changes })

describe('alternatives', () => {
  it('are what their seeds write one by one', async () => {
    const texts = ['', '', '']
    const seeds: (number | undefined)[] = []
    for await (const { index, event } of writeAlternatives(speakers, inputFor(), undefined)) {
      if (event.type === 'text') texts[index] += event.text
      else seeds[index] = event.seed
    }
    expect(seeds).toEqual([40, 41, 42])
    for (const [i, seed] of [40, 41, 42].entries()) {
      let text = ''
      for await (const event of writeText(speakers, inputFor({ sampling: { temperature: 1, seed } }), undefined)) if (event.type === 'text') text += event.text
      expect(texts[i]).toBe(text)
    }
  })

  it('end when nobody listens any more, and leave the speaker free', async () => {
    for await (const { event } of writeAlternatives(speakers, inputFor({ maxTokens: 1000 }), undefined)) if (event.type === 'text') break
    const ends: string[] = []
    for await (const event of writeText(speakers, inputFor(), undefined)) if (event.type === 'done') ends.push(event.stoppedBy)
    expect(ends).toEqual(['length'])
  })
})
