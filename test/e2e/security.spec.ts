// The browser shell's door, as a real browser and a raw connection meet it.
import { request as rawRequest } from 'node:http'
import { expect, test } from './support/aurore.ts'

type Answer = { readonly status: number; readonly headers: Readonly<Record<string, unknown>> }

/** A request with exactly these headers, as no browser would let a page send it. */
function ask(origin: string, path: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
  const { port } = new URL(origin)
  return new Promise((resolve, reject) => {
    const sent = rawRequest({ host: '127.0.0.1', port, path, headers }, (response) => { response.resume(); resolve({ status: response.statusCode ?? 0, headers: response.headers }) })
    sent.on('upgrade', (response, socket) => { socket.destroy(); resolve({ status: response.statusCode ?? 0, headers: response.headers }) })
    sent.on('error', reject).end()
  })
}

const handshake = { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==' }

test.skip(({ shell }) => shell === 'desktop', 'the desktop shell has no door on the network')

test('the page loads without an error, under its policy, and its address carries no token', async ({ room }) => {
  await expect(room).toHaveURL(/^http:\/\/127\.0\.0\.1:\d+\/(#.*)?$/)
  await expect(room.locator('#app')).not.toBeEmpty()
  const answer = await room.goto(new URL('/', room.url()).href)
  const policy = answer?.headers()['content-security-policy'] ?? ''
  for (const promise of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"]) expect(policy).toContain(promise)
  expect(policy).not.toContain('unsafe')
})

test('a token opens once, and only its own cookie opens the rest', async ({ served, browser }) => {
  const first = await browser.newContext()
  const second = await browser.newContext()
  const open = async (context: typeof first, address: string): Promise<number> => (await (await context.newPage()).goto(address))?.status() ?? 0
  expect(await open(first, served.address)).toBe(200)
  expect(await open(second, served.address)).toBe(403)
  expect(await open(second, served.origin)).toBe(401)
  expect(await open(first, served.origin)).toBe(200)
  expect(await open(second, await served.another())).toBe(200)
  const [cookie] = await first.cookies()
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' })
})

test('inline script does not run', async ({ served, page }) => {
  await page.goto(served.address)
  const refused = await page.evaluate(() => new Promise<string>((resolve) => {
    document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective))
    const script = document.createElement('script')
    script.textContent = 'document.title = "taken"'
    document.body.append(script)
  }))
  expect(refused).toBe('script-src-elem')
  expect(await page.title()).not.toBe('taken')
})

test('another host, another origin, no cookie: nothing comes through', async ({ served, context, page }) => {
  await page.goto(served.address)
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
  const host = new URL(served.origin).host
  const cases: readonly (readonly [number, string, Readonly<Record<string, string>>])[] = [
    [200, '/', { Host: host, Cookie: cookie }],
    [421, '/', { Host: 'evil.example', Cookie: cookie }],
    [403, '/', { Host: host, Cookie: cookie, Origin: 'http://evil.example' }],
    [401, '/', { Host: host }],
    [404, '/../package.json', { Host: host, Cookie: cookie }],
    [404, '/%2e%2e/%2e%2e/package.json', { Host: host, Cookie: cookie }],
    [101, '/rpc', { ...handshake, Host: host, Cookie: cookie, Origin: served.origin }],
    [401, '/rpc', { ...handshake, Host: host, Origin: served.origin }],
    [403, '/rpc', { ...handshake, Host: host, Cookie: cookie }],
    [403, '/rpc', { ...handshake, Host: host, Cookie: cookie, Origin: 'http://127.0.0.1:1' }],
    [421, '/rpc', { ...handshake, Host: `evil.example:${new URL(served.origin).port}`, Cookie: cookie, Origin: served.origin }]
  ]
  for (const [status, path, headers] of cases) expect(await ask(served.origin, path, headers), `${path} ${JSON.stringify(headers)}`).toMatchObject({ status })
})
