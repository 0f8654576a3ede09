// A Hugging Face folder, as far as the loops need it: its tokenizer and what travels with a copy. Knows no weights.
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { loadTokenizer, readingMarks, type ReadingMarks, type Tokenizer, type TokenizerFiles } from '#ml/tokenizer/index.ts'
import { AuroreError } from '#shared/errors/index.ts'
import { coded, messageOf } from './coded.ts'

async function opened<T>(folder: string, open: (files: TokenizerFiles) => T): Promise<T> {
  const definition = await readFile(join(folder, 'tokenizer.json'), 'utf8').catch((error: unknown) => {
    throw new AuroreError('engine.bad-model', { folder, detail: messageOf(error) }, { cause: error })
  })
  const config = await readFile(join(folder, 'tokenizer_config.json'), 'utf8').catch(() => '{}')
  try {
    return open({ definition, config })
  } catch (error) {
    throw coded(error, folder)
  }
}

/** Tokenizers that were read last, by folder and file: voices over one base model have one. */
const known = new Map<string, Promise<Tokenizer>>()
const knownAtMost = 4

export async function openTokenizer(folder: string): Promise<Tokenizer> {
  const file = await stat(join(folder, 'tokenizer.json')).catch(() => null)
  const key = JSON.stringify([folder, file?.mtimeMs, file?.size])
  const found = known.get(key) ?? opened(folder, ({ definition, config }) => loadTokenizer(definition, config))
  known.delete(key)
  known.set(key, found)
  found.catch(() => { known.delete(key) })
  for (const oldest of [...known.keys()].slice(0, -knownAtMost)) known.delete(oldest)
  return found
}

/** What the tokenizer has for models that read. */
export const openMarks = (folder: string): Promise<ReadingMarks> => opened(folder, readingMarks)

export async function readConfig(folder: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')) as Record<string, unknown>
  } catch (error) {
    throw new AuroreError('engine.bad-model', { folder, detail: messageOf(error) }, { cause: error })
  }
}

const weights = /\.safetensors$/
const travelling = /^(tokenizer.*|special_tokens_map\.json|added_tokens\.json|vocab\.(json|txt)|merges\.txt|generation_config\.json|LICEN[CS]E.*)$/i

export const weightFiles = async (folder: string): Promise<readonly string[]> => (await readdir(folder)).filter((name) => weights.test(name)).sort()

/** Files of a model that a model learned from it needs too. */
export const travellingFiles = async (folder: string): Promise<readonly string[]> => (await readdir(folder)).filter((name) => travelling.test(name)).sort()
