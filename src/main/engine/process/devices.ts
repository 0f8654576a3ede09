// Which device does the work, and why, in plain words. Knows what is present and how fast it was; never assumes that a graphics processor is faster.
import type { Device } from '#shared/contract/training.ts'
import { AuroreError } from '#shared/errors/index.ts'
import { messageOf } from './coded.ts'
import type { RealDevice, Runtime } from './runtime.ts'

export interface Choice { readonly device: RealDevice; readonly reason: string }

const names: Readonly<Record<RealDevice, string>> = { cpu: 'the processor', webgpu: 'the graphics processor' }

/** The choice after a device has failed. */
export const fallback = (failed: RealDevice, error: unknown): Choice => ({ device: 'cpu', reason: `${names[failed]} failed (${messageOf(error)}), so the processor is used` })

type Time = (device: RealDevice) => Promise<number>

const perSecond = (seconds: number): string => (1 / seconds).toPrecision(3)

/** Times each device; one that fails is left out, and named. */
async function quickest(present: readonly RealDevice[], time: Time): Promise<Choice> {
  const timed: { readonly device: RealDevice; readonly seconds: number }[] = []
  let failure = ''
  for (const device of present) {
    try {
      timed.push({ device, seconds: await time(device) })
    } catch (error) {
      failure = `; ${names[device]} failed (${messageOf(error)})`
    }
  }
  const [best, other] = timed.sort((one, another) => one.seconds - another.seconds)
  if (best === undefined) return { device: 'cpu', reason: `the processor${failure}` }
  const compared = other === undefined ? '' : ` (${perSecond(best.seconds)} steps a second, ${names[other.device]} ${perSecond(other.seconds)})`
  return { device: best.device, reason: `${names[best.device]} was the fastest in a trial with this model${compared}${failure}` }
}

export async function chooseDevice(runtime: Runtime, requested: Device, time: Time): Promise<Choice> {
  const reports = await runtime.listDevices()
  const present = reports.filter((report) => report.present).map((report) => report.device)
  if (requested === 'auto') return present.length > 1 ? quickest(present, time) : { device: 'cpu', reason: `the processor, the only device found here` }
  if (present.includes(requested)) return { device: requested, reason: `${names[requested]}, as you chose` }
  const why = reports.find((report) => report.device === requested)?.reason ?? 'not known'
  return { device: 'cpu', reason: `${names[requested]} is not available here (${why}), so the processor is used` }
}

/** For work that has no place to tell a reason: a device that was asked for by name and is not there is refused. */
export async function requireDevice(runtime: Runtime, requested: Device, time: Time): Promise<RealDevice> {
  const { device, reason } = await chooseDevice(runtime, requested, time)
  if (requested !== 'auto' && device !== requested) throw new AuroreError('engine.no-device', { device: requested, detail: reason })
  return device
}
