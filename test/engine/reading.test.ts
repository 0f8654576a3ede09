// Learning to read, in real processes: hidden words and classes, killed and taken up again, and folders that others open.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { TrainEvent, TrainingPlan } from '#main/engine/contract.ts'
import { readSafetensors } from '#ml/safetensors/index.ts'
import { chapter, collect, curveOf, planFor, watchedHost, type WatchedHost } from '../support/engine.ts'
import { temporaryFolder, tinyModel } from '../support/tiny-model.ts'
import { sea, spoken, tinyReader, wood } from '../support/tiny-reader.ts'

vi.setConfig({ testTimeout: 120_000 })

let engine: WatchedHost
let model: string
beforeAll(() => {
  model = tinyReader()
  engine = watchedHost()
})
afterAll(() => engine.host.dispose())

const newRun = (): string => join(temporaryFolder('run'), 'run')
const train = async (run: string, plan: TrainingPlan | null) => engine.host.trainer.train({ run, plan })
async function whole(plan: TrainingPlan): Promise<{ run: string; events: TrainEvent[]; end: Extract<TrainEvent, { type: 'ended' }> }> {
  const run = newRun()
  const events = await collect(await train(run, plan))
  const end = events.at(-1)
  if (end?.type !== 'ended') throw new Error('no end')
  return { run, events, end }
}

const page = (words: readonly string[], first: number): string => Array.from({ length: 8 }, (_, i) => spoken(words, first + i)).join('. ')
const maskedPlan = (changes: Partial<TrainingPlan> = {}): TrainingPlan => planFor(model, {
  method: 'full', phrases: 0, train: [page(sea, 1), page(wood, 2), page(sea, 30)], heldOut: [page(wood, 60), page(sea, 61)], steps: 24, evaluateEvery: 6, learningRate: 0.01,
  context: 24, batch: 4, accumulation: 1, reading: { objective: 'masked', share: 0.15, wholeWords: false }, ...changes
})

const numbers = (from: number, count: number): readonly number[] => Array.from({ length: count }, (_, i) => from + i)
const texts = (from: number, count: number): { texts: string[]; classes: number[] } =>
  ({ texts: numbers(from, count).map((n) => spoken(n % 2 === 0 ? sea : wood, n)), classes: numbers(from, count).map((n) => n % 2) })
function classPlan(changes: Partial<TrainingPlan> = {}): TrainingPlan {
  const [learned, held] = [texts(0, 40), texts(100, 12)]
  return planFor(model, {
    method: 'full', phrases: 0, train: learned.texts, heldOut: held.texts, steps: 30, evaluateEvery: 10, learningRate: 0.01, context: 24, batch: 8, accumulation: 1,
    reading: { objective: 'class', labels: ['Mer', 'Bois'], train: learned.classes, heldOut: held.classes }, ...changes
  })
}

describe('hidden words', () => {
  it.each([false, true])('are named better and better (whole words: %s), and the folder is as good as it was measured', async (wholeWords) => {
    const plan = maskedPlan({ steps: 60, evaluateEvery: 20, reading: { objective: 'masked', share: 0.15, wholeWords } })
    const { run, end } = await whole(plan)
    expect(end.bestHeldOut).toBeLessThan(0.75 * end.baseHeldOut)
    // The same words are hidden at every measure: a run over what was learned begins where this one ended.
    const again = await whole({ ...plan, model: join(run, 'best'), steps: 1 })
    expect(again.end.baseHeldOut).toBeCloseTo(end.bestHeldOut, 5)
  })

  it('survive kill -9: the curve of a run that was left alone, bit for bit', async () => {
    const plan = maskedPlan({ steps: 40, evaluateEvery: 10 })
    const alone = await whole(plan)
    const run = newRun()
    await expect((async () => {
      for await (const event of await train(run, plan)) if (event.type === 'metric' && event.metric.step === 5) await engine.host.trainer.pause({ run })
      for await (const event of await train(run, null)) if (event.type === 'metric' && event.metric.step === 12) engine.kill('trainer')
    })()).rejects.toMatchObject({ code: 'engine.died' })
    const rest = await collect(await train(run, null))
    const [started] = rest
    if (started?.type !== 'started') throw new Error('no start')
    expect(started.step).toBeGreaterThanOrEqual(5)
    expect(curveOf(rest)).toEqual(curveOf(alone.events).slice(started.step))
    expect(rest.at(-1)).toEqual(alone.events.at(-1))
  })

  it('may be learned in the last layer alone: the rest leaves as it came', async () => {
    const { run, end } = await whole(maskedPlan({ lastLayers: 1, steps: 12 }))
    expect(end.bestHeldOut).toBeLessThan(end.baseHeldOut)
    const [base, best] = [model, join(run, 'best')].map((folder) => readSafetensors(readFileSync(join(folder, 'model.safetensors'))))
    expect([...(best?.keys() ?? [])].sort()).toEqual([...(base?.keys() ?? [])].sort())
    expect(best?.get('bert.embeddings.word_embeddings.weight')?.bytes).toEqual(base?.get('bert.embeddings.word_embeddings.weight')?.bytes)
    expect(best?.get('bert.encoder.layer.0.output.dense.weight')?.bytes).not.toEqual(base?.get('bert.encoder.layer.0.output.dense.weight')?.bytes)
  })
})

