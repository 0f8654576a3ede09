// Reverse-mode differentiation of a graph, into the same graph. Knows rules, not operators; walks only what lies between the loss and
// the parameters asked for, which is what makes LoRA cheap.
import { sameShape, showShape } from '../graph/dim.ts'
import type { Graph, Step, Value } from '../graph/graph.ts'
import { add } from '../ops/elementwise.ts'
import { gradients } from '../ops/gradients.ts'
import type { OpName } from '../ops/names.ts'
import { sumTo } from '../ops/shape.ts'

/** Values that depend on a parameter: only these carry gradients. */
function reached(steps: readonly Step[], parameters: readonly Value[]): ReadonlySet<Value> {
  const set = new Set(parameters)
  for (const step of steps) if (step.inputs.some((v) => v !== null && set.has(v))) for (const y of step.outputs) set.add(y)
  return set
}

const isDifferentiated = (op: string): op is OpName => Object.hasOwn(gradients, op)

function ruleOf(step: Step): (all: readonly (Value | null)[], needs: (i: number) => boolean) => readonly (Value | null)[] {
  if (step.backward) return step.backward
  const rule = isDifferentiated(step.op) ? gradients[step.op] : 'forbidden'
  if (rule === 'none') return () => step.inputs.map(() => null)
  if (rule === 'forbidden') throw new Error(`${step.op} has no gradient, and the loss depends on it through ${step.outputs[0]?.name}`)
  return (all, needs) => {
    const g = all[0]
    const x = step.inputs.filter((v) => v !== null)
    const firstOutput = step.outputs[0]
    if (!firstOutput) throw new Error(`${step.op} has no output`)
    return rule({ x, y: step.outputs, attributes: step.attributes, needs }, g ?? zerosLike(firstOutput, all), all)
  }
}

/** Split is the one operator whose first output may be unused while others are not; its rule looks at all of them. */
function zerosLike(value: Value, all: readonly (Value | null)[]): Value {
  const other = all.find((g) => g !== null)
  if (!other) throw new Error(`no gradient reaches ${value.name}`)
  return other
}

/**
 * Gradients of a scalar loss with respect to parameters, in their order. A parameter the loss does not depend on gives null.
 * Gradients of a value used several times are summed; broadcasting is undone here (a value's gradient has its shape).
 */
export function backward(graph: Graph, loss: Value, parameters: readonly Value[]): readonly (Value | null)[] {
  if (loss.shape.length !== 0) throw new RangeError(`the loss must be a scalar, not ${showShape(loss.shape)}`)
  return backwardFrom(graph, loss, graph.scalar(1), parameters)
}

/** The same from any value whose gradient, of its shape, is known. */
export function backwardFrom(graph: Graph, from: Value, gradient: Value, parameters: readonly Value[]): readonly (Value | null)[] {
  if (!sameShape(from.shape, gradient.shape)) throw new RangeError(`a gradient of ${showShape(gradient.shape)} for a value of ${showShape(from.shape)}`)
  const steps = [...graph.steps]
  const carries = reached(steps, parameters)
  const found = new Map<Value, Value>([[from, gradient]])
  graph.unrecorded(() => {
    for (const step of steps.toReversed()) if (step.outputs.some((y) => found.has(y) && carries.has(y))) walk(step, carries, found)
  })
  return parameters.map((p) => found.get(p) ?? null)
}

function walk(step: Step, carries: ReadonlySet<Value>, found: Map<Value, Value>): void {
  const needs = (i: number): boolean => {
    const input = step.inputs[i]
    return input !== null && input !== undefined && carries.has(input)
  }
  const all = step.outputs.map((y) => found.get(y) ?? null)
  const back = ruleOf(step)(all, needs)
  for (const [i, input] of step.inputs.entries()) {
    const g = back[i]
    if (!input || !g || !needs(i)) continue
    const own = sumTo(g, input.shape)
    const before = found.get(input)
    found.set(input, before ? add(before, own) : own)
    if (!sameShape(own.shape, input.shape) && own.shape.length !== input.shape.length) throw new Error(`${step.op}: gradient ${showShape(own.shape)} for ${input.name} ${showShape(input.shape)}`)
  }
}
