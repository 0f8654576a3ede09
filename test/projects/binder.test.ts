// Laws of the binder: whatever is added, moved, removed and brought back, positions have no holes and no node is lost.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createProjects, type Projects } from '#main/projects/service.ts'
import type { NodeKind, OutlineNode } from '#shared/contract/projects.ts'
import { NodeId, type ProjectId } from '#shared/ids.ts'
import { AuroreError } from '#shared/errors/index.ts'
import { testLibrary } from '../support/library.ts'

function begun(): { projects: Projects, projectId: ProjectId } {
  const projects = createProjects(testLibrary())
  return { projects, projectId: projects.create({ title: 'Livre', author: '', language: 'fr' }).id }
}

const codeOf = (act: () => unknown): string => {
  try {
    act()
  } catch (error) {
    if (error instanceof AuroreError) return error.code
    throw error
  }
  return 'no error'
}

function expectDense(nodes: readonly OutlineNode[]): void {
  for (const parentId of new Set(nodes.map((node) => node.parentId))) {
    const family = nodes.filter((node) => node.parentId === parentId)
    expect(family.map((node) => node.position)).toEqual(family.map((_, i) => i))
  }
}

const titles = (nodes: readonly OutlineNode[], kind: NodeKind): string[] => nodes.filter((node) => node.kind === kind).map((node) => node.title)

type Act = { readonly what: 'add' | 'move' | 'remove' | 'restore', readonly kind: NodeKind, readonly a: number, readonly b: number, readonly c: number }
const acts = fc.array(fc.record({
  what: fc.constantFrom<Act['what'][]>('add', 'add', 'move', 'remove', 'restore'), kind: fc.constantFrom<NodeKind[]>('part', 'chapter', 'scene'),
  a: fc.nat(50), b: fc.nat(50), c: fc.nat(50)
}), { maxLength: 40 })

const pick = <T>(items: readonly T[], at: number): T | null => items[at % Math.max(1, items.length)] ?? null

/** Does what is allowed, lets what is not be refused, and remembers what went to the bin. */
function perform(projects: Projects, projectId: ProjectId, act: Act, binned: NodeId[]): void {
  const nodes = projects.outline(projectId)
  const [node, parent] = [pick(nodes, act.a), act.b % 3 === 0 ? null : pick(nodes, act.b)]
  const after = act.c % 2 === 0 ? null : pick(nodes.filter((other) => other.parentId === (parent?.id ?? null)), act.c)?.id ?? null
  const deeds: Readonly<Record<Act['what'], () => unknown>> = {
    add: () => projects.add({ projectId, parentId: parent?.id ?? null, kind: act.kind, title: `${act.kind} ${act.a}`, afterId: after }),
    move: () => node && projects.move(node.id, parent?.id ?? null, after === node.id ? null : after),
    remove: () => { if (node) { projects.removeNode(node.id); binned.push(node.id) } },
    restore: () => { const id = binned.splice(act.a % Math.max(1, binned.length), 1)[0]; return id && projects.restoreNode(id) }
  }
  expect(['no error', 'projects.wrong-place']).toContain(codeOf(deeds[act.what]))
}

describe('the binder', () => {
  it('keeps positions dense and every node, whatever is done', () => {
    fc.assert(fc.property(acts, (list) => {
      const { projects, projectId } = begun()
      const binned: NodeId[] = []
      const known = new Set<NodeId>()
      for (const act of list) {
        perform(projects, projectId, act, binned)
        const nodes = projects.outline(projectId)
        expectDense(nodes)
        for (const node of nodes) known.add(node.id)
      }
      for (const id of binned) projects.restoreNode(id)
      expect(new Set(projects.outline(projectId).map((node) => node.id))).toEqual(known)
    }), { numRuns: 60 })
  })

  it('gives a new chapter its first, empty scene', () => {
    const { projects, projectId } = begun()
    const chapter = projects.add({ projectId, parentId: null, kind: 'chapter', title: 'I' })
    const [, scene] = projects.outline(projectId)
    expect(scene).toMatchObject({ kind: 'scene', parentId: chapter.id, position: 0, words: 0 })
    expect(scene && projects.openScene(scene.id).doc).toEqual({ type: 'doc', content: [{ type: 'paragraph' }] })
  })

  it.each<[placement: string, after: 'A' | 'C' | null | undefined, order: string]>([
    ['first', null, 'NABC'], ['after A', 'A', 'ANBC'], ['after the last', 'C', 'ABCN'], ['last when nothing is said', undefined, 'ABCN']
  ])('puts a new chapter %s', (_, after, order) => {
    const { projects, projectId } = begun()
    const ids = new Map([...'ABC'].map((title) => [title, projects.add({ projectId, parentId: null, kind: 'chapter', title }).id]))
    projects.add({ projectId, parentId: null, kind: 'chapter', title: 'N', afterId: typeof after === 'string' ? ids.get(after) : after })
    expect(titles(projects.outline(projectId), 'chapter').join('')).toBe(order)
  })

  it('brings a removed chapter back to its place, with its scenes and words', () => {
    const { projects, projectId } = begun()
    const chapters = [...'ABCD'].map((title) => projects.add({ projectId, parentId: null, kind: 'chapter', title }))
    const before = projects.outline(projectId)
    projects.removeNode(chapters[1]?.id ?? NodeId.parse('none'))
    expect(titles(projects.outline(projectId), 'chapter').join('')).toBe('ACD')
    projects.restoreNode(chapters[1]?.id ?? NodeId.parse('none'))
    const unstamped = (nodes: readonly OutlineNode[]) => nodes.map(({ updatedAt: _, ...node }) => node)
    expect(unstamped(projects.outline(projectId))).toEqual(unstamped(before))
  })

  it('brings a scene back together with the chapter it stood in', () => {
    const { projects, projectId } = begun()
    const chapter = projects.add({ projectId, parentId: null, kind: 'chapter', title: 'I' })
    const scene = projects.add({ projectId, parentId: chapter.id, kind: 'scene', title: 'la nuit' })
    projects.removeNode(scene.id)
    projects.removeNode(chapter.id)
    expect(projects.outline(projectId)).toEqual([])
    projects.restoreNode(scene.id)
    expect(projects.outline(projectId).map((node) => node.id)).toContain(scene.id)
  })

  it.each<[NodeKind, NodeKind | 'top']>([['scene', 'top'], ['part', 'part'], ['part', 'chapter'], ['chapter', 'chapter'], ['scene', 'part'], ['scene', 'scene']])(
    'refuses a %s in a %s', (kind, home) => {
      const { projects, projectId } = begun()
      const part = projects.add({ projectId, parentId: null, kind: 'part', title: 'P' })
      const chapter = projects.add({ projectId, parentId: part.id, kind: 'chapter', title: 'C' })
      const scene = projects.add({ projectId, parentId: chapter.id, kind: 'scene', title: 'S' })
      const homes = { top: null, part: part.id, chapter: chapter.id, scene: scene.id }
      const before = projects.outline(projectId)
      expect(codeOf(() => projects.add({ projectId, parentId: homes[home], kind, title: 'X' }))).toBe('projects.wrong-place')
      expect(projects.outline(projectId)).toEqual(before)
    })

  it('refuses a chapter of one book in another', () => {
    const { projects, projectId } = begun()
    const other = projects.create({ title: 'Autre', author: '', language: 'fr' })
    const part = projects.add({ projectId: other.id, parentId: null, kind: 'part', title: 'P' })
    expect(codeOf(() => projects.add({ projectId, parentId: part.id, kind: 'chapter', title: 'C' }))).toBe('projects.wrong-place')
  })
})
