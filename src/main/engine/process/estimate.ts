// Serves `estimate`: what a run will cost on this machine, measured where it can be. Knows the runtime and the tokenizer.
import { freemem } from 'node:os'
import { countScored } from '#ml/training/index.ts'
import type { z } from 'zod'
import type { EngineEstimate, EstimateInput } from '../contract.ts'
import { checkpointingFor } from './checkpointing.ts'
import { chooseDevice } from './devices.ts'
import { secondsPerStep } from './measure.ts'
import { openTokenizer } from './model-folder.ts'
import { cutPlan } from './run/data.ts'
import type { RealDevice, Runtime } from './runtime.ts'
import type { Speeds } from './speeds.ts'

/** `busy`: a run is under way, and a trial beside it would measure nothing true. */
export async function estimateRun(runtime: Runtime, speeds: Speeds, input: z.infer<typeof EstimateInput>, busy: boolean): Promise<z.infer<typeof EngineEstimate>> {
  const { train: _train, heldOut: _heldOut, ...asked } = input
  const { windows, heldOut } = await cutPlan(await openTokenizer(input.model), input)
  const { memoryBytes, checkpointedBytes, ...costs } = await runtime.estimateMemory(asked)
  const checkpointing = checkpointingFor(asked.checkpointing, { memoryBytes, checkpointedBytes }, freemem())
  const shape = { ...asked, checkpointing }
  const time = (device: RealDevice): Promise<number> => secondsPerStep(runtime, speeds, { ...shape, device })
  const measured = busy ? null : await time((await chooseDevice(runtime, 'auto', time)).device)
  return { trainTokens: countScored(windows), heldOutTokens: countScored(heldOut), secondsPerStep: measured, ...costs, checkpointing: checkpointing === 'on', memoryBytes: (checkpointing === 'on' ? checkpointedBytes : null) ?? memoryBytes }
}
