// The thin wire between the app and an engine process: parcels both ways. Knows neither what is said over it nor how the process was started.

/** `rpc` carries the treaty; `leave` asks the process to put its work away and go. */
export type Parcel = { readonly kind: 'rpc'; readonly data: unknown } | { readonly kind: 'leave' }

export const isParcel = (value: unknown): value is Parcel =>
  typeof value === 'object' && value !== null && 'kind' in value && (value.kind === 'rpc' || value.kind === 'leave')

export interface Wire {
  post(parcel: Parcel): void
  onParcel(listener: (parcel: Parcel) => void): void
  /** The other side has gone. */
  onClose(listener: () => void): void
}

/** A message port as oRPC's adapters want it. */
export interface Port {
  on(event: string, listener: (event?: { data: unknown }) => void): void
  postMessage(data: unknown): void
}

export function portOf(wire: Wire): Port {
  const listeners: Readonly<Record<string, (listener: (event?: { data: unknown }) => void) => void>> = {
    message: (listener) => { wire.onParcel((parcel) => { if (parcel.kind === 'rpc') listener({ data: parcel.data }) }) },
    close: (listener) => { wire.onClose(() => { listener() }) }
  }
  return { on: (event, listener) => listeners[event]?.(listener), postMessage: (data) => { wire.post({ kind: 'rpc', data }) } }
}
