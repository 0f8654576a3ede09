import { describe, expect, it } from 'vitest'
import { createRandom, seedState } from '#ml/random.ts'
import { endlessOrder, shuffled } from '#ml/training/order.ts'

describe('random numbers', () => {
  it('continue from a kept state', () => {
    const one = createRandom(seedState(7))
    Array.from({ length: 100 }, () => one.float())
    const other = createRandom(JSON.parse(JSON.stringify(one.state())))
    expect(Array.from({ length: 50 }, () => one.float())).toEqual(Array.from({ length: 50 }, () => other.float()))
  })

  it('are even over twenty boxes (chi-square, 19 degrees of freedom, 1 in 10,000)', () => {
    const random = createRandom(seedState(3))
    const boxes = Array.from({ length: 20 }, () => 0)
    for (let draw = 0; draw < 20_000; draw++) {
      const box = random.below(20)
      boxes[box] = (boxes[box] ?? 0) + 1
    }
    expect(boxes.reduce((sum, found) => sum + (found - 1000) ** 2 / 1000, 0)).toBeLessThan(50.8)
  })

  it('differ between seeds and epochs', () => {
    const firsts = [seedState(1), seedState(2), seedState(1, 1), seedState(1, 2), seedState(2 ** 40 + 1)].map((state) => createRandom(state).float())
    expect(new Set(firsts).size).toBe(firsts.length)
  })
})

describe('the order of windows', () => {
  it('is a pure function of the seed and the epoch', () => {
    expect(shuffled(50, 1, 0)).toEqual(shuffled(50, 1, 0))
    expect(shuffled(50, 1, 0)).not.toEqual(shuffled(50, 1, 1))
    expect(shuffled(50, 1, 0)).not.toEqual(shuffled(50, 2, 0))
  })

  it('shows every window once in each epoch, from any position', () => {
    const [whole, later] = [endlessOrder(7, 4), endlessOrder(7, 4)]
    const order = Array.from({ length: 21 }, (_, position) => whole(position))
    for (const epoch of [0, 7, 14]) expect(order.slice(epoch, epoch + 7).sort()).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect([later(20), later(3), later(11)]).toEqual([whole(20), whole(3), whole(11)])
  })
})
