// npm run bench -- tokenizers FOLDER [MEGABYTES]: how long a tokenizer takes to learn from the .txt files under a folder, repeated when they are too few.
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { loadTokenizer, trainByteLevelBpe, trainSentencePieceBpe, trainUnigram, type TokenizerFiles } from '#ml/tokenizer/index.ts'
import { machine, table, whole } from './measure.ts'

const [folder = '', megabytes = '100'] = process.argv.slice(2)
const base = resolve('resources/models/aurore-base')
const like = { definition: readFileSync(join(base, 'tokenizer.json'), 'utf8'), config: readFileSync(join(base, 'tokenizer_config.json'), 'utf8') }
const files = readdirSync(resolve(folder), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.txt')).toSorted()
if (files.length === 0) throw new Error(`no .txt file under “${folder}”`)

const wanted = Number(megabytes) * 1e6
const texts: string[] = []
let bytes = 0
for (let i = 0; bytes < wanted; i = (i + 1) % files.length) {
  const read = readFileSync(resolve(folder, files[i] ?? '')).subarray(0, wanted - bytes)
  texts.push(read.toString('utf8'))
  bytes += read.length
}

type Train = (vocabularySize: number) => Promise<TokenizerFiles>
const rows: readonly (readonly [string, number, Train])[] = [
  ['byte-level BPE', 8192, (vocabularySize) => trainByteLevelBpe(texts, { vocabularySize, like })],
  ['byte-level BPE', 52_000, (vocabularySize) => trainByteLevelBpe(texts, { vocabularySize, like })],
  ['SentencePiece BPE', 32_000, (vocabularySize) => trainSentencePieceBpe(texts, { vocabularySize })],
  ['unigram', 8000, (vocabularySize) => trainUnigram(texts, { vocabularySize })],
  ['unigram', 32_000, (vocabularySize) => trainUnigram(texts, { vocabularySize })],
  ['unigram', 52_000, (vocabularySize) => trainUnigram(texts, { vocabularySize })]
]

process.stdout.write(`${machine()}; ${whole(bytes / 1e6)} MB of text from ${Math.min(files.length, texts.length)} files; one run each\n\n`)
const measured: (readonly (string | number)[])[] = []
const sample = (texts[0] ?? '').slice(0, 500_000)
for (const [name, size, train] of rows) {
  const [start, before] = [performance.now(), process.cpuUsage()]
  const { definition, config } = await train(size)
  const [seconds, { user, system }] = [(performance.now() - start) / 1000, process.cpuUsage(before)]
  measured.push([name, whole(size), seconds.toFixed(1), ((user + system) / 1e6).toFixed(1), (sample.length / loadTokenizer(definition, config).encode(sample).length).toFixed(2), whole(process.memoryUsage().rss / 1e6)])
  process.stderr.write(`${measured.at(-1)?.join('  ') ?? ''}\n`) // each takes a while
}
table(['tokenizer', 'vocabulary', 'seconds', 'processor seconds', 'characters a token', 'resident MB'], measured)
