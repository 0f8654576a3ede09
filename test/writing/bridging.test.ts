// Filling in: seams without double or missing spaces, and the bridge chosen that leads to what follows.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { closeSeam, insideWord } from '#shared/bridging.ts'
import { Sampling } from '#shared/contract/writing.ts'
import { bestBridge, cuts } from '#main/writing/bridging.ts'
import type { Engine } from '#main/voices/engine.ts'

type Seam = readonly [what: string, text: string, after: string, joined: string]
const seams: readonly Seam[] = [
  ['a space that is there already', 'the door ', ' and left.', 'the door and left.'],
  ['a space that is missing', 'the door', 'and left.', 'the door and left.'],
  ['no full stop before small letters', 'the door.', ' and left.', 'the door and left.'],
  ['an ellipsis stays', 'the door…', ' and left.', 'the door… and left.'],
  ['no second mark', 'the door.', '. He left.', 'the door. He left.'],
  ['a comma instead of a stop', 'the door!', ', and left.', 'the door, and left.'],
  ['a sentence of its own', 'It rained.', ' He left.', 'It rained. He left.'],
  ['before a guillemet', 'Viens', '\u00a0» dit-il.', 'Viens\u00a0» dit-il.'],
  ['before a closing quote', 'Come.', '” He left.', 'Come.” He left.'],
  ['one paragraph only', 'the door\nNext', ' and left.', 'the door and left.'],
  ['nothing to say', ' ', ' and left.', ' and left.'],
  ['before a new paragraph as it is', 'It rained.', '\n\nHe left.', 'It rained.\n\nHe left.']
]

describe('the seam to what follows', () => {
  it.each(seams)('%s', (_, text, after, joined) => expect(closeSeam(text, after) + after).toBe(joined))

  it('never has two spaces nor glues two words, whatever was written', () => {
    const text = fc.array(fc.constantFrom('mot', 'l’eau', ' ', '.', '…', '\n', '!'), { maxLength: 8 }).map((parts) => parts.join(''))
    const rest = fc.tuple(fc.constantFrom('', ' '), fc.constantFrom('mot', 'Mot', '.', '»')).map((parts) => parts.join(''))
    fc.assert(fc.property(text, rest, (written, after) => {
      const seam = closeSeam(written, after)
      expect(seam.slice(-1) + after[0]).not.toMatch(/\s\s/)
      if (seam !== '') expect(insideWord(seam, after)).toBe(false)
      expect(seam).not.toContain('\n')
    }))
  })

  it('knows the inside of a word', () => {
    expect([insideWord('op', 'ened'), insideWord('op ', 'ened'), insideWord('', 'opened'), insideWord('l’', 'eau'), insideWord('é', 'té')]).toEqual([true, false, false, false, true])
  })
})

const sampling = Sampling.parse({ temperature: 1, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1, seed: 1, stop: [] })
const done = { type: 'done', tokens: 3, promptTokens: 2, seed: 7, stoppedBy: 'stop', tokensPerSecond: 1, firstTokenSeconds: 0 } as const
/** An engine that writes these bridges and finds `after` the likelier, the nearer the bridge's length is to `best`. */
function engineOf(bridges: readonly string[], best: number, seen: string[] = []): Engine {
  const writer = {
    alternatives: async () => (async function* () {
      for (const [index, text] of bridges.entries()) { yield { index, event: { type: 'text', text, token: 1 } }; yield { index, event: { ...done, seed: 7 + index } } }
    })(),
    score: async ({ continuations }: { continuations: string[] }) => continuations.map((text) => {
      seen.push(text)
      const off = -Math.abs(text.indexOf(' and left.') - best)
      // What the bridge itself cost must not count.
      return { lead: 0, nll: 0, counted: 2, baseNll: null, tokens: [{ piece: text.slice(0, -10), logprob: -1000 * text.length }, { piece: ' and', logprob: off }, { piece: ' left.', logprob: -1 }] }
    })
  }
  return { writer } as unknown as Engine
}
const wish = { prompt: 'She opened', weights: { model: 'm', adapter: null, phrases: null }, maxTokens: 8, stopAt: 'sentence', sampling, precision: 'auto', count: 3, after: ' and left.' } as const

describe('the best bridge', () => {
  it('is the one after which what follows is the least surprising, with its own seed', async () => {
    const bridge = await bestBridge(engineOf([' the.', ' the window.', ' the great iron gate.'], 11), wish, new AbortController().signal)
    expect(bridge).toEqual({ text: ' the window', done: { ...done, seed: 8 } })
  })

  it('may end sooner than it was written', async () => {
    const bridge = await bestBridge(engineOf([' the door of the old house by the sea.'], 12), wish, new AbortController().signal)
    expect(bridge?.text).toBe(' the door of')
    expect(cuts(' one two three four five six seven eight.', ' and')).toEqual([' one two', ' one two three four', ' one two three four five six', ' one two three four five six seven eight'])
  })

  it('weighs each with the text after it, and is none where nothing was written', async () => {
    const seen: string[] = []
    await bestBridge(engineOf([' a.', ' b.'], 1, seen), wish, new AbortController().signal)
    expect(seen).toEqual([' a and left.', ' b and left.'])
    expect(await bestBridge(engineOf(['', ' .'], 1), wish, new AbortController().signal)).toBeNull()
  })
})
