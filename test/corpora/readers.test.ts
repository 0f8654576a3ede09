// Readers: bytes of every encoding and format become the same characters, and what cannot be read fails with a code.
import { zipSync, strToU8 } from 'fflate'
import { describe, expect, it } from 'vitest'
import { plainText } from '#shared/manuscript.ts'
import { manuscriptDocs } from '#main/corpora/index.ts'
import { bytesOf, docx, outcome, paragraph, prose, read, run } from './fixture.ts'

const french = 'Où est-elle ? « Là-bas », répondit l’abbé — près du cœur de la forêt, où l’on brûlait des fougères. Ça n’était pas gai : il pleuvait déjà.'
const latin = 'Où est-elle ? « Là-bas », répondit l\'abbé, près de la forêt, où l\'on brûlait des fougères. Ça n\'était pas gai : il pleuvait déjà.'

describe('encodings of a text', () => {
  const cases = [
    ['UTF-8', bytesOf(french), french, 'UTF-8', []],
    ['UTF-8 with its mark', bytesOf(french, 'utf8', true), french, 'UTF-8', []],
    ['UTF-16LE with its mark', bytesOf(french, 'utf16le', true), french, 'UTF-16LE', []],
    ['UTF-16BE with its mark', bytesOf(french, 'utf16be', true), french, 'UTF-16BE', []],
    ['UTF-16LE without a mark', bytesOf(french, 'utf16le'), french, 'UTF-16LE', []],
    ['UTF-16BE without a mark', bytesOf(french, 'utf16be'), french, 'UTF-16BE', []],
    ['ISO-8859-1', bytesOf(latin, 'latin1'), latin, 'ISO-8859-1', []],
    ['windows-1252', bytesOf(french, 'win1252'), french, 'windows-1252', []],
    ['Mac Roman', bytesOf(french, 'macroman'), french, 'macintosh', ['corpora.warning-encoding-guessed']],
    ['plain ASCII', bytesOf('It was raining on the heath.'), 'It was raining on the heath.', 'US-ASCII', []],
    ['UTF-8 with a stray windows-1252 byte', new Uint8Array([...bytesOf(`${french} ${french} caf`), 0xE9, 0x2E]), `${french} ${french} café.`, 'UTF-8', ['corpora.warning-encoding-mixed']]
  ] as const
  it.each(cases)('%s', async (_, bytes, text, encoding, warnings) => {
    const manuscript = await read('a.txt', bytes)
    expect({ text: manuscript.text, encoding: manuscript.encoding, warnings: manuscript.warnings }).toEqual({ text, encoding, warnings })
  })
  it('knows windows-1252 though the text declares ISO-8859-1', async () => {
    const manuscript = await read('a.txt', bytesOf(`Character set encoding: ISO-8859-1\n\n${french}`, 'win1252'))
    expect(manuscript.encoding).toBe('windows-1252')
    expect(manuscript.text).toContain('l’abbé — près du cœur')
  })
  it('makes one text of CRLF, CR and LF', async () => {
    const texts = await Promise.all(['\n', '\r\n', '\r'].map((end) => read('a.txt', ['Elle partit.', '', 'Il resta.'].join(end))))
    expect(new Set(texts.map(({ text }) => text))).toEqual(new Set(['Elle partit.\n\nIl resta.']))
  })
})

describe('lines that are paragraphs', () => {
  const long = prose('la maison', 3)
  it('reads a text saved with one line a paragraph', async () => {
    const manuscript = await read('a.txt', [long, '— Vous êtes là ?', '— Oui.', long, long].join('\n'))
    expect(manuscript.text.split('\n\n')).toEqual([long, '— Vous êtes là ?', '— Oui.', long, long])
  })
  it('takes a rare empty line for a scene break', async () => {
    const manuscript = await read('a.txt', [...Array<string>(8).fill(long), '', ...Array<string>(8).fill(long)].join('\n'))
    expect(manuscript.chapters.map((chapter) => chapter.scenes.map((scene) => scene.blocks.length))).toEqual([[8, 8]])
  })
})

