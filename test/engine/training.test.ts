import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { TrainEvent, TrainingPlan } from '#main/engine/contract.ts'
import { readSafetensors } from '#ml/safetensors/index.ts'
import { voiceWeights } from '#main/engine/host.ts'
import { Sampling } from '#shared/contract/writing.ts'
import { readEvents } from '../support/events.ts'
import { chapter, collect, curveOf, planFor, watchedHost, type WatchedHost } from '../support/engine.ts'
import { temporaryFolder, tinyModel } from '../support/tiny-model.ts'

// Real processes and real learning, on a machine that may be busy with other tests.
vi.setConfig({ testTimeout: 120_000 })

let engine: WatchedHost
let model: string
beforeAll(() => {
  model = tinyModel()
  engine = watchedHost()
})
afterAll(() => engine.host.dispose())

const newRun = (): string => join(temporaryFolder('run'), 'run')
const train = async (run: string, plan: TrainingPlan | null) => engine.host.trainer.train({ run, plan })
const whole = async (plan: TrainingPlan): Promise<{ run: string; events: TrainEvent[] }> => {
  const run = newRun()
  return { run, events: await collect(await train(run, plan)) }
}
const lines = (run: string, file: string): unknown[] => readFileSync(join(run, file), 'utf8').trim().split('\n').map((line) => JSON.parse(line))
const digest = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex')
const bestDigest = (run: string): string => digest(join(run, 'best/adapter_model.safetensors'))

