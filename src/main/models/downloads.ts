// Downloads of models: started, paused, given up, gone on with after a death; each by one program at a time. Knows rows and folders; how files come is not its matter.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { AsyncIteratorClass } from '@orpc/server'
import type { Download, DownloadEvent, DownloadState } from '#shared/contract/models.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { ModelId } from '#shared/ids.ts'
import type { Library } from '../database/library.ts'
import { takeTurn, type Turn } from '../database/turn.ts'
import { createHub } from '../events.ts'
import { bring, codedDisk } from './bring.ts'
import { downloadRows, type DownloadRow } from './download-rows.ts'
import type { Caller } from './hub/ask.ts'
import { totalBytes } from './hub/listing.ts'
import { incomingFolder, slugOf, type Incoming } from './incoming.ts'
import type { NeedsOf } from './needs.ts'
import { createPace } from './pace.ts'
import type { Models } from './shelf.ts'

type Ground = {
  readonly library: Library, readonly models: Models, readonly needsOf: NeedsOf
  /** The folder of all models. */
  readonly shelf: string
  readonly caller: (signal: AbortSignal) => Promise<Caller>
  readonly freeBytes: (folder: string) => Promise<number>
  /** Milliseconds without a byte before a download says that it waits. */
  readonly quiet: number
}

type Running = { readonly controller: AbortController, download: Download, ended: Promise<void> }
type Held = { readonly bytes: number, readonly total: number | null }

const topic = 'downloads'
const active: ReadonlySet<DownloadState> = new Set(['asking', 'fetching', 'checking'])
/** Milliseconds between two reports of progress. */
const reportEvery = 250
const atRest = { bytesPerSecond: null, secondsLeft: null, waiting: false }

export class Downloads {
  readonly #ground: Ground
  readonly #rows: ReturnType<typeof downloadRows>
  readonly #hub = createHub<DownloadEvent>(200)
  readonly #running = new Map<string, Running>()
  readonly #starting = new Map<string, Promise<Download>>()

  constructor(ground: Ground) {
    this.#ground = ground
    this.#rows = downloadRows(ground.library.database)
  }

  /** Asked twice at once, it starts once. */
  start(repo: string, revision: string): Promise<Download> {
    const asked = this.#starting.get(repo) ?? this.#start(repo, revision).finally(() => this.#starting.delete(repo))
    this.#starting.set(repo, asked)
    return asked
  }

  async pause(repo: string): Promise<Download> {
    const one = this.#running.get(repo)
    if (!one) throw new AuroreError('models.no-download', { repo })
    one.controller.abort()
    await one.ended
    return one.download
  }

  /** What came so far is deleted. */
  async cancel(repo: string): Promise<void> {
    const one = this.#running.get(repo)
    one?.controller.abort()
    await one?.ended
    const turn = await this.#turnFor(repo)
    try {
      if (this.#rows.one(repo)?.state !== 'done') this.#rows.remove(repo)
      await this.#incoming(repo).clear()
    } finally {
      turn.release()
    }
    this.#hub.publish(topic, { type: 'gone', repo })
  }

  /** First what is not finished, as it stands; then every change. */
  async watch(signal?: AbortSignal): Promise<AsyncIteratorClass<DownloadEvent, void, void>> {
    await this.#settle()
    const now = (): DownloadEvent[] => this.#rows.all().filter(({ state }) => state !== 'done').map((row) => ({ type: 'download', download: this.#shown(row) }))
    return this.#hub.watch<DownloadEvent>(topic, now, (event) => event, signal)
  }

  /** The model that a repo became, as far as the library knows. */
  modelOf(repo: string): ModelId | null {
    return this.#rows.one(repo)?.modelId ?? null
  }

  forgetModel(id: ModelId): void {
    this.#rows.forgetModel(id)
  }

  /** A model that came this way is back. */
  remember(repo: string, revision: string, modelId: ModelId, bytes: number): void {
    this.#rows.put({ repo, revision, state: 'done', bytes, total: bytes, error: null, modelId, startedAt: this.#ground.library.now() })
  }

  /** Pauses all: what has arrived is gone on with when she says so. */
  async dispose(): Promise<void> {
    const all = [...this.#running.values()]
    for (const { controller } of all) controller.abort()
    await Promise.all(all.map(({ ended }) => ended))
  }

  #incoming(repo: string): Incoming {
    return incomingFolder(this.#ground.shelf, repo)
  }

  #shown(row: DownloadRow): Download {
    return this.#running.get(row.repo)?.download ?? { ...row, ...atRest }
  }

  async #turnFor(repo: string): Promise<Turn> {
    const { shelf } = this.#ground
    await mkdir(shelf, { recursive: true })
    const turn = takeTurn(join(shelf, `${slugOf(repo)}.lock`))
    if (!turn) throw new AuroreError('models.busy-elsewhere', { repo })
    return turn
  }

