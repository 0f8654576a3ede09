// The binder of one book, live: its lines, which are folded, and every act on them. Knows no page.
import { SvelteSet } from 'svelte/reactivity'
import type { NodeKind, OutlineNode } from '#shared/contract/projects.ts'
import type { NodeId, ProjectId } from '#shared/ids.ts'
import { api } from '../../../lib/api/index.ts'
import { failureOf, type Failure } from '../../../lib/api/failure.ts'
import { t } from '../../../lib/i18n/index.ts'
import { toasts } from '../../../state/toasts.svelte.ts'
import { flatten, nextSlot, slotNear, treeOf, type Branch, type Slot } from './outline.ts'

const newTitle: { readonly [Kind in NodeKind]: (number: number) => string } = {
  part: (number) => t('editor.newPart', { number }),
  chapter: (number) => t('editor.newChapter', { number }),
  scene: (number) => t('editor.newScene', { number })
}

const pause = 1000

export class Binder {
  readonly projectId: ProjectId
  /** Null until the app has answered once. */
  nodes = $state.raw<readonly OutlineNode[] | null>(null)
  failure = $state.raw<Failure | null>(null)
  /** The line whose title is being typed. */
  renaming = $state.raw<NodeId | null>(null)
  readonly folded = new SvelteSet<NodeId>()
  readonly tree = $derived<readonly Branch[]>(treeOf(this.nodes ?? []))
  readonly lines = $derived(flatten(this.tree))
  /** Reading order. */
  readonly inOrder = $derived(this.lines.map(({ node }) => node))
  readonly scenes = $derived(this.inOrder.filter(({ kind }) => kind === 'scene'))
  readonly #life = new AbortController()

  constructor(projectId: ProjectId) {
    this.projectId = projectId
    void this.#watch()
  }

  dispose(): void {
    this.#life.abort()
  }

  byId(id: NodeId | null): OutlineNode | null {
    return this.nodes?.find((node) => node.id === id) ?? null
  }

  /** What the binder calls a line: an untitled one goes by its kind and its place among its like. */
  titleOf(node: OutlineNode): string {
    if (node.title !== '') return node.title
    const alike = this.lines.filter((line) => line.node.parentId === node.parentId && line.node.kind === node.kind)
    return newTitle[node.kind](alike.findIndex((line) => line.node.id === node.id) + 1)
  }

  /** Where a scene stands, in words; one that is all its chapter goes by the chapter's name. */
  pathOf(scene: OutlineNode): string {
    const chapter = this.byId(scene.parentId)
    const alone = scene.title === '' && this.scenes.filter(({ parentId }) => parentId === scene.parentId).length === 1
    if (chapter === null) return this.titleOf(scene)
    return alone ? this.titleOf(chapter) : `${this.titleOf(chapter)} · ${this.titleOf(scene)}`
  }

  /** What something new may follow: every chapter, and the scenes of those that have several. */
  get places(): readonly { readonly id: NodeId; readonly label: string }[] {
    return this.lines.flatMap(({ node, children }) => {
      if (node.kind !== 'chapter') return []
      const scenes = children.length < 2 ? [] : children.map((child) => ({ id: child.node.id, label: `${this.titleOf(node)} · ${this.titleOf(child.node)}` }))
      return [{ id: node.id, label: this.titleOf(node) }, ...scenes]
    })
  }

  /** The first scene of a part or chapter; a scene itself. */
  firstScene(branch: Branch): OutlineNode | null {
    return flatten([branch]).find(({ node }) => node.kind === 'scene')?.node ?? null
  }

  toggle(id: NodeId, folded = !this.folded.has(id)): void {
    if (folded) this.folded.add(id)
    else this.folded.delete(id)
  }

  /** Adds a line near another; answers the scene to write in, if there is one. */
  add(kind: NodeKind, near: OutlineNode | null): Promise<OutlineNode | null> {
    return this.#try(async () => {
      const slot = slotNear(this.nodes ?? [], kind, near)
      if (slot === null) return null
      const number = (this.nodes ?? []).filter((node) => node.kind === kind && (kind !== 'scene' || node.parentId === slot.parentId)).length + 1
      const added = await api.projects.addNode({ projectId: this.projectId, kind, title: newTitle[kind](number), ...slot })
      await this.#read()
      if (kind === 'scene') return added
      return this.scenes.find((scene) => scene.parentId === added.id) ?? null
    })
  }

  async rename(node: OutlineNode, title: string): Promise<void> {
    this.renaming = null
    if (title.trim() === '' || title === node.title) return
    this.#put({ ...node, title })
    await this.#try(() => api.projects.renameNode({ id: node.id, title: title.trim() }))
  }

  async move(node: OutlineNode, slot: Slot | null): Promise<void> {
    if (slot === null) return
    await this.#try(async () => (this.nodes = await api.projects.moveNode({ id: node.id, ...slot })))
  }

  step(node: OutlineNode, step: 1 | -1): Promise<void> {
    return this.move(node, nextSlot(this.nodes ?? [], node, step))
  }

  async remove(node: OutlineNode): Promise<void> {
    await this.#try(async () => {
      const title = this.titleOf(node)
      await api.projects.removeNode({ id: node.id })
      await this.#read()
      toasts.say(t('editor.removed', { title }), () => void this.#try(() => api.projects.restoreNode({ id: node.id }).then(() => this.#read())))
    })
  }

  /** A chapter that is one untitled scene is one line until she opens it. */
  #foldSingles(nodes: readonly OutlineNode[]): void {
    for (const { node, children } of flatten(treeOf(nodes))) if (node.kind === 'chapter' && children.length === 1 && children[0]?.node.title === '') this.folded.add(node.id)
  }

  #put(node: OutlineNode): void {
    this.nodes = (this.nodes ?? []).map((other) => (other.id === node.id ? node : other))
  }

  async #read(): Promise<void> {
    this.nodes = await api.projects.outline({ projectId: this.projectId })
  }

  async #try<Value>(act: () => Promise<Value>): Promise<Value | null> {
    try {
      return await act()
    } catch (error) {
      toasts.fail(error)
      return null
    }
  }

  async #watch(): Promise<void> {
    const { signal } = this.#life
    while (!signal.aborted) {
      try {
        for await (const nodes of await api.projects.watchOutline({ projectId: this.projectId }, { signal })) {
          if (this.nodes === null) this.#foldSingles(nodes)
          this.nodes = nodes
          this.failure = null
        }
      } catch (error) {
        if (this.nodes === null && !signal.aborted) this.failure = failureOf(error)
      }
      await new Promise((resolve) => setTimeout(resolve, pause))
    }
  }
}
