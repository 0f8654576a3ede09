// Models through the real command line and the real engine: fetched from a hub on this machine, killed in the middle, gone on with, made to write, deleted.
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { faults, openHub, type FakeHub } from '../support/hub.ts'
import { tinyModel } from '../support/tiny-model.ts'
import { aurore, discard, folder, lines, start } from './support.ts'

const repo = 'someone/tiny-llama'
let hub: FakeHub
let home = ''
let served = ''

beforeAll(async () => {
  home = folder()
  served = tinyModel()
  hub = await openHub({ [repo]: { folder: served } })
  process.env['AURORE_HUB'] = hub.address
})
afterAll(async () => {
  delete process.env['AURORE_HUB']
  await hub.close()
  await discard(home)
})

const inHome = (...args: readonly string[]) => aurore(...args, '--home', home, '--json')

describe('a model from a hub', { timeout: 120_000 }, () => {
  test('the list asks nobody, and says what the catalogue knows', async () => {
    const { code, out } = await inHome('models', 'list')
    const all = lines(out)
    expect(code).toBe(0)
    expect(all[0]).toMatchObject({ here: true, builtIn: true })
    expect(all.find((each) => each['repo'] === 'google/gemma-3-270m')).toMatchObject({ here: false, gated: true, licence: 'gemma' })
    expect(hub.requests).toEqual([])
  })

  test('killed in the middle it goes on from where it was, and then it writes', async () => {
    hub.fault('/store', faults.stallAfter(300_000))
    const running = start(['models', 'download', repo, '--home', home, '--json'])
    const part = join(home, 'models', 'someone--tiny-llama.incoming', 'model.safetensors.part')
    await vi.waitUntil(() => (statSync(part, { throwIfNoEntry: false })?.size ?? 0) >= 300_000, { timeout: 60_000 })
    running.process.kill('SIGKILL')
    await running.ended
    const kept = statSync(part).size
    expect(kept).toBe(300_000)

    const { code, out, err } = await inHome('models', 'download', repo)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(hub.requests.filter(({ path }) => path.startsWith('/store')).map(({ range }) => range)).toEqual([null, `bytes=${kept}-`])
    const model = lines(out).at(-1)?.['model'] as { folder: string, name: string }
    expect(readFileSync(join(model.folder, 'model.safetensors'))).toEqual(readFileSync(join(served, 'model.safetensors')))

    const written = await inHome('write', '--model', model.name, '--prompt', 'La brume', '--tokens', '4', '--seed', '1')
    expect(lines(written.out)[0]).toMatchObject({ tokens: 4, text: expect.stringMatching(/./) })
  })

  test('it says what it needs, and frees its place when it is removed', async () => {
    const needs = lines((await inHome('models', 'show', 'tiny-llama')).out)[0]?.['needs'] as Record<string, number>
    expect(needs['parameters']).toBe(8192 * 16 + 4 * 16 * 16 + 3 * 16 * 32 + 3 * 16)
    expect(needs['learnBytes']).toBeGreaterThan(Number(needs['writeBytes']))
    const { code, out } = await inHome('models', 'remove', 'tiny-llama')
    expect(code).toBe(0)
    expect(Number(lines(out)[0]?.['bytes'])).toBeGreaterThan(500_000)
    expect(lines((await inHome('models', 'list')).out).some((model) => model['name'] === 'tiny-llama')).toBe(false)
  })

  test('what cannot be had is told with its code', async () => {
    const { code, err } = await inHome('models', 'download', 'someone/nobody')
    expect(code).toBe(1)
    expect(lines(err)).toMatchObject([{ code: 'models.no-such-repo' }])
  })
})

test('a token is read from standard input, kept for its owner alone, and never printed', { timeout: 120_000 }, async () => {
  const keeping = start(['models', 'token', '--set', '--home', home, '--json'])
  keeping.process.stdin?.end('hf_a_secret\n')
  const kept = await keeping.ended
  expect(lines(kept.out)).toEqual([{ keeps: 'file', from: 'file' }])
  expect(kept.out + kept.err).not.toContain('hf_a_secret')
  expect(statSync(join(home, 'hub-token')).mode & 0o777).toBe(0o600)
  expect(lines((await inHome('models', 'token', '--forget')).out)).toEqual([{ keeps: 'file', from: null }])
})
