// A chapter drafted beside the book: it sees what a scene in its place would see, stretch by stretch to its last page.
import { afterEach, describe, expect, it } from 'vitest'
import type { Continuation } from '#shared/contract/writing.ts'
import { Manner } from '#shared/contract/writing.ts'
import { Sampling } from '#shared/contract/sampling.ts'
import { GenerationId } from '#shared/ids.ts'
import { docFromText } from '#shared/manuscript.ts'
import { speak, type SpeakingGround, type Speech } from '#main/writing/speaking.ts'
import { small } from '../support/learning.ts'
import { testLibrary } from '../support/library.ts'
import { openSmallApp, type SmallApp } from '../support/small-app.ts'

const open: SmallApp[] = []
afterEach(async () => { await Promise.all(open.splice(0).map((each) => each.dispose())) })

const speaker = { modelId: small }
const half = { least: 0.1, most: 0.5 }
const sampling = Sampling.parse({ temperature: 1, topP: 1, repetitionPenalty: 1, seed: 11 })

async function last(stream: AsyncIterable<Continuation>): Promise<void> { for await (const _ of stream) continue }

describe('a drafted chapter', () => {
  it('sees memory, note and the scenes before its place, and not those behind it', async () => {
    const app = openSmallApp()
    open.push(app)
    const { client } = app
    const { id: projectId } = await client.projects.create({ title: 'Livre', author: '', language: 'fr' })
    const one = await client.projects.addNode({ projectId, parentId: null, kind: 'chapter', title: 'Un' })
    await client.projects.addNode({ projectId, parentId: null, kind: 'chapter', title: 'Deux' })
    const [first, second] = (await client.projects.outline({ projectId })).filter(({ kind }) => kind === 'scene')
    if (!first || !second) throw new Error('no scenes')
    await client.projects.saveScene({ id: first.id, doc: docFromText('Un soir.'), baseRevision: 1 })
    await client.projects.saveScene({ id: second.id, doc: docFromText('La nuit.'), baseRevision: 1 })
    // The small model's window is 64 bytes, half of which is kept free to write in.
    await client.context.setNotes({ projectId, memory: 'Le Berry.', note: '[Gai]', noteDepth: 1, budget: { tokens: 64, before: 0.3, order: ['memory', 'note', 'lore', 'summary', 'after'], shares: { note: half, memory: half, lore: half, summary: half, after: half } } })
    const later = await client.projects.addNode({ projectId, parentId: one.id, kind: 'scene', title: 'Plus tard' })
    await client.projects.saveScene({ id: later.id, doc: docFromText('Un jour.'), baseRevision: 1 })
    const draft = { speaker, projectId, title: 'Suite', opening: 'Or', words: 50, sampling }
    const seen = async (afterId: typeof one.id | null) => {
      await last(await client.writing.draftChapter({ ...draft, afterId }))
      const [generation] = await client.writing.generations({ projectId, kind: 'chapter' })
      return generation?.context?.map(({ origin, id, title }) => `${origin} ${id ?? title}`)
    }
    const before = await seen(one.id)
    expect(before).toEqual(expect.arrayContaining(['memory ', `before ${later.id}`, 'note ', 'before Suite']))
    expect(before).not.toContain(`before ${second.id}`)
    const inside = await seen(first.id)
    expect(inside).toContain(`before ${first.id}`)
    expect(inside).not.toContain(`before ${later.id}`)
    expect(await seen(null)).toEqual(expect.arrayContaining(['memory ', `before ${second.id}`, 'note ', 'before Suite']))
  })

  it('is asked for stretch by stretch, each behind the context made anew, and a stretch ends with a sentence', async () => {
    const asked: { readonly prompt: string, readonly maxTokens: number, readonly seed: number | null }[] = []
    async function* say() {
      for (const text of ['Il', ' vint', ' là.', ' Puis', ' rien']) yield { type: 'text', text, token: 1 }
      yield { type: 'done', tokens: 5, promptTokens: 1, seed: 1, stoppedBy: 'length', tokensPerSecond: 1, firstTokenSeconds: 0 }
    }
    const writer = { generate: async (input: { prompt: string, maxTokens: number, sampling: Sampling }) => { asked.push({ prompt: input.prompt, maxTokens: input.maxTokens, seed: input.sampling.seed }); return say() } }
    const ground = { library: testLibrary(), engine: { writer }, voices: { weights: async () => ({ model: '', adapter: null }) }, rows: { insert: () => undefined, grow: () => undefined } } as unknown as SpeakingGround
    const generation = { id: GenerationId.parse('g'), projectId: null, kind: 'chapter', title: '', prompt: '', speaker, createdAt: 0, context: null } as const
    const speech = {
      prompt: 'Ici.', stretch: async (text) => ({ prompt: `MEMOIRE ${text.length}`, tokens: 4 }), setting: null, bridging: null, avoiding: async () => null, watching: async () => null, manner: Manner.parse({}), explain: null, generation, speaker,
      sampling, maxTokens: 9, stopAt: 'tokens', enough: () => false, insist: true, signal: undefined
    } satisfies Speech
    let text = ''
    for await (const event of speak(ground, speech)) if (event.type === 'text') text += event.text
    expect(text).toBe('Il vint là.Il vint là.Il vint là.')
    expect(asked).toEqual([{ prompt: 'MEMOIRE 0', maxTokens: 4, seed: 11 }, { prompt: 'MEMOIRE 11', maxTokens: 4, seed: 12 }, { prompt: 'MEMOIRE 22', maxTokens: 3, seed: 13 }])
  })
})
