import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { recoverFolder, replaceFile, replaceFolder, writeDurably } from '#main/engine/process/files.ts'
import { forgetAfter, journals, readJournal, write } from '#main/engine/process/run/journal.ts'
import { openSpeeds } from '#main/engine/process/speeds.ts'
import { temporaryFolder } from '../support/tiny-model.ts'

let root: string
let folder: string
beforeEach(() => {
  root = temporaryFolder('files')
  folder = join(root, 'checkpoint')
})
const fill = (text: string) => async (into: string): Promise<void> => writeDurably(join(into, 'state'), text)
const content = (): string => readFileSync(join(folder, 'state'), 'utf8')

describe('a folder that is replaced', () => {
  it('is the new one, and nothing else is left', async () => {
    await replaceFolder(folder, fill('one'))
    await replaceFolder(folder, fill('two'))
    expect(content()).toBe('two')
    expect(readdirSync(root)).toEqual(['checkpoint'])
  })

  it('stays the old one when the new one cannot be written', async () => {
    await replaceFolder(folder, fill('one'))
    await expect(replaceFolder(folder, async (into) => {
      await fill('half')(into)
      throw new Error('no space left')
    })).rejects.toThrow('no space left')
    expect(content()).toBe('one')
  })

  it.each([
    ['before the new one stood', () => { renameSync(folder, `${folder}.previous`) }, 'one'],
    ['after the new one stood', () => { renameSync(folder, `${folder}.previous`); mkdirSync(folder); writeFileSync(join(folder, 'state'), 'two') }, 'two'],
    ['while the new one was written', () => { mkdirSync(`${folder}.writing`); writeFileSync(join(`${folder}.writing`, 'state'), 'ha') }, 'one']
  ])('is whole after a death %s', async (_, die, expected) => {
    await replaceFolder(folder, fill('one'))
    die()
    await recoverFolder(folder)
    expect(content()).toBe(expected)
    expect(existsSync(`${folder}.previous`)).toBe(false)
    await replaceFolder(folder, fill('three'))
    expect([content(), readdirSync(root)]).toEqual(['three', ['checkpoint']])
  })
})

describe('the journals of a run', () => {
  const metric = (step: number) => ({ step, loss: 1 / step, heldOut: null, learningRate: 0.1, gradientNorm: null, tokensPerSecond: 1, secondsLeft: null })

  it('pass over a line that a death has torn, and forget what came after the checkpoint', async () => {
    for (const step of [1, 2, 3]) await write(root, journals.metrics, metric(step))
    const file = join(root, journals.metrics.file)
    writeFileSync(file, `${readFileSync(file, 'utf8')}{"step":4,"lo`)
    expect((await readJournal(root, journals.metrics)).map(({ step }) => step)).toEqual([1, 2, 3])
    await forgetAfter(root, journals.metrics, 2)
    await write(root, journals.metrics, metric(3))
    expect(await readJournal(root, journals.metrics)).toEqual([metric(1), metric(2), metric(3)])
  })
})

describe('what was measured on this machine', () => {
  it('is kept, and a damaged memory is only forgotten', async () => {
    const home = join(root, 'home')
    await openSpeeds(home).remember(['learn', 1], 0.5)
    await openSpeeds(home).remember(['learn', 2], 0.25)
    expect([await openSpeeds(home).recall(['learn', 1]), await openSpeeds(home).recall(['learn', 2]), await openSpeeds(home).recall(['learn', 3])]).toEqual([0.5, 0.25, null])
    await replaceFile(join(home, 'engine-speeds.json'), '{"a":')
    expect(await openSpeeds(home).recall(['learn', 1])).toBeNull()
  })

  it('many who measure at once: none fails, and what stands is whole', async () => {
    const home = temporaryFolder('home')
    await Promise.all(Array.from({ length: 20 }, (_, i) => openSpeeds(home).remember(['learn', i], i + 1)))
    const recalled = await Promise.all(Array.from({ length: 20 }, (_, i) => openSpeeds(home).recall(['learn', i])))
    expect(recalled.some((seconds) => seconds !== null)).toBe(true)
    expect(recalled.every((seconds, i) => seconds === null || seconds === i + 1)).toBe(true)
    expect(readdirSync(home)).toEqual(['engine-speeds.json'])
  })
})
