// The configuration of a model that reads, with another head than it came with: one that names hidden tokens, or one that names a text's class.
// Source: huggingface.co/docs/transformers, the config.json of ForMaskedLM and ForSequenceClassification. Knows configurations; knows no weights.
import type { Json } from './config.ts'

/** What a model that reads is to say. `labels` in the order of their numbers. */
export type ReadingHead = { readonly objective: 'masked' } | { readonly objective: 'class'; readonly labels: readonly string[] }

/** A model that continues texts: it has no head for reading them. */
export class WritesOnly extends Error {
  readonly architecture: string

  constructor(architecture: string) {
    super(`a model of the kind ${architecture} continues texts; it is not made to read them`)
    this.architecture = architecture
  }
}

/** How Hugging Face's classes of a family begin. */
const families: Readonly<Record<string, string>> = { bert: 'Bert', roberta: 'Roberta', camembert: 'Camembert', 'xlm-roberta': 'XLMRoberta', distilbert: 'DistilBert' }

const named = (labels: readonly string[]): Json =>
  ({ id2label: Object.fromEntries(labels.map((label, i) => [String(i), label])), label2id: Object.fromEntries(labels.map((label, i) => [label, i])), num_labels: labels.length })

/** Throws WritesOnly for a model without such a head. */
export function withHead(config: Json, head: ReadingHead): Json {
  const kind = String(config['model_type'])
  const { id2label: _, label2id: __, num_labels: ___, ...rest } = config
  const family = families[kind]
  if (family === undefined && !(kind === 'recurrent-classifier' && head.objective === 'class')) throw new WritesOnly(kind)
  const architectures = family === undefined ? {} : { architectures: [`${family}${head.objective === 'class' ? 'ForSequenceClassification' : 'ForMaskedLM'}`] }
  return { ...rest, ...architectures, ...(head.objective === 'class' ? named(head.labels) : {}) }
}

/** The labels of a configuration, by number; null where it names none. */
export function labelsOf(config: Json): readonly string[] | null {
  const names = config['id2label']
  if (typeof names !== 'object' || names === null) return null
  const entries = Object.entries(names).map(([id, label]) => [Number(id), String(label)] as const).sort(([a], [b]) => a - b)
  return entries.every(([id], i) => id === i) ? entries.map(([, label]) => label) : null
}

const isClassifier = (config: Json): boolean => config['model_type'] === 'recurrent-classifier' || /ForSequenceClassification$/.test(String([config['architectures']].flat()[0]))

/** Whether a head that was learned for one configuration says the same in the other: the same words, or the same labels in the same order. */
export const saysTheSame = (one: Json, other: Json): boolean =>
  isClassifier(one) === isClassifier(other) && (!isClassifier(one) || labelsOf(one)?.join('\n') === labelsOf(other)?.join('\n'))

/** Whether anything of its head may serve under another: what a classifier knew of other labels would only mislead. */
export const lendsItsHead = (one: Json, other: Json): boolean => saysTheSame(one, other) || !isClassifier(one)
