// A model that looks at given tokens, on ONNX Runtime: the TokenScorer of ml/scoring. Logits are made for a few rows at a time and stay in the graph.
import type { Model } from '../models/architecture.ts'
import type { LinearFactory, MemorySpec } from '../nn/build.ts'
import { hiddenProgram, lookProgram, names } from '../scoring/programs.ts'
import type { Look, LookRequest, TokenScorer } from '../scoring/scorer.ts'
import { Engine, floats, longs, numbers, type Program, type Tensor, type Tensors } from './engine.ts'
import { ReadsOnly } from './folder.ts'
import { loadSpeaker, type SpeakerRequest } from './open.ts'

/** Logits that are there together, in numbers: 16 MiB of them, and as much again for their logarithms. */
const LOGITS_AT_ONCE = 2 ** 22

interface Parts { readonly model: Model; readonly linear: LinearFactory; readonly start: Program; readonly go: Program; readonly weights: Tensors }

/** One place whose next token is looked at: where its hidden state lies, and that token. */
interface Place { readonly row: number; readonly index: number; readonly target: number; readonly hidden: Float32Array; readonly at: number }

class OnnxTokenScorer implements TokenScorer {
  readonly contextLength: number
  readonly vocabularySize: number
  readonly #engine: Engine
  readonly #parts: Parts
  /** By how many of the likeliest they give. */
  readonly #heads = new Map<number, Promise<Program>>()

  constructor(engine: Engine, parts: Parts) {
    this.contextLength = parts.model.sizes.context
    this.vocabularySize = parts.model.sizes.vocabulary
    this.#engine = engine
    this.#parts = parts
  }

  async look({ prefix, rows, top }: LookRequest): Promise<readonly (readonly (Look | null)[])[]> {
    const longest = Math.max(0, ...rows.map((row) => row.length))
    if (prefix.length + longest > this.contextLength) throw new RangeError(`${prefix.length} + ${longest} tokens do not fit in a context of ${this.contextLength}`)
    const looks: (Look | null)[][] = rows.map((row) => row.map(() => null))
    const places = rows.length === 1 || prefix.length === 0 ? await this.#plainly(prefix, rows) : await this.#behind(prefix, rows)
    const step = Math.max(1, Math.floor(LOGITS_AT_ONCE / this.vocabularySize))
    for (let from = 0; from < places.length; from += step) {
      const some = places.slice(from, from + step)
      for (const [i, look] of (await this.#judge(some, top)).entries()) {
        const { row, index } = some[i] ?? { row: -1, index: -1 }
        const into = looks[row]
        if (into) into[index] = look
      }
    }
    return looks
  }

  async dispose(): Promise<void> {
    for (const t of Object.values(this.#parts.weights)) t.dispose()
    await this.#parts.start.dispose()
    await this.#parts.go.dispose()
    for (const head of this.#heads.values()) await (await head).dispose()
    await this.#engine.dispose()
  }

  /** The prefix again for every row: for one row, or where there is none. */
  async #plainly(prefix: readonly number[], rows: readonly (readonly number[])[]): Promise<readonly Place[]> {
    const whole = rows.map((row) => [...prefix, ...row.slice(0, -1)])
    const length = Math.max(...whole.map((ids) => ids.length))
    if (length === 0) return []
    const hidden = await this.#hidden(whole, length, null)
    return rows.flatMap((row, r) => row.flatMap((target, index) => {
      const before = prefix.length + index - 1
      return before < 0 ? [] : [{ row: r, index, target, hidden, at: r * length + before }]
    }))
  }

  /** The prefix once, its memory for each row. */
  async #behind(prefix: readonly number[], rows: readonly (readonly number[])[]): Promise<readonly Place[]> {
    const memory: Record<string, Tensor> = {}
    const first = await this.#hidden([prefix], prefix.length, memory)
    const openings = rows.flatMap((row, r) => row.slice(0, 1).map((target): Place => ({ row: r, index: 0, target, hidden: first, at: prefix.length - 1 })))
    const length = Math.max(...rows.map((row) => row.length)) - 1
    const rest = length > 0 ? await this.#hidden(rows.map((row) => row.slice(0, -1)), length, null, await this.#repeated(memory, rows.length)) : null
    for (const t of Object.values(memory)) t.dispose()
    if (rest === null) return openings
    return [...openings, ...rows.flatMap((row, r) => row.slice(1).map((target, i): Place => ({ row: r, index: i + 1, target, hidden: rest, at: r * length + i })))]
  }

  /** Hidden states [rows · length, H]; rows are padded at their ends, where nothing is read. `memory`: where the memory after them goes. */
  async #hidden(rows: readonly (readonly number[])[], length: number, memory: Record<string, Tensor> | null, before: Tensors | null = null): Promise<Float32Array> {
    const ids = new BigInt64Array(rows.length * length)
    for (const [r, row] of rows.entries()) for (const [i, id] of row.entries()) ids[r * length + i] = BigInt(id)
    const input = { ...this.#parts.weights, [names.ids]: longs(ids, [rows.length, length]), ...before }
    const program = before === null ? this.#parts.start : this.#parts.go
    const results = await program.run(input, memory === null ? { [names.hidden]: null } : undefined)
    for (const m of this.#memory) {
      const after = results[m.present]
      if (memory !== null && after) memory[m.past] = after
      else after?.dispose()
    }
    for (const t of Object.values(before ?? {})) t.dispose()
    return numbers(results[names.hidden])
  }

  get #memory(): readonly MemorySpec[] {
    return this.#parts.model.memory
  }

  /** A memory of one text as that of several; through the host, once for a prefix. */
  async #repeated(memory: Tensors, count: number): Promise<Tensors> {
    const repeated: Record<string, Tensor> = {}
    for (const m of this.#memory) {
      const tensor = memory[m.past]
      if (!tensor) throw new Error(`the program gave no ${m.present}`)
      const axis = m.shape('B', 'P').indexOf('B')
      repeated[m.past] = await this.#engine.upload(repeatAlong(await this.#engine.download(tensor), axis, count))
    }
    return repeated
  }

