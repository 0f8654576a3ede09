// Writes down what the engine says of a run, and tells the listeners. Knows rows and events; knows no process.
import type { Metric, Run, RunEvent, RunState } from '#shared/contract/training.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { RunId } from '#shared/ids.ts'
import type { Library } from '../database/library.ts'
import type { TrainEvent } from '../engine/contract.ts'
import { createHub } from '../events.ts'
import { measureRows } from './measure-rows.ts'
import { runRows, type RunChange, type RunFailure } from './run-rows.ts'

type Ended = Extract<TrainEvent, { type: 'ended' }>
type Rules = { readonly [K in TrainEvent['type']]: (id: RunId, event: Extract<TrainEvent, { type: K }>) => void }

const endings: Readonly<Record<Ended['reason'], RunState>> = { steps: 'finished', patience: 'finished', paused: 'paused', stopped: 'stopped' }
const topic = 'runs'
/** A page that sleeps through more than this reads the whole curve again. */
const buffered = 10_000

export function createJournal(library: Library) {
  const runs = runRows(library.database)
  const measures = measureRows(library.database)
  const hub = createHub<RunEvent>(buffered)

  function get(id: RunId): Run {
    const run = runs.one(id)
    if (!run) throw new AuroreError('general.not-found', { what: 'run' })
    return run
  }

  function tell(id: RunId): void {
    hub.publish(topic, { type: 'run', run: get(id) })
  }

  function change(id: RunId, what: RunChange, error: RunFailure | null = null): void {
    runs.update(id, what)
    runs.fail(id, error)
    tell(id)
  }

  function metric(id: RunId, measured: Metric): void {
    measures.addMetric(id, measured)
    const { bestHeldOut } = get(id)
    const better = measured.heldOut !== null && (bestHeldOut === null || measured.heldOut < bestHeldOut)
    runs.update(id, { step: measured.step, ...(better && { bestHeldOut: measured.heldOut, bestStep: measured.step }) })
    hub.publish(topic, { type: 'metric', runId: id, metric: measured })
    if (measured.heldOut !== null) tell(id)
  }

  const rules: Rules = {
    started: (id, { device, deviceReason, step, steps, baseHeldOut }) => {
      measures.forgetAfter(id, step)
      change(id, { state: 'running', device, deviceReason, step, steps, baseHeldOut })
    },
    metric: (id, event) => metric(id, event.metric),
    sample: (id, { step, opening, continuation }) => {
      measures.addSample(id, { step, opening, continuation })
      hub.publish(topic, { type: 'sample', runId: id, sample: { step, opening, continuation } })
    },
    checkpoint: (id) => tell(id),
    ended: (id, { reason, step, bestStep, bestHeldOut, baseHeldOut, skippedSteps }) => {
      const endedAt = reason === 'paused' ? null : library.now()
      change(id, { state: endings[reason], step, bestStep, bestHeldOut, baseHeldOut, skippedSteps, endedAt })
    }
  }
  const record = <K extends TrainEvent['type']>(id: RunId, type: K, event: Extract<TrainEvent, { type: K }>) => rules[type](id, event)

  return {
    runs, measures, get, change, tell,
    record: (id: RunId, event: TrainEvent): void => record(id, event.type, event),
    watch: (signal?: AbortSignal) => hub.watch<RunEvent>(topic, () => runs.unfinished().map((run) => ({ type: 'run', run })), (event) => event, signal)
  }
}
export type Journal = ReturnType<typeof createJournal>
