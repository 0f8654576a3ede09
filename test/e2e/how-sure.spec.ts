// How sure the muse was of each word, by mouse and by key: of a suggestion, which goes on from another word, and of her own text.
import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './support/aurore.ts'

const page = (room: Page): Locator => room.getByRole('textbox', { name: 'The page' })
const muse = (room: Page): Locator => room.getByRole('complementary', { name: 'Muse' })
const words = (room: Page): Locator => muse(room).getByRole('toolbar', { name: 'Words by how sure it was' })

async function openSample(room: Page): Promise<void> {
  await room.getByRole('button', { name: 'English sample' }).click()
  await expect(page(room)).toBeFocused()
  await muse(room).getByRole('switch', { name: 'Suggest while I rest' }).setChecked(false)
  await muse(room).getByRole('tab', { name: 'How sure it is' }).click()
}

/** A suggestion may also come to nothing. */
async function suggested(room: Page): Promise<string> {
  const ghost = page(room).locator('.ghost')
  for (let tries = 0; tries < 8; tries++) {
    await room.keyboard.press('Control+Space')
    await room.getByText(/^Suggestion: .* Tab takes it/).waitFor({ state: 'attached', timeout: 20_000 }).catch(() => undefined)
    if (await ghost.count() > 0) break
  }
  return (await ghost.textContent()) ?? ''
}

test('a suggestion shows how sure each word was, and goes on from another', async ({ room }) => {
  await openSample(room)
  await page(room).press('Control+End')
  await page(room).press('Enter')
  await room.keyboard.type('The tide had')
  const first = await suggested(room)
  await expect(words(room).locator('[data-word]').first()).toBeVisible()
  expect((await words(room).locator('[data-word]').allTextContents()).join('')).toContain(first.trim().split(' ')[0] ?? '')
  const found = await new AxeBuilder({ page: room }).include('aside').analyze()
  expect(found.violations).toEqual([])

  // By mouse: the suggestion stays while she looks, and another word takes its place.
  await words(room).locator('[data-word]').first().click()
  await expect(page(room).locator('.ghost')).toHaveText(first)
  const other = muse(room).locator('table button').first()
  const word = (await other.textContent()) ?? ''
  await other.click()
  await expect(page(room).locator('.ghost')).toContainText(word, { timeout: 30_000 })
  await expect(words(room).locator('[data-word]').first()).toHaveText(word)
  await expect(page(room)).toBeFocused()

  // By key: into the words, from one to the next, and back to the page.
  await room.keyboard.press('Alt+w')
  await expect(words(room).locator('[data-word]').first()).toBeFocused()
  await room.keyboard.press('ArrowRight')
  await expect(words(room).locator('[data-word]').nth(1)).toBeFocused()
  const another = muse(room).locator('table button').first()
  await another.focus()
  await room.keyboard.press('Enter')
  await expect(page(room)).toBeFocused()
  await expect(page(room).locator('.ghost')).toContainText(word, { timeout: 30_000 })

  // Once it is taken, the page has moved on: what could have stood there is only told.
  await room.keyboard.press('Tab')
  await expect(muse(room).getByText(/Your page has moved on since/)).toBeVisible()
  await expect(muse(room).locator('table button')).toHaveCount(0)
})

test('a paragraph of her own, and a selection, can be looked at', async ({ room }) => {
  await openSample(room)
  await page(room).press('Control+Home')
  await muse(room).getByRole('button', { name: 'Look at this paragraph' }).click()
  await expect(muse(room).getByText('The words of your own text')).toBeVisible({ timeout: 30_000 })
  const whole = (await words(room).textContent()) ?? ''
  const paragraph = (await page(room).locator('h1, h2, h3, p').first().textContent()) ?? ''
  expect(whole.replaceAll('¶', '').trim()).toBe(paragraph.trim())
  await page(room).press('Control+End')
  await page(room).press('Control+Shift+ArrowLeft')
  await page(room).press('Control+Shift+ArrowLeft')
  await page(room).press('Control+Shift+ArrowLeft')
  await muse(room).getByRole('button', { name: 'Look at the selection' }).click()
  await expect(words(room)).not.toHaveText(whole, { timeout: 30_000 })
  expect(await words(room).locator('[data-word]').count()).toBeGreaterThan(1)
  await expect(muse(room).getByText(/^Perplexity of these words/)).toBeVisible()
})
