// The e-book's only style sheet. The reader's own choice of face, size and colour stays hers.
export const styleSheet = `
body { margin: 0 5%; line-height: 1.4; }
h1, h2, h3, h4, h5, h6 { text-align: center; font-weight: normal; line-height: 1.2; margin: 2em 0 1.5em; page-break-after: avoid; break-after: avoid; hyphens: none; -epub-hyphens: none; }
h1 { font-size: 1.5em; margin-top: 3em; }
p { margin: 0; text-indent: 1.5em; text-align: justify; hyphens: auto; -epub-hyphens: auto; widows: 2; orphans: 2; }
p.opening { text-indent: 0; }
p.scene-break { text-align: center; text-indent: 0; margin: 1em 0; page-break-after: avoid; break-after: avoid; }
section.title-page, section.part { text-align: center; margin-top: 20%; }
section.title-page h1 { font-size: 2em; }
p.author { text-align: center; text-indent: 0; font-size: 1.2em; }
nav ol { list-style: none; padding-left: 1em; }
`.trimStart()
