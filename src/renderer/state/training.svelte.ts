// What every learning run is doing, for whichever screen or status bar wants to show it. Knows the treaty, no screen.
import type { ContractRouterClient } from '@orpc/contract'
import { SvelteMap, SvelteSet } from 'svelte/reactivity'
import type { Contract } from '#shared/contract/index.ts'
import type { Metric, Run, RunEvent, TrainingSample } from '#shared/contract/training.ts'
import type { RunId } from '#shared/ids.ts'
import { keepListening } from './listening.ts'

type TrainingClient = ContractRouterClient<Contract['training']>

const unfinished: ReadonlySet<Run['state']> = new Set(['queued', 'running', 'paused', 'interrupted'])

export class TrainingNews {
  readonly #client: TrainingClient
  readonly #runs = new SvelteMap<RunId, Run>()
  readonly #metrics = new SvelteMap<RunId, readonly Metric[]>()
  readonly #samples = new SvelteMap<RunId, readonly TrainingSample[]>()
  readonly #opened = new SvelteSet<RunId>()
  #ending: AbortController | null = null
  /** False while the line to the app is broken; what is shown may be old then. */
  listening = $state(false)

  constructor(client: TrainingClient) {
    this.#client = client
  }

  /** Every run known so far, newest first. */
  get runs(): readonly Run[] {
    return [...this.#runs.values()].sort((a, b) => b.startedAt - a.startedAt)
  }

  /** The run the status bar speaks of: the one at work, or else the newest that waits for its author. */
  get current(): Run | null {
    return this.runs.find((run) => run.state === 'running' || run.state === 'queued') ?? this.runs.find((run) => unfinished.has(run.state)) ?? null
  }

  run(id: RunId): Run | null {
    return this.#runs.get(id) ?? null
  }

  metrics(id: RunId): readonly Metric[] {
    return this.#metrics.get(id) ?? []
  }

  samples(id: RunId): readonly TrainingSample[] {
    return this.#samples.get(id) ?? []
  }

  /** What a call answered is news too. */
  adopt(run: Run): void {
    this.#runs.set(run.id, run)
  }

  /** Fetches what was measured before this page listened. Safe to call again. */
  async open(id: RunId): Promise<void> {
    this.#opened.add(id)
    const [run, past] = await Promise.all([this.#client.run({ runId: id }), this.#client.metrics({ runId: id })])
    this.#runs.set(id, run)
    const lastStep = past.metrics.at(-1)?.step ?? -1
    const lastSample = past.samples.at(-1)?.step ?? -1
    this.#metrics.set(id, [...past.metrics, ...this.metrics(id).filter((metric) => metric.step > lastStep)])
    this.#samples.set(id, [...past.samples, ...this.samples(id).filter((sample) => sample.step > lastSample)])
  }

  /** Listens until disposed, again and again if the line breaks. */
  listen(): void {
    if (this.#ending !== null) return
    this.#ending = new AbortController()
    void keepListening(async (signal) => this.#news(await this.#client.watch(undefined, { signal })), (event) => this.#take(event), this.#ending.signal)
  }

  dispose(): void {
    this.#ending?.abort()
    this.#ending = null
  }

  /** What was missed while the line was broken is fetched again. */
  async *#news(events: AsyncIterable<RunEvent>): AsyncGenerator<RunEvent, void> {
    this.listening = true
    for (const id of this.#opened) void this.open(id).catch(() => undefined)
    try {
      yield* events
    } finally {
      this.listening = false
    }
  }

  #take(event: RunEvent): void {
    if (event.type === 'run') this.#runs.set(event.run.id, event.run)
    else if (event.type === 'metric') this.#metrics.set(event.runId, [...this.metrics(event.runId), event.metric])
    else this.#samples.set(event.runId, [...this.samples(event.runId), event.sample])
  }
}
