// Holds this engine against reference numbers made by PyTorch: a folder with a model and a reference.safetensors. Knows the layout, prints nothing.
import { join } from 'node:path'
import { loraLinear, plainLinear } from '../nn/linear.ts'
import type { LinearFactory } from '../nn/build.ts'
import type { Model } from '../models/architecture.ts'
import { logitsProgram, names } from '../training/programs.ts'
import type { Batch } from '../training/learner.ts'
import { OnnxDecoder } from './decoder.ts'
import { type DeviceName, Engine, floats, longs, numbers } from './engine.ts'
import { loadWeights, readModel, TensorFile } from './folder.ts'
import { OnnxLearner } from './learner.ts'
import { weightSpecs } from '../models/layers.ts'

/** The training that the references were made with. */
const recipe = { learningRate: 1e-3, weightDecay: 0.1, clip: 1, loraAlpha: 8 } as const

export interface Tolerances { readonly logits: number; readonly loss: number; readonly gradient: number; readonly relative: number; readonly parameter: number }

const loose: Tolerances = { logits: 2e-3, loss: 1e-3, gradient: 1e-3, relative: 1e-2, parameter: 1e-3 }

/** The CPU must agree in float32; a GPU sums in another order and with its own exponentials. */
export const tolerances: Readonly<Record<DeviceName, Tolerances>> = {
  cpu: { logits: 2e-4, loss: 1e-4, gradient: 1e-4, relative: 1e-3, parameter: 1e-4 }, webgpu: loose, dml: loose, coreml: loose, cuda: loose
}

/** Below this share of a tensor's largest gradient, Adam divides rounding noise by rounding noise: such elements may differ by all that Adam can move them. */
const noiseFloor = 1e-4

export interface Line { readonly what: string; readonly difference: number; readonly tolerance: number; readonly within: boolean }
export interface Verification { readonly folder: string; readonly architecture: string; readonly device: string; readonly lines: readonly Line[]; readonly greedyAgrees: boolean | null; readonly ok: boolean }

interface Case {
  readonly engine: Engine
  readonly model: Model
  readonly reference: TensorFile
  readonly weights: ReadonlyMap<string, Float32Array>
  readonly batch: Batch
  readonly allowed: Tolerances
}

export async function verifyFolder(folder: string, device: DeviceName): Promise<Verification> {
  const model = await readModel(folder)
  const reference = await TensorFile.open(join(folder, 'reference.safetensors'))
  const ids = await reference.longs('input_ids')
  const labels = await reference.longs('labels')
  const [batch = 0, length = 0] = ids.shape
  const c: Case = {
    engine: new Engine(device), model, reference, allowed: tolerances[device],
    weights: await loadWeights(folder, model, weightSpecs(model, plainLinear)), batch: { inputIds: ids.data, labels: labels.data, batch, length }
  }
  const lines = [await logitsLine(c), ...(await trainingLines(c)), ...(await loraLines(c))]
  const greedyAgrees = await greedy(c)
  await c.engine.dispose()
  return { folder, architecture: model.architecture, device, lines, greedyAgrees, ok: lines.every((l) => l.within) && greedyAgrees !== false }
}

/** The largest |found − expected| / (tolerance per element), told as a plain difference beside the tolerance that decides. */
function compare(what: string, found: Float32Array, expected: Float32Array, allow: (expected: number, index: number) => number): Line {
  if (found.length !== expected.length) return { what, difference: Infinity, tolerance: 0, within: false }
  let [worst, difference, tolerance] = [-1, 0, 0]
  for (const [i, e] of expected.entries()) {
    const d = Math.abs((found[i] ?? NaN) - e)
    const ratio = Number.isNaN(d) ? Infinity : d / allow(e, i)
    if (ratio > worst) [worst, difference, tolerance] = [ratio, d, allow(e, i)]
  }
  return { what, difference, tolerance, within: worst <= 1 }
}

async function logitsLine(c: Case): Promise<Line> {
  const { graph, weights } = logitsProgram(c.model, plainLinear)
  const program = await c.engine.compile(graph, { host: [names.logits] })
  const inputs = await Promise.all(weights.map(async (w) => [w.name, await c.engine.upload(floats(c.weights.get(w.name) ?? new Float32Array(), w.shape))] as const))
  const results = await program.run({ ...Object.fromEntries(inputs), [names.ids]: longs(c.batch.inputIds, [c.batch.batch, c.batch.length]) })
  const line = compare('logits', numbers(results[names.logits]), (await c.reference.floats('logits')).data, () => c.allowed.logits)
  await program.dispose()
  return line
}

