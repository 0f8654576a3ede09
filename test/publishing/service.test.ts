// From the binder to a file: whole, by part, by chapter, by scene, over a real library.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openLibrary } from '#main/database/library.ts'
import { createProjects } from '#main/projects/service.ts'
import { bookReader } from '#main/publishing/read-book.ts'
import { createPublishing } from '#main/publishing/service.ts'
import type { ExportFormat } from '#shared/contract/publishing.ts'
import { AuroreError } from '#shared/errors/index.ts'
import { NodeId } from '#shared/ids.ts'
import { docFromText } from '#shared/manuscript.ts'

const library = openLibrary(join(mkdtempSync(join(tmpdir(), 'aurore-publishing-')), 'library.sqlite'))
afterAll(() => { library.database.close() })
const projects = createProjects(library)
const publishing = createPublishing({ readBook: bookReader(projects), now: () => 1_000_000 })

const { id: projectId } = projects.create({ title: 'La Marée', author: 'Zoé', language: 'fr' })
const draft = (title: string, ...scenes: string[]) => ({ title, scenes: scenes.map(docFromText) })
const loose = projects.addChapter({ projectId, parentId: null }, draft('Prologue', 'Zéro.'))
const part = projects.add({ projectId, parentId: null, kind: 'part', title: 'L’aller' })
const first = projects.addChapter({ projectId, parentId: part.id }, draft('', 'Un.', 'Deux.'))
const last = projects.addChapter({ projectId, parentId: null }, draft('Épilogue', 'Trois.'))
const removed = projects.addChapter({ projectId, parentId: null }, draft('Rayé', 'Jamais.'))
projects.removeNode(removed.id)
const empty = projects.create({ title: 'Vide', author: '', language: 'en' })
const scenes = projects.outline(projectId).filter((node) => node.parentId === first.id)

const text = async (nodeId: NodeId | null) => {
  const file = await publishing.export({ projectId, nodeId, format: 'txt' })
  return [file.name, (await file.text()).trim().split(/\n+/).slice(2).join(' | ')]
}

describe('what is taken', () => {
  it.each([
    ['the whole book, without what lies in the bin', null, 'la-marée.txt', 'Prologue | Zéro. | L’aller | Chapitre 2 | Un. | * * * | Deux. | Épilogue | Trois.'],
    ['a part', part.id, 'la-marée-l-aller.txt', 'L’aller | Chapitre 2 | Un. | * * * | Deux.'],
    ['a chapter in a part', first.id, 'la-marée-l-aller-chapitre-2.txt', 'L’aller | Chapitre 2 | Un. | * * * | Deux.'],
    ['a chapter', loose.id, 'la-marée-prologue.txt', 'Prologue | Zéro.'],
    ['a scene', scenes[1]?.id ?? null, 'la-marée-chapitre-2-scène-2.txt', 'L’aller | Chapitre 2 | Deux.'],
    ['the last', last.id, 'la-marée-épilogue.txt', 'Épilogue | Trois.']
  ])('%s', async (_, nodeId, name, words) => expect(await text(nodeId)).toEqual([name, words]))

  it.each<[ExportFormat, string, number]>([
    ['docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 0x50], ['epub', 'application/epub+zip', 0x50],
    ['md', 'text/markdown;charset=utf-8', 0x2d], ['txt', 'text/plain;charset=utf-8', 0x4c]
  ])('as %s', async (format, type, firstByte) => {
    const file = await publishing.export({ projectId, nodeId: null, format })
    expect([file.type, file.lastModified, new Uint8Array(await file.arrayBuffer())[0]]).toEqual([type, 1_000_000, firstByte])
  })
})

describe('refusals', () => {
  it('makes no file of no text, and says so', async () => {
    await expect(publishing.export({ projectId: empty.id, nodeId: null, format: 'epub' })).rejects.toMatchObject(new AuroreError('publishing.nothing', { title: 'Vide' }))
  })
  it.each([['removed', removed.id], ['unknown', NodeId.parse('nowhere')]])('a %s chapter is not found', async (_, nodeId) => {
    await expect(publishing.export({ projectId, nodeId, format: 'txt' })).rejects.toMatchObject({ code: 'general.not-found' })
  })
})
