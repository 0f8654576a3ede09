// The power goes: the whole program is killed in the middle of her typing. At most one second of words may be missing, and the library must be sound.
import { once } from 'node:events'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Page } from '@playwright/test'
import { expect, test } from './support/aurore.ts'
import { serve } from './support/serve.ts'

const page = (room: Page) => room.getByRole('textbox', { name: 'The page' })

/** Types numbered words one after another, for some seconds and until there are enough; gives when each was on the page. */
async function typeOn(room: Page, milliseconds: number, words: number): Promise<readonly number[]> {
  const typedAt: number[] = []
  const end = Date.now() + milliseconds
  while (Date.now() < end || typedAt.length < words) {
    await room.keyboard.type(`word${typedAt.length} `)
    typedAt.push(Date.now())
  }
  return typedAt
}

test('killed in the middle of typing: at most one second of words is lost, the library is sound', async ({ home, served, browser }) => {
  const room = await browser.newPage()
  await room.goto(served.address)
  await room.getByRole('button', { name: 'New book' }).click()
  await room.getByRole('textbox', { name: 'Title' }).fill('Blackout')
  await room.getByRole('button', { name: 'Begin', exact: true }).click()
  await expect(page(room)).toBeFocused()
  await room.getByRole('complementary', { name: 'Muse' }).getByRole('switch', { name: 'Suggest while I rest' }).setChecked(false)
  await page(room).click()
  const typedAt = await typeOn(room, 4000, 30)
  const killedAt = Date.now()
  served.process.kill('SIGKILL')
  await once(served.process, 'exit')
  await room.close()

  const database = new Database(join(home, 'library.sqlite'))
  expect(database.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }])
  expect(database.pragma('foreign_key_check')).toEqual([])
  database.close()

  const again = await serve(home)
  const restored = await browser.newPage() // another browser profile: what the page itself kept must not help
  await restored.goto(again.address)
  await restored.getByRole('link', { name: /Blackout/ }).click()
  await expect(page(restored)).toContainText('word0')
  const kept = ((await page(restored).textContent()) ?? '').match(/word\d+/g)?.length ?? 0
  const firstLost = typedAt[kept]
  expect(kept, 'some words were kept').toBeGreaterThan(0)
  if (firstLost !== undefined) expect(killedAt - firstLost, `${typedAt.length - kept} of ${typedAt.length} words lost`).toBeLessThanOrEqual(1000)
  await restored.close()
  await again.stop()
})
