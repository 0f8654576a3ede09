// Which device does the work, and why, in codes that are sentences in her language. Knows what is present and how fast it was; never assumes that a graphics
// processor is faster, and never takes one that was not tried.
import type { Device, Precision } from '#shared/contract/training.ts'
import { deviceReason, type DeviceReason, reasonPhrase } from '#shared/devices.ts'
import { AuroreError } from '#shared/errors/index.ts'
import { messageOf } from './coded.ts'
import type { RealDevice, Runtime } from './runtime.ts'

export interface Choice { readonly device: RealDevice; readonly reasons: readonly DeviceReason[] }

/** The choice after a device has failed. */
export const fallback = (failed: RealDevice, error: unknown): Choice => ({ device: 'cpu', reasons: [deviceReason('lost', { device: failed, detail: messageOf(error) })] })

/** The same device, and what else is to be told of it. */
export const also = ({ device, reasons }: Choice, reason: DeviceReason): Choice => ({ device, reasons: [...reasons, reason] })

type Time = (device: RealDevice) => Promise<number>

/** Times each device; one that fails is left out, and named. */
async function quickest(present: readonly RealDevice[], time: Time): Promise<Choice> {
  const timed: { readonly device: RealDevice; readonly seconds: number }[] = []
  const failures: DeviceReason[] = []
  for (const device of present) {
    try {
      timed.push({ device, seconds: await time(device) })
    } catch (error) {
      failures.push(deviceReason('trial-failed', { device, detail: messageOf(error) }))
    }
  }
  const [best, other] = timed.sort((one, another) => one.seconds - another.seconds)
  if (best === undefined) return { device: 'cpu', reasons: [deviceReason('only', { device: 'cpu' }), ...failures] }
  const compared = other === undefined ? [] : [deviceReason('compared', { rate: 1 / best.seconds, other: other.device, otherRate: 1 / other.seconds })]
  return { device: best.device, reasons: [deviceReason('fastest', { device: best.device }), ...compared, ...failures] }
}

export async function chooseDevice(runtime: Runtime, requested: Device, time: Time): Promise<Choice> {
  const reports = await runtime.listDevices()
  const present = reports.filter((report) => report.present).map((report) => report.device)
  if (requested === 'auto') return present.length > 1 ? quickest(present, time) : { device: 'cpu', reasons: [deviceReason('only', { device: 'cpu' })] }
  if (present.includes(requested)) return { device: requested, reasons: [deviceReason('chosen', { device: requested })] }
  const why = reports.find((report) => report.device === requested)?.reason
  return { device: 'cpu', reasons: [deviceReason('absent', { device: requested }), ...(why ? [why] : [])] }
}

type Bits = Exclude<Precision, 'auto'>

/** Sixteen bits where they were asked for and are there; by itself only on a graphics card, and only where they were faster: a processor takes longer with them. */
export async function choosePrecision(runtime: Runtime, requested: Precision, choice: Choice, time: (bits: Bits) => Promise<number>): Promise<{ readonly precision: Bits; readonly choice: Choice }> {
  const halves = (await runtime.listDevices()).some((report) => report.device === choice.device && report.halves === true)
  if (requested === 'f16') return halves ? { precision: 'f16', choice } : { precision: 'f32', choice: also(choice, deviceReason('no-halves')) }
  if (requested === 'f32' || !halves || choice.device === 'cpu') return { precision: 'f32', choice }
  const [whole, half] = [await time('f32'), await time('f16').catch(() => Infinity)]
  return half < whole ? { precision: 'f16', choice: also(choice, deviceReason('halves-faster')) } : { precision: 'f32', choice }
}

/** For work that has no place to tell a reason: a device that was asked for by name and is not there is refused. */
export async function requireDevice(runtime: Runtime, requested: Device, time: Time): Promise<RealDevice> {
  const { device, reasons } = await chooseDevice(runtime, requested, time)
  if (requested !== 'auto' && device !== requested) throw new AuroreError('engine.no-device', { device: requested, detail: reasonPhrase(reasons, 'en') })
  return device
}
