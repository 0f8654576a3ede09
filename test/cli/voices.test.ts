// A voice through the real command line and the real engine, on a few pages: learned, paused, resumed, measured, and made to write.
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { aurore, discard, folder, lines, start } from './support.ts'

// Real runs of a real engine, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const few = ['--batch', '1', '--context', '32', '--evaluate-every', '2', '--device', 'cpu', '--seed', '3']
const page = (word: string): string => `La ${word} montait sur la lande, et le vieux disait que c’était un signe. Personne ne le croyait. `.repeat(12)
const book = ['brume', 'lune', 'mer', 'nuit', 'neige'].map((word, index) => `## Chapitre ${index + 1}\n\n${page(word)}\n`).join('\n')

let home = ''
beforeAll(async () => {
  home = folder()
  writeFileSync(join(home, 'lande.md'), `# La lande\n\n${book}`)
  writeFileSync(join(home, 'autre.txt'), page('pluie'))
  await aurore('import', join(home, 'lande.md'), '--project', 'Lande', '--language', 'fr', '--home', home)
})
afterAll(() => discard(home))

const inHome = (...args: readonly string[]) => aurore(...args, '--home', home, '--json')
const train = (voice: string, ...more: readonly string[]) => ['train', '--project', 'Lande', '--voice', voice, ...more, '--home', home, '--json']

describe('a voice', () => {
  test('is learned: a line a report, and a summary', async () => {
    const { code, out, err } = await aurore(...train('Lande', '--steps', '4', ...few))
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const said = lines(out)
    const reports = said.slice(0, -1)
    expect(reports.map((report) => report['step'])).toEqual([1, 2, 3, 4])
    for (const report of reports) expect(report).toMatchObject({ loss: expect.any(Number), tokensPerSecond: expect.any(Number) })
    expect(reports.filter((report) => report['heldout'] !== null).map((report) => report['step'])).toEqual([2, 4])
    const summary = said.at(-1)
    expect(summary).toMatchObject({ summary: true, voice: 'Lande', state: 'finished', step: 4, steps: 4, device: expect.stringContaining('cpu') })
    expect(summary?.['perplexity']).toBeCloseTo(Math.exp(Number(summary?.['bestHeldOut'])), 6)
    expect(Number(summary?.['bestHeldOut'])).toBeLessThan(Number(summary?.['baseHeldOut']))
  })

  test('is not learned twice under one name, nor resumed when it is finished', async () => {
    const [taken, finished] = await Promise.all([aurore(...train('lande')), aurore(...train('Lande', '--resume'))])
    expect(lines(taken.err)).toMatchObject([{ code: 'shell.voice-taken' }])
    expect(lines(finished.err)).toMatchObject([{ code: 'shell.nothing-to-resume' }])
    expect([taken.code, finished.code]).toEqual([1, 1])
  })

  test('expects its author’s words better than the model it came from', async () => {
    const [voice, base] = await Promise.all([inHome('eval', '--voice', 'Lande', '--text', join(home, 'autre.txt')), inHome('eval', '--text', join(home, 'autre.txt'))])
    const [hers, its] = [lines(voice.out)[0], lines(base.out)[0]]
    for (const found of [hers, its]) expect(Math.exp(Number(found?.['nll']) / Number(found?.['tokens']))).toBeCloseTo(Number(found?.['perplexity']), 4)
    expect(hers?.['tokens']).toBe(its?.['tokens'])
    expect(Number(hers?.['perplexity'])).toBeLessThan(Number(its?.['perplexity']))
  })

  test('writes the same text for the same seed, and streams it without --json', async () => {
    const args = ['write', '--voice', 'Lande', '--prompt', 'La brume', '--tokens', '8', '--temperature', '0.7', '--seed', '5', '--home', home]
    const [first, again, streamed] = [await aurore(...args, '--json'), await start([...args, '--json']).ended, await aurore(...args)]
    const [value] = lines(first.out)
    expect(value).toMatchObject({ prompt: 'La brume', text: expect.stringMatching(/\S/), tokens: 8, seed: 5, stoppedBy: 'length' })
    expect(lines(again.out)[0]?.['text']).toBe(value?.['text'])
    expect(streamed.out).toBe(`La brume${String(value?.['text'])}\n`)
  })
})

test('Ctrl-C pauses a voice at a checkpoint, --resume finishes it', async () => {
  const many = 4000 // more than it can have learned before it hears of the Ctrl-C
  const running = start(train('Pause', '--steps', String(many), ...few, '--evaluate-every', String(many)))
  if (!running.process.stdout) throw new Error('no output')
  createInterface({ input: running.process.stdout }).once('line', () => running.process.kill('SIGINT'))
  const paused = await running.ended
  const at = lines(paused.out).at(-1)
  expect({ code: paused.code, err: paused.err }).toEqual({ code: 130, err: '' })
  expect(at).toMatchObject({ summary: true, state: 'paused', steps: many })
  const step = Number(at?.['step'])
  shorten(many, step + 2)
  const resumed = await aurore(...train('Pause', '--resume'))
  const steps = lines(resumed.out).slice(0, -1).map((report) => Number(report['step']))
  expect({ code: resumed.code, steps }).toEqual({ code: 0, steps: [step + 1, step + 2] })
  expect(lines(resumed.out).at(-1)).toMatchObject({ state: 'finished' })
})

/** The plan of the run that has so many steps ends earlier, so that nobody waits for the rest. */
function shorten(from: number, to: number): void {
  const plans = globSync('**/plan.json', { cwd: home }).map((path) => join(home, path))
  for (const path of plans) {
    const plan = JSON.parse(readFileSync(path, 'utf8')) as { readonly steps: number }
    if (plan.steps === from) writeFileSync(path, JSON.stringify({ ...plan, steps: to }))
  }
}
