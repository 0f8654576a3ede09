// The parrot check with the whole app: the index follows the books, other projects' books count when asked, what the muse repeats is told and kept.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { readIndex } from '#ml/parrot/index.ts'
import { writeSafetensors } from '#ml/safetensors/index.ts'
import type { Continuation } from '#shared/contract/writing.ts'
import { GenerationId, type ProjectId } from '#shared/ids.ts'
import { bigramLearner } from '../support/bigram.ts'
import { small } from '../support/learning.ts'
import { byteTokenizer } from '../support/letters.ts'
import { openSmallApp, temporary, type SmallApp } from '../support/small-app.ts'
import { vocabulary } from '../support/small-model.ts'

const open: SmallApp[] = []
const app = (home?: string): SmallApp => { const made = openSmallApp(home); open.push(made); return made }
afterEach(async () => { await Promise.all(open.splice(0).map((each) => each.dispose())) })

const bookOne = '# Le Puits\n\n## I\n\nLa margelle était froide, et la vieille comptait ses seaux un à un. Personne ne venait plus.\n\n## II\n\nLe lendemain, au point du jour, elle descendit jusqu’à la rivière avec son âne gris.\n'
const bookTwo = '# La Route\n\n## I\n\nIl marchait depuis trois jours sans avoir vu la mer ni entendu une seule voix.\n'
const copied = 'Et puis : « elle descendit jusqu\'à la RIVIÈRE, avec son âne » dit-on.'

async function withBook(one: SmallApp, title: string, text: string): Promise<ProjectId> {
  const { id } = await one.client.projects.create({ title, author: '', language: 'fr' })
  const { failures } = await one.client.corpora.import({ projectId: id, files: [new File([text], `${title}.md`)], into: 'corpus' })
  expect(failures).toEqual([])
  return id
}

const kept = (home: string): string[] => (existsSync(join(home, 'parrot')) ? readdirSync(join(home, 'parrot')) : [])
const sampling = { temperature: 1, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1, seed: 11, stop: [] }

async function last(stream: AsyncIterable<Continuation>): Promise<{ done: Extract<Continuation, { type: 'done' }>, copying: number }> {
  let copying = 0
  for await (const event of stream) {
    if (event.type === 'done') return { done: event, copying }
    copying = Math.max(copying, event.copying ?? 0)
  }
  throw new Error('the muse did not end')
}

