// The samplers as sliders: which belong together, how far each goes. Knows numbers, no screen.
import type { SamplerName, Sampling } from '#shared/contract/sampling.ts'

type NumberField = { [K in keyof Sampling]: Sampling[K] extends number ? K : never }[keyof Sampling]
export interface Dial { readonly field: NumberField; readonly min: number; readonly max: number; readonly step: number }
interface Group { readonly name: 'howDaring' | 'whereItEnds' | 'againstRepeats' | 'searching'; readonly dials: readonly Dial[] }

const dial = (field: NumberField, min: number, max: number, step = 1): Dial => ({ field, min, max, step })

/** Wider values than a dial shows come from the command line; they are kept until she moves it. */
export const groups: readonly Group[] = [
  { name: 'howDaring', dials: [dial('temperature', 0, 2, 0.05), dial('dynamicRange', 0, 1, 0.05), dial('dynamicExponent', 0.1, 3, 0.1), dial('mirostatTau', 0, 10, 0.1), dial('mirostatEta', 0.01, 1, 0.01)] },
  { name: 'whereItEnds', dials: [
    dial('topK', 0, 200), dial('topP', 0.05, 1, 0.01), dial('minP', 0, 0.5, 0.01), dial('topA', 0, 1, 0.01), dial('typicalP', 0.05, 1, 0.01), dial('tailFree', 0, 1, 0.01),
    dial('epsilonCutoff', 0, 0.02, 0.0005), dial('etaCutoff', 0, 0.02, 0.0005), dial('xtcProbability', 0, 1, 0.05), dial('xtcThreshold', 0, 0.5, 0.01)
  ] },
  { name: 'againstRepeats', dials: [
    dial('repetitionPenalty', 0.8, 2, 0.01), dial('repetitionSlope', 0, 5, 0.1), dial('frequencyPenalty', -2, 2, 0.05), dial('presencePenalty', -2, 2, 0.05), dial('penaltyRange', 0, 1024, 16),
    dial('dryMultiplier', 0, 3, 0.05), dial('dryBase', 1, 4, 0.05), dial('dryAllowedLength', 1, 20), dial('dryRange', 0, 2048, 32), dial('noRepeatNgram', 0, 10)
  ] },
  { name: 'searching', dials: [dial('beams', 1, 8), dial('lengthPenalty', -1, 2, 0.1), dial('contrastAlpha', 0, 1, 0.05), dial('contrastTop', 2, 16)] }
]

/** A sampler one place earlier (-1) or later (1), or at the place of another. */
export function movedTo(order: readonly SamplerName[], name: SamplerName, place: number): SamplerName[] {
  const others = order.filter((other) => other !== name)
  return others.toSpliced(Math.max(0, Math.min(others.length, place)), 0, name)
}

export const linesOf = (text: string): string[] => text.split('\n').map((line) => line.trim()).filter((line) => line !== '')

/** "phrase = 3" a line; lines that say no number are left out. */
export function biasesOf(text: string): Sampling['phraseBias'] {
  return linesOf(text).flatMap((line) => {
    const { phrase, bias } = /^(?<phrase>.*\S)\s*=\s*(?<bias>[-+−]?\d+(?:[.,]\d+)?)$/u.exec(line)?.groups ?? {}
    const number = Number(bias?.replace(',', '.').replace('−', '-'))
    return phrase === undefined || !Number.isFinite(number) ? [] : [{ text: phrase, bias: Math.max(-20, Math.min(20, number)) }]
  })
}

export const tokensOf = (text: string): number[] => text.split(/[\s,;]+/u).filter((part) => /^\d+$/u.test(part)).map(Number)
