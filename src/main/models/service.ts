// Base models to be had and to be rid of: catalogue, a look at a hub, downloads, deletion, the token. Knows no shell; nothing here speaks to a network unasked.
import { readFile, statfs } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Catalogue, Download, FoundModel, Needs } from '#shared/contract/models.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { ModelId } from '#shared/ids.ts'
import type { Library } from '../database/library.ts'
import type { Engine } from '../voices/engine.ts'
import { catalogue, knownModel } from './catalogue.ts'
import { Downloads } from './downloads.ts'
import { hubAt, pageUrl, usualHub, type Hub } from './hub/address.ts'
import { askConfig, askListing, type Caller } from './hub/ask.ts'
import { openLine } from './hub/line.ts'
import { isGated, languagesOf, licenceOf, totalBytes, wantedFiles } from './hub/listing.ts'
import type { Rest } from './hub/persist.ts'
import { orderIn } from './incoming.ts'
import { createNeeds, type WorkedOut } from './needs.ts'
import { createRemoved } from './removed.ts'
import type { Models } from './shelf.ts'
import type { Token } from './token.ts'

/** What a test holds in its own hands; everywhere else the world is as it is. */
export type World = { readonly hub?: string, readonly rest?: Rest, readonly freeBytes?: (folder: string) => Promise<number>, /** Milliseconds without a byte before a download says that it waits. */ readonly quiet?: number }

type Ground = {
  readonly library: Library, readonly engine: Engine, readonly models: Models, readonly token: Token, readonly home: string, readonly world?: World | undefined
  /** Names of the voices that stand on a model. */
  readonly voicesOn: (id: ModelId) => readonly string[]
}

const realRest: Rest = async (milliseconds, signal) => { await pause(milliseconds, undefined, { signal }) }

const freeOn = async (folder: string): Promise<number> => { const { bavail, bsize } = await statfs(folder); return bavail * bsize }

/** The hub's own name of a model, without its author. */
const nameOf = (repo: string): string => repo.split('/').at(-1) ?? repo

const usualRevision = (repo: string): string => knownModel(repo)?.revision ?? 'main'

const bare = ({ architecture: _, ...needs }: WorkedOut): Needs => needs

export class ModelService {
  readonly downloads: Downloads
  readonly #ground: Ground
  readonly #world: Required<Omit<World, 'hub'>>
  readonly #line = openLine()
  readonly #needsOf: ReturnType<typeof createNeeds>
  readonly #removed: ReturnType<typeof createRemoved>

  constructor(ground: Ground) {
    const { library, models, engine, home, world } = ground
    const shelf = join(home, 'models')
    this.#ground = ground
    this.#world = { rest: world?.rest ?? realRest, freeBytes: world?.freeBytes ?? freeOn, quiet: world?.quiet ?? 5000 }
    this.#needsOf = createNeeds(engine)
    this.#removed = createRemoved(shelf)
    this.downloads = new Downloads({ library, models, needsOf: this.#needsOf, shelf, caller: (signal) => this.#caller(signal), freeBytes: this.#world.freeBytes, quiet: this.#world.quiet })
  }

  async catalogue(): Promise<Catalogue> {
    const { models, home } = this.#ground
    const [hub, here] = [this.#hub(), new Set((await models.list()).map(({ id }) => id))]
    const modelId = (repo: string): ModelId | null => { const id = this.downloads.modelOf(repo); return id !== null && here.has(id) ? id : null }
    const entries = catalogue.map(({ shape: _, ...entry }) => ({ ...entry, languages: [...entry.languages], page: pageUrl(hub, entry.repo), modelId: modelId(entry.repo) }))
    return { entries, hub: hub.address.href, memoryBytes: totalmem(), freeBytes: await this.#world.freeBytes(home) }
  }

  async needs(of: { readonly repo: string } | { readonly modelId: ModelId }): Promise<Needs> {
    if ('modelId' in of) {
      const { folder } = await this.#ground.models.get(of.modelId)
      return bare(await this.#needsOf(JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')) as Record<string, unknown>))
    }
    const known = knownModel(of.repo)
    if (!known) throw new AuroreError('general.not-found', { what: of.repo })
    return bare(await this.#needsOf(known.shape))
  }

  /** Two questions to the hub: its list of files and the model's configuration. Refuses what could not be used. */
  async look(repo: string, revision = usualRevision(repo), signal = new AbortController().signal): Promise<FoundModel> {
    const caller = await this.#caller(signal)
    const listing = await askListing(caller, { repo, revision })
    const bytes = totalBytes(wantedFiles(repo, listing))
    const { architecture, ...needs } = await this.#needsOf(await askConfig(caller, { repo, revision }, listing.sha))
    return { repo, revision, name: nameOf(repo), licence: licenceOf(listing), languages: languagesOf(listing), gated: isGated(listing), page: pageUrl(caller.hub, repo), bytes, architecture, needs }
  }

  download(repo: string, revision = usualRevision(repo)): Promise<Download> {
    return this.downloads.start(repo, revision)
  }

  /** Off the list and off the disk, unless a voice would fall silent. Answers the bytes freed. */
  async discard(id: ModelId): Promise<{ bytes: number }> {
    const { models, voicesOn } = this.#ground
    const { name, folder, builtIn } = await models.get(id)
    if (builtIn) throw new AuroreError('voices.built-in-model', { name })
    if (!this.#removed.isOurs(folder)) throw new AuroreError('models.not-ours', { name })
    const voices = voicesOn(id)
    if (voices.length > 0) throw new AuroreError('models.in-use', { name, voices: voices.join(', ') })
    models.remove(id)
    this.downloads.forgetModel(id)
    return { bytes: await this.#removed.put(id, folder) }
  }

  async restore(id: ModelId): Promise<void> {
    const { folder } = await this.#ground.models.get(id)
    if (!(await this.#removed.back(id, folder))) throw new AuroreError('models.gone')
    const { bytes } = await this.#ground.models.add(folder)
    const order = await orderIn(folder)
    if (order) this.downloads.remember(order.repo, order.asked, id, bytes)
  }

  async dispose(): Promise<void> {
    await this.downloads.dispose()
    await Promise.all([this.#line.close(), this.#removed.dispose()])
  }

  /** Read when it is needed: a wrong address is told where a model is asked for, and stops nothing else. */
  #hub(): Hub {
    return hubAt(this.#ground.world?.hub ?? (process.env['AURORE_HUB'] || usualHub))
  }

  async #caller(signal: AbortSignal): Promise<Caller> {
    return { hub: this.#hub(), line: this.#line, rest: this.#world.rest, token: await this.#ground.token.value(), signal }
  }
}