describe('a text beside the books', () => {
  it('is told what it repeats: words, document, chapter, the sentence around', async () => {
    const one = app()
    const projectId = await withBook(one, 'Le Puits', bookOne)
    const report = await one.client.parrot.check({ text: copied, projectId, least: 5 })
    expect(report).toMatchObject({ least: 5, longest: 8, copies: [{ words: 8, occurrences: 1, text: 'elle descendit jusqu\'à la RIVIÈRE, avec son âne' }] })
    const [copy] = report.copies
    expect(copied.slice(copy?.start, copy?.end)).toBe(copy?.text)
    expect(copy?.places).toMatchObject([{
      projectId, document: 'Le Puits', chapter: 'II', chapterIndex: 1, before: 'Le lendemain, au point du jour, ', passage: 'elle descendit jusqu’à la rivière avec son âne', after: ' gris.'
    }])
    expect(await one.client.parrot.check({ text: copied, projectId })).toMatchObject({ least: 9, longest: 8, copies: [] })
  })

  it.each([['here', ['Le Puits']], ['others', ['La Route']], ['everywhere', ['Le Puits', 'La Route']]] as const)('against the books of %s', async (against, documents) => {
    const one = app()
    const [projectId] = [await withBook(one, 'Le Puits', bookOne), await withBook(one, 'La Route', bookTwo)]
    const text = 'La vieille comptait ses seaux un à un. Sans avoir vu la mer ni entendu une seule voix.'
    const { copies } = await one.client.parrot.check({ text, projectId, against, least: 5 })
    expect(copies.map(({ places }) => places[0]?.document)).toEqual(documents)
  })

  it('of the binder: a chapter, all its scenes', async () => {
    const one = app()
    await withBook(one, 'La Route', bookTwo)
    const { id: projectId } = await one.client.projects.create({ title: 'Autre', author: '', language: 'fr' })
    await one.client.corpora.import({ projectId, files: [new File(['# Autre\n\n## I\n\nAvant.\n\n* * *\n\nIl marchait depuis trois jours sans avoir vu la mer.\n'], 'autre.md')], into: 'manuscript' })
    const [chapter] = await one.client.projects.outline({ projectId })
    if (!chapter) throw new Error('no chapter')
    expect((await one.client.parrot.checkNode({ id: chapter.id, least: 5 })).copies).toMatchObject([{ words: 10, places: [{ document: 'La Route' }] }])
  })

  it('two books with the same passage are both named, a shorter echo is not', async () => {
    const one = app()
    const projectId = await withBook(one, 'La Route', bookTwo)
    await withBook(one, 'Le Chemin', `${bookTwo.replace('La Route', 'Le Chemin')}\nAu bout, sans avoir vu la mer ni entendu.\n`)
    const { copies } = await one.client.parrot.check({ text: 'trois jours sans avoir vu la mer ni entendu une seule voix', projectId, against: 'everywhere', least: 4 })
    expect(copies).toMatchObject([{ words: 12, occurrences: 2, places: [{ document: 'La Route' }, { document: 'Le Chemin' }] }])
  })

  it('what she allowed is not told', async () => {
    const one = app()
    const projectId = await withBook(one, 'Le Puits', bookOne)
    const { parrot } = await one.client.settings.get()
    await one.client.settings.set({ parrot: { ...parrot, words: 5, allowed: ['Elle descendit jusqu’à la rivière avec son âne'] } })
    expect((await one.client.parrot.check({ text: copied, projectId })).copies).toEqual([])
  })

  it('without books says nothing', async () => {
    const one = app()
    const { id: projectId } = await one.client.projects.create({ title: 'Vide', author: '', language: 'fr' })
    expect(await one.client.parrot.check({ text: copied, projectId })).toEqual({ least: 9, longest: 0, copies: [] })
    expect(await one.client.parrot.prepare({ projectId })).toEqual({ documents: 0, words: 0 })
  })
})

describe('the index', () => {
  it('lies beside the library, serves the next program, follows the documents and goes with them', async () => {
    const home = temporary()
    const one = app(home)
    const projectId = await withBook(one, 'Le Puits', bookOne)
    expect(kept(home)).toEqual([])
    expect(await one.client.parrot.prepare({ projectId })).toEqual({ documents: 1, words: 32 })
    expect(kept(home)).toEqual([`${projectId}.parrot`])
    const file = join(home, 'parrot', `${projectId}.parrot`)
    const written = readFileSync(file)
    await one.dispose()
    open.pop()
    const two = app(home)
    expect((await two.client.parrot.check({ text: copied, projectId, least: 5 })).copies).toHaveLength(1)
    expect(readFileSync(file).equals(written)).toBe(true)
    const [document] = await two.client.corpora.list({ projectId })
    if (!document) throw new Error('no document')
    await two.client.corpora.remove({ id: document.id })
    await expect.poll(() => kept(home)).toEqual([])
    expect((await two.client.parrot.check({ text: copied, projectId, least: 5 })).copies).toEqual([])
    await two.client.corpora.restore({ id: document.id })
    expect((await two.client.parrot.check({ text: copied, projectId, least: 5 })).copies).toHaveLength(1)
    await two.client.projects.remove({ id: projectId })
    await expect.poll(() => kept(home)).toEqual([])
  })

  it('is made anew when its file is damaged, and once for all who ask at once', async () => {
    const home = temporary()
    const one = app(home)
    const projectId = await withBook(one, 'Le Puits', bookOne)
    const answers = await Promise.all([1, 2, 3].map(() => one.client.parrot.check({ text: copied, projectId, least: 5 })))
    expect(answers.map(({ copies }) => copies.length)).toEqual([1, 1, 1])
    await one.client.corpora.import({ projectId, files: [new File([bookTwo], 'route.md')], into: 'corpus' })
    expect((await one.client.parrot.check({ text: 'sans avoir vu la mer ni entendu une seule voix', projectId, least: 5 })).copies).toHaveLength(1)
    const bytes = new Uint8Array(readFileSync(join(home, 'parrot', `${projectId}.parrot`)))
    expect(readIndex(bytes)?.texts.vocabulary.has('riviere')).toBe(true)
  })
})

