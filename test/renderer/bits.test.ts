// When products in sixteen bits are offered on screen, and which reason is told where they are not.
import { expect, it } from 'vitest'
import { halvesOn } from '../../src/renderer/features/training/bits.ts'

const cpu = { device: 'cpu', present: true, halves: true } as const
const card = (halves: boolean, present = true) => ({ device: 'webgpu', present, halves }) as const

it.each([
  [null, 'auto', 'unknown'], [[cpu], 'auto', 'no-card'], [[cpu, card(true, false)], 'auto', 'no-card'], [[cpu, card(false)], 'auto', 'card-without'], [[cpu, card(true)], 'auto', 'there'],
  [[cpu, card(true)], 'webgpu', 'there'], [[cpu, card(true)], 'dml', 'no-card'], [[cpu, card(true)], 'cpu', 'processor']
] as const)('%j, chosen %s: %s', (devices, chosen, expected) => expect(halvesOn(devices, chosen)).toBe(expected))
