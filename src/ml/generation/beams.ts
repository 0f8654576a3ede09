// Beam search: the likeliest text rather than the likeliest next word. Draws nothing, so it is the same every time. Knows branches and a tokenizer.
// Scores as in Wu et al. 2016 (section 7) and Hugging Face: log P(text) / length^penalty.
import { streamText, type Tokenizer } from '../tokenizer/index.ts'
import { openBans, type Bans } from './bans.ts'
import { naturalEnd } from './endings.ts'
import { stopIndex } from './stops.ts'
import { weighing } from './weighing.ts'
import type { Ground, StoppedBy, Writing } from './wish.ts'

interface Beam { readonly ids: readonly number[]; readonly text: string; readonly score: number; readonly logits: Float32Array }
/** `row`: the beam it goes on from. */
interface Step { readonly row: number; readonly id: number; readonly score: number }
interface Next extends Step { readonly ids: readonly number[]; readonly text: string }
interface Finished { readonly ids: readonly number[]; readonly text: string; readonly worth: number; readonly stoppedBy: StoppedBy }

/** Log-probabilities of the next token, [V]. */
function logProbabilities(logits: Float32Array, said: readonly number[], { processors, speaker: { tokenizer: { endOfText }, tokenizer }, wish, steering }: Ground, length: number): Float64Array {
  const shut = length < steering.minTokens && endOfText !== null ? [endOfText] : []
  return weighing(tokenizer, wish.sampling, processors)(logits, said, shut).map(Math.log)
}

/** The `count` highest scores of all beams, highest first; among equals the earlier beam, then the lower token. */
function best(scores: readonly Float64Array[], count: number): Step[] {
  const found: Step[] = []
  for (const [row, all] of scores.entries()) {
    for (let id = 0; id < all.length; id++) {
      const score = all[id] ?? -Infinity
      if (score === -Infinity || (found.length === count && score <= (found.at(-1)?.score ?? 0))) continue
      const at = found.findIndex((step) => score > step.score)
      found.splice(at < 0 ? found.length : at, 0, { row, id, score })
      found.length = Math.min(found.length, count)
    }
  }
  return found
}

/** Likely first words looked at, where the author typed a blank and the word must bring it. */
const OPENINGS = 256

const textOf = (tokenizer: Tokenizer, prompt: readonly number[], ids: readonly number[], blank: boolean): string => {
  const stream = streamText(tokenizer, prompt)
  const text = ids.map((id) => stream.push(id)).join('')
  return blank ? text.replace(/^ /u, '') : text
}

/** What the likeliest steps lead to: beams that go on, beams that have ended. What would write a banned phrase is dropped. */
function advance(ground: Ground, bans: Bans, beams: readonly Beam[], steps: readonly Step[]): { readonly next: readonly Next[]; readonly ended: readonly Finished[] } {
  const { speaker: { tokenizer }, prompt, wish, steering } = ground
  const [next, ended]: [Next[], Finished[]] = [[], []]
  for (const step of steps) {
    const before = beams[step.row]
    if (!before) continue
    const ids = [...before.ids, step.id]
    const end = step.id === tokenizer.endOfText
    const text = end ? before.text : textOf(tokenizer, prompt.ids, ids, prompt.blank)
    const from = ids.length < steering.minTokens ? Infinity : steering.minTokens === 0 ? 0 : textOf(tokenizer, prompt.ids, ids.slice(0, steering.minTokens), prompt.blank).length
    const stops = end || stopIndex(text, wish.sampling.stop) !== null || naturalEnd(text, wish.stopAt, from) !== null
    if (bans.find(text, 0, stops) !== null) continue
    if (stops) ended.push({ ids, text, worth: step.score / ids.length ** steering.lengthPenalty, stoppedBy: end ? 'end' : 'stop' })
    else if (next.length < steering.beams) next.push({ ...step, ids, text })
  }
  return { next, ended }
}

/** The steps to look at: twice as many as there are beams, so that those which end leave enough to go on. */
function stepsFrom(ground: Ground, beams: readonly Beam[]): readonly Step[] {
  const { speaker: { tokenizer, decoder }, prompt, steering } = ground
  const held = decoder.ids()
  const scores = beams.map((beam) => logProbabilities(beam.logits, [...held, ...beam.ids], ground, beam.ids.length).map((logP) => logP + beam.score))
  const wanted = 2 * steering.beams
  if (!prompt.blank || beams[0]?.ids.length !== 0) return best(scores, wanted)
  const brings = ({ id }: Step): boolean => id === tokenizer.endOfText || /^\s/u.test(streamText(tokenizer, prompt.ids).push(id))
  const openings = best(scores, OPENINGS)
  const bringing = openings.filter(brings)
  return (bringing.length > 0 ? bringing : openings).slice(0, wanted)
}

/** Whether no beam can still become worth more than the worst that is kept. */
function decided({ steering: { beams, lengthPenalty }, wish }: Ground, live: readonly Beam[], finished: readonly Finished[]): boolean {
  const worst = finished.toSorted((one, other) => other.worth - one.worth)[beams - 1]?.worth
  const top = live[0]
  if (worst === undefined || !top) return false
  return worst >= top.score / (lengthPenalty > 0 ? wish.maxTokens : top.ids.length + 1) ** lengthPenalty
}

/** All beams as far as they go; null when nobody listens any more. */
async function search(ground: Ground, begun: Float32Array): Promise<readonly Finished[] | null> {
  const { speaker: { decoder }, wish, around, steering } = ground
  const bans = openBans(steering.bannedPhrases, steering.bannedAnyCase, wish.prompt)
  const room = Math.min(wish.maxTokens, decoder.contextLength - decoder.ids().length)
  const branches = await decoder.fork(1)
  let live: readonly Beam[] = [{ ids: [], text: '', score: 0, logits: begun }]
  let finished: readonly Finished[] = []
  try {
    for (let length = 0; length < room && live.length > 0 && !decided(ground, live, finished); length++) {
      await around.breathe()
      if (around.cancelled()) return null
      const { next, ended } = advance(ground, bans, live, stepsFrom(ground, live))
      finished = [...finished, ...ended]
      live = []
      if (next.length === 0) break
      await branches.select(next.map(({ row }) => row))
      const logits = await branches.append(next.map(({ id }) => id))
      live = next.flatMap((beam, i) => (logits[i] ? [{ ...beam, logits: logits[i] }] : []))
    }
  } finally {
    await branches.dispose()
  }
  return [...finished, ...live.map(({ ids, text, score }): Finished => ({ ids, text, worth: score / ids.length ** steering.lengthPenalty, stoppedBy: 'length' }))]
}

/** The text comes all at once, when it is found. `begun`: the logits after the prompt. */
export async function* searchBeams(ground: Ground, begun: Float32Array): Writing {
  const found = await search(ground, begun)
  if (found === null) return null
  const chosen = found.reduce<Finished | null>((top, one) => (top === null || one.worth > top.worth ? one : top), null)
  const token = chosen?.ids.at(-1) ?? -1
  ground.outlet.add(chosen?.text ?? '')
  const { shown } = ground.outlet.show(0)
  if (shown !== '') yield { type: 'text', text: shown, token }
  const stoppedBy = chosen?.stoppedBy ?? 'length'
  return { stoppedBy, tokens: chosen?.ids.length ?? 0, token, wholeWord: stoppedBy === 'end' }
}
