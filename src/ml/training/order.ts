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
