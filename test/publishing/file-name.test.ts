// File names from titles.
import { describe, expect, it } from 'vitest'
import { fileName } from '#main/publishing/file-name.ts'

describe('file name', () => {
  it.each([
    [['Les Maîtres sonneurs'], 'les-maîtres-sonneurs'],
    [['L’Été', 'Chapitre 1'], 'l-été-chapitre-1'],
    [['../../etc/passwd'], 'etc-passwd'],
    [['a/b\\c:d*e?f"g<h>i|j'], 'a-b-c-d-e-f-g-h-i-j'],
    [['CON'], 'con-book'], [['com1'], 'com1-book'], [['…'], 'book'], [[''], 'book'], [[' .hidden. '], 'hidden'],
    [['E\u0301te\u0301'], 'été'], [['日本の本'], '日本の本']
  ])('%j -> %s', (titles, expected) => expect(fileName(titles, 'book')).toBe(expected))

  it('leaves room for an extension, without cutting a letter in two', () => {
    const name = fileName(['😀é日'.repeat(3) + 'é'.repeat(400)], 'book')
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(120)
    expect(name).not.toMatch(/\p{Cs}/u)
  })
})
