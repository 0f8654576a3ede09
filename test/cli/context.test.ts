// What the model sees, by the real command line and the real engine: told, seen piece by piece, used by what is written.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { aurore, discard, folder, french, lines } from './support.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let home = ''
const inHome = (...args: readonly string[]) => aurore(...args, '--project', 'Lande', '--home', home, '--json')
const only = async (...args: readonly string[]) => lines((await inHome(...args)).out)[0]

beforeAll(async () => {
  home = folder()
  writeFileSync(join(home, 'lande.md'), '# La lande\n\n## Chapitre 1\n\nLa brume montait sur la lande.\n\n## Chapitre 2\n\nLe vieux passa le gué avec Germain.\n')
  await inHome('import', join(home, 'lande.md'), '--language', 'fr')
})
afterAll(() => discard(home))

describe('aurore context', () => {
  test('keeps what is told, and changes only what is named', async () => {
    expect(await only('context', 'edit', '--memory', 'Le Berry, 1840.', '--note', '[Grave.]', '--note-depth', '1')).toMatchObject({ memory: 'Le Berry, 1840.', note: '[Grave.]', noteDepth: 1 })
    expect(await only('context', 'edit', '--note', '')).toMatchObject({ memory: 'Le Berry, 1840.', note: '', noteDepth: 1 })
    expect(await only('context', 'lore', 'Germain', '--text', 'Germain laboure.')).toMatchObject({ title: 'Germain', keys: ['Germain'], text: 'Germain laboure.' })
    expect(await only('context', 'lore', 'germain', '--keys', 'Germain,le laboureur')).toMatchObject({ title: 'Germain', keys: ['Germain', 'le laboureur'], text: 'Germain laboure.' })
    expect(await only('context', 'show')).toMatchObject({ memory: 'Le Berry, 1840.', entries: [{ title: 'Germain' }] })
  })

  test('shows the exact prompt, in JSON and in words', async () => {
    const seen = await only('context', 'see', '--prompt', 'Il dit')
    expect(seen).toMatchObject({
      prompt: 'Le Berry, 1840.\n\nGermain laboure.\n\nLa lande\n\nLa brume montait sur la lande.\n\nLe vieux passa le gué avec Germain.\n\nIl dit',
      parts: [{ origin: 'memory' }, { origin: 'lore', key: 'Germain' }, { origin: 'before', title: 'Lande' }, { origin: 'before', title: 'Chapitre 1' }, { origin: 'before', title: 'Chapitre 2' }], left: []
    })
    expect((await french('context', 'see', '--project', 'Lande', '--home', home)).out).toMatch(/── lore · Germain · ← Germain \(\d+\)\nGermain laboure\./)
  })

  test('aurore write goes on from it, and leads to what follows', async () => {
    expect(await only('write', '--prompt', 'Il dit', '--tokens', '8', '--seed', '2')).toMatchObject({ prompt: 'Il dit', tokens: 8 })
    const { text } = (await only('write', '--prompt', 'Il passa', '--after', ' et sortit.', '--bridges', '2', '--tokens', '8', '--seed', '2')) ?? {}
    expect(text).toMatch(/\S$/)
  })

  test('removes an entry, and says which one is not there', async () => {
    expect((await inHome('context', 'lore', 'Germain', '--remove')).code).toBe(0)
    expect(lines((await inHome('context', 'lore', 'Germain', '--remove')).err)[0]?.['code']).toBe('general.not-found')
  })
})
