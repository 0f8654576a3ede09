// Whether products in sixteen bits can be had, and why not. Knows devices' reports; knows no markup and no sentence.
import type { Device } from '#shared/contract/training.ts'
import type { DeviceReport } from '#shared/contract/settings.ts'
import type { z } from 'zod'

type Report = Pick<z.infer<typeof DeviceReport>, 'device' | 'present' | 'halves'>
export type Halves = 'there' | 'unknown' | 'processor' | 'no-card' | 'card-without'

/** On the device chosen; where that is left open, on any graphics card. A processor takes longer with sixteen bits, so it is never offered them. `null`: not asked yet. */
export function halvesOn(devices: readonly Report[] | null, chosen: Device): Halves {
  if (devices === null) return 'unknown'
  if (chosen === 'cpu') return 'processor'
  const cards = devices.filter(({ device, present }) => device !== 'cpu' && present && (chosen === 'auto' || device === chosen))
  if (cards.length === 0) return 'no-card'
  return cards.some(({ halves }) => halves === true) ? 'there' : 'card-without'
}
