// Serves `evaluate`: how surprised a model or a voice is by texts. Knows windows and the scorers.
import type { TokenScorer } from '#ml/scoring/index.ts'
import type { Tokenizer } from '#ml/tokenizer/index.ts'
import { IGNORED, layOut, separateWindows } from '#ml/training/index.ts'
import type { z } from 'zod'
import type { Evaluation } from '#shared/contract/voices.ts'
import type { Device } from '#shared/contract/training.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { Weights } from '../contract.ts'
import { breathe } from './breathe.ts'
import { requireDevice } from './devices.ts'
import { secondsPerToken } from './measure.ts'
import { openTokenizer } from './model-folder.ts'
import { openPhrases, openVoiceScorer } from './phrases.ts'
import { encodeUnits } from './run/units.ts'
import type { RealDevice, Runtime, Scorer } from './runtime.ts'
import type { Speeds } from './speeds.ts'

/** Longer contexts help little and cost much memory; texts are measured in windows of at most this many tokens. */
const LONGEST = 1024
/** Tokens of one run of the engine. */
const TOKENS_AT_ONCE = 2048

interface Sum { readonly nll: number; readonly tokens: number }

async function scoreAll(scorer: Scorer, units: readonly (readonly number[])[], beginning: readonly number[], padding: number): Promise<Sum> {
  const context = Math.min(scorer.contextLength, LONGEST)
  const windows = separateWindows(units, { context, beginning, separator: null })
  const rows = Math.max(1, Math.floor(TOKENS_AT_ONCE / context))
  let nll = 0
  let tokens = 0
  for (let start = 0; start < windows.length; start += rows) {
    await breathe()
    const group = windows.slice(start, start + rows)
    const scored = await scorer.score(layOut(group, Math.max(...group.map((window) => window.ids.length)), padding))
    nll += scored.nll
    tokens += scored.tokens
  }
  return { nll, tokens }
}

/** The same windows, token by token. */
async function lookAll(scorer: TokenScorer, units: readonly (readonly number[])[], beginning: readonly number[]): Promise<Sum> {
  const context = Math.min(scorer.contextLength, LONGEST)
  const windows = separateWindows(units, { context, beginning, separator: null })
  const rows = Math.max(1, Math.floor(TOKENS_AT_ONCE / context))
  let [nll, tokens] = [0, 0]
  for (let start = 0; start < windows.length; start += rows) {
    await breathe()
    const group = windows.slice(start, start + rows)
    const looks = await scorer.look({ prefix: [], rows: group.map(({ ids }) => ids), top: 0 })
    for (const [r, { labels }] of group.entries()) for (const [t, label] of labels.entries()) {
      const look = looks[r]?.[t] ?? null
      if (label === IGNORED || look === null) continue
      nll -= look.logprob
      tokens++
    }
  }
  return { nll, tokens }
}

interface Opened { readonly score: (units: readonly (readonly number[])[], tokenizer: Tokenizer) => Promise<Sum>; readonly dispose: () => Promise<void> }

/** A voice without turns of phrase is measured the quick way: its losses summed in the graph. */
async function openFor(runtime: Runtime, weights: Weights, device: RealDevice): Promise<Opened> {
  if ((await openPhrases(weights)) === null) {
    const scorer = await runtime.openScorer({ ...weights, device })
    return { score: (units, { beginning, endOfText }) => scoreAll(scorer, units, beginning, endOfText ?? 0), dispose: () => scorer.dispose() }
  }
  const scorer = await openVoiceScorer(runtime, weights, device)
  return { score: (units, { beginning }) => lookAll(scorer, units, beginning), dispose: () => scorer.dispose() }
}

export async function evaluateTexts(runtime: Runtime, speeds: Speeds, weights: Weights, texts: readonly string[], requested: Device): Promise<z.infer<typeof Evaluation>> {
  const tokenizer = await openTokenizer(weights.model)
  const units = await encodeUnits(tokenizer, texts)
  const device = await requireDevice(runtime, requested, (candidate) => secondsPerToken(runtime, speeds, { ...weights, device: candidate }))
  const opened = await openFor(runtime, weights, device)
  try {
    const { nll, tokens } = await opened.score(units, tokenizer)
    if (tokens === 0) throw new AuroreError('training.too-little-text', { learn: 0, test: 0 })
    return { tokens, nll, perplexity: Math.exp(nll / tokens) }
  } finally {
    await opened.dispose()
  }
}
