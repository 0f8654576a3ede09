import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { GenerateEvent, GenerateInput } from '#main/engine/contract.ts'
import { createEngineHost } from '#main/engine/host.ts'
import type { z } from 'zod'
import { watchedHost, type WatchedHost } from '../support/engine.ts'
import { temporaryFolder, tinyModel } from '../support/tiny-model.ts'

vi.setConfig({ testTimeout: 120_000 })

let engine: WatchedHost
let model: string
beforeAll(() => {
  model = tinyModel()
  engine = watchedHost()
})
afterAll(() => engine.host.dispose())

type Event = z.infer<typeof GenerateEvent>
type Wish = z.input<typeof GenerateInput>
const sampling = { temperature: 0.9, topK: 0, topP: 0.95, minP: 0, repetitionPenalty: 1.1, seed: 3, stop: [] }
const wishFor = (changes: Partial<Wish> = {}): Wish => ({ weights: { model, adapter: null }, prompt: 'Le sel luisait', maxTokens: 20, stopAt: 'tokens', sampling, ...changes })
const write = async (changes?: Partial<Wish>, signal?: AbortSignal): Promise<Event[]> => {
  const events: Event[] = []
  for await (const event of await engine.host.writer.generate(wishFor(changes), signal && { signal })) events.push(event)
  return events
}
const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('the engine’s processes', () => {
  it('describe a model, and say in a coded error what is wrong with one', async () => {
    expect(await engine.host.writer.describe({ model })).toMatchObject({ architecture: 'llama', contextLength: 64, vocabularySize: 8192 })
    await expect(engine.host.writer.describe({ model: '/nowhere' })).rejects.toMatchObject({ name: 'AuroreError', code: 'engine.bad-model', params: { folder: '/nowhere' } })
    await expect(engine.host.writer.describe({ model: 5 as never })).rejects.toMatchObject({ code: 'general.bad-input' })
  })

  it('always have the processor', async () => {
    expect(await engine.host.writer.devices()).toContainEqual(expect.objectContaining({ device: 'cpu', present: true }))
  })

  it('write the same for the same seed, report the seed they chose, and know how fast they were', async () => {
    const [one, same] = [await write(), await write()]
    const text = (events: readonly Event[]): string => events.flatMap((event) => (event.type === 'text' ? [event.text] : [])).join('')
    expect(text(same)).toBe(text(one))
    expect(one.at(-1)).toMatchObject({ type: 'done', tokens: 20, seed: 3, stoppedBy: 'length', tokensPerSecond: expect.any(Number) })
    const [free, other] = [await write({ sampling: { ...sampling, seed: null } }), await write({ sampling: { ...sampling, seed: null } })]
    const [done, otherDone] = [free.at(-1), other.at(-1)]
    if (done?.type !== 'done' || otherDone?.type !== 'done') throw new Error('no end')
    expect(done.seed).not.toBe(otherDone.seed)
    expect(text(await write({ sampling: { ...sampling, seed: done.seed } }))).toBe(text(free))
  })

  it('write past the model’s context', async () => {
    expect((await write({ maxTokens: 150 })).at(-1)).toMatchObject({ tokens: 150, stoppedBy: 'length' })
  })

  it('stop at once when the call is cancelled, and serve the next one', async () => {
    const abort = new AbortController()
    const before = performance.now()
    await expect((async () => {
      for await (const event of await engine.host.writer.generate(wishFor({ maxTokens: 100_000 }), { signal: abort.signal })) if (event.type === 'text') abort.abort()
    })()).rejects.toThrow()
    for await (const _ of await engine.host.writer.generate(wishFor({ maxTokens: 100_000 }))) break
    expect((await write()).at(-1)).toMatchObject({ type: 'done' })
    expect(performance.now() - before).toBeLessThan(60_000)
  })

  it('answer several calls for one speaker one after the other', async () => {
    const all = await Promise.all([write(), write({ prompt: 'La marée' }), write()])
    expect(all[0]).toHaveLength(all[2]?.length ?? -1)
    expect(all.map((events) => events.at(-1)?.type)).toEqual(['done', 'done', 'done'])
  })

  it('die alone: the call in flight fails with a code, the other process goes on, and the next call starts a new one', async () => {
    await engine.host.trainer.devices()
    const [writer, trainer] = [engine.pids.get('writer') ?? -1, engine.pids.get('trainer') ?? -1]
    const deaths: unknown[] = []
    const deaf = engine.host.onDeath((death) => deaths.push(death))
    await expect((async () => {
      for await (const _ of await engine.host.writer.generate(wishFor({ maxTokens: 100_000 }))) if (alive(writer)) engine.kill('writer')
    })()).rejects.toMatchObject({ name: 'AuroreError', code: 'engine.died' })
    deaf()
    expect(deaths).toEqual([{ role: 'writer', detail: expect.stringContaining('SIGKILL') }])
    expect(alive(trainer)).toBe(true)
    expect((await write()).at(-1)).toMatchObject({ type: 'done' })
    expect(engine.pids.get('writer')).not.toBe(writer)
  })

  it('end with a checkpoint when the app is killed', async () => {
    const run = join(temporaryFolder('run'), 'run')
    const app = spawn(process.execPath, [join(import.meta.dirname, '../support/lonely-app.ts'), model, run], { stdio: ['ignore', 'pipe', 'ignore'] })
    const pid = Number(await new Promise<string>((resolve) => { app.stdout.setEncoding('utf8').once('data', resolve) }))
    expect(alive(pid)).toBe(true)
    app.kill('SIGKILL')
    await expect.poll(() => alive(pid), { timeout: 30_000 }).toBe(false)
    expect(existsSync(join(run, 'checkpoint/state.json'))).toBe(true)
  })

  it('end when the app asks them to', async () => {
    const other = watchedHost()
    await other.host.writer.devices()
    const pid = other.pids.get('writer') ?? -1
    await other.host.dispose()
    expect(alive(pid)).toBe(false)
  })

  it('say so when their program cannot start', async () => {
    const host = createEngineHost({ entry: join(temporaryFolder('none'), 'engine.js'), home: temporaryFolder('home') })
    await expect(host.writer.devices()).rejects.toMatchObject({ code: 'engine.died' })
    await host.dispose()
  })
})