describe('Markdown', () => {
  it('keeps emphasis, drops pictures, notes, comments and front matter, and reads its headings as chapters', async () => {
    const text = [
      '---', 'title: "La Lande"', 'author: Jeanne Mor', '---', '# La Lande', '', '## Premier soir', '', 'Elle *courait* **vite**[^1] vers [la mare](http://x.org).',
      '', '![dessin](x.png)', '', '<!-- à revoir -->', '', '* * *', '', 'Une autre scène.  ', 'Un vers.', '', '## Second soir', '', '```', 'un message gravé', '```', '', '[^1]: Une note.'
    ].join('\n')
    const manuscript = await read('lande.md', text)
    expect(manuscript).toMatchObject({ format: 'md', title: 'La Lande', author: 'Jeanne Mor', warnings: ['corpora.warning-notes-left-out'] })
    expect(manuscriptDocs(manuscript)).toEqual([
      { title: 'Premier soir', part: null, scenes: [
        { type: 'doc', content: [{ type: 'paragraph', content: [
          { type: 'text', text: 'Elle ' }, { type: 'text', text: 'courait', marks: [{ type: 'italic' }] }, { type: 'text', text: ' ' },
          { type: 'text', text: 'vite', marks: [{ type: 'bold' }] }, { type: 'text', text: ' vers la mare.' }] }] },
        { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Une autre scène.' }, { type: 'hardBreak' }, { type: 'text', text: 'Un vers.' }] }] }] },
      { title: 'Second soir', part: null, scenes: [{ type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'un message gravé' }] }] }] }
    ])
  })
  it('keeps the dashes of a dialogue written as a list', async () => {
    const manuscript = await read('a.md', '- Vous venez ?\n- Non.\n')
    expect(manuscript.text).toBe('- Vous venez ?\n\n- Non.')
  })
})

describe('Word files', () => {
  it('finds chapters by style in English and French Word, and italics and bold', async () => {
    const manuscript = await read('a.docx', docx([
      paragraph('La Lande', 'Titre'), paragraph('Chapitre un', 'Titre1'), paragraph(run('Elle ') + run('courait', '<w:i/>') + run(' vite.', '<w:b/>')),
      paragraph('Chapitre deux', 'Ttulo'), paragraph('Il restait.')].join('')))
    expect(manuscript.chapters.map(({ title, scenes }) => [title, scenes[0]?.blocks])).toEqual([
      ['Chapitre un', [{ kind: 'paragraph', runs: [{ text: 'Elle ', italic: false, bold: false }, { text: 'courait', italic: true, bold: false }, { text: ' vite.', italic: false, bold: true }] }]],
      ['Chapitre deux', [{ kind: 'paragraph', runs: [{ text: 'Il restait.', italic: false, bold: false }] }]]
    ])
  })
  it('keeps tracked insertions, drops tracked deletions', async () => {
    const body = paragraph(`${run('Elle ')}<w:del w:id="1"><w:r><w:delText>marchait</w:delText></w:r></w:del><w:ins w:id="2">${run('courait')}</w:ins>${run('.')}`)
    expect((await read('a.docx', docx(body))).text).toBe('Elle courait.')
  })
  it('breaks a paragraph at a page, keeps a line break, and parts scenes at a rare empty paragraph', async () => {
    const plain = Array.from({ length: 8 }, (_, i) => paragraph(`Paragraphe ${i}.`)).join('')
    const body = `${paragraph(`${run('Avant.')}<w:r><w:br w:type="page"/></w:r>${run('Après.')}`)}${paragraph(`${run('Vers un,')}<w:r><w:br/></w:r>${run('vers deux.')}`)}${plain}${paragraph('')}${plain}`
    const manuscript = await read('a.docx', docx(body))
    expect(manuscript.text.startsWith('Avant.\n\nAprès.\n\nVers un,\nvers deux.\n\n')).toBe(true)
    expect(manuscript.chapters[0]?.scenes.length).toBe(2)
  })
  it('asks nothing of the network and opens no picture: a file that points outside reads as its text', async () => {
    const body = `${paragraph('Le texte.')}<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>INCLUDETEXT "http://127.0.0.1:1/x.docx"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`
    expect((await read('a.docx', docx(body))).text).toBe('Le texte.')
  })
})

