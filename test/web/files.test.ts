// Which files of the page an address can name, and that nothing outside its folder can be named.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findPageFile } from '#main/page/files.ts'
import { contentSecurityPolicy } from '#main/page/policy.ts'

const base = mkdtempSync(join(tmpdir(), 'aurore-page-'))
const page = join(base, 'page')

beforeAll(() => {
  mkdirSync(join(page, 'assets'), { recursive: true })
  for (const name of ['index.html', 'assets/a-1.js', '.hidden.html', 'notes.bin']) writeFileSync(join(page, name), name)
  writeFileSync(join(base, 'secret.txt'), 'secret')
  symlinkSync(join(base, 'secret.txt'), join(page, 'assets', 'out.txt'))
})
afterAll(() => rmSync(base, { recursive: true }))

describe('the page’s files', () => {
  test.each([
    ['/', 'text/html; charset=utf-8', false],
    ['/index.html', 'text/html; charset=utf-8', false],
    ['/assets/a-1.js', 'text/javascript; charset=utf-8', true]
  ])('%s is served as %s', async (address, type, unchanging) => {
    expect(await findPageFile(page, address)).toMatchObject({ type, unchanging })
  })

  test.each([
    '/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/assets/../../secret.txt', '/assets\\..\\..\\secret.txt', '//secret.txt', '/assets/', '/assets', '', '/%', '/%00',
    '/.hidden.html', '/notes.bin', '/absent.html', '/index.html/', '/C:/index.html', '/assets/out.txt', 'index.html'
  ])('%j names nothing', async (address) => {
    expect(await findPageFile(page, address)).toBeNull()
  })
})

test('the policy allows no inline code, no frame, and only the given connections', () => {
  const policy = contentSecurityPolicy("'self'")
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("connect-src 'self';")
  expect(policy).not.toMatch(/unsafe|\*|https?:/)
})
