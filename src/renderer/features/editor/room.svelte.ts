// The writing room of one book: which scene is open, what the muse reads, what is counted. Knows components no more than they need.
import type { Node } from '@tiptap/pm/model'
import type { EditorState } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { z } from 'zod'
import type { Project } from '#shared/contract/projects.ts'
import { NodeId } from '#shared/ids.ts'
import { plainText } from '#shared/manuscript.ts'
import { api } from '../../lib/api/index.ts'
import { failureOf, type Failure } from '../../lib/api/failure.ts'
import { t } from '../../lib/i18n/index.ts'
import { room } from '../../state/room.svelte.ts'
import { settings } from '../../state/settings.svelte.ts'
import { speakers } from '../../state/speakers.svelte.ts'
import { toasts } from '../../state/toasts.svelte.ts'
import { Binder } from './binder/binder.svelte.ts'
import { textBefore, wordsIn, wordsInSelection } from './document/measures.ts'
import type { Spoken } from './ghost/asking.ts'
import { openSession, type Placed, type SceneSession } from './saving/session.svelte.ts'

/** Characters before the cursor that the muse is given. */
const contextLimit = 6000
/** From this many tokens on, a suggestion may fill a paragraph. */
const paragraphTokens = 120

const Place = z.object({ scene: NodeId, cursor: z.number().int().min(0) })

export class WritingRoom {
  readonly project: Project
  readonly binder: Binder
  session = $state.raw<SceneSession | null>(null)
  failure = $state.raw<Failure | null>(null)
  /** Where the cursor stood when the scene was last left. */
  cursor = 0
  #opening: NodeId | null = null
  #sceneWords = 0

  constructor(project: Project) {
    this.project = project
    this.binder = new Binder(project.id)
  }

  get sceneId(): NodeId | null {
    return this.session?.id ?? null
  }

  /** The scene she left last time, or the first of the book. */
  async openLast(): Promise<void> {
    if (this.session !== null || this.#opening !== null) return
    const place = this.#readPlace()
    const scene = this.binder.scenes.find(({ id }) => id === place?.scene) ?? this.binder.scenes[0]
    if (scene !== undefined) await this.open(scene.id, scene.id === place?.scene ? place.cursor : 0)
  }

  async open(id: NodeId, cursor = 0): Promise<void> {
    const node = this.binder.byId(id)
    if (node === null || node.kind !== 'scene' || this.#opening === id || this.sceneId === id) return
    this.#opening = id
    try {
      await this.session?.dispose()
      const { session, recovered } = await openSession(this.project.id, { ...node, title: this.binder.titleOf(node) }, (place) => this.#moved(place))
      if (this.#opening !== id) return
      this.cursor = cursor
      this.session = session
      this.failure = null
      if (recovered) toasts.say(t('editor.recoveredHere'))
    } catch (error) {
      this.failure = failureOf(error)
    } finally {
      if (this.#opening === id) this.#opening = null
    }
  }

  async add(kind: 'part' | 'chapter' | 'scene'): Promise<void> {
    const scene = await this.binder.add(kind, this.binder.byId(this.sceneId))
    if (scene?.parentId && kind === 'scene') this.binder.toggle(scene.parentId, false)
    if (scene !== null) await this.open(scene.id)
  }

  /** The text went on as another scene, beside the one that was opened. */
  #moved(place: Placed): void {
    if (place.parentId !== null) this.binder.toggle(place.parentId, false)
    this.remember(this.cursor)
  }

  /** The open scene left the book: no page stays open on it. */
  async close(): Promise<void> {
    await this.session?.dispose()
    this.session = null
    room.counts = null
  }

  changed(doc: Node): void {
    toasts.keyTyped()
    this.session?.changed(doc)
  }

  count(state: EditorState): void {
    this.#sceneWords = wordsIn(state.doc)
    const scene = this.binder.byId(this.sceneId)
    const others = this.binder.scenes.filter(({ parentId, id }) => parentId === scene?.parentId && id !== this.sceneId)
    room.counts = { scene: this.#sceneWords, chapter: others.reduce((sum, { words }) => sum + words, this.#sceneWords), selection: wordsInSelection(state) }
  }

  remember(cursor: number): void {
    this.cursor = cursor
    if (this.sceneId !== null) localStorage.setItem(this.#placeKey, JSON.stringify({ scene: this.sceneId, cursor }))
  }

  /** This scene up to the cursor and, while there is room, the scenes before it in the chapter. */
  async before(view: EditorView, position: number): Promise<string> {
    let text = textBefore(view.state.doc, position, contextLimit)
    for (const { id } of this.sceneId === null ? [] : this.binder.precedingScenes(this.sceneId)) {
      if (text.length >= contextLimit) break
      text = `${plainText((await api.projects.openScene({ id })).doc)}\n\n${text}`
    }
    return text.slice(-contextLimit)
  }

  async speak(before: string, signal: AbortSignal): Promise<AsyncIterable<Spoken>> {
    const speaker = speakers.speaker
    const chosen = settings.value
    if (speaker === null || chosen === null) throw new Error(t('editor.noVoice'))
    const { ghostTokens: maxTokens, sampling } = chosen
    const stopAt = maxTokens >= paragraphTokens ? 'paragraph' : 'sentence'
    return api.writing.continue({ speaker, projectId: this.project.id, before, maxTokens, stopAt, sampling }, { signal })
  }

  async dispose(): Promise<void> {
    this.binder.dispose()
    await this.close()
  }

  get #placeKey(): string {
    return `aurore.place.${this.project.id}`
  }

  #readPlace(): z.infer<typeof Place> | null {
    try {
      return Place.parse(JSON.parse(localStorage.getItem(this.#placeKey) ?? ''))
    } catch {
      return null
    }
  }
}
