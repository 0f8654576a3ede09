// How a voice speaks: what she set for it, as far as it fits.
import { describe, expect, it } from 'vitest'
import { VoiceManner } from '#shared/contract/manner.ts'
import type { Voice } from '#shared/contract/voices.ts'
import { companions, fittingManner } from '#shared/manner.ts'

const set = VoiceManner.parse({ strength: 1.3, mix: [{ voiceId: 'hugo', share: 0.4 }, { voiceId: 'other', share: 0.1 }, { voiceId: 'gone', share: 0.1 }] })
const voice = (id: string, modelId = 'base', method: Voice['method'] = 'lora') => ({ id, modelId, method, manner: set } as unknown as Voice)
const sand = voice('sand')
const all = [sand, voice('hugo', 'base', 'full'), voice('other', 'another'), voice('fresh', 'base', 'scratch')]

describe('the manner of a voice', () => {
  it.each([['sand', ['hugo']], ['hugo', ['sand']], ['other', []], ['fresh', []]])('%s can be joined by %j', (id, names) => {
    expect(companions(all.find((one) => one.id === id) ?? sand, all).map((one) => one.id)).toEqual(names)
  })
  it('keeps of a mixture the voices over the same base that are still there', () => {
    expect(fittingManner(sand, all)).toEqual({ ...set, mix: [{ voiceId: 'hugo', share: 0.4 }] })
  })
  it('is plain for a voice from nothing', () => {
    expect(fittingManner(voice('fresh', 'base', 'scratch'), all)).toEqual({ strength: 1, mix: [] })
  })
})
