// The one door to reading manuscripts: bytes in, a manuscript of chapters out. Pure: the bytes stay with whoever holds them, so every
// cleaning step can be undone by reading again without it. Knows no database.
import type { CleaningStep } from '#shared/contract/corpora.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { ManuscriptDoc } from '#shared/manuscript.ts'
import { blocksFromMarked, docFromBlocks, plainTextOf, wordsIn } from './blocks.ts'
import { clean } from './cleaning/index.ts'
import type { Manuscript, WarningCode } from './manuscript.ts'
import { unmarked } from './marks.ts'
import type { SourceFile } from './readers/index.ts'
import { readSource } from './readers/index.ts'
import { drawn, sentencesOf } from './sentences.ts'
import { chaptersOf } from './structure/chapters.ts'
import { guessLanguage } from './structure/language.ts'
import { metadataOf } from './structure/metadata.ts'
import { wrapWidth } from './width.ts'

export type { Chapter, Manuscript, Run, Scene, TextBlock, WarningCode } from './manuscript.ts'
export { chapterText } from './structure/chapters.ts'
export { splitCorpus } from './split.ts'
export type { CorpusSplit, SplitDocument, Unit } from './split.ts'

export type ReadRequest = SourceFile & { readonly steps?: Partial<Readonly<Record<CleaningStep, boolean>>> }

/** Throws an AuroreError of the corpora domain when the file cannot be read or holds no prose. */
export async function readManuscript(request: ReadRequest): Promise<Manuscript> {
  const reading = await readSource(request)
  const { title, author, fromGutenberg } = metadataOf(unmarked(reading.marked), reading, request.name)
  const { text: marked, entries } = clean(reading.marked, { title, author, fromGutenberg }, request.steps ?? {})
  const blocks = blocksFromMarked(marked)
  const text = plainTextOf(blocks)
  const words = wordsIn(blocks)
  if (words === 0) throw new AuroreError('corpora.no-prose', { name: request.name })
  const language = guessLanguage(text)
  const chapters = chaptersOf(blocks, title, author, language)
  return {
    format: reading.format, encoding: reading.encoding, language, title, author, originalText: unmarked(reading.marked), text, chapters, words,
    sentences: chapters.reduce((sum, chapter) => sum + chapter.sentences, 0), cleaning: entries,
    warnings: [...reading.warnings, ...textWarnings(text, words, language, chapters.length), ...wrapWarnings(reading.marked, request)]
  }
}

/** French prose has an accent in every other line; this many words without one have lost theirs. */
const accentlessWords = 500

function textWarnings(text: string, words: number, language: Manuscript['language'], chapters: number): WarningCode[] {
  const accentless = language === 'fr' && words > accentlessWords && !/[éèàêçùôî]/.test(text.slice(0, 200_000))
  return [...(accentless ? ['corpora.warning-no-accents'] as const : []), ...(chapters <= 1 && words > 5000 ? ['corpora.warning-no-chapters'] as const : [])]
}

const wrapWarnings = (marked: string, request: ReadRequest): WarningCode[] =>
  request.steps?.unwrap !== false && wrapWidth(marked)?.dense ? ['corpora.warning-paragraphs-guessed'] : []

export type ChapterDocs = { readonly title: string, readonly part: string | null, readonly scenes: readonly ManuscriptDoc[] }

/** Each chapter's scenes as the editor holds them. */
export const manuscriptDocs = (manuscript: Manuscript): ChapterDocs[] => manuscript.chapters.map((chapter) => ({
  title: chapter.title, part: chapter.part, scenes: chapter.scenes.map((scene) => docFromBlocks(scene.blocks))
}))

/** Sentences drawn at random from texts, the same for the same seed. */
export const sampleSentences = (texts: readonly { readonly text: string, readonly language: Manuscript['language'] }[], count: number, seed: number): string[] =>
  drawn(texts.flatMap(({ text, language }) => sentencesOf(text, language)), count, seed)
