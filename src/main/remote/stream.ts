// What a server says, as it comes: server-sent events, a JSON value a line, or one value in all, read as values. Knows framing; knows no protocol and no address.
import type { Response } from './line.ts'
import { jsonOf, saidBy } from './refusals.ts'

/** The stream ended, or said so itself, before the writing did. */
export class Broken extends Error {
  override name = 'Broken'
}

/** More than any server's line takes; what is longer is no line. In characters. */
const longestLine = 4_000_000

async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  let rest = ''
  const decoder = new TextDecoder()
  for await (const bytes of body) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split(/\r\n|\n|\r(?!$)/u)
    rest = lines.pop() ?? ''
    if (rest.length > longestLine) throw new Broken('unreadable')
    yield* lines
  }
  if (rest !== '') yield rest
}

/** llama.cpp of old told its failures under `error:`; a line that begins with a colon only keeps the connection awake; other fields are of no use here. */
function dataOf(line: string): string | null {
  const [, field, data = ''] = /^(data|error): ?(.*)$/su.exec(line) ?? []
  return field === undefined ? null : field === 'error' ? JSON.stringify({ error: jsonOf(data) ?? data }) : data.trim()
}

/** A failure told instead of words. Some write an empty error beside every piece. */
const isFailure = (value: unknown): boolean =>
  typeof value !== 'object' || value === null || ('error' in value && value.error !== null) || ('object' in value && value.object === 'error')

function valueOf(text: string): unknown {
  const value = jsonOf(text)
  if (isFailure(value)) throw new Broken(saidBy(value)?.message ?? 'unreadable')
  return value
}

/** Each value as it comes. A server's own failure, or what is no JSON, throws `Broken`. Returns whether the end was said: by `[DONE]`, whatever follows it, or by a whole answer. */
export async function* valuesOf(response: Response): AsyncGenerator<unknown, boolean> {
  if (response.body === null) throw new Broken('empty')
  const kind = response.headers.get('content-type') ?? ''
  const isEvents = kind.includes('event-stream')
  if (!isEvents && !kind.includes('ndjson')) {
    yield valueOf(await response.text())
    return true
  }
  for await (const line of linesOf(response.body)) {
    const data = isEvents ? dataOf(line) : line.trim()
    if (data === '[DONE]') return true
    if (data !== null && data !== '') yield valueOf(data)
  }
  return false
}