  async #judge(places: readonly Place[], top: number): Promise<readonly Look[]> {
    const { hidden: width } = this.#parts.model.sizes
    const rows = new Float32Array(places.length * width)
    for (const [i, { hidden, at }] of places.entries()) rows.set(hidden.subarray(at * width, (at + 1) * width), i * width)
    const targets = longs(BigInt64Array.from(places, ({ target }) => BigInt(target)), [places.length])
    const head = await this.#head(top)
    const results = await head.run({ ...this.#parts.weights, [names.hidden]: floats(rows, [places.length, width]), [names.targets]: targets })
    return looksFrom(places, results)
  }

  #head(top: number): Promise<Program> {
    const known = this.#heads.get(top)
    if (known) return known
    const { model, linear } = this.#parts
    const host = [names.logprobs, names.likelier, names.topIds, names.topLogprobs]
    const made = this.#engine.compile(lookProgram(model, linear, top).graph, { host })
    this.#heads.set(top, made)
    return made
  }
}

function looksFrom(places: readonly Place[], results: Tensors): readonly Look[] {
  const logprobs = numbers(results[names.logprobs])
  const likelier = numbers(results[names.likelier])
  const best = results[names.topIds]?.data as BigInt64Array | undefined
  const values = best ? numbers(results[names.topLogprobs]) : new Float32Array()
  const wide = values.length / places.length
  return places.map(({ target }, i) => ({
    id: target, logprob: logprobs[i] ?? NaN, rank: 1 + (likelier[i] ?? NaN),
    top: Array.from({ length: wide }, (_, k) => ({ id: Number(best?.[i * wide + k]), logprob: values[i * wide + k] ?? NaN }))
  }))
}

/** The same along one axis of length one, `count` times. */
function repeatAlong(tensor: Tensor, axis: number, count: number): Tensor {
  const data = numbers(tensor)
  const inner = tensor.dims.slice(axis + 1).reduce((a, b) => a * b, 1)
  const outer = data.length / inner
  const repeated = new Float32Array(data.length * count)
  for (let o = 0; o < outer; o++) for (let c = 0; c < count; c++) repeated.set(data.subarray(o * inner, (o + 1) * inner), (o * count + c) * inner)
  return floats(repeated, tensor.dims.map((d, i) => (i === axis ? count : d)))
}

export async function openTokenScorer(request: SpeakerRequest): Promise<TokenScorer> {
  const { model, linear, weights: values } = await loadSpeaker(request)
  if (model.objective !== 'next') throw new ReadsOnly(model.architecture)
  const engine = new Engine(request.device)
  const [start, go] = [hiddenProgram(model, linear, false), hiddenProgram(model, linear, true)]
  const weights: Record<string, Tensor> = {}
  for (const spec of [...start.weights, ...lookProgram(model, linear, 0).weights]) weights[spec.name] ??= await engine.upload(floats(values.get(spec.name) ?? new Float32Array(), spec.shape))
  const compile = (program: typeof start): Promise<Program> => engine.compile(program.graph, { host: [names.hidden] })
  return new OnnxTokenScorer(engine, { model, linear, start: await compile(start), go: await compile(go), weights })
}
