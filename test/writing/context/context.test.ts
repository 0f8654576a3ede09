// Memory, lorebook and summaries in a real library, and the prompt they make with the small model; what a suggestion was given is kept with it.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { newLore, type ContextBudget, type Seen } from '#shared/contract/context.ts'
import { cuts } from '#main/writing/bridging.ts'
import { NodeId } from '#shared/ids.ts'
import { docFromText } from '#shared/manuscript.ts'
import { small } from '../../support/learning.ts'
import { openSmallApp, type SmallApp } from '../../support/small-app.ts'

const open: SmallApp[] = []
afterEach(async () => { await Promise.all(open.splice(0).map((each) => each.dispose())) })

const speaker = { modelId: small }
/** The small model’s window is 64 bytes: a note may have half of it. */
const half = { least: 0.1, most: 0.5 }
const budget: ContextBudget = { tokens: 64, before: 0.3, order: ['note', 'memory', 'lore', 'summary', 'after'], shares: { note: half, memory: half, lore: half, summary: half, after: half } }
const sampling = { temperature: 1, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1, seed: 11, stop: [] }

/** A book of two chapters; she writes in the last scene. */
async function begun() {
  const app = openSmallApp()
  open.push(app)
  const { client } = app
  const { id: projectId } = await client.projects.create({ title: 'Livre', author: '', language: 'fr' })
  const one = await client.projects.addNode({ projectId, parentId: null, kind: 'chapter', title: 'Un' })
  const two = await client.projects.addNode({ projectId, parentId: null, kind: 'chapter', title: 'Deux' })
  const scenes = (await client.projects.outline({ projectId })).filter(({ kind }) => kind === 'scene')
  const [first, last] = scenes.map(({ id }) => id)
  if (!first || !last) throw new Error('no scenes')
  await client.projects.saveScene({ id: first, doc: docFromText('La mer montait.\n\nIl attendit.'), baseRevision: 1 })
  const see = (before: string, more: { after?: string, maxTokens?: number, bridges?: number } = {}): Promise<Seen> =>
    client.context.see({ projectId, speaker, place: { sceneId: last, before, after: more.after ?? '' }, maxTokens: more.maxTokens ?? 8, bridges: more.bridges ?? 1 })
  return { app, client, projectId, one, two, first, last, see }
}

const all: { readonly memory: string, readonly note: string, readonly noteDepth: number } = { memory: 'Le Berry.', note: '[Grave.]', noteDepth: 1 }

describe('what she told the muse', () => {
  it('is kept as it was said; what is not named stays', async () => {
    const { client, projectId } = await begun()
    expect(await client.context.notes({ projectId })).toEqual({ projectId, memory: '', note: '', noteDepth: 3, budget: null })
    await client.context.setNotes({ projectId, ...all })
    expect(await client.context.setNotes({ projectId, note: '' })).toEqual({ projectId, ...all, note: '', budget: null })
    expect((await client.context.setNotes({ projectId, budget })).budget).toEqual(budget)
    await expect(client.context.setNotes({ projectId, budget: { ...budget, order: ['note', 'note', 'lore', 'summary', 'after'] } })).rejects.toMatchObject({ data: { code: 'general.bad-input' } })
    expect((await client.context.setNotes({ projectId, budget: null })).budget).toBeNull()
  })

  it('an entry comes back from the bin whole', async () => {
    const { client, projectId } = await begun()
    const entry = await client.context.addEntry({ projectId, title: 'Germain', keys: ['Germain', '/labour(eur|ait)/'], text: 'Un laboureur.', priority: 3 })
    expect(entry).toEqual({ ...newLore, id: entry.id, projectId, updatedAt: entry.updatedAt, title: 'Germain', keys: ['Germain', '/labour(eur|ait)/'], text: 'Un laboureur.', priority: 3 })
    const changed = await client.context.changeEntry({ id: entry.id, alwaysOn: true, keys: [] })
    await client.context.removeEntry({ id: entry.id })
    expect(await client.context.entries({ projectId })).toEqual([])
    await expect(client.context.changeEntry({ id: entry.id, text: '' })).rejects.toMatchObject({ data: { code: 'general.not-found', params: { what: 'entry' } } })
    expect(await client.context.restoreEntry({ id: entry.id })).toEqual(changed)
    expect(await client.context.entries({ projectId })).toEqual([changed])
  })

  it('a summary is taken away by an empty one, and needs a living node', async () => {
    const { client, projectId, one } = await begun()
    await client.context.setSummary({ nodeId: one.id, text: 'Il attend.' })
    expect(await client.context.summaries({ projectId })).toMatchObject([{ nodeId: one.id, text: 'Il attend.' }])
    await client.context.setSummary({ nodeId: one.id, text: ' ' })
    expect(await client.context.summaries({ projectId })).toEqual([])
    await expect(client.context.setSummary({ nodeId: NodeId.parse('nobody'), text: 'x' })).rejects.toMatchObject({ data: { code: 'general.not-found' } })
  })
})

