// Markdown manuscripts (CommonMark): headings, emphasis, scene breaks; front matter read, footnotes and pictures left behind.
// Knows Markdown, not novels.
import MarkdownIt from 'markdown-it'
import type { WarningCode } from '../manuscript.ts'
import { headingPrefix, mark } from '../marks.ts'
import type { Reading, SourceFile } from './reading.ts'
import { decodeText } from './text.ts'

const parser = new MarkdownIt('default', { html: true, linkify: false, typographer: false })
type Token = ReturnType<typeof parser.parse>[number]

export function readMarkdown(file: SourceFile): Reading {
  const { text, encoding, warnings } = decodeText(file)
  const { body, fields } = frontMatter(text)
  const story = withoutNotes(body)
  const notes: WarningCode[] = story === body ? [] : ['corpora.warning-notes-left-out']
  const marked = blocksOf(parser.parse(story, {})).join('\n\n')
  return { format: 'md', encoding, marked, title: fields['title'] ?? null, author: fields['author'] ?? null, warnings: [...warnings, ...notes] }
}

/** A YAML head: only its one-line fields are read. */
function frontMatter(text: string): { body: string, fields: Readonly<Record<string, string>> } {
  const head = /^---[^\S\n]*\n((?:[^\n]*\n){0,200}?)(?:---|\.\.\.)[^\S\n]*(?:\n|$)/.exec(text)
  if (!head || !/^[\w-]+\s*:/m.test(head[1] ?? '')) return { body: text, fields: {} }
  const fields = [...(head[1] ?? '').matchAll(/^([\w-]+)\s*:[^\S\n]*["']?(.+?)["']?[^\S\n]*$/gm)].map((line): [string, string] => [(line[1] ?? '').toLowerCase(), line[2] ?? ''])
  return { body: text.slice(head[0].length), fields: Object.fromEntries(fields) }
}

/** Footnotes are a common extension that CommonMark does not know: their marks and their bodies go. */
function withoutNotes(text: string): string {
  return text.replace(/^\[\^[^\]\n]+\]:[^\n]*(?:\n(?:[^\S\n]+[^\n]+|[^\S\n]*(?=\n[^\S\n]+\S)))*\n?/gm, '')
    .replace(/\[\^[^\]\s]{1,60}\]|\^\[[^\]\n]{1,2000}\]/g, '')
}

/** Walks the flat token list, remembering the heading or list item that the next paragraph stands in. */
function blocksOf(tokens: readonly Token[]): string[] {
  const out: string[] = []
  let prefix = ''
  for (const token of tokens) {
    if (token.type === 'heading_open') prefix = headingPrefix(Number(token.tag.slice(1)))
    else if (token.type === 'list_item_open') prefix = token.info === '' ? `${token.markup} ` : `${token.info}${token.markup} `
    else if (token.type === 'hr') out.push('* * *')
    else if (token.type === 'fence' || token.type === 'code_block') out.push(token.content.replace(/\n\s*\n/g, '\n').trimEnd())
    else if (token.type === 'inline') {
      out.push(prefix + inlineText(token.children ?? []))
      prefix = ''
    }
  }
  return out
}

const inlineRules: Readonly<Record<string, (token: Token) => string>> = {
  text: (token) => token.content, text_special: (token) => token.content, code_inline: (token) => token.content,
  softbreak: () => ' ', hardbreak: () => '\n',
  em_open: () => mark.italicOn, em_close: () => mark.italicOff, strong_open: () => mark.boldOn, strong_close: () => mark.boldOff
}

const inlineText = (tokens: readonly Token[]): string => tokens.map((token) => inlineRules[token.type]?.(token) ?? '').join('')
