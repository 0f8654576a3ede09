// How the chosen voice speaks: what she set, as far as it fits that voice.
import { describe, expect, it } from 'vitest'
import type { Voice } from '#shared/contract/voices.ts'
import { Manner } from '#shared/contract/writing.ts'
import { companions, mannerOf } from '../../src/renderer/state/manner.ts'

const voice = (id: string, modelId = 'base', method: Voice['method'] = 'lora'): Voice => ({
  id, projectId: 'p', name: id, modelId, method, state: 'ready', runId: 'r', basePerplexity: 40, voicePerplexity: 30, createdAt: 0, updatedAt: 0
} as unknown as Voice)
const sand = voice('sand')
const all = [sand, voice('hugo', 'base', 'full'), voice('other', 'another'), voice('fresh', 'base', 'scratch')]
const set = Manner.parse({ strength: 1.3, precision: 'int8', mix: [{ voiceId: 'hugo', share: 0.4 }, { voiceId: 'other', share: 0.1 }, { voiceId: 'gone', share: 0.1 }] })

describe('the manner of a voice', () => {
  it.each([['sand', ['hugo']], ['hugo', ['sand']], ['other', []], ['fresh', []]])('%s can be joined by %j', (id, names) => {
    expect(companions(all.find((one) => one.id === id) ?? sand, all).map((one) => one.id)).toEqual(names)
  })
  it('keeps of a mixture the voices over the same base that are still there', () => {
    expect(mannerOf(set, sand, all)).toEqual({ ...set, mix: [{ voiceId: 'hugo', share: 0.4 }] })
  })
  it.each([['a base model', null], ['a voice from nothing', voice('fresh', 'base', 'scratch')]])('of %s is plain, but for its numbers', (_, speaking) => {
    expect(mannerOf(set, speaking, all)).toEqual({ ...set, strength: 1, mix: [] })
  })
})
