// The engine against PyTorch's numbers: logits, loss, every gradient, five AdamW steps, five LoRA steps, greedy tokens.
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listDevices, verifyFolder } from '#ml/runtime/index.ts'
import { golden, goldenCases, ownCases, references } from '../support/golden.ts'
import { useSoftwareAdapter } from '../support/webgpu.ts'

useSoftwareAdapter()
const webgpu = (await listDevices()).some((d) => d.device === 'webgpu' && d.present)

describe.skipIf(goldenCases.length === 0)('reference numbers on the CPU (skipped without ../shared/golden)', () => {
  it.each(goldenCases)('%s', async (name) => {
    const report = await verifyFolder(join(golden, name), 'cpu')
    expect(report.lines.filter((l) => !l.within)).toEqual([])
    expect(report.greedyAgrees).toBe(true)
    expect(report.lines.filter((l) => l.what.startsWith('grad.')).length).toBeGreaterThan(10)
  })
})

/** In software an adapter takes a quarter of a minute a case. Rotary positions, RMS norms and shared keys are Gemma 3's below; AURORE_TEST=all has the others too. */
const gpuCases = goldenCases.filter((name) => process.env['AURORE_TEST'] === 'all' || ['gpt2', 'lstm'].includes(name))

describe.skipIf(goldenCases.length === 0 || !webgpu)('reference numbers on WebGPU (skipped without ../shared/golden or an adapter)', () => {
  it.each(gpuCases)('%s', { timeout: 240_000 }, async (name) => {
    const report = await verifyFolder(join(golden, name), 'webgpu')
    expect(report.lines.filter((l) => !l.within)).toEqual([])
    expect(report.greedyAgrees).toBe(true)
  })
})

/** Windows, two rotary bases and norms counted from one in a single model; the others add nothing there but time. */
const onWebgpu = ['gemma3'].filter((name) => ownCases.includes(name))

describe('reference numbers of the project’s own: windows, layers without positions, YaRN, Gemma 3, encoders, classifiers', () => {
  it('has them', () => expect(ownCases.length).toBeGreaterThan(4))
  it.each(ownCases)('%s on the CPU', async (name) => {
    const report = await verifyFolder(join(references, name), 'cpu')
    expect(report.lines.filter((l) => !l.within)).toEqual([])
    expect(report.greedyAgrees).not.toBe(false)
    expect(report.lines.filter((l) => l.what.startsWith('grad.')).length).toBeGreaterThan(10)
  })
  /** Not what Adam's steps lead to: where a gradient is nearly nothing, Adam makes a whole step of its rounding. */
  it.skipIf(!webgpu).each(onWebgpu)('%s on WebGPU', { timeout: 240_000 }, async (name) => {
    const { lines } = await verifyFolder(join(references, name), 'webgpu')
    expect(lines.filter((l) => !l.within && !l.what.startsWith('adamw'))).toEqual([])
  })
})
