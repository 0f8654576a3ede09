// Serves `evaluate`: how surprised a model or a voice is by texts. Knows windows and the scorer.
import { layOut, separateWindows } from '#ml/training/index.ts'
import type { z } from 'zod'
import type { Evaluation } from '#shared/contract/voices.ts'
import type { Device } from '#shared/contract/training.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { Weights } from '../contract.ts'
import { breathe } from './breathe.ts'
import { requireDevice } from './devices.ts'
import { secondsPerToken } from './measure.ts'
import { openTokenizer } from './model-folder.ts'
import { encodeUnits } from './run/data.ts'
import type { Runtime, Scorer } from './runtime.ts'
import type { Speeds } from './speeds.ts'

/** Longer contexts help little and cost much memory; texts are measured in windows of at most this many tokens. */
const LONGEST = 1024
/** Tokens of one run of the engine. */
const TOKENS_AT_ONCE = 2048

async function scoreAll(scorer: Scorer, units: readonly (readonly number[])[], beginning: readonly number[], padding: number): Promise<{ nll: number; tokens: number }> {
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

export async function evaluateTexts(runtime: Runtime, speeds: Speeds, weights: Weights, texts: readonly string[], requested: Device): Promise<z.infer<typeof Evaluation>> {
  const tokenizer = await openTokenizer(weights.model)
  const units = await encodeUnits(tokenizer, texts)
  const device = await requireDevice(runtime, requested, (candidate) => secondsPerToken(runtime, speeds, { ...weights, device: candidate }))
  const scorer = await runtime.openScorer({ ...weights, device })
  try {
    const { nll, tokens } = await scoreAll(scorer, units, tokenizer.beginning, tokenizer.endOfText ?? 0)
    if (tokens === 0) throw new AuroreError('training.too-little-text', { learn: 0, test: 0 })
    return { tokens, nll, perplexity: Math.exp(nll / tokens) }
  } finally {
    await scorer.dispose()
  }
}