describe('files that cannot be read fail with a code', () => {
  const good = docx(paragraph('Elle courait.'))
  /** Announces a size without holding it. */
  const bomb = (size: number): Uint8Array => {
    const bytes = zipSync({ '[Content_Types].xml': strToU8('<Types/>'), 'word/document.xml': new Uint8Array(1000) })
    new DataView(bytes.buffer, bytes.byteOffset).setUint32(Buffer.from(bytes).lastIndexOf('PK\x01\x02') + 24, size, true)
    return bytes
  }
  const locked = (): Uint8Array => {
    const bytes = Uint8Array.from(good)
    const flags = Buffer.from(bytes).indexOf('PK\x01\x02') + 8
    bytes[flags] = (bytes[flags] ?? 0) | 1
    return bytes
  }
  const ole = (text: string) => new Uint8Array([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, ...bytesOf(text, 'utf16le')])
  const cases: readonly (readonly [string, string, Uint8Array, string])[] = [
    ['an empty file', 'a.txt', new Uint8Array(), 'corpora.empty-file'],
    ['blank lines only', 'a.txt', bytesOf('\n \n\t\n'), 'corpora.no-prose'],
    ['a Word file without a word', 'a.docx', docx(paragraph('')), 'corpora.no-prose'],
    ['numbers only', 'a.txt', bytesOf('1\n2\n3 4 5'), 'corpora.no-prose'],
    ['noise', 'a.txt', new Uint8Array(4096).map((_, i) => (i * 7919) % 251), 'corpora.binary'],
    ['zeros', 'a.txt', new Uint8Array(4096), 'corpora.binary'],
    ['a Word file under a password', 'a.docx', ole('..EncryptedPackage..'), 'corpora.encrypted'],
    ['an old Word file', 'a.doc', ole('..WordDocument..'), 'corpora.unsupported-format'],
    ['an archive entry under a password', 'a.docx', locked(), 'corpora.encrypted'],
    ['a Word file cut short', 'a.docx', good.subarray(0, good.length / 2), 'corpora.damaged'],
    ['a Word file whose text is cut', 'a.docx', docx('', { 'word/document.xml': '<w:document><w:body><w:p>' }), 'corpora.damaged'],
    ['a Word file that asks for entities', 'a.docx', docx('', { 'word/document.xml': '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa">]><w:document/>' }), 'corpora.damaged'],
    ['an archive that unfolds to 200 MB', 'a.docx', bomb(200 * 1024 * 1024), 'corpora.too-large'],
    ['some archive', 'a.zip', zipSync({ 'notes.txt': strToU8('Bonjour.') }), 'corpora.not-a-document'],
    ['an e-book', 'a.epub', zipSync({ 'META-INF/container.xml': strToU8('<container/>') }), 'corpora.unsupported-format'],
    ['a PDF', 'a.pdf', bytesOf('%PDF-1.7 …'), 'corpora.unsupported-format'],
    ['an RTF called .docx', 'a.docx', bytesOf('{\\rtf1 Bonjour}'), 'corpora.unsupported-format'],
    ['a web page', 'a.txt', bytesOf('<!DOCTYPE html><html>Bonjour</html>'), 'corpora.unsupported-format']
  ]
  it.each(cases)('%s', async (_, name, bytes, code) => { expect(await outcome(name, bytes)).toBe(code) })

  it('goes by the content when the name is wrong, and says so', async () => {
    const [word, text] = [await read('a.txt', good), await read('a.docx', 'Elle courait.')]
    expect([word.format, word.text, word.warnings]).toEqual(['docx', 'Elle courait.', ['corpora.warning-wrong-extension']])
    expect([text.format, text.text, text.warnings]).toEqual(['txt', 'Elle courait.', ['corpora.warning-wrong-extension']])
  })
  it('never lets an entry grow past the size it announced', async () => {
    const big = zipSync({ '[Content_Types].xml': strToU8('<Types/>'), 'word/document.xml': new Uint8Array(8 * 1024 * 1024) })
    const view = new DataView(big.buffer, big.byteOffset)
    const directory = new TextDecoder('latin1').decode(big).lastIndexOf('PK\x01\x02')
    view.setUint32(directory + 24, 1000, true)
    expect(await outcome('a.docx', big)).toBe('corpora.damaged')
  })
  it('round-trips its plain text through the editor’s document', async () => {
    const manuscript = await read('a.docx', docx(paragraph('Un.') + paragraph('Deux.')))
    expect(manuscriptDocs(manuscript).flatMap(({ scenes }) => scenes.map(plainText))).toEqual([manuscript.text])
  })
})
