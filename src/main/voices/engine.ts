// What the services need of the engine: one client that trains, one that speaks, and word of a death. Knows no process.
import type { EngineHost } from '../engine/host.ts'

/** Apart, so that a sentence need not wait for a training step, and survives the other's death. */
export type Engine = Pick<EngineHost, 'trainer' | 'writer'>
