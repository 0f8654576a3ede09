// One prompt, several alternatives: what each asks of its decoder is gathered and run as one batch, over one computed prefix.
// Every voice of the chorus is a HeldDecoder, so that whatever writes with one writes with several. Knows no sampling and no text.
import type { Branches } from './decoder.ts'
import { type HeldDecoder, sharedPrefix } from './held.ts'

export interface Chorus {
  readonly voices: readonly HeldDecoder[]
  /** A voice that has ended: the others no longer wait for it. */
  leave(voice: number): void
  dispose(): Promise<void>
}

interface Asked { readonly id: number; readonly answer: (logits: Float32Array) => void; readonly fail: (error: unknown) => void }

/** Waits until every voice that still sings has asked for a token, then runs them together. Rows of voices that have left are dropped. */
class Rendezvous {
  readonly #branches: Branches
  /** Which voice each row belongs to. */
  #rows: readonly number[]
  readonly #singing: Set<number>
  readonly #asked = new Map<number, Asked>()

  constructor(branches: Branches, voices: number) {
    this.#branches = branches
    this.#rows = Array.from({ length: voices }, (_, i) => i)
    this.#singing = new Set(this.#rows)
  }

  ask(voice: number, id: number): Promise<Float32Array> {
    return new Promise((answer, fail) => {
      this.#asked.set(voice, { id, answer, fail })
      this.#runIfAll()
    })
  }

  leave(voice: number): void {
    this.#singing.delete(voice)
    this.#runIfAll()
  }

  truncate(voice: number, length: number): Promise<void> {
    return this.#branches.truncate(this.#rows.indexOf(voice), length)
  }

  #runIfAll(): void {
    if (this.#asked.size === 0 || this.#asked.size < this.#singing.size) return
    const asked = new Map(this.#asked)
    this.#asked.clear()
    void this.#run(asked).catch((error: unknown) => { for (const { fail } of asked.values()) fail(error) })
  }

  async #run(asked: ReadonlyMap<number, Asked>): Promise<void> {
    if (this.#rows.some((voice) => !this.#singing.has(voice))) {
      const kept = this.#rows.flatMap((voice, row) => (this.#singing.has(voice) ? [row] : []))
      await this.#branches.select(kept)
      this.#rows = kept.map((row) => this.#rows[row] ?? -1)
    }
    const logits = await this.#branches.append(this.#rows.map((voice) => asked.get(voice)?.id ?? null))
    for (const [row, voice] of this.#rows.entries()) {
      const found = logits[row]
      if (found) asked.get(voice)?.answer(found)
    }
  }
}

/** What the voices share: the prompt is filled once, by whoever asks first, and the branches begin there. */
interface Beginning { readonly ids: readonly number[]; readonly logits: Float32Array; readonly meeting: Rendezvous; readonly branches: Branches }

/** `voices` decoders over `held`, which nobody else may use until `dispose`. All voices must be given work, and leave when they have done it. */
export function openChorus(held: HeldDecoder, voices: number): Chorus {
  let beginning: Promise<Beginning | null> | null = null
  const gone = new Set<number>()
  const begin = async (ids: readonly number[], cancelled: () => boolean, breathe: () => Promise<void>): Promise<Beginning | null> => {
    const logits = await held.fill(ids, cancelled, breathe)
    if (logits === null) return null
    const branches = await held.fork(voices)
    const meeting = new Rendezvous(branches, voices)
    for (const voice of gone) meeting.leave(voice)
    return { ids, logits, meeting, branches }
  }
  const voiceOf = (voice: number): HeldDecoder => {
    let own: readonly number[] = []
    let began: Beginning | null = null
    const ask = async (id: number): Promise<Float32Array> => {
      if (!began) throw new RangeError('a voice of a chorus begins with a prompt')
      const logits = await began.meeting.ask(voice, id)
      own = [...own, id]
      return logits
    }
    const cut = async (length: number): Promise<void> => {
      await began?.meeting.truncate(voice, length)
      own = own.slice(0, length)
    }
    return {
      contextLength: held.contextLength,
      ids: () => own,
      append: ask,
      async appendEach(ids) {
        const logits: Float32Array[] = []
        for (const id of ids) logits.push(await ask(id))
        return logits
      },
      keep: (length) => cut(length),
      states: () => null,
      fork: () => { throw new RangeError('a voice of a chorus cannot branch') },
      async fill(ids, cancelled, breathe) {
        if (!began) {
          began = await (beginning ??= begin(ids, cancelled, breathe))
          if (!began) return null
          own = began.ids
          if (sharedPrefix(own, ids) === ids.length && own.length === ids.length) return began.logits.slice()
        }
        const kept = Math.min(sharedPrefix(own, ids), ids.length - 1)
        await cut(kept)
        let logits: Float32Array | null = null
        for (const id of ids.slice(kept)) logits = await ask(id)
        return logits
      }
    }
  }
  return {
    voices: Array.from({ length: voices }, (_, i) => voiceOf(i)),
    leave: (voice) => {
      gone.add(voice)
      void beginning?.then((b) => b?.meeting.leave(voice), () => undefined)
    },
    dispose: async () => { await (await beginning?.catch(() => null))?.branches.dispose() }
  }
}
