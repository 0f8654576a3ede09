// A suggestion in the manuscript's typography and language, and of which token each of its characters came.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Manner, type Continuation } from '#shared/contract/writing.ts'
import type { GeneratedToken } from '#shared/contract/likelihood.ts'
import { Sampling } from '#shared/contract/sampling.ts'
import { GenerationId } from '#shared/ids.ts'
import type { Language } from '#shared/language.ts'
import type { KeptExplanation } from '#main/writing/explanation-rows.ts'
import { settingOf } from '#main/writing/prose.ts'
import { speak, type SpeakingGround, type Speech } from '#main/writing/speaking.ts'
import { small } from '../support/learning.ts'
import { testLibrary } from '../support/library.ts'

const library = testLibrary()
const n = '\u00a0'
const t = '\u202f'
const tokensOf = (pieces: readonly string[]): GeneratedToken[] => pieces.map((piece, id) => ({ id, piece, logprob: -1, rank: 1, drawn: -1, top: [] }))

/** An engine that writes these tokens, call after call. `late`: it tells of a token only with the next one's text. */
function telling(calls: readonly (readonly string[])[], late = false): { readonly ground: SpeakingGround; readonly prompts: string[]; readonly kept: KeptExplanation[] } {
  const [prompts, kept]: [string[], KeptExplanation[]] = [[], []]
  async function* say(pieces: readonly string[]) {
    let waiting: GeneratedToken[] = []
    for (const token of tokensOf(pieces)) {
      yield { type: 'text', text: token.piece, token: token.id, tokens: late ? waiting : [token] }
      waiting = [token]
    }
    if (late) yield { type: 'text', text: '', token: 0, tokens: waiting }
    yield { type: 'done', tokens: pieces.length, promptTokens: 1, seed: 1, stoppedBy: 'stop', tokensPerSecond: 1, firstTokenSeconds: 0 }
  }
  const writer = { generate: async ({ prompt }: { prompt: string }) => { prompts.push(prompt); return say(calls[prompts.length - 1] ?? []) } }
  const ground = { library, engine: { writer }, voices: { weights: async () => ({ model: '', adapter: null }) }, rows: { insert: () => undefined, grow: () => undefined }, explanations: { put: (_: unknown, one: KeptExplanation) => { kept.push(one) } } }
  return { ground: ground as unknown as SpeakingGround, prompts, kept }
}

interface Told { readonly text: string; readonly pieces: readonly string[]; readonly shown: readonly string[] }

async function told({ ground, kept }: ReturnType<typeof telling>, before: string, language: Language | null, more: Partial<Speech> = {}): Promise<Told> {
  const generation = { id: GenerationId.parse('g'), projectId: null, kind: 'continuation', title: '', prompt: before, speaker: { modelId: small }, createdAt: 0, context: null } as const
  const speech = { prompt: before, setting: settingOf(language, before), bridging: null, avoiding: async () => null, watching: async () => null, manner: Manner.parse({}), explain: 3, generation, speaker: { modelId: small }, sampling: Sampling.parse({ seed: 5 }), maxTokens: 40, stopAt: 'sentence', enough: () => false, insist: false, signal: undefined, ...more } satisfies Speech
  let [streamed, text] = ['', '']
  for await (const event of speak(ground, speech) as AsyncIterable<Continuation>) {
    if (event.type === 'done') text = event.text
    else streamed += event.text
  }
  expect(streamed).toBe(text)
  const { tokens } = kept.at(-1) ?? { tokens: [] }
  return { text, pieces: tokens.map(({ piece }) => piece), shown: tokens.map(({ shown }) => shown) }
}

describe('a suggestion that can be looked into', () => {
  it('is set like the manuscript, each token with what shows of it', async () => {
    const { text, pieces, shown } = await told(telling([[' :', ' "', 'Vi', 'ens', ' !', '"', ' L', '\'', 'autre', '.', '.', '.']]), 'Il dit', 'fr')
    expect(text).toBe(`${n}: «${n}Viens${t}!${n}» L’autre…`)
    expect(pieces.join('')).toBe(' : "Viens !" L\'autre...')
    expect(shown).toEqual([`${n}:`, ` «${n}`, 'Vi', 'ens', `${t}!`, `${n}»`, ' L', '’', 'autre', '…', '', ''])
  })

  it('stays in her language: what was forgotten is not told, and the model goes on from its own words', async () => {
    const engine = telling([[' l', '\'', 'eau', ' and', ' the', ' wind', ' was'], [' et', ' le', ' vent', '.']])
    const { text, pieces, shown } = await told(engine, 'Dans', 'fr')
    expect(text).toBe(' l’eau et le vent.')
    expect(engine.prompts).toEqual(['Dans', 'Dans l’eau'])
    expect([pieces.join(''), shown.join('')]).toEqual([' l\'eau et le vent.', text])
  })

  it('begins with the words she kept, whatever they are, set together with what follows', async () => {
    const engine = telling([['.', ' Puis', ' il', ' vint', '.']])
    const { text, shown } = await told(engine, 'Il rit', 'fr', { kept: tokensOf([' the', ' of', '.', '.']) })
    expect(text).toBe(' the of… Puis il vint.')
    expect(engine.prompts).toEqual(['Il rit the of..'])
    expect(shown).toEqual([' the', ' of', '…', '', '', ' Puis', ' il', ' vint', '.'])
  })

  it('keeps the word she chose when what follows is given up for its language', async () => {
    const engine = telling([[' and', ' the', ' wind', ' was'], [' Il', ' vint', '.']])
    const { text } = await told(engine, 'Il rit', 'fr', { kept: tokensOf([' un', '.']) })
    expect(text).toBe(' un. Il vint.')
    expect(engine.prompts).toEqual(['Il rit un.', 'Il rit un.'])
  })

  const piece = fc.oneof(fc.constantFrom(' ', '.', ',', ' ;', '!', '"', ' "', '-', '--', '’', '\n', '…', '\'', ' (', '𝄞'), fc.constantFrom(' la', ' et', ' the', ' and', ' of', 'eau', 'x', ' Il'))
  it.each([['fr', false], ['en', false], [null, false], ['fr', true]] as const)('in %s, told late: %s: what shows of its tokens, joined, is its text, and the pieces are what the model wrote of it', async (language, late) => {
    const calls = fc.array(fc.array(piece, { minLength: 1, maxLength: 14 }), { minLength: 2, maxLength: 2 })
    await fc.assert(fc.asyncProperty(calls, fc.constantFrom('', 'Il dit', 'Fin.\n', '« Oui ', 'a '), fc.array(piece, { maxLength: 3 }), async (written, before, kept) => {
      const { text, pieces, shown } = await told(telling(written, late), before, language, { kept: tokensOf(kept) })
      if (shown.length > 0) expect(shown.join('')).toBe(text)
      expect(pieces.join('').startsWith(kept.join(''))).toBe(true)
    }), { numRuns: 150 })
  })
})
