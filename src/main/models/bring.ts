// Brings a model from a hub into a folder of its own: order, room, files, hashes, one rename. Knows no library and no screen.
import { mkdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AuroreError } from '#shared/errors/index.ts'
import { fileUrl } from './hub/address.ts'
import { askConfig, askListing, spoken, type Asked, type Caller } from './hub/ask.ts'
import { digestOf } from './hub/digest.ts'
import { fetchFile } from './hub/fetch-file.ts'
import { Transient } from './hub/line.ts'
import { shardIndex, totalBytes, wantedFiles, type WantedFile } from './hub/listing.ts'
import { persist } from './hub/persist.ts'
import { slugOf, type Incoming, type Order } from './incoming.ts'

export type Bringing = {
  readonly caller: Caller, readonly asked: Asked, readonly incoming: Incoming
  /** The folder of all models. */
  readonly shelf: string
  /** Throws for a model that could not be used, from its configuration. */
  readonly fits: (config: Record<string, unknown>) => Promise<unknown>
  /** Bytes that are free on the disk of a folder. */
  readonly freeBytes: (folder: string) => Promise<number>
  /** `bytes` of `total` are on the disk. */
  readonly told: (stage: 'asking' | 'fetching' | 'checking', bytes: number, total: number | null) => void
}

/** Left free for everything else that writes. */
const margin = 64e6

/** Gives back the model's folder. Cancelling keeps what has arrived. */
export async function bring(bringing: Bringing): Promise<string> {
  const { incoming, shelf } = bringing
  await mkdir(shelf, { recursive: true })
  const order = await incoming.order() ?? await placeOrder(bringing)
  const folder = join(shelf, `${slugOf(order.repo)}-${order.commit.slice(0, 8)}`)
  if (await isThere(folder)) return folder
  await requireRoom(bringing, order)
  const held = new Map(await incoming.held(order))
  for (const file of order.files) await bringOne(bringing, order, file, held)
  await incoming.become(folder)
  return folder
}

const isThere = (folder: string): Promise<boolean> => stat(join(folder, 'config.json')).then(() => true, () => false)

const sum = (held: ReadonlyMap<string, number>): number => [...held.values()].reduce((a, b) => a + b, 0)

/** The configuration decides before any weight is asked for. */
async function placeOrder({ caller, asked, incoming, fits, told }: Bringing): Promise<Order> {
  told('asking', 0, null)
  const listing = await askListing(caller, asked)
  const files = wantedFiles(asked.repo, listing)
  await fits(await askConfig(caller, asked, listing.sha))
  const order = { repo: asked.repo, asked: asked.revision, hub: caller.hub.address.href, commit: listing.sha, files: [...files] }
  await incoming.place(order)
  return order
}

async function requireRoom({ incoming, freeBytes }: Bringing, order: Order): Promise<void> {
  const needed = totalBytes(order.files) - sum(await incoming.held(order))
  const free = await freeBytes(incoming.folder)
  if (needed + margin > free) throw new AuroreError('models.no-room', { needed: Math.ceil(needed / 1e6), free: Math.floor(free / 1e6) })
}

async function bringOne(bringing: Bringing, order: Order, file: WantedFile, held: Map<string, number>): Promise<void> {
  const { caller, incoming } = bringing
  const total = totalBytes(order.files)
  const told = (stage: 'fetching' | 'checking', bytes: number): void => { held.set(file.name, bytes); bringing.told(stage, sum(held), total) }
  if (!(await incoming.arrived(file))) {
    await bringChecked(bringing, order, file, told)
    await incoming.accept(file.name)
  }
  caller.signal.throwIfAborted()
  if (file.name === shardIndex) await requireShards(bringing, order)
}

/** Twice, should the first have come with other content than was announced. */
async function bringChecked(bringing: Bringing, order: Order, file: WantedFile, told: (stage: 'fetching' | 'checking', bytes: number) => void): Promise<void> {
  const { caller, incoming } = bringing
  for (const _ of ['once', 'again']) {
    await gathered(bringing, order, file, (bytes) => told('fetching', bytes))
    told('checking', file.bytes)
    if (file.check === null || (await digestOf(incoming.partOf(file.name), file.check.kind, caller.signal)) === file.check.digest) return
    await incoming.throwAway(file.name)
  }
  throw new AuroreError('models.wrong-hash', { file: file.name, host: caller.hub.host })
}

async function gathered({ caller, asked, incoming }: Bringing, { repo, commit }: Order, { name, bytes }: WantedFile, told: (bytes: number) => void): Promise<void> {
  const { hub, line, rest, token, signal } = caller
  let reached = 0
  const once = (): Promise<void> => fetchFile(line, {
    url: fileUrl(hub, repo, commit, name), part: incoming.partOf(name), bytes, token, signal,
    told: (at) => { reached = Math.max(reached, at); told(at) }
  })
  await spoken(caller, asked, () => persist(once, { rest, signal, progress: () => reached }), name)
}

/** An index that names a shard the hub does not list would make a model with holes. */
async function requireShards({ incoming, asked }: Bringing, { files }: Order): Promise<void> {
  const index = JSON.parse(await readFile(incoming.pathOf(shardIndex), 'utf8')) as { readonly weight_map?: Readonly<Record<string, unknown>> }
  const listed = new Set(files.map(({ name }) => name))
  const missing = Object.values(index.weight_map ?? {}).find((name) => !listed.has(String(name)))
  if (missing !== undefined) throw new AuroreError('models.file-missing', { repo: asked.repo, file: String(missing) })
}

/** A disk that fails is told in words; what a hub does was told before. */
export function codedDisk(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'syscall' in error && 'code' in error ? String(error.code) : null
  if (code === null || error instanceof Transient) return error
  return new AuroreError('models.unwritable', { path, detail: code }, { cause: error })
}
