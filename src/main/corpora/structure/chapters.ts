// Blocks and their outline become chapters of scenes. Nothing is left out but the headings, which become titles. Knows no file.
import type { Language } from '#shared/language.ts'
import { blockText, plainTextOf, wordsIn } from '../blocks.ts'
import type { Chapter, Scene, TextBlock } from '../manuscript.ts'
import { countSentences } from '../sentences.ts'
import type { Heading } from './headings.ts'
import { outlineOf } from './outline.ts'

type Section = { readonly title: string, readonly part: string | null, readonly blocks: readonly TextBlock[] }

/** Text under a part and before its first chapter: an epigraph goes with that chapter, more than this many words stand alone. */
const longestEpigraph = 120

export function chaptersOf(blocks: readonly TextBlock[], title: string, author: string | null, language: Language | null): Chapter[] {
  const outline = outlineOf(blocks)
  const front = blocks.slice(0, outline[0]?.index ?? blocks.length).filter((block) => !isTitleLine(block, title, author))
  const sections = [{ title, part: null, blocks: front }, ...sectionsOf(blocks, outline)]
  return withoutEchoes(sections.filter((section, i) => i > 0 || wordsIn(section.blocks) > 0)).map((section) => chapterOf(section, language))
}

const plain = (text: string): string => text.normalize('NFD').replace(/[^\p{L}\p{N}]+/gu, ' ').trim().toLowerCase()

/** The book's own title, its author's name, "by": known already, and no part of the story. */
function isTitleLine(block: TextBlock, title: string, author: string | null): boolean {
  const line = plain(blockText(block))
  const names = [plain(title), ...(author ? [plain(author), `by ${plain(author)}`, `par ${plain(author)}`, `de ${plain(author)}`] : []), 'by', 'par']
  return block.kind === 'heading' ? names.includes(line) : blockText(block).length < 120 && names.includes(line)
}

function sectionsOf(blocks: readonly TextBlock[], outline: readonly Heading[]): Section[] {
  const inner = new Set(outline.filter((heading) => heading.rank === 'inner').map((heading) => heading.index))
  const parts: Heading[] = []
  let carried: readonly TextBlock[] = []
  return outline.filter((heading) => heading.rank !== 'inner').flatMap((heading, i, all): Section[] => {
    const body = blocks.slice(heading.last + 1, all[i + 1]?.index ?? blocks.length)
    const next = all[i + 1]
    const opens = heading.rank === 'part' || (heading.named && next?.rank === 'chapter' && !next.named && wordsIn(body) === 0)
    if (opens) {
      while ((parts.at(-1)?.depth ?? -1) >= heading.depth) parts.pop()
      parts.push(heading)
      if (next !== undefined && wordsIn(body) <= longestEpigraph) { carried = [...carried, ...body]; return [] }
    }
    const part = parts.filter((one) => one !== heading).map((one) => one.title).join(' — ') || null
    const section = { title: heading.title, part, blocks: [...carried, ...withInner(body, inner, heading.last + 1)] }
    carried = []
    return [section]
  })
}

/** Headings inside a chapter become heading blocks, so that scenes can begin there. */
function withInner(body: readonly TextBlock[], inner: ReadonlySet<number>, offset: number): TextBlock[] {
  return body.map((block, i) => inner.has(offset + i) && block.kind === 'paragraph' ? { kind: 'heading', level: 3, runs: block.runs } : block)
}

/** A heading with no text whose twin has some is a line of a table of contents. */
function withoutEchoes(sections: readonly Section[]): Section[] {
  const key = (section: Section) => plain(section.title)
  const written = new Set(sections.filter((section) => wordsIn(section.blocks) > 0).map(key))
  return sections.filter((section) => wordsIn(section.blocks) > 0 || !written.has(key(section)))
}

function chapterOf(section: Section, language: Language | null): Chapter {
  const scenes = scenesOf(section.blocks)
  const text = chapterText({ scenes })
  return { title: section.title, part: section.part, scenes, words: wordsIn(section.blocks), sentences: countSentences(text, language) }
}

function scenesOf(blocks: readonly TextBlock[]): Scene[] {
  const scenes: TextBlock[][] = [[]]
  for (const block of blocks) {
    const current = scenes.at(-1) ?? []
    if (block.kind !== 'paragraph' && current.some((one) => one.kind === 'paragraph')) scenes.push([])
    if (block.kind !== 'sceneBreak') scenes.at(-1)?.push(block)
  }
  const written = scenes.filter((scene) => scene.length > 0)
  return written.length > 0 ? written.map((scene) => ({ blocks: scene })) : [{ blocks: [] }]
}

/** A chapter's text, scenes parted by "* * *". */
export const chapterText = (chapter: Pick<Chapter, 'scenes'>): string => chapter.scenes.map((scene) => plainTextOf(scene.blocks)).join('\n\n* * *\n\n')
