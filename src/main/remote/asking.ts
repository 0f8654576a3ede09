// Asks another program for words, in its own dialect, and hears them as they come. What a program will not be told is left out and remembered; one that offers no
// completions is asked by chat. Knows dialects and the line; knows no setting and no manuscript.
import { z } from 'zod'
import { AuroreError } from '#shared/errors/index.ts'
import { openClearing } from './chat.ts'
import type { Counted, Piece, Wanted, Way } from './dialects/kind.ts'
import type { Door, Line, Response } from './line.ts'
import type { Peer } from './peer.ts'
import { isOtherWay, jsonOf, refusalOf, refused, type Refusal } from './refusals.ts'
import { Broken, valuesOf } from './stream.ts'

/** What a program may be spared, should it complain of it; never what it is to write from. */
const optional = ['stream_options', 'seed', 'frequency_penalty', 'presence_penalty', 'top_p', 'temperature', 'stop', 'logit_bias', 'chat_template_kwargs', 'top_k', 'min_p', 'repetition_penalty', 'dry_sequence_breakers', 'suffix']

/** The name OpenAI's newer models have for it. */
const renamed = 'max_completion_tokens'

const spared = (body: Readonly<Record<string, unknown>>, without: ReadonlySet<string>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !without.has(name)).map(([name, value]) => [name === 'max_tokens' && without.has(renamed) ? renamed : name, value]))

/** The field a refusal is about, if it can be left out. */
function complainedOf({ status, message }: Refusal, body: Readonly<Record<string, unknown>>): string | null {
  if (status !== 400 && status !== 422) return null
  if (message.includes(renamed) && 'max_tokens' in body) return renamed
  return optional.find((name) => name in body && new RegExp(`(?<![a-z_])${name}(?![a-z_])`, 'iu').test(message)) ?? null
}

export interface Asking { readonly line: Line; readonly door: Door; readonly peer: Peer }

/** Whether the text behind a gap can be shown: in the model's own signs, or told to one that only chats. */
export const fillsGaps = ({ dialect, fills, learned }: Peer): boolean => (learned.chats ? dialect.chat !== null : fills && dialect.gap !== null && !learned.without.has('suffix'))

/** The way this peer is asked now. */
const wayOf = (peer: Peer, { after }: Wanted): Way =>
  (peer.learned.chats && peer.dialect.chat) || (after !== '' && fillsGaps(peer) && peer.dialect.gap) || peer.dialect.text

/** Each round learns something; there are only so many things to learn. */
async function answer({ line, door, peer }: Asking, wanted: Wanted, signal: AbortSignal): Promise<{ readonly response: Response; readonly way: Way }> {
  const { learned, dialect } = peer
  for (;;) {
    const way = wayOf(peer, wanted)
    const body = spared(way.body(wanted), learned.without)
    const response = await line.call(door, { path: way.path, ...(way.root && { root: true }), body, signal })
    if (response.ok) return { response, way }
    const refusal = refusalOf(response.status, await response.text().catch(() => ''))
    const field = complainedOf(refusal, body)
    const error = refused(door.address, refusal, wanted.model)
    if (field !== null) learned.without.add(field)
    else if (way !== dialect.chat && dialect.chat && isOtherWay(refusal) && error.code === 'remote.no-completions') learned.chats = true
    else throw error
  }
}

/** Milliseconds for the count that some send behind the last word. */
const afterthought = 1000

const pause = (): Promise<null> => new Promise((resolve) => { setTimeout(resolve, afterthought, null).unref() })

/** Read to the end of what is said: behind the last word comes what it cost. A line that breaks there takes nothing with it. */
async function* heard(values: AsyncGenerator<unknown, boolean>, { piece }: Way): AsyncGenerator<Piece, void> {
  let ended = false
  try {
    for (;;) {
      const coming = values.next()
      const next: IteratorResult<unknown, boolean> | null = ended ? await Promise.race([coming.catch(() => null), pause()]) : await coming
      if (next === null || (next.done && ended)) return
      if (next.done && !next.value) throw new Broken('closed')
      const one: Piece = next.done ? { text: '', reason: 'stop', usage: null } : piece(next.value)
      ended ||= one.reason !== null
      yield one
      if (next.done) return
    }
  } finally {
    void values.return(true).catch(() => undefined)
  }
}

/** A chat's answer without what is said around the text. */
async function* cleared(pieces: AsyncIterable<Piece>, prompt: string): AsyncGenerator<Piece, void> {
  const clearing = openClearing(prompt)
  let isClosed = false
  for await (const { text, reason, usage } of pieces) {
    const rest = reason === null || isClosed ? '' : clearing.write(text) + clearing.close()
    yield { text: isClosed ? '' : reason === null ? clearing.write(text) : rest, reason, usage }
    isClosed ||= reason !== null
  }
}

/** The first piece is waited for by the caller; a line that breaks after it is `remote.broken`. */
export async function* askFor(asking: Asking, wanted: Wanted, signal: AbortSignal): AsyncGenerator<Piece, void> {
  const { line, door, peer } = asking
  const { response, way } = await answer(asking, wanted, signal)
  try {
    const pieces = heard(valuesOf(response), way)
    yield* way === peer.dialect.chat ? cleared(pieces, wanted.prompt) : pieces
  } catch (error) {
    if (signal.aborted || error instanceof AuroreError) throw error
    throw line.broken(door, error instanceof z.ZodError ? new Broken('unreadable') : error)
  }
}

/** A text in the program's own tokens; null where it does not tell. */
export async function countIn({ line, door, peer }: Asking, model: string, text: string, signal?: AbortSignal): Promise<Counted | null> {
  const { dialect: { counting }, learned } = peer
  if (!counting || !learned.counts) return null
  const response = await line.call(door, { path: counting.path, root: true, body: counting.body(model, text), signal })
  const said = jsonOf(await response.text().catch(() => ''))
  try {
    if (!response.ok) throw new Broken(String(response.status))
    return counting.read(said)
  } catch {
    learned.counts = false
    return null
  }
}
