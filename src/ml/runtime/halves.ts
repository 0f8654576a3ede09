// Matrices that never change, in sixteen bits beside themselves: cast once, on the device they lie on, instead of at every step. Knows tensors; knows no model.
import { Graph } from '../graph/graph.ts'
import { halfName } from '../graph/halves.ts'
import { cast } from '../ops/elementwise.ts'
import { type Engine, givenHalf, type Tensor, type Tensors } from './engine.ts'

/** `weights` [R, C] each, by name; the halves by the names of their inputs. */
export async function halvesOf(engine: Engine, weights: Tensors): Promise<Tensors> {
  const graph = new Graph()
  graph.output(cast(graph.input('x', 'float32', ['R', 'C']), 'float16'), 'y')
  const program = await engine.compile(graph, { host: [] })
  const halves: (readonly [string, Tensor])[] = []
  for (const [name, x] of Object.entries(weights)) {
    const { y } = await program.run({ x })
    if (y) halves.push([halfName(name), givenHalf(y)])
  }
  await program.dispose()
  return Object.fromEntries(halves)
}
