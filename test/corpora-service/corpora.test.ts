// The corpus on record: the same bytes once, what fails harms nothing else, every cleaning step reversible, nothing trained on is held back.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createCorpora } from '#main/corpora/service.ts'
import { createProjects } from '#main/projects/service.ts'
import { resource } from '#main/root.ts'
import type { HoldOut } from '#shared/contract/corpora.ts'
import type { Language } from '#shared/language.ts'
import { testLibrary } from '../support/library.ts'

function begun(language: Language = 'fr') {
  const library = testLibrary()
  const projects = createProjects(library)
  const corpora = createCorpora({ library, projects, resources: resource() })
  return { library, projects, corpora, projectId: projects.create({ title: 'Livre', author: '', language }).id }
}

const chapters = (count: number, word: string): string =>
  Array.from({ length: count }, (_, i) => `CHAPITRE ${['I', 'II', 'III', 'IV', 'V', 'VI'][i]}\n\n${`Ce matin-là, ${word} sortit sans rien dire. `.repeat(20 + i)}`).join('\n\n\n')
const file = (name: string, text: string): File => new File([text], name)
const novel = (): File => file('roman.txt', chapters(6, 'Jeanne'))

describe('import', () => {
  it('reads a novel into the corpus and into the binder, with the same words', async () => {
    const { corpora, projects, projectId } = begun()
    const { documents, failures } = await corpora.import(projectId, [novel()], 'both')
    expect(failures).toEqual([])
    expect(documents[0]).toMatchObject({ name: 'roman.txt', format: 'txt', language: 'fr', bytes: novel().size })
    expect(documents[0]?.chapters.map((chapter) => chapter.title)).toEqual(['CHAPITRE I', 'CHAPITRE II', 'CHAPITRE III', 'CHAPITRE IV', 'CHAPITRE V', 'CHAPITRE VI'])
    const binder = projects.outline(projectId).filter((node) => node.kind === 'chapter')
    expect(binder.map((node) => node.words)).toEqual(documents[0]?.chapters.map((chapter) => chapter.words))
    expect(projects.get(projectId)).toMatchObject({ documents: 1, chapters: 6 })
  })

  it('takes the same bytes twice as one document, and places them once', async () => {
    const { corpora, projects, projectId } = begun()
    const first = await corpora.import(projectId, [novel(), novel()], 'both')
    const again = await corpora.import(projectId, [new File([await novel().arrayBuffer()], 'copie.txt')], 'both')
    expect(first.documents).toHaveLength(1)
    expect(again.documents.map((document) => document.id)).toEqual(first.documents.map((document) => document.id))
    expect(corpora.list(projectId)).toHaveLength(1)
    expect(projects.get(projectId).chapters).toBe(6)
  })

  it.each<['corpus' | 'manuscript' | 'both', documents: number, chapters: number]>([['corpus', 1, 0], ['manuscript', 0, 6], ['both', 1, 6]])(
    'into %s: %i documents, %i chapters', async (into, documents, count) => {
      const { corpora, projects, projectId } = begun()
      await corpora.import(projectId, [novel()], into)
      expect(projects.get(projectId)).toMatchObject({ documents, chapters: count })
    })

  it('places what was corpus only when it is asked for later, after what is there', async () => {
    const { corpora, projects, projectId } = begun()
    projects.add({ projectId, parentId: null, kind: 'chapter', title: 'Déjà là' })
    await corpora.import(projectId, [novel()], 'corpus')
    await corpora.import(projectId, [novel()], 'both')
    const titles = projects.outline(projectId).filter((node) => node.kind === 'chapter').map((node) => node.title)
    expect(titles).toEqual(['Déjà là', 'CHAPITRE I', 'CHAPITRE II', 'CHAPITRE III', 'CHAPITRE IV', 'CHAPITRE V', 'CHAPITRE VI'])
  })

  it('reports what cannot be read and takes the rest', async () => {
    const { corpora, projectId } = begun()
    const { documents, failures } = await corpora.import(projectId, [file('vide.txt', ''), novel(), new File([Uint8Array.of(0, 1, 2, 3, 0, 255)], 'image.bin')], 'both')
    expect(documents).toHaveLength(1)
    expect(failures.map(({ name, code }) => [name, code])).toEqual([['vide.txt', 'corpora.empty-file'], ['image.bin', 'corpora.binary']])
  })

  it.each<Language>(['fr', 'en'])('brings in the sample novel in %s', async (language) => {
    const { corpora, projectId } = begun(language)
    const [document] = await corpora.importSample(projectId, language)
    expect(document?.language).toBe(language)
    expect(document?.words).toBeGreaterThan(7000)
    expect(document?.chapters.length).toBeGreaterThan(5)
  })

  it('makes parts of parts', async () => {
    const { corpora, projects, projectId } = begun()
    const book = ['PREMIÈRE PARTIE', 'SECONDE PARTIE'].map((part, i) => `${part}\n\n\n${chapters(2, i === 0 ? 'Jeanne' : 'Paul')}`).join('\n\n\n')
    const { documents } = await corpora.import(projectId, [file('parties.txt', book)], 'both')
    const nodes = projects.outline(projectId)
    const parts = nodes.filter((node) => node.kind === 'part')
    expect(parts.map((node) => node.title)).toEqual([...new Set(documents[0]?.chapters.map((chapter) => chapter.part))])
    expect(parts).toHaveLength(2)
    for (const part of parts) expect(nodes.filter((node) => node.parentId === part.id)).toHaveLength(2)
  })
})

