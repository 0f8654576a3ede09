// The treaty, served. Knows which file does what; turns every failure into a coded one.
import { implement, ORPCError } from '@orpc/server'
import { AuroreError } from '#shared/errors/index.ts'
import { engineContract } from '../contract.ts'
import { writeAlternatives } from './alternatives.ts'
import { classifyTexts } from './classify.ts'
import { coded } from './coded.ts'
import { openCounter } from './count.ts'
import { requireDevice } from './devices.ts'
import { estimateRun } from './estimate.ts'
import { evaluateTexts } from './evaluate.ts'
import { adoptGguf } from './export/adopt.ts'
import { exportVoice } from './export/index.ts'
import { mergeReader } from './export/reader.ts'
import { findRate } from './find-rate.ts'
import { trainRun } from './run/train.ts'
import type { Runs } from './runs.ts'
import type { Runtime } from './runtime.ts'
import type { Scorers } from './scorers.ts'
import { scoreContinuations } from './score.ts'
import type { Speakers } from './speakers.ts'
import type { Speeds } from './speeds.ts'
import { writeText } from './write.ts'

export interface Services { readonly runtime: Runtime; readonly speeds: Speeds; readonly speakers: Speakers; readonly scorers: Scorers; readonly runs: Runs }

const asTransport = ({ code, params, message }: AuroreError): ORPCError<'CODED', unknown> =>
  new ORPCError('CODED', { status: 422, message, data: { code, params } })

/** A device asked for by name needs no trial. */
const untimed = async (): Promise<number> => 0

/** `model` is named in the error where the model is at fault. */
async function answer<T>(model: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw asTransport(coded(error, model))
  }
}

async function* answers<T>(model: string, events: AsyncIterable<T>): AsyncGenerator<T, void> {
  try {
    yield* events
  } catch (error) {
    throw asTransport(coded(error, model))
  }
}

// The compiler infers the served type better than it could be written.
export function createEngineRouter({ runtime, speeds, speakers, scorers, runs }: Services) {
  const os = implement(engineContract)
  const counter = openCounter()
  return os.router({
    devices: os.devices.handler(() => answer('', async () => [...(await runtime.listDevices())])),
    describe: os.describe.handler(({ input: { model, reading } }) => answer(model, () => runtime.describeModel(model, reading))),
    needs: os.needs.handler(({ input }) => answer('', async () => runtime.needsOf(input))),
    estimate: os.estimate.handler(({ input }) => answer(input.model, () => estimateRun(runtime, speeds, input, runs.busy()))),
    findRate: os.findRate.handler(({ input: { plan }, signal }) => answer(plan.model, () => {
      if (runs.busy()) throw new AuroreError('training.busy')
      return findRate(runtime, speeds, plan, signal)
    })),
    train: os.train.handler(({ input: { run, plan }, signal }) =>
      answers(plan?.model ?? run, runs.start(run, (requested) => trainRun(runtime, speeds, { run, plan, requested }), signal))),
    pause: os.pause.handler(async ({ input: { run } }) => { runs.ask(run, 'pause') }),
    stop: os.stop.handler(async ({ input: { run } }) => { runs.ask(run, 'stop') }),
    evaluate: os.evaluate.handler(({ input: { weights, texts, device } }) => answer(weights.model, () => evaluateTexts(runtime, speeds, weights, texts, device))),
    score: os.score.handler(({ input, signal }) => answer(input.weights.model, () => scoreContinuations(scorers, input, signal))),
    classify: os.classify.handler(({ input }) => answer(input.model, () => classifyTexts(runtime, input))),
    mergeReader: os.mergeReader.handler(({ input }) => answer(input.model, () => mergeReader(runtime, input))),
    adopt: os.adopt.handler(({ input }) => answer(input.file, () => adoptGguf(input))),
    export: os.export.handler(({ input }) => answer(input.weights.model, () => exportVoice(runtime, input))),
    countTokens: os.countTokens.handler(({ input }) => answer(input.model, () => counter.count(input))),
    generate: os.generate.handler(({ input, signal }) => answers(input.weights.model, writeText(speakers, input, signal))),
    alternatives: os.alternatives.handler(({ input, signal }) => answers(input.weights.model, writeAlternatives(speakers, input, signal))),
    verify: os.verify.handler(({ input: { folder, device } }) => answer(folder, async () => runtime.verifyFolder(folder, await requireDevice(runtime, device === 'auto' ? 'cpu' : device, untimed))))
  })
}
