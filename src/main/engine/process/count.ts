// Serves `countTokens`: how many tokens texts are. Knows the tokenizers' files; keeps the last ones open.
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fillInMarksOf, type Tokenizer } from '#ml/tokenizer/index.ts'
import type { CountInput, TokenCounts } from '../contract.ts'
import { openTokenizer } from './model-folder.ts'

interface Opened { readonly tokenizer: Tokenizer; readonly fillIn: TokenCounts['fillIn'] }
interface Shelved { readonly key: string; readonly opened: Promise<Opened> }
export interface Counter { count(input: CountInput): Promise<TokenCounts> }

const OPEN = 2

async function open(model: string): Promise<Opened> {
  const tokenizer = await openTokenizer(model)
  return { tokenizer, fillIn: fillInMarksOf(await readFile(join(model, 'tokenizer.json'), 'utf8')) }
}

/** A word behind a blank is another token than the same word alone: what begins with a blank is counted behind a letter. */
const inText = ({ encode }: Tokenizer, piece: string): number => (/^\s/u.test(piece) ? encode(`a${piece}`).length - encode('a').length : encode(piece).length)

export function openCounter(): Counter {
  let shelf: readonly Shelved[] = []
  const take = async (model: string): Promise<Opened> => {
    const key = `${model} ${await stat(join(model, 'tokenizer.json')).then(({ mtimeMs }) => mtimeMs, () => 0)}`
    const one = shelf.find((other) => other.key === key) ?? { key, opened: open(model) }
    shelf = [one, ...shelf.filter((other) => other !== one)].slice(0, OPEN)
    // What could not be opened is tried again.
    one.opened.catch(() => { shelf = shelf.filter((other) => other !== one) })
    return one.opened
  }
  return {
    async count({ model, texts, inText: inside }) {
      const { tokenizer, fillIn } = await take(model)
      const counts = texts.map((text) => (inside ? inText(tokenizer, text) : text === '' ? 0 : tokenizer.encode(text).length))
      return { counts, beginning: tokenizer.beginning.length, fillIn }
    }
  }
}