describe('classes', () => {
  it('that can be told apart are, by a folder with their names', async () => {
    const { run, end } = await whole(classPlan())
    expect(end.bestHeldOut).toBeLessThan(0.2 * end.baseHeldOut)
    const config = JSON.parse(readFileSync(join(run, 'best/config.json'), 'utf8')) as Record<string, unknown>
    expect(config).toMatchObject({ architectures: ['BertForSequenceClassification'], id2label: { 0: 'Mer', 1: 'Bois' }, label2id: { Mer: 0, Bois: 1 } })
    const { texts: asked, classes } = texts(200, 20)
    const { labels, texts: told } = await engine.host.writer.classify({ model: join(run, 'best'), texts: asked, context: 24 })
    expect(labels).toEqual(['Mer', 'Bois'])
    expect(told.map(({ label }) => labels.indexOf(label))).toEqual(classes)
    for (const { chances } of told) expect(chances.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9)
    // What was learned is the start of what is learned next, labels and all.
    const again = await whole(classPlan({ model: join(run, 'best'), steps: 1 }))
    expect(again.end.baseHeldOut).toBeCloseTo(end.bestHeldOut, 5)
  })

  it('pause and go on as if nothing had been', async () => {
    const plan = classPlan({ steps: 12 })
    const [alone, run] = [await whole(plan), newRun()]
    const half: TrainEvent[] = []
    for await (const event of await train(run, plan)) {
      half.push(event)
      if (event.type === 'metric' && event.metric.step === 4) await engine.host.trainer.pause({ run })
    }
    const rest = await collect(await train(run, null))
    expect([...curveOf(half), ...curveOf(rest)]).toEqual(curveOf(alone.events))
  })

  it('of a text too long to be seen at once are those of its stretches together', async () => {
    const { run } = await whole(classPlan())
    const { texts: told } = await engine.host.writer.classify({ model: join(run, 'best'), texts: [page(wood, 300), page(sea, 301), ''], context: 24 })
    expect(told.slice(0, 2).map(({ label }) => label)).toEqual(['Bois', 'Mer'])
  })
})

describe('a model that', () => {
  it('continues texts is not taught to read them', async () => {
    await expect(whole({ ...classPlan(), model: tinyModel() })).rejects.toMatchObject({ code: 'readers.writes-only', params: { architecture: 'llama' } })
  })
  it('has no sign for a hidden word is told so', async () => {
    const like = tinyModel()
    const run = newRun()
    // The tokenizer of a model that continues, under a model that reads.
    const { copyFileSync } = await import('node:fs')
    const folder = tinyReader()
    for (const file of ['tokenizer.json', 'tokenizer_config.json']) copyFileSync(join(like, file), join(folder, file))
    await expect(collect(await train(run, maskedPlan({ model: folder, train: [chapter(1, 3)], heldOut: [chapter(9, 2)] })))).rejects.toMatchObject({ code: 'readers.no-mask' })
  })
  it('names hidden words is not asked for classes', async () => {
    await expect(engine.host.writer.classify({ model, texts: ['mer'], context: 24 })).rejects.toMatchObject({ code: 'readers.no-classes' })
  })
})
