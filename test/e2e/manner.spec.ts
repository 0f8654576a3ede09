// How a voice speaks: its strength, a second voice with it, and how exactly it computes; kept, and heard in the next suggestion.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { expect, test as base } from './support/aurore.ts'
import { run } from './support/run.ts'

const page = (word: string): string => `The ${word} rose over the heath, and the old man said it was a sign. Nobody believed him. `.repeat(8)
const book = ['mist', 'moon', 'sea', 'night', 'snow'].map((word, index) => `## Chapter ${index + 1}\n\n${page(word)}\n`).join('\n')

/** A home with two small voices over one base, learned by the command line. */
const test = base.extend<object>({
  home: async ({ home }, use) => {
    const aurore = (...args: readonly string[]) => run(...args, '--home', home)
    await writeFile(join(home, 'heath.md'), `# The heath\n\n${book}`)
    await aurore('import', join(home, 'heath.md'), '--project', 'Heath', '--language', 'en')
    for (const name of ['Winter', 'Summer']) await aurore('train', '--project', 'Heath', '--voice', name, '--steps', '2', '--batch', '1', '--context', '32', '--evaluate-every', '2', '--device', 'cpu')
    await use(home)
  }
})

test('a voice is made stronger, joined by another, and computed in other numbers', async ({ room }) => {
  await room.getByRole('link', { name: /^Open Heath/ }).click()
  const muse = room.getByRole('complementary', { name: 'Muse' })
  await muse.getByRole('combobox', { name: 'Who speaks' }).selectOption({ label: 'Winter' })
  await muse.getByRole('switch', { name: 'Suggest while I rest' }).setChecked(false)
  const strength = muse.getByRole('slider', { name: 'Strength of Winter' })
  await expect(strength).toHaveAttribute('aria-valuetext', '100%')
  await strength.fill('1.5')
  await expect(muse.getByText(/More than it was learned/)).toBeVisible()
  await muse.getByRole('combobox', { name: 'Another voice with it' }).selectOption({ label: 'Summer' })
  await muse.getByRole('slider', { name: 'Share of Summer' }).fill('0.3')
  await muse.getByText('How exactly it computes').click()
  await muse.getByRole('combobox', { name: 'The model’s numbers' }).selectOption({ label: 'Eight bits' })
  await muse.getByText('Advanced', { exact: true }).click()
  const guessing = muse.getByRole('combobox', { name: 'Guessing ahead' })
  await expect(guessing).toHaveValue('off')
  await guessing.selectOption({ label: 'Your turns of phrase' })
  expect((await new AxeBuilder({ page: room }).include('aside').analyze()).violations).toEqual([])

  const text = room.getByRole('textbox', { name: 'The page' })
  await text.press('Control+End')
  await text.press('Enter')
  await room.keyboard.type('The old man said')
  for (let tries = 0; tries < 6 && await text.locator('.ghost').count() === 0; tries++) {
    await room.keyboard.press('Control+Space')
    await room.getByText(/^Suggestion: .* Tab takes it/).waitFor({ state: 'attached', timeout: 20_000 }).catch(() => undefined)
  }
  await expect(text.locator('.ghost')).toHaveText(/\p{L}/u)

  // The other voice has its own.
  const who = muse.getByRole('combobox', { name: 'Who speaks' })
  await who.selectOption({ label: 'Summer' })
  await expect(muse.getByRole('slider', { name: 'Strength of Summer' })).toHaveValue('1')
  await expect(muse.getByRole('combobox', { name: 'Another voice with it' })).toHaveValue('alone')
  await who.selectOption({ label: 'Winter' })

  // Kept; and a base model has no strength to set.
  await room.reload()
  await expect(strength).toHaveValue('1.5')
  await expect(muse.getByRole('slider', { name: 'Share of Summer' })).toHaveValue('0.3')
  const base = await muse.locator('option', { hasText: 'not your voice yet' }).first().getAttribute('value')
  await who.selectOption(base)
  await expect(strength).toHaveCount(0)
})
