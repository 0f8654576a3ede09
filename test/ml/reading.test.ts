// Another head over a model that reads: what its configuration says, which of its weights are new, and how it is asked.
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { headOnly } from '#ml/models/layers.ts'
import { labelsOf, lendsItsHead, saysTheSame, withHead, WritesOnly } from '#ml/models/reading.ts'
import { modelFor } from '#ml/models/registry.ts'
import { describeModel, openClassifier } from '#ml/runtime/index.ts'
import { readJson } from '#ml/runtime/folder.ts'
import { openLearner } from '#ml/runtime/learning.ts'
import { readingMarks } from '#ml/tokenizer/index.ts'
import { readFileSync } from 'node:fs'
import { references } from '../support/golden.ts'
import { tinyReader } from '../support/tiny-reader.ts'

const of = (name: string): Promise<Readonly<Record<string, unknown>>> => readJson(join(references, name, 'config.json'))
const labels = ['Anne', 'Bruno', 'Colin'] as const
const byClass = { objective: 'class', labels } as const

describe('a head of another kind', () => {
  it.each([['bert-mlm', 'BertForSequenceClassification'], ['camembert-mlm', 'CamembertForSequenceClassification'], ['distilbert-mlm', 'DistilBertForSequenceClassification']])('over %s is Hugging Face’s %s', async (name, architecture) => {
    const config = withHead(await of(name), byClass)
    expect(config).toMatchObject({ architectures: [architecture], id2label: { 0: 'Anne', 1: 'Bruno', 2: 'Colin' }, label2id: { Anne: 0, Bruno: 1, Colin: 2 } })
    expect(labelsOf(config)).toEqual(labels)
    expect(modelFor(config).objective).toBe('class')
    expect(modelFor(withHead(config, { objective: 'masked' })).objective).toBe('masked')
  })

  it('is refused by a model that continues texts, and hidden words by a recurrent one', async () => {
    expect(() => withHead({ model_type: 'llama' }, byClass)).toThrow(WritesOnly)
    const config = await of('bilstm-classifier')
    expect(modelFor(withHead(config, byClass)).objective).toBe('class')
    expect(() => withHead(config, { objective: 'masked' })).toThrow(WritesOnly)
  })

  it('serves again where it says the same, and lends nothing where it told other labels apart', async () => {
    const [masked, three] = [await of('bert-mlm'), withHead(await of('bert-classifier'), byClass)]
    const two = withHead(three, { objective: 'class', labels: ['x', 'y'] })
    expect([saysTheSame(masked, withHead(masked, { objective: 'masked' })), saysTheSame(three, withHead(three, byClass)), saysTheSame(three, two), saysTheSame(masked, three)]).toEqual([true, true, false, false])
    expect([lendsItsHead(masked, three), lendsItsHead(three, two)]).toEqual([true, false])
  })

  it('alone begins new: the body is the folder’s', async () => {
    const folder = tinyReader()
    const plain = { model: folder, method: 'full', device: 'cpu', rank: 1, alpha: 1, weightDecay: 0, clip: 1, seed: 3 } as const
    const [as, other] = [await openLearner(plain), await openLearner({ ...plain, reading: byClass })]
    const [before, after] = [new Map((await as.parameters()).map((p) => [p.name, p.data])), await other.parameters()]
    const head = headOnly(modelFor(withHead(await readJson(join(folder, 'config.json')), byClass)))
    expect([...head].sort()).toEqual(['bert.pooler.dense.bias', 'bert.pooler.dense.weight', 'classifier.bias', 'classifier.weight'])
    for (const { name, data } of after) if (!head.has(name)) expect(data).toEqual(before.get(name))
    expect(after.filter(({ name }) => head.has(name)).length).toBe(4)
    await Promise.all([as.dispose(), other.dispose()])
  })
})

describe('a model that reads', () => {
  it('counts as many positions as it can place: RoBERTa’s begin behind the padding’s', async () => {
    const [bert, camembert] = await Promise.all(['bert-mlm', 'camembert-mlm'].map((name) => describeModel(join(references, name), { objective: 'masked' })))
    expect([bert?.contextLength, camembert?.contextLength]).toEqual([40, 38])
  })

  it('gives chances that sum to one, under its labels or their numbers', async () => {
    const classifier = await openClassifier({ model: join(references, 'bert-classifier'), device: 'cpu' })
    const rows = await classifier.classify({ inputIds: BigInt64Array.of(2n, 9n, 8n, 3n, 2n, 7n, 3n, 0n), batch: 2, length: 4 })
    expect(classifier.labels).toEqual(['LABEL_0', 'LABEL_1', 'LABEL_2'])
    for (const row of rows) expect(row.reduce((sum, log) => sum + Math.exp(log), 0)).toBeCloseTo(1, 6)
    await classifier.dispose()
    await expect(openClassifier({ model: join(references, 'bert-mlm'), device: 'cpu' })).rejects.toThrow(/names no classes/)
  })

  it('has its marks from its tokenizer', () => {
    const folder = tinyReader()
    const [definition, config] = ['tokenizer.json', 'tokenizer_config.json'].map((file) => readFileSync(join(folder, file), 'utf8'))
    const { before, after, mask, padding, special, begins } = readingMarks({ definition: definition ?? '', config: config ?? '' })
    expect({ before, after, mask, padding, special: [...special] }).toEqual({ before: [2], after: [3], mask: 4, padding: 0, special: [0, 1, 2, 3, 4] })
    const vocabulary = (JSON.parse(definition ?? '') as { model: { vocab: Record<string, number> } }).model.vocab
    expect([begins(vocabulary['mer'] ?? -1), begins(vocabulary['##e'] ?? -1)]).toEqual([true, false])
  })
})
