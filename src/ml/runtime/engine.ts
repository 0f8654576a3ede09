// ONNX Runtime behind one small door: compile a graph, move tensors, run. Knows devices; knows no model.
import { availableParallelism } from 'node:os'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { Graph } from '../graph/graph.ts'
import { encodeBeside, type Places } from '../onnx/external.ts'
import { encodeMarked, encodeModel, mark } from '../onnx/model.ts'

export const deviceNames = ['cpu', 'webgpu', 'dml', 'coreml', 'cuda'] as const
export type DeviceName = (typeof deviceNames)[number]
export type { Tensor }

/** Tensors by name. On a GPU they live in its memory unless they were asked for on the host. */
export type Tensors = Readonly<Record<string, Tensor>>

export type Into = Readonly<Record<string, Tensor | null>>

export interface CompileOptions {
  /** Outputs that the host reads; all others stay on the device. */
  readonly host: readonly string[]
  /** Gives its memory back after every run: for what runs seldom, or beside many of its kind. */
  readonly sparing?: boolean
  /** Inputs that are weights for good: the runtime lays them out for itself once. In a file of a folder, or in memory. */
  readonly beside?: Beside
  /** Failures are told by what is thrown alone: for trials. */
  readonly quiet?: boolean
  /** Threads wait awake between two operators of a run, not between two runs: for many short operators. */
  readonly awake?: boolean
}

export interface Beside { readonly places: Places; readonly from: { readonly folder: string } | { readonly data: Uint8Array } }

export interface Program {
  /** `into` names the outputs wanted, with tensors to be written in place where it has them (host memory only; elsewhere it is ignored). */
  run(inputs: Tensors, into?: Into): Promise<Tensors>
  dispose(): Promise<void>
}

const providers: { readonly [K in DeviceName]: readonly string[] } = { cpu: ['cpu'], webgpu: ['webgpu', 'cpu'], dml: ['dml', 'cpu'], coreml: ['coreml', 'cpu'], cuda: ['cuda', 'cpu'] }

/** Devices whose tensors this runtime's Node binding can leave where they are from run to run. To and from the others they are copied at every run. */
const keepsTensors: ReadonlySet<DeviceName> = new Set(['webgpu'])

export class Engine {
  readonly device: DeviceName
  /** Whether tensors lie in host memory between runs: then a program writes where it is told to, and nothing needs to be moved or let go. */
  readonly onHost: boolean
  readonly #sparing: boolean
  readonly #movers = new Map<string, Promise<InferenceSession>>()

  /** `sparing`: memory goes back after every run instead of being kept for the next; a packed model needs half as much so, and runs a little slower. */
  constructor(device: DeviceName, sparing = false) {
    this.device = device
    this.onHost = !keepsTensors.has(device)
    this.#sparing = sparing
  }

