// Base models to be had: the catalogue, what a model needs here, fetching one from a hub, the token for those behind a licence.
import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { ModelId } from '../ids.ts'
import { Language } from '../language.ts'
import { CodedError, procedure, Timestamp } from './base.ts'

/** As Hugging Face names a model: "owner/name". */
export const Repo = z.string().max(200).regex(/^(?:[A-Za-z0-9][\w-]*(?:\.[\w-]+)*\/)?[A-Za-z0-9][\w-]*(?:\.[\w-]+)*$/)
/** A branch, a tag, a commit, or "refs/pr/1". */
export const Revision = z.string().max(200).regex(/^[A-Za-z0-9][\w-]*(?:[./][\w-]+)*$/)

/** What a model takes on this machine, in bytes, by the engine's estimate: memory while writing and while learning a light layer, and what a voice over it leaves on the disk. */
export const Needs = z.object({ parameters: z.number().int(), writeBytes: z.number().int(), learnBytes: z.number().int(), voiceBytes: z.number().int() })
export type Needs = z.infer<typeof Needs>

const Offered = z.object({
  repo: Repo, revision: Revision, name: z.string(), licence: z.string(), languages: z.array(z.string()),
  /** Its author asks for a licence to be accepted before its files are given. */
  gated: z.boolean(), page: z.url(),
  /** What is fetched. */
  bytes: z.number().int()
})

export const CatalogueEntry = Offered.extend({
  parameters: z.number().int(), goodFor: z.record(Language, z.string()),
  /** Set once it is on this machine. */
  modelId: ModelId.nullable()
})
export type CatalogueEntry = z.infer<typeof CatalogueEntry>

export const Catalogue = z.object({
  entries: z.array(CatalogueEntry),
  hub: z.url(), memoryBytes: z.number().int().describe('of the whole machine'), freeBytes: z.number().int().describe('on the disk of the library')
})
export type Catalogue = z.infer<typeof Catalogue>

/** A model as its hub describes it, before anything heavy is fetched. */
export const FoundModel = Offered.extend({ architecture: z.string(), needs: Needs })
export type FoundModel = z.infer<typeof FoundModel>

export const DownloadState = z.enum(['asking', 'fetching', 'checking', 'paused', 'failed', 'done'])
export type DownloadState = z.infer<typeof DownloadState>

export const Download = z.object({
  repo: Repo, revision: Revision, state: DownloadState, bytes: z.number().int(),
  /** Null until the hub has listed the files. */
  total: z.number().int().nullable(),
  bytesPerSecond: z.number().nullable(), secondsLeft: z.number().nullable(),
  /** Nothing has come for some seconds: the line is waited for, or tried again. */
  waiting: z.boolean(),
  error: CodedError.nullable(), modelId: ModelId.nullable(), startedAt: Timestamp
})
export type Download = z.infer<typeof Download>

export const DownloadEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('download'), download: Download }),
  z.object({ type: z.literal('gone'), repo: Repo })
])
export type DownloadEvent = z.infer<typeof DownloadEvent>

/** Whether there is a token, and where it is kept; never the token itself. `keeps`: where one that is given now would be kept. */
export const TokenState = z.object({ from: z.enum(['keychain', 'file', 'environment']).nullable(), keeps: z.enum(['keychain', 'file']) })
export type TokenState = z.infer<typeof TokenState>

const Named = z.object({ repo: Repo })

export const models = {
  /** Touches no network. */
  catalogue: procedure.output(Catalogue),
  /** Of an entry of the catalogue, or of a model on this machine. Touches no network. */
  needs: procedure.input(z.union([Named, z.object({ modelId: ModelId })])).output(Needs),
  /** Asks the hub for the list of files and the configuration, and for nothing else. */
  look: procedure.input(Named.extend({ revision: Revision.optional() })).output(FoundModel),
  /** Starts, or goes on where it was left. Answers at once; the rest is told by `watch`. */
  download: procedure.input(Named.extend({ revision: Revision.optional() })).output(Download),
  pause: procedure.input(Named).output(Download),
  /** Gives up: what was fetched so far is deleted. */
  cancel: procedure.input(Named).output(z.void()),
  /** First each download as it stands, then every change. */
  watch: procedure.output(eventIterator(DownloadEvent)),
  /** Takes a model that was fetched or unpacked here off the disk. Its files wait for a minute, for `restore`. Answers how much is freed. */
  discard: procedure.input(z.object({ id: ModelId })).output(z.object({ bytes: z.number().int() })),
  restore: procedure.input(z.object({ id: ModelId })).output(z.void()),
  token: procedure.output(TokenState),
  /** Null: forget it. */
  setToken: procedure.input(z.object({ token: z.string().trim().min(1).max(500).regex(/^[\x21-\x7e]+$/).nullable() })).output(TokenState)
}
