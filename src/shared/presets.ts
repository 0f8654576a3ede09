// Ways of suggesting that have a name: sets of numbers for the samplers. Knows no screen; her own wishes about words are not part of a way.
// The numbers were set with the papers at hand, then moved by what `npm run bench -- presets` shows: each way is more daring than the one before, and balanced repeats
// no more than an author does. Only the built-in model was measured: set on two short books, and
// looked at again on four others.
import { Sampling } from './contract/sampling.ts'

export const presetNames = ['plain', 'faithful', 'balanced', 'surprising', 'dreaming'] as const
export type PresetName = (typeof presetNames)[number]

/** What belongs to no way: single words, ends, the seed. */
const wishes = ['phraseBias', 'bannedTokens', 'bannedPhrases', 'bannedAnyCase', 'stop', 'minTokens', 'seed'] as const satisfies readonly (keyof Sampling)[]

const base = Sampling.parse({})
/** Min-p before temperature: the odd words are gone before the likely ones come nearer each other. */
const minPFirst: Sampling['order'] = base.order.filter((name) => name !== 'minP').flatMap((name) => (name === 'temperature' ? ['minP', name] : [name]))

export const presets: Readonly<Record<PresetName, Sampling>> = {
  plain: { ...base, temperature: 0.5, topP: 0.9 },
  faithful: { ...base, temperature: 0.8, topP: 1, minP: 0.08, repetitionPenalty: 1.05 },
  balanced: base,
  surprising: { ...base, temperature: 1, topP: 1, minP: 0.02, repetitionPenalty: 1.05, dryMultiplier: 0.8, xtcProbability: 0.5, xtcThreshold: 0.1 },
  dreaming: { ...base, temperature: 1.5, topP: 1, minP: 0.03, repetitionPenalty: 1.05, dryMultiplier: 0.8, order: minPFirst }
}

/** A way taken; her wishes about words, ends and the seed stay. */
export const withPreset = (sampling: Sampling, name: PresetName): Sampling => ({ ...presets[name], ...Object.fromEntries(wishes.map((wish) => [wish, sampling[wish]])) })

/** The way of these numbers, or null when they are her own. */
export function presetOf(sampling: Sampling): PresetName | null {
  const own = JSON.stringify(Object.entries(sampling).toSorted())
  return presetNames.find((name) => JSON.stringify(Object.entries(withPreset(sampling, name)).toSorted()) === own) ?? null
}
