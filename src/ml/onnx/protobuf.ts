// Protocol Buffers' wire format, writing only, as much as an ONNX file needs. Knows no message by name.
// Source: protobuf.dev, "Encoding".

const wire = { varint: 0, fixed64: 1, fixed32: 5, bytes: 2 } as const

/** Bytes that grow; a message is written into its own buffer and then framed by its length. */
export class Message {
  #buffer = new Uint8Array(256)
  #length = 0

  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length)
  }

  int(field: number, value: number | bigint): this {
    this.#tag(field, wire.varint)
    this.#varint(BigInt(value))
    return this
  }

  float(field: number, value: number): this {
    this.#tag(field, wire.fixed32)
    this.#append(new Uint8Array(Float32Array.of(value).buffer))
    return this
  }

  double(field: number, value: number): this {
    this.#tag(field, wire.fixed64)
    this.#append(new Uint8Array(Float64Array.of(value).buffer))
    return this
  }

  string(field: number, value: string): this {
    return this.raw(field, new TextEncoder().encode(value))
  }

  raw(field: number, value: Uint8Array): this {
    this.#tag(field, wire.bytes)
    this.#varint(BigInt(value.byteLength))
    this.#append(value)
    return this
  }

  /** Announces so many bytes of a field, which the caller writes after this message's own. */
  announce(field: number, bytes: number): this {
    this.#tag(field, wire.bytes)
    this.#varint(BigInt(bytes))
    return this
  }

  message(field: number, value: Message): this {
    return this.raw(field, value.bytes())
  }

  /** Another message's fields after this one's own. */
  join(other: Message): this {
    this.#append(other.bytes())
    return this
  }

  each<T>(items: Iterable<T>, write: (message: this, item: T) => void): this {
    for (const item of items) write(this, item)
    return this
  }

  #tag(field: number, type: number): void {
    this.#varint(BigInt(field * 8 + type))
  }

  /** Seven bits a byte, low first; negative numbers as their 64-bit two's complement. */
  #varint(value: bigint): void {
    let rest = BigInt.asUintN(64, value)
    const out: number[] = []
    do {
      const low = Number(rest & 127n)
      rest >>= 7n
      out.push(rest > 0n ? low | 128 : low)
    } while (rest > 0n)
    this.#append(Uint8Array.from(out))
  }

  #append(bytes: Uint8Array): void {
    const needed = this.#length + bytes.byteLength
    if (needed > this.#buffer.byteLength) {
      const grown = new Uint8Array(Math.max(needed, this.#buffer.byteLength * 2))
      grown.set(this.bytes())
      this.#buffer = grown
    }
    this.#buffer.set(bytes, this.#length)
    this.#length = needed
  }
}
