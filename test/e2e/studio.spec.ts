// The studio's screens as an author uses them: bring files in, undo a cleaning, learn, pause, resume, stop and keep, take the book away.
import { readFile } from 'node:fs/promises'
import { expect, test } from './support/aurore.ts'
import type { Locator, Page } from '@playwright/test'

/** The sample novel as an old transcription would bring it: plain chapter headings, notices around it, Windows line ends. */
async function transcribed(): Promise<Buffer> {
  const sample = await readFile(new URL('../../resources/samples/en/the-mardler.md', import.meta.url), 'utf8')
  const novel = sample.replace(/^---[\s\S]*?---\s*# .*$/m, '').replace(/^## (\d+)\. .*$/gm, 'CHAPTER $1')
  const notices = ['The Project Gutenberg EBook of The Mardler', '', 'This eBook is for the use of anyone anywhere.', '', '*** START OF THIS PROJECT GUTENBERG EBOOK THE MARDLER ***', '']
  const licence = ['', '*** END OF THIS PROJECT GUTENBERG EBOOK THE MARDLER ***', '', 'Section 1. General Terms of Use and Redistributing.', '']
  return Buffer.from([...notices, novel, ...licence].join('\n').replace(/\r?\n/g, '\r\n'), 'utf8')
}

async function newBook(room: Page): Promise<void> {
  await room.getByRole('button', { name: 'New book' }).click()
  await room.getByRole('textbox', { name: 'Title' }).fill('The Mardler')
  await room.getByRole('dialog').getByRole('button', { name: 'Begin' }).click()
  await room.getByRole('link', { name: 'Corpus' }).click()
}

async function bring(room: Page): Promise<void> {
  await room.getByLabel('Also put their chapters into the book').check()
  await room.locator('input[type=file][accept*=docx]').last().setInputFiles([
    { name: 'broken.docx', mimeType: 'application/octet-stream', buffer: Buffer.from('PK\u0003\u0004 cut short') },
    { name: 'mardler.txt', mimeType: 'text/plain', buffer: await transcribed() }
  ])
}

const wordsIn = async (place: Locator): Promise<number> => Number(/([\d,]+)\s+words/.exec(await place.innerText())?.[1]?.replaceAll(',', ''))

test.describe.configure({ timeout: 240_000 })

test('files come in one by one; a broken one says why and stops no other', async ({ room }) => {
  await newBook(room)
  await bring(room)
  const arrivals = room.getByRole('region', { name: 'Files just brought in' })
  await expect(arrivals.getByRole('listitem').filter({ hasText: 'mardler.txt' })).toContainText(/read: [\d,]+\s+words in/)
  await expect(arrivals.getByRole('listitem').filter({ hasText: 'broken.docx' })).toContainText(/“broken\.docx”.*not touched/)
  await expect(room.getByRole('article')).toHaveCount(1)
})

test('cleaning is seen, switched off and on again; what is removed comes back', async ({ room }) => {
  await newBook(room)
  await bring(room)
  const document = room.getByRole('article').first()
  await document.getByRole('button', { name: /^Look inside/ }).click()
  const notices = document.getByRole('switch', { name: 'Project Gutenberg’s notices' })
  await expect(notices).toBeChecked()
  const cleaned = await wordsIn(document)
  await notices.uncheck()
  await expect.poll(() => wordsIn(document)).toBeGreaterThan(cleaned)
  await notices.check()
  await expect.poll(() => wordsIn(document)).toBe(cleaned)

  await document.getByRole('button', { name: 'Read it before and after' }).click()
  const reading = room.getByRole('dialog', { name: /before and after/ })
  await expect(reading.locator('del').filter({ hasText: 'START OF THIS PROJECT' })).toBeVisible()
  await room.keyboard.press('Escape')
  await expect(reading).toBeHidden()

  await document.getByRole('button', { name: /^Remove/ }).click()
  await expect(room.getByText('No manuscript yet')).toBeVisible()
  await room.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => wordsIn(document)).toBe(cleaned)
})

