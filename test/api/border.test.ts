// The border: every failure is one coded error with its sentence, and tells nothing it should not.
import { ORPCError } from '@orpc/server'
import { describe, expect, it } from 'vitest'
import { codedError, codedOutput } from '#main/api/coded.ts'
import { AuroreError } from '#shared/errors/index.ts'
import { ProjectId } from '#shared/ids.ts'
import { contract } from '#shared/contract/index.ts'
import { openSmallApp, temporary } from '../support/small-app.ts'

type Case = readonly [what: string, thrown: unknown, code: string, params: Record<string, string | number>]
const secret = '/home/aurore/Ma vie.docx: « le texte »'
const cases: readonly Case[] = [
  ['an expected failure', new AuroreError('projects.stale-scene', { stored: 3, base: 2 }), 'projects.stale-scene', { stored: 3, base: 2 }],
  ['a surprise', new TypeError(secret), 'general.unexpected', { detail: 'TypeError' }],
  ['a surprise with a system code', Object.assign(new Error(secret), { code: 'EIO' }), 'general.unexpected', { detail: 'Error EIO' }],
  ['something that is no error', secret, 'general.unexpected', { detail: 'string' }],
  ['a cancelled call', new DOMException('aborted', 'AbortError'), 'general.cancelled', {}],
  ['a bad request', new ORPCError('BAD_REQUEST', { data: { issues: [{ path: ['doc', 'content', 0], message: secret }] } }), 'general.bad-input', { detail: 'doc.content.0' }]
]

describe('coding', () => {
  it.each(cases)('%s', (_, thrown, code, params) => {
    const { data, message } = codedError(thrown)
    expect(data).toEqual({ code, params })
    expect(message).not.toContain(secret)
  })

  it('codes a stream’s own failure, after what came before it', async () => {
    async function* failing() {
      yield 'un'
      throw new AuroreError('engine.died', { detail: 'SIGKILL' })
    }
    const seen: unknown[] = []
    const read = async () => { for await (const item of codedOutput(failing()) as AsyncIterable<unknown>) seen.push(item) }
    await expect(read()).rejects.toMatchObject({ code: 'CODED', data: { code: 'engine.died', params: { detail: 'SIGKILL' } } })
    expect(seen).toEqual(['un'])
  })
})

describe('the router', () => {
  it('keeps every procedure of the contract', async () => {
    const app = openSmallApp()
    const names = (tree: object): string[] => Object.entries(tree).flatMap(([domain, procedures]) => Object.keys(procedures as object).map((name) => `${domain}.${name}`)).toSorted()
    expect(names(app.router)).toEqual(names(contract))
    await app.dispose()
  })

  it('answers a wrong request and a missing thing with their codes', async () => {
    const app = openSmallApp()
    const wrong = app.client.projects.create({ title: '  ', language: 'fr' })
    await expect(wrong).rejects.toMatchObject({ code: 'CODED', defined: true, data: { code: 'general.bad-input', params: { detail: 'title' } } })
    const missing = app.client.projects.get({ id: ProjectId.parse('nobody') })
    await expect(missing).rejects.toMatchObject({ code: 'CODED', defined: true, data: { code: 'general.not-found', params: { what: 'project' } } })
    await app.dispose()
  })

  it('keeps settings for the next program, and forgets one it no longer understands', async () => {
    const home = temporary()
    const [one, two] = [openSmallApp(home), openSmallApp(home)]
    expect((await one.client.settings.set({ theme: 'sepia', fontSize: 22 })).theme).toBe('sepia')
    expect(await two.client.settings.get()).toMatchObject({ theme: 'sepia', fontSize: 22, binder: true })
    expect(await one.client.settings.about()).toMatchObject({ home, shell: 'command', node: process.versions.node })
    await Promise.all([one.dispose(), two.dispose()])
  })
})
