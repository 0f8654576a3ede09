// Sets aside what a classifier is tested on: of every label the same share, by chance and the same for the same seed. Knows texts and labels only.
import { createRandom, seedState } from '#ml/random.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { LabelledText } from './labelled.ts'

export type LabelledSplit = { readonly labels: readonly string[], readonly train: readonly LabelledText[], readonly heldOut: readonly LabelledText[] }

/** In the order of the alphabet, so that the same texts give the same numbers. */
const labelsIn = (texts: readonly LabelledText[]): readonly string[] => [...new Set(texts.map(({ label }) => label))].sort()

/** Of every label at least one text is held out and at least one is learned from. */
export function splitByLabel(texts: readonly LabelledText[], share: number, seed: number): LabelledSplit {
  const labels = labelsIn(texts)
  if (labels.length < 2) throw new AuroreError('readers.one-label', { label: labels[0] ?? '' })
  const held = new Set(labels.flatMap((label, i) => drawn(texts.filter((one) => one.label === label), label, share, [seed, i])))
  return { labels, train: texts.filter((one) => !held.has(one)), heldOut: texts.filter((one) => held.has(one)) }
}

function drawn(texts: readonly LabelledText[], label: string, share: number, seeds: readonly number[]): readonly LabelledText[] {
  if (texts.length < 2) throw new AuroreError('readers.single-example', { label })
  const random = createRandom(seedState(...seeds))
  const count = Math.min(texts.length - 1, Math.max(1, Math.round(share * texts.length)))
  const pool = [...texts]
  return Array.from({ length: count }, () => pool.splice(random.below(pool.length), 1)).flat()
}
