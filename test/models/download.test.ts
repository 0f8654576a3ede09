// Models fetched from a hub on this machine, with every fault that a real one and the way to it can have.
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Download } from '#shared/contract/models.ts'
import type { World } from '#main/models/service.ts'
import { commit, faults, openHub, type FakeHub } from '../support/hub.ts'
import { openSmallApp, temporary, type SmallApp } from '../support/small-app.ts'
import { makeSmallModel } from '../support/small-model.ts'

/** Another one for each test: they share one app, for an engine is slow to start. */
let repo = ''
let count = 0
const repos: Record<string, { folder: string, gated?: string }> = {}
const gated = 'someone/behind-a-licence'
const size = 400_000
const weights = 'model.safetensors'

let hub: FakeHub
let folder: string
let shared: SmallApp
const open: SmallApp[] = []
const rests: number[] = []

beforeAll(async () => {
  hub = await openHub(repos)
  shared = opened()
})
beforeEach(() => {
  folder = makeSmallModel(join(temporary(), 'served'))
  writeFileSync(join(folder, weights), randomBytes(size))
  for (const name of ['pytorch_model.bin', 'optimizer.pt', 'modeling_small.py']) writeFileSync(join(folder, name), 'not wanted')
  repo = `someone/small-${++count}`
  repos[repo] = { folder }
  repos[gated] = { folder, gated: 'hf_right' }
  hub.calm()
  rests.length = 0
})
afterEach(async () => { await Promise.all(open.splice(0).map((each) => each.dispose())) })
afterAll(async () => {
  await shared.dispose()
  await hub.close()
})

const opened = (world: World = {}, home = temporary()): SmallApp => openSmallApp(home, { hub: hub.address, rest: async (ms) => { rests.push(ms / 1000) }, ...world })

/** The shared one; or, with a world or a home of its own, another. */
function app(world?: World, home?: string): SmallApp {
  if (!world) return shared
  const made = opened(world, home)
  open.push(made)
  return made
}

/** Every report of a download until it rests. */
async function follow(one: SmallApp, name = repo): Promise<Download[]> {
  const news = await one.client.models.watch()
  const seen: Download[] = []
  await one.client.models.download({ repo: name })
  for await (const event of news) {
    if (event.type !== 'download' || event.download.repo !== name) continue
    seen.push(event.download)
    if (['done', 'failed', 'paused'].includes(event.download.state) && seen.length > 1) break
  }
  return seen
}

/** Resolves at the first report of bytes of the weights. */
async function untilMidway(one: SmallApp): Promise<void> {
  hub.fault('/store', faults.stallAfter(150_000))
  const news = await one.client.models.watch()
  await one.client.models.download({ repo })
  for await (const event of news) if (event.type === 'download' && event.download.repo === repo && event.download.state === 'fetching' && event.download.bytes > 100_000) return
}

const last = async (one: SmallApp, name = repo): Promise<Download | undefined> => (await follow(one, name)).at(-1)
const ranges = (): (string | null)[] => hub.requests.filter(({ path }) => path.startsWith('/store')).map(({ range }) => range)
const shelf = (one: SmallApp): string => join(one.home, 'models')
const slug = (): string => repo.replace('/', '--')
const held = (): number => statSync(join(shelf(shared), `${slug()}.incoming`, `${weights}.part`), { throwIfNoEntry: false })?.size ?? 0
const modelFolder = (one: SmallApp): string => join(shelf(one), `${slug()}-${commit.slice(0, 8)}`)

