// The real machinery in the shape this process asks for. Knows src/ml/runtime.
import { describeModel, estimateMemory, listDevices, needsOf, openClassifier, openDecoder, openDecoderOf, openLearner, openMerged, openMergedReader, openScorer, openTokenScorer, verifyFolder } from '#ml/runtime/index.ts'
import { deviceReason } from '#shared/devices.ts'
import type { Runtime } from './runtime.ts'

/** Probed once: a device that comes or goes while the program runs is found at the next start. */
let devices: ReturnType<Runtime['listDevices']> | null = null

const reported = async (): ReturnType<Runtime['listDevices']> =>
  (await listDevices()).map(({ device, found, present, told, detail, halves }) => ({ device, found, present, ...(halves === undefined ? {} : { halves }), reason: deviceReason(told, detail === '' ? {} : { detail }) }))

export const onnxRuntime: Runtime = {
  describeModel, estimateMemory, needsOf, openClassifier, openDecoder, openMerged, openMergedReader, openScorer, openTokenScorer,
  listDevices: () => devices ??= reported(),
  async openLearner(options) {
    const learner = await openLearner(options)
    return Object.assign(learner, { openDecoder: () => openDecoderOf(learner, options) })
  },
  verifyFolder: async (folder, device) => {
    const report = await verifyFolder(folder, device)
    return { ...report, lines: [...report.lines] }
  }
}
