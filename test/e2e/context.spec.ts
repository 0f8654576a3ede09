// What the model sees, as a person uses it: an entry is added, called by its name, seen in the view, and a suggestion comes; removing can be undone.
import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './support/aurore.ts'

const page = (room: Page): Locator => room.getByRole('textbox', { name: 'The page' })
const muse = (room: Page): Locator => room.getByRole('complementary', { name: 'Muse' })
const tab = (room: Page, name: string): Locator => muse(room).getByRole('tab', { name })
const parts = (room: Page): Locator => muse(room).getByRole('region', { name: 'What the model sees' }).getByRole('listitem')

async function openSample(room: Page): Promise<void> {
  await room.getByRole('button', { name: 'English sample' }).click()
  await expect(page(room)).toBeFocused()
  await muse(room).getByRole('switch', { name: 'Suggest while I rest' }).setChecked(false)
}

async function write(room: Page, text: string): Promise<void> {
  await page(room).locator('p').last().click()
  await room.keyboard.press('Control+End')
  await room.keyboard.press('Enter')
  await room.keyboard.type(text)
}

test('a lorebook entry is called by its name, is seen in the prompt, and a suggestion comes', async ({ room }) => {
  await openSample(room)
  await tab(room, 'Memory').click()
  await muse(room).getByRole('textbox', { name: 'Memory' }).fill('A village on the Thames, in 1890.')
  await tab(room, 'Lorebook').click()
  await expect(muse(room).getByText(/^No entry yet/)).toBeVisible()
  await muse(room).getByRole('button', { name: 'Add an entry' }).click()
  await muse(room).getByRole('textbox', { name: 'Name' }).fill('Tobias')
  await muse(room).getByRole('textbox', { name: 'Called by' }).fill('Tobias, the ferryman')
  await muse(room).getByRole('textbox', { name: 'What the model is told' }).fill('Tobias, the ferryman, is seventy.')
  await write(room, 'That night the ferryman said')
  await tab(room, 'What it sees').click()
  const lore = parts(room).filter({ hasText: 'Tobias, the ferryman, is seventy.' })
  await expect(lore).toContainText('Lorebook · Tobias', { timeout: 60_000 }) // the engine starts, and the model is opened
  await expect(lore).toContainText('called by “the ferryman”')
  await expect(lore).toContainText(/\d+ tokens/)
  await expect(parts(room).filter({ hasText: 'A village on the Thames' })).toContainText('Memory')
  await expect(parts(room).filter({ hasText: 'That night the ferryman said' })).toContainText('Text before')
  await expect(muse(room).getByText(/tokens read/)).toBeVisible()
  await page(room).focus()
  await room.keyboard.press('Control+Space')
  await expect(page(room).locator('.ghost')).toHaveText(/\p{L}/u, { timeout: 60_000 })
  await room.keyboard.press('Escape')

  await write(room, 'x\n\nx\n\nx\n\nx\n\nx\n\nx\n\nHe slept.')
  await expect(parts(room).filter({ hasText: 'He slept.' })).toBeVisible()
  await expect(parts(room).filter({ hasText: 'is seventy' })).toHaveCount(0)
  await room.reload()
  await tab(room, 'Memory').click()
  await expect(muse(room).getByRole('textbox', { name: 'Memory' })).toHaveValue('A village on the Thames, in 1890.')
})

test('removing an entry can be undone', async ({ room }) => {
  await openSample(room)
  await tab(room, 'Lorebook').click()
  await muse(room).getByRole('button', { name: 'Add an entry' }).click()
  await muse(room).getByRole('textbox', { name: 'Name' }).fill('Wharf')
  await muse(room).getByRole('button', { name: 'Remove this entry' }).click()
  await expect(muse(room).getByText('Wharf', { exact: true })).toHaveCount(0)
  await room.getByRole('button', { name: 'Undo' }).click()
  await expect(muse(room).getByText('Wharf', { exact: true })).toBeVisible()
})

test('a suggestion in the middle of a paragraph joins on both sides, and moves nothing when it is taken', async ({ room }) => {
  await openSample(room)
  await write(room, 'She opened and went down to the river.')
  for (let i = 0; i < ' and went down to the river.'.length; i++) await room.keyboard.press('ArrowLeft')
  await room.keyboard.press('Control+Space')
  await expect(room.getByText(/^Suggestion: .* Tab takes it/)).toBeAttached({ timeout: 60_000 })
  const paragraph = page(room).locator('p').last()
  const shown = (await paragraph.textContent()) ?? ''
  expect(shown).toMatch(/^She opened.*\S and went down to the river\.$/) // it may begin with a comma
  expect(shown).not.toMatch(/ {2}/)
  await room.keyboard.press('Tab')
  await expect(page(room).locator('.ghost')).toHaveCount(0)
  await expect(paragraph).toHaveText(shown)
})

test('asked before the browser has told of the cursor’s last step, the muse still speaks where the cursor stands', async ({ room }) => {
  await openSample(room)
  await write(room, 'She opened and went down to the river.')
  await page(room).evaluate((element, steps) => {
    for (let i = 0; i < steps; i++) getSelection()?.modify('move', 'backward', 'character')
    element.dispatchEvent(new KeyboardEvent('keydown', { key: ' ', code: 'Space', keyCode: 32, ctrlKey: true, bubbles: true, cancelable: true }))
  }, ' and went down to the river.'.length)
  await expect(room.getByText(/^Suggestion: .* Tab takes it/)).toBeAttached({ timeout: 60_000 })
  expect((await page(room).locator('p').last().textContent()) ?? '').toMatch(/^She opened.*\S and went down to the river\.$/)
})

test('the three tabs stand in nobody’s way', async ({ room }) => {
  await openSample(room)
  await write(room, 'The ferry came back.')
  for (const name of ['Memory', 'Lorebook', 'What it sees']) {
    await tab(room, name).click()
    if (name === 'What it sees') await expect(parts(room).first()).toBeVisible()
    const { violations } = await new AxeBuilder({ page: room }).include('aside[aria-label="Muse"]').withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
  }
})
