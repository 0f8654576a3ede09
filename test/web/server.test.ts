// The browser shell on real sockets: who gets in, what accompanies every answer, and the contract spoken over a WebSocket.
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createApp, type App } from '#main/app.ts'
import { resource } from '#main/root.ts'
import { startWebShell, type WebShell } from '#main/web/server.ts'
import type { Contract } from '#shared/contract/index.ts'
import { ProjectId } from '#shared/ids.ts'

const base = mkdtempSync(join(tmpdir(), 'aurore-web-'))
let app: App
let shell: WebShell
let cookie = ''

type Answer = { readonly status: number; readonly headers: Readonly<Record<string, unknown>>; readonly body: string }
type Headers = Readonly<Record<string, string>>

/** A request with exactly these headers: `fetch` would not let us lie about the host. */
function ask(path: string, headers: Headers, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: shell.port, path, method, headers }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => { body += text }).on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
    sent.on('error', reject).end()
  })
}

const tokenPath = (address: string): string => new URL(address).pathname + new URL(address).search
const host = (): string => `127.0.0.1:${shell.port}`
const enter = async (): Promise<string> => String((await ask(tokenPath(shell.address()), { Host: host() })).headers['set-cookie']).split(';')[0] ?? ''

beforeAll(async () => {
  mkdirSync(join(base, 'page'))
  writeFileSync(join(base, 'page', 'index.html'), '<!doctype html><title>Aurore</title>')
  app = createApp({ home: join(base, 'home'), resources: resource(), shell: 'browser' })
  shell = await startWebShell({ router: app.router, page: join(base, 'page'), port: 0 })
  cookie = await enter()
})
afterAll(async () => {
  await shell.close()
  await app.dispose()
  rmSync(base, { recursive: true })
})

describe('the door', () => {
  test('a token opens once, sets a strict cookie and leaves the address', async () => {
    const path = tokenPath(shell.address())
    const first = await ask(path, { Host: host() })
    expect(first).toMatchObject({ status: 303, headers: { location: '/', 'cache-control': 'no-store' } })
    expect(String(first.headers['set-cookie'])).toMatch(/^aurore-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
    expect((await ask(path, { Host: host() })).status).toBe(403)
    expect((await ask('/?token=', { Host: host() })).status).toBe(403)
  })

  test.each([
    ['our own host and cookie', 200, '/', () => ({ Host: host(), Cookie: cookie })],
    ['localhost', 200, '/', () => ({ Host: `localhost:${shell.port}`, Cookie: cookie })],
    ['our own origin', 200, '/', () => ({ Host: host(), Cookie: cookie, Origin: `http://${host()}` })],
    ['no cookie', 401, '/', () => ({ Host: host() })],
    ['an invented cookie', 401, '/', () => ({ Host: host(), Cookie: `aurore-${shell.port}=${'x'.repeat(43)}` })],
    ['an empty cookie', 401, '/', () => ({ Host: host(), Cookie: `aurore-${shell.port}=` })],
    ['another name for this machine', 421, '/', () => ({ Host: `aurore.example:${shell.port}`, Cookie: cookie })],
    ['another port', 421, '/', () => ({ Host: '127.0.0.1:1', Cookie: cookie })],
    ['a foreign origin', 403, '/', () => ({ Host: host(), Cookie: cookie, Origin: 'http://evil.example' })],
    ['an opaque origin', 403, '/', () => ({ Host: host(), Cookie: cookie, Origin: 'null' })],
    ['a file that is not there', 404, '/absent.js', () => ({ Host: host(), Cookie: cookie })],
    ['an address that is none', 404, '//', () => ({ Host: host(), Cookie: cookie })],
    ['a way out', 404, '/../package.json', () => ({ Host: host(), Cookie: cookie })]
  ] satisfies readonly (readonly [string, number, string, () => Headers])[])('%s: %i', async (_name, status, path, headers) => {
    const answer = await ask(path, headers())
    expect(answer.status).toBe(status)
    expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cross-origin-opener-policy': 'same-origin', 'cross-origin-resource-policy': 'same-origin' })
    expect(String(answer.headers['content-security-policy'])).toMatch(/default-src 'none'.*frame-ancestors 'none'/)
    if (status !== 200) expect(answer.body).toMatch(/lang="fr"/)
  })

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is refused', async (method) => {
    expect((await ask('/', { Host: host(), Cookie: cookie }, method)).status).toBe(405)
  })
})

describe('the contract over a WebSocket', () => {
  const open = (headers: Headers, path = '/rpc'): Promise<WebSocket | number> => new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${shell.port}${path}`, { headers })
    socket.on('open', () => resolve(socket)).on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0)).on('error', () => resolve(0))
  })
  const own = (): Headers => ({ Cookie: cookie, Origin: `http://${host()}` })

  test('speaks to the real app, errors keep their code, files pass whole', async () => {
    const socket = await open(own())
    if (typeof socket === 'number') throw new Error(`refused with ${socket}`)
    const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }))
    await client.projects.create({ title: 'Voile', language: 'fr' })
    expect((await client.projects.list()).map(({ title }) => title)).toEqual(['Voile'])
    await expect(client.projects.get({ id: ProjectId.parse('none') })).rejects.toMatchObject({ code: 'CODED', data: { code: 'general.not-found' } })
    const text = `Chapitre I\n\n${'L’aube se leva sur la lande, et personne ne parla. '.repeat(20_000)}`
    const { title, words } = await client.corpora.read({ file: new File([text], 'lande.txt') })
    expect(title).not.toBe('')
    expect(words).toBeGreaterThan(160_000)
    socket.close()
  })

  test.each([
    ['without a cookie', 401, () => ({ Origin: `http://${host()}` }), '/rpc'],
    ['without an origin', 403, () => ({ Cookie: cookie }), '/rpc'],
    ['from another page of this machine', 403, () => ({ Cookie: cookie, Origin: 'http://127.0.0.1:1' }), '/rpc'],
    ['under another host’s name', 421, () => ({ ...own(), Host: 'evil.example' }), '/rpc'],
    ['at another path', 404, own, '/other']
  ] satisfies readonly (readonly [string, number, () => Headers, string])[])('%s: %i', async (_name, status, headers, path) => {
    expect(await open(headers(), path)).toBe(status)
  })
})

test('closing tells the pages and frees the port', async () => {
  const second = await startWebShell({ router: app.router, page: join(base, 'page'), port: 0 })
  await expect(startWebShell({ router: app.router, page: base, port: second.port })).rejects.toMatchObject({ code: 'shell.port-taken' })
  const entered = new URL(second.address())
  const answer = await fetch(entered, { redirect: 'manual' })
  const socket = new WebSocket(`ws://${entered.host}/rpc`, { headers: { Cookie: String(answer.headers.get('set-cookie')).split(';')[0] ?? '', Origin: entered.origin } })
  await new Promise((resolve, reject) => { socket.on('open', resolve).on('error', reject) })
  const told = new Promise((resolve) => socket.on('close', resolve))
  await second.close()
  expect(await told).toBe(1001)
  await expect(fetch(entered)).rejects.toThrow()
})
