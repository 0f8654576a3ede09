// Tokenizers made from the sample novels, and texts that try them.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import type { TokenizerFiles } from '#ml/tokenizer/index.ts'

const root = join(import.meta.dirname, '../../..')
const base = join(root, 'resources/models/aurore-base')

/** The built-in model's own. */
export const given: TokenizerFiles = { definition: readFileSync(join(base, 'tokenizer.json'), 'utf8'), config: readFileSync(join(base, 'tokenizer_config.json'), 'utf8') }

export const novel = readFileSync(join(root, 'resources/samples/fr/la-varagne.md'), 'utf8')

/** Both files, read. */
export const parsed = ({ definition }: TokenizerFiles) => JSON.parse(definition) as {
  readonly added_tokens: readonly { readonly id: number; readonly content: string; readonly special: boolean }[]
  readonly model: { readonly type: string; readonly vocab: Readonly<Record<string, number>> | readonly (readonly [string, number])[]; readonly merges: readonly (readonly [string, string])[] }
  readonly post_processor: unknown
  readonly pre_tokenizer: unknown
}

export const nasty = [
  '« Où vas-tu ? » demanda-t-elle ; l’herbe, jusqu’à l’œuvre, était haute… — Là-bas !', ' commence par une espace', '  deux', 'fin ', '\n\n\tx\r\n', '',
  'emoji 😀🏽 👩‍👩‍👧 中文 العربية \u00A0\u202F!', '\u0000\u0001\u007F\u0085\uFEFFx', '<0x41> <u> <|x|>', 'e\u0301 ½ ² 12³ ①', '\uD800'
]

/** Any text; `\u2581` is left out where the tokenizer has it stand for the space. */
export const anyText = (without = ''): fc.Arbitrary<string> => {
  const pieces = fc.constantFrom(' ', '  ', '\n', '\n\n', '\t', 'mot', 'l’', '.', '…', '«', '\u00A0', '!', '12', '3', '😀', 'é', '-', ' x', '<sep>')
  return fc.oneof(fc.string({ unit: 'binary' }), fc.array(pieces).map((parts) => parts.join(''))).filter((text) => without === '' || !text.includes(without))
}