test('what is held back is chosen in plain words, and sentences are drawn again', async ({ room }) => {
  await newBook(room)
  await bring(room)
  const held = room.getByRole('region', { name: 'Held-back chapters' })
  await expect(held).toContainText(/words to learn from; [1-9][\d,]*\s+words held back/)
  const byChapters = await held.getByRole('status').innerText()
  await held.getByRole('radio', { name: 'A whole book' }).click()
  await expect(held.getByRole('status')).toContainText('only one document')
  await expect(held.getByRole('radio', { name: 'Whole chapters' })).toBeChecked()
  await held.getByRole('radio', { name: 'Every tenth sentence' }).check()
  await expect(held.getByRole('status')).not.toHaveText(byChapters)
  await expect(held.getByRole('status')).toContainText(/\((9|10|11)%\)/)

  const drawn = room.getByRole('list', { name: 'Sentences at random' })
  const first = await drawn.innerText()
  await room.getByRole('button', { name: 'Draw again' }).click()
  await expect(drawn).not.toHaveText(first, { useInnerText: true })
})

async function startLearning(room: Page): Promise<void> {
  await room.getByRole('link', { name: 'Learn my voice' }).click()
  const main = room.getByRole('main')
  await main.getByText('Advanced', { exact: true }).click()
  for (const [name, value] of [['Steps', '400'], ['Batch', '1'], ['Context length', '32'], ['Evaluate every … steps', '5']] as const) await main.getByRole('textbox', { name, exact: true }).fill(value)
  await expect(main.getByText('Memory', { exact: true })).toBeVisible({ timeout: 60_000 })
  await main.getByRole('button', { name: 'Learn my voice' }).click()
}

const stepOf = async (main: Locator): Promise<number> => Number(/Step\s+([\d,]+) of/.exec(await main.innerText())?.[1]?.replaceAll(',', '') ?? 0)

test('a voice is learned: paused, resumed, stopped and kept', async ({ room }) => {
  await newBook(room)
  await bring(room)
  await expect(room.getByRole('article')).toHaveCount(1)
  await startLearning(room)
  const main = room.getByRole('main')
  await expect.poll(() => stepOf(main), { timeout: 90_000 }).toBeGreaterThan(5)
  await expect(main.getByRole('heading', { name: 'Before learning' })).toBeVisible()
  await main.getByRole('button', { name: 'Pause' }).click()
  await expect(main.getByRole('status').filter({ hasText: 'Paused' })).toBeVisible({ timeout: 60_000 })
  const paused = await stepOf(main)
  await room.reload()
  await expect(main.getByRole('status').filter({ hasText: 'Paused' })).toBeVisible()
  await main.getByRole('button', { name: 'Resume' }).click()
  await expect.poll(() => stepOf(main), { timeout: 90_000 }).toBeGreaterThan(paused)
  await main.getByRole('button', { name: 'Stop and keep' }).click()
  await expect(main.getByRole('status').filter({ hasText: 'Stopped and kept' })).toBeVisible({ timeout: 60_000 })
  await main.getByRole('button', { name: 'Learn another voice' }).click()
  await expect(main.getByRole('region', { name: 'Runs so far' }).getByRole('button')).toHaveCount(1)
  await room.getByRole('link', { name: 'Library' }).click()
  await expect(room.getByRole('article', { name: 'The Mardler' })).toContainText('ready')
})

test('the book is taken away as a file', async ({ room }) => {
  await newBook(room)
  await bring(room)
  await expect(room.getByRole('article')).toHaveCount(1)
  await room.getByRole('link', { name: 'Publish' }).click()
  await room.getByRole('radio', { name: /Markdown/ }).check()
  const coming = room.waitForEvent('download')
  await room.getByRole('button', { name: 'Make the file' }).click()
  const file = await coming
  expect(file.suggestedFilename()).toBe('the-mardler.md')
  const text = await readFile(await file.path(), 'utf8')
  expect(text.split(/\s+/).length).toBeGreaterThan(5000)
  expect(text).not.toContain('PROJECT GUTENBERG')
  await expect(room.getByRole('status').filter({ hasText: 'the-mardler.md' })).toBeVisible()
})
