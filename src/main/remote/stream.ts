// What a completions server says, as it comes: server-sent events read as pieces of text. Knows the protocol's words; knows no address and no manuscript.
import { z } from 'zod'

/** `reason` null: more may follow. */
export interface Piece { readonly text: string; readonly reason: 'stop' | 'length' | null }

/** The stream ended, or said so itself, before the writing did. */
export class Broken extends Error {
  override name = 'Broken'
}

const Chunk = z.object({ choices: z.array(z.object({ text: z.string().nullish(), finish_reason: z.string().nullish() })).default([]), error: z.unknown().optional() })

/** As servers write it: `{"error": {"message": …}}`, `{"error": "…"}`, `{"message": …}`. */
export function messageOf(body: unknown): string {
  const Shape = z.union([z.object({ error: z.object({ message: z.string() }) }).transform(({ error }) => error.message), z.object({ error: z.string() }).transform(({ error }) => error), z.object({ message: z.string() }).transform(({ message }) => message)])
  const read = Shape.safeParse(body)
  return read.success ? read.data : ''
}

function pieceOf(said: unknown): Piece {
  const chunk = Chunk.safeParse(said)
  if (!chunk.success || chunk.data.error !== undefined) throw new Broken(messageOf(said) || 'unreadable')
  const [choice] = chunk.data.choices
  const reason = choice?.finish_reason ?? null
  return { text: choice?.text ?? '', reason: reason === null ? null : reason === 'length' ? 'length' : 'stop' }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Broken('unreadable')
  }
}

/** The `data` of each event, in one line each as all servers write them. */
async function* dataOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string, void> {
  let rest = ''
  const decoder = new TextDecoder()
  for await (const bytes of body) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split(/\r?\n/u)
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.startsWith('data:')) yield line.slice('data:'.length).trim()
  }
}

/** Pieces up to the one with a reason. A server that does not stream gives one. */
export async function* piecesOf(response: Response): AsyncGenerator<Piece, void> {
  if (response.body === null) throw new Broken('empty')
  if (!(response.headers.get('content-type') ?? '').includes('event-stream')) return void (yield pieceOf(parsed(await response.text())))
  for await (const data of dataOf(response.body)) {
    if (data === '[DONE]') return void (yield { text: '', reason: 'stop' })
    const piece = pieceOf(parsed(data))
    yield piece
    if (piece.reason !== null) return
  }
  throw new Broken('closed')
}
