// Whose turn it is to train on this home: one program at a time. Knows no run.
import { join } from 'node:path'
import { takeTurn as take, type Turn } from '../database/turn.ts'

export type { Turn } from '../database/turn.ts'

/** Null when another program is training. */
export const takeTurn = (home: string): Turn | null => take(join(home, 'training.lock'))
