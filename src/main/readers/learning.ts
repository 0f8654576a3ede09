// A reader on its way: its run followed to the end, its record kept, its held-out texts judged. One program learns at a time, voice or reader. Knows no shell.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { confusionOf } from '#ml/scoring/confusion.ts'
import type { Reader, ReaderEvent, ReaderScores } from '#shared/contract/readers.ts'
import { AuroreError } from '#shared/errors/index.ts'
import { TrainingPlan, type TrainEvent } from '../engine/contract.ts'
import { takeTurn } from '../training/turn.ts'
import type { Engine } from '../voices/engine.ts'
import type { Shelf } from './shelf.ts'

type Ground = { readonly engine: Engine, readonly shelf: Shelf, readonly now: () => number, readonly home: string }
type Ended = Extract<TrainEvent, { type: 'ended' }>

const endings: Readonly<Record<Ended['reason'], Reader['state']>> = { steps: 'finished', patience: 'finished', paused: 'paused', stopped: 'stopped' }
export const over: ReadonlySet<Reader['state']> = new Set(['finished', 'stopped'])

/** How well the held-out texts are told apart by the best weights; null for a reader that names hidden words. */
async function scoresOf({ engine, shelf }: Ground, reader: Reader): Promise<ReaderScores | null> {
  const { reading, heldOut, context } = TrainingPlan.parse(JSON.parse(await readFile(join(shelf.runOf(reader.name), 'plan.json'), 'utf8')))
  if (reading?.objective !== 'class') return null
  const { texts } = await engine.trainer.classify({ model: reader.folder, base: null, texts: heldOut, context, device: 'auto' })
  const { table, classes, ...rest } = confusionOf(texts.map(({ label }, i) => ({ was: reading.heldOut[i] ?? -1, said: reading.labels.indexOf(label) })), reading.labels.length)
  return { ...rest, table: table.map((row) => [...row]), classes: [...classes] }
}

/** Writes down what the engine says of a run, and passes it on. */
function createRecord(ground: Ground) {
  const { shelf, now } = ground
  const change = (reader: Reader, what: Partial<Reader>): Promise<Reader> => shelf.put({ ...reader, ...what, updatedAt: now() })
  const conclude = async (reader: Reader, { reason, step, bestStep, bestHeldOut, baseHeldOut }: Ended): Promise<Reader> => {
    const ended = await change(reader, { state: endings[reason], step, bestStep, bestHeldOut, baseHeldOut })
    return over.has(ended.state) ? change(ended, { scores: await scoresOf(ground, ended) }) : ended
  }
  return {
    change,
    async* told(from: Reader, event: TrainEvent): AsyncGenerator<ReaderEvent, Reader> {
      if (event.type === 'started') {
        yield event
        return change(from, { step: event.step, steps: event.steps, baseHeldOut: event.baseHeldOut })
      }
      if (event.type === 'metric') {
        yield event
        const now = { ...from, step: event.metric.step }
        return event.metric.heldOut === null ? now : change(now, {})
      }
      if (event.type !== 'ended') return from
      const reader = await conclude(from, event)
      yield { type: 'ended', reader }
      return reader
    }
  }
}

export function createReaderLearning(ground: Ground) {
  const { engine, shelf, home } = ground
  const { change, told } = createRecord(ground)
  let learning: string | null = null

  /** What never began leaves nothing behind; what began can go on from its checkpoint. */
  async function failed(reader: Reader): Promise<void> {
    if (existsSync(join(shelf.runOf(reader.name), 'plan.json'))) await change(reader, { state: 'interrupted' })
    else await shelf.drop(reader.name)
  }

  return {
    change,
    async* pursue(begun: Reader, plan: TrainingPlan | null): AsyncGenerator<ReaderEvent, void> {
      let reader = begun
      try {
        for await (const event of await engine.trainer.train({ run: shelf.runOf(reader.name), plan })) reader = yield* told(reader, event)
      } catch (error) {
        await failed(reader)
        throw error
      } finally {
        // Whoever listened has left: the engine paused at a checkpoint.
        const last = await shelf.find(reader.name)
        if (last?.state === 'running') await change(last, { state: 'paused' })
      }
    },
    async* inTurn(name: string, work: () => AsyncGenerator<ReaderEvent, void>): AsyncGenerator<ReaderEvent, void> {
      if (learning !== null) throw new AuroreError('training.busy')
      const turn = takeTurn(home)
      if (!turn) throw new AuroreError('training.busy-elsewhere')
      learning = name
      try {
        yield* work()
      } finally {
        learning = null
        turn.release()
      }
    },
    /** Whoever should be working on it has died, if nobody has the turn. */
    asItStands(reader: Reader): Reader {
      if (reader.state !== 'running' || learning === reader.name) return reader
      const turn = takeTurn(home)
      turn?.release()
      return turn ? { ...reader, state: 'interrupted' } : reader
    }
  }
}
