// What the services need of the engine: one client that trains, one that speaks. Knows no process.
import type { ContractRouterClient } from '@orpc/contract'
import type { EngineContract } from '../engine/contract.ts'

export type EngineClient = ContractRouterClient<EngineContract>

/** Apart, so that a sentence need not wait for a training step, and survives the other's death. */
export type Engine = { readonly trainer: EngineClient, readonly writer: EngineClient }
