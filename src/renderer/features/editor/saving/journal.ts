// Her text as it stands, written in this window's own storage at each key, until the app confirms that it is kept.
// What a crash leaves behind is found here at the next opening. Knows no editor and no server.
import { z } from 'zod'
import { NodeId } from '#shared/ids.ts'
import { ManuscriptDoc } from '#shared/manuscript.ts'

export type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

const Envelope = z.object({ scene: NodeId, base: z.number().int(), sent: z.string().nullable(), doc: ManuscriptDoc })
/** `base`: the revision it was typed over. `sent`: the digest of a save that was on its way and may have arrived. */
export type Entry = z.infer<typeof Envelope>

const prefix = 'aurore.journal.'
const keyOf = (windowId: string, scene: NodeId): string => `${prefix}${windowId}.${scene}`

/** Short and stable; only ever compared with another of these. */
export function digest(text: string): string {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0
  return `${text.length}.${hash.toString(36)}`
}

export class Journal {
  readonly #store: Store
  readonly #windowId: string

  constructor(store: Store, windowId: string) {
    this.#store = store
    this.#windowId = windowId
  }

  /** `doc` is JSON text already. False when the storage is full: the autosave alone stands guard then. */
  write(scene: NodeId, base: number, sent: string | null, doc: string): boolean {
    try {
      this.#store.setItem(keyOf(this.#windowId, scene), `{"scene":${JSON.stringify(scene)},"base":${base},"sent":${JSON.stringify(sent)},"doc":${doc}}`)
      return true
    } catch {
      return false
    }
  }

  /** The app has it. */
  clear(scene: NodeId): void {
    this.#store.removeItem(keyOf(this.#windowId, scene))
  }

  /** What windows that are no longer alive left of a scene, and how to forget it. This window's own past counts as left behind. */
  leftBehind(scene: NodeId, alive: ReadonlySet<string>): readonly { readonly entry: Entry; readonly forget: () => void }[] {
    return this.#keys().flatMap((key) => {
      const [windowId, sceneId] = key.slice(prefix.length).split('.')
      if (sceneId !== scene || windowId === undefined || (windowId !== this.#windowId && alive.has(windowId))) return []
      const entry = parse(this.#store.getItem(key))
      return entry === null ? [] : [{ entry, forget: () => this.#store.removeItem(key) }]
    })
  }

  #keys(): string[] {
    return Array.from({ length: this.#store.length }, (_, i) => this.#store.key(i) ?? '').filter((key) => key.startsWith(prefix))
  }
}

function parse(text: string | null): Entry | null {
  try {
    const parsed = Envelope.safeParse(JSON.parse(text ?? ''))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

export type Recovery = 'nothing' | 'continue' | 'beside'

/** What to do with a leftover: nothing (the app has it), go on from it, or keep both because the scene has moved on without it. */
export function recoveryOf(entry: Entry, stored: { readonly revision: number; readonly text: string }, leftText: string): Recovery {
  if (leftText === stored.text) return 'nothing'
  const arrived = stored.revision === entry.base + 1 && entry.sent === digest(stored.text)
  return entry.base === stored.revision || arrived ? 'continue' : 'beside'
}
