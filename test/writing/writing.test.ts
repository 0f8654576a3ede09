// The muse with a small model: what streams is what is kept, whatever way it ends; a draft enters the book only when it is accepted.
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, describe, expect, it } from 'vitest'
import type { Continuation } from '#shared/contract/writing.ts'
import { GenerationId, VoiceId } from '#shared/ids.ts'
import { plainText } from '#shared/manuscript.ts'
import { countWords } from '#shared/text.ts'
import { small } from '../support/learning.ts'
import { openSmallApp, temporary, type SmallApp } from '../support/small-app.ts'

const open: SmallApp[] = []
const app = (home?: string): SmallApp => { const made = openSmallApp(home); open.push(made); return made }
afterEach(async () => { await Promise.all(open.splice(0).map((each) => each.dispose())) })

const sampling = { temperature: 1, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1, seed: 11, stop: [] }
const speaker = { modelId: small }
const wish = { speaker, title: 'Suite', opening: 'La mer était', words: 50, sampling }

async function read(stream: AsyncIterable<Continuation>): Promise<{ text: string, done: Extract<Continuation, { type: 'done' }> | null }> {
  let text = ''
  for await (const event of stream) {
    if (event.type === 'done') return { text, done: event }
    text += event.text
  }
  return { text, done: null }
}

async function begun() {
  const one = app()
  const { id: projectId } = await one.client.projects.create({ title: 'Livre', author: '', language: 'fr' })
  return { one, client: one.client, projectId }
}

describe('a continuation', () => {
  it('streams what it keeps, the same for the same seed', async () => {
    const { client, projectId } = await begun()
    const ask = async () => read(await client.writing.continue({ speaker, projectId, before: 'La mer', maxTokens: 40, sampling: { ...sampling, seed: 5 } }))
    const [first, second] = [await ask(), await ask()]
    expect(first.done).toMatchObject({ text: first.text, tokens: 40, seed: 5, stoppedBy: 'length' })
    expect(second.text).toBe(first.text)
    const kept = await client.writing.generations({ projectId, kind: 'continuation' })
    expect(kept.map(({ text, state, prompt }) => ({ text, state, prompt }))).toEqual(Array(2).fill({ text: first.text, state: 'kept', prompt: 'La mer' }))
  })

  it('reports the fresh seed it chose, and that seed gives the same words again', async () => {
    const { client } = await begun()
    const fresh = await read(await client.writing.continue({ speaker, before: 'La mer', maxTokens: 20, sampling: { ...sampling, seed: null } }))
    const again = await read(await client.writing.continue({ speaker, before: 'La mer', maxTokens: 20, sampling: { ...sampling, seed: fresh.done?.seed ?? 0 } }))
    expect(again.text).toBe(fresh.text)
  })

  it('stops when the caller leaves, and keeps what was written', async () => {
    const { client, projectId } = await begun()
    const leaving = new AbortController()
    let seen = ''
    const stream = await client.writing.continue({ speaker, projectId, before: 'La mer', maxTokens: 100_000, sampling }, { signal: leaving.signal })
    const reading = (async () => { for await (const event of stream) { if (event.type === 'text') { seen += event.text; if (seen.length > 30) leaving.abort() } } })()
    await reading.catch(() => undefined)
    await expect.poll(async () => (await client.writing.generations({ projectId }))[0]?.state, { timeout: 20_000 }).toBe('kept')
    const [kept] = await client.writing.generations({ projectId })
    expect(kept?.text.startsWith(seen.slice(0, 30))).toBe(true)
    expect(kept?.text.length).toBeLessThan(50_000)
  })

  it('says which model is missing, and keeps a failed line of it', async () => {
    const { client, projectId } = await begun()
    const stream = await client.writing.continue({ speaker: { voiceId: VoiceId.parse('nobody') }, projectId, before: 'La mer', maxTokens: 5, sampling })
    await expect(read(stream)).rejects.toMatchObject({ data: { code: 'general.not-found', params: { what: 'voice' } } })
    expect(await client.writing.generations({ projectId })).toMatchObject([{ state: 'failed', text: '' }])
  })

  it('fails with the engine and works again with the next one', async () => {
    const { one, client } = await begun()
    const stream = await client.writing.continue({ speaker, before: 'La mer', maxTokens: 100_000, sampling })
    const reading = (async () => { for await (const event of stream) if (event.type === 'text') one.children.get('writer')?.kill() })()
    await expect(reading).rejects.toMatchObject({ data: { code: 'engine.died' } })
    expect((await read(await client.writing.continue({ speaker, before: 'La mer', maxTokens: 5, sampling }))).done?.tokens).toBe(5)
  })
})

