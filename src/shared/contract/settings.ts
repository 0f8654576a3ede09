// The author's choices, and what this machine is.
import { z } from 'zod'
import { DeviceName, DeviceReason } from '../devices.ts'
import { VoiceId } from '../ids.ts'
import { Language } from '../language.ts'
import { procedure } from './base.ts'
import { Endpoint } from './endpoint.ts'
import { Working } from './manner.ts'
import { ParrotChoice } from './parrot.ts'
import { Sampling } from './writing.ts'

export const Theme = z.enum(['system', 'paper', 'sepia', 'night'])
export type Theme = z.infer<typeof Theme>

export const Settings = z.object({
  language: Language, theme: Theme, fontSize: z.number().int().min(14).max(28), ghostText: z.boolean(), ghostDelay: z.number().int().min(100).max(5000).describe('milliseconds of rest before a suggestion'),
  ghostTokens: z.number().int().min(4).max(200), binder: z.boolean(), muse: z.boolean(), sampling: Sampling, voiceId: VoiceId.nullable(),
  parrot: ParrotChoice,
  /** How whoever speaks is computed; what each voice has of its own is kept with it. */
  manner: Working,
  /** Another program's model, off until she turns it on. */
  endpoint: Endpoint
})
export type Settings = z.infer<typeof Settings>

/** `found`: the engine has what it needs for it; `present`: it was tried, and computes right; `halves`: it multiplies in sixteen bits, tried likewise. */
export const DeviceReport = z.object({ device: DeviceName, found: z.boolean(), present: z.boolean(), reason: DeviceReason, halves: z.boolean().optional() })

export const settings = {
  get: procedure.output(Settings),
  set: procedure.input(Settings.partial()).output(Settings),
  about: procedure.output(z.object({ version: z.string(), home: z.string(), node: z.string(), engine: z.string(), shell: z.enum(['desktop', 'browser', 'command']) })),
  devices: procedure.output(z.array(DeviceReport))
}
