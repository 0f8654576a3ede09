// Loops over a memory of their own, in WebAssembly: that part of JavaScript which neither Node's types nor the language's name. Knows bytes and addresses.

export interface Memory { readonly buffer: ArrayBuffer }
/** Addresses and counts are 64-bit, plain numbers float32. */
export type Run = (...parameters: readonly (number | bigint)[]) => number | undefined

interface WebAssembly {
  readonly Memory: new (size: { readonly initial: bigint; readonly maximum: bigint; readonly address: 'i64' }) => Memory
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object
  readonly Instance: new (module: object, imports: { readonly env: { readonly memory: Memory } }) => { readonly exports: { readonly run: Run } }
}
const { WebAssembly: host } = globalThis as unknown as { readonly WebAssembly: WebAssembly }

const page = 2 ** 16

/** So many bytes, all nothing; the system gives none of them before they are written to. */
export function roomFor(bytes: number): Memory {
  const pages = BigInt(Math.max(1, Math.ceil(bytes / page)))
  return new host.Memory({ initial: pages, maximum: pages, address: 'i64' })
}

/** A module made by ml/fusion, over a memory. */
export const runOf = (bytes: Uint8Array<ArrayBuffer>, memory: Memory): Run => new host.Instance(new host.Module(bytes), { env: { memory } }).exports.run