describe('a model is fetched', () => {
  it('whole: only what is needed, byte for byte, under its name, and it is on the list', async () => {
    const one = app()
    const seen = await follow(one)
    const done = seen.at(-1)
    expect(done).toMatchObject({ state: 'done', error: null, bytes: done?.total })
    expect(seen.map(({ state }) => state)).toEqual(expect.arrayContaining(['asking', 'fetching', 'checking', 'done']))
    expect(readdirSync(modelFolder(one)).toSorted()).toEqual(['.order.json', 'README.md', 'config.json', weights, 'tokenizer.json', 'tokenizer_config.json'].toSorted())
    for (const name of ['config.json', 'tokenizer.json', weights]) expect(readFileSync(join(modelFolder(one), name))).toEqual(readFileSync(join(folder, name)))
    expect(hub.requests.map(({ path }) => path).filter((path) => /\.(bin|pt|py)$/.test(path))).toEqual([])
    expect((await one.client.voices.models()).find(({ id }) => id === done?.modelId)).toMatchObject({ name: 'Small', architecture: 'bigram', builtIn: false })
    expect(readdirSync(shelf(one)).filter((name) => name.endsWith('.incoming'))).toEqual([])
  })

  it('never unasked: opening, listing and needs touch no network', async () => {
    const one = app()
    await one.client.models.catalogue()
    await one.client.models.needs({ repo: 'HuggingFaceTB/SmolLM2-135M' })
    await one.client.voices.models()
    expect(hub.requests).toEqual([])
  })

  it('once, however often it is asked for', async () => {
    const one = app()
    const [first] = await Promise.all([follow(one), one.client.models.download({ repo }), one.client.models.download({ repo })])
    expect(first.at(-1)?.state).toBe('done')
    expect((await one.client.models.download({ repo })).state).toBe('done')
    expect(ranges()).toHaveLength(1)
  })

  it('by one program at a time: a second one on the same library is refused, and the first goes on', async () => {
    const one = app()
    const two = app({}, one.home)
    await untilMidway(one)
    await expect(two.client.models.download({ repo })).rejects.toMatchObject({ data: { code: 'models.busy-elsewhere' } })
    await one.client.models.pause({ repo })
    expect((await last(two))?.state).toBe('done')
  })

  it('after a look, which fetches a list and a configuration', async () => {
    const one = app()
    expect(await one.client.models.look({ repo })).toMatchObject({ repo, name: repo.split('/')[1], licence: 'mit', languages: ['fr', 'en'], gated: false, architecture: 'bigram', page: `${hub.address}/${repo}` })
    expect(hub.requests.map(({ path }) => path.split('/').at(-1))).toEqual(['main', 'config.json'])
    expect(existsSync(modelFolder(one))).toBe(false)
  })
})

type Fault = readonly [what: string, where: string, fault: Parameters<FakeHub['fault']>[1][], ranges: (string | null)[]]
const passing: readonly Fault[] = [
  ['a line that breaks', '/store', [faults.breakAfter(150_000, held)], [null, 'bytes=N-']],
  ['a line that breaks again and again, further each time', '/store', Array.from({ length: 9 }, () => faults.breakAfter(30_000, held)), [null, ...Array.from({ length: 9 }, () => 'bytes=N-')]],
  ['500', '/store', [faults.status(500), faults.status(503)], [null, null, null]],
  ['a redirect that fails', `resolve/${commit}/${weights}`, [faults.status(502)], [null]],
  ['other content than announced', '/store', [faults.garble], [null, null]],
  ['a file cut short', '/store', [faults.cutShort(1000)], [null, 'bytes=N-']],
  ['a file that does not end', '/store', [faults.longer], [null, null]],
  ['a list cut short', 'api/models', [faults.cutShort(200)], [null]]
]

describe('what passes by is survived', () => {
  it.each(passing)('%s', async (_, where, next, expected) => {
    hub.fault(where, ...next)
    expect(await last(app())).toMatchObject({ state: 'done', error: null })
    expect(ranges().map((range) => range?.replace(/[1-9]\d*/, 'N') ?? null)).toEqual(expected)
  })

  it('429 is waited out for as long as the hub asks', async () => {
    hub.fault('/store', faults.status(429, { 'retry-after': '17' }))
    expect(await last(app())).toMatchObject({ state: 'done' })
    expect(rests).toEqual([17])
  })

  it('416, when the hub will not go on from where it was left: from the beginning', async () => {
    hub.fault('/store', faults.breakAfter(150_000, held), faults.status(416))
    expect(await last(app())).toMatchObject({ state: 'done' })
    expect(ranges().map((range) => range === null)).toEqual([true, false, true])
  })

  it('a file that has changed meanwhile is taken anew, not patched together', async () => {
    const one = app()
    hub.fault('/store', faults.breakAfter(150_000, held), ...Array.from({ length: 7 }, () => faults.status(500)))
    expect(await last(one)).toMatchObject({ state: 'failed', error: { code: 'models.hub-busy', params: { status: 500 } } })
    writeFileSync(join(shelf(one), `${slug()}.incoming`, `${weights}.part.version`), '"another"')
    expect(await last(one)).toMatchObject({ state: 'done' })
    expect(readFileSync(join(modelFolder(one), weights))).toEqual(readFileSync(join(folder, weights)))
  })
})

