// Whether two models read a text as the same tokens. Knows tokenizer files; knows no model.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What makes tokens of a text, without what merely dresses it. */
async function pieces(folder: string): Promise<string> {
  const { model, added_tokens: added } = JSON.parse(await readFile(join(folder, 'tokenizer.json'), 'utf8')) as { readonly model?: unknown; readonly added_tokens?: unknown }
  return JSON.stringify([model, added])
}

/** Folders in Hugging Face layout. */
export const readAlike = async (one: string, other: string): Promise<boolean> => (await pieces(one)) === (await pieces(other))
