// The engine's machinery at its smallest: a bigram over bytes that really learns, saved and read as a model is. Slow on purpose by a few
// milliseconds a step, so that a run can be paused or killed in its middle.
import { readFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Decoder } from '#ml/generation/index.ts'
import type { LearnerOptions, Runtime, SpeakerOptions } from '#main/engine/process/runtime.ts'
import { readSafetensors, toFloat32 } from '#ml/safetensors/index.ts'
import { deviceReason } from '#shared/devices.ts'
import { bigramLearner, logProbabilities, tableDecoder, type BigramLearner } from './bigram.ts'
import { vocabulary } from './small-model.ts'

const contextLength = 64
const stepMilliseconds = Number(process.env['SMALL_ENGINE_STEP_MS'] ?? 5)

const decoderOf = (learner: BigramLearner): Decoder => tableDecoder(vocabulary, contextLength, (held) => learner.logitsAfter(held.at(-1) ?? 0))

async function learned({ model, adapter }: Pick<SpeakerOptions, 'model' | 'adapter'>): Promise<BigramLearner> {
  const learner = bigramLearner({ vocabulary })
  const file = [adapter && join(adapter, 'adapter_model.safetensors'), join(model, 'model.safetensors')].find((path) => path && existsSync(path))
  if (!file) return learner
  const tensors = [...readSafetensors(await readFile(file)).values()]
  await learner.restore(tensors.map(({ name, shape, dtype, bytes }) => ({ name, shape, data: toFloat32(bytes, dtype) })))
  return learner
}

export const smallRuntime: Runtime = {
  listDevices: async () => [{ device: 'cpu', found: true, present: true, reason: deviceReason('ready') }],
  describeModel: async (folder) => {
    const { model_type: architecture, parameters = vocabulary ** 2 } = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')) as { model_type: string, parameters?: number }
    return { architecture, parameters, contextLength, vocabularySize: vocabulary, bytes: 4 * vocabulary ** 2 }
  },
  needsOf: ({ config }) => ({ architecture: String(config['model_type']), parameters: vocabulary ** 2, writeBytes: 4 * vocabulary ** 2, learnBytes: 16 * vocabulary ** 2, voiceBytes: 12 * vocabulary ** 2 }),
  openLearner: async ({ model, clip, weightDecay }: LearnerOptions) => {
    const base = await learned({ model, adapter: null })
    const learner = bigramLearner({ vocabulary, clip, weightDecay })
    await learner.restore(await base.parameters())
    const accumulate: typeof learner.accumulate = async (batch) => { await sleep(stepMilliseconds); return learner.accumulate(batch) }
    return { ...learner, accumulate, openDecoder: async () => decoderOf(learner) }
  },
  openDecoder: async (options) => decoderOf(await learned(options)),
  openScorer: async (options) => {
    const learner = await learned(options)
    return { contextLength, score: (batch) => learner.evaluate(batch), dispose: async () => undefined }
  },
  openTokenScorer: async (options) => {
    const learner = await learned(options)
    const look = (before: number | undefined, id: number, top: number) => {
      if (before === undefined) return null
      const chances = [...logProbabilities(learner.logitsAfter(before))].map((logprob, other) => ({ id: other, logprob })).sort((a, b) => b.logprob - a.logprob)
      const logprob = chances.find((chance) => chance.id === id)?.logprob ?? NaN
      return { id, logprob, rank: 1 + chances.filter((chance) => chance.logprob > logprob).length, top: chances.slice(0, top) }
    }
    return {
      contextLength, vocabularySize: vocabulary, dispose: async () => undefined,
      look: async ({ prefix, rows, top }) => rows.map((row) => row.map((id, i) => look(i === 0 ? prefix.at(-1) : row[i - 1], id, top)))
    }
  },
  openMergedReader: async ({ model }) => { throw new Error(`the small engine folds nothing in ${model}`) },
  openClassifier: async ({ model }) => { throw new Error(`the small engine tells no texts apart in ${model}`) },
  openMerged: async ({ model }) => { throw new Error(`the small engine has nothing to merge in ${model}`) },
  verifyFolder: async (folder) => { throw new Error(`the small engine has nothing to verify in ${folder}`) },
  estimateMemory: async () => ({ memoryBytes: 16 * vocabulary ** 2, checkpointedBytes: null, diskBytes: 12 * vocabulary ** 2, trainableParameters: vocabulary ** 2 })
}
