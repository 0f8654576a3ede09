// The settings of a run as fields of text: what each may hold is the treaty's to say. Knows no screen and no sentence.
import { TrainingSettings } from '#shared/contract/training.ts'
import type { Method } from '#shared/contract/voices.ts'

type Kept<Held> = { [Name in keyof TrainingSettings]: TrainingSettings[Name] extends Held ? Name : never }[keyof TrainingSettings]
/** Numbers are written as text; the rest is chosen or switched. */
export type FieldName = Kept<number | null>
export type Choices = Omit<TrainingSettings, FieldName>
export type FieldTexts = { readonly [Name in FieldName]: string }
/** Why a text cannot stand; `bound` is the number it had to keep. */
export type Problem = { readonly kind: 'notNumber' | 'notWhole' | 'notEmpty' | 'atLeast' | 'moreThan' | 'atMost', readonly bound: number }

type Group = { readonly fields: readonly FieldName[], readonly methods: readonly Method[] }
const every: readonly Method[] = ['lora', 'full', 'scratch']

/** In the order shown. The rank and scale of the light layer mean nothing to the other methods. */
const groups: readonly Group[] = [
  { fields: ['steps', 'learningRate', 'warmup'], methods: every },
  { fields: ['rank', 'alpha', 'loraDropout'], methods: ['lora'] },
  { fields: ['lastLayers'], methods: ['full'] },
  { fields: ['dropout'], methods: ['full', 'scratch'] },
  { fields: ['context', 'batch', 'accumulation', 'weightDecay', 'momentum', 'clip', 'labelSmoothing', 'average', 'keep', 'phrases', 'evaluateEvery', 'patience', 'checkpointSeconds', 'seed'], methods: every }
]

export const fieldsOf = (method: Method): readonly FieldName[] => groups.filter((group) => group.methods.includes(method)).flatMap((group) => group.fields)
export type ShownSwitch = 'rslora' | 'dora' | 'freezeEmbeddings' | 'tensorboard'
const switches: Readonly<Record<ShownSwitch, readonly Method[]>> = { rslora: ['lora'], dora: ['lora'], freezeEmbeddings: ['full', 'scratch'], tensorboard: every }
export const switchesOf = (method: Method): readonly ShownSwitch[] => (Object.keys(switches) as ShownSwitch[]).filter((name) => switches[name].includes(method))

export const fieldNames: readonly FieldName[] = groups.flatMap((group) => group.fields)

const table = <Value>(of: (name: FieldName) => Value): Readonly<Record<FieldName, Value>> =>
  Object.fromEntries(fieldNames.map((name) => [name, of(name)])) as Record<FieldName, Value>

export const textsOf = (settings: TrainingSettings): FieldTexts => table((name) => (settings[name] === null ? '' : String(settings[name])))

/** A comma is as good as a point; empty means "chosen for me" where the treaty allows it. */
export function valueOf(text: string): number | null {
  const trimmed = text.trim().replace(',', '.')
  return trimmed === '' ? null : Number(trimmed)
}

export function problemOf(name: FieldName, text: string): Problem | null {
  const value = valueOf(text)
  if (value !== null && !Number.isFinite(value)) return { kind: 'notNumber', bound: 0 }
  const issue = TrainingSettings.shape[name].safeParse(value).error?.issues[0]
  if (issue === undefined) return null
  if (issue.code === 'too_small') return { kind: issue.inclusive === false ? 'moreThan' : 'atLeast', bound: Number(issue.minimum) }
  if (issue.code === 'too_big') return { kind: 'atMost', bound: Number(issue.maximum) }
  return { kind: value === null ? 'notEmpty' : 'notWhole', bound: 0 }
}

export const problemsOf = (texts: FieldTexts): Readonly<Record<FieldName, Problem | null>> => table((name) => problemOf(name, texts[name]))

/** What is not a number, as the treaty has it. */
export function choicesOf(settings: TrainingSettings): Choices {
  const names: readonly string[] = fieldNames
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !names.includes(name))) as Choices
}

/** The settings these texts and choices mean, or null while one of the texts cannot stand. */
export function settingsOf(texts: FieldTexts, choices: Choices): TrainingSettings | null {
  const parsed = TrainingSettings.safeParse({ ...table((name) => valueOf(texts[name])), ...choices })
  return parsed.success ? parsed.data : null
}
