// The table of contents, twice: EPUB 3's for today's readers, NCX for those made before. Knows titles, no text.
import { bookWords } from '../words.ts'
import { escapeXml } from '../xml.ts'
import { xhtml } from './pages.ts'
import type { PageEntry, Plan } from './plan.ts'

export function navigationPage(plan: Plan): string {
  const { language } = plan.book
  const words = bookWords[language]
  const start = plan.parts.flatMap(({ chapters }) => chapters)[0]
  const landmarks = [
    `<li><a epub:type="titlepage" href="title.xhtml">${escapeXml(words.titlePage)}</a></li>`,
    ...(start ? [`<li><a epub:type="bodymatter" href="${start.file}">${escapeXml(words.beginning)}</a></li>`] : [])
  ]
  return xhtml(language, words.contents, [
    `<nav epub:type="toc" role="doc-toc" aria-labelledby="contents">\n<h1 id="contents">${escapeXml(words.contents)}</h1>\n<ol>`,
    ...entries(plan, link, (page, inside) => `<li><a href="${page.file}">${escapeXml(page.title)}</a>\n${inside === '' ? '' : `<ol>\n${inside}\n</ol>\n`}</li>`),
    `</ol>\n</nav>\n<nav epub:type="landmarks" hidden="hidden">\n<ol>`, ...landmarks, '</ol>\n</nav>'
  ].join('\n'))
}

const link = (page: PageEntry): string => `<li><a href="${page.file}">${escapeXml(page.title)}</a></li>`

/** A part holds its chapters; chapters without a part stand on the first level. */
const entries = (plan: Plan, leaf: (page: PageEntry) => string, branch: (page: PageEntry, inside: string) => string): string[] =>
  plan.parts.flatMap(({ page, chapters }) => page ? [branch(page, chapters.map(leaf).join('\n'))] : chapters.map(leaf))

export function ncx(plan: Plan): string {
  const { book } = plan
  const depth = plan.parts.some(({ page, chapters }) => page && chapters.length > 0) ? 2 : 1
  const points = entries(plan, (page) => point(page, ''), point)
  return `<?xml version="1.0" encoding="UTF-8"?>
<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1" xml:lang="${book.language}">
<head>
<meta name="dtb:uid" content="${plan.urn}"/>
<meta name="dtb:depth" content="${depth}"/>
<meta name="dtb:totalPageCount" content="0"/>
<meta name="dtb:maxPageNumber" content="0"/>
</head>
<docTitle><text>${escapeXml(book.title)}</text></docTitle>
<navMap>
${points.join('\n')}
</navMap>
</ncx>
`
}

const point = (page: PageEntry, inside: string): string =>
  `<navPoint id="point-${page.id}"><navLabel><text>${escapeXml(page.title)}</text></navLabel><content src="${page.file}"/>${inside === '' ? '' : `\n${inside}\n`}</navPoint>`
