// The parrot check on screen: a suggestion that repeats her book says so without moving anything, and shows the passage by key.
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './support/aurore.ts'

const page = (room: Page): Locator => room.getByRole('textbox', { name: 'The page' })
const muse = (room: Page): Locator => room.getByRole('complementary', { name: 'Muse' })

async function openSample(room: Page): Promise<void> {
  await room.getByRole('button', { name: 'English sample' }).click()
  await expect(page(room)).toBeFocused()
  await muse(room).getByRole('switch', { name: 'Suggest while I rest' }).setChecked(false)
}

/** So few words that any prose repeats them. */
async function fromThreeWords(room: Page): Promise<void> {
  await muse(room).getByText('From how many words in a row').first().click()
  await muse(room).getByRole('slider', { name: 'From how many words in a row' }).fill('3')
  await muse(room).getByText('From how many words in a row').first().click()
}

test('a suggestion that repeats her book says from where; Alt+P shows the passage, which can be allowed', async ({ room }) => {
  await openSample(room)
  await fromThreeWords(room)
  await page(room).press('Control+End')
  await page(room).press('Enter')
  await room.keyboard.type('She went down to the river and looked at the water')
  const said = room.getByRole('button', { name: /words as in The Mardler/ })
  for (let tries = 0; tries < 12; tries++) {
    await room.keyboard.press('Control+Space')
    // A suggestion may also come to nothing.
    await room.getByText(/^Suggestion: .* Tab takes it/).waitFor({ state: 'attached', timeout: 20_000 }).catch(() => undefined)
    if (await said.isVisible()) break
  }
  await expect(said).toBeVisible()
  const before = await page(room).boundingBox()
  await room.keyboard.press('Alt+p')
  const passage = room.getByRole('region', { name: 'The passage in your book' })
  await expect(passage.locator('mark').first()).toHaveText(/\S+ \S+ \S+/)
  expect(await page(room).boundingBox()).toEqual(before)
  await expect(page(room)).toBeFocused()
  await passage.getByRole('button', { name: 'Allow this quotation' }).first().click()
  await expect(room.getByText(/is allowed from now on/)).toBeVisible()
  await room.keyboard.press('Escape')
  await expect(passage).toHaveCount(0)
  await expect(said).toHaveCount(0)
  await muse(room).getByText('From how many words in a row').first().click()
  await expect(muse(room).getByRole('button', { name: /^No longer allow/ })).toHaveCount(1)
})
