// Books to print in tests, from plain to hostile, and what their text is once printed.
import type { Block, Inline, ManuscriptDoc, Mark } from '#shared/manuscript.ts'
import type { Book, BookChapter } from '#main/publishing/book.ts'
import { merged, textOfLines, typeset, type Leaf, type Line } from '#main/publishing/typeset.ts'

const italic: Mark = { type: 'italic' }
const bold: Mark = { type: 'bold' }
const suggested: Mark = { type: 'suggested', attrs: { generation: 'gen1' } }

export const text = (content: string, ...marks: Mark[]): Inline => ({ type: 'text', text: content, marks })
export const paragraph = (...content: Inline[]): Block => ({ type: 'paragraph', content })
export const said = (content: string): Block => paragraph(text(content))
export const scene = (...content: Block[]): ManuscriptDoc => ({ type: 'doc', content })
const lineBreak: Inline = { type: 'hardBreak' }

export const bookOf = (chapters: readonly Omit<BookChapter, 'number'>[], more: Partial<Book> = {}): Book => ({
  id: 'book1', title: 'Le Sel', author: 'Jeanne Marot', language: 'fr',
  parts: [{ number: 0, title: null, chapters: chapters.map((chapter, i) => ({ ...chapter, number: i + 1 })) }], ...more
})

const hostile = '<script>alert("x")</script> & ]]> --> \' &amp; {{x}} \u0000\u0008\u001b\u009f\ufffe\ufdd0\ud800 😀 \u202eabc\u202c é \u00a0» # * _ `'

const everything: readonly ManuscriptDoc[] = [
  scene(
    { type: 'paragraph' },
    paragraph(text('« Oui, » dit-elle — '), text('jamais', italic), text(' sans '), text('lui', bold), text(', ni '), text('rien', italic, bold), text('.')),
    paragraph(text('Un ver,'), lineBreak, text('puis l’autre', italic), lineBreak, lineBreak, text('et la strophe.')),
    { type: 'heading', attrs: { level: 1 }, content: [text('Un billet')] },
    { type: 'heading', attrs: { level: 6 }, content: [text('Au dos')] },
    said('Texte du billet.'), { type: 'sceneBreak' }, { type: 'sceneBreak' }, said('Après.'), { type: 'paragraph' }, { type: 'sceneBreak' }
  ),
  scene(paragraph(text('Elle avait écrit ceci, '), text('et la muse cela', suggested), text(', puis elle.')), said(hostile)),
  scene()
]

/** Every construct, every character that hurts: parts, loose chapters, empty ones, untitled ones. */
export const rich: Book = {
  id: 'project-7', title: 'L’Été & <l’hiver>\u0001', author: 'Zoé "O\'Neil" <z@y>', language: 'fr',
  parts: [
    { number: 0, title: null, chapters: [{ number: 1, title: 'Prologue', scenes: everything }] },
    { number: 1, title: 'Première & dernière', chapters: [{ number: 2, title: '', scenes: [scene(said('Sans titre.'))] }, { number: 3, title: 'Vide', scenes: [] }] },
    { number: 2, title: '', chapters: [] }
  ]
}

export const anonymous = bookOf([{ title: 'I', scenes: [scene(said('Nobody wrote this.'))] }], { author: '', language: 'en', title: '—' })

export const long = bookOf(Array.from({ length: 300 }, (_, i) => ({ title: `Chapitre ${i + 1}`, scenes: [scene(said(`Voici le chapitre ${i + 1}.`))] })))

/** All words of a book in order, one string a block. */
export const wordsOf = (book: Book): string[] => {
  const { title, author, parts } = typeset(book)
  return [title, ...(author ? [author] : []), ...parts.flatMap((part) => [
    ...(part.title === null ? [] : [part.title]),
    ...part.chapters.flatMap((chapter) => [chapter.title, ...chapter.leaves.map((leaf) => leaf.kind === 'sceneBreak' ? '* * *' : textOfLines(leaf.lines))])
  ])]
}

/** A leaf as a reader sees it: white has no look of its own. */
export const looks = (leaf: Leaf): unknown => leaf.kind === 'sceneBreak' ? '* * *' : leaf.lines.map(lookOf)

export const lookOf = (line: Line): unknown => merged(line.flatMap((span) => span.text.split(/(\s+)/).filter(Boolean)
  .map((piece) => piece.trim() === '' ? { text: piece, italic: false, bold: false } : { ...span, text: piece })))
