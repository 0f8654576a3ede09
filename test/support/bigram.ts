// A real, tiny learner and its decoder: one softmax over the next token for each token before, trained with AdamW. Small enough to check by hand.
import { branchesInTurn } from '#ml/generation/branches.ts'
import type { Decoder } from '#ml/generation/index.ts'
import type { Applied, ApplyOptions, Batch, Learner, NamedArray, Scored } from '#ml/training/index.ts'

export interface BigramOptions { readonly vocabulary: number; readonly weightDecay?: number; readonly clip?: number }

/** Row-wise log-softmax of one row of logits. */
export function logProbabilities(logits: Float32Array): Float64Array {
  const top = Math.max(...logits)
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit - top), 0)
  return Float64Array.from(logits, (logit) => logit - top - Math.log(total))
}

export interface BigramLearner extends Learner {
  readonly logitsAfter: (id: number) => Float32Array
  /** All batches learned from, in order. */
  readonly seen: readonly Batch[]
}

export function bigramLearner({ vocabulary: V, weightDecay = 0, clip = 1 }: BigramOptions): BigramLearner {
  const [weights, first, second, gradient] = [0, 1, 2, 3].map(() => new Float32Array(V * V)) as [Float32Array, Float32Array, Float32Array, Float32Array]
  const seen: Batch[] = []
  let counted = 0
  const row = (id: number): Float32Array => weights.subarray(id * V, (id + 1) * V)
  const score = (batch: Batch, into: Float32Array | null): Scored => {
    let [nll, tokens] = [0, 0]
    for (let r = 0; r < batch.batch; r++) {
      for (let t = 1; t < batch.length; t++) {
        const label = Number(batch.labels[r * batch.length + t])
        if (label === -100) continue
        const before = Number(batch.inputIds[r * batch.length + t - 1])
        const logs = logProbabilities(row(before))
        nll -= logs[label] ?? NaN
        tokens++
        if (into) for (let v = 0; v < V; v++) into[before * V + v] = (into[before * V + v] ?? 0) + Math.exp(logs[v] ?? 0) - (v === label ? 1 : 0)
      }
    }
    return { nll, tokens }
  }
  const named = (name: string, data: Float32Array): NamedArray => ({ name, shape: [V, V], data: data.slice() })
  return {
    device: 'cpu', trainableParameters: V * V, seen, logitsAfter: (id) => row(id).slice(),
    async accumulate(batch) {
      seen.push(batch)
      const scored = score(batch, gradient)
      counted += scored.tokens
      return scored
    },
    async apply({ learningRate, step }: ApplyOptions): Promise<Applied> {
      const mean = gradient.map((g) => g / counted)
      const gradientNorm = Math.hypot(...mean)
      const scale = Math.min(1, clip / (gradientNorm + 1e-6))
      for (const [i, g] of mean.entries()) {
        const m = (first[i] = 0.9 * (first[i] ?? 0) + 0.1 * g * scale)
        const v = (second[i] = 0.999 * (second[i] ?? 0) + 0.001 * (g * scale) ** 2)
        const w = (weights[i] ?? 0) * (1 - learningRate * weightDecay)
        weights[i] = w - (learningRate * (m / (1 - 0.9 ** step))) / (Math.sqrt(v / (1 - 0.999 ** step)) + 1e-8)
      }
      gradient.fill(0)
      counted = 0
      return { gradientNorm, skipped: false }
    },
    evaluate: async (batch) => score(batch, null),
    parameters: async () => [named('weights', weights)],
    state: async () => [named('weights', weights), named('first', first), named('second', second)],
    async restore(state) {
      for (const [name, into] of [['weights', weights], ['first', first], ['second', second]] as const) into.set(state.find((array) => array.name === name)?.data ?? [])
    },
    dispose: async () => undefined
  }
}

/** `runs` counts the tokens of each run, so that a test sees what was computed again. */
export interface TableDecoder extends Decoder { readonly runs: readonly number[] }

interface CopyableTable extends TableDecoder { copy(): Promise<CopyableTable> }

/** A decoder whose logits are a function of the tokens it holds. */
export function tableDecoder(vocabularySize: number, contextLength: number, logits: (held: readonly number[]) => Float32Array, begun: readonly number[] = []): CopyableTable {
  let held: number[] = [...begun]
  const runs: number[] = []
  const take = (ids: readonly number[]): void => {
    if (held.length + ids.length > contextLength) throw new RangeError(`${held.length} + ${ids.length} tokens are more than ${contextLength}`)
    held.push(...ids)
  }
  const copy = async (): Promise<CopyableTable> => tableDecoder(vocabularySize, contextLength, logits, held)
  return {
    device: 'cpu', vocabularySize, contextLength, runs, copy,
    get length() { return held.length },
    async append(ids) {
      take(ids)
      runs.push(ids.length)
      return logits(held)
    },
    async appendEach(ids) {
      runs.push(ids.length)
      return ids.map((id) => { take([id]); return logits(held) })
    },
    async truncate(length) { held = held.slice(0, length) },
    fork: (rows) => branchesInTurn({ copy }, rows),
    dispose: async () => undefined
  }
}
