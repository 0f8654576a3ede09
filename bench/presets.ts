// npm run bench -- presets [TEXTS] [FILE ...]: what the ways of suggesting write, in figures, beside what the author wrote in the same places. The built-in model goes on from
// openings in chapters held back: of the two samples, on which the ways' numbers were set, or of the files that are named, which are then books they were not set on, with TEXTS texts after each (six, unless told): how varied it is, how much it repeats itself, how likely the base holds it, how soon a
// sentence ends, and the longest run of words that stands in the other chapters. Texts have seeds: the figures are the same at every run.
import { readFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { generate, holdDecoder, sharedPrefix, type HeldDecoder, type StopAt } from '#ml/generation/index.ts'
import { copiesIn, indexPassages, openExcuse, type TextIndex } from '#ml/parrot/index.ts'
import { openDecoder, openTokenScorer } from '#ml/runtime/index.ts'
import { scoreTexts, type TokenScorer } from '#ml/scoring/index.ts'
import type { Tokenizer } from '#ml/tokenizer/index.ts'
import { readManuscript, splitCorpus } from '#main/corpora/index.ts'
import { asPrinted } from '#main/corpora/printed.ts'
import { openTokenizer } from '#main/engine/process/model-folder.ts'
import type { Sampling } from '#shared/contract/sampling.ts'
import { presetNames, presets } from '#shared/presets.ts'
import { machine, median, table } from './measure.ts'

const [first = '', ...rest] = process.argv.slice(2)
const seeds = /^\d+$/.test(first) ? Number(first) : 6
const asked = /^\d+$/.test(first) ? rest : process.argv.slice(2)
const builtIn = resolve('resources/models/aurore-base')
/** The ways' numbers were set by looking at these. */
const samples = ['resources/samples/fr/la-varagne.md', 'resources/samples/en/the-mardler.md']
/** Openings of a book at most, tokens written after each, characters before each. */
const [openings, written, shown] = [8, 100, 700]
/** Characters between two openings: more than so many tokens take, so that her own texts do not overlap. */
const apart = 500

interface Opening { readonly prompt: string; readonly next: string }
interface Figures { readonly distinct1: number; readonly distinct2: number; readonly repeated: number; readonly perplexity: number; readonly sentence: number; readonly ended: number; readonly copied: number }
interface Book { readonly title: string; readonly openings: readonly Opening[]; readonly learned: TextIndex }

async function bookOf(file: string): Promise<Book> {
  const { title, language, chapters } = await readManuscript({ name: basename(file), bytes: readFileSync(file) })
  const { train, heldOut } = splitCorpus([{ id: file, title, language, chapters }], 'chapters')
  const text = heldOut.map((unit) => asPrinted(unit.text)).join('\n\n')
  const count = Math.min(openings, Math.floor((text.length - shown) / apart))
  const places = Array.from({ length: count }, (_, i) => wordAt(text, shown + Math.floor(((text.length - shown - apart) * i) / Math.max(1, count - 1))))
  return { title: `${title.slice(0, 40)} (${places.length})`, learned: indexPassages(train.map((unit) => asPrinted(unit.text))), openings: places.map((at) => ({ prompt: text.slice(Math.max(0, at - shown), at).trimEnd(), next: text.slice(at) })) }
}

const wordAt = (text: string, from: number): number => from + Math.max(0, text.slice(from).search(/(?<=\s)\S/u))
const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
const runs = (all: readonly string[], length: number): string[] => all.slice(length - 1).map((_, i) => all.slice(i, i + length).join(' '))
const share = (part: number, of: number): number => (of === 0 ? 0 : part / of)
const mean = (all: readonly number[]): number => share(all.reduce((a, b) => a + b, 0), all.length)

/** Different ones among all of a text, and the mean of that over texts of one length, so that they can be laid side by side. */
const distinct = (texts: readonly string[], length: number): number => mean(texts.map((text) => {
  const all = runs(words(text), length)
  return share(new Set(all).size, all.length)
}))

/** Of a text's runs of three words, those that it has said before (Welleck et al. 2020, seq-rep-n). */
const repeatedIn = (text: string): number => {
  const all = runs(words(text), 3)
  return 1 - share(new Set(all).size, all.length)
}

const excuse = openExcuse([], 3)
const longestCopy = (learned: TextIndex, text: string): number => copiesIn(learned, text, { least: 3, excuse, places: 1 }).longest

interface Pen { readonly held: HeldDecoder; readonly scorer: TokenScorer; readonly tokenizer: Tokenizer }
const around = { clock: () => 0, cancelled: () => false, breathe: async () => undefined }

async function continued({ held, tokenizer }: Pen, prompt: string, sampling: Sampling, seed: number, stopAt: StopAt): Promise<{ readonly text: string; readonly natural: boolean }> {
  let text = ''
  for await (const event of generate({ decoder: held, tokenizer }, { prompt, maxTokens: written, stopAt, sampling: { ...sampling, seed } }, around)) {
    if (event.type === 'done') return { text, natural: event.stoppedBy !== 'length' }
    text += event.text
  }
  return { text, natural: false }
}

async function perplexityOf({ scorer, tokenizer }: Pen, book: Book, texts: readonly string[]): Promise<number> {
  let [nll, counted] = [0, 0]
  for (const [i, text] of texts.entries()) {
    const [scored] = await scoreTexts(scorer, tokenizer, { prefix: book.openings[i % book.openings.length]?.prompt ?? '', continuations: [text], top: 0, window: 512 }, { breathe: around.breathe, check: () => undefined })
    nll += scored?.nll ?? 0
    counted += scored?.counted ?? 0
  }
  return Math.exp(nll / counted)
}

async function figuresOf(pen: Pen, book: Book, texts: readonly string[], sentences: readonly { readonly text: string; readonly natural: boolean }[]): Promise<Figures> {
  return {
    distinct1: distinct(texts, 1), distinct2: distinct(texts, 2), repeated: mean(texts.map(repeatedIn)), perplexity: await perplexityOf(pen, book, texts),
    sentence: median(sentences.map(({ text }) => words(text).length)), ended: mean(sentences.map(({ natural }) => (natural ? 1 : 0))), copied: Math.max(...texts.map((text) => longestCopy(book.learned, text)))
  }
}

async function writtenIn(pen: Pen, book: Book, sampling: Sampling): Promise<Figures> {
  const [texts, sentences]: [string[], { text: string; natural: boolean }[]] = [[], []]
  for (let seed = 0; seed < seeds; seed++) {
    for (const { prompt } of book.openings) {
      texts.push((await continued(pen, prompt, sampling, seed, 'tokens')).text)
      sentences.push(await continued(pen, prompt, sampling, seed, 'sentence'))
    }
  }
  return figuresOf(pen, book, texts, sentences)
}

/** The same number of tokens of what she wrote there, and her sentence to its end. */
async function hers(pen: Pen, book: Book): Promise<Figures> {
  const cut = ({ prompt, next }: Opening): string => {
    const before = pen.tokenizer.encode(prompt)
    const all = pen.tokenizer.encode(`${prompt} ${next.slice(0, written * 12)}`)
    const kept = sharedPrefix(before, all)
    return pen.tokenizer.decode(all.slice(0, kept + written)).slice(pen.tokenizer.decode(all.slice(0, kept)).length)
  }
  const sentences = book.openings.map(({ next }) => ({ text: /^.*?[.!?…](?=\s|$)/su.exec(next)?.[0] ?? next.slice(0, 300), natural: true }))
  return figuresOf(pen, book, book.openings.map(cut), sentences)
}

const percent = (x: number): string => `${(100 * x).toFixed(1)} %`
const line = (title: string, way: string, f: Figures): string[] =>
  [title, way, percent(f.distinct1), percent(f.distinct2), percent(f.repeated), f.perplexity.toFixed(1), String(f.sentence), percent(f.ended), String(f.copied)]

const tokenizer = await openTokenizer(builtIn)
const decoder = await openDecoder({ model: builtIn, adapter: null, device: 'cpu', precision: 'int8' })
const pen: Pen = { tokenizer, held: holdDecoder(decoder), scorer: await openTokenScorer({ model: builtIn, adapter: null, device: 'cpu' }) }
const lines: string[][] = []
const set = asked.length > 0 ? 'not set on' : 'set on'
for (const file of asked.length > 0 ? asked : samples) {
  const book = await bookOf(resolve(file))
  lines.push(line(book.title, 'the author', await hers(pen, book)))
  for (const name of presetNames) lines.push(line(book.title, name, await writtenIn(pen, book, presets[name])))
}
process.stdout.write(`${machine()}; ${seeds} texts of ${written} tokens after each opening; books the ways were ${set}\n\n`)
table(['book (openings)', 'way', 'distinct-1', 'distinct-2', 'rep-3', 'perplexity', 'words to the end of a sentence', 'ended by themselves', 'longest run of hers'], lines)
