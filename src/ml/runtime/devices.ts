// Which devices this machine has for the engine. Knows how to ask, not how to choose.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { listSupportedBackends } from 'onnxruntime-node'
import { Graph } from '../graph/graph.ts'
import { inHalves } from '../graph/halves.ts'
import { add } from '../ops/elementwise.ts'
import { gemm } from '../ops/linear.ts'
import { deviceNames, type DeviceName, Engine, floats, numbers } from './engine.ts'

/** What was learned of a device: not for this system, not in this build, its library missing, no adapter, a wrong sum, an error; or that it works. */
export type Told = 'ready' | 'other-system' | 'not-built' | 'not-installed' | 'no-adapter' | 'wrong-sum' | 'refused'

/** `found`: this build of the runtime has a way to it. `present`: it was tried and computes right. `detail` in the runtime's own words. */
export interface DevicePresence {
  readonly device: DeviceName
  readonly found: boolean
  readonly present: boolean
  readonly told: Told
  readonly detail: string
  /** Whether it multiplies in sixteen bits, tried like the rest; absent where the device is. */
  readonly halves?: boolean
}

/** The only system that has it, by Node's name. */
const homes: Partial<Readonly<Record<DeviceName, NodeJS.Platform>>> = { dml: 'win32', coreml: 'darwin' }

/** How runtimes say what they lack. */
const lacks: readonly (readonly [RegExp, Told])[] = [
  [/Failed to get a WebGPU adapter|no adapter/i, 'no-adapter'], [/providers_shared|providers_cuda|cannot open shared object|LoadLibrary|Failed to load (shared )?library|not enabled in this build/i, 'not-installed']
]

/** Where the runtime looks for a device's own library, for those that are installed apart from it. Loading one that is not there makes the runtime shout. */
const apart: Partial<Readonly<Record<DeviceName, Partial<Readonly<Record<NodeJS.Platform, string>>>>>> = { cuda: { linux: 'libonnxruntime_providers_cuda.so', win32: 'onnxruntime_providers_cuda.dll' } }

function isInstalled(device: DeviceName): boolean {
  const library = apart[device]?.[process.platform]
  if (library === undefined) return true
  const place = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'))
  return existsSync(join(place, 'bin', 'napi-v6', process.platform, process.arch, library))
}

/** A device is present when a graph of one addition runs on it and gives the right sum. */
export async function probe(device: DeviceName): Promise<DevicePresence> {
  const home = homes[device]
  if (home !== undefined && home !== process.platform) return { device, found: false, present: false, told: 'other-system', detail: '' }
  if (!listSupportedBackends().some((b) => b.name === device)) return { device, found: false, present: false, told: 'not-built', detail: '' }
  if (!isInstalled(device)) return { device, found: false, present: false, told: 'not-installed', detail: '' }
  try {
    const right = await sums(device)
    return { device, found: true, present: right, told: right ? 'ready' : 'wrong-sum', detail: '', ...(right ? { halves: await computesHalves(device) } : {}) }
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    const told = lacks.find(([words]) => words.test(text))?.[1] ?? 'refused'
    return { device, found: told !== 'not-installed', present: false, told, detail: (text.split('\n')[0] ?? '').slice(0, 200) }
  }
}

async function sums(device: DeviceName): Promise<boolean> {
  const graph = new Graph()
  graph.output(add(graph.input('x', 'float32', [2]), 1), 'y')
  const program = await new Engine(device).compile(graph, { host: ['y'] })
  const { y } = await program.run({ x: floats(Float32Array.of(1, 2), [2]) })
  await program.dispose()
  return numbers(y).join() === '2,3'
}

/** A product in sixteen bits, run and compared; a graphics card whose driver lacks them refuses the graph, or gives something else. */
export async function computesHalves(device: DeviceName): Promise<boolean> {
  try {
    const graph = new Graph()
    graph.output(gemm(graph.input('x', 'float32', [2, 2]), graph.input('w', 'float32', [2, 2])), 'y')
    const program = await new Engine(device).compile(inHalves(graph, { held: device === 'cpu' }), { host: ['y'], quiet: true })
    const { y } = await program.run({ x: floats(Float32Array.of(1, 2, 3, 4), [2, 2]), w: floats(Float32Array.of(1, 0.5, 0, 2), [2, 2]) })
    await program.dispose()
    return numbers(y).join() === '1,4.5,3,9.5'
  } catch {
    return false
  }
}

/** One after the other: two that start at once could fail each other. */
export async function listDevices(): Promise<readonly DevicePresence[]> {
  const found: DevicePresence[] = []
  for (const device of deviceNames) found.push(await probe(device))
  return found
}
