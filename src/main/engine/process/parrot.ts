// The indices of the author's books, as the app made them, for a writer that shall not copy. Keeps the last few open. Knows files; knows no book.
import { readFile, stat } from 'node:fs/promises'
import { avoidCopies, readIndex, type TextIndex } from '#ml/parrot/index.ts'
import type { Wish } from '#ml/generation/index.ts'
import type { Tokenizer } from '#ml/tokenizer/index.ts'
import type { GenerateInput } from '../contract.ts'

const openAtMost = 4
const open = new Map<string, TextIndex>()

/** A file that was written anew is another one. */
async function indexAt(path: string): Promise<TextIndex> {
  const { mtimeMs, size } = await stat(path)
  const key = JSON.stringify([path, mtimeMs, size])
  const texts = open.get(key) ?? readIndex(new Uint8Array(await readFile(path)))?.texts
  if (!texts) throw new Error(`${path} is no index of books`)
  open.delete(key)
  open.set(key, texts)
  for (const oldest of [...open.keys()].slice(0, -openAtMost)) open.delete(oldest)
  return texts
}

/** The wish with what keeps it from copying, after all else that changes logits. */
export async function heedful(wish: Wish, { avoiding }: Pick<GenerateInput, 'avoiding'>, tokenizer: Tokenizer): Promise<Wish> {
  if (avoiding === null) return wish
  const indices = await Promise.all(avoiding.indices.map(indexAt))
  return { ...wish, processors: [...wish.processors ?? [], avoidCopies(indices, tokenizer, { least: avoiding.words, allowed: avoiding.allowed })] }
}
