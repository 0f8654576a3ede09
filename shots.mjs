import { chromium } from '@playwright/test'
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { execFileSync } from 'node:child_process'
const [lang, theme, width, name, ...steps] = process.argv.slice(2)
const home = '/tmp/shot-home'
execFileSync('sqlite3', [home + '/library.sqlite', `insert into settings values('language','"${lang}"') on conflict do update set value=excluded.value; insert into settings values('theme','"${theme}"') on conflict do update set value=excluded.value;`])
const child = spawn(process.execPath, ['bin/aurore.js', 'serve', '--no-open', '--json', '--home', home], { stdio: ['pipe', 'pipe', 'inherit'] })
const { value } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next()
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
const page = await browser.newPage({ viewport: { width: Number(width), height: 900 } })
page.on('console', (m) => m.type() === 'error' && console.log('console:', m.text())); page.on('pageerror', (e) => console.log('pageerror', String(e)))
await page.goto(JSON.parse(value).address); await page.waitForTimeout(2500)
let n = 0
for (const step of steps) {
  const [kind, ...rest] = step.split('='); const arg = rest.join('=')
  try {
    if (kind === 'click') await page.getByText(arg, { exact: true }).first().click({ timeout: 4000 })
    if (kind === 'role') { const [r, nm] = arg.split(':'); await page.getByRole(r, { name: nm }).first().click({ timeout: 4000 }) }
    if (kind === 'hash') { await page.evaluate((h) => { location.hash = h }, arg); await page.waitForTimeout(1500) }
    if (kind === 'key') await page.keyboard.press(arg)
    if (kind === 'wait') await page.waitForTimeout(Number(arg))
    if (kind === 'scroll') await page.mouse.wheel(0, Number(arg))
    if (kind === 'shot') await page.screenshot({ path: `/tmp/shots/${name}-${n++}.png` })
    if (kind === 'text') console.log((await page.locator('body').innerText()).slice(0, 3000))
  } catch (e) { console.log('step failed', step, String(e).slice(0, 200)) }
}
await page.screenshot({ path: `/tmp/shots/${name}-${n}.png` })
await browser.close(); child.kill('SIGTERM')
