// Laws of a scene: what is saved is what is opened; two windows never overwrite one another; the bin gives everything back.
import fc from 'fast-check'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createProjects } from '#main/projects/service.ts'
import { docFromText, type Block, type Inline, type ManuscriptDoc, type Mark } from '#shared/manuscript.ts'
import { temporaryFolder, testLibrary } from '../support/library.ts'

const inline: fc.Arbitrary<Inline> = fc.oneof(
  fc.record({ type: fc.constant('text' as const), text: fc.string({ minLength: 1, unit: 'grapheme' }) }),
  fc.record({
    type: fc.constant('text' as const), text: fc.constantFrom('« Oui\u00A0! »', 'l’herbe', 'É', '—\u202F', '\u{1F56F}'),
    marks: fc.constant<Mark[]>([{ type: 'italic' as const }, { type: 'suggested' as const, attrs: { generation: 'g1' } }])
  }),
  fc.constant({ type: 'hardBreak' as const }))
const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ type: fc.constant('paragraph' as const), content: fc.array(inline, { maxLength: 5 }) }),
  fc.record({ type: fc.constant('heading' as const), attrs: fc.record({ level: fc.integer({ min: 1, max: 6 }) }), content: fc.array(inline, { maxLength: 2 }) }),
  fc.constant({ type: 'sceneBreak' as const }))
const doc: fc.Arbitrary<ManuscriptDoc> = fc.record({ type: fc.constant('doc' as const), content: fc.array(block, { maxLength: 8 }) })

function opened(path = join(temporaryFolder(), 'library.sqlite'), prefix?: string) {
  const library = testLibrary(path, prefix)
  return { library, projects: createProjects(library), path }
}

function withScene() {
  const at = opened()
  const { id: projectId } = at.projects.create({ title: 'Livre', author: '', language: 'fr' })
  const chapter = at.projects.add({ projectId, parentId: null, kind: 'chapter', title: 'I' })
  const scene = at.projects.outline(projectId)[1]
  if (!scene) throw new Error('a chapter has a scene')
  return { ...at, projectId, chapterId: chapter.id, id: scene.id }
}

describe('a scene', () => {
  it('opens as it was saved, also in a program started later', () => {
    const { projects, path, id, library } = withScene()
    fc.assert(fc.property(doc, (text) => {
      const { revision } = projects.openScene(id)
      const saved = projects.saveScene({ id, doc: text, baseRevision: revision })
      expect(projects.openScene(id)).toMatchObject({ doc: text, ...saved })
    }), { numRuns: 50 })
    const last = projects.openScene(id)
    library.database.close()
    expect(opened(path).projects.openScene(id)).toEqual(last)
  })

  it('grows by one revision a save, and counts words as the page does', () => {
    const { projects, id, projectId } = withScene()
    expect(projects.openScene(id).revision).toBe(1)
    expect(projects.saveScene({ id, doc: docFromText('Aujourd’hui, l’herbe haute.'), baseRevision: 1 })).toMatchObject({ revision: 2, words: 3 })
    expect(projects.outline(projectId).map((node) => node.words)).toEqual([3, 3])
    expect(projects.get(projectId).words).toBe(3)
  })

  it('refuses the second of two windows, and keeps the first one’s words', () => {
    const { projects, path, id } = withScene()
    const other = opened(path, 'other').projects
    expect(other.openScene(id).revision).toBe(1)
    projects.saveScene({ id, doc: docFromText('La première.'), baseRevision: 1 })
    expect(() => other.saveScene({ id, doc: docFromText('La seconde.'), baseRevision: 1 })).toThrow(expect.objectContaining({ code: 'projects.stale-scene' }))
    expect(other.openScene(id)).toMatchObject({ doc: docFromText('La première.'), revision: 2 })
    expect(other.saveScene({ id, doc: docFromText('La seconde.'), baseRevision: 2 }).revision).toBe(3)
  })

  it('is saved even from the bin, and comes back with those words', () => {
    const { projects, id, chapterId } = withScene()
    projects.removeNode(chapterId)
    projects.saveScene({ id, doc: docFromText('Tapé trop tard.'), baseRevision: 1 })
    expect(() => projects.openScene(id)).toThrow(expect.objectContaining({ code: 'general.not-found' }))
    projects.restoreNode(chapterId)
    expect(projects.openScene(id).doc).toEqual(docFromText('Tapé trop tard.'))
  })
})

describe('a project', () => {
  it('goes to the bin and comes back whole', () => {
    const { projects, projectId, id } = withScene()
    projects.saveScene({ id, doc: docFromText('Tout est là.'), baseRevision: 1 })
    const [before, outline] = [projects.get(projectId), projects.outline(projectId)]
    projects.remove(projectId)
    expect(projects.list()).toEqual([])
    expect(() => projects.outline(projectId)).toThrow(expect.objectContaining({ code: 'general.not-found' }))
    expect(projects.restore(projectId)).toEqual(before)
    expect(projects.outline(projectId)).toEqual(outline)
  })

  it('changes only what is asked', () => {
    const { projects, projectId } = withScene()
    expect(projects.update({ id: projectId, author: 'A. Dupin' })).toMatchObject({ title: 'Livre', author: 'A. Dupin', language: 'fr' })
  })

  it('is listed with the one last written in first', () => {
    const { projects, projectId, id } = withScene()
    projects.create({ title: 'Autre', author: '', language: 'en' })
    expect(projects.list().map((project) => project.title)).toEqual(['Autre', 'Livre'])
    projects.saveScene({ id, doc: docFromText('Encore.'), baseRevision: 1 })
    expect(projects.list()[0]?.id).toBe(projectId)
  })
})

describe('watching the binder', () => {
  it('tells the outline at once, then each change, and leaves no listener when it ends', async () => {
    const { projects, projectId, chapterId } = withScene()
    const leaving = new AbortController()
    const news = projects.watchOutline(projectId, leaving.signal)
    const titles: (string | undefined)[] = []
    const watching = (async () => { for await (const nodes of news) titles.push(nodes[0]?.title) })()
    await new Promise((resolve) => { setTimeout(resolve, 5) })
    projects.rename(chapterId, 'II')
    await new Promise((resolve) => { setTimeout(resolve, 5) })
    leaving.abort()
    await watching
    expect(titles).toEqual(['I', 'II'])
    expect(projects.listeners()).toBe(0)
  })

  it('leaves no listener when the reader walks away', async () => {
    const { projects, projectId } = withScene()
    for await (const nodes of projects.watchOutline(projectId)) {
      expect(nodes).toHaveLength(2)
      break
    }
    expect(projects.listeners()).toBe(0)
  })
})

