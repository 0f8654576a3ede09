// In which order windows are learned: a pure function of the seed. Knows nothing of what a window is.
import { createRandom, seedState } from '../random.ts'

/** 0 … count-1 in the order of one epoch (Fisher and Yates). */
export function shuffled(count: number, seed: number, epoch: number): readonly number[] {
  const random = createRandom(seedState(seed, epoch))
  const order = Array.from({ length: count }, (_, index) => index)
  for (let last = count - 1; last > 0; last--) {
    const other = random.below(last + 1)
    const moved = order[last] ?? 0
    order[last] = order[other] ?? 0
    order[other] = moved
  }
  return order
}

/** Where a window is taken from, and whether it goes on from what the same row read before. */
export interface Place { readonly window: number; readonly continues: boolean }

/**
 * For models that carry a state: the corpus is cut into as many streams as there are rows, and every row reads its own from beginning to end, again and again.
 * `position` counts windows over all rows, row by row. What is left over behind the last whole stretch is not read.
 */
export function streamOrder(count: number, rows: number): (position: number) => Place {
  const each = Math.max(1, Math.floor(count / rows))
  return (position) => {
    const [row, turn] = [position % rows, Math.floor(position / rows) % each]
    return { window: (row * each + turn) % count, continues: turn > 0 }
  }
}

/** For all others: shuffled anew every time, and nothing goes on. */
export function shuffledOrder(count: number, seed: number): (position: number) => Place {
  const at = endlessOrder(count, seed)
  return (position) => ({ window: at(position), continues: false })
}

/** The window at a position of the endless stream of epochs; the last epoch's order is remembered. */
export function endlessOrder(count: number, seed: number): (position: number) => number {
  let epoch = -1
  let order: readonly number[] = []
  return (position) => {
    const wanted = Math.floor(position / count)
    if (wanted !== epoch) {
      epoch = wanted
      order = shuffled(count, seed, epoch)
    }
    return order[position % count] ?? 0
  }
}
