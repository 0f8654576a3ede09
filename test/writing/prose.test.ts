// What a manuscript is given of the engine's words: in its own language and typography, as they come.
import { describe, expect, it } from 'vitest'
import { Manner, type Continuation } from '#shared/contract/writing.ts'
import { Sampling } from '#shared/contract/sampling.ts'
import { GenerationId } from '#shared/ids.ts'
import type { Language } from '#shared/language.ts'
import { settingOf } from '#main/writing/prose.ts'
import { speak, type SpeakingGround, type Speech } from '#main/writing/speaking.ts'
import { small } from '../support/learning.ts'
import { testLibrary } from '../support/library.ts'

const n = '\u00a0'
const t = '\u202f'

type Asked = { readonly prompt: string; readonly seed: number | null }

/** An engine that says what it is told to, call after call, in pieces of three characters. */
function telling(...texts: readonly string[]): { ground: SpeakingGround; asked: Asked[]; rows: string[] } {
  const asked: Asked[] = []
  const rows: string[] = []
  async function* say(text: string) {
    for (let at = 0; at < text.length; at += 3) yield { type: 'text', text: text.slice(at, at + 3), token: 1 }
    yield { type: 'done', tokens: 9, promptTokens: 1, seed: 1, stoppedBy: 'stop', tokensPerSecond: 1, firstTokenSeconds: 0 }
  }
  const writer = { generate: async (input: { prompt: string; sampling: Sampling }) => { asked.push({ prompt: input.prompt, seed: input.sampling.seed }); return say(texts[asked.length - 1] ?? '') } }
  const ground = { library: testLibrary(), engine: { writer }, voices: { weights: async () => ({ model: '', adapter: null }) }, rows: { insert: () => undefined, grow: (_: unknown, { text }: { text: string }) => { rows.push(text) } } }
  return { ground: ground as unknown as SpeakingGround, asked, rows }
}

async function told(ground: SpeakingGround, prompt: string, language: Language | null, raw = false): Promise<string> {
  const generation = { id: GenerationId.parse('g'), projectId: null, kind: 'continuation', title: '', prompt, speaker: { modelId: small }, createdAt: 0, context: null } as const
  const speech = { prompt, setting: raw ? null : settingOf(language, prompt), bridging: null, avoiding: async () => null, watching: async () => null, manner: Manner.parse({}), explain: null, generation, speaker: { modelId: small }, sampling: Sampling.parse({ seed: 5 }), maxTokens: 40, stopAt: 'sentence', enough: () => false, insist: false, signal: undefined } satisfies Speech
  let [text, done] = ['', null as Extract<Continuation, { type: 'done' }> | null]
  for await (const event of speak(ground, speech)) {
    if (event.type === 'done') done = event
    else text += event.text
  }
  expect(done?.text).toBe(text)
  return text
}

describe('the words a manuscript is given', () => {
  it.each([
    ['Il dit', ' : "Viens !" L\'autre rit...', 'fr'], ['Zut', ' a : "Viens !"', null]
  ] as const)('after %j, %j in %s', async (before, says, language) => {
    const { ground } = telling(says)
    expect(await told(ground, before, language)).toBe(language === 'fr' ? `${n}: «${n}Viens${t}!${n}» L’autre rit…` : says)
  })

  it('are set as the text before is', async () => {
    const { ground } = telling(' : « L’été ! »')
    expect(await told(ground, 'Il dit que l\'homme qui est dans la rue n\'a pas répondu : "Oui !" Il dit', 'fr')).toBe(' : "L\'été !"')
  })

  it('are raw when that is wanted', async () => {
    const { ground, asked } = telling(' "the" and the wind was')
    expect(await told(ground, 'La nuit était dans les arbres et', 'fr', true)).toBe(' "the" and the wind was')
    expect(asked).toHaveLength(1)
  })

  it('are drawn once more, from there, when they go over to another language', async () => {
    const { ground, asked, rows } = telling(' la nuit and the wind was with them', ' et le vent.')
    expect(await told(ground, 'Dans', 'fr')).toBe(' la nuit et le vent.')
    expect(asked.map(({ prompt }) => prompt)).toEqual(['Dans', 'Dans la nuit'])
    expect(asked[1]?.seed).not.toBe(asked[0]?.seed)
    expect(rows.at(-1)).toBe(' la nuit et le vent.')
  })

  it('are taken as they are the second time', async () => {
    const { ground, asked } = telling(' and the wind was', ' and the rain was')
    expect(await told(ground, 'Dans', 'fr')).toBe(' and the rain was')
    expect(asked).toHaveLength(2)
  })
})
