// Base models: those that ship, those she adds; described once, read where they lie.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { readCard } from '#main/models/card.ts'
import { small } from '../support/learning.ts'
import { openSmallApp, temporary, type SmallApp } from '../support/small-app.ts'
import { makeSmallModel } from '../support/small-model.ts'

const open: SmallApp[] = []
const app = (): SmallApp => { const made = openSmallApp(); open.push(made); return made }
afterEach(async () => { await Promise.all(open.splice(0).map((each) => each.dispose())) })

describe('models', () => {
  it('that ship are found by their folder, with their card', async () => {
    expect(await app().client.voices.models()).toMatchObject([
      { id: small, name: 'Small', architecture: 'bigram', parameters: 257 ** 2, contextLength: 64, languages: ['fr', 'en'], licence: 'cc0-1.0', builtIn: true }])
  })

  it('are described once, and again only when their folder changes', async () => {
    const one = app()
    await one.client.voices.models()
    const writer = one.children.get('writer')
    const dead = new Promise<string>((resolve) => { writer?.onExit(resolve) })
    writer?.kill()
    await dead // the host, who listened first, knows by now
    one.children.clear()
    expect((await one.client.voices.models())[0]?.name).toBe('Small')
    expect(one.children.size).toBe(0)
    writeFileSync(join(one.home, 'resources', 'models', 'small', 'README.md'), '---\nmodel_name: Renamed\n---\n')
    expect((await one.client.voices.models())[0]?.name).toBe('Renamed')
    expect(one.children.size).toBe(1)
  })

  it('can be added, are one when added twice, go and come back', async () => {
    const { client } = app()
    const folder = makeSmallModel(join(temporary(), 'hers'))
    const added = await client.voices.addModel({ folder })
    expect((await client.voices.addModel({ folder })).id).toBe(added.id)
    expect((await client.voices.models()).map((model) => model.id)).toEqual([small, added.id])
    await client.voices.removeModel({ id: added.id })
    expect((await client.voices.models()).map((model) => model.id)).toEqual([small])
    expect((await client.voices.addModel({ folder })).id).toBe(added.id)
    expect((await client.voices.models()).map((model) => model.id)).toEqual([small, added.id])
  })

  it('guess ahead for larger ones that read the same tokens, and for no others', async () => {
    const { client } = app()
    const add = async (name: string, made: Parameters<typeof makeSmallModel>[1]) => (await client.voices.addModel({ folder: makeSmallModel(join(temporary(), name), made) })).id
    const [smaller, otherwise, larger] = [await add('smaller', { parameters: 10 }), await add('otherwise', { parameters: 10, also: '<|note|>' }), await add('larger', { parameters: 1e9 })]
    expect(await client.voices.guessers({ speaker: { modelId: small } })).toEqual([smaller])
    expect(await client.voices.guessers({ speaker: { modelId: larger } })).toEqual([small, smaller])
    expect(await client.voices.guessers({ speaker: { modelId: otherwise } })).toEqual([])
  })

  it('are refused when they are none, and the one that ships stays', async () => {
    const { client } = app()
    await client.voices.models()
    await expect(client.voices.addModel({ folder: temporary() })).rejects.toMatchObject({ data: { code: 'voices.not-a-model' } })
    await expect(client.voices.removeModel({ id: small })).rejects.toMatchObject({ data: { code: 'voices.built-in-model', params: { name: 'Small' } } })
    const broken = join(temporary(), 'broken')
    mkdirSync(broken)
    writeFileSync(join(broken, 'config.json'), 'not json')
    await expect(client.voices.addModel({ folder: broken })).rejects.toMatchObject({ code: 'CODED', defined: true })
    expect((await client.voices.models()).map((model) => model.id)).toEqual([small])
  })
})

type CardCase = readonly [front: string, name: string, licence: string, languages: readonly string[]]
const cards: readonly CardCase[] = [
  ['---\nmodel_name: "A: b"\nlicense: mit\nlanguage: [fr, "en"]\n---', 'A: b', 'mit', ['fr', 'en']],
  ['---\r\nlicense: apache-2.0\r\nlanguage:\r\n- fr\r\n- en\r\ntags:\r\n- novel\r\n---', 'folder', 'apache-2.0', ['fr', 'en']],
  ['---\nlanguage: fr\n---', 'folder', '', ['fr']],
  ['# No front matter\nlicense: mit', 'folder', '', []]
]

describe('a model’s card', () => {
  it.each(cards)('%j', (front, name, licence, languages) => {
    const folder = join(temporary(), 'folder')
    mkdirSync(folder)
    writeFileSync(join(folder, 'README.md'), `${front}\n\n# Text\n`)
    expect(readCard(folder)).toEqual({ name, licence, languages })
  })
})

describe('how surprised a model is by a text', () => {
  it('is asked of the text as print sets it, whatever keyboard it came from', async () => {
    const { client } = app()
    const measured = (text: string) => client.voices.evaluate({ speaker: { modelId: small }, text })
    expect(await measured('L\'eau d\'un oeil--et rien')).toEqual(await measured('L’eau d’un œil—et rien'))
  })
})