describe('what the model sees', () => {
  it('is made of its parts, to the letter and to the token, and fits in the window', async () => {
    const { client, projectId, see, one } = await begun()
    await client.context.setNotes({ projectId, ...all })
    await client.context.setSummary({ nodeId: one.id, text: 'Attente.' })
    await client.context.addEntry({ projectId, title: 'Phare', keys: ['phare'], text: 'Il luit.' })
    for (const before of ['', 'x', 'Le phare. ', 'Vu du phare, le soir tombait sur la mer et sur les barques. '.repeat(30)]) {
      const seen = await see(before)
      expect(seen.parts.map(({ text }) => text).join('')).toBe(seen.prompt)
      expect(seen.parts.reduce((sum, { tokens }) => sum + tokens, 0)).toBeLessThanOrEqual(seen.tokens)
      expect(seen.tokens + seen.reserve).toBeLessThanOrEqual(seen.window)
      expect(seen.prompt.endsWith(before.slice(-5))).toBe(true)
    }
  })

  it('reaches over scene borders when this scene is short', async () => {
    const { see, first } = await begun()
    const seen = await see('Le soir')
    expect(seen.prompt).toBe('La mer montait.\n\nIl attendit.\n\nLe soir')
    expect(seen.parts).toMatchObject([{ origin: 'before', id: first, title: 'Un' }, { origin: 'before', title: 'Deux' }])
  })

  it('names the key that called an entry, and tells which one was no expression', async () => {
    const { client, projectId, see } = await begun()
    await client.context.setNotes({ projectId, budget })
    const entry = await client.context.addEntry({ projectId, title: 'Mer', keys: ['océan', 'mer'], text: 'Salée.', scanDepth: 5 })
    const broken = await client.context.addEntry({ projectId, title: 'Faux', keys: ['/(/'], text: 'Rien.' })
    const seen = await see('Oui')
    expect(seen.parts.find(({ origin }) => origin === 'lore')).toMatchObject({ id: entry.id, title: 'Mer', key: 'mer', by: null, text: 'Salée.\n\n' })
    expect(seen.left).toEqual([{ origin: 'lore', id: broken.id, title: 'Faux', tokens: 0, reason: 'pattern' }])
  })

  it('fails with a code where the scene, the voice or the book is not there', async () => {
    const { client, projectId } = await begun()
    const nowhere = client.context.see({ projectId, speaker, place: { sceneId: NodeId.parse('nobody'), before: '' }, maxTokens: 4 })
    await expect(nowhere).rejects.toMatchObject({ data: { code: 'general.not-found', params: { what: 'scene' } } })
  })
})

describe('a suggestion', () => {
  it('is given the assembled context, and keeps what it was given', async () => {
    const { client, projectId, last } = await begun()
    const entry = await client.context.addEntry({ projectId, title: 'Mer', keys: ['mer'], text: 'Salée.' })
    await client.context.setNotes({ projectId, memory: 'Le Berry.', budget })
    for await (const _ of await client.writing.continue({ speaker, projectId, sceneId: last, before: 'Le soir', maxTokens: 4, sampling })) continue
    for await (const _ of await client.writing.continue({ speaker, projectId, before: 'Le soir', maxTokens: 4, sampling })) continue
    const [plain, rich] = await client.writing.generations({ projectId })
    expect(plain?.context).toBeNull()
    expect(rich).toMatchObject({ prompt: 'Le soir', state: 'kept', context: [{ origin: 'memory', cut: false }, { origin: 'lore', id: entry.id, key: 'mer' }, { origin: 'before' }, { origin: 'before', id: last }] })
    expect(JSON.stringify(rich?.context)).not.toContain('Salée')
  })
})

