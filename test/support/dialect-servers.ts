// Servers of the tests' own that answer byte for byte as llama.cpp, Ollama and vLLM do by their documentation and sources: their framing, their extra fields, their
// errors, their silences. What they write is given; how they say it is theirs. A token is a word with the blank before it, or a sign.
import type { ServerResponse } from 'node:http'
import { completionsServer, json, type Asked, type CompletionsServer } from './completions-server.ts'

export interface Written { readonly pieces: readonly string[]; readonly end?: 'stop' | 'length' }
/** What it writes to a prompt; `asked` as it came. */
export type Author = (asked: Asked) => Written
export type Program = 'llama.cpp' | 'ollama' | 'vllm'

export const tokensOf = (text: string): readonly string[] => text.match(/ ?[\p{L}\p{N}]+|\s|[^\s\p{L}\p{N}]/gu) ?? []
/** A number for each token, the same every time. */
export const idOf = (token: string): number => [...token].reduce((sum, sign) => (sum * 31 + (sign.codePointAt(0) ?? 0)) % 50_000, 7)

const open = (response: ServerResponse, kind = 'text/event-stream'): void => void response.writeHead(200, { 'content-type': kind, 'transfer-encoding': 'chunked' })
const send = (response: ServerResponse, value: unknown): void => void response.write(`data: ${JSON.stringify(value)}\n\n`)
const promptOf = ({ body }: Asked): string => String(body['prompt'] ?? '')

interface Dialect { readonly models: unknown; readonly post: Readonly<Record<string, (asked: Asked, response: ServerResponse, author: Author) => void>>; readonly get?: Readonly<Record<string, unknown>>; readonly lost: unknown }

const usage = (prompt: string, written: number): object => ({ prompt_tokens: tokensOf(prompt).length, completion_tokens: written, total_tokens: tokensOf(prompt).length + written })

/** The last piece has the reason and the usage in one; a comment every half minute keeps the line awake. */
function llamaText(asked: Asked, response: ServerResponse, author: Author): void {
  const { pieces, end = 'stop' } = author(asked)
  const chunk = (text: string, reason: string | null, more: object = {}): object =>
    ({ choices: [{ text, index: 0, logprobs: null, finish_reason: reason }], created: 1764000000, model: 'prose.gguf', system_fingerprint: 'b7190-abcdef01', object: 'text_completion', id: 'chatcmpl-x', ...more })
  open(response)
  response.write(':\n\n')
  for (const [i, piece] of pieces.entries()) send(response, chunk(piece, null, { timings: { cache_n: 0, prompt_n: tokensOf(promptOf(asked)).length, predicted_n: i + 1, predicted_ms: 10.5 } }))
  send(response, chunk('', end, { usage: usage(promptOf(asked), pieces.length) }))
  response.end('data: [DONE]\n\n')
}

function llamaGap(asked: Asked, response: ServerResponse, author: Author): void {
  if (asked.body['n_predict'] === 0) return json(response, 200, { index: 0, content: '', tokens: [], stop: true, stop_type: 'limit', tokens_predicted: 0, tokens_evaluated: 3 })
  const { pieces, end = 'stop' } = author(asked)
  open(response)
  for (const [i, content] of pieces.entries()) send(response, { index: 0, content, tokens: [1], stop: false, id_slot: 0, tokens_predicted: i + 1, tokens_evaluated: 9 })
  send(response, { index: 0, content: '', tokens: [], stop: true, id_slot: 0, stop_type: end === 'length' ? 'limit' : 'eos', stopping_word: '', tokens_predicted: pieces.length, tokens_evaluated: 9, truncated: false })
  response.end()
}

const llama: Dialect = {
  lost: { error: { message: 'File Not Found', type: 'not_found_error', code: 404 } },
  models: {
    models: [{ name: 'prose.gguf', model: 'prose.gguf', modified_at: '', size: '', digest: '', type: 'model', description: '', tags: [''], capabilities: ['completion'], parameters: '', details: { parent_model: '', format: 'gguf', family: '', families: [''], parameter_size: '', quantization_level: '' } }],
    object: 'list', data: [{ id: 'prose.gguf', aliases: [], tags: [], object: 'model', created: 1764000000, owned_by: 'llamacpp', meta: { vocab_type: 2, n_vocab: 50000, n_ctx: 2048, n_ctx_train: 32768, n_embd: 64, n_params: 1000, size: 4000 } }]
  },
  post: {
    '/v1/completions': llamaText, '/infill': llamaGap,
    '/tokenize': ({ body }, response) => json(response, 200, { tokens: tokensOf(String(body['content'])).map((piece) => ({ id: idOf(piece), piece: /[^\u0020-\u007e]/u.test(piece) ? [...Buffer.from(piece)] : piece })) })
  }
}