  async compile(graph: Graph, options: CompileOptions): Promise<Program> {
    const outputs = graph.outputs.map((o) => o.name)
    const { onHost } = this
    const isMarked = this.device === 'cpu'
    const model = options.beside ? encodeBeside(graph, options.beside.places, isMarked) : isMarked ? encodeMarked(graph) : encodeModel(graph)
    const session = await InferenceSession.create(model, this.#options(this.#locations(outputs, options.host), options))
    const all = Object.fromEntries(outputs.map((name) => [name, null] as const))
    return {
      run: async (inputs, into) => {
        if (!onHost) return (await session.run(inputs)) as Tensors
        if (isMarked && into && isWhole(into, outputs)) return writeInto(session, inputs, into)
        return { ...((await session.run(inputs, into ?? all)) as Tensors), ...given(into) }
      },
      dispose: () => session.release()
    }
  }

  /** A host tensor on the device, ready to be an input of many runs. */
  async upload(tensor: Tensor): Promise<Tensor> {
    if (this.onHost) return tensor
    const mover = await this.#mover(tensor.type, tensor.dims.length, false)
    return only(await mover.run({ x: tensor }))
  }

  /** A device tensor's numbers on the host. `getData` on a GPU tensor aborts the process in this version of the runtime; this way does not. */
  async download(tensor: Tensor): Promise<Tensor> {
    if (tensor.location === 'cpu') return tensor
    const mover = await this.#mover(tensor.type, tensor.dims.length, true)
    return only(await mover.run({ x: tensor }))
  }

  async dispose(): Promise<void> {
    for (const session of this.#movers.values()) await (await session).release()
    this.#movers.clear()
  }

  #locations(names: readonly string[], host: readonly string[]): InferenceSession.SessionOptions['preferredOutputLocation'] {
    if (this.onHost) return undefined
    return Object.fromEntries(names.map((n) => [n, host.includes(n) ? 'cpu' : 'gpu-buffer'] as const))
  }

  #options(locations: InferenceSession.SessionOptions['preferredOutputLocation'], { sparing = false, beside, awake = false, quiet = false }: Partial<CompileOptions> = {}): InferenceSession.SessionOptions {
    const common: InferenceSession.SessionOptions = {
      executionProviders: [...providers[this.device]], graphOptimizationLevel: 'all', intraOpNumThreads: availableParallelism(), logSeverityLevel: quiet ? 4 : 3,
      // A plan of one block for every shape seen is kept beside the memory it plans: a quarter of a training step's (measured), for no time gained.
      enableMemPattern: false, ...(this.#sparing || sparing ? { enableCpuMemArena: false } : {}),
      // Idle threads sleep: spinning costs 40 % more processor time a step, and slows whatever runs beside (measured).
      extra: { session: { intra_op: { allow_spinning: awake ? '1' : '0' }, ...(awake ? { force_spinning_stop: '1' } : {}), ...folderOf(beside) } }, ...dataOf(beside)
    }
    return locations === undefined ? common : { ...common, preferredOutputLocation: locations }
  }

  /** Moving to and fro is an Identity whose output lies on the other side. */
  #mover(type: string, rank: number, toHost: boolean): Promise<InferenceSession> {
    const key = `${type}.${rank}.${toHost}`
    const known = this.#movers.get(key)
    if (known) return known
    const graph = new Graph()
    const shape = Array.from({ length: rank }, (_, i) => `D${i}`)
    graph.output(graph.input('x', type === 'int64' ? 'int64' : 'float32', shape), 'y')
    const made = InferenceSession.create(encodeModel(graph), this.#options({ y: toHost ? 'cpu' : 'gpu-buffer' }))
    this.#movers.set(key, made)
    return made
  }
}

const given = (into: Into = {}): Tensors => Object.fromEntries(Object.entries(into).flatMap(([name, t]) => (t === null ? [] : [[name, t] as const])))
const isWhole = (into: Into, outputs: readonly string[]): into is Tensors => outputs.every((name) => into[name] instanceof Tensor)

/**
 * Runs with every output written where `into` says. The runtime's JavaScript side then copies all outputs once more, into fresh memory that the system has to
 * hand over page by page (0.2 ms a megabyte, measured: as long as an optimiser's step takes). It goes through them in order and stops at what is
 * no tensor, so the mark is asked for first: that refusal is what success looks like here.
 */
async function writeInto(session: InferenceSession, inputs: Tensors, into: Tensors): Promise<Tensors> {
  try {
    await session.run(inputs, { [mark]: null, ...into })
  } catch (error) {
    if (!(error instanceof Error && error.message.includes(noTensor))) throw error
  }
  return into
}
const noTensor = 'Non tensor type'

function only(results: InferenceSession.OnnxValueMapType): Tensor {
  const y = results['y']
  if (!(y instanceof Tensor)) throw new Error('moving a tensor gave none')
  return y
}

const folderOf = (beside?: Beside): object => (beside && 'folder' in beside.from ? { model_external_initializers_file_folder_path: beside.from.folder } : {})
const dataOf = (beside?: Beside): Pick<InferenceSession.SessionOptions, 'externalData'> => {
  if (!beside || !('data' in beside.from)) return {}
  const [path] = [...beside.places.values()].map((place) => place.location)
  return path === undefined ? {} : { externalData: [{ path, data: beside.from.data }] }
}

export const floats = (data: Float32Array, dims: readonly number[]): Tensor => new Tensor('float32', data, dims)
/** Packed weights: bytes with or without a sign. */
export const bytes = (data: Int8Array | Uint8Array, dims: readonly number[]): Tensor => new Tensor(data instanceof Int8Array ? 'int8' : 'uint8', data, dims)
/**
 * A tensor in sixteen bits that can be given to a run. On the host the runtime's JavaScript side keeps them as a Float16Array where there is one, which its native side takes for
 * nothing (1.30 on Node 24): they are given as whole numbers of sixteen bits under the other name.
 */
export function givenHalf(half: Tensor): Tensor {
  if (half.location !== 'cpu') return half
  const { buffer, byteOffset, byteLength } = half.data as unknown as Uint16Array<ArrayBuffer>
  return Object.defineProperty(new Tensor('uint16', new Uint16Array(buffer, byteOffset, byteLength / 2), half.dims), 'type', { value: 'float16' })
}
export const ints = (data: Int32Array, dims: readonly number[]): Tensor => new Tensor('int32', data, dims)
export const longs = (data: BigInt64Array, dims: readonly number[]): Tensor => new Tensor('int64', data, dims)
export const scalar = (value: number): Tensor => new Tensor('float32', Float32Array.of(value), [])

/** The numbers of a float tensor that lies on the host. */
export function numbers(tensor: Tensor | undefined): Float32Array {
  const data = tensor?.data
  if (!(data instanceof Float32Array)) throw new RangeError(`float32 numbers on the host were expected, ${tensor?.type ?? 'nothing'} in ${tensor?.location ?? 'nowhere'} was found`)
  return data
}
