// One scene open for writing: its journal, its autosave, and what happens when another window was quicker. Knows no editor.
import type { Node } from '@tiptap/pm/model'
import type { OutlineNode } from '#shared/contract/projects.ts'
import type { NodeId, ProjectId } from '#shared/ids.ts'
import { plainText, type ManuscriptDoc } from '#shared/manuscript.ts'
import { api, onConnection } from '../../../lib/api/index.ts'
import { failureOf, failureSentence } from '../../../lib/api/failure.ts'
import { t } from '../../../lib/i18n/index.ts'
import { saving } from '../../../state/saving.svelte.ts'
import { toasts } from '../../../state/toasts.svelte.ts'
import { jsonOf, manuscriptOf } from '../document/measures.ts'
import { Autosave } from './autosave.ts'
import { windowClock } from './clock.ts'
import { digest, Journal, recoveryOf } from './journal.ts'
import { livingWindows, nameThisWindow } from './windows.ts'

const journal = new Journal(localStorage, nameThisWindow())

/** Where a scene stands in the binder. */
export type Placed = Pick<OutlineNode, 'id' | 'parentId' | 'title'>

export class SceneSession {
  id: NodeId = $state.raw<NodeId>() as NodeId
  /** What the editor opens with. */
  readonly doc: ManuscriptDoc
  readonly #projectId: ProjectId
  #place: Placed
  #revision: number
  #sent: string | null = null
  #latest: Node | null = null
  readonly #autosave: Autosave
  readonly #stopListening: () => void
  readonly #onmoved: (place: Placed) => void

  constructor(projectId: ProjectId, place: Placed, opened: { readonly doc: ManuscriptDoc; readonly revision: number }, onmoved: (place: Placed) => void) {
    this.id = place.id
    this.doc = opened.doc
    this.#projectId = projectId
    this.#place = place
    this.#revision = opened.revision
    this.#onmoved = onmoved
    this.#autosave = new Autosave(() => this.#save(), windowClock, (state) => this.#report(state))
    this.#stopListening = onConnection((state) => {
      if (state === 'open') void this.#autosave.flush()
    })
  }

  /** At every change: kept in this window at once, by the app within a second. */
  changed(doc: Node): void {
    this.#latest = doc
    journal.write(this.id, this.#revision, this.#sent, jsonOf(doc))
    this.#autosave.changed()
  }

  flush(): Promise<void> {
    return this.#autosave.flush()
  }

  async dispose(): Promise<void> {
    this.#stopListening()
    await this.#autosave.flush()
    this.#autosave.dispose()
    saving.rest()
  }

  async #save(): Promise<void> {
    const doc = this.#latest
    if (doc === null) return
    try {
      await this.#keep(doc)
    } catch (error) {
      const failure = failureOf(error)
      if (failure.code === 'projects.stale-scene') return this.#keepBoth(doc)
      saving.problem = failure.code === 'connection' ? null : failureSentence(failure)
      throw error
    }
  }

  async #keep(doc: Node): Promise<void> {
    const manuscript = manuscriptOf(doc)
    this.#sent = digest(plainText(manuscript))
    journal.write(this.id, this.#revision, this.#sent, jsonOf(doc))
    const { revision, savedAt } = await api.projects.saveScene({ id: this.id, doc: manuscript, baseRevision: this.#revision })
    this.#revision = revision
    this.#sent = null
    saving.saved(savedAt)
    if (this.#latest === doc) journal.clear(this.id)
    else if (this.#latest !== null) journal.write(this.id, revision, null, jsonOf(this.#latest))
  }

  /** The stored scene moved on. If it is our own save whose answer was lost, go on from it; otherwise hers becomes a scene beside it. */
  async #keepBoth(doc: Node): Promise<void> {
    const stored = await api.projects.openScene({ id: this.id })
    if (this.#sent !== null && digest(plainText(stored.doc)) === this.#sent) {
      this.#revision = stored.revision
      return this.#keep(doc)
    }
    const title = t('editor.otherWindow', { title: this.#place.title })
    const old = this.id
    const beside = await keepBeside(this.#projectId, this.#place, title, manuscriptOf(doc))
    this.#place = beside.place
    this.id = beside.place.id
    this.#revision = beside.revision
    this.#sent = null
    journal.clear(old)
    saving.saved(Date.now())
    this.#onmoved(this.#place)
    toasts.say(t('editor.conflict', { title }))
  }

  #report(state: 'clean' | 'unsaved' | 'saving'): void {
    // The page may be leaving the screen just now, and state must not change while the screen is drawn.
    if (state !== 'clean') queueMicrotask(() => (saving.state = state))
  }
}

/** A new scene after `place`, holding `doc`. */
async function keepBeside(projectId: ProjectId, place: Placed, title: string, doc: ManuscriptDoc): Promise<{ place: Placed; revision: number }> {
  const node = await api.projects.addNode({ projectId, parentId: place.parentId, kind: 'scene', title, afterId: place.id })
  const { revision } = await api.projects.openScene({ id: node.id })
  const saved = await api.projects.saveScene({ id: node.id, doc, baseRevision: revision })
  return { place: node, revision: saved.revision }
}

/** Opens a scene with whatever a closed or crashed window left unsaved in it. */
export async function openSession(projectId: ProjectId, place: Placed, onmoved: (place: Placed) => void): Promise<{ session: SceneSession; recovered: boolean }> {
  const stored = await api.projects.openScene({ id: place.id })
  const text = plainText(stored.doc)
  let doc = stored.doc
  let forget: readonly (() => void)[] = []
  for (const left of journal.leftBehind(place.id, await livingWindows())) {
    const recovery = recoveryOf(left.entry, { revision: stored.revision, text }, plainText(left.entry.doc))
    if (recovery === 'continue' && doc === stored.doc) doc = left.entry.doc
    else if (recovery !== 'nothing') await recoverBeside(projectId, place, left.entry.doc)
    forget = [...forget, left.forget]
  }
  const recovered = doc !== stored.doc
  const revision = recovered ? (await api.projects.saveScene({ id: place.id, doc, baseRevision: stored.revision })).revision : stored.revision
  for (const done of forget) done()
  return { session: new SceneSession(projectId, place, { doc, revision }, onmoved), recovered }
}

async function recoverBeside(projectId: ProjectId, place: Placed, doc: ManuscriptDoc): Promise<void> {
  const title = t('editor.recovered', { title: place.title })
  await keepBeside(projectId, place, title, doc)
  toasts.say(t('editor.recoveredSaid', { title }))
}
