// What every test of the screens starts from: an Aurore of its own, on a home without a book, opened in a page that must stay free of errors.
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, expect, test as base, type Page } from '@playwright/test'
import { run } from './run.ts'
import { serve, type Served } from './serve.ts'

export type ShellOptions = { shell: 'browser' | 'desktop' }
type Aurore = {
  /** The data folder of this test alone. */
  home: string
  /** The browser shell behind the page. */
  served: Served
  /** Aurore's page, open and let in. Any error on its console fails the test. */
  room: Page
}

type Worker = {
  /** Aurore has written once in this home: the machine is measured, the model packed. */
  prepared: string
}

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'aurore-e2e-'))
  await use(folder)
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}

export const test = base.extend<Aurore & ShellOptions, Worker>({
  shell: ['browser', { option: true }],
  prepared: [async ({ browserName: _ }, use) => withFolder(async (folder) => {
    await run('write', '--prompt', 'The tide', '--tokens', '2', '--home', folder)
    await use(folder)
  }), { scope: 'worker' }],
  home: async ({ prepared }, use) => withFolder(async (folder) => {
    await cp(prepared, folder, { recursive: true })
    await use(folder)
  }),
  served: async ({ home }, use) => {
    const served = await serve(home)
    await use(served)
    await served.stop()
  },
  room: async ({ shell, home, context }, use) => {
    const errors: string[] = []
    const opened = shell === 'desktop' ? await openDesktop(home) : await openBrowser(home, () => context.newPage())
    opened.page.on('console', (message) => { if (message.type() === 'error') errors.push(message.text()) })
    opened.page.on('pageerror', (error) => errors.push(String(error)))
    if (opened.address) await opened.page.goto(opened.address)
    await use(opened.page)
    await opened.page.close()
    await opened.close()
    expect(errors, 'errors on the console').toEqual([])
  }
})

type Opened = { readonly page: Page; readonly address: string | null; readonly close: () => Promise<void> }

async function openBrowser(home: string, newPage: () => Promise<Page>): Promise<Opened> {
  const served = await serve(home)
  return { page: await newPage(), address: served.address, close: served.stop }
}

async function openDesktop(home: string): Promise<Opened> {
  const electron = await _electron.launch({ args: ['.', '--no-sandbox'], env: { ...process.env, AURORE_HOME: home } as Record<string, string> })
  return { page: await electron.firstWindow(), address: null, close: () => electron.close() }
}

export { expect }
