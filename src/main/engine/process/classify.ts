// Serves `classify`: of which class texts are, by a model that learned it. Knows the runtime and tokenizers' marks.
import { classBatch, classWindows, type Window } from '#ml/training/index.ts'
import type { z } from 'zod'
import type { Classified, ClassifyInput } from '../contract.ts'
import { breathe } from './breathe.ts'
import { requireDevice } from './devices.ts'
import { openMarks, openTokenizer } from './model-folder.ts'
import { paddingOf } from './run/reading-data.ts'
import type { Classifier, Runtime } from './runtime.ts'

/** Tokens of one run of the engine. */
const TOKENS_AT_ONCE = 4096

type Ground = { readonly classifier: Classifier; readonly context: number; readonly padding: number }

/** Means of the stretches' logarithms: each stretch has one voice. Then chances again, which sum to one. */
function together(logs: readonly Float64Array[]): readonly number[] {
  const count = logs[0]?.length ?? 0
  const means = Array.from({ length: count }, (_, c) => logs.reduce((sum, one) => sum + (one[c] ?? 0), 0) / logs.length)
  const most = Math.max(...means)
  const raised = means.map((x) => Math.exp(x - most))
  const whole = raised.reduce((a, b) => a + b, 0)
  return raised.map((x) => x / whole)
}

async function judgeAll({ classifier, context, padding }: Ground, windows: readonly Window[]): Promise<readonly Float64Array[]> {
  const rows = Math.max(1, Math.floor(TOKENS_AT_ONCE / context))
  const judged: Float64Array[] = []
  for (let start = 0; start < windows.length; start += rows) {
    await breathe()
    judged.push(...await classifier.classify(classBatch(windows.slice(start, start + rows), context, padding)))
  }
  return judged
}

/** One device is as good as another for so little work: the processor, unless one was named. */
const untimed = async (): Promise<number> => 0

export async function classifyTexts(runtime: Runtime, { model, base, texts, context: asked, device }: z.infer<typeof ClassifyInput>): Promise<z.infer<typeof Classified>> {
  const classifier = await runtime.openClassifier({ model, base, device: await requireDevice(runtime, device === 'auto' ? 'cpu' : device, untimed) })
  try {
    const { ground } = classifier
    const [tokenizer, marks] = [await openTokenizer(ground), await openMarks(ground)]
    const [context, padding] = [Math.min(asked, classifier.contextLength), await paddingOf(ground, marks)]
    // A text of nothing is still asked about: what stands around it, or padding.
    const cut = texts.map((text) => { const ids = tokenizer.encode(text); return classWindows(ids.length > 0 ? ids : [padding], 0, context, marks) })
    const judged = await judgeAll({ classifier, context, padding }, cut.flat())
    let at = 0
    const answers = cut.map((windows) => {
      const chances = together(judged.slice(at, at += windows.length))
      return { label: classifier.labels[chances.indexOf(Math.max(...chances))] ?? '', chances: [...chances] }
    })
    return { labels: [...classifier.labels], texts: answers }
  } finally {
    await classifier.dispose()
  }
}
