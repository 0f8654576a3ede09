// The signs by which some models are told of a text on both sides of a gap. Knows their spellings; knows no model.
// Bavarian et al. 2022, "Efficient Training of Language Models to Fill in the Middle": prefix, suffix, then the middle is written.
import { addedTokensOf, parseObject } from './definition.ts'

export interface FillInMarks { readonly prefix: string; readonly suffix: string; readonly middle: string }

/** As Qwen2.5-Coder, StarCoder, CodeLlama, CodeGemma and DeepSeek-Coder write them. */
const spellings: readonly FillInMarks[] = [
  { prefix: '<|fim_prefix|>', suffix: '<|fim_suffix|>', middle: '<|fim_middle|>' },
  { prefix: '<fim_prefix>', suffix: '<fim_suffix>', middle: '<fim_middle>' },
  { prefix: '<fim-prefix>', suffix: '<fim-suffix>', middle: '<fim-middle>' },
  { prefix: '▁<PRE>', suffix: '▁<SUF>', middle: '▁<MID>' },
  { prefix: '<｜fim▁begin｜>', suffix: '<｜fim▁hole｜>', middle: '<｜fim▁end｜>' }
]

/** Those of a `tokenizer.json`, given as text; null where it has none. Only tokens that are cut out of the text before anything else sees it will do. */
export function fillInMarksOf(definition: string): FillInMarks | null {
  const added = new Set(addedTokensOf(parseObject(definition, 'tokenizer.json')).map(({ content }) => content))
  return spellings.find((marks) => Object.values(marks).every((mark) => added.has(mark))) ?? null
}
