// The editor's schema and shared/manuscript.ts say the same; long documents are counted, written out and read back from the cursor.
import { getSchema } from '@tiptap/core'
import { Node } from '@tiptap/pm/model'
import { describe, expect, test } from 'vitest'
import { ManuscriptDoc, plainText } from '#shared/manuscript.ts'
import { countWords } from '#shared/text.ts'
import { jsonOf, manuscriptOf, textBefore, wordsIn } from '../../src/renderer/features/editor/document/measures.ts'
import { manuscriptExtensions } from '../../src/renderer/features/editor/document/schema.ts'

const schema = getSchema(manuscriptExtensions)
const open = (doc: ManuscriptDoc): Node => Node.fromJSON(schema, doc)

const everything: ManuscriptDoc = {
  type: 'doc',
  content: [
    { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'Low water' }] },
    { type: 'paragraph' },
    { type: 'paragraph', content: [
      { type: 'text', text: 'She ' }, { type: 'text', text: 'never', marks: [{ type: 'italic' }] }, { type: 'hardBreak' },
      { type: 'text', text: 'came', marks: [{ type: 'bold' }, { type: 'suggested', attrs: { generation: 'g1' } }] },
      { type: 'text', text: ' back', marks: [{ type: 'suggested', attrs: { generation: null } }] }
    ] },
    { type: 'sceneBreak' },
    { type: 'paragraph', content: [{ type: 'text', text: 'aujourd’hui, l’herbe' }] }
  ]
}

test('the schema has the treaty’s nodes and marks, and no other', () => {
  expect(Object.keys(schema.nodes).sort()).toEqual(['doc', 'hardBreak', 'heading', 'paragraph', 'sceneBreak', 'text'])
  expect(Object.keys(schema.marks).sort()).toEqual(['bold', 'italic', 'suggested'])
})

test('a document goes into the editor and comes out the same', () => {
  expect(ManuscriptDoc.parse(manuscriptOf(open(everything)))).toEqual(everything)
  expect(JSON.parse(jsonOf(open(everything)))).toEqual(everything)
})

test('both sides count the same words', () => expect(wordsIn(open(everything))).toBe(countWords(plainText(everything))))

describe('what stands before the cursor', () => {
  const doc = open(everything)
  const last = doc.content.size - 1
  test.each([
    [last, 6000, 'Low water\n\n\n\nShe never\ncame back\n\n* * *\n\naujourd’hui, l’herbe'],
    [last - 7, 6000, 'Low water\n\n\n\nShe never\ncame back\n\n* * *\n\naujourd’hui, '],
    [last, 10, 'i, l’herbe'],
    [3, 6000, 'Lo']
  ])('at %d, at most %d characters', (position, limit, text) => expect(textBefore(doc, position, limit)).toBe(text))
})
