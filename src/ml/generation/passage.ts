// What was written so far, token by token, and the way back. Knows tokens and their text; knows no model.
import { streamText, type TextStream, type Tokenizer } from '../tokenizer/index.ts'

interface Step { readonly id: number; /** Characters of text, and Mirostat's memory, before it. */ readonly at: number; readonly mu: number }

/** Tokens read again on the way back, so that a character in pieces comes out whole. */
const REREAD = 8

export class Passage {
  readonly #tokenizer: Tokenizer
  readonly #prompt: readonly number[]
  #steps: Step[] = []
  #stream: TextStream
  #length = 0
  /** At each place, the tokens that led to a banned phrase. */
  readonly #forbidden = new Map<number, ReadonlySet<number>>()

  constructor(tokenizer: Tokenizer, prompt: readonly number[]) {
    this.#tokenizer = tokenizer
    this.#prompt = prompt
    this.#stream = streamText(tokenizer, prompt)
  }

  get tokens(): number { return this.#steps.length }
  /** Tokens that may not stand at the present place. */
  get forbidden(): ReadonlySet<number> { return this.#forbidden.get(this.#steps.length) ?? new Set() }

  /** What a token would say here. */
  peek(id: number): string {
    const before = this.#steps.at(-1)?.id ?? this.#prompt.at(-1)
    return streamText(this.#tokenizer, before === undefined ? [] : [before]).push(id)
  }

  /** Writes a token; gives the text it completes. `blank`: the author wrote its first blank herself. */
  push(id: number, mu: number, blank: boolean): string {
    const piece = this.#stream.push(id)
    const text = blank && this.#steps.length === 0 ? piece.replace(/^ /u, '') : piece
    this.#steps.push({ id, at: this.#length, mu })
    this.#length += text.length
    return text
  }

  /** Where the token begins that wrote the character at `index`. */
  beginning(index: number): number {
    return index >= this.#length ? index : this.#steps.findLast((step) => step.at <= index)?.at ?? 0
  }

  /**
   * Back to before the token that wrote the character at `index`, which may not stand there again; not before `shown`, where the first token not shown is taken back.
   * Gives how many tokens were taken back, and what was known before them.
   */
  backTo(index: number, shown: number): { readonly taken: number; readonly length: number; readonly mu: number } {
    const place = Math.max(0, index >= shown ? this.#steps.findLastIndex((step) => step.at <= index) : this.#steps.findIndex((step) => step.at >= shown))
    const step = this.#steps[place]
    if (!step) throw new RangeError(`nothing was written at ${index}`)
    for (const later of [...this.#forbidden.keys()]) if (later > place) this.#forbidden.delete(later)
    this.#forbidden.set(place, new Set([...(this.#forbidden.get(place) ?? []), step.id]))
    const taken = this.#steps.length - place
    this.#steps = this.#steps.slice(0, place)
    this.#length = step.at
    this.#reread()
    return { taken, length: step.at, mu: step.mu }
  }

  #reread(): void {
    const all = [...this.#prompt, ...this.#steps.map(({ id }) => id)]
    const settled = Math.max(Math.min(this.#prompt.length, all.length), all.length - REREAD)
    this.#stream = streamText(this.#tokenizer, all.slice(0, settled))
    for (const id of all.slice(settled)) this.#stream.push(id)
  }
}
