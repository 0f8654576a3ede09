// Whether a run keeps what its blocks work out, or works it out again on the way back. Knows estimates and what memory is free; knows no graph.
import { freemem } from 'node:os'
import type { Checkpointing } from '#shared/contract/training.ts'
import { AuroreError } from '#shared/errors/index.ts'
import type { TrainingPlan } from '../contract.ts'
import type { MemoryEstimate, Runtime } from './runtime.ts'

/** Of the free memory, what a run may take: the author's other programs need some, and an estimate may be too low. */
const SHARE = 0.85

/** `free` in bytes: what the machine could give now. */
export function checkpointingFor(asked: Checkpointing, { memoryBytes, checkpointedBytes }: Pick<MemoryEstimate, 'memoryBytes' | 'checkpointedBytes'>, free: number): 'on' | 'off' {
  if (asked === 'on' && checkpointedBytes === null) throw new AuroreError('training.no-blocks')
  if (asked !== 'auto') return asked
  const helps = checkpointedBytes !== null && checkpointedBytes < memoryBytes
  return helps && memoryBytes > SHARE * free ? 'on' : 'off'
}

/** A plan with the question answered, so that a run that is resumed goes on as it began. */
export async function decided(runtime: Runtime, plan: TrainingPlan): Promise<TrainingPlan> {
  return plan.checkpointing === 'off' ? plan : { ...plan, checkpointing: checkpointingFor(plan.checkpointing, await runtime.estimateMemory(plan), freemem()) }
}
