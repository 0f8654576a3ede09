// Blocks of a manuscript, from marked text and to plain text or the editor's document. Knows marks, not cleaning or chapters.
import type { Block, Inline, ManuscriptDoc, Mark } from '#shared/manuscript.ts'
import { emptyDoc } from '#shared/manuscript.ts'
import { countWords } from '#shared/text.ts'
import type { Run, TextBlock } from './manuscript.ts'
import { headingLevel, mark, paragraphsOf, unmarked } from './marks.ts'
import { isSceneBreak } from './structure/separators.ts'

export function blocksFromMarked(text: string): TextBlock[] {
  return paragraphsOf(text).map(blockFromParagraph).filter((block) => block.kind === 'sceneBreak' || blockText(block) !== '')
}

function blockFromParagraph(paragraph: string): TextBlock {
  const level = headingLevel(paragraph)
  if (level > 0) return { kind: 'heading', level, runs: runsOf(paragraph.slice(1)) }
  return isSceneBreak(unmarked(paragraph)) ? { kind: 'sceneBreak' } : { kind: 'paragraph', runs: runsOf(paragraph) }
}

/** Italics and bold end with their paragraph, whatever the file forgot to close. */
function runsOf(paragraph: string): Run[] {
  let italic = false
  let bold = false
  return paragraph.trim().split(/([\uFDD0-\uFDD3])/).flatMap((piece): Run[] => {
    if (piece === mark.italicOn || piece === mark.italicOff) italic = piece === mark.italicOn
    else if (piece === mark.boldOn || piece === mark.boldOff) bold = piece === mark.boldOn
    else if (piece !== '') return [{ text: unmarked(piece), italic, bold }]
    return []
  })
}

export const blockText = (block: TextBlock): string =>
  block.kind === 'sceneBreak' ? '* * *' : block.runs.map((run) => run.text).join('').trim()

/** Counting is the dearest part of reading a novel, and its blocks are asked several times over. */
const counted = new WeakMap<TextBlock, number>()

function wordsOfBlock(block: TextBlock): number {
  if (block.kind === 'sceneBreak') return 0
  const known = counted.get(block)
  if (known !== undefined) return known
  const words = countWords(blockText(block))
  counted.set(block, words)
  return words
}

/** No word runs from one block into the next, so this is also the count of their text. */
export const wordsIn = (blocks: readonly TextBlock[]): number => blocks.reduce((sum, block) => sum + wordsOfBlock(block), 0)

export const plainTextOf = (blocks: readonly TextBlock[]): string => blocks.map(blockText).join('\n\n')

export function docFromBlocks(blocks: readonly TextBlock[]): ManuscriptDoc {
  return blocks.length === 0 ? emptyDoc : { type: 'doc', content: blocks.map(editorBlock) }
}

function editorBlock(block: TextBlock): Block {
  if (block.kind === 'sceneBreak') return { type: 'sceneBreak' }
  const content = block.runs.flatMap(inlines)
  return block.kind === 'heading' ? { type: 'heading', attrs: { level: block.level }, content } : { type: 'paragraph', content }
}

function inlines(run: Run): Inline[] {
  const marks: Mark[] = [...(run.bold ? [{ type: 'bold' } as const] : []), ...(run.italic ? [{ type: 'italic' } as const] : [])]
  return run.text.split('\n').flatMap((line, i): Inline[] => {
    const text: Inline[] = line === '' ? [] : [{ type: 'text', text: line, ...(marks.length > 0 && { marks }) }]
    return i === 0 ? text : [{ type: 'hardBreak' }, ...text]
  })
}
