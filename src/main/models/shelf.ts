// The base models a voice can be learned from: those that ship, and folders the author adds. They are read where they lie. Knows no voice.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import type { Model } from '#shared/contract/voices.ts'
import { AuroreError } from '#shared/errors/index.ts'
import { ModelId } from '#shared/ids.ts'
import type { Library } from '../database/library.ts'
import { fileName } from '../publishing/file-name.ts'
import { readCard } from './card.ts'
import type { Engine } from '../voices/engine.ts'
import { modelRows, type KnownModel } from './model-rows.ts'

/** `home`: where models that came as a single file are kept as folders. */
export function createModels(library: Library, engine: Engine, { resources, home }: { readonly resources: string, readonly home: string }) {
  const rows = modelRows(library.database)

  /** The engine looks at the weights; what it says is kept until the folder changes. */
  async function register(id: ModelId, folder: string, builtIn: boolean): Promise<Model> {
    const print = fingerprint(folder)
    const described = await engine.writer.describe({ model: folder })
    const { name, licence, languages } = readCard(folder)
    const model: Model = { id, folder, builtIn, name, licence, languages: [...languages], ...described }
    rows.put(model, print)
    return model
  }

  function fresh(known: KnownModel | null, folder: string): Model | null {
    return known && known.removedAt === null && known.folder === folder && known.fingerprint === fingerprint(folder) ? model(known) : null
  }

  const builtIn = (): Promise<Model[]> => Promise.all(modelFolders(join(resources, 'models')).map(async (folder) => {
    const id = ModelId.parse(basename(folder).replace(/[^A-Za-z0-9_-]/g, '-'))
    return fresh(rows.one(id), folder) ?? register(id, folder, true)
  }))

  /** A folder that is away (an unplugged disk) stays listed as it was last seen. */
  const added = (): Promise<Model[]> => Promise.all(rows.all().filter((known) => !known.builtIn && known.removedAt === null).map((known) =>
    fresh(known, known.folder) ?? (isModelFolder(known.folder) ? register(known.id, known.folder, false) : model(known))))

  async function list(): Promise<Model[]> {
    return [...await builtIn(), ...await added()]
  }

  /** A GGUF is one file: it becomes a folder of our own once, and that is the model. */
  async function unpacked(file: string): Promise<string> {
    const found = statSync(file, { throwIfNoEntry: false })
    if (!found?.isFile()) throw new AuroreError('voices.not-a-model', { folder: file })
    const print = createHash('sha256').update(`${file}:${found.size}:${found.mtimeMs}`).digest('hex').slice(0, 8)
    const folder = join(home, 'models', `${fileName([basename(file).replace(/\.gguf$/i, '')], 'model')}-${print}`)
    if (!isModelFolder(folder)) await engine.writer.adopt({ file, to: folder })
    return folder
  }

  return {
    list,
    /** Also of a model taken off the list: a voice learned from it still speaks. */
    async get(id: ModelId): Promise<Model> {
      const known = rows.one(id)
      if (known && !known.builtIn) return model(known)
      const found = (await builtIn()).find((candidate) => candidate.id === id)
      if (!found) throw new AuroreError('general.not-found', { what: 'model' })
      return found
    },
    async add(chosen: string): Promise<Model> {
      const folder = isGguf(chosen) ? await unpacked(resolve(chosen)) : resolve(chosen)
      if (!isModelFolder(folder)) throw new AuroreError('voices.not-a-model', { folder })
      const known = rows.all().find((candidate) => candidate.folder === folder)
      return fresh(known ?? null, folder) ?? register(known?.id ?? ModelId.parse(library.newId()), folder, known?.builtIn ?? false)
    },
    remove(id: ModelId): void {
      const known = rows.one(id)
      if (!known) throw new AuroreError('general.not-found', { what: 'model' })
      if (known.builtIn) throw new AuroreError('voices.built-in-model', { name: known.name })
      rows.remove(id, library.now())
    }
  }
}
export type Models = ReturnType<typeof createModels>

const model = ({ fingerprint: _, removedAt: __, ...rest }: KnownModel): Model => rest

const isGguf = (path: string): boolean => /\.gguf$/i.test(path)

const isModelFolder = (folder: string): boolean => existsSync(join(folder, 'config.json'))

const modelFolders = (shelf: string): string[] =>
  (existsSync(shelf) ? readdirSync(shelf).toSorted() : []).map((name) => join(shelf, name)).filter(isModelFolder)

/** Sizes and times of the files that decide what a model is: cheap, and it changes when they do. */
function fingerprint(folder: string): string {
  const telling = readdirSync(folder).filter((name) => /\.(json|safetensors|md)$/.test(name)).toSorted()
  return telling.map((name) => { const { size, mtimeMs } = statSync(join(folder, name)); return `${name}:${size}:${mtimeMs}` }).join(' ')
}
