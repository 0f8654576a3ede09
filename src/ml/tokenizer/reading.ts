// What a tokenizer has for models that read: the marks around a text, the sign for a hidden token, padding, and which tokens begin a word. Knows no model.
import { addedTokensOf, isByteLevel, isRecord, modelOf, parseObject, type Json, type TokenizerFiles } from './definition.ts'
import { openLibrary } from './library.ts'
import { metaspace } from './metaspace.ts'

export interface ReadingMarks {
  /** Around every text. */
  readonly before: readonly number[]
  readonly after: readonly number[]
  /** null where the tokenizer has no such token. */
  readonly mask: number | null
  readonly padding: number | null
  readonly special: ReadonlySet<number>
  /** Whether a token stands at a word's beginning, as far as its spelling tells. */
  readonly begins: (id: number) => boolean
}

const contentOf = (token: unknown): string | null =>
  typeof token === 'string' ? token : isRecord(token) && typeof token['content'] === 'string' ? token['content'] : null

/** How a token inside a word is told from one at its beginning: WordPiece marks the one, the others mark the space before the other. */
function beginner(definition: Json): (spelling: string) => boolean {
  const isWord = (spelling: string): boolean => /[\p{L}\p{N}]/u.test(spelling)
  if (modelOf(definition)['type'] === 'WordPiece') return (spelling) => !spelling.startsWith('##')
  const space = isByteLevel(definition) ? 'Ġ' : metaspace
  return (spelling) => spelling.startsWith(space) || !isWord(spelling)
}

/** Throws BadTokenizer. */
export function readingMarks(files: TokenizerFiles): ReadingMarks {
  const definition = parseObject(files.definition, 'tokenizer.json')
  const settings = parseObject(files.config, 'tokenizer_config.json')
  const library = openLibrary(definition, settings)
  const [whole, plain] = [true, false].map((marked) => library.encode('a', { add_special_tokens: marked }).ids)
  const at = whole && plain ? whole.findIndex((_, i) => plain.every((id, j) => whole[i + j] === id)) : -1
  const one = (setting: string, ...usual: readonly string[]): number | null =>
    [contentOf(settings[setting]), ...usual].map((token) => (token === null ? undefined : library.token_to_id(token))).find((id) => id !== undefined) ?? null
  const spellings = new Map([...library.get_vocab(true)].map(([spelling, id]) => [id, spelling]))
  const isBeginning = beginner(definition)
  return {
    before: at < 0 ? [] : whole?.slice(0, at) ?? [], after: at < 0 ? [] : whole?.slice(at + (plain?.length ?? 0)) ?? [],
    mask: one('mask_token', '[MASK]', '<mask>'), padding: one('pad_token', '[PAD]', '<pad>'),
    special: new Set(addedTokensOf(definition).filter(({ special }) => special).map(({ id }) => id)),
    begins: (id) => isBeginning(spellings.get(id) ?? '')
  }
}