/** The reason and the count come in chunks of their own; the last one has no choice. */
function vllmText(asked: Asked, response: ServerResponse, author: Author): void {
  const { pieces, end = 'stop' } = author(asked)
  const base = { id: 'cmpl-1', object: 'text_completion', created: 1764000000, model: 'org/prose' }
  open(response, 'text/event-stream; charset=utf-8')
  for (const [i, text] of pieces.entries()) {
    const last = i === pieces.length - 1
    send(response, { ...base, choices: [{ index: 0, text, logprobs: null, finish_reason: last ? end : null, stop_reason: null, prompt_token_ids: null, token_ids: null }], usage: usage(promptOf(asked), i + 1) })
  }
  send(response, { ...base, choices: [], usage: usage(promptOf(asked), pieces.length) })
  response.end('data: [DONE]\n\n')
}

const vllm: Dialect = {
  lost: { detail: 'Not Found' },
  models: { object: 'list', data: [{ id: 'org/prose', object: 'model', created: 1764000000, owned_by: 'vllm', root: 'org/prose', parent: null, max_model_len: 1024, permission: [{ id: 'modelperm-1', object: 'model_permission', allow_sampling: true }] }] },
  post: {
    '/v1/completions': (asked, response, author) => {
      if (asked.body['suffix'] !== undefined) return json(response, 400, { error: { message: 'suffix is not currently supported', type: 'BadRequestError', param: null, code: 400 } })
      if (asked.body['model'] !== 'org/prose') return json(response, 404, { error: { message: `The model \`${String(asked.body['model'])}\` does not exist.`, type: 'NotFoundError', param: null, code: 404 } })
      vllmText(asked, response, author)
    },
    '/tokenize': ({ body }, response) => {
      const tokens = tokensOf(String(body['prompt']))
      // GPT-2's alphabet: a byte a sign, the blank as Ġ; here the other bytes need only be as many.
      json(response, 200, { count: tokens.length, max_model_len: 1024, tokens: tokens.map(idOf), token_strs: body['return_token_strs'] === true ? tokens.map((token) => [...Buffer.from(token)].map((byte) => String.fromCharCode(byte < 33 ? 0x120 : byte)).join('')) : null })
    }
  }
}

/** Its own way: a JSON value a line. The names it lists have no window; what a model is is told by another call. */
function ollamaText(asked: Asked, response: ServerResponse, author: Author): void {
  if (asked.body['model'] !== 'prose:latest') return json(response, 404, { error: `model '${String(asked.body['model'])}' not found` })
  const { pieces, end = 'stop' } = author(asked)
  const base = { model: 'prose:latest', created_at: '2026-01-01T00:00:00.000000Z' }
  open(response, 'application/x-ndjson')
  for (const piece of pieces) response.write(`${JSON.stringify({ ...base, response: piece, done: false })}\n`)
  response.end(`${JSON.stringify({ ...base, response: '', done: true, done_reason: end, total_duration: 5043500667, load_duration: 5025959, prompt_eval_count: tokensOf(promptOf(asked)).length, prompt_eval_duration: 1, eval_count: pieces.length, eval_duration: 1 })}\n`)
}

const ollama: Dialect = {
  lost: '404 page not found',
  models: { object: 'list', data: [{ id: 'prose:latest', object: 'model', created: 1764000000, owned_by: 'library' }] },
  get: { '/api/version': { version: '0.13.0' } },
  post: {
    '/api/generate': ollamaText,
    '/api/show': ({ body }, response) => (body['model'] === 'prose:latest'
      ? json(response, 200, { modelfile: '', parameters: '', template: '{{ .Prompt }}', details: { format: 'gguf', family: 'llama' }, model_info: { 'general.architecture': 'llama', 'llama.context_length': 8192 }, capabilities: ['completion', 'insert'] })
      : json(response, 404, { error: `model '${String(body['model'])}' not found` }))
  }
}

const dialects: Readonly<Record<Program, Dialect>> = { 'llama.cpp': llama, ollama, vllm }
export const modelOf: Readonly<Record<Program, string>> = { 'llama.cpp': 'prose.gguf', ollama: 'prose:latest', vllm: 'org/prose' }

export interface DialectServer extends CompletionsServer {
  author: Author
  /** What it was asked at one path. */
  readonly at: (path: string) => readonly Asked[]
  /** In place of what the program says at a path. */
  readonly instead: Map<string, (asked: Asked, response: ServerResponse) => void>
}

export async function dialectServer(program: Program, author: Author = () => ({ pieces: [' la', ' mer', ' montait', '.', ' Puis'] })): Promise<DialectServer> {
  const { models, post, get = {}, lost } = dialects[program]
  const instead: DialectServer['instead'] = new Map()
  const nowhere = (response: ServerResponse): void => void (typeof lost === 'string' ? response.writeHead(404, { 'content-type': 'text/plain' }).end(lost) : json(response, 404, lost))
  const server = await completionsServer((asked, response) => {
    const answer = instead.get(asked.path) ?? post[asked.path]
    return answer ? answer(asked, response, made.author) : nowhere(response)
  })
  server.look = (asked, response) => {
    const other = instead.get(asked.path)
    if (other) return other(asked, response)
    const found = asked.path === '/v1/models' ? models : get[asked.path]
    return found === undefined ? nowhere(response) : json(response, 200, found)
  }
  const made: DialectServer = Object.assign(server, { author, instead, at: (path: string) => server.all.filter((asked) => asked.path === path) })
  return made
}
