// Tokenizers of the author's own: made from her texts, looked into, compared. Works in this process, and listens between its steps. Knows no shell.
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import {
  BadTokenizer, CannotTrain, loadTokenizer, openVocabulary, trainByteLevelBpe, trainSentencePieceBpe, trainUnigram, type TokenizerFiles, type TrainingRequest, type Vocabulary
} from '#ml/tokenizer/index.ts'
import { AuroreError, type ErrorCode } from '#shared/errors/index.ts'
import { newFolder, readTokenizer, refuseTaken, writeTokenizer } from './folders.ts'
import { measure, show, type Measured, type Shown } from './look.ts'
import { writeOnto, type Carried } from './onto.ts'

export const tokenizerKinds = ['bpe', 'sentencepiece', 'unigram'] as const
export type TokenizerKind = (typeof tokenizerKinds)[number]

export type TokenizerRequest = {
  readonly texts: readonly string[]
  readonly kind: TokenizerKind
  readonly vocabularySize: number
  readonly symbols: readonly string[]
  /** A folder whose tokenizer's manner is taken (byte-level BPE only); null: the model's, or the built-in one's. */
  readonly like: string | null
  /** A model's folder that is written anew under the new vocabulary. */
  readonly onto: string | null
  readonly out: string
  readonly signal?: AbortSignal
}
/** `sample`: what the new tokenizer makes of the beginning of the texts. */
export type MadeTokenizer = { readonly folder: string; readonly kind: TokenizerKind; readonly vocabularySize: number; readonly sample: Measured; readonly carried: Carried | null }

/** Characters of the sample. */
const SAMPLE = 500_000

const codes: Readonly<Record<CannotTrain['reason'], ErrorCode>> = {
  'no-text': 'tokenizers.no-text', 'too-small': 'tokenizers.too-small', 'too-large': 'tokenizers.too-large', 'too-little-text': 'tokenizers.too-little-text',
  'not-byte-level': 'tokenizers.not-byte-level', 'symbol-taken': 'tokenizers.symbol-taken'
}

/** Any failure of the engine's library as a coded one; `folder` is the one that was read. */
function coded(error: unknown, folder: string): unknown {
  if (error instanceof CannotTrain) return new AuroreError(codes[error.reason], { folder, ...error.numbers }, { cause: error })
  if (error instanceof BadTokenizer) return new AuroreError('tokenizers.unreadable', { folder, detail: error.message }, { cause: error })
  return error
}

async function open(folder: string): Promise<Vocabulary> {
  const files = await readTokenizer(folder)
  try {
    return openVocabulary(files)
  } catch (error) {
    throw coded(error, folder)
  }
}

export function createTokenizers(resources: string) {
  const trainers: Readonly<Record<TokenizerKind, (texts: readonly string[], request: TrainingRequest, like: string) => Promise<TokenizerFiles>>> = {
    bpe: async (texts, request, like) => trainByteLevelBpe(texts, { ...request, like: await readTokenizer(like) }),
    sentencepiece: trainSentencePieceBpe,
    unigram: trainUnigram
  }

  async function make({ texts, kind, vocabularySize, symbols, like, onto, signal }: TokenizerRequest): Promise<TokenizerFiles> {
    const manner = like ?? onto ?? join(resources, 'models', 'aurore-base')
    const pause = async (): Promise<void> => { await setImmediate(); signal?.throwIfAborted() }
    try {
      return await trainers[kind](texts, { vocabularySize, symbols, pause }, manner)
    } catch (error) {
      throw coded(error, manner)
    }
  }

  return {
    /** Writes `out`, a new folder, whole or not at all. Aborting the signal ends it with the signal's reason. */
    async train(request: TokenizerRequest): Promise<MadeTokenizer> {
      const { texts, kind, onto, out } = request
      await refuseTaken(out)
      if (onto !== null) await open(onto) // said before the work, not after it
      const files = await make(request)
      const tokenizer = loadTokenizer(files.definition, files.config)
      let carried: Carried | null = null
      await newFolder(out, async (into) => {
        if (onto !== null) carried = await writeOnto(into, onto, files)
        await writeTokenizer(into, files)
      })
      const sample = texts.join('\n\n').slice(0, SAMPLE).replace(/[\uD800-\uDBFF]$/, '')
      return { folder: out, kind, vocabularySize: tokenizer.vocabularySize, sample: measure({ tokenizer }, sample), carried }
    },
    show: async (folder: string, text: string): Promise<Shown> => show(await open(folder), text),
    measure: async (folder: string, text: string): Promise<Measured> => measure(await open(folder), text)
  }
}
export type Tokenizers = ReturnType<typeof createTokenizers>
