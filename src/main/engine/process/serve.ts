// Serves the treaty over a wire until the other side goes or asks to. Knows how to end well: a run is paused at a checkpoint first.
import { setPriority, constants } from 'node:os'
import { join } from 'node:path'
import { RPCHandler } from '@orpc/server/message-port'
import { portOf, type Wire } from '../wire.ts'
import { createEngineRouter } from './router.ts'
import { createRuns } from './runs.ts'
import type { Runtime } from './runtime.ts'
import { openScorers } from './scorers.ts'
import { openSpeakers } from './speakers.ts'
import { openSpeeds } from './speeds.ts'

export interface Serving { readonly runtime: Runtime; readonly wire: Wire; readonly role: string; readonly home: string }

/** Learning takes what writing and the editor leave: suggestions must not wait. Refused on some systems, and then it is only slower. */
function stepBack(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    return
  }
}

export function serve({ runtime, wire, role, home }: Serving): void {
  if (role === 'trainer') stepBack()
  const runs = createRuns()
  const speeds = openSpeeds(home)
  const speakers = openSpeakers(runtime, speeds, join(home, 'packed'))
  const scorers = openScorers(speakers)
  const leave = (): void => { void runs.settle().finally(() => process.exit(0)) }
  wire.onParcel((parcel) => { if (parcel.kind === 'leave') leave() })
  wire.onClose(leave)
  new RPCHandler(createEngineRouter({ runtime, speeds, speakers, scorers, runs })).upgrade(portOf(wire))
}
