// Turns what was thrown in this process into a coded error. Knows the words by which the machinery says what it lacks.
import { BadModel, NamesNoClass, ReadsOnly, UnsupportedConfig, WritesOnly } from '#ml/runtime/index.ts'
import { BadTokenizer } from '#ml/tokenizer/index.ts'
import { Diverged } from '#ml/training/index.ts'
import { AuroreError } from '#shared/errors/index.ts'

const memoryWords = /bad[_ ]alloc|out ?of ?memory|failed to allocate|allocation failed|cannot allocate|not enough memory|array buffer allocation/i

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 500)

/** As runtimes say it: C++’s own exception, ONNX Runtime’s arena, WebGPU’s and Direct3D’s. */
export const lacksMemory = (error: unknown): boolean => memoryWords.test(messageOf(error))

/** A config says its architecture in `model_type`; every other field is a detail of one. */
const unsupported = (error: UnsupportedConfig): AuroreError => error.field === 'model_type'
  ? new AuroreError('engine.unsupported-architecture', { architecture: error.found.replaceAll('"', '') }, { cause: error })
  : new AuroreError('engine.unsupported-config', { field: error.field, value: error.found }, { cause: error })

/** `folder` is the model that was worked with, where one was. */
export function coded(error: unknown, folder = ''): AuroreError {
  if (error instanceof AuroreError) return error
  const detail = messageOf(error)
  if (error instanceof Diverged) return new AuroreError('training.diverged', { step: error.step }, { cause: error })
  if (error instanceof UnsupportedConfig) return unsupported(error)
  if (error instanceof BadTokenizer || error instanceof BadModel) return new AuroreError('engine.bad-model', { folder, detail }, { cause: error })
  if (error instanceof ReadsOnly) return new AuroreError('engine.reads-only', { architecture: error.architecture }, { cause: error })
  if (error instanceof WritesOnly) return new AuroreError('readers.writes-only', { architecture: error.architecture }, { cause: error })
  if (error instanceof NamesNoClass) return new AuroreError('readers.no-classes', { folder }, { cause: error })
  if (lacksMemory(error)) return new AuroreError('engine.out-of-memory', { detail }, { cause: error })
  return new AuroreError('engine.failed', { detail }, { cause: error })
}
