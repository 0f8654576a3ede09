// The pages that are read: title page, parts, chapters. Knows XHTML; knows no package.
import { escapeXml } from '../xml.ts'
import { sceneBreakText, type Leaf, type Line, type Span, type TypesetBook } from '../typeset.ts'
import type { PlannedChapter, PageEntry } from './plan.ts'
import { bookWords } from '../words.ts'
import type { Language } from '#shared/language.ts'

export const xhtml = (language: Language, title: string, body: string): string => `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="${language}" xml:lang="${language}">
<head>
<meta charset="UTF-8"/>
<title>${escapeXml(title)}</title>
<link rel="stylesheet" type="text/css" href="style.css"/>
</head>
<body>
${body}
</body>
</html>
`

export function titlePage({ title, author, language }: TypesetBook): string {
  const byline = author === '' ? '' : `\n<p class="author">${escapeXml(author)}</p>`
  return xhtml(language, bookWords[language].titlePage, `<section class="title-page" epub:type="titlepage">\n<h1>${escapeXml(title)}</h1>${byline}\n</section>`)
}

export const partPage = ({ id, title }: PageEntry, language: Language): string =>
  xhtml(language, title, `<section class="part" epub:type="part" aria-labelledby="${id}">\n<h1 id="${id}">${escapeXml(title)}</h1>\n</section>`)

export function chapterPage({ id, title, chapter }: PlannedChapter, language: Language): string {
  const text = [`<h1 id="${id}">${escapeXml(title)}</h1>`, ...chapter.leaves.map(leafOf)].join('\n')
  return xhtml(language, title, `<section epub:type="chapter" role="doc-chapter" aria-labelledby="${id}">\n${text}\n</section>`)
}

function leafOf(leaf: Leaf): string {
  if (leaf.kind === 'sceneBreak') return `<p class="scene-break">${sceneBreakText}</p>`
  const text = leaf.lines.map(lineOf).join('<br/>')
  const level = Math.min(6, leaf.kind === 'heading' ? leaf.level + 1 : 0)
  if (leaf.kind === 'heading') return `<h${level}>${text}</h${level}>`
  return leaf.opening ? `<p class="opening">${text}</p>` : `<p>${text}</p>`
}

const lineOf = (line: Line): string => line.map(spanOf).join('')

function spanOf({ text, italic, bold }: Span): string {
  const inner = bold ? `<b>${escapeXml(text)}</b>` : escapeXml(text)
  return italic ? `<i>${inner}</i>` : inner
}