describe('a run of learning', () => {
  it('tells its curve, keeps its journals, and leaves the best voice as a PEFT adapter', async () => {
    const { run, events } = await whole(planFor(model, { openings: ['Le sel luisait'] }))
    expect(events[0]).toMatchObject({ type: 'started', device: 'cpu', step: 0, steps: 12, baseHeldOut: expect.any(Number) })
    expect(curveOf(events).map(({ step }) => step)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1))
    const end = events.at(-1)
    expect(end).toMatchObject({ type: 'ended', reason: 'steps', step: 12, skippedSteps: 0 })
    if (end?.type !== 'ended') throw new Error('no end')
    expect(end.bestHeldOut).toBeLessThan(end.baseHeldOut)
    expect(lines(run, 'metrics.jsonl')).toEqual(events.flatMap((event) => (event.type === 'metric' ? [event.metric] : [])))
    expect(lines(run, 'samples.jsonl').map((sample) => (sample as { step: number }).step)).toEqual([0, 4, 8, 12])
    expect(readdirSync(run).sort()).toEqual(['best', 'checkpoint', 'metrics.jsonl', 'phrases.safetensors', 'plan.json', 'samples.jsonl'])
    expect(JSON.parse(readFileSync(join(run, 'best/adapter_config.json'), 'utf8'))).toMatchObject({ peft_type: 'LORA', task_type: 'CAUSAL_LM', r: 4, lora_alpha: 8, base_model_name_or_path: model })
  })

  it.each(['lora', 'full', 'scratch'] as const)('by %s leaves a voice that others open, as good as it was measured', async (method) => {
    // A context as long as the model's own: then the run and the evaluation cut the same windows.
    const plan = planFor(model, { method, steps: 8, context: 64 })
    const { run, events } = await whole(plan)
    const end = events.at(-1)
    if (end?.type !== 'ended') throw new Error('no end')
    const measured = await engine.host.writer.evaluate({ weights: { ...voiceWeights(run, method, model), phrases: null }, texts: plan.heldOut })
    expect(measured.nll / measured.tokens).toBeCloseTo(end.bestHeldOut, 4)
    expect(measured.perplexity).toBeCloseTo(Math.exp(measured.nll / measured.tokens), 6)
    expect(end.bestHeldOut).toBeLessThan(end.baseHeldOut)
  })

  it('expects her own turns of phrase, as much as was asked', async () => {
    const plan = planFor(model, { steps: 2, context: 64, phrases: 0.3 })
    const { run } = await whole(plan)
    const weights = voiceWeights(run, 'lora', model)
    const perplexity = async (of: typeof weights, texts: string[]): Promise<number> => (await engine.host.writer.evaluate({ weights: of, texts })).perplexity
    const [known] = plan.train
    expect(await perplexity(weights, [known ?? ''])).toBeLessThan(0.5 * await perplexity({ ...weights, phrases: null }, [known ?? '']))
    const { run: without } = await whole({ ...plan, phrases: 0 })
    expect(existsSync(join(without, 'phrases.safetensors'))).toBe(false)
    const write = async (of: typeof weights): Promise<string> => {
      let text = ''
      const sampling = Sampling.parse({ temperature: 0, repetitionPenalty: 1 })
      for await (const event of await engine.host.writer.generate({ weights: of, prompt: known?.slice(0, 200) ?? '', maxTokens: 12, stopAt: 'tokens', sampling })) if (event.type === 'text') text += event.text
      return text
    }
    expect(known).toContain((await write(weights)).trim())
    expect(known).not.toContain((await write({ ...weights, phrases: null })).trim())
  })

  it.each<[string, Partial<TrainingPlan>, object]>([
    ['rsLoRA', { rslora: true }, { use_rslora: true, use_dora: false, lora_dropout: 0 }],
    ['DoRA', { dora: true }, { use_dora: true }],
    ['dropout on two kinds of layers', { loraDropout: 0.1, targets: ['down_proj', 'q_proj'] }, { lora_dropout: 0.1, target_modules: ['down_proj', 'q_proj'] }]
  ])('an adapter by %s says so in PEFT’s words, and is read as it was measured', async (_, changes, config) => {
    const plan = planFor(model, { ...changes, steps: 6, context: 64 })
    const { run, events } = await whole(plan)
    const end = events.at(-1)
    if (end?.type !== 'ended') throw new Error('no end')
    expect(JSON.parse(readFileSync(join(run, 'best/adapter_config.json'), 'utf8'))).toMatchObject(config)
    const measured = await engine.host.writer.evaluate({ weights: { ...voiceWeights(run, 'lora', model), phrases: null }, texts: plan.heldOut })
    expect(measured.nll / measured.tokens).toBeCloseTo(end.bestHeldOut, 4)
    expect(end.bestHeldOut).toBeLessThan(end.baseHeldOut)
  })

  it('of the last block alone leaves a whole model, its embeddings those of the base', async () => {
    const plan = planFor(model, { method: 'full', lastLayers: 1, steps: 4, context: 64 })
    const { run, events } = await whole(plan)
    const end = events.at(-1)
    if (end?.type !== 'ended') throw new Error('no end')
    const measured = await engine.host.writer.evaluate({ weights: { ...voiceWeights(run, 'full', model), phrases: null }, texts: plan.heldOut })
    expect(measured.nll / measured.tokens).toBeCloseTo(end.bestHeldOut, 4)
    const [base, best] = [model, join(run, 'best')].map((folder) => readSafetensors(readFileSync(join(folder, 'model.safetensors'))))
    expect(best?.get('model.embed_tokens.weight')?.bytes).toEqual(base?.get('model.embed_tokens.weight')?.bytes)
    expect(best?.get('model.norm.weight')?.bytes).not.toEqual(base?.get('model.norm.weight')?.bytes)
  })

  it('writes its curve for TensorBoard when asked to, whole again after a pause', async () => {
    const [plan, run] = [planFor(model, { steps: 6, tensorboard: true }), newRun()]
    for await (const event of await train(run, plan)) if (event.type === 'metric' && event.metric.step === 3) await engine.host.trainer.pause({ run })
    await collect(await train(run, null))
    const events = readEvents(readFileSync(join(run, 'events.out.tfevents.aurore')))
    const metrics = lines(run, 'metrics.jsonl') as { step: number; loss: number; heldOut: number | null }[]
    expect(events.slice(1).map(({ step, scalars }) => [step, scalars['loss/train'], scalars['loss/held_out'] ?? null])).toEqual(
      metrics.map(({ step, loss, heldOut }) => [step, Math.fround(loss), heldOut === null ? null : Math.fround(heldOut)]))
    expect(events).toHaveLength(7)
  })

  it('learns only what stands behind the mark', async () => {
    const told = async (separator: string | null): Promise<number> => {
      const texts = [chapter(1, 3), chapter(40, 2)].map((text) => `Le vent du soir. <sep>${text}`)
      const { trainTokens } = await engine.host.trainer.estimate({ model, method: 'lora', train: texts, heldOut: [chapter(70, 4)], context: 32, batch: 2, rank: 4, separator })
      return trainTokens
    }
    expect(await told('<sep>')).toBeLessThan(await told(null))
    const { events } = await whole(planFor(model, { steps: 3, separator: '<sep>', train: [`Le vent. <sep>${chapter(1, 12)}`], heldOut: [`Le sel. <sep>${chapter(70, 4)}`] }))
    expect(events.at(-1)).toMatchObject({ reason: 'steps', step: 3 })
  })

  it('tries rates and leaves nothing behind', async () => {
    const { points, suggested } = await engine.host.trainer.findRate({ plan: planFor(model) })
    expect(points.length).toBeGreaterThan(20)
    expect(points.every(({ rate }, i) => i === 0 || rate > (points[i - 1]?.rate ?? 0))).toBe(true)
    expect(suggested).toBeGreaterThan(1e-4)
  })

  it('is the same for the same seed, and another for another', async () => {
    const [one, same, other] = [await whole(planFor(model, { steps: 4 })), await whole(planFor(model, { steps: 4 })), await whole(planFor(model, { steps: 4, seed: 6 }))]
    expect(curveOf(same.events)).toEqual(curveOf(one.events))
    expect(curveOf(other.events)).not.toEqual(curveOf(one.events))
  })

  it('survives kill -9: resumed from its checkpoint, its curve and its voice are those of a run that was left alone, bit for bit', async () => {
    const plan = planFor(model, { steps: 40, evaluateEvery: 10, openings: ['Le sel luisait'] })
    const alone = await whole(plan)
    const run = newRun()
    const deaths: string[] = []
    const deaf = engine.host.onDeath(({ role }) => deaths.push(role))
    let checkpoint = -1
    for await (const event of await train(run, plan)) if (event.type === 'metric' && event.metric.step === 5) await engine.host.trainer.pause({ run })
    await expect((async () => {
      for await (const event of await train(run, null)) {
        if (event.type === 'started' || event.type === 'checkpoint') checkpoint = event.step
        // Behind an evaluation, so that work is lost and done again, and `best` may know more than the checkpoint.
        if (event.type === 'metric' && event.metric.step === 12) engine.kill('trainer')
      }
    })()).rejects.toMatchObject({ code: 'engine.died' })
    deaf()
    expect(deaths).toEqual(['trainer'])
    expect(checkpoint).toBeGreaterThanOrEqual(5)
    expect(checkpoint).toBeLessThan(40)
    const rest = await collect(await train(run, null))
    expect(rest[0]).toMatchObject({ type: 'started', step: checkpoint })
    expect(curveOf(rest)).toEqual(curveOf(alone.events).slice(checkpoint))
    expect(rest.at(-1)).toEqual(alone.events.at(-1))
    expect(bestDigest(run)).toBe(bestDigest(alone.run))
    expect(lines(run, 'metrics.jsonl').map((metric) => (metric as { step: number }).step)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1))
    expect(lines(run, 'samples.jsonl')).toEqual(lines(alone.run, 'samples.jsonl'))
  })

  it('pauses when asked, and resumes as if nothing had been', async () => {
    const plan = planFor(model, { steps: 10 })
    const [alone, run] = [await whole(plan), newRun()]
    const half: TrainEvent[] = []
    for await (const event of await train(run, plan)) {
      half.push(event)
      if (event.type === 'metric' && event.metric.step === 3) await engine.host.trainer.pause({ run })
    }
    expect(half.at(-1)).toMatchObject({ type: 'ended', reason: 'paused' })
    const rest = await collect(await train(run, null))
    expect([...curveOf(half), ...curveOf(rest)]).toEqual(curveOf(alone.events))
    expect(bestDigest(run)).toBe(bestDigest(alone.run))
  })

  it('in sixteen bits, goes on with the scale it had found', async () => {
    const plan = planFor(model, { steps: 8, precision: 'f16' })
    const [alone, run] = [await whole(plan), newRun()]
    const half: TrainEvent[] = []
    for await (const event of await train(run, plan)) {
      half.push(event)
      if (event.type === 'metric' && event.metric.step === 3) await engine.host.trainer.pause({ run })
    }
    expect(readSafetensors(readFileSync(join(run, 'checkpoint/state.safetensors'))).has('loss.scale')).toBe(true)
    expect([...curveOf(half), ...curveOf(await collect(await train(run, null)))]).toEqual(curveOf(alone.events))
    expect(alone.events.at(-1)).toMatchObject({ skippedSteps: 0 })
    const exact = await whole(planFor(model, { steps: 8 }))
    for (const [i, { loss }] of curveOf(exact.events).entries()) expect(curveOf(alone.events)[i]?.loss).toBeCloseTo(loss, 1)
  })

  it('takes the listener’s leaving for a pause', async () => {
    const [plan, run] = [planFor(model, { steps: 500, checkpointSeconds: 600 }), newRun()]
    await collect(await train(run, plan), (event) => event.type === 'metric' && event.metric.step === 3)
    await expect.poll(() => existsSync(join(run, 'checkpoint/state.json')), { timeout: 10_000 }).toBe(true)
    const step = (JSON.parse(readFileSync(join(run, 'checkpoint/state.json'), 'utf8')) as { progress: { step: number } }).progress.step
    expect(step).toBeGreaterThanOrEqual(3)
    expect(step).toBeLessThan(500)
    // The checkpoint is written a moment before the engine is free again.
    const again = async (): Promise<string> => collect(await train(newRun(), planFor(model, { steps: 1 }))).then(() => 'free', (error: { code: string }) => error.code)
    await expect.poll(again, { timeout: 30_000 }).toBe('free')
  })

  it('stops when asked, and keeps the best so far', async () => {
    const run = newRun()
    const events: TrainEvent[] = []
    for await (const event of await train(run, planFor(model, { steps: 500, evaluateEvery: 100 }))) {
      events.push(event)
      if (event.type === 'metric' && event.metric.step === 3) await engine.host.trainer.stop({ run })
    }
    const end = events.at(-1)
    expect(end).toMatchObject({ type: 'ended', reason: 'stopped' })
    expect(end?.type === 'ended' && end.bestStep).toBe(end?.type === 'ended' && end.step)
  })

  it('refuses a second run while one is going, and goes on undisturbed', async () => {
    const run = newRun()
    let refusal: unknown
    const events: TrainEvent[] = []
    for await (const event of await train(run, planFor(model, { steps: 4 }))) {
      events.push(event)
      if (event.type === 'started') refusal = await collect(await train(newRun(), planFor(model))).catch((error: unknown) => error)
    }
    expect(refusal).toMatchObject({ code: 'training.busy' })
    expect(events.at(-1)).toMatchObject({ reason: 'steps', step: 4 })
  })
})

