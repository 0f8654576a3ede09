// The whole main job as a novelist does it: a Word file in, a voice learned, a sentence continued, a chapter drafted, a book out, and the files opened.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Download, Page } from '@playwright/test'
import { Document, HeadingLevel, Packer, Paragraph } from 'docx'
import JSZip from 'jszip'
import mammoth from 'mammoth'
import { expect, test } from './support/aurore.ts'

const sample = join(import.meta.dirname, '../../resources/samples/en/the-mardler.md')

/** Four chapters of the sample as a Word file, made by another library's hand than the program's own. */
async function manuscript(folder: string): Promise<string> {
  const chapters = (await readFile(sample, 'utf8')).split(/^## /m).slice(1, 5)
  const children = chapters.flatMap((chapter) => {
    const [title = '', ...lines] = chapter.split('\n')
    const paragraphs = lines.join('\n').split(/\n{2,}/).map((p) => p.trim()).filter(Boolean)
    return [new Paragraph({ text: title, heading: HeadingLevel.HEADING_1 }), ...paragraphs.map((text) => new Paragraph(text))]
  })
  const path = join(folder, 'My river book.docx')
  await writeFile(path, await Packer.toBuffer(new Document({ sections: [{ children }] })))
  return path
}

async function bring(room: Page, file: string): Promise<void> {
  await room.getByLabel('From a file…').setInputFiles(file)
  await expect(room.getByRole('textbox', { name: 'The page' })).toBeVisible({ timeout: 30_000 })
  await expect(room.getByRole('tree', { name: 'Binder' }).getByRole('treeitem').first()).toBeVisible()
}

const go = (room: Page, screen: string): Promise<void> => room.getByRole('navigation', { name: 'Screens of this book' }).getByRole('link', { name: screen }).click()

async function learn(room: Page): Promise<void> {
  await go(room, 'Learn my voice')
  await room.getByRole('textbox', { name: 'Name of the voice' }).fill('River')
  await room.getByText('Advanced', { exact: true }).click()
  await room.getByLabel('Steps', { exact: true }).fill('6')
  await room.getByLabel('Evaluate every … steps').fill('3')
  await room.getByLabel('Batch', { exact: true }).fill('2')
  await room.getByRole('button', { name: 'Learn my voice' }).click()
  await expect(room.getByText('Finished', { exact: true })).toBeVisible({ timeout: 240_000 })
  await expect(room.getByText(/less surprised$/)).toBeVisible()
}

async function makeFile(room: Page, format: RegExp): Promise<Download> {
  await room.getByRole('radio', { name: format }).check()
  const download = room.waitForEvent('download')
  await room.getByRole('button', { name: 'Make the file' }).click()
  return download
}

test('from a Word file to a voice, a sentence, a chapter and a book', async ({ room, home }) => {
  test.setTimeout(480_000)
  await bring(room, await manuscript(home))
  await learn(room)

  await go(room, 'Write')
  const muse = room.getByRole('complementary', { name: 'Muse' })
  await muse.getByRole('combobox', { name: 'Who speaks' }).selectOption({ label: 'River' })
  await muse.getByRole('switch', { name: 'Suggest while I rest' }).setChecked(false)
  const page = room.getByRole('textbox', { name: 'The page' })
  await page.press('Control+End')
  await page.press('Enter')
  await room.keyboard.type('That was gone six when the tide turned, and I')
  await room.keyboard.press('Control+Space')
  await expect(room.getByText(/^Suggestion: .* Tab takes it/)).toBeAttached({ timeout: 60_000 })
  await room.keyboard.press('Tab')
  const accepted = (await page.locator('.suggested').textContent()) ?? ''
  expect(accepted).toMatch(/\p{L}/u)
  await expect(room.getByText('Saved just now')).toBeVisible()
  const sentence = (await page.locator('p').last().textContent()) ?? ''
  expect(sentence).toContain(accepted)

  await muse.getByRole('textbox', { name: 'Its title' }).fill('Slack water')
  await muse.getByRole('textbox', { name: 'First lines' }).fill('I rowed him over.')
  await muse.getByLabel('About how many words').fill('60')
  await muse.getByRole('button', { name: 'Draft it' }).click()
  await muse.getByRole('button', { name: 'Accept into the book' }).click({ timeout: 120_000 })
  await expect(room.getByRole('tree', { name: 'Binder' }).getByRole('treeitem', { name: /^Slack water/ })).toBeVisible()

  await go(room, 'Publish')
  const word = await makeFile(room, /Word/)
  const docx = join(home, word.suggestedFilename())
  await word.saveAs(docx)
  const { value } = await mammoth.extractRawText({ path: docx })
  expect(value).toContain(sentence.trim())
  expect(value).toContain('I rowed him over.')
  expect(word.suggestedFilename()).toMatch(/\.docx$/)

  const ebook = await makeFile(room, /E-book/)
  const epub = join(home, ebook.suggestedFilename())
  await ebook.saveAs(epub)
  const archive = await JSZip.loadAsync(await readFile(epub))
  const pages = await Promise.all(archive.file(/\.xhtml$/).map((file) => file.async('string')))
  expect(pages.some((text) => text.includes('I rowed him over.'))).toBe(true)
  expect(pages.some((text) => text.includes('suggested'))).toBe(false)
  if (existsSync('/usr/bin/epubcheck')) execFileSync('java', ['-jar', '/usr/bin/epubcheck', '--failonwarnings', epub], { stdio: 'pipe' })
})
