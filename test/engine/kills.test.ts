import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { TrainEvent, TrainingPlan } from '#main/engine/contract.ts'
import { createRandom, seedState } from '#ml/random.ts'
import { chapter, collect, curveOf, planFor, watchedHost, type WatchedHost } from '../support/engine.ts'
import { temporaryFolder, tinyModel } from '../support/tiny-model.ts'

// Real processes, killed without warning, on a machine that may be busy with other tests.
vi.setConfig({ testTimeout: 300_000 })

const KILLS = 10
/** The longest the run is let go on behind a chosen step, in milliseconds: it may die while it learns, measures, or writes any of its files. */
const REACH = 60

/** A recurrent model's shape, to be learned from nothing: it carries a state along the text, which a checkpoint must hold too. */
function recurrentShape(like: string): string {
  const folder = join(temporaryFolder('shape'), 'lstm')
  mkdirSync(folder)
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ model_type: 'recurrent-lm', cell: 'lstm', vocab_size: 8192, hidden_size: 12, embedding_size: 12, num_layers: 1, tie_word_embeddings: true }))
  for (const file of ['tokenizer.json', 'tokenizer_config.json']) copyFileSync(join(like, file), join(folder, file))
  return folder
}

let [transformer, recurrent] = ['', '']
beforeAll(() => {
  transformer = tinyModel()
  recurrent = recurrentShape(transformer)
})
const engines: WatchedHost[] = []
afterAll(() => Promise.all(engines.map((engine) => engine.host.dispose())))

/** An engine of a test's own, so that the tests can run side by side. */
function newEngine(): WatchedHost {
  const engine = watchedHost()
  engines.push(engine)
  return engine
}

const newRun = (): string => join(temporaryFolder('run'), 'run')

/** Kills the trainer a while behind the run's n-th step since it was taken up; what was told of it until then. */
async function lifeUntilKilled(engine: WatchedHost, run: string, plan: TrainingPlan, afterSteps: number, milliseconds: number): Promise<readonly TrainEvent[]> {
  const told: TrainEvent[] = []
  const events = await engine.host.trainer.train({ run, plan: existsSync(join(run, 'plan.json')) ? null : plan })
  let steps = 0
  const kill = async (): Promise<void> => { await sleep(milliseconds); engine.kill('trainer') }
  let killed: Promise<void> | null = null
  try {
    for await (const event of events) {
      told.push(event)
      if (event.type === 'started' || event.type === 'metric') steps += 1
      if (steps > afterSteps) killed ??= kill()
    }
  } catch (error) {
    if ((error as { code?: string }).code !== 'engine.died') throw error
  }
  await killed
  return told
}

const bestOf = (run: string): string => createHash('sha256').update(readFileSync(join(run, 'best', existsSync(join(run, 'best/adapter_model.safetensors')) ? 'adapter_model.safetensors' : 'model.safetensors'))).digest('hex')

const steps = 120
const ways: readonly (readonly [string, () => TrainingPlan])[] = [
  ['LoRA with dropout, AdamW', () => planFor(transformer, { steps, loraDropout: 0.1 })],
  ['all weights, Lion, a running mean, half of the way kept', () => planFor(transformer, { method: 'full', optimiser: 'lion', average: 0.9, keep: 0.5, learningRate: 1e-3, steps })],
  ['a recurrent model, SGD with momentum', () => planFor(recurrent, { method: 'scratch', optimiser: 'sgd', nesterov: true, learningRate: 0.5, steps })]
]

describe.concurrent('a run killed at ten random moments has the curve and the voice of one that was left alone, to the last bit', () => {
  it.each(ways)('%s', async (name, planOf) => {
    const engine = newEngine()
    // A checkpoint at every step, so that many of the deaths fall into the writing of one.
    const plan: TrainingPlan = { ...planOf(), train: [chapter(1, 8)], heldOut: [chapter(70, 1)], batch: 1, accumulation: 2, evaluateEvery: 8, checkpointSeconds: 0 }
    const [alone, run] = [newRun(), newRun()]
    const expected = await collect(await engine.host.trainer.train({ run: alone, plan }))
    const random = createRandom(seedState(name.length))
    const begun: number[] = []
    for (let kill = 0; kill < KILLS; kill++) {
      const told = await lifeUntilKilled(engine, run, plan, random.below(Math.floor(steps / KILLS)), random.below(REACH))
      begun.push(...told.flatMap((event) => (event.type === 'started' ? [event.step] : [])))
      expect(told.some((event) => event.type === 'ended')).toBe(false)
    }
    const rest = await collect(await engine.host.trainer.train({ run, plan: null }))
    expect(begun.length).toBe(KILLS)
    expect(begun).toEqual([...begun].sort((one, another) => one - another))
    expect(begun.at(-1)).toBeGreaterThan(0)
    expect(rest.at(-1)).toEqual(expected.at(-1))
    const journal = readFileSync(join(run, 'metrics.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line))
    expect(curveOf(journal.map((metric) => ({ type: 'metric', metric })))).toEqual(curveOf(expected))
    expect(bestOf(run)).toBe(bestOf(alone))
  })
})