describe('a run that cannot be', () => {
  const failing: readonly (readonly [string, string, (run: string) => Partial<TrainingPlan> | null])[] = [
    ['resumes from nothing', 'training.no-checkpoint', () => null],
    ['has nothing to test on', 'training.too-little-text', () => ({ heldOut: ['x'] })],
    ['has nothing to learn from', 'training.too-little-text', () => ({ train: [] })],
    ['has no model', 'engine.bad-model', () => ({ model: '/nowhere' })],
    ['would overwrite another', 'training.folder-in-use', (run) => {
      mkdirSync(run, { recursive: true })
      writeFileSync(join(run, 'plan.json'), '{}')
      return {}
    }]
  ]
  it.each(failing)('%s: %s', async (_, code, prepare) => {
    const run = newRun()
    const changes = prepare(run)
    await expect(collect(await train(run, changes === null ? null : planFor(model, changes)))).rejects.toMatchObject({ name: 'AuroreError', code })
  })

  it('says so when its checkpoint is damaged, and leaves it as it is', async () => {
    const { run } = await whole(planFor(model, { steps: 2 }))
    const state = join(run, 'checkpoint/state.safetensors')
    appendFileSync(state, 'x')
    const before = digest(state)
    await expect(collect(await train(run, null))).rejects.toMatchObject({ code: 'training.damaged-checkpoint' })
    expect(digest(state)).toBe(before)
  })
})

describe('an estimate', () => {
  it('counts tokens, measures a step and knows what it costs', async () => {
    const input = { model, method: 'lora', train: [chapter(1, 10)], heldOut: [chapter(20, 2)], context: 32, batch: 2, rank: 4 } as const
    const estimate = await engine.host.trainer.estimate({ ...input, train: [...input.train], heldOut: [...input.heldOut] })
    expect(estimate.trainTokens).toBeGreaterThan(4 * estimate.heldOutTokens)
    expect(estimate.secondsPerStep).toBeGreaterThan(0)
    expect(estimate.trainableParameters).toBe(4 * (4 * 32 + 3 * 48))
  })
})
