// What a hub says a model is made of, and which of its files Aurore wants. Knows names and sizes; fetches nothing.
import { z } from 'zod'
import { AuroreError } from '#shared/errors/index.ts'

/** A file's announced content: SHA-256 of a large one, git's own hash of a small one. */
export const Check = z.object({ kind: z.enum(['sha256', 'git']), digest: z.string().regex(/^[0-9a-f]{40,64}$/) })
export type Check = z.infer<typeof Check>

export const WantedFile = z.object({ name: z.string().regex(/^[A-Za-z0-9][\w.-]*$/), bytes: z.number().int().min(0), check: Check.nullable() })
export type WantedFile = z.infer<typeof WantedFile>

const Sibling = z.object({
  rfilename: z.string(), size: z.number().int().min(0).nullish(), blobId: z.string().nullish(),
  lfs: z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/), size: z.number().int().min(0).nullish() }).nullish()
}).refine(({ size, lfs }) => typeof (lfs?.size ?? size) === 'number', 'a file without a size')

const Words = z.union([z.string(), z.array(z.string())]).nullish().catch(null)

export const Listing = z.object({
  sha: z.string().regex(/^[0-9a-f]{40}$/), siblings: z.array(Sibling),
  gated: z.union([z.boolean(), z.string()]).nullish(),
  cardData: z.object({ license: Words, language: Words }).nullish().catch(null)
})
export type Listing = z.infer<typeof Listing>

const words = (value: string | readonly string[] | null | undefined): string[] => (value === null || value === undefined ? [] : [value].flat())

export const licenceOf = ({ cardData }: Listing): string => words(cardData?.license)[0] ?? ''
export const languagesOf = ({ cardData }: Listing): string[] => words(cardData?.language)
export const isGated = ({ gated }: Listing): boolean => gated !== null && gated !== undefined && gated !== false

/** What describes a model and its tokenizer; what its author wants known. Never a pickle: those are programs. */
const small = /^(config\.json|generation_config\.json|tokenizer[\w.-]*|special_tokens_map\.json|added_tokens\.json|vocab\.(json|txt)|merges\.txt|README\.md|LICEN[CS]E[\w.-]*|NOTICE[\w.-]*|USE_POLICY\.md)$/i
const program = /\.(bin|pt|pth|pkl|pickle|ckpt|py|msgpack|h5)$/i
const whole = 'model.safetensors'
export const shardIndex = 'model.safetensors.index.json'
const shard = /^model-\d+-of-\d+\.safetensors$/

/** In the order of fetching: the configuration first, the heavy ones last. Refuses a model that could not be opened, before anything of it is fetched. */
export function wantedFiles(repo: string, { siblings }: Listing): readonly WantedFile[] {
  const all = new Map(siblings.map((sibling) => [sibling.rfilename, wanted(sibling)]))
  const names = [...all.keys()].filter((name) => WantedFile.shape.name.safeParse(name).success && !program.test(name))
  const weights = all.has(whole) ? [whole] : all.has(shardIndex) ? [shardIndex, ...names.filter((name) => shard.test(name))] : []
  for (const file of ['config.json', 'tokenizer.json']) if (!all.has(file)) throw new AuroreError('models.file-missing', { repo, file })
  if (weights.length === 0) throw new AuroreError('models.no-safetensors', { repo })
  const light = names.filter((name) => small.test(name) && name !== 'config.json').toSorted()
  return ['config.json', ...light, ...weights].flatMap((name) => all.get(name) ?? [])
}

function wanted({ rfilename: name, size, blobId, lfs }: z.infer<typeof Sibling>): WantedFile {
  const check: Check | null = lfs ? { kind: 'sha256', digest: lfs.sha256 } : blobId && /^[0-9a-f]{40}$/.test(blobId) ? { kind: 'git', digest: blobId } : null
  return { name, bytes: lfs?.size ?? size ?? 0, check }
}

export const totalBytes = (files: readonly WantedFile[]): number => files.reduce((sum, { bytes }) => sum + bytes, 0)
