// What a model takes here, worked out by the engine from its configuration; each shape once. Knows no hub.
import type { Needs } from '#shared/contract/models.ts'
import { chosenContext, defaultTraining } from '../training/defaults.ts'
import type { Engine } from '../voices/engine.ts'

type Config = Readonly<Record<string, unknown>>
export type WorkedOut = Needs & { readonly architecture: string }

/** Learning is meant as the program does it when nobody changes a setting. */
export function createNeeds(engine: Engine) {
  const known = new Map<string, Promise<WorkedOut>>()
  const { batch, rank, ...settings } = defaultTraining('lora')
  const context = chosenContext({ batch, rank, ...settings }, Number.POSITIVE_INFINITY)
  /** Throws for a model that this engine cannot use. */
  return function needsOf(config: Config): Promise<WorkedOut> {
    const key = JSON.stringify(config)
    const found = known.get(key) ?? engine.writer.needs({ config: { ...config }, batch, rank, context })
    known.set(key, found)
    found.catch(() => known.delete(key))
    return found
  }
}
export type NeedsOf = ReturnType<typeof createNeeds>