describe('what does not pass is told, and what has come is kept', () => {
  it('a hub that is not there', async () => {
    const one = app({ hub: 'http://127.0.0.1:1' })
    expect(await last(one)).toMatchObject({ state: 'failed', error: { code: 'models.offline', params: { host: '127.0.0.1:1' } } })
    expect(rests).toEqual([1, 2, 4, 8, 16, 30])
  })

  it('content that is wrong twice', async () => {
    hub.fault('/store', faults.garble, faults.garble)
    const one = app()
    expect(await last(one)).toMatchObject({ state: 'failed', error: { code: 'models.wrong-hash', params: { file: weights } } })
    expect(existsSync(modelFolder(one))).toBe(false)
    expect(await last(one)).toMatchObject({ state: 'done' })
    expect(hub.requests.filter(({ path }) => path.endsWith('tokenizer.json'))).toHaveLength(1)
  })

  it('no room: refused before the weights, with numbers', async () => {
    const one = app({ freeBytes: async () => 64e6 + 1000 })
    expect(await last(one)).toMatchObject({ state: 'failed', error: { code: 'models.no-room', params: { needed: 1, free: 64 } } })
    expect(ranges()).toEqual([])
  })

  it.each([
    ['none of that name', 'someone/nobody', 'models.no-such-repo'],
    ['a licence', gated, 'models.gated']
  ])('%s', async (_, name, code) => {
    expect(await last(app(), name)).toMatchObject({ state: 'failed', error: { code } })
  })

  it('a list that is no list', async () => {
    hub.fault('api/models', (response) => { response.writeHead(200, { 'content-type': 'application/json' }).end('{"siblings": []}') })
    expect(await last(app())).toMatchObject({ state: 'failed', error: { code: 'models.bad-listing' } })
  })

  it('weights only as pickles: nothing of them is fetched', async () => {
    rmSync(join(folder, weights))
    expect(await last(app())).toMatchObject({ state: 'failed', error: { code: 'models.no-safetensors' } })
    expect(hub.requests).toHaveLength(1)
  })

  it('a shard that the index names and the hub does not have', async () => {
    rmSync(join(folder, weights))
    writeFileSync(join(folder, 'model-00001-of-00002.safetensors'), randomBytes(1000))
    writeFileSync(join(folder, 'model.safetensors.index.json'), JSON.stringify({ weight_map: { a: 'model-00001-of-00002.safetensors', b: 'model-00002-of-00002.safetensors' } }))
    expect(await last(app())).toMatchObject({ state: 'failed', error: { code: 'models.file-missing', params: { file: 'model-00002-of-00002.safetensors' } } })
    expect(ranges()).toEqual([])
  })
})

