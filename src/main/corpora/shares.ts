// What a project trains on and what it holds back, from the chapters as stored. Knows rows, not files.
import type { Split } from '#shared/contract/corpora.ts'
import type { ProjectId } from '#shared/ids.ts'
import type { DocumentId } from '#shared/ids.ts'
import type { ChapterRow, CorpusRows, DocumentRow } from './document-rows.ts'
import { asPrinted } from './printed.ts'
import { sentencesOf } from './sentences.ts'
import { splitCorpus, type CorpusSplit, type SplitDocument } from './split.ts'

export type TrainingTexts = { readonly train: readonly string[], readonly heldOut: readonly string[], readonly openings: readonly string[] }

/** Counting every word of ten novels takes a second: the answer is kept until a document or the choice changes. */
export function createShares({ documents, content }: CorpusRows) {
  const kept = new Map<ProjectId, { readonly key: string, readonly split: CorpusSplit<DocumentId> }>()

  function of(projectId: ProjectId): CorpusSplit<DocumentId> {
    const all = documents.all(projectId)
    const strategy = content.strategy(projectId)
    const key = JSON.stringify([strategy, all.map(({ id, revision }) => [id, revision])])
    const known = kept.get(projectId)
    if (known?.key === key) return known.split
    const split = splitCorpus(all.map((row) => splitDocument(row, content.chapters(row.id))), strategy)
    kept.set(projectId, { key, split })
    return split
  }

  return {
    of,
    /** As print sets them: books typed on different keyboards are one to a model. */
    forTraining(projectId: ProjectId): TrainingTexts {
      const { train, heldOut } = of(projectId)
      const held = heldOut.map((unit) => asPrinted(unit.text))
      return { train: train.map((unit) => asPrinted(unit.text)), heldOut: held, openings: openings(held) }
    }
  }
}
export type Shares = ReturnType<typeof createShares>

const splitDocument = ({ id, title, language }: DocumentRow, chapters: readonly ChapterRow[]): SplitDocument<DocumentId> =>
  ({ id, title, language, chapters: chapters.map((chapter) => ({ title: chapter.title, words: chapter.words, scenes: [{ blocks: paragraphs(chapter.text) }] })) })

const paragraphs = (text: string) =>
  text.split('\n\n').map((paragraph) => ({ kind: 'paragraph', runs: [{ text: paragraph, italic: false, bold: false }] } as const))

/** One line a chapter, or one a document when whole documents are held back. */
export function shownSplit({ strategy, heldOut, trainWords, heldOutWords }: CorpusSplit<DocumentId>, titles: ReadonlyMap<DocumentId, string>): Split {
  const chapters = heldOut.map(({ documentId, chapter, title, words }) => ({ documentId, chapter, title, words }))
  const ids = [...new Set(heldOut.map((unit) => unit.documentId))]
  const whole = ids.map((documentId) => ({ documentId, chapter: null, title: titles.get(documentId) ?? '', words: heldOutWords }))
  return { strategy, trainWords, heldOutWords, heldOut: strategy === 'documents' ? whole : chapters }
}

const fewestWords = 8
const mostCharacters = 300

/** How two held-back passages begin: of two chapters, or of one and of its second half. */
function openings(texts: readonly string[]): string[] {
  const halves = texts.length === 1 ? texts.map((text) => text.slice(text.indexOf('\n\n', text.length / 2))) : []
  return [...new Set([...texts, ...halves].map(opening))].filter((text) => text !== '').slice(0, 2)
}

function opening(text: string): string {
  const taken: string[] = []
  for (const sentence of sentencesOf(text.slice(0, 5000), null)) {
    taken.push(sentence)
    if (taken.join(' ').split(/\s+/).length >= fewestWords) break
  }
  return taken.join(' ').slice(0, mostCharacters)
}
