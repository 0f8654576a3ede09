// Models to be had, as an author meets them: a catalogue, a download she watches, pauses and takes up, a licence and its token, deletion and Undo.
import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { faults, openHub, type FakeHub } from '../support/hub.ts'
import { tinyModel } from '../support/tiny-model.ts'
import { expect, test as base } from './support/aurore.ts'

const small = 'HuggingFaceTB/SmolLM2-135M'

/** The program asks this machine for models, and no other. */
const test = base.extend<{ hub: FakeHub }>({
  hub: async ({ browserName: _ }, use) => {
    const folder = tinyModel()
    const hub = await openHub({ [small]: { folder }, 'google/gemma-3-270m': { folder, gated: 'hf_right' }, 'someone/tiny': { folder } })
    process.env['AURORE_HUB'] = hub.address
    await use(hub)
    delete process.env['AURORE_HUB']
    await hub.close()
  },
  home: async ({ hub: _, home }, use) => { await use(home) }
})

async function library(room: Page): Promise<void> {
  await room.getByRole('button', { name: 'New book' }).click()
  await room.getByRole('textbox', { name: 'Title' }).fill('The Mardler')
  await room.getByRole('dialog').getByRole('button', { name: 'Begin' }).click()
  await room.getByRole('link', { name: 'Library' }).click()
}

const card = (room: Page, name: string): Locator => room.getByRole('region', { name: 'Models to download' }).getByRole('article', { name, exact: true })

test('a model is fetched, paused, taken up, deleted and brought back', async ({ room, hub }) => {
  await library(room)
  const model = card(room, 'SmolLM2 135M')
  await expect(model).toContainText(/Memory: about .* to write, .* to learn/, { timeout: 60_000 })
  expect(hub.requests).toEqual([])
  expect((await new AxeBuilder({ page: room }).include('main').analyze()).violations).toEqual([])

  hub.fault('/store', faults.stallAfter(200_000))
  await model.getByRole('button', { name: 'Download SmolLM2 135M' }).click()
  await expect(room.getByRole('contentinfo', { name: 'Status' })).toContainText('Downloading SmolLM2-135M')
  await expect(model).toContainText(/ of .*[kM]B/)
  await model.getByRole('button', { name: /^Pause/ }).click()
  await expect(model).toContainText('Paused')
  await expect(room.getByRole('contentinfo', { name: 'Status' })).not.toContainText('Downloading')
  await model.getByRole('button', { name: /^Resume/ }).click()
  await expect(model.getByText('here', { exact: true })).toBeVisible({ timeout: 60_000 })
  await expect(room.getByRole('region', { name: 'Base models' }).getByRole('article', { name: 'SmolLM2-135M' })).toBeVisible()

  await model.getByRole('button', { name: /^Delete/ }).click()
  await expect(room.getByText(/was deleted: .* freed/)).toBeVisible()
  await expect(model.getByRole('button', { name: /^Download/ })).toBeVisible()
  await room.getByRole('button', { name: 'Undo' }).click()
  await expect(model.getByText('here', { exact: true })).toBeVisible()
})

test('a licence is asked for in words, and a token opens it', async ({ room }) => {
  await library(room)
  const model = card(room, 'Gemma 3 270M')
  await model.getByRole('button', { name: /^Download/ }).click()
  await expect(model.getByRole('alert')).toContainText('accept the licence')
  await room.getByText('Access token, for models behind a licence').click()
  await room.getByLabel(/^Token/).fill('hf_right')
  await room.getByRole('button', { name: 'Keep' }).click()
  await expect(room.getByText('There is a token, in a file')).toBeVisible()
  await expect(room.getByLabel(/^Token/)).toHaveValue('')
  await model.getByRole('button', { name: /^Resume/ }).click()
  await expect(model.getByText('here', { exact: true })).toBeVisible({ timeout: 60_000 })
})

test('any model by its name: looked at first, then fetched', async ({ room }) => {
  await library(room)
  await room.getByText('Another model of Hugging Face').click()
  await room.getByLabel('Author and name').fill('someone/nobody')
  await room.getByLabel('Author and name').press('Enter')
  await expect(room.getByText('There is no model “someone/nobody”')).toBeVisible()
  await room.getByLabel('Author and name').fill('someone/tiny')
  await room.getByRole('button', { name: 'Look it up' }).click()
  await expect(card(room, 'tiny')).toContainText('licence mit')
  await card(room, 'tiny').getByRole('button', { name: /^Download/ }).click()
  await expect(room.getByRole('region', { name: 'Base models' }).getByRole('article', { name: 'tiny' })).toBeVisible({ timeout: 60_000 })
})
