// A run of learning as the author meets it: it learns, it can be left and taken up again, and nothing that dies takes it along.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { RunId } from '#shared/ids.ts'
import type { RunEvent } from '#shared/contract/training.ts'
import { openSmallApp, temporary, withPages, type SmallApp } from '../support/small-app.ts'
import { quick, small, start, until, untilEnded } from '../support/learning.ts'

const open: SmallApp[] = []
const app = (home?: string): SmallApp => { const made = openSmallApp(home); open.push(made); return made }
afterEach(async () => { await Promise.all(open.splice(0).map((each) => each.dispose())) })

const long = { steps: 400, evaluateEvery: 2, patience: null }

/** Another program begins a run and is killed in its middle, with no time to say anything. */
function learnAndDie(home: string): Promise<string> {
  const program = join(import.meta.dirname, '..', 'support', 'learner-process.ts')
  const child = spawn(process.execPath, [program, home], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_NO_WARNINGS: '1' } })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => { said += text; if (said.includes('\n')) child.kill('SIGKILL') })
  return new Promise((resolve) => { child.on('close', () => { resolve(said.trim()) }) })
}

describe('a run', () => {
  it('learns: the voice knows held-out pages better than the model did, and its curve and samples are kept', async () => {
    const one = app()
    const projectId = await withPages(one)
    const begun = await start(one, projectId)
    const run = await untilEnded(one, begun.id)
    expect(run).toMatchObject({ state: 'finished', step: 8, steps: 8, error: null, device: 'cpu' })
    const { metrics, samples } = await one.client.training.metrics({ runId: run.id })
    expect(metrics.map((metric) => metric.step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(metrics.filter((metric) => metric.heldOut !== null).map((metric) => metric.step)).toEqual([2, 4, 6, 8])
    expect(run.bestHeldOut).toBe(Math.min(...metrics.flatMap((metric) => metric.heldOut ?? [])))
    expect(new Set(samples.map((sample) => sample.step))).toEqual(new Set([0, 2, 4, 6, 8]))
    const [voice] = await one.client.voices.list({ projectId })
    expect(voice).toMatchObject({ id: run.voiceId, name: 'Moi', state: 'ready', runId: run.id, method: 'full', modelId: small })
    expect(voice?.basePerplexity).toBeCloseTo(Math.exp(run.baseHeldOut ?? NaN), 6)
    expect(voice?.voicePerplexity).toBeCloseTo(Math.exp(run.bestHeldOut ?? NaN), 6)
    expect(voice?.voicePerplexity).toBeLessThan((voice?.basePerplexity ?? 0) * 0.85)
  })

  it('is spoken by the voice: it knows her text better than the base model does', async () => {
    const one = app()
    const projectId = await withPages(one)
    const run = await untilEnded(one, (await start(one, projectId)).id)
    const text = 'La mer était basse, et le père s’est levé. '.repeat(5)
    const [voice, base] = await Promise.all([{ voiceId: run.voiceId }, { modelId: small }].map((speaker) => one.client.voices.evaluate({ speaker, text })))
    expect(base?.perplexity).toBeCloseTo(257, 0)
    expect(voice?.perplexity).toBeLessThan(200)
    expect(voice?.tokens).toBe(base?.tokens)
  })

  it('counts its steps from the corpus when she does not', async () => {
    const one = app()
    const projectId = await withPages(one)
    const settings = { ...quick, steps: null }
    const estimate = await one.client.training.estimate({ projectId, modelId: small, method: 'full', settings })
    expect(estimate.trainTokens).toBeGreaterThan(estimate.heldOutTokens)
    expect(estimate.seconds).toBeGreaterThan(0)
    const run = await start(one, projectId, { steps: null })
    expect(run.steps).toBe(estimate.steps)
    await one.client.training.stop({ runId: run.id })
  })

  it('waits its turn behind another', async () => {
    const one = app()
    const projectId = await withPages(one)
    const first = await start(one, projectId)
    const second = await start(one, projectId, {}, 'Autre')
    expect((await one.client.training.run({ runId: second.id })).state).toBe('queued')
    await untilEnded(one, second.id)
    expect((await one.client.training.runs({ projectId })).map((run) => run.state)).toEqual(['finished', 'finished'])
    expect((await one.client.training.run({ runId: first.id })).endedAt).toBeLessThanOrEqual((await one.client.training.run({ runId: second.id })).endedAt ?? 0)
  })

  it('learns the same voice again under the same name', async () => {
    const one = app()
    const projectId = await withPages(one)
    const first = await start(one, projectId, { steps: 2 })
    const second = await start(one, projectId, { steps: 2 })
    await untilEnded(one, second.id)
    expect(second.voiceId).toBe(first.voiceId)
    expect(await one.client.voices.list({ projectId })).toMatchObject([{ id: first.voiceId, runId: second.id, state: 'ready' }])
  })

  it.each([['nothing to learn from', 'training.empty-corpus']])('is refused with %s', async (_, code) => {
    const one = app()
    const { id } = await one.client.projects.create({ title: 'Vide', author: '', language: 'fr' })
    await expect(start(one, id)).rejects.toMatchObject({ data: { code } })
    expect(await one.client.voices.list({})).toEqual([])
  })
})

describe('leaving and taking up again', () => {
  it('pauses at a checkpoint and goes on from there to the end', async () => {
    const one = app()
    const projectId = await withPages(one)
    const { id } = await start(one, projectId, long)
    await until(one, id, (run) => run.step >= 3)
    const paused = await one.client.training.pause({ runId: id })
    expect(paused).toMatchObject({ state: 'paused', endedAt: null })
    expect((await one.client.voices.list({ projectId }))[0]?.state).toBe('paused')
    await one.client.training.resume({ runId: id })
    const later = await until(one, id, (run) => run.step >= paused.step + 3)
    expect(later.state).toBe('running')
    const stopped = await one.client.training.stop({ runId: id })
    expect(stopped.state).toBe('stopped')
    const steps = (await one.client.training.metrics({ runId: id })).metrics.map((metric) => metric.step)
    expect(steps).toEqual(steps.map((_, i) => i + 1))
  })

  it('stops and keeps the best so far as the voice', async () => {
    const one = app()
    const projectId = await withPages(one)
    const { id, voiceId } = await start(one, projectId, long)
    await until(one, id, (run) => run.bestStep !== null && run.bestStep > 0)
    const run = await one.client.training.stop({ runId: id })
    expect(run.state).toBe('stopped')
    expect(run.endedAt).not.toBeNull()
    expect((await one.client.voices.list({}))[0]?.state).toBe('ready')
    expect((await one.client.voices.evaluate({ speaker: { voiceId }, text: 'Le père est sorti. '.repeat(9) })).perplexity).toBeLessThan(257)
  })

  it('refuses to pause, stop or resume what has ended', async () => {
    const one = app()
    const run = await untilEnded(one, (await start(one, await withPages(one), { steps: 2 })).id)
    for (const [act, code] of [['pause', 'not-running'], ['stop', 'not-running'], ['resume', 'not-resumable']] as const) {
      await expect(one.client.training[act]({ runId: run.id })).rejects.toMatchObject({ data: { code: `training.${code}` } })
    }
    expect((await one.client.training.run({ runId: run.id })).state).toBe('finished')
  })

  it('is paused when the program is left, and goes on in the next', async () => {
    const home = temporary()
    const one = app(home)
    const { id } = await start(one, await withPages(one), long)
    await until(one, id, (run) => run.step >= 3)
    const began = Date.now()
    await one.dispose()
    expect(Date.now() - began).toBeLessThan(9000)
    open.length = 0
    const two = app(home)
    expect((await two.client.training.run({ runId: id })).state).toBe('paused')
    await two.client.training.resume({ runId: id })
    expect((await until(two, id, (run) => run.state === 'running' && run.step >= 5)).error).toBeNull()
  })
})

describe('a death', () => {
  it('of the engine marks the run, harms nothing else, and the run goes on from its last checkpoint', async () => {
    const one = app()
    const projectId = await withPages(one)
    const { id } = await start(one, projectId, long)
    await until(one, id, (run) => run.step >= 3)
    one.children.get('trainer')?.kill()
    const run = await untilEnded(one, id)
    expect(run).toMatchObject({ state: 'interrupted', error: { code: 'engine.died' } })
    expect((await one.client.projects.get({ id: projectId })).chapters).toBe(4)
    expect((await one.client.voices.list({ projectId }))[0]?.state).toBe('interrupted')
    await one.client.training.resume({ runId: id })
    await until(one, id, (again) => again.state === 'running' && again.step >= run.step + 2)
    expect((await one.client.training.stop({ runId: id })).state).toBe('stopped')
  })

  it('of the whole program is seen at the next start, and the run goes on from its last checkpoint', async () => {
    const home = temporary()
    const id = RunId.parse(await learnAndDie(home))
    const two = app(home)
    const run = await two.client.training.run({ runId: id })
    expect(run).toMatchObject({ state: 'interrupted', error: { code: 'training.interrupted', params: { step: run.step } } })
    await two.client.training.resume({ runId: id })
    expect((await until(two, id, (again) => again.state === 'running' && again.step > run.step)).error).toBeNull()
  })

  it('is not seen in a program that is at work: another one beside it leaves its run alone', async () => {
    const home = temporary()
    const one = app(home)
    const { id } = await start(one, await withPages(one), long)
    await until(one, id, (run) => run.step >= 2)
    const beside = app(home)
    expect((await beside.client.training.run({ runId: id })).state).toBe('running')
    await expect(start(beside, (await beside.client.projects.list())[0]?.id ?? (() => { throw new Error('no project') })())).rejects.toMatchObject({ data: { code: 'training.busy-elsewhere' } })
    for (const act of ['pause', 'stop'] as const) {
      await expect(beside.client.training[act]({ runId: id })).rejects.toMatchObject({ data: { code: 'training.busy-elsewhere' } })
    }
    expect((await one.client.training.run({ runId: id })).state).toBe('running')
  })
})

describe('watching', () => {
  it('tells each unfinished run first, then its news in order, and leaves quietly', async () => {
    const one = app()
    const projectId = await withPages(one)
    const { id } = await start(one, projectId)
    const leaving = new AbortController()
    const events: RunEvent[] = []
    const watching = (async () => {
      for await (const event of await one.client.training.watch(undefined, { signal: leaving.signal })) events.push(event)
    })()
    await untilEnded(one, id)
    await expect.poll(() => events.some((event) => event.type === 'run' && event.run.state === 'finished'), { timeout: 20_000 }).toBe(true)
    leaving.abort()
    await watching
    expect(events[0]).toMatchObject({ type: 'run', run: { id } })
    const steps = events.flatMap((event) => (event.type === 'metric' ? [event.metric.step] : []))
    expect(steps).toEqual([1, 2, 3, 4, 5, 6, 7, 8].slice(-steps.length))
    expect(events.findLast((event) => event.type === 'run')).toMatchObject({ run: { state: 'finished' } })
  })
})
