// The wire to the app that started this process: Node's own channel, or the port that Electron gives a utility process. Knows no treaty.
import { isParcel, type Wire } from '../wire.ts'

/** As Electron declares it; present only in its utility processes. */
interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown
  postMessage(message: unknown): void
}

const parentPort = (): ParentPort | undefined => (process as { parentPort?: ParentPort }).parentPort

/** Electron ends a utility process with its parent, so it has no news of that. */
const overPort = (port: ParentPort): Wire => ({
  post: (parcel) => { port.postMessage(parcel) },
  onParcel: (listener) => { port.on('message', ({ data }) => { if (isParcel(data)) listener(data) }) },
  onClose: () => undefined
})

const overChannel: Wire = {
  post: (parcel) => { if (process.connected) process.send?.(parcel, undefined, undefined, () => undefined) },
  onParcel: (listener) => { process.on('message', (message) => { if (isParcel(message)) listener(message) }) },
  onClose: (listener) => { process.on('disconnect', listener) }
}

export function wireToParent(): Wire {
  const port = parentPort()
  return port === undefined ? overChannel : overPort(port)
}
