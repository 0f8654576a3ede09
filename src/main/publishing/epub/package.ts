// The package document: who, what, in which order. Knows names and titles, no text.
import { bookWords } from '../words.ts'
import { escapeXml } from '../xml.ts'
import { pagesInOrder, type Plan } from './plan.ts'

export const container = `<?xml version="1.0" encoding="UTF-8"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles>
<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
`

const page = (id: string, file: string): string => `<item id="${id}" href="${file}" media-type="application/xhtml+xml"/>`

export function packageDocument(plan: Plan): string {
  const pages = pagesInOrder(plan)
  return `<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="book-id" xml:lang="${plan.book.language}">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
${metadata(plan).join('\n')}
</metadata>
<manifest>
<item id="navigation" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
<item id="style" href="style.css" media-type="text/css"/>
${page('title', 'title.xhtml')}
${pages.map(({ id, file }) => page(id, file)).join('\n')}
</manifest>
<spine toc="ncx">
<itemref idref="title"/>
${pages.map(({ id }) => `<itemref idref="${id}"/>`).join('\n')}
</spine>
</package>
`
}

const meta = (property: string, value: string): string => `<meta property="${property}">${escapeXml(value)}</meta>`

function metadata({ book, urn, moment }: Plan): string[] {
  const creator = book.author === '' ? [] : [`<dc:creator id="author">${escapeXml(book.author)}</dc:creator>`, '<meta refines="#author" property="role" scheme="marc:relators">aut</meta>']
  return [
    `<dc:identifier id="book-id">${urn}</dc:identifier>`, `<dc:title>${escapeXml(book.title)}</dc:title>`, ...creator,
    `<dc:language>${book.language}</dc:language>`, meta('dcterms:modified', moment),
    meta('schema:accessMode', 'textual'), meta('schema:accessModeSufficient', 'textual'),
    ...['tableOfContents', 'readingOrder', 'structuralNavigation'].map((feature) => meta('schema:accessibilityFeature', feature)),
    meta('schema:accessibilityHazard', 'none'), meta('schema:accessibilitySummary', bookWords[book.language].accessibility)
  ]
}
