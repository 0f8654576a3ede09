// A voice leaves from its line on the shelf: which form, where to, what came of it; in both languages.
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { expect, test as base } from './support/aurore.ts'
import { run } from './support/run.ts'

const page = (word: string): string => `La ${word} montait sur la lande, et le vieux disait que c’était un signe. Personne ne le croyait. `.repeat(8)
const book = ['brume', 'lune', 'mer', 'nuit', 'neige'].map((word, index) => `## Chapitre ${index + 1}\n\n${page(word)}\n`).join('\n')

/** A home that already has a small voice, learned by the command line in two steps. */
const test = base.extend<object>({
  home: async ({ home }, use) => {
    const aurore = (...args: readonly string[]) => run(...args, '--home', home)
    await writeFile(join(home, 'lande.md'), `# La lande\n\n${book}`)
    await aurore('import', join(home, 'lande.md'), '--project', 'Lande', '--language', 'fr')
    await aurore('train', '--project', 'Lande', '--voice', 'Voix de la lande', '--steps', '2', '--batch', '1', '--context', '32', '--evaluate-every', '2', '--device', 'cpu')
    await use(home)
  }
})

interface Words { readonly opens: string; readonly file: string; readonly go: string; readonly written: RegExp }
const english: Words = { opens: 'Export Voix de la lande', file: 'A single file', go: 'Export', written: /^Written to .*voix-de-la-lande\.gguf \(/ }
const french = { opens: 'Exporter Voix de la lande', file: 'Un seul fichier', go: 'Exporter', written: /^Écrit dans .*voix-de-la-lande\.gguf \(/, taken: /existe déjà et n’est pas vide/ }

/** Starts in English: the tests' locale. */
async function speak(room: Page, language: 'en' | 'fr'): Promise<void> {
  const library = room.url().replace(/#.*$/, '')
  await room.goto(`${library}#/settings`)
  await room.getByLabel('Language of the interface').selectOption(language)
  await room.goto(`${library}#/`)
}

async function choose(room: Page, { opens, file }: Words): Promise<Locator> {
  await room.getByRole('button', { name: opens }).click()
  const dialog = room.getByRole('dialog')
  await dialog.getByText(file, { exact: true }).click()
  expect((await new AxeBuilder({ page: room }).include('dialog').analyze()).violations).toEqual([])
  return dialog
}

test('a voice is exported from its line, in both languages, and never over what is there', async ({ room, home }) => {
  const made = join(home, 'exports', 'voix-de-la-lande.gguf')
  await room.getByRole('article', { name: 'Voix de la lande' }).waitFor()
  const dialog = await choose(room, english)
  await dialog.getByRole('button', { name: english.go, exact: true }).click()
  await expect(dialog.getByRole('status')).toHaveText(english.written, { timeout: 60_000 })
  expect((await readFile(made)).subarray(0, 4).toString()).toBe('GGUF')
  const { mtimeMs } = await stat(made)
  await room.keyboard.press('Escape')
  await expect(dialog).toBeHidden()

  await speak(room, 'fr')
  await choose(room, french)
  await dialog.getByRole('button', { name: french.go, exact: true }).click()
  await expect(dialog.getByText(french.taken)).toBeVisible()
  expect((await stat(made)).mtimeMs).toBe(mtimeMs)
  await dialog.getByLabel('Fichier à créer').fill(join(home, 'ailleurs', 'voix-de-la-lande.gguf'))
  await dialog.getByRole('button', { name: french.go, exact: true }).click()
  await expect(dialog.getByRole('status')).toHaveText(french.written, { timeout: 60_000 })
  expect([await readdir(join(home, 'exports')), await readdir(join(home, 'ailleurs'))]).toEqual([['voix-de-la-lande.gguf'], ['voix-de-la-lande.gguf']])
})
