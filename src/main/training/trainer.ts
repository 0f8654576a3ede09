// Works through the runs, one at a time, on whichever engine process lives; a death marks its run and harms nothing else. Knows no corpus.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AuroreError, type ErrorCode } from '#shared/errors/index.ts'
import type { Run } from '#shared/contract/training.ts'
import type { RunId } from '#shared/ids.ts'
import type { TrainingPlan } from '../engine/contract.ts'
import type { Engine } from '../voices/engine.ts'
import type { Journal } from './journal.ts'
import { takeTurn, type Turn } from './turn.ts'

type Ground = { readonly journal: Journal, readonly engine: Engine, readonly home: string, readonly now: () => number, readonly folder: (run: Run) => string }
type Work = { readonly id: RunId, readonly plan: () => Promise<TrainingPlan> }

/** How long a pause may take before the caller is told how things stand: an evaluation is never cut in two. In milliseconds. */
const patience = 60_000
/** Leaving the program does not wait that long. */
const leavingPatience = 5000

/** These say that the run itself is in order and can go on. */
const passing: ReadonlySet<ErrorCode> = new Set(['engine.died', 'engine.out-of-memory', 'general.cancelled', 'general.unexpected'])

export class Trainer {
  readonly #ground: Ground
  #waiting: Work[] = []
  #current: { readonly id: RunId, readonly done: Promise<void> } | null = null
  #turn: Turn | null = null
  #closed = false
  /** Set when the library is about to close: nothing is written down any more. */
  #left = false

  constructor(ground: Ground) {
    this.#ground = ground
  }

  /** Refused when another program is training in this home. */
  begin(work: Work): void {
    if (!this.#turn) this.#turn = takeTurn(this.#ground.home)
    if (!this.#turn) throw new AuroreError('training.busy-elsewhere')
    this.#ground.journal.change(work.id, { state: 'queued', endedAt: null })
    this.#waiting.push(work)
    this.#next()
  }

  /** Throws before anything is written when another program has the turn. */
  checkTurn(): void {
    if (this.#turn) return
    const turn = takeTurn(this.#ground.home)
    if (!turn) throw new AuroreError('training.busy-elsewhere')
    turn.release()
  }

  async pause(id: RunId): Promise<void> {
    if (this.#forget(id)) return this.#ground.journal.change(id, { state: 'paused' })
    await this.#ask(id, 'pause', patience)
  }

  /** A run that is not under way is closed as it stands. */
  async stop(id: RunId): Promise<void> {
    const forgotten = this.#forget(id)
    const { state } = this.#ground.journal.get(id)
    if (state === 'running') return this.#ask(id, 'stop', patience)
    if (!forgotten && state !== 'paused' && state !== 'interrupted') throw new AuroreError('training.not-running', { state })
    this.#ground.journal.change(id, { state: 'stopped', endedAt: this.#ground.now() })
  }

  /** The run under way is paused at a checkpoint; those that wait are left for another day. */
  async dispose(): Promise<void> {
    this.#closed = true
    for (const { id } of this.#waiting.splice(0)) this.#ground.journal.change(id, { state: 'paused' })
    const { journal, now } = this.#ground
    const current = this.#current
    if (current) {
      await this.#ask(current.id, 'pause', leavingPatience).catch(() => undefined)
      if (journal.get(current.id).state === 'running') interrupted(journal, current.id, now())
    }
    this.#left = true
    this.#rest()
  }

  #next(): void {
    if (this.#current || this.#closed) return
    const work = this.#waiting.shift()
    if (!work) return this.#rest()
    const done = this.#work(work).finally(() => {
      this.#current = null
      this.#next()
    })
    this.#current = { id: work.id, done }
  }

  #rest(): void {
    this.#turn?.release()
    this.#turn = null
  }

  async #work({ id, plan }: Work): Promise<void> {
    const { journal, engine, folder, now } = this.#ground
    try {
      journal.change(id, { state: 'running' })
      const run = folder(journal.get(id))
      const resumed = existsSync(join(run, 'plan.json'))
      for await (const event of await engine.trainer.train({ run, plan: resumed ? null : await plan() })) {
        if (this.#left) return
        journal.record(id, event)
      }
      if (!this.#left && journal.get(id).state === 'running') interrupted(journal, id, now())
    } catch (error) {
      if (!this.#left) this.#fail(id, error)
    }
  }

  #fail(id: RunId, error: unknown): void {
    const { journal } = this.#ground
    const coded = error instanceof AuroreError ? error : new AuroreError('general.unexpected', { detail: error instanceof Error ? error.name : typeof error })
    const state = passing.has(coded.code) ? 'interrupted' : 'failed'
    journal.change(id, { state, endedAt: this.#ground.now() }, { code: coded.code, params: coded.params })
  }

  #forget(id: RunId): boolean {
    const before = this.#waiting.length
    this.#waiting = this.#waiting.filter((work) => work.id !== id)
    return this.#waiting.length < before
  }

  async #ask(id: RunId, what: 'pause' | 'stop', milliseconds: number): Promise<void> {
    const current = this.#current
    const { journal, engine, folder } = this.#ground
    const run = journal.get(id)
    if (current?.id !== id && run.state === 'running') throw new AuroreError('training.busy-elsewhere')
    if (current?.id !== id || run.state !== 'running') throw new AuroreError('training.not-running', { state: run.state })
    await within(milliseconds, engine.trainer[what]({ run: folder(run) }).then(() => current.done))
  }
}

export function interrupted(journal: Journal, id: RunId, now: number): void {
  const { step } = journal.get(id)
  journal.change(id, { state: 'interrupted', endedAt: now }, { code: 'training.interrupted', params: { step } })
}

async function within(milliseconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const enough = new Promise<void>((resolve) => { timer = setTimeout(resolve, milliseconds) })
  await Promise.race([work, enough]).finally(() => clearTimeout(timer))
}
