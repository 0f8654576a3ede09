// The writing room of one book: which scene is open, what the muse reads, what is counted. Knows components no more than they need.
import type { Node } from '@tiptap/pm/model'
import type { EditorState } from '@tiptap/pm/state'
import { z } from 'zod'
import type { Seen } from '#shared/contract/context.ts'
import type { Project } from '#shared/contract/projects.ts'
import type { Speaker } from '#shared/contract/voices.ts'
import type { Continuation, Manner } from '#shared/contract/writing.ts'
import { NodeId, type GenerationId, type ProjectId } from '#shared/ids.ts'
import { api } from '../../lib/api/index.ts'
import { failureOf, type Failure } from '../../lib/api/failure.ts'
import { t } from '../../lib/i18n/index.ts'
import { lastSeed } from '../../state/last-seed.svelte.ts'
import { room } from '../../state/room.svelte.ts'
import { settings } from '../../state/settings.svelte.ts'
import { speakers } from '../../state/speakers.svelte.ts'
import { toasts } from '../../state/toasts.svelte.ts'
import { Binder } from './binder/binder.svelte.ts'
import { passageIn, textAfter, textBefore, wordsIn, wordsInSelection } from './document/measures.ts'
import type { Spoken } from './ghost/asking.ts'
import type { Place as Asked } from './ghost/extension.ts'
import { othersNamed } from './sureness/sureness.svelte.ts'
import { openSession, type Placed, type SceneSession } from './saving/session.svelte.ts'

/** Characters on both sides of the cursor that the muse is told; what the model sees of them is decided by the context's rules. */
const reach = { before: 400_000, after: 4000 } as const
/** When she asks in the midst of text, so many suggestions are weighed by what follows; the text after a model cannot be shown is told no other way. */
const bridges = 4
/** From this many tokens on, a suggestion may fill a paragraph. */
const paragraphTokens = 120

const Place = z.object({ scene: NodeId, cursor: z.number().int().min(0) })

/** The page while a scene is open. */
export interface OpenPage { readonly state: () => EditorState; readonly focus: () => void }
export type MuseTab = 'writing' | 'sure' | 'memory' | 'lore' | 'seen'
/** Another word in a suggestion that was made, to go on from. */
interface OtherWord { readonly id: GenerationId; readonly keep: number; readonly token: number }

/** Passes the words on, and keeps the seed they came from. */
async function* heard(stream: AsyncIterable<Continuation>): AsyncGenerator<Spoken> {
  for await (const part of stream) {
    if (part.type === 'done') lastSeed.value = part.seed
    yield part
  }
}

export class WritingRoom {
  readonly project: Project
  readonly binder: Binder
  session = $state.raw<SceneSession | null>(null)
  failure = $state.raw<Failure | null>(null)
  page = $state.raw<OpenPage | null>(null)
  tab = $state<MuseTab>('writing')
  /** While she looks at how sure the muse is, suggestions are asked to tell of their words. */
  explaining = $state(false)
  /** She asked to be led into the words of the suggestion. */
  walking = $state(false)
  /** Grows when the cursor or the text moves. */
  moves = $state(0)
  /** Where the cursor stood when the scene was last left. */
  cursor = 0
  #opening: NodeId | null = null
  /** The next suggestion keeps the beginning of another. */
  #goOn: OtherWord | null = null
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

  /** This scene on both sides of a position. */
  around(doc: Node, position: number): { readonly before: string; readonly after: string } {
    return { before: textBefore(doc, position, reach.before), after: textAfter(doc, position, reach.after) }
  }

  /** `attempt`: how many suggestions this place has had; a seed of her own gives each of them its own. */
  async speak({ before, after, asked }: Asked, signal: AbortSignal, attempt = 0): Promise<AsyncIterable<Spoken>> {
    await speakers.known
    const wish = this.wish
    if (wish === null || settings.value === null) throw new Error(t('editor.noVoice'))
    const goOn = this.#goOn
    this.#goOn = null
    if (goOn !== null) return heard(await api.writing.goOn(goOn, { signal }))
    const stopAt = wish.maxTokens >= paragraphTokens ? 'paragraph' : 'sentence'
    const { sampling } = settings.value
    const seed = sampling.seed === null ? null : sampling.seed + attempt
    return heard(await api.writing.continue({ ...wish, sceneId: this.sceneId, before, after, ...this.#way(asked), stopAt, sampling: { ...sampling, seed } }, { signal }))
  }

  /** Of several bridges that were weighed nothing is told word by word: while she looks into words, one suggestion is written. */
  #way(asked: boolean): { readonly bridges: number; readonly explain: number | null } {
    return { bridges: asked && !this.explaining ? bridges : 1, explain: this.explaining ? othersNamed : null }
  }

  /** Where something new would stand: after what was chosen, if that is still in the book; else after the chapter she is in, or the last. */
  placeFor(chosen: NodeId | null): NodeId | null {
    const here = this.binder.byId(this.sceneId)?.parentId ?? null
    const { places } = this.binder
    return [chosen, here].find((id) => places.some((place) => place.id === id)) ?? this.binder.inOrder.findLast(({ kind }) => kind === 'chapter')?.id ?? null
  }

  /** The next time the muse is asked, she goes on from there. */
  goOnFrom(place: OtherWord): void {
    this.#goOn = place
  }

  /** What is selected, or else the paragraph at the cursor, and what stands before it. */
  passage(): { readonly before: string; readonly text: string } | null {
    const state = this.page?.state()
    return state === undefined ? null : passageIn(state, reach.before)
  }

  lookIntoWords(): void {
    this.tab = 'sure'
    this.walking = true
  }

  /** Who speaks in this book, and how long. */
  get wish(): { readonly speaker: Speaker; readonly manner: Manner; readonly projectId: ProjectId; readonly maxTokens: number } | null {
    const speaker = speakers.speaker
    return speaker === null || settings.value === null ? null : { speaker, manner: speakers.manner, projectId: this.project.id, maxTokens: settings.value.ghostTokens }
  }

  /** What a suggestion at the cursor would be given: as when she asks for one. */
  async see(signal: AbortSignal): Promise<Seen | null> {
    const state = this.page?.state()
    if (this.wish === null || this.sceneId === null || state === undefined) return null
    const place = this.around(state.doc, state.selection.head)
    const { speaker, projectId, maxTokens } = this.wish
    return api.context.see({ speaker, projectId, maxTokens, place: { sceneId: this.sceneId, ...place }, bridges }, { signal })
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
