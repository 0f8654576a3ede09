// llama.cpp through node-llama-cpp, where somebody has installed it beside the project; null elsewhere. Only what tests ask of it.

interface Sequence { evaluate(tokens: readonly number[], options: object): AsyncIterable<number> }
interface Context { getSequence(): Sequence; dispose(): Promise<void> }
interface Model { createContext(options: object): Promise<Context>; tokenize(text: string, special: boolean): readonly number[]; dispose(): Promise<void> }
interface Module { getLlama(options: object): Promise<{ loadModel(options: object): Promise<Model>; dispose(): Promise<void> }> }

export interface LlamaCpp {
  /** Greedily. */
  continued(file: string, prompt: readonly number[], count: number): Promise<readonly number[]>
  tokens(file: string, text: string): Promise<readonly number[]>
  dispose(): Promise<void>
}

const notADependency = 'node-llama-cpp'

async function said(sequence: Sequence, tokens: readonly number[], count: number): Promise<readonly number[]> {
  const found: number[] = []
  for await (const token of sequence.evaluate(tokens, { temperature: 0, yieldEogToken: true })) {
    found.push(token)
    if (found.length >= count) break
  }
  return found
}

export async function openLlamaCpp(threads = 2): Promise<LlamaCpp | null> {
  const module = await import(notADependency).catch(() => null) as Module | null
  if (module === null) return null
  const llama = await module.getLlama({ gpu: false, build: 'never', skipDownload: true, logLevel: 'error', maxThreads: threads })
  const open = async (file: string, contextSize: number): Promise<{ readonly model: Model; readonly sequence: Sequence; readonly dispose: () => Promise<void> }> => {
    const model = await llama.loadModel({ modelPath: file, gpuLayers: 0 })
    const context = await model.createContext({ contextSize, batchSize: 512, threads })
    return { model, sequence: context.getSequence(), dispose: async () => { await context.dispose(); await model.dispose() } }
  }
  const once = async <T>(file: string, work: (opened: { readonly model: Model; readonly sequence: Sequence }) => Promise<T>): Promise<T> => {
    const opened = await open(file, 256)
    try {
      return await work(opened)
    } finally {
      await opened.dispose()
    }
  }
  return {
    continued: (file, prompt, count) => once(file, ({ sequence }) => said(sequence, prompt, count)),
    tokens: (file, text) => once(file, async ({ model }) => model.tokenize(text, false)),
    dispose: () => llama.dispose()
  }
}
