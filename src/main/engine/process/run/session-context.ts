// What one run of learning works with. A value; knows nothing.
import type { Tokenizer } from '#ml/tokenizer/index.ts'
import type { LearningData, Request } from '#ml/training/index.ts'
import type { TrainingPlan } from '../../contract.ts'
import type { Choice } from '../devices.ts'
import type { Runtime } from '../runtime.ts'

export interface Session {
  readonly runtime: Runtime
  readonly run: string
  readonly plan: TrainingPlan
  readonly tokenizer: Tokenizer
  readonly data: LearningData
  readonly choice: Choice
  readonly requested: () => Request
}