describe('a document', () => {
  it('goes out of the corpus and comes back as it was', async () => {
    const { corpora, projectId } = begun()
    const { documents: [document] } = await corpora.import(projectId, [novel()], 'both')
    if (!document) throw new Error('nothing was imported')
    corpora.remove(document.id)
    expect(corpora.list(projectId)).toEqual([])
    expect(() => corpora.remove(document.id)).toThrow(expect.objectContaining({ code: 'general.not-found' }))
    expect(corpora.restore(document.id)).toEqual(document)
  })

  it('keeps the author’s bytes, and every cleaning step can be undone', async () => {
    const { corpora, library, projectId } = begun()
    const wrapped = chapters(4, 'une aube longue et pâle comme un drap mouillé sur la haie').replace(/(.{50,60}) /g, '$1\n')
    const { documents: [document] } = await corpora.import(projectId, [file('serré.txt', wrapped)], 'corpus')
    if (!document) throw new Error('nothing was imported')
    expect(library.database.prepare('SELECT bytes FROM originals').pluck().get()).toEqual(Buffer.from(wrapped))
    const cleaned = await corpora.text(document.id)
    const without = await corpora.setCleaning(document.id, 'unwrap', false)
    expect(without.cleaning.find((entry) => entry.step === 'unwrap')?.enabled).toBe(false)
    expect((await corpora.text(document.id)).cleaned).not.toBe(cleaned.cleaned)
    const back = await corpora.setCleaning(document.id, 'unwrap', true)
    expect(back).toEqual(document)
    expect(await corpora.text(document.id)).toEqual(cleaned)
  })
})

describe('what is held back', () => {
  it.each<HoldOut>(['chapters', 'documents', 'sentences'])('by %s, is never trained on, and nothing is lost', async (strategy) => {
    const { corpora, projectId } = begun()
    await corpora.import(projectId, [novel(), file('autre.txt', chapters(5, 'le vieux Paul'))], 'corpus')
    const split = corpora.setHoldOut(projectId, strategy)
    const { train, heldOut, openings } = corpora.forTraining(projectId)
    expect(split.strategy).toBe(strategy)
    expect(split.heldOutWords).toBeGreaterThan(0)
    expect(heldOut.some((text) => train.includes(text))).toBe(false)
    const marked = corpora.list(projectId).flatMap((document) => document.chapters.filter((chapter) => chapter.heldOut).map((chapter) => chapter.words))
    expect(marked.reduce((sum, words) => sum + words, 0)).toBe(strategy === 'sentences' ? 0 : split.heldOutWords)
    expect(openings.length).toBeGreaterThan(0)
    for (const opening of openings) expect(heldOut.some((text) => text.replace(/\s+/g, ' ').includes(opening.slice(0, 20)))).toBe(true)
  })

  it('follows the documents: one taken out is neither trained on nor held back', async () => {
    const { corpora, projectId } = begun()
    const { documents } = await corpora.import(projectId, [novel(), file('autre.txt', chapters(5, 'le vieux Paul'))], 'corpus')
    corpora.remove(documents[1]?.id ?? documents[0]?.id ?? (() => { throw new Error('nothing') })())
    const { train, heldOut } = corpora.forTraining(projectId)
    expect([...train, ...heldOut].join(' ')).not.toContain('Paul')
  })

  it('reads books from different keyboards as one, and leaves them as they came', async () => {
    const { corpora, projectId } = begun()
    const typed = chapters(4, 'l\'oeil de l\'aube')
    const { documents: [document] } = await corpora.import(projectId, [file('droit.txt', typed), file('courbe.txt', chapters(5, 'l’aube'))], 'corpus')
    if (!document) throw new Error('nothing was imported')
    const { train, heldOut, openings } = corpora.forTraining(projectId)
    const read = [...train, ...heldOut, ...openings].join(' ')
    expect(read).not.toContain('\'')
    expect(read).toContain('l’œil de l’aube')
    expect((await corpora.text(document.id)).cleaned).toContain('l\'oeil de l\'aube')
  })

  it('draws the same sentences for the same seed, all from the text', async () => {
    const { corpora, projectId } = begun()
    await corpora.importSample(projectId, 'fr')
    const drawn = corpora.sampleSentences(projectId, 5, 7)
    expect(drawn).toHaveLength(5)
    expect(corpora.sampleSentences(projectId, 5, 7)).toEqual(drawn)
    const source = readFileSync(resource('samples', 'fr', 'la-varagne.md'), 'utf8').replace(/\s+/g, ' ')
    expect(drawn.filter((sentence) => source.includes(sentence.slice(0, 15))).length).toBeGreaterThan(3)
  })
})