describe('filling in', () => {
  it('gives the bridge after which the text that follows is the least surprising, whole, and keeps it', async () => {
    const { app, client, projectId, last, see } = await begun()
    const [before, after, bridges] = ['Le soir', ' vint sur la mer.', 3] as const
    const seen = await see(before, { after, bridges })
    expect(seen.filling).toBe('bridges')
    expect(seen.prompt.endsWith(before)).toBe(true)
    expect(seen.left).toContainEqual({ origin: 'after', id: null, title: '', tokens: expect.any(Number), reason: 'judge' })
    const events = []
    for await (const event of await client.writing.continue({ speaker, projectId, sceneId: last, before, after, bridges, maxTokens: 8, sampling })) events.push(event)
    const done = events.at(-1)
    const model = (await client.voices.models()).find(({ id }) => id === small)?.folder ?? ''
    const weights = { model, adapter: null }
    const texts = ['', '', '']
    for await (const { index, event } of await app.engine.writer.alternatives({ weights, prompt: seen.prompt, maxTokens: 8, stopAt: 'tokens', sampling, count: bridges })) if (event.type === 'text') texts[index] += event.text
    const judged = after.slice(0, seen.left.find(({ reason }) => reason === 'judge')?.tokens)
    const all = texts.flatMap((text) => cuts(text, judged))
    const scores = await app.engine.writer.score({ weights, prefix: seen.prompt, continuations: all.map((text) => text + judged) })
    // A token of the small model is a byte: the last ones are the text after.
    const surprise = scores.map(({ tokens }) => tokens.slice(-Buffer.byteLength(judged)).reduce((sum, { logprob }) => sum - (logprob ?? 0), 0))
    expect(all.length).toBeGreaterThan(1)
    expect(done).toMatchObject({ type: 'done', text: all[surprise.indexOf(Math.min(...surprise))] })
    expect((await client.writing.generations({ projectId }))[0]).toMatchObject({ text: done?.text, state: 'kept' })
  })

  it('shows both sides to a model that has signs for it, within the window, and her last blank to the model', async () => {
    const { client, projectId, see } = await begun()
    const file = join((await client.voices.models()).find(({ id }) => id === small)?.folder ?? '', 'tokenizer.json')
    const definition = JSON.parse(readFileSync(file, 'utf8')) as { added_tokens: object[] }
    const signs = ['<|fim_prefix|>', '<|fim_suffix|>', '<|fim_middle|>'].map((content, i) => ({ ...definition.added_tokens[0], id: 257 + i, content }))
    writeFileSync(file, JSON.stringify({ ...definition, added_tokens: [...definition.added_tokens, ...signs] }))
    await client.context.setNotes({ projectId, budget })
    const seen = await see('Le soir ', { after: ' vint sur la mer.', bridges: 4 })
    expect(seen.filling).toBe('two-sided')
    expect(seen.prompt).toMatch(/^<\|fim_prefix\|>[^<]*Le soir<\|fim_suffix\|> vint[^<]*<\|fim_middle\|>$/)
    expect(seen.parts.filter(({ origin }) => origin === 'marks').map(({ tokens }) => tokens)).toEqual([1, 1, 1])
    expect(seen.parts.map(({ text }) => text).join('')).toBe(seen.prompt)
    for (const before of ['', 'Le soir '.repeat(40)]) {
      const { tokens, reserve, window } = await see(before, { after: ' vint sur la mer. '.repeat(20) })
      expect(tokens + reserve).toBeLessThanOrEqual(window)
    }
  })

  it('does not reckon with what follows when one is asked for', async () => {
    const { see } = await begun()
    expect((await see('Le soir', { after: ' vint.' })).filling).toBe('none')
    expect((await see('Le soir', { after: ' \n', bridges: 4 })).filling).toBe('none')
  })
})