describe('she decides', () => {
  it('says that nothing comes, with no old figure beside it, until something does', async () => {
    const one = app({ quiet: 300 })
    hub.fault('/store', faults.stallAfter(150_000))
    const news = await one.client.models.watch()
    await one.client.models.download({ repo })
    for await (const event of news) {
      if (event.type !== 'download' || !event.download.waiting) continue
      expect(event.download).toMatchObject({ bytesPerSecond: null, secondsLeft: null })
      if (event.download.state === 'fetching') break
    }
    expect(await one.client.models.pause({ repo })).toMatchObject({ state: 'paused', waiting: false })
    hub.calm()
    expect((await follow(one)).at(-1)).toMatchObject({ state: 'done', waiting: false })
  })

  it('pause stops a slow line at once, resume takes only what is missing', async () => {
    const one = app()
    await untilMidway(one)
    const paused = await one.client.models.pause({ repo })
    expect(paused).toMatchObject({ state: 'paused', bytesPerSecond: null })
    const kept = held()
    expect(kept).toBeGreaterThan(100_000)
    expect(await last(one)).toMatchObject({ state: 'done' })
    expect(ranges()).toEqual([null, `bytes=${kept}-`])
  })

  it('what is paused when the program ends is there at the next start', async () => {
    const one = opened()
    await untilMidway(one)
    await one.dispose()
    const two = app({}, one.home)
    const [first] = await list(two)
    expect(first).toMatchObject({ repo, state: 'paused' })
    expect(first?.bytes).toBeGreaterThan(100_000)
    expect(await last(two)).toMatchObject({ state: 'done' })
  })

  it('giving up leaves nothing', async () => {
    const one = app()
    await untilMidway(one)
    await one.client.models.cancel({ repo })
    expect(readdirSync(shelf(one)).filter((name) => name.startsWith(slug()) && !name.endsWith('.lock'))).toEqual([])
    expect((await list(one)).filter((each) => each.repo === repo)).toEqual([])
  })

  async function list(one: SmallApp): Promise<Download[]> {
    const leaving = new AbortController()
    const found: Download[] = []
    setTimeout(() => leaving.abort(), 100)
    for await (const event of await one.client.models.watch(undefined, { signal: leaving.signal })) if (event.type === 'download') found.push(event.download)
    return found
  }
})

describe('a model behind a licence', () => {
  it('comes with the right token, which no other host ever sees', async () => {
    const one = app()
    expect(await one.client.models.token()).toEqual({ from: null, keeps: 'file' })
    expect(await one.client.models.setToken({ token: 'hf_wrong' })).toEqual({ from: 'file', keeps: 'file' })
    expect(await last(one, gated)).toMatchObject({ state: 'failed', error: { code: 'models.token-refused' } })
    await one.client.models.setToken({ token: 'hf_right' })
    expect(await last(one, gated)).toMatchObject({ state: 'done' })
    const stored = hub.requests.filter(({ path }) => path.startsWith('/store'))
    expect(stored.map(({ token }) => token)).toEqual([null])
    expect(hub.requests.some(({ token }) => token === 'Bearer hf_right')).toBe(true)
  })

  it('keeps its token where only its owner reads it, and forgets it when told to', async () => {
    const one = app()
    await one.client.models.setToken({ token: 'hf_secret' })
    const file = join(one.home, 'hub-token')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(JSON.stringify([await one.client.models.token(), await one.client.settings.about(), await one.client.settings.get()])).not.toContain('hf_secret')
    expect(await one.client.models.setToken({ token: null })).toEqual({ from: null, keeps: 'file' })
    expect(existsSync(file)).toBe(false)
  })
})

describe('a model is taken off the disk', () => {
  it('and comes back by Undo, once', async () => {
    const one = app()
    const id = (await last(one))?.modelId
    if (!id) throw new Error('no model')
    const { bytes } = await one.client.models.discard({ id })
    expect(bytes).toBeGreaterThan(size)
    expect(existsSync(modelFolder(one))).toBe(false)
    expect((await one.client.voices.models()).map((model) => model.id)).not.toContain(id)
    await one.client.models.restore({ id })
    expect((await one.client.voices.models()).map((model) => model.id)).toContain(id)
    expect(readFileSync(join(modelFolder(one), weights))).toEqual(readFileSync(join(folder, weights)))
    await expect(one.client.models.restore({ id })).rejects.toMatchObject({ data: { code: 'models.gone' } })
    expect((await one.client.models.download({ repo })).state).toBe('done')
  })

  it('never a folder of hers, never the built-in one', async () => {
    const one = app()
    const hers = await one.client.voices.addModel({ folder: makeSmallModel(join(temporary(), 'hers')) })
    await expect(one.client.models.discard({ id: hers.id })).rejects.toMatchObject({ data: { code: 'models.not-ours' } })
    const [builtIn] = await one.client.voices.models()
    if (!builtIn) throw new Error('no model')
    await expect(one.client.models.discard({ id: builtIn.id })).rejects.toMatchObject({ data: { code: 'voices.built-in-model' } })
    expect(existsSync(hers.folder)).toBe(true)
  })
})
