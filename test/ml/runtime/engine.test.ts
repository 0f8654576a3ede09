// What the engine promises of a host run: outputs with a place are written there and nowhere else, and what goes wrong is said.
import { describe, expect, it } from 'vitest'
import { Graph } from '#ml/graph/graph.ts'
import { add, mul } from '#ml/ops/elementwise.ts'
import { Engine, floats, type Program } from '#ml/runtime/engine.ts'

function doubling(): Promise<Program> {
  const graph = new Graph()
  const x = graph.input('x', 'float32', ['N'])
  graph.output(mul(x, 2), 'twice')
  graph.output(add(x, 1), 'more')
  return new Engine('cpu').compile(graph, { host: [] })
}

describe('outputs with a place', () => {
  it('are written into it, in the middle of a row of numbers too, and are what the run gives', async () => {
    const program = await doubling()
    const row = new Float32Array(8).fill(-1)
    const [twice, more] = [floats(row.subarray(1, 4), [3]), floats(new Float32Array(3), [3])]
    const results = await program.run({ x: floats(Float32Array.of(1, 2, 3), [3]) }, { twice, more })
    expect(results['twice']).toBe(twice)
    expect([...row]).toEqual([-1, 2, 4, 6, -1, -1, -1, -1])
    expect([...(more.data as Float32Array)]).toEqual([2, 3, 4])
    await program.dispose()
  })

  it('may stand beside outputs without one', async () => {
    const program = await doubling()
    const twice = floats(new Float32Array(2), [2])
    const results = await program.run({ x: floats(Float32Array.of(1, 2), [2]) }, { twice, more: null })
    expect(results['twice']).toBe(twice)
    expect([...(twice.data as Float32Array)]).toEqual([2, 4])
    expect([...(results['more']?.data as Float32Array)]).toEqual([2, 3])
    await program.dispose()
  })

  it('may be the inputs themselves', async () => {
    const graph = new Graph()
    graph.output(mul(graph.input('x', 'float32', ['N']), 3), 'y')
    const program = await new Engine('cpu').compile(graph, { host: [] })
    const x = floats(Float32Array.of(1, 2), [2])
    for (let i = 0; i < 3; i++) await program.run({ x }, { y: x })
    expect([...(x.data as Float32Array)]).toEqual([27, 54])
    await program.dispose()
  })
})

describe('a run that fails', () => {
  it('says so, where outputs have a place too', async () => {
    const program = await doubling()
    const place = (): ReturnType<typeof floats> => floats(new Float32Array(2), [2])
    await expect(program.run({}, { twice: place(), more: place() })).rejects.toThrow()
    await expect(program.run({ x: floats(new Float32Array(3), [3]) }, { twice: place(), more: place() })).rejects.toThrow()
    await program.dispose()
  })
})
