// npm run bench -- parrot FOLDER [WORDS]: how long an index of the .txt and .md files under a folder takes to make and to ask, and what memory it holds;
// and how long the runs are that held-back chapters share with the chapters learned from.
import { readFileSync, readdirSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { avoidCopies, copiesIn, followText, indexBytes, indexPassages, openExcuse, readIndex, type TextIndex } from '#ml/parrot/index.ts'
import { readManuscript, splitCorpus, type SplitDocument } from '#main/corpora/index.ts'
import { openTokenizer } from '#main/engine/process/model-folder.ts'
import { countWords } from '#shared/text.ts'
import { machine, median, table, timed, whole } from './measure.ts'

const [folder = 'resources/samples', wanted = '1000000'] = process.argv.slice(2)
const files = readdirSync(resolve(folder), { recursive: true, encoding: 'utf8' }).filter((name) => /\.(txt|md)$/.test(name) && !/README/.test(name)).toSorted()
const ms = (seconds: number): string => `${(seconds * 1000).toFixed(seconds < 0.01 ? 2 : 0)} ms`
const excuse = openExcuse([], 8)
const check = (texts: TextIndex, text: string) => copiesIn(texts, text, { least: 8, excuse, places: 5 })

/** One file of each title. */
async function shelf(): Promise<Map<string, SplitDocument>> {
  const books = new Map<string, SplitDocument>()
  for (const name of files) {
    const { title, language, chapters } = await readManuscript({ name: basename(name), bytes: readFileSync(join(resolve(folder), name)) })
    if (!books.has(title)) books.set(title, { id: name, title, language, chapters })
  }
  return books
}

/** Whole chapters, over again if there are too few, until there are enough words. */
function passages(books: readonly SplitDocument[], enough: number): { readonly texts: readonly string[]; readonly words: number } {
  const { train, heldOut } = splitCorpus(books, 'chapters')
  const units = [...train, ...heldOut]
  const texts: string[] = []
  let words = 0
  for (let i = 0; words < enough; i = (i + 1) % units.length) {
    texts.push(units[i]?.text ?? '')
    words += units[i]?.words ?? 0
  }
  return { texts, words }
}

async function speed(books: readonly SplitDocument[]): Promise<void> {
  const { texts, words } = passages(books, Number(wanted))
  const rss = process.memoryUsage().rss
  let made = indexPassages([])
  const build = await timed(3, 0, async () => { made = indexPassages(texts) })
  const peak = process.resourceUsage().maxRSS * 1024 - rss
  const bytes = indexBytes({ texts: made, about: '' })
  const open = await timed(5, 1, async () => { readIndex(bytes) })
  const sample = texts.flatMap((text) => text.split(/(?<=[.!?…])\s+/)).filter((sentence) => countWords(sentence) >= 12)
  const pick = (i: number): string => sample[(i * 7919) % sample.length] ?? ''
  const foreign = (i: number): string => pick(i).split(' ').reverse().join(' ')
  let n = 0
  const ask = async (text: (i: number) => string): Promise<number> => median(await timed(300, 30, async () => { check(made, text(n++)) }))
  const chapter = texts.toSorted((a, b) => b.length - a.length)[0] ?? ''
  const follow = median(await timed(300, 30, async () => { followText([made], '').push(pick(n++)) })) / 25
  const tokenizer = await openTokenizer(resolve('resources/models/aurore-base'))
  const avoid = avoidCopies([made], tokenizer, { least: 8, allowed: [] })
  const logits = Float32Array.from({ length: tokenizer.vocabularySize }, (_, id) => Math.sin(id))
  const steered = async (text: (i: number) => string): Promise<number> => {
    const said = Array.from({ length: 40 }, (_, i) => tokenizer.encode(text(i)))
    return median(await timed(300, 30, async () => { avoid(logits, said[n++ % said.length] ?? []) }))
  }
  process.stdout.write(`${whole(words)} words, ${whole(made.vocabulary.size)} different, ${whole(texts.length)} chapters\n\n`)
  table(['what', 'time or size'], [
    ['index made', `${median(build).toFixed(2)} s`], ['its file', `${whole(bytes.byteLength / 1e6)} MB`], ['memory while it is made, at most', `${whole(peak / 1e6)} MB`], ['file read back', ms(median(open))],
    ['a copied sentence asked for', ms(await ask(pick))], ['a sentence that is no copy', ms(await ask(foreign))], [`the longest chapter (${whole(countWords(chapter))} words), a copy`, ms(median(await timed(5, 1, async () => { check(made, chapter) })))],
    ['the same, its words reversed', ms(median(await timed(5, 1, async () => { check(made, chapter.split(' ').reverse().join(' ')) })))],
    ['one word followed as it comes', ms(follow)], ['a token steered, far from a copy', ms(await steered(foreign))], ['a token steered, in the midst of a copy', ms(await steered(pick))]
  ])
}

const lengths = [5, 6, 7, 8, 9, 10, 12]

/** How often held-back chapters share a run of so many words with the chapters learned from. */
function repeats(name: string, books: readonly SplitDocument[]): (string | number)[] {
  const { train, heldOut, heldOutWords, trainWords } = splitCorpus(books, 'chapters')
  const texts = indexPassages(train.map(({ text }) => text))
  const runs = heldOut.flatMap(({ text }) => [...copiesIn(texts, text, { least: 5, excuse, places: 1 }).copies])
  const longest = Math.max(0, ...runs.map(({ words }) => words))
  return [name, whole(trainWords), whole(heldOutWords), ...lengths.map((least) => (runs.filter(({ words }) => words >= least).length / heldOutWords * 10_000).toFixed(1)), longest]
}

const books = [...(await shelf()).values()]
const shelves = [...new Set(books.map(({ id }) => dirname(id)))].map((name) => ({ name, books: books.filter(({ id }) => dirname(id) === name) }))
process.stdout.write(`${machine()}; medians\n\n`)
await speed(books)
process.stdout.write('\nRuns that held-back chapters share with those learned from, per 10,000 words, by their least length\n\n')
const rows = [...books.map((book) => repeats(book.title, [book])), ...shelves.filter((one) => one.books.length > 1).map((one) => repeats(`all of ${one.name}`, one.books))]
table(['learned from', 'words', 'held-back words', ...lengths.map((n) => `≥ ${n}`), 'longest'], rows)
