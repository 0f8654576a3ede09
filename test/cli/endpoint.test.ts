// Another program's model through the real command line: looked at, kept, written with for one command, its key never an argument.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dialectServer, type DialectServer } from '../support/dialect-servers.ts'
import { aurore, discard, folder, french, lines, start } from './support.ts'

let home = ''
let server: DialectServer
beforeAll(async () => {
  home = folder()
  server = await dialectServer('llama.cpp')
})
afterAll(async () => {
  await server.close()
  discard(home)
})

const inHome = (...args: readonly string[]) => aurore(...args, '--home', home, '--json')
const kept = async () => lines((await inHome('endpoint')).out).at(-1)

describe('another program', () => {
  test('is looked at, and nothing is kept of it', async () => {
    expect(await kept()).toMatchObject({ on: false, address: null })
    const { code, out } = await inHome('endpoint', server.address, '--try')
    expect(code).toBe(0)
    expect(lines(out)[0]).toMatchObject({ models: [{ id: 'prose.gguf', context: 2048 }], peer: { program: 'llama.cpp', counts: true, fills: true }, trial: { text: expect.stringMatching(/ la mer montait\.$/) } })
    expect(await kept()).toMatchObject({ on: false, address: null })
  })

  test('writes for one command, without a setting', async () => {
    const { code, out, err } = await inHome('write', '--endpoint', server.address, '--prompt', 'Ce soir-là,', '--until', 'sentence', '--seed', '3')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(lines(out)[0]).toMatchObject({ text: ' la mer montait.', seed: 3 })
    expect(await kept()).toMatchObject({ on: false, address: null })
    expect((await inHome('write', '--endpoint', server.address, '--endpoint-model', 'x', '--voice', 'Sand', '--prompt', 'a')).code).not.toBe(0)
  })

  test('is kept and let speak only when that is said, and shut again', async () => {
    expect((await inHome('endpoint', server.address, '--use')).code).toBe(0)
    expect(await kept()).toMatchObject({ on: true, address: server.address, kept: 'prose.gguf', context: 2048 })
    expect((await inHome('endpoint', '--off')).code).toBe(0)
    expect(await kept()).toMatchObject({ on: false, address: server.address })
  })

  test('has its key from standard input or the environment', async () => {
    const running = start(['endpoint', server.address, '--use', '--set-key', '--home', home, '--json'])
    running.process.stdin?.end('sk-kept\n')
    expect((await running.ended).code).toBe(0)
    await inHome('write', '--endpoint', server.address, '--prompt', 'Ce soir-là,', '--tokens', '3')
    expect(server.at('/v1/completions').at(-1)?.key).toBe('sk-kept')
    process.env['AURORE_ENDPOINT_KEY'] = 'sk-environment'
    await inHome('write', '--endpoint', server.address, '--prompt', 'Ce soir-là,', '--tokens', '3')
    delete process.env['AURORE_ENDPOINT_KEY']
    expect(server.at('/v1/completions').at(-1)?.key).toBe('sk-environment')
  })

  test('that is not there is told in her language', async () => {
    const { code, err } = await french('endpoint', 'http://127.0.0.1:9/v1', '--home', home)
    expect(code).toBe(1)
    expect(err).toContain('Aucun programme ne répond')
  })
})
