// Her voices for other programs: let in under Settings, reached by OpenAI's own client with the key that was shown, shut out again.
import { createServer, type AddressInfo } from 'node:net'
import AxeBuilder from '@axe-core/playwright'
import OpenAI from 'openai'
import { expect, test } from './support/aurore.ts'

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

test('other programs are let in by a switch, with a key shown once that can be made anew', async ({ room }) => {
  await room.getByRole('button', { name: 'Settings' }).click()
  const card = room.getByRole('region', { name: 'Your voices, for other programs' })
  const serving = card.getByRole('switch', { name: /Let other writing programs/ })
  await expect(serving).not.toBeChecked()
  await expect(card.locator('code')).toHaveCount(0)
  await card.getByText('Advanced').click()
  await card.getByRole('spinbutton', { name: 'Port' }).fill(String(await freePort()))
  await serving.check()
  await expect(card.locator('code')).toHaveCount(2)
  const [address = '', key = ''] = await card.locator('code').allTextContents()
  const found = await new AxeBuilder({ page: room }).analyze()
  expect(found.violations).toEqual([])

  const client = new OpenAI({ baseURL: address, apiKey: key, maxRetries: 0 })
  const models = (await client.models.list()).data
  expect(models.length).toBeGreaterThan(0)
  const { choices } = await client.completions.create({ model: models[0]?.id ?? '', prompt: 'The sea was', max_tokens: 8, seed: 1 })
  expect(choices[0]?.text.length).toBeGreaterThan(0)

  await card.getByRole('button', { name: 'Make a new key' }).click()
  await expect(card.getByText(/the one before opens no longer/)).toBeVisible()
  const [, renewed = ''] = await card.locator('code').allTextContents()
  expect(renewed).not.toBe(key)
  await expect(client.models.list()).rejects.toThrow(/401/)
  expect((await new OpenAI({ baseURL: address, apiKey: renewed, maxRetries: 0 }).models.list()).data).toHaveLength(models.length)

  // Left and come back to: still open, the key no longer shown.
  await room.getByRole('link', { name: 'Library' }).click()
  await room.getByRole('button', { name: 'Settings' }).click()
  await expect(card.locator('code')).toHaveText([address])
  await expect(card.getByText(/cannot be shown again/)).toBeVisible()
  await serving.uncheck()
  await expect(card.locator('code')).toHaveCount(0)
  await expect(fetch(`${address}/models`)).rejects.toThrow()
})

test('another program’s model writes in the muse: set up, tried, chosen; and what left is said', async ({ room }) => {
  await room.getByRole('button', { name: 'English sample' }).click()
  await expect(room.getByRole('textbox', { name: 'The page' })).toBeFocused()
  const book = room.url()
  await room.getByRole('button', { name: 'Settings' }).click()
  // The other program is an Aurore too: this one, by its own door.
  const door = room.getByRole('region', { name: 'Your voices, for other programs' })
  await door.getByText('Advanced').click()
  await door.getByRole('spinbutton', { name: 'Port' }).fill(String(await freePort()))
  await door.getByRole('switch').check()
  await expect(door.locator('code')).toHaveCount(2)
  const [address = '', key = ''] = await door.locator('code').allTextContents()

  const card = room.getByRole('region', { name: 'Write with another program’s model' })
  await expect(card.getByRole('textbox')).toHaveCount(0)
  await card.getByRole('switch').check()
  await card.getByRole('textbox', { name: 'Address' }).fill('http://192.0.2.7:8080')
  await card.getByRole('textbox', { name: 'Address' }).press('Tab')
  await expect(card.getByText(/Mind: this is not your machine, and the line is not encrypted/)).toBeVisible()
  await expect(room.getByText(/except what you have the model at 192\.0\.2\.7:8080 go on from/)).toBeVisible()
  await card.getByRole('textbox', { name: 'Address' }).fill(address)
  await card.getByRole('button', { name: 'Look for its models' }).click()
  await expect(card.getByRole('alert')).toContainText('does not accept the key (answer 401)')
  await expect(card.getByText(/It is on this machine/)).toBeVisible()
  await card.getByLabel('Key', { exact: true }).fill(key)
  await card.getByRole('button', { name: 'Keep the key' }).click()
  await expect(card.getByText('A key is kept for this address.', { exact: false })).toBeVisible()
  await card.getByRole('button', { name: 'Look for its models' }).click()
  await expect(card.getByRole('combobox', { name: 'Its model' })).not.toHaveValue('')
  const model = await card.getByRole('combobox', { name: 'Its model' }).inputValue()
  await card.getByRole('button', { name: 'Try it' }).click()
  await expect(card.getByText(/The lamp was lit before she came in, and \S/)).toBeVisible({ timeout: 60_000 })
  expect((await new AxeBuilder({ page: room }).analyze()).violations).toEqual([])

  await room.goto(book)
  const muse = room.getByRole('complementary', { name: 'Muse' })
  await muse.getByRole('combobox', { name: 'Who speaks' }).selectOption({ label: `${model} (another program)` })
  await expect(muse.getByText(/the text around your cursor is sent there/)).toBeVisible()
  await muse.getByRole('switch', { name: 'Suggest while I rest' }).setChecked(false)
  const page = room.getByRole('textbox', { name: 'The page' })
  await page.press('Control+End')
  await page.press('Enter')
  await room.keyboard.type('The tide had')
  for (let tries = 0; tries < 6 && await page.locator('.ghost').count() === 0; tries++) {
    await room.keyboard.press('Control+Space')
    await room.getByText(/^Suggestion: .* Tab takes it/).waitFor({ state: 'attached', timeout: 20_000 }).catch(() => undefined)
  }
  await room.keyboard.press('Tab')
  await expect(page.locator('.suggested').last()).toHaveText(/\p{L}/u)
})