/** Every character has one that follows it, so that a bigram can know the whole by heart. */
const rote = 'abc def,ghi;jkl:mno!pqr?stu'

/** The project with that book, and the small model after it has learned it. */
async function parrotModel(one: SmallApp): Promise<ProjectId> {
  const learner = bigramLearner({ vocabulary })
  const ids = BigInt64Array.from(byteTokenizer.encode(`${rote} `), BigInt)
  for (let step = 1; step <= 30; step++) {
    await learner.accumulate({ inputIds: ids, labels: ids, batch: 1, length: ids.length })
    await learner.apply({ learningRate: 0.5, step })
  }
  writeFileSync(join(one.home, 'resources', 'models', 'small', 'model.safetensors'), writeSafetensors([...await learner.parameters()]))
  return withBook(one, 'Le Perroquet', `# Le Perroquet\n\n## I\n\n${rote}\n`)
}

describe('what the muse writes', () => {
  const set = async (one: SmallApp, mode: 'off' | 'notice' | 'avoid') => { await one.client.settings.set({ parrot: { mode, words: 4, allowed: [] } }) }
  const ask = async (one: SmallApp, projectId: ProjectId | null, seed = 1) =>
    last(await one.client.writing.continue({ speaker: { modelId: small }, projectId, before: 'abc', maxTokens: 60, sampling: { ...sampling, temperature: 0.5, seed } }))

  it('is looked at, told with the end, and kept; not when she does not want it, nor without books', async () => {
    const one = app()
    const projectId = await parrotModel(one)
    await set(one, 'notice')
    await one.client.parrot.prepare({ projectId })
    const { done, copying } = await ask(one, projectId)
    expect(done.parrot).toMatchObject({ least: 4, copies: [{ words: 7, start: -3, places: [{ document: 'Le Perroquet', chapter: 'I' }] }, {}] })
    expect(copying).toBeGreaterThanOrEqual(4)
    expect(await one.client.parrot.ofGeneration({ id: done.generationId })).toEqual(done.parrot)
    expect((await ask(one, null)).done.parrot).toBeNull()
    await set(one, 'off')
    expect((await ask(one, projectId)).done.parrot).toBeUndefined()
    await expect(one.client.parrot.ofGeneration({ id: GenerationId.parse('nothing') })).rejects.toMatchObject({ data: { code: 'general.not-found' } })
  })

  it('is kept from repeating them when she wants that; a draft of several paragraphs too', async () => {
    const one = app()
    const projectId = await parrotModel(one)
    await set(one, 'avoid')
    for (const seed of [1, 2, 3]) {
      const { done } = await ask(one, projectId, seed)
      expect(done.parrot).toMatchObject({ copies: [] })
      expect(done.text).not.toBe('')
    }
    const draft = await last(await one.client.writing.draftChapter({ speaker: { modelId: small }, projectId, title: 'T', opening: 'abc', words: 60, sampling: { ...sampling, seed: 4 } }))
    expect(draft.done.parrot?.copies).toEqual([])
    expect(draft.done.text.split(/[^a-z]+/).length).toBeGreaterThan(20)
  })
})