const learner = (c: Case, linear: LinearFactory, trainable: (w: string) => boolean, weights: ReadonlyMap<string, Float32Array>, weightDecay: number): Promise<OnnxLearner> =>
  OnnxLearner.create(c.engine, { model: c.model, linear, trainable, weights, weightDecay, clip: recipe.clip })

async function trainingLines(c: Case): Promise<readonly Line[]> {
  const full = await learner(c, plainLinear, () => true, c.weights, recipe.weightDecay)
  const { nll, tokens } = await full.accumulate(c.batch)
  const lines = [compare('loss', Float32Array.of(nll / tokens), (await c.reference.floats('loss')).data, () => c.allowed.loss)]
  const gradients = new Map<string, Float32Array>()
  for (const g of await full.gradients()) {
    const expected = (await c.reference.floats(`grad.${g.name}`)).data
    gradients.set(g.name, expected)
    lines.push(compare(`grad.${g.name}`, g.data.map((x) => x / tokens), expected, (e) => c.allowed.gradient + c.allowed.relative * Math.abs(e)))
  }
  lines.push(await lossesLine(c, full, 'adamw_losses', nll / tokens), ...(await parameterLines(c, full, 'adamw.', (name) => gradients.get(name))))
  await full.dispose()
  return lines
}

/** Takes the reference's steps on the same batch; the first loss is already known, its gradients already there. */
async function lossesLine(c: Case, full: OnnxLearner, name: string, firstLoss: number): Promise<Line> {
  const expected = (await c.reference.floats(name)).data
  const found = [firstLoss]
  for (let step = 1; step <= expected.length; step++) {
    await full.apply({ learningRate: recipe.learningRate, step })
    if (step === expected.length) break
    const { nll, tokens } = await full.accumulate(c.batch)
    found.push(nll / tokens)
  }
  return compare(name, Float32Array.from(found), expected, () => c.allowed.loss)
}

async function parameterLines(c: Case, trained: OnnxLearner, prefix: string, gradientOf: (name: string) => Float32Array | undefined): Promise<readonly Line[]> {
  const steps = (await c.reference.floats('adamw_losses')).data.length
  return Promise.all((await trained.parameters()).map(async (p) => {
    const expected = (await c.reference.floats(prefix + p.name)).data
    const gradient = gradientOf(p.name)
    const floor = gradient ? noiseFloor * gradient.reduce((m, g) => Math.max(m, Math.abs(g)), 1e-4) : 0
    const allow = (e: number, i: number): number =>
      gradient && Math.abs(gradient[i] ?? 0) <= floor ? 2 * steps * recipe.learningRate : c.allowed.parameter + c.allowed.relative * Math.abs(e)
    return compare(prefix + p.name, p.data, expected, allow)
  }))
}

async function loraLines(c: Case): Promise<readonly Line[]> {
  const start = 'lora_init.'
  const given = [...c.reference.entries.keys()].filter((k) => k.startsWith(start))
  if (given.length === 0) return []
  const adapter = new Map(await Promise.all(given.map(async (k) => [k.slice(start.length), (await c.reference.floats(k)).data] as const)))
  const rank = c.reference.entries.get(given.find((k) => k.endsWith('.lora_A.weight')) ?? '')?.shape[0] ?? 0
  const targets = (layer: string): boolean => adapter.has(`base_model.model.${layer}.lora_A.weight`)
  const linear = loraLinear({ rank, scale: recipe.loraAlpha / rank, targets })
  const lora = await learner(c, linear, (w) => adapter.has(w), new Map([...c.weights, ...adapter]), 0)
  const { nll, tokens } = await lora.accumulate(c.batch)
  const gradients = new Map((await lora.gradients()).map((g) => [g.name, g.data.map((x) => x / tokens)]))
  const lines = [await lossesLine(c, lora, 'lora_losses', nll / tokens), ...(await parameterLines(c, lora, 'lora.', (name) => gradients.get(name)))]
  await lora.dispose()
  return lines
}

const largest = (logits: Float32Array): number => logits.reduce((best, x, i) => (x > (logits[best] ?? -Infinity) ? i : best), 0)

async function greedy(c: Case): Promise<boolean | null> {
  if (!c.reference.entries.has('greedy')) return null
  const expected = Array.from((await c.reference.longs('greedy')).data, Number)
  const decoder = await OnnxDecoder.create(c.engine, { model: c.model, linear: plainLinear, weights: c.weights })
  let next = Array.from(c.batch.inputIds.slice(0, 8), Number)
  const found: number[] = []
  while (found.length < expected.length) {
    next = [largest(await decoder.append(next))]
    found.push(...next)
  }
  await decoder.dispose()
  return found.join() === expected.join()
}
