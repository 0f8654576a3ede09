// Tokenizers in folders, as Hugging Face lays them out; a new folder comes to stand whole or not at all. Knows no training.
import { mkdir, open, readdir, readFile, rename, rm, rmdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { TokenizerFiles } from '#ml/tokenizer/index.ts'
import { AuroreError } from '#shared/errors/index.ts'

export const detailOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 500)

export async function readTokenizer(folder: string): Promise<TokenizerFiles> {
  const definition = await readFile(join(folder, 'tokenizer.json'), 'utf8').catch((error: unknown) => {
    throw new AuroreError('tokenizers.unreadable', { folder, detail: detailOf(error) }, { cause: error })
  })
  return { definition, config: await readFile(join(folder, 'tokenizer_config.json'), 'utf8').catch(() => '{}') }
}

/** Said before the work, and made sure of again when the folder is put in place. */
export async function refuseTaken(folder: string): Promise<void> {
  const found = await readdir(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw new AuroreError('tokenizers.unwritable', { folder, detail: detailOf(error) }, { cause: error })
  })
  if (found.length > 0) throw new AuroreError('tokenizers.folder-taken', { folder })
}

export async function writeDurably(path: string, data: string | Uint8Array): Promise<void> {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(data)
    await file.sync()
  } finally {
    await file.close()
  }
}

export async function writeTokenizer(into: string, { definition, config }: TokenizerFiles): Promise<void> {
  await writeDurably(join(into, 'tokenizer.json'), definition)
  await writeDurably(join(into, 'tokenizer_config.json'), config)
}

/** `write` fills a folder beside; then it takes the place of nothing, or of an empty folder. */
export async function newFolder(folder: string, write: (into: string) => Promise<void>): Promise<void> {
  await refuseTaken(folder)
  const beside = join(dirname(folder), `.${basename(folder)}.${process.pid}.part`)
  try {
    await mkdir(beside, { recursive: true })
    await write(beside)
    await refuseTaken(folder)
    await rmdir(folder).catch(() => undefined)
    await rename(beside, folder)
  } catch (error) {
    throw error instanceof AuroreError ? error : new AuroreError('tokenizers.unwritable', { folder, detail: detailOf(error) }, { cause: error })
  } finally {
    await rm(beside, { recursive: true, force: true })
  }
}
