// The small pages that say, in both languages, why the door stayed shut. Knows codes and sentences, no server.
import { createHash } from 'node:crypto'
import { sentenceFor, type ErrorCode } from '#shared/errors/index.ts'

const style = 'body{font:18px/1.6 Georgia,serif;max-width:34em;margin:15vh auto;padding:0 1.5em;color:#222;background:#faf8f3}' +
  'h1{font-size:1.2em}p+p{border-top:1px solid #ccc;padding-top:1em}@media(prefers-color-scheme:dark){body{color:#ddd;background:#1c1b1a}}'

/** These pages need nothing but their one style sheet. */
export const refusalPolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escape = (text: string): string => text.replace(/[&<>"]/g, (sign) => escapes[sign] ?? sign)

export function refusalPage(code: ErrorCode): string {
  const said = (language: 'en' | 'fr'): string => `<p lang="${language}">${escape(sentenceFor(code, language))}</p>`
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Aurore</title><style>${style}</style>` +
    `<h1>Aurore</h1>${said('en')}${said('fr')}</html>`
}
