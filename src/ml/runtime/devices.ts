// Which devices this machine has for the engine. Knows how to ask, not how to choose.
import { listSupportedBackends } from 'onnxruntime-node'
import { Graph } from '../graph/graph.ts'
import { add } from '../ops/elementwise.ts'
import { type DeviceName, Engine, floats, numbers } from './engine.ts'

export interface DevicePresence { readonly device: DeviceName; readonly present: boolean; readonly reason: string }

/** A device is present when a graph of one addition runs on it and gives the right sum. */
export async function probe(device: DeviceName): Promise<DevicePresence> {
  if (!listSupportedBackends().some((b) => b.name === device)) return { device, present: false, reason: 'this build of the runtime does not include it' }
  try {
    const graph = new Graph()
    graph.output(add(graph.input('x', 'float32', [2]), 1), 'y')
    const program = await new Engine(device).compile(graph, { host: ['y'] })
    const { y } = await program.run({ x: floats(Float32Array.of(1, 2), [2]) })
    const right = numbers(y).join() === '2,3'
    await program.dispose()
    return { device, present: right, reason: right ? 'ready' : 'it gave a wrong sum' }
  } catch (error) {
    return { device, present: false, reason: firstLine(error) }
  }
}

const firstLine = (error: unknown): string => {
  const text = error instanceof Error ? error.message : String(error)
  return (text.match(/Failed to get a WebGPU adapter[^\n]*/)?.[0] ?? text.split('\n')[0] ?? '').slice(0, 200)
}

export const listDevices = async (): Promise<readonly DevicePresence[]> => [await probe('cpu'), await probe('webgpu')]
