// The line to another program: silence, certificates, servers that do not encrypt, proxies, redirections; and a program that only chats.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer as createTlsServer } from 'node:https'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { chatMessages, openClearing } from '#main/remote/chat.ts'
import { tokenEnds, tokensOfParts } from '#main/remote/counting.ts'
import { openLine } from '#main/remote/line.ts'

const opened: { close: () => unknown }[] = []
afterEach(async () => { await Promise.all(opened.splice(0).map((one) => one.close())) })

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  opened.push(server)
  return (server.address() as AddressInfo).port
}
const brief = { connect: 500, answer: 200, piece: 200 }
async function failing(address: string, patience = brief): Promise<unknown> {
  const line = openLine(patience)
  opened.push(line)
  return line.call({ address, key: null }, { path: '/models' }).then(() => null, (error: { code?: unknown }) => error.code)
}

/** A certificate that nobody vouches for. */
function selfSigned(): { readonly key: Buffer; readonly cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'aurore-tls-'))
  try {
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=localhost', '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')], { stdio: 'ignore' })
    return { key: readFileSync(join(folder, 'key.pem')), cert: readFileSync(join(folder, 'cert.pem')) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
const hasOpenssl = (() => { try { execFileSync('openssl', ['version']); return true } catch { return false } })()

describe('the line', () => {
  it('that stays silent is not waited for without end', async () => {
    const port = await listen(createServer((socket) => { opened.push({ close: () => socket.destroy() }) }))
    expect(await failing(`http://127.0.0.1:${port}/v1`)).toBe('remote.silent')
  })

  it.skipIf(!hasOpenssl)('with a certificate nobody vouches for is not spoken on', async () => {
    const server = createTlsServer(selfSigned(), (_, response) => response.end('{}'))
    const port = await listen(server as unknown as Server)
    expect(await failing(`https://127.0.0.1:${port}/v1`, { ...brief, answer: 5000 })).toBe('remote.certificate')
  })

  it('to a server that does not encrypt says so', async () => {
    const port = await listen(createServer((socket) => { socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')) }))
    expect(await failing(`https://127.0.0.1:${port}/v1`, { ...brief, answer: 5000 })).toBe('remote.not-encrypted')
  })

  it('through a proxy that is not there names the proxy; this machine is reached without one', async () => {
    const before = process.env['http_proxy']
    process.env['http_proxy'] = 'http://127.0.0.1:9'
    try {
      expect(await failing('http://writing.invalid/v1')).toBe('remote.proxy')
      const port = await listen(createServer((socket) => { socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}')) }))
      expect(await failing(`http://127.0.0.1:${port}/v1`, { ...brief, answer: 5000 })).toBeNull()
    } finally {
      if (before === undefined) delete process.env['http_proxy']
      else process.env['http_proxy'] = before
    }
  })
})

/** As it comes: cut anywhere. */
function cleared(prompt: string, answer: string, cuts: readonly number[] = []): string {
  const clearing = openClearing(prompt)
  const places = [0, ...[...new Set(cuts.map((cut) => cut % (answer.length + 1)))].toSorted((a, b) => a - b), answer.length]
  return places.slice(1).map((end, i) => clearing.write(answer.slice(places[i], end))).join('') + clearing.close()
}

const prompt = 'La lampe était allumée. Elle ouvrit la porte et'
describe('a chat’s answer', () => {
  it.each([
    ['the text alone', 'entra sans bruit.', ' entra sans bruit.'],
    ['an announcement', 'Bien sûr ! Voici la suite :\n\nentra sans bruit.', ' entra sans bruit.'],
    ['an announcement in English', 'Sure, here’s the continuation:\n\nentra sans bruit.', ' entra sans bruit.'],
    ['two of them', 'Certainly!\n\nHere is the text:\n\nentra sans bruit.', ' entra sans bruit.'],
    ['what it thought', '<think>\nShe wants more.\n</think>\n\nentra sans bruit.', ' entra sans bruit.'],
    ['a fence around it', '```text\nentra sans bruit.\n```', ' entra sans bruit.'],
    ['her last words again', 'Elle ouvrit la porte et entra sans bruit.', ' entra sans bruit.'],
    ['her whole text again', `${prompt} entra sans bruit.`, ' entra sans bruit.'],
    ['a remark behind it', 'entra sans bruit.\n\n---\nNote : j’ai gardé le ton.', ' entra sans bruit.'],
    ['a beginning that only looks like one', 'voici que la nuit tombait sur la lande, et elle eut froid.', ' voici que la nuit tombait sur la lande, et elle eut froid.'],
    ['a comma', ', lentement, entra.', ', lentement, entra.'],
    ['several paragraphs', 'entra.\n\nPuis rien.', ' entra.\n\nPuis rien.']
  ])('%s', (_, answer, text) => {
    for (const cuts of [[], [3], [1, 2, 5, 8, 13, 21, 34], Array.from({ length: answer.length }, (__, i) => i)]) expect(cleared(prompt, answer, cuts)).toBe(text)
  })

  it('loses nothing of a text, however it is cut', () => {
    const words = fc.array(fc.stringMatching(/^[a-zéè]{2,9}$/), { minLength: 4, maxLength: 20 })
    fc.assert(fc.property(words, fc.array(fc.nat(200)), (all, cuts) => {
      const text = `${all.join(' ')}.`
      fc.pre(!/^(?:ok|note)/u.test(text))
      expect(cleared(prompt, text, cuts)).toBe(` ${text}`)
    }))
  })

  it('is asked for in the manuscript’s language', () => {
    const [system, user] = chatMessages({ prompt, after: 'et referma.', language: 'fr' })
    expect(system?.content).toContain('Réponds par ces seuls mots')
    expect(user?.content).toMatch(/La lampe était allumée[\s\S]*et referma\./)
  })
})

describe('tokens laid over words', () => {
  it('every token falls to one word, whatever a program calls it', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom('été', ' ma', 'ison', ' œ', 'uvre', '.', '\n', ' d’', '«'), { minLength: 1, maxLength: 40 }), fc.constantFrom('text', 'bytes', 'gpt2', 'sentencepiece'), (tokens, spelling) => {
      const text = tokens.join('')
      const pieces = tokens.map((token, i) => ({
        text: token, bytes: [...Buffer.from(token)], gpt2: [...Buffer.from(token)].map((byte) => String.fromCharCode(0x100 + byte)).join(''), sentencepiece: (i === 0 ? '▁' : '') + token.replaceAll(' ', '▁')
      })[spelling])
      const ends = tokenEnds(text, { ids: tokens.map((_, i) => i), pieces })
      // Signs of one byte each look alike in every spelling; what matters is the places.
      expect(ends).toEqual(tokens.map((_, i) => Buffer.byteLength(tokens.slice(0, i + 1).join(''))))
      expect(tokensOfParts([...text].map(String), ends ?? []).reduce((a, b) => a + b, 0)).toBe(tokens.length)
    }))
  })

  it('where the pieces are not the text, nothing is claimed', () => {
    expect(tokenEnds('La mer', { ids: [1, 2], pieces: ['La', '<unk>'] })).toBeNull()
  })
})