describe('a drafted chapter', () => {
  it('is about as long as asked, lies beside the book, and enters it when accepted', async () => {
    const { client, projectId } = await begun()
    const { text, done } = await read(await client.writing.draftChapter({ ...wish, projectId }))
    expect(countWords(text)).toBeGreaterThanOrEqual(45)
    expect(countWords(text)).toBeLessThanOrEqual(50 + 65)
    expect(await client.projects.outline({ projectId })).toEqual([])
    const [draft] = await client.writing.generations({ projectId, kind: 'chapter' })
    expect(draft).toMatchObject({ id: done?.generationId, title: 'Suite', prompt: 'La mer était', text, state: 'kept', words: countWords(text) })
    const chapter = await client.writing.accept({ id: draft?.id ?? GenerationId.parse('none'), afterId: null })
    const [, scene] = await client.projects.outline({ projectId })
    const letters = (whole: string) => whole.replace(/\s|\*/g, '')
    expect(letters(plainText((await client.projects.openScene({ id: scene?.id ?? chapter.id })).doc))).toBe(letters(`La mer était${text}`))
    expect((await client.writing.generations({ projectId }))[0]?.state).toBe('accepted')
    await expect(client.writing.accept({ id: draft?.id ?? GenerationId.parse('none'), afterId: null })).rejects.toMatchObject({ data: { code: 'writing.already-accepted' } })
  })

  it.each([['after the chapter named', 0, ['A', 'Suite', 'B']], ['at the end', null, ['A', 'B', 'Suite']]] as const)('enters %s', async (_, after, order) => {
    const { client, projectId } = await begun()
    const chapters = [await client.projects.addNode({ projectId, parentId: null, kind: 'chapter', title: 'A' }), await client.projects.addNode({ projectId, parentId: null, kind: 'chapter', title: 'B' })]
    const { done } = await read(await client.writing.draftChapter({ ...wish, projectId }))
    if (!done) throw new Error('the draft did not end')
    await client.writing.accept({ id: done.generationId, afterId: after === null ? null : chapters[after]?.id ?? null })
    expect((await client.projects.outline({ projectId })).filter((node) => node.kind === 'chapter').map((node) => node.title)).toEqual(order)
  })

  it('enters where it was written for: after a scene as a scene of its chapter, and knows the place until then', async () => {
    const { client, projectId } = await begun()
    const chapter = await client.projects.addNode({ projectId, parentId: null, kind: 'chapter', title: 'A' })
    await client.projects.addNode({ projectId, parentId: null, kind: 'chapter', title: 'B' })
    const first = (await client.projects.outline({ projectId })).find(({ parentId }) => parentId === chapter.id)
    await client.projects.addNode({ projectId, parentId: chapter.id, kind: 'scene', title: 'Plus tard' })
    await read(await client.writing.draftChapter({ ...wish, projectId, afterId: first?.id ?? null }))
    const [draft] = await client.writing.generations({ projectId, kind: 'chapter' })
    expect(draft?.afterId).toBe(first?.id)
    const scene = await client.writing.accept({ id: draft?.id ?? GenerationId.parse('none'), afterId: draft?.afterId ?? null })
    expect(scene).toMatchObject({ kind: 'scene', title: 'Suite', parentId: chapter.id })
    expect((await client.projects.outline({ projectId })).map(({ title }) => title)).toEqual(['A', '', 'Suite', 'Plus tard', 'B', ''])
    expect(plainText((await client.projects.openScene({ id: scene.id })).doc)).toContain('La mer était')
  })

  it('refused, stays readable; a continuation never enters the binder', async () => {
    const { client, projectId } = await begun()
    const { done } = await read(await client.writing.draftChapter({ ...wish, projectId }))
    const line = await read(await client.writing.continue({ speaker, projectId, before: 'La mer', maxTokens: 5, sampling }))
    if (!done || !line.done) throw new Error('the muse did not end')
    await client.writing.refuse({ id: done.generationId })
    expect((await client.writing.generations({ projectId, kind: 'chapter' }))[0]).toMatchObject({ state: 'refused', text: done.text })
    await expect(client.writing.accept({ id: line.done.generationId, afterId: null })).rejects.toMatchObject({ data: { code: 'writing.not-a-chapter' } })
  })

  it('left in the middle, is found by the next program as far as it came', async () => {
    const home = temporary()
    const one = app(home)
    const { id: projectId } = await one.client.projects.create({ title: 'Livre', author: '', language: 'fr' })
    const ids: string[] = []
    for (const words of [50, 60]) ids.push((await read(await one.client.writing.draftChapter({ ...wish, projectId, words }))).done?.generationId ?? '')
    const before = await one.client.writing.generations({ projectId })
    await one.dispose()
    // As a program that was killed leaves them: one with its first pages, one with none yet.
    const file = new Sqlite(join(home, 'library.sqlite'))
    file.prepare(`UPDATE generations SET state = 'writing' WHERE id = ?`).run(ids[0])
    file.prepare(`UPDATE generations SET state = 'writing', text = '', words = 0 WHERE id = ?`).run(ids[1])
    file.close()
    const after = await app(home).client.writing.generations({ projectId })
    expect(after.find((draft) => draft.id === ids[0])).toEqual(before.find((draft) => draft.id === ids[0]))
    expect(after.find((draft) => draft.id === ids[1])?.state).toBe('failed')
  })
})