  async #start(repo: string, revision: string): Promise<Download> {
    const known = this.#running.get(repo)?.download ?? await this.#arrived(repo, revision)
    if (known) return known
    const turn = await this.#turnFor(repo)
    return this.#begin(repo, revision, turn).catch((error: unknown) => { turn.release(); throw error })
  }

  /** What was fetched and is still on the list needs no fetching. */
  async #arrived(repo: string, revision: string): Promise<Download | null> {
    const row = this.#rows.one(repo)
    if (row?.state !== 'done' || row.revision !== revision) return null
    return (await this.#ground.models.list()).some(({ id }) => id === row.modelId) ? this.#shown(row) : null
  }

  async #begin(repo: string, revision: string, turn: Turn): Promise<Download> {
    const before = this.#rows.one(repo)
    if (before && before.revision !== revision) await this.#incoming(repo).clear()
    const download: Download = { repo, revision, state: 'asking', ...await this.#heldOf(repo), ...atRest, error: null, modelId: null, startedAt: this.#ground.library.now() }
    this.#rows.put(download)
    const one: Running = { controller: new AbortController(), download, ended: Promise.resolve() }
    this.#running.set(repo, one)
    this.#hub.publish(topic, { type: 'download', download })
    one.ended = this.#run(one, turn)
    return download
  }

  async #run(one: Running, turn: Turn): Promise<void> {
    try {
      await this.#fetchAll(one)
    } catch (error) {
      const { repo } = one.download
      const still = { ...atRest, ...await this.#heldOf(repo) }
      this.#tell(one, one.controller.signal.aborted ? { ...still, state: 'paused' } : { ...still, state: 'failed', error: told(codedDisk(error, this.#incoming(repo).folder)) })
    } finally {
      this.#running.delete(one.download.repo)
      turn.release()
    }
  }

  async #fetchAll(one: Running): Promise<void> {
    const { shelf, caller, freeBytes, models, needsOf } = this.#ground
    const { repo, revision } = one.download
    const { told, end } = this.#reporter(one)
    const folder = await bring({
      caller: await caller(one.controller.signal), asked: { repo, revision }, incoming: this.#incoming(repo), shelf, fits: needsOf, freeBytes, told
    }).finally(end)
    const model = await models.add(folder)
    this.#tell(one, { state: 'done', bytes: one.download.total ?? model.bytes, modelId: model.id, ...atRest })
  }

  /** Progress in a bearable measure: a state at once, bytes four times a second; and that nothing comes, so that no old number stands there as if it were true. */
  #reporter(one: Running) {
    const pace = createPace()
    let last = 0
    const silence = setTimeout(() => { if (one.download.state !== 'checking') this.#tell(one, { ...atRest, waiting: true }) }, this.#ground.quiet)
    silence.unref()
    const told = (state: 'asking' | 'fetching' | 'checking', bytes: number, total: number | null): void => {
      silence.refresh()
      const now = this.#ground.library.now()
      if (state === one.download.state && !one.download.waiting && now - last < reportEvery) return
      last = now
      pace.note(now, bytes)
      const speed = state === 'fetching' ? pace.speed() : null
      const secondsLeft = speed !== null && speed > 0 && total !== null ? Math.ceil((total - bytes) / speed) : null
      this.#tell(one, { state, bytes, total, bytesPerSecond: speed, secondsLeft, waiting: false })
    }
    return { told, end: () => { clearTimeout(silence) } }
  }

  /** Published at once; kept in the library only when its state is another. */
  #tell(one: Running, change: Partial<Download>): void {
    const changed = change.state !== undefined && change.state !== one.download.state
    one.download = { ...one.download, ...change }
    if (changed) this.#rows.put(one.download)
    this.#hub.publish(topic, { type: 'download', download: one.download })
  }

  async #heldOf(repo: string): Promise<Held> {
    const incoming = this.#incoming(repo)
    const order = await incoming.order()
    if (!order) return { bytes: 0, total: null }
    return { bytes: [...(await incoming.held(order)).values()].reduce((a, b) => a + b, 0), total: totalBytes(order.files) }
  }

  /** A row that says "at work" while nobody is: the program that was died. What it had brought is counted from the disk. */
  async #settle(): Promise<void> {
    for (const row of this.#rows.all().filter(({ repo, state }) => active.has(state) && !this.#running.has(repo) && !this.#starting.has(repo))) {
      const turn = await this.#turnFor(row.repo).catch(() => null)
      if (!turn) continue
      this.#rows.put({ ...row, state: 'paused', ...await this.#heldOf(row.repo) })
      turn.release()
    }
  }
}

const told = (error: unknown): Download['error'] => (error instanceof AuroreError
  ? { code: error.code, params: { ...error.params } }
  : { code: 'general.unexpected', params: { detail: error instanceof Error ? error.message : String(error) } })
