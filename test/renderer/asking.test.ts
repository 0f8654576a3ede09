// Asking the muse: after a rest, one question at a time, silence once it is withdrawn.
import { beforeEach, describe, expect, test } from 'vitest'
import { Asking, type Spoken } from '../../src/renderer/features/editor/ghost/asking.ts'
import type { Clock } from '../../src/renderer/features/editor/saving/clock.ts'

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

let alarms: { readonly milliseconds: number; readonly act: () => void }[]
let heard: string[]
let questions: { readonly before: string; readonly signal: AbortSignal; readonly say: (part: Spoken | null) => void }[]
let asking: Asking<string>

const clock: Clock = {
  now: () => 0,
  after: (milliseconds, act) => {
    const alarm = { milliseconds, act }
    alarms.push(alarm)
    return () => (alarms = alarms.filter((other) => other !== alarm))
  }
}

async function* spoken(parts: ReadableStreamDefaultReader<Spoken>): AsyncGenerator<Spoken> {
  for (;;) {
    const { done, value } = await parts.read()
    if (done) return
    yield value
  }
}

beforeEach(() => {
  alarms = []
  heard = []
  questions = []
  asking = new Asking<string>((before, signal) => {
    let say: (part: Spoken | null) => void = () => undefined
    const stream = new ReadableStream<Spoken>({ start: (controller) => void (say = (part) => (part === null ? controller.close() : controller.enqueue(part))) })
    questions.push({ before, signal, say: (part) => say(part) })
    return Promise.resolve(spoken(stream.getReader()))
  }, clock, {
    heard: (raw) => heard.push(raw),
    finished: (raw, id) => heard.push(`${raw}|${id}`),
    says: (raw) => raw !== '…',
    silent: () => heard.push('silent'),
    failed: (error) => heard.push(String(error))
  })
})

describe('asking', () => {
  test('each key starts the rest anew; the text is read when the rest is over', async () => {
    asking.afterRest(300, () => Promise.resolve('too early'))
    asking.afterRest(300, () => Promise.resolve('She'))
    expect(alarms).toHaveLength(1)
    alarms[0]?.act()
    await settle()
    expect(questions.map(({ before }) => before)).toEqual(['She'])
  })

  test('words come as they are said, then the name of the whole', async () => {
    void asking.ask(() => Promise.resolve('She'))
    await settle()
    questions[0]?.say({ type: 'text', text: ' came' })
    questions[0]?.say({ type: 'text', text: ' home' })
    questions[0]?.say({ type: 'done', generationId: 'g1' })
    questions[0]?.say(null)
    await settle()
    expect(heard).toEqual([' came', ' came home', ' came home|g1'])
  })

  test('withdrawn: the call is cancelled and nothing more is heard', async () => {
    void asking.ask(() => Promise.resolve('She'))
    await settle()
    asking.cancel()
    questions[0]?.say({ type: 'text', text: ' came' })
    questions[0]?.say(null)
    await settle()
    expect(questions[0]?.signal.aborted).toBe(true)
    expect(heard).toEqual([])
  })

  test('a new question ends the last', async () => {
    void asking.ask(() => Promise.resolve('one'))
    await settle()
    void asking.ask(() => Promise.resolve('two'))
    await settle()
    expect(questions.map(({ signal }) => signal.aborted)).toEqual([true, false])
  })

  test('not a place to ask; a failure is told', async () => {
    await asking.ask(() => Promise.resolve(null))
    expect(questions).toEqual([])
    await asking.ask(() => Promise.reject(new Error('gone')))
    expect(heard).toEqual(['Error: gone'])
  })

  test('an answer that says nothing is asked for again, at most twice; then it is told', async () => {
    void asking.ask(() => Promise.resolve('She'))
    for (let i = 0; i < 3; i++) {
      await settle()
      questions[i]?.say({ type: 'text', text: '…' })
      questions[i]?.say({ type: 'done', generationId: String(i) })
      questions[i]?.say(null)
    }
    await settle()
    expect(questions).toHaveLength(3)
    expect(heard).toEqual(['…', '…', '…', '…|2', 'silent'])
  })

  test('the second answer that says something is the one', async () => {
    void asking.ask(() => Promise.resolve('She'))
    for (const text of ['…', ' came']) {
      await settle()
      questions.at(-1)?.say({ type: 'text', text })
      questions.at(-1)?.say({ type: 'done', generationId: text })
      questions.at(-1)?.say(null)
    }
    await settle()
    expect(questions).toHaveLength(2)
    expect(heard).toEqual(['…', ' came', ' came| came'])
  })
})
