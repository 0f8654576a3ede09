// Texts with their labels, from tables (CSV, TSV, JSONL) and from files whose label is known. Knows files; knows no model.
import { CsvError, parse } from 'csv-parse/sync'
import type { LabelledFile } from '#shared/contract/readers.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { z } from 'zod'
import { readManuscript } from '../corpora/index.ts'
import { asPrinted } from '../corpora/printed.ts'
import { decodeText } from '../corpora/readers/text.ts'
import { countWords } from '#shared/text.ts'
import { chapterText } from '../corpora/structure/chapters.ts'

export type LabelledText = { readonly text: string, readonly label: string }
type Given = z.infer<typeof LabelledFile>

/** How the two columns may be called. */
const columns = { text: ['text', 'texte', 'sentence', 'phrase', 'passage'], label: ['label', 'étiquette', 'etiquette', 'class', 'classe'] } as const

const named = (header: readonly string[], which: keyof typeof columns): string | undefined => header.find((name) => columns[which].some((known) => known === name))
const plainName = (name: string): string => name.trim().toLowerCase()

/** French spreadsheets write semicolons. */
const separators = { csv: [',', ';', '\t'], tsv: ['\t'] } as const

/** Between tabs a quote is a quote, but for one around a whole field, which some spreadsheets put there. */
const unquoted = (field: string): string => (/^".*"$/su.test(field) ? field.slice(1, -1).replaceAll('""', '"') : field)

function records(text: string, separator: string): string[][] {
  const common = { delimiter: separator, bom: true, relax_column_count: true, skip_empty_lines: true } as const
  return separator === '\t' ? parse(text, { ...common, quote: null }).map((row) => row.map(unquoted)) : parse(text, common)
}

function separatorOf(text: string, kind: keyof typeof separators): string | undefined {
  const head = text.split('\n', 1)[0] ?? ''
  return separators[kind].find((separator) => {
    const header = (records(head, separator)[0] ?? []).map(plainName)
    return named(header, 'text') !== undefined && named(header, 'label') !== undefined
  })
}

function rowsOf(text: string, separator: string, name: string): string[][] {
  try {
    return records(text, separator)
  } catch (error) {
    if (error instanceof CsvError) throw new AuroreError('readers.bad-line', { name, line: Number(error['lines'] ?? 0), detail: error.message }, { cause: error })
    throw error
  }
}

function fromTable(text: string, kind: keyof typeof separators, name: string): LabelledText[] {
  const separator = separatorOf(text, kind)
  if (separator === undefined) throw new AuroreError('readers.no-labels', { name })
  const [header = [], ...rows] = rowsOf(text, separator, name)
  const names = header.map(plainName)
  const [textAt, labelAt] = [names.indexOf(named(names, 'text') ?? ''), names.indexOf(named(names, 'label') ?? '')]
  return rows.map((row, i) => pairOf(row[textAt], row[labelAt], name, i + 2))
}

function fromLines(text: string, name: string): LabelledText[] {
  return text.split('\n').flatMap((line, i) => (line.trim() === '' ? [] : [fromLine(line, name, i + 1)]))
}

function fromLine(line: string, name: string, number: number): LabelledText {
  let read: unknown
  try {
    read = JSON.parse(line)
  } catch (error) {
    throw new AuroreError('readers.bad-line', { name, line: number, detail: error instanceof Error ? error.message : String(error) }, { cause: error })
  }
  const fields = Object.entries(read ?? {}).map(([key, value]) => [plainName(key), value] as const)
  const of = (which: keyof typeof columns): unknown => fields.find(([key]) => columns[which].some((known) => known === key))?.[1]
  return pairOf(of('text'), of('label'), name, number)
}

function pairOf(text: unknown, label: unknown, name: string, line: number): LabelledText {
  const given = typeof label === 'number' || typeof label === 'string' ? String(label).trim() : ''
  if (typeof text !== 'string' || given === '') throw new AuroreError('readers.bad-line', { name, line, detail: given === '' ? 'label' : 'text' })
  return { text, label: given }
}

/** A longer text is told apart a passage at a time: a few paragraphs, about so many words. */
const PASSAGE_WORDS = 150

function passages(text: string): string[] {
  const found: string[] = []
  let [open, words] = [[] as string[], 0]
  for (const paragraph of text.split(/\n\s*\n/).filter((one) => one.trim() !== '')) {
    open.push(paragraph)
    words += countWords(paragraph)
    if (words < PASSAGE_WORDS) continue
    found.push(open.join('\n\n'))
    ;[open, words] = [[], 0]
  }
  // A short end goes with the passage before it.
  if (open.length > 0 && words < PASSAGE_WORDS / 3 && found.length > 0) found[found.length - 1] += `\n\n${open.join('\n\n')}`
  else if (open.length > 0) found.push(open.join('\n\n'))
  return found
}

async function fromText(file: File, label: string): Promise<LabelledText[]> {
  const { chapters } = await readManuscript({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })
  return chapters.flatMap((chapter) => passages(chapterText(chapter))).map((text) => ({ text, label }))
}

async function fromFile({ file, label }: Given): Promise<LabelledText[]> {
  if (label !== null) return fromText(file, label)
  const kind = /\.(csv|tsv|jsonl|ndjson)$/i.exec(file.name)?.[1]?.toLowerCase()
  if (kind === undefined) throw new AuroreError('readers.no-labels', { name: file.name })
  const { text } = decodeText({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })
  return kind === 'csv' || kind === 'tsv' ? fromTable(text, kind, file.name) : fromLines(text, file.name)
}

/** As print sets them, so that no label is known by its keyboard; the same text twice under one label is one. Empty texts are left out. */
export async function labelledTexts(files: readonly Given[]): Promise<readonly LabelledText[]> {
  const known = new Map<string, LabelledText>()
  for (const given of files) {
    for (const { text, label } of await fromFile(given)) {
      const printed = asPrinted(text).trim()
      if (printed !== '') known.set(JSON.stringify([label, printed]), { text: printed, label })
    }
  }
  if (known.size === 0) throw new AuroreError('readers.no-texts', { name: files[0]?.file.name ?? '' })
  return [...known.values()]
}
