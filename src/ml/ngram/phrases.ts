// Her turns of phrase beside a network: what the network expects, mixed with what she wrote before after the same words (Jelinek and Mercer 1980, linear
// interpolation). A network of little weight forgets most of them. Knows logits and token ids; knows no network and no text.
import type { Look, TokenScorer } from '../scoring/scorer.ts'
import { headerLength, parseHeader, readSafetensors, writeSafetensors } from '../safetensors/index.ts'
import { type NgramModel, ngramsOf } from './kneser-ney.ts'

/** `share`: how much of each probability is theirs, 0 … 1. */
export interface Phrases { readonly model: NgramModel; readonly share: number }

/** log((1 − share)·e^own + share·q), for one token. */
export const mixedLogprob = ({ model, share }: Phrases, context: readonly number[], token: number, own: number): number =>
  Math.log((1 - share) * Math.exp(own) + share * model.probability(context, token))

/** logits [V] -> logits of the mixture; a token that the network knows and her phrases do not (beyond their vocabulary) keeps the network's part. */
export const withPhrases = ({ model, share }: Phrases) => (logits: Float32Array, said: readonly number[]): Float32Array => {
  if (share === 0) return logits
  const network = new Float64Array(logits.length)
  let [top, total] = [-Infinity, 0]
  for (let id = 0; id < logits.length; id++) top = Math.max(top, logits[id] ?? -Infinity)
  for (let id = 0; id < logits.length; id++) total += network[id] = Math.exp((logits[id] ?? NaN) - top)
  const theirs = model.distribution(said.slice(Math.max(0, said.length - model.order + 1)))
  const mixture = new Float32Array(logits.length)
  for (let id = 0; id < mixture.length; id++) mixture[id] = Math.log(((1 - share) * (network[id] ?? 0)) / total + share * (theirs[id] ?? 0))
  return mixture
}

/** What a scorer sees, with her turns of phrase in it. A token beyond the likeliest that were asked for keeps the network's rank. */
export function scorerWithPhrases(scorer: TokenScorer, phrases: Phrases): TokenScorer {
  const mixed = (look: Look, context: readonly number[]): Look => {
    const own = { id: look.id, logprob: mixedLogprob(phrases, context, look.id, look.logprob) }
    const top = look.top.map(({ id, logprob }) => ({ id, logprob: mixedLogprob(phrases, context, id, logprob) })).sort((one, other) => other.logprob - one.logprob)
    const place = top.findIndex(({ id }) => id === look.id)
    return { ...own, top, rank: place < 0 ? look.rank : place + 1 }
  }
  return {
    contextLength: scorer.contextLength, vocabularySize: scorer.vocabularySize, dispose: () => scorer.dispose(),
    look: async (request) => (await scorer.look(request)).map((row, r) => row.map((look, t) => {
      const before = [...request.prefix.slice(-phrases.model.order), ...(request.rows[r] ?? []).slice(0, t)]
      return look === null ? null : mixed(look, before.slice(Math.max(0, before.length - phrases.model.order + 1)))
    }))
  }
}

const bytesOf = (data: Int32Array): Uint8Array => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)

/** As a safetensors file: tokens, counts [nodes] and starts [nodes + 1], with what is needed to read them as metadata. */
export function writePhrases({ model: { trie, vocabulary }, share }: Phrases): Uint8Array {
  const tensor = (name: 'tokens' | 'counts' | 'starts') => ({ name, dtype: 'I32', shape: [trie[name].length], data: bytesOf(trie[name]) }) as const
  return writeSafetensors([tensor('tokens'), tensor('counts'), tensor('starts')], { format: 'aurore-phrases', order: String(trie.order), vocabulary: String(vocabulary), share: String(share) })
}

/** A file that is none throws a RangeError that says what is missing. */
export function readPhrases(file: Uint8Array): Phrases {
  const tensors = readSafetensors(file)
  const length = headerLength(file.subarray(0, 8), file.byteLength)
  const { metadata } = parseHeader(file.subarray(8, 8 + length), file.byteLength)
  const numbers = (name: string): Int32Array => {
    const found = tensors.get(name)
    if (found?.dtype !== 'I32') throw new RangeError(`no whole numbers called ${name}`)
    return new Int32Array(new Uint8Array(found.bytes).buffer)
  }
  const number = (name: string): number => {
    const value = Number(metadata[name])
    if (!Number.isFinite(value)) throw new RangeError(`no number called ${name}`)
    return value
  }
  const trie = { order: number('order'), tokens: numbers('tokens'), counts: numbers('counts'), starts: numbers('starts') }
  if (trie.starts.length !== trie.tokens.length + 1 || trie.counts.length !== trie.tokens.length) throw new RangeError('the tree’s parts do not fit together')
  return { model: ngramsOf(trie, number('vocabulary')), share: number('share') }
}
