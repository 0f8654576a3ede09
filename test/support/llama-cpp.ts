// llama.cpp through node-llama-cpp, where somebody has installed it beside the project; null elsewhere. Only what tests and benchmarks ask of it.

interface Sequence {
  clearHistory(): Promise<void>
  evaluate(tokens: readonly number[], options: object): AsyncIterable<number>
  evaluateWithoutGeneratingNewTokens(tokens: readonly number[]): Promise<void>
}
interface Context { getSequence(): Sequence; dispose(): Promise<void> }
interface Model { createContext(options: object): Promise<Context>; tokenize(text: string, special: boolean): readonly number[]; dispose(): Promise<void> }
interface Module { getLlama(options: object): Promise<{ loadModel(options: object): Promise<Model>; dispose(): Promise<void> }> }

export interface LlamaCpp {
  /** Greedily. */
  continued(file: string, prompt: readonly number[], count: number): Promise<readonly number[]>
  tokens(file: string, text: string): Promise<readonly number[]>
  /** Tokens a second, read and written, behind a prompt on two threads; `turn` is called as often as wanted. */
  timed(file: string, context: number): Promise<{ readonly turn: (prompt: readonly number[], count: number) => Promise<{ readonly read: number; readonly write: number }>; readonly dispose: () => Promise<void> }>
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
    timed: async (file, context) => {
      const { sequence, dispose } = await open(file, context)
      return { turn: (prompt, count) => turn(sequence, prompt, count), dispose }
    },
    dispose: () => llama.dispose()
  }
}

async function turn(sequence: Sequence, prompt: readonly number[], count: number): Promise<{ readonly read: number; readonly write: number }> {
  await sequence.clearHistory()
  const start = performance.now()
  await sequence.evaluateWithoutGeneratingNewTokens(prompt)
  const read = performance.now()
  await said(sequence, [1], count)
  return { read: (1000 * prompt.length) / (read - start), write: (1000 * count) / (performance.now() - read) }
}
